"""Findings row by row, for tables that a person types: every row at fault is named, so one pass mends all."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from layers.errors import Finding, Severity
from layers.fields import numbers, shorten, written

MOST = 20
"""Rows at fault that are told one by one; further ones of the same fault are counted."""


def each_row(
    severity: Severity,
    message: str,
    remedy: str,
    *,
    file: str,
    column: str,
    bad: pd.Series,
    values: pd.Series | None = None,
) -> tuple[Finding, ...]:
    """Return a finding for each row at fault; of more than :data:`MOST` the rest is counted in one.

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
        What each row says.
    """
    at_fault = np.flatnonzero(np.asarray(bad, dtype=bool))
    findings = [
        Finding(
            severity,
            message,
            remedy,
            file,
            int(bad.index[position]),
            column,
            "" if values is None else shorten(values.iloc[position]),
        )
        for position in at_fault[:MOST]
    ]
    if len(at_fault) > MOST:
        more = f"{message} ({len(at_fault) - MOST:,} more rows; this is the first of them)"
        findings.append(Finding(severity, more, remedy, file, int(bad.index[at_fault[MOST]]), column))
    return tuple(findings)


def each_number(
    values: pd.Series, *, file: str, column: str, low: float = -math.inf, high: float = math.inf
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return values as float64, NaN where empty or at fault, with a finding for each row at fault.

    Parameters
    ----------
    values : Series
        Text or numbers; the index holds row numbers.
    file, column, low, high
        As in :func:`layers.fields.numbers`.
    """
    number, findings = numbers(values, file=file, column=column, low=low, high=high)
    wrong = number.isna() & (written(values) != "")
    if not 1 < wrong.sum() <= MOST:
        return number, findings
    return number, tuple(
        finding
        for row in values.index[wrong]
        for finding in numbers(values.loc[[row]], file=file, column=column, low=low, high=high)[1]
    )
