"""What separates two plans, in words."""

from __future__ import annotations

from geo_poc.loss_parts import parts_words

PARTS = {
    "credit": 50_432.1,
    "penalties": 0.0,
    "people_out_of_reach": 0.0,
    "musts": [],
    "musts_met": [],
    "floors": [],
    "cost": 0.0,
}


def test_weighted_reach_is_written_for_readers() -> None:
    """Large figures have thousands separated, never an exponent; small ones keep three digits."""
    assert parts_words(PARTS, 1e6) == "50,400 less weighted reach (5.0 % of the plan's)"
    assert parts_words(PARTS, 1e6, gains=True) == "50,400 more weighted reach (5.0 % of the plan's)"
    small = parts_words(PARTS | {"credit": 168.7}, 1e6)
    assert small == "169 less weighted reach (under 0.1 % of the plan's)"
    assert parts_words(PARTS | {"credit": 0.0}, 1e6) == "nothing"


def test_a_floor_that_hardly_moves_is_told_to_a_tenth_or_not_at_all() -> None:
    """No line says that a floor is 1 % instead of 1 %."""
    floor = {"name": "floor: everybody", "wanted": 0.18, "before": 0.0142, "after": 0.0078}
    told = parts_words({**PARTS, "floors": [floor]}, 1e6)
    assert "everybody 0.8 % instead of 1.4 %, 18 % asked for" in told
    same = parts_words({**PARTS, "floors": [{**floor, "after": 0.0141}]}, 1e6)
    assert "everybody" not in same


def test_a_floor_that_falls_short_by_less_than_a_percent_does_not_read_as_kept() -> None:
    """18.8 of 19.3 percent would both be 19; where whole percents tell them apart they are enough."""
    parts = {"people_out_of_reach": 0.0, "musts": [], "musts_met": [], "credit": 0.0, "cost": 0.0}
    near = {"name": "violence by armed groups", "before": 0.1878, "after": 0.1748, "wanted": 0.1926}
    told = "floor of violence by armed groups 17 % instead of 18.78 %, 19.26 % asked for"
    assert parts_words({**parts, "floors": [near]}, 1.0) == told
    told = "floor of violence by armed groups 17 % instead of 79 %, 19 % asked for"
    assert parts_words({**parts, "floors": [near | {"before": 0.79}]}, 1.0) == told
