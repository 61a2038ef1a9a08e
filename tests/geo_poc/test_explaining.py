"""Explanations of tiny missions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from geo_poc import portfolio, solving
from geo_poc.conflicts import NOTHING_CONFLICTS
from geo_poc.explaining import explain
from geo_poc.planning import plan_to
from geo_poc.words import first_lines
from optimisation.placement import place
from optimisation.problem import CoverProblem, Solution
from tests.geo_poc.weighed_missions import THREAT, TWO, mission_of, published


def test_explanation_lists_sites_limits_and_reliefs(tmp_path: Path) -> None:
    """Every site of the plan has a loss, the team's budget binds and one more of it is valued."""
    found = published(explain(mission_of(tmp_path), solve=3))
    assert {"West", "East"} <= {site["name"] for site in found["sites"]}
    closings = {row["name"]: row for row in found["closings"]}
    assert {"West", "East"} <= set(closings)
    for row in closings.values():
        taken = sum(one["people"] for one in row["taken_over_by"])
        assert abs(row["lose_reach"] + taken - row["people"]) <= 1e-6 * row["people"]
    assert found["three_numbers"]["people_out_of_reach"] >= 0
    losses = [site["loss"] for site in found["sites"]]
    assert losses == sorted(losses, reverse=True)
    assert any(limit["words"].startswith("joint protection teams: 1 of 1 used") for limit in found["binding"])
    assert {relief["name"] for relief in found["reliefs"]} >= {"cob", "jpt"}


def test_one_more_engagement_gains_nothing_where_nobody_can_be_engaged(tmp_path: Path) -> None:
    """Without an interlocutor no option uses an engagement: nothing is gained, and nothing left open."""
    found = explain(mission_of(tmp_path), solve=0)
    (talks,) = (relief for relief in found["reliefs"] if relief["name"] == "engagements")
    assert talks["gain"] == 0.0
    assert talks["at_most"] <= 1e-9 * found["credit"]


def test_mission_without_a_plan_is_told_what_conflicts(tmp_path: Path) -> None:
    """A hard must that no budget meets is named with the least that must give way, by `plan` too."""
    hard = THREAT.replace(
        'priority = "must"', 'priority = "must"\nhard = true\nshare = 1.0\ntime_limit_min = 1'
    )
    tiny = replace(TWO, budget={"cob": 0, "jpt": 0}, bases=(("East", 0.45, 0.30),), extra=hard)
    found = published(explain(mission_of(tmp_path, tiny)))
    assert found["status"] == "infeasible"
    assert any("Raids in the west" in one["words"] for one in found["conflict"])
    assert found["relaxation"]
    assert found["reasons"][0].startswith("These cannot all hold: ")
    run = plan_to(mission_of(tmp_path, tiny), tmp_path / "run").run
    plan = json.loads((run.path / "plan.json").read_text(encoding="utf-8"))
    assert plan["status"] == "infeasible"
    assert plan["conflict"]["conflict"] == found["conflict"]
    assert plan["conflict"]["relaxation"] == found["relaxation"]
    assert plan["reasons"] == found["reasons"]
    evaluation = json.loads((run.path / "evaluation.json").read_text(encoding="utf-8"))
    lines = first_lines(plan, evaluation)
    assert lines[1].startswith("These cannot all hold: ")
    assert lines[2].startswith("The least change that allows a plan: ")
    schema = Path(__file__).parents[2] / "docs" / "schemas" / "plan.schema.json"
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(plan)


def _blind(monkeypatch: pytest.MonkeyPatch, *, always: bool = False) -> None:
    """Let the search for plans find one only where it is given one to go on from, or never."""

    def found(problem: CoverProblem, **options: Any) -> Solution:
        solution = place(problem, **options)
        if options["start"] is not None and not always:
            return solution
        missed = {
            "status": "not_found",
            "stopped_by": "effort",
            "reasons": ("none of the plans tried meets",),
        }
        none = np.zeros_like(solution.chosen)
        return replace(solution, **missed, chosen=none, objective=None, bound=None, shortfalls=())

    monkeypatch.setattr(solving, "place", found)


HARD = replace(TWO, extra=THREAT.replace('"must"', '"must"\nhard = true'))


def test_plan_that_the_search_for_conflicts_meets_is_planned_and_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing conflicts: `plan` and `explain` go on from the plan that was met, to the same end."""
    mission = mission_of(tmp_path / "m", HARD)
    seen = explain(mission, solve=0)
    assert seen["status"] == "optimal"
    _blind(monkeypatch)
    found = published(explain(mission, solve=0))
    assert found["status"] == "optimal"
    assert found["objective"] == pytest.approx(seen["objective"])
    outcome = plan_to(mission, tmp_path / "run").outcome
    assert outcome.plan.status == "optimal"
    assert outcome.plan.objective == pytest.approx(seen["objective"])


def test_nothing_conflicts_is_said_where_no_plan_is_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where even then none is found, the first reason says that a plan exists, in every answer."""
    mission = mission_of(tmp_path / "m", HARD)
    _blind(monkeypatch, always=True)
    found = published(explain(mission, solve=0))
    assert (found["status"], found["conflict"]) == ("not_found", [])
    assert found["reasons"][0] == NOTHING_CONFLICTS
    plan = plan_to(mission, tmp_path / "run").outcome.plan
    assert (plan.status, plan.reasons[0]) == ("not_found", NOTHING_CONFLICTS)
    assert portfolio(mission)["reasons"][0] == NOTHING_CONFLICTS
