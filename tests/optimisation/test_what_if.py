"""What assets come to when the conditions of troops are others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from optimisation.assets import Unit
from optimisation.evaluate import evaluate
from optimisation.what_if import Standing, standing_under
from tests.optimisation.small_worlds import (
    COB,
    REPEATABLE,
    SCALE,
    World,
    asset,
    demand,
    reaches,
    table,
    worlds,
)


@REPEATABLE
@given(worlds())
def test_a_standing_is_what_an_evaluation_says(world: World) -> None:
    """Credit and people within reach are those of the full evaluation, with units as they are and freed."""
    for units, counted in ((None, world), ({}, replace(world, units={}))):
        full = evaluate(
            counted.opened, reaches=counted.reaches, scale=world.scale, low=world.low, high=world.high
        )
        found = standing_under(world.opened, world.reaches, world.scale, units)
        assert found.credit == pytest.approx(full.credit["total"], rel=1e-12, abs=1e-12)
        assert found.people == pytest.approx(_people(counted, "day"))
        assert found.people_night == pytest.approx(_people(counted, "night"))


def _people(world: World, hours: str) -> float:
    """Return the people within the own reach of a tier II tool, cell by cell."""
    troops = [
        a for a in world.opened if world.kinds[a.tool].tier == 2 and world.kinds[a.tool].stands == "site"
    ]
    near = [
        any(world.minutes(a, position, hours) <= world.kinds[a.tool].reach_min for a in troops)
        for position in range(world.demand.cells.size)
    ]
    return float(world.demand.people[np.array(near, dtype=bool)].sum())


def test_lifting_a_night_caveat_gains_the_night_alone() -> None:
    """By day nothing changes; by night the people within reach come back."""
    world = demand({"armed_group": [10.0, 10.0]}, people=[100.0, 50.0])
    travel = reaches(world, (COB,), {"cob": table([{0: 100, 1: 900}])}, {0: Unit(night=False)})
    opened = [asset("cob", 0)]
    bound = standing_under(opened, travel, SCALE)
    assert (bound.people, bound.people_night) == (100.0, 0.0)
    gained = standing_under(opened, travel, SCALE, {}).less(bound)
    assert (gained.people, gained.people_night) == (0.0, 100.0)
    # Without a share of the night in the scale the night earns no credit.
    assert gained.credit == 0.0
    assert Standing(3.0, 2.0, 1.0).less(Standing(1.0, 1.0, 1.0)) == Standing(2.0, 1.0, 0.0)
