"""Numbers that a question about plans is asked with: refused before anything is read where they are none."""

from __future__ import annotations

import math
from collections.abc import Mapping

from layers.errors import Finding, InputError


def check_least(given: Mapping[str, float], least: Mapping[str, float]) -> None:
    """Refuse numbers that are less than they may be, or not finite.

    Parameters
    ----------
    given : mapping of argument to number
    least : mapping of argument to number
        The least that each may be.

    Raises
    ------
    InputError
        With every one of them.
    """
    findings = []
    for name, value in given.items():
        if not math.isfinite(value):
            words, remedy = f"{name} is no finite number", "give a number"
        elif value < least[name]:
            words, remedy = f"{name} is too small", f"give {least[name]:g} or more"
        else:
            continue
        findings.append(Finding("error", words, remedy, column=name, value=f"{value}"))
    if findings:
        raise InputError(tuple(findings))


def check_solving(
    *, effort: int | None, seed: int, time_limit_s: float | None, gap: float | None = None
) -> None:
    """Refuse what no search can be asked for, before layers are read for it; None is the mission's own.

    Raises
    ------
    InputError
        With every one of them.
    """
    asked = {"effort": effort, "gap": gap, "seed": seed, "time_limit_s": time_limit_s}
    given = {name: value for name, value in asked.items() if value is not None}
    check_least(given, {"effort": 1, "gap": 0, "seed": 0, "time_limit_s": 0})
