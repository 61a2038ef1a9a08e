"""Who stays out of reach, in words."""

from __future__ import annotations

from typing import Any

from geo_poc.out_words import more_words, out_words
from tests.geo_poc.test_must_words import LATE, must


def _numbers(people: float) -> dict[str, Any]:
    return {"people_out_of_reach": people, "must_met": 2, "must_of": 3}


def test_rounding_hides_no_difference_between_plans() -> None:
    """Plans that round alike, or apart, are told by how many people they differ."""
    first, other = _numbers(290_515.0), _numbers(295_246.0)
    told = out_words(other, first, "the plan before")
    assert (
        told == "300,000 people at risk out of reach (4,700 more than in the plan before), 2 of 3 musts met"
    )
    assert out_words(first, first) == out_words(first)
    assert more_words(_numbers(289_802.0), first) == "710 fewer"
    assert more_words(_numbers(290_515.4), first) == ""


def test_musts_that_are_not_met_are_named() -> None:
    """A count of musts does not hide which are missed; all met need no more words."""
    told = out_words(_numbers(1_000.0) | {"not_met": [must("Raids")]})
    assert told == (
        "1,000 people at risk out of reach, 2 of 3 musts met; not met: "
        "Raids (nobody who may answer reaches it, 60 minutes asked for)"
    )
    met = _numbers(1_000.0) | {"not_met": []}
    assert out_words(met).endswith("2 of 3 musts met")
    assert out_words(met, met).endswith("2 of 3 musts met")


def test_the_same_musts_are_not_listed_again() -> None:
    """Beside another plan only another list, or another time, is worth its length."""
    late = _numbers(1_000.0) | {"not_met": [must("Raids", **LATE)]}
    assert out_words(late, late, "the plan before").endswith("; not met: the same as in the plan before")
    later = _numbers(1_000.0) | {"not_met": [must("Raids", **LATE | {"within_min": 90.0})]}
    assert out_words(later, late).endswith(
        "; not met: Raids (50 % of it reached in 90 minutes, 60 asked for)"
    )
