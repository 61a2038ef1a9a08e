"""Trade-offs and alternatives of tiny missions."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.pipeline import make_plan
from geo_poc.tradeoff_words import point_words
from geo_poc.tradeoffs import frontier, portfolio
from layers.errors import InputError
from tests.geo_poc.weighed_missions import mission_of, published


def test_frontier_against_cost_ends_at_the_plan_and_at_nothing_new(tmp_path: Path) -> None:
    """The first point is the plan's objective; the last places nothing and costs nothing."""
    mission = mission_of(tmp_path)
    found = published(frontier(mission, points=4))
    assert found["points"][0]["first"] == pytest.approx(make_plan(mission).plan.objective)
    assert found["points"][-1]["second"] == 0.0
    assert found["points"][-1]["placed"] == []
    assert all(point["gap"] <= 1e-6 for point in found["points"])
    assert found["reproducible"]


def test_frontier_of_two_views_starts_at_the_objective(tmp_path: Path) -> None:
    """Credit in strategic areas rises along the frontier as the objective falls."""
    found = published(frontier(mission_of(tmp_path), second="strategic", points=3))
    firsts = [point["first"] for point in found["points"]]
    seconds = [point["second"] for point in found["points"]]
    assert firsts == sorted(firsts, reverse=True)
    assert seconds == sorted(seconds)


def test_view_that_no_threat_has_is_refused(tmp_path: Path) -> None:
    """A view is named after what the register holds."""
    mission = mission_of(tmp_path)
    with pytest.raises(InputError, match="no such view"):
        frontier(mission, second="should")
    with pytest.raises(InputError, match=r"against the objective alone.*value: strategic"):
        frontier(mission, first="strategic")
    with pytest.raises(
        InputError, match=r"no such view.*value: NOPE.*use one of all, must, T1, strategic, or cost"
    ):
        frontier(mission, first="NOPE")


def test_portfolio_has_plans_with_another_site(tmp_path: Path) -> None:
    """Every further plan leaves the site of each before and says what it takes instead."""
    found = published(portfolio(mission_of(tmp_path), plans=3, within=1.0))
    assert found["plans"][0]["loss"] == 0.0
    for plan in found["plans"][1:]:
        assert plan["left"]
        assert plan["loss"] >= 0.0


def test_points_near_each_other_are_told_apart() -> None:
    """What a point has of the most is told to a tenth of a percent, rounded down."""
    points = [{"first": 1000.0, "second": 49.9}, {"first": 996.4, "second": 50.0}]
    document = {"first": "national", "second": "local", "points": points}
    told = [point_words(document, point) for point in points]
    assert told[0] == "national 100 % of the most, local 99.8 % of the most"
    assert told[1] == "national 99.6 % of the most, local 100 % of the most"
