"""Tests of members of the ensemble as futures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from geo_poc.ground import Ground
from geo_poc.risk_members import member_grounds
from layers.landscape import Landscape
from layers.risk.forecast import Forecast, Skill
from layers.risk.members import draws_of
from layers.risk.surface import Risk
from tests.layers.risk.test_ensemble import _world


def _ground(world: Landscape, risk: Risk) -> Ground:
    nothing: dict[str, Any] = {"tables": {}, "delays": {}, "mission": None}
    return Ground(
        landscape=world,
        risk=risk,
        sites=(),
        site_cells=np.empty(0, dtype=np.int64),
        tools=(),
        partners=(),
        routes=(),
        findings=(),
        seconds=(),
        **nothing,
    )


def test_a_ground_of_a_member_changes_its_risk_alone() -> None:
    """Each ground holds its member's risk; sites and travel are the same objects."""
    world, risk = _world()
    ground = _ground(world, risk)
    found = [(name, words, make()) for name, words, make in member_grounds(ground, count=2, seed=4)]
    assert [name for name, _, _ in found] == ["risk_member:1", "risk_member:2"]
    for number, (_, words, there) in enumerate(found):
        assert "ensemble" in words
        assert there.tables is ground.tables
        wanted = draws_of(world, risk, seed=4).member(number)
        np.testing.assert_array_equal(there.risk.risk["state"], wanted.risk["state"])


def test_members_beside_a_learned_forecast_say_what_they_vary() -> None:
    """They are drawn by the kernel: the words of such a future tell that the forecast does not vary."""
    world, risk = _world()
    skill = Skill("pooled_mixture", 3.0, 2.0, 1.5, 8)
    ground = _ground(world, replace(risk, forecast=Forecast(skill)))
    (_, words, _), *_ = member_grounds(ground, count=1)
    assert words.endswith("the record varied, not the learned forecast")
    (_, plain, _), *_ = member_grounds(_ground(world, risk), count=1)
    assert "forecast" not in plain
