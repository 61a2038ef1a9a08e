"""Numbers that a question about plans is asked with: refused before anything is read where they are none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real

from layers.errors import Finding, InputError, raise_errors


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be.

    Parameters
    ----------
    least : float
    most : float
    whole : bool
        Whether it counts something.
    """

    least: float
    most: float = math.inf
    whole: bool = False

    @property
    def words(self) -> str:
        """What to give instead of a number that lies outside, or is none."""
        most = f", at most {self.most:g}" if math.isfinite(self.most) else ""
        return f"give {self.least:g} or more{most}{', whole' if self.whole else ''}"


SEED = Bounds(0, whole=True)
_SOLVING = {"effort": Bounds(1, whole=True), "gap": Bounds(0, 1), "seed": SEED, "time_limit_s": Bounds(0)}


def check_numbers(given: Mapping[str, object], bounds: Mapping[str, Bounds]) -> None:
    """Refuse what is no number, not finite, or outside its bounds.

    Parameters
    ----------
    given : mapping of argument to value
    bounds : mapping of argument to Bounds

    Raises
    ------
    InputError
        With every one of them.
    """
    raise_errors([fault for name, value in given.items() for fault in _faults(name, value, bounds[name])])


def _faults(name: str, value: object, bounds: Bounds) -> list[Finding]:
    words = None
    if isinstance(value, bool) or not isinstance(value, Real):
        words = "no number"
    elif not math.isfinite(value):
        words = "no finite number"
    elif bounds.whole and not isinstance(value, Integral):
        words = "no whole number"
    elif float(value) < bounds.least:
        words = "too small"
    elif float(value) > bounds.most:
        words = "too large"
    if words is None:
        return []
    return [Finding("error", f"{name} is {words}", bounds.words, column=name, value=f"{value}")]


def check_solving(
    *, effort: int | None, seed: int, time_limit_s: float | None, gap: float | None = None
) -> None:
    """Refuse what no search can be asked for, before layers are read for it.

    Parameters
    ----------
    effort, gap, time_limit_s
        None is the mission's own.
    seed : int
        Never None: a plan could not be made again.

    Raises
    ------
    InputError
        With every one of them.
    """
    asked = {"effort": effort, "gap": gap, "time_limit_s": time_limit_s}
    given = {name: value for name, value in asked.items() if value is not None}
    check_numbers({**given, "seed": seed}, _SOLVING)


def all_at_once(*checks: Callable[[], None]) -> None:
    """Make every check, and raise once with what all of them find.

    Parameters
    ----------
    *checks : callable
        Each raises InputError or nothing.

    Raises
    ------
    InputError
        With the findings of all.
    """
    findings: list[Finding] = []
    for check in checks:
        try:
            check()
        except InputError as fault:
            findings += fault.findings
    raise_errors(findings)
