"""How values show themselves in a notebook."""

from __future__ import annotations

from pathlib import Path

import geo_poc
from geo_poc.planning import Planned
from geo_poc.risk_run import Surfaced
from tests.geo_poc.weighed_missions import TWO_VIEWS, mission_of


def test_a_plan_shows_who_is_out_of_reach_first(tiny_run: Planned) -> None:
    """A few lines, not the arrays; today stands beside the plan, and how good it is comes last."""
    outcome = tiny_run.outcome
    lines = repr(outcome).splitlines()
    assert lines[0] == "Outcome of Tiny; plan:"
    assert any(line.startswith("  uncovered areas: ") for line in lines[1:2]) == bool(
        outcome.evaluation and outcome.evaluation.uncovered
    )
    assert "people at risk out of reach: " in repr(outcome)
    assert lines[-1] == f"  {outcome.plan.status_text}"
    assert len(repr(tiny_run)) < 1000


def test_without_a_plan_today_is_shown(impossible_run: Planned) -> None:
    """Who is out of reach as things stand, then that there is no plan, and why."""
    outcome = impossible_run.outcome
    assert repr(outcome).startswith("Outcome of Tiny; as things stand:\n")
    assert repr(outcome).endswith(outcome.plan.status_text)
    assert "must threats met: 0 of 1" in repr(outcome)
    assert outcome.plan.reasons[0] in repr(outcome.plan)


def test_what_is_prepared_says_of_which_mission(tmp_path: Path) -> None:
    """Ground and session name mission and settings; both are short, as the mission and a plan are."""
    mission = geo_poc.Mission.load(
        mission_of(tmp_path / "mission", TWO_VIEWS).path, settings=["budget.cob=2"]
    )
    ground = geo_poc.prepare_ground(mission)
    session = geo_poc.prepare_what_if(mission, ground=ground)
    plan = geo_poc.plan(mission, ground=ground).plan
    assert repr(mission) == "Mission Tiny, of mission.toml, with budget.cob=2"
    assert repr(ground).startswith("Ground of Tiny, with budget.cob=2: ")
    assert "1 bases, 2 candidate sites" in repr(ground)
    assert repr(session).startswith("HandSession of Tiny, with budget.cob=2, plan today: ")
    assert f"{len(plan.routes)} patrols" in repr(plan)
    assert max(len(repr(value)) for value in (mission, ground, session, plan)) < 600


def test_surfaces_say_what_is_not_observed(tiny_risk: Surfaced) -> None:
    """What nobody sees comes before what there is."""
    text = repr(tiny_risk.surfaces)
    assert text.index("not observed: ") < text.index("risk of ")
    assert len(text) < 600
