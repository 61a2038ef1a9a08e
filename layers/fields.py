"""Columns of a table: which one means what, and how its words become numbers and dates.

The index of every table holds the row that a person would look for (physical line of a csv, number of a
feature), so that a finding can name it. The same fault in many rows gives one finding.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import Finding, Severity

BLANKS = frozenset({"", "na", "nan", "n/a", "none", "null", "<na>", "nat"})
"""Words that stand for no value, in small letters."""

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[T ].*)?$")
_DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d+$")
_TRUE = frozenset({"true", "t", "yes", "y", "1", "1.0"})


def plain(name: str) -> str:
    """Return a column's name without case, spaces and punctuation ("No.troops" and "NoTroops" are one)."""
    return re.sub(r"[\W_]+", "", name).lower()


def shorten(value: object, *, limit: int = 60) -> str:
    """Return a value as one short line for a finding."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


def rows_finding(
    severity: Severity,
    message: str,
    remedy: str,
    *,
    file: str,
    column: str,
    bad: pd.Series,
    values: pd.Series | None = None,
) -> tuple[Finding, ...]:
    """Return one finding for all rows at fault, naming the first; () when there is none.

    Parameters
    ----------
    severity : {"error", "warning", "info"}
    message : str
        The fault of one row, in a sentence without its full stop.
    remedy : str
    file, column : str
    bad : Series of bool, length rows
        Rows at fault; its index holds the row numbers.
    values : Series, length rows, optional
        The value of the first row at fault is shown.
    """
    mask = np.asarray(bad, dtype=bool)
    count = int(mask.sum())
    if not count:
        return ()
    first = int(np.argmax(mask))
    shown = "" if values is None else shorten(values.iloc[first])
    many = f" ({count:,} rows; this is the first)" if count > 1 else ""
    return (Finding(severity, message + many, remedy, file, int(bad.index[first]), column, shown),)


def resolve(
    present: Iterable[str],
    wanted: Mapping[str, Sequence[str]],
    *,
    columns: Mapping[str, str],
    required: Iterable[str],
    file: str,
    role: str,
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Return which of the file's columns holds each of ours.

    Parameters
    ----------
    present : iterable of str
        Columns of the file.
    wanted : mapping of str to sequence of str
        Our names, each with the usual names in order of preference (compared by :func:`plain`).
    columns : mapping of str to str
        Our names to the file's, as the mission says; these come first and must exist.
    required : iterable of str
        Our names that must be found.
    file, role : str

    Returns
    -------
    dict of str to str
        Our names to the file's, for those found.
    tuple of Finding
        Errors for unknown names of ours, mapped columns that do not exist and required ones not found.
    """
    names = list(present)
    have = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    findings = [
        fault
        for ours, theirs in columns.items()
        for fault in _mapping_faults(ours, theirs, names, wanted, file=file, role=role)
    ]
    found = {ours: theirs for ours, theirs in columns.items() if ours in wanted and theirs in names}
    by_plain = {plain(name): name for name in reversed(names)}
    for ours, usual in wanted.items():
        matches = [by_plain[plain(name)] for name in usual if plain(name) in by_plain]
        if ours not in columns and matches:
            found[ours] = matches[0]
    for ours in required:
        if ours not in found and ours not in columns:
            message, key = f"no column for {ours} was recognised", f"{role}.columns.{ours}"
            remedy = f'add columns = {{ {ours} = "..." }} to {role}; the file has: {have}'
            findings.append(Finding("error", message, remedy, file, None, key))
    return found, tuple(findings)


