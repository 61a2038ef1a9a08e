"""What a plan comes to in a future it was not made for."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.control import NO_CONTROL, Control
from geo_poc.futures import futures_of
from geo_poc.mission import Mission
from geo_poc.posed import pose
from geo_poc.robust_laid import lay_out, made_of
from geo_poc.siting import prepare_ground
from tests.tiny_mission import Tiny, write_tiny


def test_what_stood_at_a_lost_base_earns_nothing(tmp_path: Path) -> None:
    """A plan whose team is at the lost base comes to what the rest of it earns, its team gone too."""
    mission = Mission.load(write_tiny(tmp_path / "a"))
    posed = pose(mission)
    futures = futures_of(mission, posed.ground, NO_CONTROL, (0,))
    lost = next(future for future in futures if future.name == "lost:west")
    made = made_of(lost, pose(lost.mission, ground=posed.ground))
    laid = lay_out(lost)
    alone, numbers = laid.score(frozenset({"cob:west", "jpt:west"}))
    east, _ = laid.score(frozenset({"cob:east"}))
    nothing, _ = laid.score(frozenset())
    assert alone == east == nothing  # East stands whatever a plan says
    assert numbers.people_out_of_reach > 0
    own = pose(lost.mission, ground=posed.ground).plan.credit
    assert laid.score(made.ids)[0] == pytest.approx(own)


def test_a_lost_base_that_may_go_stands_in_futures_that_keep_it(tmp_path: Path) -> None:
    """No plan for the loss of a base decided that it closes: elsewhere it stands, unless a plan says so."""
    extra = '[[constraints.release]]\nsite = "West"\nreason = "the road is closed"\nclose_cost = 1\n'
    mission = Mission.load(write_tiny(tmp_path / "a", Tiny(extra=extra)))
    posed = pose(mission)
    planned, *others = futures_of(mission, posed.ground, NO_CONTROL, (0,))
    lost = next(future for future in others if future.name == "lost:west")
    made = made_of(lost, pose(lost.mission, ground=posed.ground))
    laid = lay_out(planned)
    assert "cob:west" not in made.ids
    assert laid.score(made.ids) == laid.score(made.ids | {"cob:west"})
    assert laid.score(made.ids)[0] > laid.score(made.ids | {"close:cob:west"})[0]


def test_another_season_is_computed_once_and_read_back(tmp_path: Path) -> None:
    """What is read back from disk is the ground as it was computed, and no travel is computed again."""
    mission = Mission.load(write_tiny(tmp_path / "a"))
    ground = prepare_ground(mission, NO_CONTROL)
    told: list[str] = []
    control = Control(tell=lambda stage, _words: told.append(stage))
    (tmp_path / "kept").mkdir()
    futures = futures_of(mission, ground, control, (), folder=tmp_path / "kept")
    season = next(future for future in futures if future.name == "wet_season")
    first = season.ground()
    assert "travel" in told
    told.clear()
    again = season.ground()
    assert "travel" not in told
    for tool, table in first.tables.items():
        assert again.tables[tool].cells.tolist() == table.cells.tolist()
        assert again.tables[tool].tenths.tolist() == table.tenths.tolist()
    assert [route.id for route in again.routes] == [route.id for route in first.routes]
    assert again.findings == first.findings


def test_members_of_the_ensemble_are_futures_of_another_risk(tmp_path: Path) -> None:
    """Each member has a risk of its own on the same sites and travel."""
    mission = Mission.load(write_tiny(tmp_path / "a"))
    ground = prepare_ground(mission, NO_CONTROL)
    futures = [f for f in futures_of(mission, ground, NO_CONTROL, (), members=2) if "member" in f.name]
    assert [future.name for future in futures] == ["risk_member:1", "risk_member:2"]
    grounds = [future.ground() for future in futures]
    assert all(one.tables is ground.tables and one.sites is ground.sites for one in grounds)
    totals = [sum(float(surface.sum()) for surface in one.risk.risk.values()) for one in (ground, *grounds)]
    assert len(set(totals)) == 3
