"""Ranges in words: the range first, then the figure as planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

PLANNED = "as planned"


def ranged(
    number: Mapping[str, Any], words: Callable[[Any], str], of: str = "", *, case: str = PLANNED
) -> str:
    """Return one of the three numbers in words, its range first where it has one.

    Parameters
    ----------
    number : mapping
        With "value" or "met", and "low" and "high" where the run knows them.
    words : callable
    of : str
        What follows the range, " of 12".
    case : str
        What the figure itself is called beside its range.
    """
    value = words(number["value"] if "value" in number else number["met"])
    low, high = number.get("low"), number.get("high")
    if low is None or high is None or words(low) == words(high):
        return f"{value}{of}"
    return f"{words(low)} to {words(high)}{of}, {value} {case}"


def has_range(numbers: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether any of the three numbers has a range that is more than one figure."""
    return any(number.get("low") != number.get("high") for number in numbers.values())


def range_line(over: Sequence[str], not_over: Sequence[str]) -> str:
    """Return what ranges are over, and what they leave out."""
    return f"The ranges are over: {'; '.join(over)}. They leave out {'; '.join(not_over)}."
