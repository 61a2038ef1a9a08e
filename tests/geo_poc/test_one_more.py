"""Limits of a plan that could be eased, and what the budget has none of."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.mission import Mission
from geo_poc.one_more import laid_out_beside, without_options
from geo_poc.posed import pose
from tests.tiny_mission import Tiny, write_tiny


def test_plan_keeps_its_patrols_beside_teams_with_an_escort(tmp_path: Path) -> None:
    """Escorts without a team: beside one that is laid out the plan earns what it does, patrols included."""
    tiny = Tiny(budget={"cob": 1, "jpt": 0, "escorts": 1})
    posed = pose(Mission.load(write_tiny(tmp_path, tiny)))
    beside = laid_out_beside(posed, without_options(posed))
    assert beside is not None
    assert len(beside.assembly.carried) < len(posed.assembly.carried)
    assert beside.plan.credit == pytest.approx(posed.plan.credit)
