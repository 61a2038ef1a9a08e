"""Who stays out of reach of a plan, and which musts it meets, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maps.wording import people_words


def out_words(numbers: Mapping[str, Any]) -> str:
    """Return the first two of the three numbers: "290,000 people at risk out of reach, 2 of 3 musts met".

    Parameters
    ----------
    numbers : mapping
        People out of reach, musts met and of how many.
    """
    out = f"{people_words(numbers['people_out_of_reach'])} people at risk out of reach"
    return f"{out}, {numbers['must_met']} of {numbers['must_of']} musts met" if numbers["must_of"] else out
