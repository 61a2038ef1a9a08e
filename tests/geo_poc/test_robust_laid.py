"""What a plan comes to in a future it was not made for."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.control import NO_CONTROL
from geo_poc.futures import futures_of
from geo_poc.mission import Mission
from geo_poc.posed import pose
from geo_poc.robust_laid import lay_out
from tests.tiny_mission import write_tiny


def test_what_stood_at_a_lost_base_earns_nothing(tmp_path: Path) -> None:
    """A plan whose team is at the lost base comes to what the rest of it earns, its team gone too."""
    mission = Mission.load(write_tiny(tmp_path / "a"))
    posed = pose(mission)
    futures = futures_of(mission, posed.ground, NO_CONTROL, (0,))
    lost = next(future for future in futures if future.name == "lost:west")
    laid = lay_out(lost, pose(lost.mission, ground=posed.ground))
    alone, numbers = laid.score(frozenset({"cob:west", "jpt:west"}))
    east, _ = laid.score(frozenset({"cob:east"}))
    nothing, _ = laid.score(frozenset())
    assert alone == east == nothing  # East stands whatever a plan says
    assert numbers.people_out_of_reach > 0
    assert laid.score(laid.chosen())[0] == pytest.approx(laid.posed.plan.credit)
