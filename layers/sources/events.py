"""What all feeds of events share: days, codes of precision, repeated events, `as_of`, and the period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import dates, numbers, rows_finding, words
from layers.positions import BBox, buffered, within

INCIDENT_COLUMNS = (
    "id",
    "date",
    "date_end",
    "type",
    "side_a",
    "side_b",
    "precision",
    "date_precision",
    "best",
    "low",
    "high",
    "place",
    "adm_1",
    "adm_2",
)
"""Columns of every table of incidents, besides geometry."""

_OLD_DAYS = 365
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_YEAR_FIRST = re.compile(r"^(\d{4})/(\d{2})/(\d{2})(?:[T ].*)?$")
_WRITTEN_OUT = re.compile(r"^(\d{1,2})[ -]([A-Za-z]+)[ -](\d{4})$")


Opened = tuple[pd.DataFrame, tuple[Finding, ...]]
"""A table that was read already, with what was found."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Which events stay and how many do not.

    Parameters
    ----------
    events : GeoDataFrame
    dropped : tuple of (str, int)
        Reason and number of rows, reasons without a row left out.
    findings : tuple of Finding
    """

    events: gpd.GeoDataFrame
    dropped: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]


def written_days(values: pd.Series, *, file: str, column: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return required days from ISO dates or from days with the month in English words (08 March 2023).

    Orders of numbers alone, such as 03/08/2023, are errors: day and month are not guessed.
    """
    text = words(values)
    spelt = text.map(_iso)
    return dates(spelt, file=file, column=column, required=True)


def _iso(text: str) -> str:
    slashed = _YEAR_FIRST.match(text)  # as GDAL writes moments into shapefiles
    if slashed is not None:
        return "-".join(slashed.groups())
    match = _WRITTEN_OUT.match(text)
    if match is None:
        return text
    day, month, year = match.groups()
    name = month.lower()
    known = _FULL.index(name) if name in _FULL else _MONTHS.index(name) if name in _MONTHS else None
    return text if known is None else f"{year}-{known + 1:02d}-{int(day):02d}"


def codes(
    text: pd.Series, *, file: str, column: str, worst: int, best_in_words: str, serious: bool
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return codes 1 to `worst` as float64, NaN at fault; empty ones count as 1, which is told.

    Parameters
    ----------
    text : Series of str
    file, column : str
    worst : int
        The largest code.
    best_in_words : str
        What code 1 stands for, e.g. "located exactly".
    serious : bool
        Whether gaps are a warning; else an info.
    """
    code, findings = numbers(text, file=file, column=column, low=1, high=worst)
    part = code.notna() & (code != code.round())
    findings += rows_finding(
        "error",
        "the code is not a whole number",
        "correct it",
        file=file,
        column=column,
        bad=part,
        values=text,
    )
    empty = text == ""
    if empty.any():
        message = f"{int(empty.sum()):,} of {len(text):,} events do not say how precisely they are known; "
        message += f"all of these are taken as {best_in_words}"
        remedy = "give the column as it is published"
        findings += (Finding("warning" if serious else "info", message, remedy, file, None, column),)
    return code.mask(part).mask(empty, 1.0), findings


def deaths_in_order(deaths: Mapping[str, pd.Series], *, file: str, column: str) -> tuple[Finding, ...]:
    """Warn where low, best and high are not in this order."""
    low, best, high = deaths["low"], deaths["best"], deaths["high"]
    return rows_finding(
        "warning",
        "low, best and high deaths are not in this order",
        "check the row",
        file=file,
        column=column,
        bad=(low > best) | (best > high) | (low > high),
        values=low.astype(str) + ", " + best.astype(str) + ", " + high.astype(str),
    )


def keep_events(
    events: gpd.GeoDataFrame,
    whole: pd.Series,
    *,
    file: str,
    role: str,
    id_column: str,
    date_column: str,
    as_of: date,
    near: BBox | None,
) -> Kept:
    """Leave out rows at fault, repeated ones and later ones; say from when to when the others are.

    Parameters
    ----------
    events : GeoDataFrame
        Index = row of the file; columns id, date, date_end at least.
    whole : Series of bool
        Rows without a fault that makes them useless.
    file, role : str
    id_column, date_column : str
        The file's columns, for findings.
    as_of : date
        Events that end later are left out.
    near : tuple of float, optional
        Box of the area, degrees.
    """
    kept, findings = _once(events.loc[whole & events.geometry.notna()], file, id_column)
    later = kept["date_end"] > pd.Timestamp(as_of)
    if later.any():
        message = f"{int(later.sum()):,} events end after {as_of} and were not read"
        row = int(kept.index[int(np.argmax(later))])
        findings += (Finding("info", message, "", file, row, date_column),)
    used = kept.loc[~later].astype({"type": int, "precision": int, "date_precision": int})
    findings += _period(used, file, role, date_column, as_of, near)
    sound = int((whole & events.geometry.notna()).sum())
    counts = {
        "at fault": len(events) - sound,
        "repeated": sound - len(kept),
        f"later than {as_of}": int(later.sum()),
    }
    dropped = tuple((reason, count) for reason, count in counts.items() if count)
    return Kept(used.reset_index(drop=True), dropped, findings)


def _once(events: gpd.GeoDataFrame, file: str, column: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Keep the first of each id: repeated rows are told, rows that contradict each other are errors."""
    again = events["id"].duplicated()
    shown = pd.DataFrame(events.drop(columns="geometry")).assign(x=events.geometry.x, y=events.geometry.y)
    same = again & shown.duplicated()
    findings = (
        *rows_finding(
            "warning",
            "the event occurs twice and was counted once",
            "remove repeated rows",
            file=file,
            column=column,
            bad=same,
            values=events["id"],
        ),
        *rows_finding(
            "error",
            "two different events have one id",
            "keep the newer release of the event only",
            file=file,
            column=column,
            bad=again & ~same,
            values=events["id"],
        ),
    )
    return events.loc[~again], findings


def _period(
    events: gpd.GeoDataFrame, file: str, role: str, column: str, as_of: date, near: BBox | None
) -> tuple[Finding, ...]:
    """Say from when to when the events are, and whether they are old or elsewhere."""
    if events.empty:
        message = f"no event dated up to {as_of} was read"
        return (Finding("warning", message, "check as_of", file, None, role),)
    first, last = events["date"].min().date(), events["date_end"].max().date()
    findings = [Finding("info", f"{len(events):,} events from {first} to {last}", "", file, None, role)]
    if (as_of - last).days > _OLD_DAYS:
        message = f"incidents end on {last}, more than a year before {as_of}"
        findings.append(Finding("warning", message, "add newer incidents", file, None, column, str(last)))
    if near is not None:
        inside = within(events.geometry.x.to_numpy(), events.geometry.y.to_numpy(), buffered(near))
        if not inside.any():
            message = "no event lies in or near the area's box"
            remedy = "check that this file is for the area"
            findings.append(Finding("warning", message, remedy, file, None, role))
    return tuple(findings)
