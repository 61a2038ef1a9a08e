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
