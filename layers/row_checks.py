"""Faults that rows of a table may have, each with its words, told one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from layers.errors import Finding, Severity
from layers.fields import rows_finding


@dataclass(frozen=True, slots=True, eq=False)
class RowCheck:
    """A fault, and the rows that have it; the fields are those of :func:`layers.fields.rows_finding`."""

    severity: Severity
    message: str
    remedy: str
    column: str
    bad: pd.Series
    values: pd.Series | None = None


def tell_rows(checks: Iterable[RowCheck], *, file: str) -> tuple[Finding, ...]:
    """Return a finding for each fault that any row has, in the order given."""
    return tuple(
        finding
        for check in checks
        for finding in rows_finding(
            check.severity,
            check.message,
            check.remedy,
            file=file,
            column=check.column,
            bad=check.bad,
            values=check.values,
        )
    )
