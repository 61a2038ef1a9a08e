"""Which musts are not met, in words: uncovered first, with the time reached and the time asked for."""

from __future__ import annotations

from typing import Any

import pytest

from geo_poc.must_words import how_words, musts_line, not_met_of, not_met_words


def must(name: str = "Raids", **changes: Any) -> dict[str, Any]:
    """Return a must threat that nobody reaches, changed as asked."""
    nobody = {"limit_min": 60.0, "share": 0.0, "wanted": 0.5, "within_min": None, "reached": 0.0}
    return {"id": name.lower(), "name": name, "visits_wanted": 0, **nobody, **changes}


LATE: dict[str, Any] = {"share": 0.2, "within_min": 74.3, "reached": 0.9}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "nobody who may answer reaches it, 60 minutes asked for"),
        ({"reached": 0.3}, "30 % of it reached at all, 50 % asked for in 60 minutes"),
        ({"reached": 0.4999}, "49.99 % of it reached at all, 50.00 % asked for in 60 minutes"),
        (LATE, "50 % of it reached in 75 minutes, 60 asked for"),
        (LATE | {"wanted": 1.0, "within_min": 60.1}, "reached in 61 minutes, 60 asked for"),
        (
            {"share": 0.6, "within_min": 20.0, "reached": 0.9, "visits_wanted": 3},
            "reached in time, visited less than the 3 times asked for",
        ),
    ],
)
def test_the_time_reached_stands_beside_the_time_asked_for(changes: dict[str, Any], words: str) -> None:
    """Nobody, too little of it, too late, or too few visits; no rounding makes late look in time."""
    assert how_words(must(**changes)) == words


def test_who_is_reached_least_is_named_first() -> None:
    """Nobody comes before too little, too little before late, the later the sooner, visits last."""
    visits = must("Road", share=0.6, within_min=20.0, reached=0.9, visits_wanted=3)
    late, later = must("Late", **LATE), must("Later", **LATE | {"within_min": 119.0})
    told = not_met_words([visits, late, later, must("Part", reached=0.3), must("Far")], shown=5)
    assert [part.split(" (")[0] for part in told.split("), ")] == ["Far", "Part", "Later", "Late", "Road"]


def test_lists_are_short() -> None:
    """The first three are named and the others counted; a single other is named too."""
    some = [must(name) for name in "ABCDE"]
    assert not_met_words([]) == ""
    assert not_met_words(some[:4]).endswith("D (nobody who may answer reaches it, 60 minutes asked for)")
    assert not_met_words(some).endswith(
        "C (nobody who may answer reaches it, 60 minutes asked for) and 2 more"
    )


def test_runs_that_know_no_times_have_names_alone() -> None:
    """An evaluation written before is told as far as it goes."""
    old = {"name": "Raids", "priority": "must", "share": 0.1, "wanted": 0.5, "met": False}
    assert not_met_words([old, old | {"name": "Far", "share": 0.0}]) == "Far, Raids"


def test_an_evaluation_tells_its_musts_alone() -> None:
    """Neither a should nor a must that is met is among them; beside a range it is said whose list it is."""
    threats = [
        must("Met") | {"priority": "must", "met": True},
        must("Raids") | {"priority": "must", "met": False},
        must("Should") | {"priority": "should", "met": False},
    ]
    assert [one["name"] for one in not_met_of(threats)] == ["Raids"]
    now = {"three_numbers": {"must_met": {"met": 0, "of": 2}}}
    then = {"three_numbers": {"must_met": {"met": 1, "of": 2}}, "threats": threats}
    words = "Raids (nobody who may answer reaches it, 60 minutes asked for)."
    assert musts_line(then, now) == f"Must threats met: 1 of 2 (today 0). Not met: {words}"
    ranged = then | {"three_numbers": {"must_met": {"met": 1, "of": 2, "low": 0, "high": 1}}}
    assert musts_line(ranged, now) == (
        f"Must threats met: 0 to 1 of 2, 1 as planned (today 0). Not met as planned: {words}"
    )
