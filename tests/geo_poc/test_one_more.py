"""Limits of a plan that could be eased, and what the budget has none of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo_poc.explaining import explain
from geo_poc.mission import Mission
from geo_poc.one_more import laid_out_beside, without_options
from geo_poc.pipeline import make_plan
from geo_poc.posed import pose
from tests.tiny_mission import STATE, Event, Tiny, write_tiny


def test_plan_keeps_its_patrols_beside_teams_with_an_escort(tmp_path: Path) -> None:
    """Escorts without a team: beside one that is laid out the plan earns what it does, patrols included."""
    tiny = Tiny(budget={"cob": 1, "jpt": 0, "escorts": 1})
    posed = pose(Mission.load(write_tiny(tmp_path, tiny)))
    beside = laid_out_beside(posed, without_options(posed))
    assert beside is not None
    assert len(beside.assembly.carried) < len(posed.assembly.carried)
    assert beside.plan.credit == pytest.approx(posed.plan.credit)


def test_one_more_patrol_is_valued_where_the_budget_has_none(tmp_path: Path) -> None:
    """A mission without patrols has no routes: those that one patrol could drive are laid out to value it."""
    none = Mission.load(
        write_tiny(tmp_path, Tiny(budget={"cob": 0, "jpt": 0, "patrol": 0, "night_patrol": 0}))
    )
    one = make_plan(none.with_settings(budget__patrol=1)).plan.credit
    without = make_plan(none).plan.credit
    assert one is not None
    assert without is not None
    found = next(row for row in explain(none)["reliefs"] if row["name"] == "patrol")
    assert found["gain"] == pytest.approx(one - without)
    assert found["gain"] > 0
    assert [option["tool"] for option in found["opens"]] == ["patrol"]


def test_a_lock_is_lifted_for_all_that_could_stand_at_its_site(tmp_path: Path) -> None:
    """A forbidden place shuts out the team of its base too: both together are what the lock costs."""
    lock = '[[site]]\nname = "North"\nstatus = "forbidden"\nreason = "flood"\n'
    tiny = Tiny(
        events=(Event(0.30, 0.50, STATE),),
        bases=(("West", 0.15, 0.10),),
        people=((0.30, 0.50, 20_000),),
        budget={"cob": 1, "jpt": 1, "patrol": 0, "night_patrol": 0},
    )
    open_ = make_plan(Mission.load(write_tiny(tmp_path / "a", tiny))).plan.credit
    mission = Mission.load(write_tiny(tmp_path / "b", replace(tiny, extra=lock)))
    shut = make_plan(mission).plan.credit
    assert open_ is not None
    assert shut is not None
    (found,) = (row for row in explain(mission, solve=9)["reliefs"] if row["kind"] == "shut")
    assert found["name"] == "North"
    assert found["parts"]["credit"] == pytest.approx(open_ - shut)
    assert {option["tool"] for option in found["opens"]} >= {"cob", "jpt"}
