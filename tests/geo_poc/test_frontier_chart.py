"""The chart of a frontier: shares of the most found, and what is not ruled out."""

from __future__ import annotations

from typing import Any

import pytest

from geo_poc.frontier_chart import frontier_chart
from maps.chart import Chart
from tests.geo_poc.test_frontier_words import VIEWED, _point

LETTERS = {0: "A", 1: "B", 2: "C"}


def _chart(document: dict[str, Any]) -> Chart:
    found = frontier_chart(document, LETTERS)
    assert found is not None
    return found


def test_either_view_has_an_axis_of_its_own() -> None:
    """Dots are shares of the most found; bars end at the bounds, of the second view at its end alone."""
    points = [_point(1000.0, 40.0, bound=1010.0), _point(900.0, 50.0, held=50.0, bound=950.0)]
    chart = _chart({**VIEWED, "points": points, "second_bound": 55.0})
    assert (chart.x_label, chart.y_label) == ("local, % of the most found", "national, % of the most found")
    first, last = chart.points
    assert (first.x, first.y, first.x_most, first.y_most) == pytest.approx((80.0, 100.0, 80.0, 101.0))
    assert (last.x, last.y, last.x_most, last.y_most) == pytest.approx((100.0, 90.0, 110.0, 95.0))
    assert chart.step == "right"
    assert last.words == (
        "Plan B: national 90 %, local 100 % of the most found; up to 5 % more there is not ruled out; "
        "up to 10 % more for local is not ruled out."
    )
    assert "to the right ends where no plan can have more for local" in chart.caption


def test_against_cost_reach_is_drawn_without_penalties() -> None:
    """A missed must moves no dot below zero: credit is drawn, and what is short of the bound above it."""
    points = [
        _point(-9000.0, 3.0, bound=-8990.0, credit=990.0),
        _point(-9100.0, 2.0, held=2.0, bound=-9100.0, credit=890.0),
        _point(-9900.0, 0.0, held=0.0, bound=-9900.0, credit=99.0, placed=[]),
    ]
    chart = _chart({"first": "all", "second": "cost", "second_bound": None, "points": points})
    assert [point.x for point in chart.points] == [point.x_most for point in chart.points] == [3.0, 2.0, 0.0]
    assert [point.y for point in chart.points] == pytest.approx([100.0, 100 * 89 / 99, 10.0])
    assert chart.points[0].y_most == pytest.approx(100 + 100 * 10 / 990)
    assert [point.y_most == point.y for point in chart.points] == [False, True, True]
    assert chart.title == "Weighted reach against cost"
    assert chart.points[2].words.endswith("; none there is better, proven.")
    assert chart.step == "left"


def test_nothing_is_drawn_without_a_trade() -> None:
    """One plan alone, or nothing of a side, is no chart."""
    alone = {**VIEWED, "points": [_point(1000.0, 40.0)]}
    nothing = {**VIEWED, "points": [_point(1000.0, 0.0), _point(900.0, 0.0)]}
    assert frontier_chart(alone, LETTERS) is None
    assert frontier_chart(nothing, LETTERS) is None
    proven = _chart({**VIEWED, "points": [_point(1000.0, 40.0), _point(900.0, 50.0, held=50.0)]})
    assert proven.caption.endswith("No plan with as much for local is better than its dot, proven.")
