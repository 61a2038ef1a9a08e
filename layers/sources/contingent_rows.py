"""The rows of a table of contingents: one caveat each, checked alone and against each other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from layers.errors import Finding
from layers.fields import plain, shorten, words, written
from layers.sources.each_row import each_number, each_row

CAVEATS = ("none", "no_night", "maximum_distance", "no_go", "no_joint")
RELIABILITY = ("reliability_low", "reliability_mid", "reliability_high")
WANTED: Mapping[str, tuple[str, ...]] = {
    "name": ("contingent", "name", "contingent_name", "tcc"),
    "caveat": ("caveat", "caveats", "restriction"),
    "value": ("value", "limit", "caveat_value"),
    "declared": ("declared", "declared_or_suspected", "known"),
    "preparation_min": ("preparation_min", "preparation", "preparation_minutes"),
    "reliability_low": ("reliability_low", "low"),
    "reliability_mid": ("reliability_mid", "reliability", "mid"),
    "reliability_high": ("reliability_high", "high"),
}
"""Our columns and their usual names; a note has none, so it is never read."""

MAX_KM = 2000.0
"""No contingent goes farther by road: a larger number is metres, and would lift the caveat unseen."""

_SAME: Mapping[str, str] = {
    **{plain(name): name for name in CAVEATS},
    "": "none", "nocaveat": "none", "night": "no_night", "nonightmoves": "no_night",
    "maxdistance": "maximum_distance", "distance": "maximum_distance", "nogosectors": "no_go",
    "nogoareas": "no_go", "nojointoperations": "no_joint",
}  # fmt: skip


def name_key(name: str) -> str:
    """Return what spellings of one contingent's name share: case and spaces do not matter."""
    return " ".join(name.casefold().split())


