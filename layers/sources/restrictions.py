"""Areas where someone may not, or not without asking, go: who, in what state, when, by whom and why."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import dates, numbers, resolve, rows_finding, words
from layers.landscape import Persona
from layers.positions import BBox
from layers.row_checks import RowCheck, tell_rows
from layers.sources.restriction_conflicts import contradictions
from layers.sources.seasons import months_of, seasons_of
from layers.vectors import Feed, empty_frame, only, read_vector

PERSONAS: tuple[str, ...] = get_args(Persona)
STATES = ("free", "notify", "authorise", "seasonal", "denied")
"""From no restriction to no access."""

COLUMNS = (
    "name", "applies_to", "state", "probability", "authority", "reason", "season", "valid_from", "valid_to",
)  # fmt: skip
"""Columns of every table of restrictions."""

_WANTED: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in COLUMNS},
    "applies_to": ("applies_to", "persona", "personas"),
    "probability": ("probability", "probability_of_denial", "denial_probability"),
    "season": ("season", "months"),
}


def read_restrictions(
    path: Path | Feed,
    *,
    role: str = "layers.restrictions",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
    as_of: date | None = None,
    wet_months: Collection[int] | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read restrictions of access.

    Parameters
    ----------
    path : Path or Feed
        A vector file of polygons, or a layer of a database.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        Our names to the file's: "name", "applies_to" (a list, or text such as "civilian;police"),
        "state" (free, notify, authorise, seasonal or denied), "probability" (of denial, 0 to 1; 1 where
        empty), "authority", "reason", "season" (dry, wet, or months; see
        :func:`layers.sources.seasons.months_of`), "valid_from" and "valid_to" (days, both included). The
        file must have applies_to and state.
    bbox : tuple of float, optional
        West, south, east, north in degrees.
    as_of : date, optional
        Restrictions that ended before it are left out. Those that begin after it are kept: a plan outlives
        its day.
    wet_months : collection of int, optional
        Which months, 1 to 12, belong to the wet season; without them a restriction given by months counts
        in both seasons.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; the nine columns, row (of the file), geometry. applies_to is a tuple of personas in a
        fixed order; season is "dry", "wet" or "" (a restriction of both seasons by months has a row for
        each); valid_from and valid_to are ISO days or "". Rows that cannot be used are left out; the findings
        hold an error for them.
    tuple of Finding
        Where restrictions of one persona contradict each other the stricter counts, and a warning says so.
    """
    file = path.name
    frame, findings = read_vector(path, role=role, bbox=bbox)
    frame, dropped = only(frame, "polygon", file=file, role=role)
    findings += dropped
    if frame.empty:
        return empty_frame((*COLUMNS, "row")), findings
    found, faults = resolve(
        [str(name) for name in frame.columns if name != "geometry"],
        _WANTED,
        columns=columns or {},
        required=("applies_to", "state"),
        file=file,
        role=role,
    )
    findings += faults
    if not {"applies_to", "state"} <= set(found):
        return empty_frame((*COLUMNS, "row")), findings
    table, good, faults = _table(frame, found, file)
    findings += faults
    restrictions = gpd.GeoDataFrame(table, geometry=frame.geometry, crs=4326).loc[good]
    restrictions, faults = _in_force(restrictions, found, file, as_of)
    findings += faults
    restrictions, faults = _by_season(restrictions, found, file, wet_months)
    findings += (*faults, *contradictions(restrictions, STATES, file=file, column=found["state"]))
    restrictions["row"] = restrictions.index
    return restrictions[[*COLUMNS, "row", "geometry"]].reset_index(drop=True), findings


