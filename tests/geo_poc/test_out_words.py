"""Who stays out of reach, in words."""

from __future__ import annotations

from geo_poc.out_words import more_words, out_words


def _numbers(people: float) -> dict[str, float]:
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
