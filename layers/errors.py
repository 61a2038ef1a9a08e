"""The one root of all errors, and the findings they carry.

Everything that is wrong with an input is collected as a :class:`Finding` and raised once, so that a
person mends a mission in one pass. A finding is an error where planning would rest on a guess, else a
warning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reader of the input should know.

    Parameters
    ----------
    severity : {"error", "warning", "info"}
        An error stops the work; a warning does not; an info says what was assumed.
    message : str
        What was found, in one sentence.
    remedy : str
        What to do about it.
    file : str
        Base name of the file, or "" where none is concerned.
    row : int or None
        Line or record number, counted from 1 with the header as 1.
    column : str
        Column, band or key.
    value : str
        The offending value, shortened.
    """

    severity: Severity
    message: str
    remedy: str = ""
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    def text(self) -> str:
        """Return the finding on one line: place, message, value, remedy."""
        place = self.file
        if self.row is not None:
            place += f":{self.row}" if place else f"row {self.row}"
        if self.column:
            place += f" [{self.column}]" if place else self.column
        value = f" (value: {self.value})" if self.value else ""
        remedy = f" Remedy: {self.remedy}" if self.remedy else ""
        head = f"{self.severity}: {place}: " if place else f"{self.severity}: "
        return f"{head}{self.message}{value}{remedy}"


class PocError(Exception):
    """Root of every error that geo_poc raises on purpose."""


class InputError(PocError, ValueError):
    """The input cannot be planned on; carries every finding of the pass that failed.

    Parameters
    ----------
    findings : iterable of Finding
        All findings, of which at least one is an error.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("\n".join(finding.text() for finding in self.findings))


def error(message: str, remedy: str, **place: object) -> InputError:
    """Return an :class:`InputError` with one finding; `place` takes file, row, column and value."""
    return InputError([Finding("error", message, remedy, **place)])  # type: ignore[arg-type]


def raise_errors(findings: Iterable[Finding]) -> None:
    """Raise one :class:`InputError` with all findings when any of them is an error."""
    found = tuple(findings)
    if any(finding.severity == "error" for finding in found):
        raise InputError(found)
