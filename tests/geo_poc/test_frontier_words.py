"""Plans of a frontier in words."""

from __future__ import annotations

from typing import Any

from geo_poc.frontier_words import (
    frontier_lines,
    heading_words,
    opening_lines,
    point_columns,
    point_words,
)

VIEWED: dict[str, Any] = {"first": "national", "second": "local", "second_bound": 50.0, "weighed_for": {}}
BASE = {"id": "cob:a", "tool": "cob", "name": "cob at A"}


def _point(first: float, second: float, **more: Any) -> dict[str, Any]:
    numbers = {"people_out_of_reach": 1000.0, "must_met": 1, "must_of": 2}
    plain = {"held": None, "bound": first, "worth": first, "three_numbers": numbers, "placed": [BASE]}
    return {"first": first, "second": second, **plain, **more}


def test_points_near_each_other_are_told_apart() -> None:
    """What a point has of the most found is told to a tenth of a percent, rounded down."""
    points = [_point(1000.0, 49.9), _point(996.4, 50.0, held=50.0)]
    document = {**VIEWED, "points": points}
    told = [point_words(document, point) for point in points]
    assert told[0] == "national 100 %, local 99.8 % of the most found"
    assert told[1] == "national 99.6 %, local 100 % of the most found"
    assert point_columns(document)[1:] == (("100 %", "99.8 %"), ("99.6 %", "100 %"))


def test_what_is_not_ruled_out_is_told() -> None:
    """The most found is not called the best: by how much a plan may exceed it stands beside it."""
    points = [_point(1000.0, 40.0, bound=1010.0), _point(900.0, 50.0, held=50.0)]
    open_ended = {**VIEWED, "points": points, "second_bound": 55.0}
    assert opening_lines(open_ended)[-1] == (
        "Not ruled out: a plan with up to 1 % more for national or 10 % more for local."
    )
    points[0]["bound"] = 1000.0
    (proven,) = opening_lines({**VIEWED, "points": points})
    assert proven == (
        "Of the most found for each: national 100 %, local 80 % in the first plan; "
        "national 90 %, local 100 % in the last."
    )
    assert heading_words(open_ended) == "What more for local costs national"
    assert heading_words({**open_ended, "first": "all"}) == "What more for local costs weighted reach"


def test_penalties_do_not_flatter_the_distance() -> None:
    """Against cost the distance from the best is a share of weighted reach, not of a must's penalty."""
    point = _point(-9000.0, 3.0, bound=-8990.0, worth=990.0, gap=0.001)
    free = _point(-9900.0, 0.0, held=0.0, worth=100.0, placed=[])
    document = {"first": "all", "second": "cost", "second_bound": None, "points": [point, free]}
    document["weighed_for"] = {}
    assert opening_lines(document)[0].startswith(
        "Cost counts 1 for each asset placed that is not locked open;"
    )
    best, nothing = frontier_lines(document)
    assert "cost 3, weighted reach 100 % of the most found (at most 1 % from the best possible plan)" in best
    assert "(no other is better at that cost): nothing new" in nothing
    assert opening_lines(document)[1] == (
        "From cost 0 to cost 3, weighted reach goes from 10.1 % to 100 % of the most found."
    )
