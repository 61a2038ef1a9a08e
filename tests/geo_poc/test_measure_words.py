"""Plans for views told in the weights that they are made for, and said to be."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo_poc.explaining import explain
from geo_poc.measure_words import measure_line
from geo_poc.mission import Mission
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.tradeoffs import frontier, portfolio
from tests.geo_poc.weighed_missions import TWO_VIEWS, mission_of, published

FOR_VIEWS = replace(
    TWO_VIEWS,
    budget={"cob": 2, "jpt": 1},
    places=(*TWO_VIEWS.places, ("North", 0.30, 0.50), ("Mid", 0.30, 0.30)),
    extra=TWO_VIEWS.extra + "\n[objective]\nviews = { eastern = 1, western = 9 }\n",
)
SAID = "is counted for the views eastern 10 %, western 90 %"


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    """Return a mission that plans for two views."""
    return mission_of(tmp_path_factory.mktemp("views"), FOR_VIEWS)


def test_another_plan_gives_up_what_it_is_said_to_give_up(weighed: Mission) -> None:
    """Nothing falls short here: all that is lost is weighted reach, and none loses more than was allowed."""
    document = published(portfolio(weighed, plans=5, within=0.4))
    first, *others = document["plans"]
    lines = tradeoff_lines(document)
    told = [line for line in lines if " less weighted reach" in line]
    assert len(told) == len(others) == 4
    for line, plan in zip(told, others, strict=True):
        assert plan["loss"] == pytest.approx(first["worth"] - plan["worth"])
        assert f"{plan['loss'] / first['worth'] * 100:.1f} % less weighted reach" in line
        assert "fall further short" not in line
    assert any(SAID in line for line in lines)


def test_weighted_reach_beside_cost_is_that_of_the_views(weighed: Mission) -> None:
    """So its share falls with the cost, and the distance from the best is of the same figure."""
    document = published(frontier(weighed))
    most = document["points"][0]["worth"]
    lines = [line for line in tradeoff_lines(document) if " people at risk out of reach" in line]
    shares = [float(re.findall(r"weighted reach ([\d.]+) % of the most", line)[0]) for line in lines]
    assert shares == [int(point["worth"] / most * 1000 + 1e-6) / 10 for point in document["points"]]
    assert any(SAID in line for line in tradeoff_lines(document))


def test_an_explanation_has_both_measures_apart(weighed: Mission) -> None:
    """Losses of sites are shares of what the plan is worth to the views; credit is the mission's own."""
    document = published(explain(weighed, solve=0))
    assert document["worth"] == pytest.approx(document["objective"])
    assert document["credit"] != pytest.approx(document["worth"], rel=0.01)
    assert any(SAID in line for line in tradeoff_lines(document))


def test_without_views_there_is_one_measure(tmp_path: Path) -> None:
    """Worth is credit, and nothing is said of views."""
    document: dict[str, Any] = published(portfolio(mission_of(tmp_path, TWO_VIEWS), plans=2, within=1.0))
    assert document["weighed_for"] == {}
    assert [plan["worth"] for plan in document["plans"]] == pytest.approx(
        [plan["credit"] for plan in document["plans"]]
    )
    assert not any("is counted for the views" in line for line in tradeoff_lines(document))
    assert measure_line("Reach", {}) == []
