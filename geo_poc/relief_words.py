"""What easing each limit of a plan gains, in lines of text; limits that gain nothing share a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.loss_parts import parts_words
from geo_poc.option_lists import counted_words
from geo_poc.option_words import DAYS, eased_words, option_words
from geo_poc.share_ends import at_most_words, number_at_most

SHOWN = 5
"""Limits that a line names, or one more; of several more it tells how many."""


def relief_lines(reliefs: Sequence[Mapping[str, Any]], credit: float) -> list[str]:
    """Return what easing each limit gains: a line each, or one for several that gain nothing.

    They share a line where the same is known of what a plan placed again would gain.

    Parameters
    ----------
    reliefs : sequence of mapping
        Of a document of :func:`geo_poc.explain`, which has all of them.
    credit : float
        Of its plan.
    """
    told: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for number, relief in enumerate(reliefs):
        alone = -1 if gains_nothing(relief) else number
        told.setdefault((_found(relief, credit), alone), []).append(relief)
    return [f"{_listed(alike)}{found}" for (found, _), alike in told.items()]


def gains_nothing(relief: Mapping[str, Any]) -> bool:
    """Return whether easing a limit gains nothing, as far as was looked.

    Parameters
    ----------
    relief : mapping
    """
    return relief["gain"] == 0 or (relief["gain"] is None and not relief["at_least"])


def _listed(reliefs: Sequence[Mapping[str, Any]]) -> str:
    """Return what is eased, the patrol-days of several bases by their number."""
    days = [one for one in reliefs if one["kind"] == "stock" and one["name"].startswith(DAYS)]
    days = days if len(days) > 1 else []
    named = [eased_words(one["kind"], one["name"]) for one in reliefs if one not in days]
    named += [f"one more patrol-day of any of {len(days)} bases that escorts may take"] if days else []
    shown = named if len(named) <= SHOWN + 1 else named[:SHOWN]
    left = len(named) - len(shown)
    more = f" and {left} others (all are in the JSON)" if left else ""
    listed = ", ".join(shown)
    return f"{listed[0].upper()}{listed[1:]}{more}"


def _found(relief: Mapping[str, Any], credit: float) -> str:
    """Return what is found of a limit, after its name."""
    if gains_nothing(relief):
        if relief["gain"] == 0:
            return ": nothing to gain, as far as was looked"
        return f": nothing to gain while all else stays; not placed again: {_most(relief, credit)}"
    found = parts_words(relief["parts"], credit, gains=True)
    how = "while all else stays" if relief["gain"] is None else "placed again"
    opened = ", ".join(counted_words(list(map(option_words, relief["opens"])))) or "nothing new"
    return f", {how}: {found} ({opened})"


def _most(relief: Mapping[str, Any], credit: float) -> str:
    """Return what no plan placed again would exceed, weighted reach and musts apart."""
    most = relief["most"]
    reach = _most_reach(most["credit"], credit)
    if most["musts"]:
        return f"{reach}; it is not known whether one meets {', '.join(most['musts'])}"
    return f"{reach}; it is not known whether one misses less of a floor" if most["penalties"] else reach


def _most_reach(most: float | None, credit: float) -> str:
    """Return how much weighted reach is gained at most: as a share of the plan's, where that is any."""
    if most is None:
        return "how much weighted reach a plan gains at most is not known"
    if credit <= 0:
        return f"no plan gains more than {number_at_most(most)} weighted reach"
    return f"no plan gains more than {at_most_words(most / credit)} of the plan's weighted reach"