def _table(
    frame: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[pd.DataFrame, pd.Series, tuple[Finding, ...]]:
    """Return the columns as they are written, which rows can be used, and errors for the others."""
    named = frame[found["applies_to"]].map(_split)
    state = words(frame[found["state"]]).str.lower()
    probability, faults = _probability(frame, found, file)
    good, unknown = _unknown(named, state, found, file)
    blank = pd.Series("", index=frame.index, dtype=object)
    table = pd.DataFrame(
        {
            name: words(frame[found[name]]) if name in found else blank
            for name in ("name", "authority", "reason")
        },
        index=frame.index,
    )
    table["state"], table["probability"] = state, probability
    table["applies_to"] = named.map(lambda names: tuple(name for name in PERSONAS if name in names))
    table["season"] = frame[found["season"]].map(_joined) if "season" in found else blank
    findings = [*faults, *unknown]
    for name in ("valid_from", "valid_to"):
        day = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
        if name in found:
            day, faults = dates(frame[found[name]], file=file, column=found[name])
            findings += faults
            good &= day.notna() | (words(frame[found[name]]) == "")
        table[name] = day
    return table, good, tuple(findings)


def _in_force(
    table: gpd.GeoDataFrame, found: Mapping[str, str], file: str, as_of: date | None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Leave out what has ended or ends before it begins; write days as text."""
    begins, ends = table["valid_from"], table["valid_to"]
    column = found.get("valid_to", found.get("valid_from", ""))
    text = {name: table[name].dt.strftime("%Y-%m-%d").fillna("") for name in ("valid_from", "valid_to")}
    backward = ends < begins
    findings = rows_finding(
        "error",
        "the restriction ends before it begins",
        "correct valid_from or valid_to",
        file=file,
        column=column,
        bad=backward,
        values=text["valid_from"] + " to " + text["valid_to"],
    )
    expired = pd.Series(False, index=table.index)
    if as_of is not None:
        day = pd.Timestamp(as_of)
        expired = (ends < day) & ~backward
        findings += rows_finding(
            "warning",
            f"the restriction had ended by {as_of.isoformat()} and was left out",
            "if it still holds, extend its valid_to",
            file=file,
            column=column,
            bad=expired,
            values=text["valid_to"],
        )
        findings += rows_finding(
            "warning",
            f"the restriction is not in force yet on {as_of.isoformat()}, but counts all the same",
            "remove it if it is not to be planned for",
            file=file,
            column=found.get("valid_from", ""),
            bad=(begins > day) & ~backward,
            values=text["valid_from"],
        )
    return table.assign(**text).loc[~(expired | backward)], findings


def _by_season(
    table: gpd.GeoDataFrame, found: Mapping[str, str], file: str, wet_months: Collection[int] | None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Turn months into seasons: one row for each season that a seasonal restriction touches."""
    if table.empty:
        return table, ()
    read = table["season"].map(months_of)
    unread = read.map(lambda meant: meant is None)
    months = read.map(lambda meant: () if meant is None else meant[1])
    season = read.map(lambda meant: "" if meant is None else meant[0])
    column = found.get("season", found["state"])
    checks = _season_faults(table, season, months, unread, column, months_known=wet_months is not None)
    seasonal = table["state"] == "seasonal"
    split = [
        seasons_of(listing, wet_months) if is_seasonal and listing else (name,)
        for listing, name, is_seasonal in zip(months, season, seasonal, strict=True)
    ]
    several = np.repeat(np.arange(len(table)), [len(names) for names in split])
    spread = table.iloc[several].assign(season=[name for names in split for name in names])
    return spread.loc[~unread.to_numpy()[several]], tell_rows(checks, file=file)


def _season_faults(
    table: gpd.GeoDataFrame,
    season: pd.Series,
    months: pd.Series,
    unread: pd.Series,
    column: str,
    *,
    months_known: bool,
) -> tuple[RowCheck, ...]:
    """Return what may be wrong with when a restriction holds."""
    seasonal, written = table["state"] == "seasonal", table["season"]
    listed = months.map(len) > 0
    part = months.map(len).between(1, 11)
    timeless = "a seasonal restriction does not say when: it closes nobody"
    say_when = "add a column season with dry, wet, or months such as 5-10"
    both = "months are given, but not which months are wet: the restriction counts in both seasons"
    all_year = "the restriction is denied and has a season: it counts all the year"
    when = season != ""
    return (
        RowCheck(
            "error",
            "the season is not understood",
            "write dry, wet, or months such as 5-10",
            column,
            unread,
            written,
        ),
        RowCheck("warning", timeless, say_when, column, seasonal & ~unread & ~listed & ~when, written),
        RowCheck(
            "warning",
            both,
            "set travel.wet_months, or write dry or wet",
            column,
            seasonal & part & (not months_known),
            written,
        ),
        RowCheck(
            "warning",
            all_year,
            "state it as seasonal",
            column,
            (table["state"] == "denied") & (part | when),
            written,
        ),
    )


def _joined(value: object) -> str:
    """Return a season as text, also where the file has a list of months."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return ";".join(str(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of month numbers with gaps
    return str(words(pd.Series([value], dtype=object)).iloc[0])


def _split(value: object) -> tuple[str, ...]:
    """Return the words of a list, a list written as JSON, or text with separators."""
    parts: Iterable[object]
    if isinstance(value, (list, tuple, np.ndarray)):
        parts = value
    else:
        text = str(value).strip() if isinstance(value, str) else ""  # else None or NaN
        if text.startswith("["):
            try:
                parts = json.loads(text)
            except ValueError:
                parts = (text,)
        else:
            parts = text.replace(",", ";").replace("|", ";").split(";")
    return tuple(word for word in (str(part).strip().lower() for part in parts) if word)


def _probability(
    frame: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    if "probability" not in found:
        return pd.Series(1.0, index=frame.index), ()
    column = found["probability"]
    values, faults = numbers(frame[column], file=file, column=column, low=0, high=1)
    return values.fillna(1.0), faults


def _unknown(
    named: pd.Series, state: pd.Series, found: Mapping[str, str], file: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return which rows can be used, and errors for the others."""
    who = named.map(lambda names: not names or any(name not in PERSONAS for name in names)).astype(bool)
    what = ~state.isin(STATES)
    return ~(who | what), (
        *rows_finding(
            "error",
            "the restriction does not say to whom it applies, or names somebody unknown",
            f"list one or more of {', '.join(PERSONAS)}, separated by ';'",
            file=file,
            column=found["applies_to"],
            bad=who,
            values=named.map(";".join),
        ),
        *rows_finding(
            "error",
            "the state of the restriction is unknown",
            f"use one of {', '.join(STATES)}",
            file=file,
            column=found["state"],
            bad=what,
            values=state,
        ),
    )
