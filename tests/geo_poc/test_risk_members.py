"""Tests of members of the ensemble as futures."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo_poc.ground import Ground
from geo_poc.risk_members import member_grounds
from layers.risk.members import draws_of
from tests.layers.risk.test_ensemble import _world


def test_a_ground_of_a_member_changes_its_risk_alone() -> None:
    """Each ground holds its member's risk; sites and travel are the same objects."""
    world, risk = _world()
    nothing: dict[str, Any] = {"tables": {}, "delays": {}}
    ground = Ground(
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
    found = [(name, words, make()) for name, words, make in member_grounds(ground, count=2, seed=4)]
    assert [name for name, _, _ in found] == ["risk_member:1", "risk_member:2"]
    for number, (_, words, there) in enumerate(found):
        assert "ensemble" in words
        assert there.tables is ground.tables
        wanted = draws_of(world, risk, seed=4).member(number)
        np.testing.assert_array_equal(there.risk.risk["state"], wanted.risk["state"])
