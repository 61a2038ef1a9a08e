"""Trade-offs, alternatives and explanations of tiny missions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from geo_poc.record import as_text
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.tradeoffs import explain, frontier, portfolio
from layers.errors import InputError
from tests.tiny_mission import Tiny, write_tiny

THREAT = """
[[threat]]
id = "T1"
name = "Raids in the west"
source = "armed_group"
priority = "must"
strategic = true
centre = [0.15, 0.30]
radius_km = 8
"""
TWO = Tiny(budget={"cob": 1, "jpt": 1}, extra=THREAT)


def _mission(folder: Path, tiny: Tiny = TWO) -> Mission:
    return Mission.load(write_tiny(folder, tiny))


def _published(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document as it is printed, after holding it against the published schema."""
    schema = Path(__file__).parents[2] / "docs" / "schemas" / "trade-offs.schema.json"
    printed: dict[str, Any] = json.loads(as_text(document))
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(printed)
    assert tradeoff_lines(printed)
    return printed


def test_frontier_against_cost_ends_at_the_plan_and_at_nothing_new(tmp_path: Path) -> None:
    """The first point is the plan's objective; the last places nothing and costs nothing."""
    mission = _mission(tmp_path)
    found = _published(frontier(mission, points=4))
    assert found["points"][0]["first"] == pytest.approx(make_plan(mission).plan.objective)
    assert found["points"][-1]["second"] == 0.0
    assert found["points"][-1]["placed"] == []
    assert all(point["gap"] <= 1e-6 for point in found["points"])
    assert found["reproducible"]


def test_frontier_of_two_views_starts_at_the_objective(tmp_path: Path) -> None:
    """Credit in strategic areas rises along the frontier as the objective falls."""
    found = _published(frontier(_mission(tmp_path), second="strategic", points=3))
    firsts = [point["first"] for point in found["points"]]
    seconds = [point["second"] for point in found["points"]]
    assert firsts == sorted(firsts, reverse=True)
    assert seconds == sorted(seconds)


def test_view_that_no_threat_has_is_refused(tmp_path: Path) -> None:
    """A view is named after what the register holds."""
    mission = _mission(tmp_path)
    with pytest.raises(InputError, match="no such view"):
        frontier(mission, second="should")
    with pytest.raises(InputError, match="no such view"):
        frontier(mission, first="strategic")


def test_portfolio_has_plans_with_another_site(tmp_path: Path) -> None:
    """Every further plan leaves the site of each before and says what it takes instead."""
    found = _published(portfolio(_mission(tmp_path), plans=3, within=1.0))
    assert found["plans"][0]["loss"] == 0.0
    for plan in found["plans"][1:]:
        assert plan["left"]
        assert plan["loss"] >= 0.0


def test_explanation_lists_sites_limits_and_reliefs(tmp_path: Path) -> None:
    """Every site of the plan has a loss, the team's budget binds and one more of it is valued."""
    found = _published(explain(_mission(tmp_path), solve=3))
    assert {"West", "East"} <= {site["name"] for site in found["sites"]}
    losses = [site["loss"] for site in found["sites"]]
    assert losses == sorted(losses, reverse=True)
    assert any(limit["words"].startswith("jpt: 1 of 1 used") for limit in found["binding"])
    assert {relief["name"] for relief in found["reliefs"]} >= {"cob", "jpt"}


def test_mission_without_a_plan_is_told_what_conflicts(tmp_path: Path) -> None:
    """A hard must that no budget meets is named with the least that must give way."""
    hard = THREAT.replace(
        'priority = "must"', 'priority = "must"\nhard = true\nshare = 1.0\ntime_limit_min = 1'
    )
    tiny = replace(TWO, budget={"cob": 0, "jpt": 0}, bases=(("East", 0.45, 0.30),), extra=hard)
    found = _published(explain(_mission(tmp_path, tiny)))
    assert found["status"] == "infeasible"
    assert any("Raids in the west" in one["words"] for one in found["conflict"])
    assert found["relaxation"]
    assert found["reasons"][0].startswith("These cannot all hold: ")