def _mapping_faults(
    ours: str, theirs: str, names: Sequence[str], wanted: Iterable[str], *, file: str, role: str
) -> tuple[Finding, ...]:
    """Return what is wrong with one mapped column."""
    place = f"{role}.columns.{ours}"
    if ours not in wanted:
        remedy = f"use one of: {', '.join(wanted)}"
        return (Finding("error", "this layer has no such column", remedy, file, None, place, theirs),)
    if theirs not in names:
        near = difflib.get_close_matches(theirs, names, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"choose one of: {', '.join(names[:20])}"
        return (Finding("error", "the file has no such column", remedy, file, None, place, theirs),)
    return ()


def written(values: pd.Series) -> pd.Series:
    """Return values as stripped text; "" where there is none, ISO dates for dates. A typed "nan" stays."""
    if pd.api.types.is_datetime64_any_dtype(values):
        days: pd.Series = values.dt.strftime("%Y-%m-%d").fillna("").astype(object)
        return days
    text = values.astype(object).where(values.notna(), "").map(lambda value: str(value).strip())
    kept: pd.Series = text.astype(object)
    return kept


def words(values: pd.Series) -> pd.Series:
    """Return values as stripped text; "" for anything that stands for no value, ISO dates for dates."""
    text = written(values)
    kept: pd.Series = text.where(~text.str.lower().isin(BLANKS), "").astype(object)
    return kept


def flags(values: pd.Series) -> NDArray[np.bool_]:
    """Return which values say yes: true, t, yes, y or 1 in any case; everything else says no."""
    yes: NDArray[np.bool_] = words(values).str.lower().isin(_TRUE).to_numpy(dtype=bool)
    return yes


def numbers(
    values: pd.Series,
    *,
    file: str,
    column: str,
    required: bool = False,
    low: float = -math.inf,
    high: float = math.inf,
    unreadable: Severity = "error",
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return values as float64, NaN where empty or at fault.

    A word for no value, such as "nan" or "NA", is at fault: what was meant is not guessed. Feeds that are
    published with such words pass :func:`words` of their column.

    Parameters
    ----------
    values : Series
        Text or numbers; the index holds row numbers.
    file, column : str
    required : bool
        Whether an empty value is an error.
    low, high : float
        Smallest and largest value allowed, edges included.
    unreadable : {"error", "warning", "info"}
        Severity of a value that is no number. A decimal comma is always an error: whether "1,234" is
        one or a thousand is not guessed.
    """
    text = written(values)
    number = pd.to_numeric(text, errors="coerce").astype(float)
    comma = text.str.match(_DECIMAL_COMMA)
    finite = number.abs() < math.inf  # NaN compares false
    odd = (text != "") & ~finite & ~comma
    outside = finite & ((number < low) | (number > high))
    span = f"between {low:g} and {high:g}" if math.isfinite(high) else f"of at least {low:g}"
    unknown = " and is taken as unknown" if unreadable != "error" else ""
    mend = "write a plain number" if required else "write a plain number, or leave it empty"
    plainly = "write decimals with a point and thousands without a mark, e.g. 1234.5"
    faults: list[tuple[Severity, str, str, pd.Series]] = [
        ("error", "a number is written with a comma", plainly, comma),
        (unreadable, f"the value is not a number{unknown}", mend, odd),
        ("error", f"the value is not a number {span}", "correct the value", outside),
        ("error", "the value is missing", "fill it in or remove the row", (text == "") & required),
    ]
    findings = tuple(
        finding
        for severity, message, remedy, bad in faults
        for finding in rows_finding(severity, message, remedy, file=file, column=column, bad=bad, values=text)
    )
    return number.where(finite & ~outside), findings


def dates(
    values: pd.Series, *, file: str, column: str, required: bool = False
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return values as days (datetime64), NaT where empty or at fault.

    Accepted are `2020-12-31`, `2020-12-31 00:00:00.000` and `2020-12-31T00:00:00Z`; the time of day is
    dropped. Other orders of day and month are errors, never guessed.
    """
    text = words(values)
    iso = text.str.match(_DATE)
    day = pd.to_datetime(text.where(iso, "").str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    findings = rows_finding(
        "error",
        "the value is not a date",
        "write dates as YYYY-MM-DD",
        file=file,
        column=column,
        bad=(text != "") & day.isna(),
        values=text,
    )
    if required:
        findings += rows_finding(
            "error",
            "the date is missing",
            "fill it in or remove the row",
            file=file,
            column=column,
            bad=text == "",
        )
    return day, findings
