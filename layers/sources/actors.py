"""The actor table: whom a mission counts to which source of threat.

It is at least Confidential: it enters no export.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from layers.errors import Finding
from layers.fields import plain, resolve, words
from layers.landscape import SOURCES
from layers.row_checks import RowCheck, tell_rows
from layers.sheets import read_any_table

_COLUMNS = ("name", "source", "proxy", "note")
_WANTED: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "actor", "actor_name", "group"),
    "source": ("source", "threat_source", "source_of_threat"),
    "proxy": ("proxy", "state_proxy"),
    "note": ("note", "notes", "reason", "comment"),
}
_FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "y", "t", "1"), True),
    **dict.fromkeys(("", "false", "no", "n", "f", "0"), False),
}


def read_actors(
    path: Path, *, role: str = "actors", columns: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read an actor table.

    Parameters
    ----------
    path : Path
        A csv or xlsx with a row for each actor: name as the feed writes it, source (state, armed_group,
        communal, criminal, unattributed), and maybe proxy (true: acts for the state, counts as the state)
        and note.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "name", "source", "proxy" and "note" to the file's columns.

    Returns
    -------
    DataFrame
        name, source, note (text), proxy (bool); index = row of the file. Rows at fault are left out; the
        findings hold an error for them. The same actor twice with one source is a warning, with two an
        error.
    tuple of Finding
    """
    file = path.name
    empty = pd.DataFrame({name: [] for name in _COLUMNS}).astype({"proxy": bool})
    table, findings = read_any_table(path, role=role)
    if table.empty:
        return empty, findings
    found, faults = resolve(
        table.columns, _WANTED, columns=columns or {}, required=("name", "source"), file=file, role=role
    )
    findings += faults
    if not {"name", "source"} <= set(found):
        return empty, findings
    blank = pd.Series("", index=table.index, dtype=object)
    text = {name: words(table[found[name]]) if name in found else blank for name in _COLUMNS}
    source = text["source"].map(lambda word: {plain(known): known for known in SOURCES}.get(plain(word), ""))
    proxy = text["proxy"].str.lower().map(_FLAGS.get)
    actors = pd.DataFrame({"name": text["name"], "source": source, "proxy": proxy, "note": text["note"]})
    faults, bad = _faults(actors, text, found, file)
    return actors.loc[~bad].astype({"proxy": bool}), (*findings, *faults)


def actor_sources(actors: pd.DataFrame) -> dict[str, str]:
    """Return names to sources, for :func:`layers.incidents.attribute`; a proxy of the state is the state."""
    source = actors["source"].where(~actors["proxy"].astype(bool), "state")
    return dict(zip(actors["name"].tolist(), source.tolist(), strict=True))


def _faults(
    actors: pd.DataFrame, text: Mapping[str, pd.Series], found: Mapping[str, str], file: str
) -> tuple[tuple[Finding, ...], pd.Series]:
    """Return what is wrong, and which rows are left out for it."""
    name, source, proxy = found["name"], found["source"], found.get("proxy", "proxy")
    key = actors["name"].str.casefold()
    nameless, unknown, unsaid = key == "", actors["source"] == "", actors["proxy"].isna()
    again = key.duplicated() & ~nameless
    contrary = again & _contradicts(actors, key)
    odd = _odd_proxy(actors) & ~unknown
    known = f"use one of {', '.join(SOURCES)}"
    counts = "a proxy of the state counts as the state, not as this source"
    once = "list the actor once"
    checks = (
        RowCheck("error", "the actor has no name", "name it", name, nameless, text["name"]),
        RowCheck("error", "there is no such source of threat", known, source, unknown, text["source"]),
        RowCheck(
            "error", "proxy is neither true nor false", "write true or false", proxy, unsaid, text["proxy"]
        ),
        RowCheck("error", "the actor is listed with two sources", once, name, contrary, text["name"]),
        RowCheck("warning", "the actor is listed twice", once, name, again & ~contrary, text["name"]),
        RowCheck("warning", counts, "check the row", source, odd, text["source"]),
    )
    return tell_rows(checks, file=file), nameless | unknown | unsaid | again


def _contradicts(actors: pd.DataFrame, key: pd.Series) -> pd.Series:
    """Return which rows count an actor to another source than its first row does."""
    counted = actors["source"].where(actors["proxy"] != True, "state")  # noqa: E712
    first = ~key.duplicated()
    return counted != key.map(dict(zip(key[first], counted[first], strict=True)))


def _odd_proxy(actors: pd.DataFrame) -> pd.Series:
    """Return which rows call a proxy of the state what cannot be one."""
    may_be = actors["source"].isin(["state", "armed_group", "communal"])
    return (actors["proxy"] == True) & ~may_be  # noqa: E712
