"""Who stays out of reach of a plan, and which musts it meets, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maps.wording import people_words


def out_words(
    numbers: Mapping[str, Any], beside: Mapping[str, Any] | None = None, named: str = "the first plan"
) -> str:
    """Return the first two of the three numbers: "290,000 people at risk out of reach, 2 of 3 musts met".

    Parameters
    ----------
    numbers : mapping
        People out of reach, musts met and of how many.
    beside : mapping or None
        Those of a plan that it is held against: what rounding hides is told too.
    named : str
        What that plan is called.
    """
    out = f"{people_words(numbers['people_out_of_reach'])} people at risk out of reach"
    more = "" if beside is None else more_words(numbers, beside)
    if more:
        out += f" ({more} than in {named})"
    return f"{out}, {numbers['must_met']} of {numbers['must_of']} musts met" if numbers["must_of"] else out


def more_words(numbers: Mapping[str, Any], beside: Mapping[str, Any]) -> str:
    """Return how many more, or fewer, people are out of reach than in another plan: "4,700 more".

    Parameters
    ----------
    numbers, beside : mapping
        With people out of reach.
    """
    more = numbers["people_out_of_reach"] - beside["people_out_of_reach"]
    if abs(more) < 1:
        return ""
    return f"{people_words(abs(more))} {'more' if more > 0 else 'fewer'}"
