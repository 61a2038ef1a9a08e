"""What analysts decided on proposed threats: the table that `geo-poc threats` wrote, filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from layers.errors import Finding
from layers.fields import numbers, resolve, words
from layers.landscape import SOURCES
from layers.row_checks import RowCheck, tell_rows
from layers.sheets import read_any_table
from layers.sources.decided_outlines import outline_faults

DECISIONS = ("accept", "override", "reject")
PRIORITIES = ("must", "should", "could")
TEXTS = (
    *("id", "decision", "decision_reason", "source", "name", "objective", "priority", "tools", "strategic"),
    *("group_targeted_reason", "owner_role", "review_date", "outline"),
)
NUMBERS: Mapping[str, tuple[float, float]] = {
    "longitude": (-180.0, 180.0),
    "latitude": (-90.0, 90.0),
    "radius_km": (0.1, 2000.0),
    "time_limit_min": (1.0, 6000.0),
}
_NEEDED = ("id", "decision", "source", "name", "priority", *NUMBERS)
_WANTED: Mapping[str, tuple[str, ...]] = {name: (name,) for name in (*TEXTS, *NUMBERS)}


def read_decisions(
    path: Path,
    *,
    role: str = "threat_decisions",
    columns: Mapping[str, str] | None = None,
    undecided: bool = False,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read decisions on proposed threats.

    Parameters
    ----------
    path : Path
        csv or xlsx.
    role : str
        Key of the mission file.
    columns : mapping of str to str, optional
        Our names to the file's.
    undecided : bool
        Give rows without a decision too.

    Returns
    -------
    DataFrame
        Index: rows of the file. Columns of :data:`TEXTS` ("" where empty) and :data:`NUMBERS`; only rows
        with a decision (or `undecided`), and only sound ones.
    tuple of Finding
        Errors for decisions that do not exist, an override or rejection without a reason, and values out of
        bounds; a warning where an outline and its circle do not agree; an info on what is not decided.
    """
    file = path.name
    table, findings = read_any_table(path, role=role)
    found, faults = resolve(
        map(str, table.columns), _WANTED, columns=columns or {}, required=_NEEDED, file=file, role=role
    )
    findings += faults
    if table.empty or not set(_NEEDED) <= set(found):
        return pd.DataFrame(columns=[*TEXTS, *NUMBERS]), findings
    made = pd.DataFrame(index=table.index)
    for name in TEXTS:
        made[name] = words(table[found[name]]) if name in found else ""
    made["decision"] = made["decision"].str.casefold()
    for name, (low, high) in NUMBERS.items():
        made[name], faults = numbers(table[found[name]], file=file, column=found[name], low=low, high=high)
        findings += faults
    bad, faults = _faults(made, found, file)
    unsound, more = outline_faults(made, file=file, column=found.get("outline", "outline"))
    bad, findings = bad | unsound, (*findings, *faults, *more)
    open_ = made["decision"] == ""
    if waiting := int(open_.sum()):
        text = f"{waiting:,} proposed threats are not decided on: they are not in the register"
        findings += (Finding("info", text, "accept, override or reject them", file, None, role),)
    return made.loc[(~open_ | undecided) & ~bad], findings


def _faults(made: pd.DataFrame, found: Mapping[str, str], file: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return which rows cannot be used, and why."""
    kept = made["decision"].isin(("accept", "override"))
    double = (made["decision"] != "") & made.duplicated("id", keep=False) | (made["id"] == "")
    lacking = kept & made[list(NUMBERS)].isna().any(axis=1)
    fill, twice = f"fill in {', '.join(NUMBERS)}", "the id is empty or decided on twice"
    nowhere = "the place or the time limit is missing"
    checks = (
        *_unknown_words(made, kept, found),
        *_unexplained(made, found.get("decision_reason", "decision_reason")),
        RowCheck("error", twice, "keep one row for each id", found["id"], double, made["id"]),
        RowCheck("error", nowhere, fill, found["longitude"], lacking, made["id"]),
    )
    bad = pd.Series(data=False, index=made.index)
    for check in checks:
        bad |= check.bad
    return bad, tell_rows(checks, file=file)


def _unknown_words(made: pd.DataFrame, kept: pd.Series, found: Mapping[str, str]) -> Iterator[RowCheck]:
    """Give the decisions, sources and priorities that do not exist."""
    for column, wrong, message, known in (
        ("decision", ~made["decision"].isin(("", *DECISIONS)), "there is no such decision", DECISIONS),
        ("source", kept & ~made["source"].isin(SOURCES), "there is no such source of threat", SOURCES),
        ("priority", kept & ~made["priority"].isin(PRIORITIES), "there is no such priority", PRIORITIES),
    ):
        remedy = f"use one of: {', '.join(known)}"
        yield RowCheck("error", message, remedy, found[column], wrong, made[column])


def _unexplained(made: pd.DataFrame, column: str) -> Iterator[RowCheck]:
    """Give the decisions that need a reason and have none."""
    for decision in ("override", "reject"):
        wrong = (made["decision"] == decision) & (made["decision_reason"] == "")
        message = f"the decision to {decision} has no reason"
        yield RowCheck("error", message, "say why in decision_reason", column, wrong, made["id"])
