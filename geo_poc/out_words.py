"""Who stays out of reach of a plan, and which musts it meets, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.must_words import not_met_words
from maps.wording import people_words


def out_words(
    numbers: Mapping[str, Any], beside: Mapping[str, Any] | None = None, named: str = "the first plan"
) -> str:
    """Return the first two of the three numbers: "290,000 people at risk out of reach, 2 of 3 musts met".

    Behind them stand the musts that are not met, by name, with the time reached and the time asked for.

    Parameters
    ----------
    numbers : mapping
        People out of reach, musts met and of how many, and in `not_met` the rest of them.
    beside : mapping or None
        Those of a plan that it is held against: what rounding hides is told too.
    named : str
        What that plan is called.
    """
    out = f"{people_words(numbers['people_out_of_reach'])} people at risk out of reach"
    more = "" if beside is None else more_words(numbers, beside)
    if more:
        out += f" ({more} than in {named})"
    if not numbers["must_of"]:
        return out
    missed = not_met_words(numbers.get("not_met", ()))
    if beside is not None and missed == not_met_words(beside.get("not_met", ())):
        missed = f"the same as in {named}" if missed else ""
    musts = f"{numbers['must_met']} of {numbers['must_of']} musts met"
    return f"{out}, {musts}; not met: {missed}" if missed else f"{out}, {musts}"


def today_line(document: Mapping[str, Any]) -> list[str]:
    """Return who is out of reach today, where a document has no plan to tell of.

    Parameters
    ----------
    document : mapping
        Of any question about plans.
    """
    return (
        [f"As things stand, {out_words(document['today']['three_numbers'])}."] if "today" in document else []
    )


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