def read_caveats(
    table: pd.DataFrame, found: Mapping[str, str], *, file: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the rows with their words and numbers understood.

    Parameters
    ----------
    table : DataFrame of str
        Its index holds row numbers.
    found : mapping of str to str
        Columns of :data:`WANTED` in the table.
    file : str

    Returns
    -------
    DataFrame
        key (what rows of one contingent share; "" where it has no name), name, caveat (of :data:`CAVEATS`,
        "" where unknown), metres (NaN where the row sets no distance), sectors (tuple of str), suspected
        (bool), preparation_min and :data:`RELIABILITY` (NaN where not given).
    tuple of Finding
    """
    blank = pd.Series("", index=table.index, dtype=object)
    text = {name: words(table[found[name]]) if name in found else blank for name in WANTED}
    rows = pd.DataFrame({"name": text["name"]})
    rows["key"] = text["name"].map(name_key)
    rows["caveat"] = text["caveat"].map(lambda word: _SAME.get(plain(word), ""))
    declared = text["declared"].str.lower()
    rows["suspected"] = declared == "suspected"
    findings = (
        *each_row(
            "error", "the contingent has no name", "name it, or remove the row",
            file=file, column=found["name"], bad=rows["key"] == "",
        ),
        *each_row(
            "error", "the caveat is unknown", f"use one of {', '.join(CAVEATS)}",
            file=file, column=found["caveat"], bad=rows["caveat"] == "", values=text["caveat"],
        ),
        *each_row(
            "error", "the caveat is neither declared nor suspected", "write declared or suspected",
            file=file, column=found.get("declared", ""),
            bad=~declared.isin(("", "declared", "suspected")), values=text["declared"],
        ),
        *_values(rows, text["value"], file, found.get("value", "value")),
    )  # fmt: skip
    findings += _figures(rows, table, found, file)
    return rows, (*findings, *_rising(rows, text, found, file))


def _figures(
    rows: pd.DataFrame, table: pd.DataFrame, found: Mapping[str, str], file: str
) -> tuple[Finding, ...]:
    """Add preparation and reliability, and tell who has no preparation."""
    blank = pd.Series("", index=table.index, dtype=object)
    findings: tuple[Finding, ...] = ()
    for name in ("preparation_min", *RELIABILITY):
        high = {"high": 1.0} if name in RELIABILITY else {}
        # As written: a typed "nan" is a fault, and not a cell left empty.
        figure, column = written(table[found[name]]) if name in found else blank, found.get(name, name)
        rows[name], faults = each_number(figure, file=file, column=column, low=0, **high)
        findings += faults
        if name == "preparation_min":
            findings += _unprepared(rows, figure, file, column)
    return findings


def _unprepared(rows: pd.DataFrame, figure: pd.Series, file: str, column: str) -> tuple[Finding, ...]:
    """Tell once which contingents have no preparation in any row: they count as ready at once."""
    given = set(rows.loc[figure != "", "key"])
    named = rows.loc[(rows["key"] != "") & ~rows["key"].isin(given)].drop_duplicates("key")
    if named.empty:
        return ()
    whose = "1 contingent has" if len(named) == 1 else f"{len(named):,} contingents have"
    message = (
        f"{whose} no recorded preparation, taken as ready at once, or as soon as the tool sent is: "
        f"{shorten(', '.join(named['name']), limit=200)}"
    )
    return (Finding("info", message, "give their minutes of preparation", file, None, column),)


def _values(rows: pd.DataFrame, value: pd.Series, file: str, column: str) -> tuple[Finding, ...]:
    """Add the metres and sectors of the rows whose caveat has them."""
    distance, sector = rows["caveat"] == "maximum_distance", rows["caveat"] == "no_go"
    kilometres = value.where(distance, "").str.replace(r"\s*km\.?$", "", case=False, regex=True)
    number, findings = each_number(kilometres, file=file, column=column, low=0.001, high=MAX_KM)
    rows["metres"] = number * 1000.0
    parts = value.where(sector, "").map(lambda text: [part.strip() for part in text.split(";")])
    rows["sectors"] = parts.map(lambda names: tuple(name for name in names if name))
    unused = (value != "") & ~distance & ~sector & (rows["caveat"] != "")
    place = {"file": file, "column": column}
    return (
        *findings,
        *each_row(
            "error", "the caveat sets a maximum distance and no distance is given", "give kilometres",
            bad=distance & (value == ""), values=rows["name"], **place,
        ),
        *each_row(
            "error", "the caveat bars sectors and no sector is given",
            "give the name or code of a district, or several joined by a semicolon",
            bad=sector & (rows["sectors"].map(len) == 0), values=rows["name"], **place,
        ),
        *each_row(
            "warning", "the value is not used: this caveat has none", "remove it, or correct the caveat",
            bad=unused, values=value, **place,
        ),
    )  # fmt: skip


def _rising(
    rows: pd.DataFrame, text: Mapping[str, pd.Series], found: Mapping[str, str], file: str
) -> tuple[Finding, ...]:
    """Report reliabilities whose low, mid and high ends do not rise, among those given."""
    ends = rows[list(RELIABILITY)]
    falls = (ends < ends.cummax(axis=1)).any(axis=1)
    shown = text[RELIABILITY[0]] + ", " + text[RELIABILITY[1]] + ", " + text[RELIABILITY[2]]
    return each_row(
        "error",
        "low, mid and high reliability do not rise",
        "give them in this order, 0 to 1",
        file=file,
        column=", ".join(found[name] for name in RELIABILITY if name in found),
        bad=falls,
        values=shown,
    )


def contradictions(rows: pd.DataFrame, found: Mapping[str, str], *, file: str) -> tuple[Finding, ...]:
    """Return what the rows of one contingent say against each other; `rows` are of :func:`read_caveats`."""
    named = rows.loc[rows["key"] != ""]
    column = {name: found.get(name, name) for name in WANTED}
    findings: tuple[Finding, ...] = ()
    for name in ("preparation_min", *RELIABILITY):
        findings += each_row(
            "error",
            "an earlier row of the contingent has another value",
            "give it once, or the same in every row",
            file=file,
            column=column[name],
            bad=_unlike_first(named, name),
            values=named[name].map("{:g}".format),
        )
    limits = named.loc[named["caveat"] == "maximum_distance"]
    differs = _unlike_first(limits, "metres")
    told = named.assign(what=named["sectors"].map(lambda names: tuple(sorted(n.casefold() for n in names))))
    again = told.duplicated(["key", "caveat", "what", "suspected"]) & ~named["caveat"].isin(("none", ""))
    again &= ~differs.reindex(named.index, fill_value=False)
    bound = named["key"].isin(named.loc[~named["caveat"].isin(("none", "")), "key"])
    return (
        *findings,
        *each_row(
            "error", "the caveat is given twice with different values", "keep the row that holds",
            file=file, column=column["value"], bad=differs, values=limits["metres"].map(_kilometres),
        ),
        *each_row(
            "warning", "the caveat is listed twice", "list it once",
            file=file, column=column["caveat"], bad=again, values=named["caveat"],
        ),
        *each_row(
            "warning", "the row says none, and the contingent has a caveat in another row: that one holds",
            "remove none", file=file, column=column["caveat"], bad=(named["caveat"] == "none") & bound,
            values=named["name"],
        ),
    )  # fmt: skip


def _unlike_first(rows: pd.DataFrame, name: str) -> pd.Series:
    """Return which rows give another number than the first of their contingent that gives one."""
    first = rows.groupby("key")[name].transform("first")
    return rows[name].notna() & (rows[name] != first)


def _kilometres(metres: float) -> str:
    return f"{metres / 1000:g} km"
