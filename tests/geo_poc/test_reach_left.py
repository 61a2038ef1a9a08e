"""What a distance as a share of the gain hides where the bases in place miss musts and floors."""

from __future__ import annotations

from typing import Any

from geo_poc.reach_left import left_line, reach_left
from geo_poc.words import distance_line

PENALISED = {
    "status": "feasible",
    "stopped_by": "gap",
    "objective": 1000.0,
    "bound": 1440.5,
    "credit": 1000.0,
    "gap_of_gain": 0.015,
}
"""The bases alone miss a must: 440 of reach are a small share of a gain of 29,000."""


def _plain(**changes: Any) -> dict[str, Any]:
    """Return a plan where the bases alone miss nothing: the gain is all reach."""
    return PENALISED | {"bound": 1100.0, "gap_of_gain": 0.5} | changes


def test_reach_that_is_not_ruled_out_is_told_where_penalties_hide_it() -> None:
    """A small share of a gain made of penalties is told as what it may be of the reach, rounded up."""
    line = distance_line(PENALISED)
    assert line.startswith("Distance from the best possible plan: at most 1.5 % of what could be gained. ")
    assert "with up to 44.1 % more weighted reach, is not ruled out. The search ended because" in line


def test_nothing_is_added_where_the_distance_says_as_much() -> None:
    """Where reach is the smaller share, no distance is known or nothing is reached, the line is as it was."""
    for plan in (_plain(), _plain(bound=None), _plain(gap_of_gain=None), _plain(credit=0.0)):
        assert reach_left(plan) is None
        assert left_line(plan) == ""
    assert distance_line(_plain()).count(".") == distance_line(_plain()).count(". ") + 1
