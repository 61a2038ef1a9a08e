"""Tests of events in areas by member."""

from __future__ import annotations

import numpy as np
import pytest

from layers.attribution import AGAINST_CIVILIANS
from layers.landscape import Landscape
from layers.risk.estimate import estimate_risk
from layers.risk.incident_rules import IncidentRules
from layers.risk.members import draws_of
from layers.risk.surface import Risk
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, incidents, landscape

CORNER = np.array([0, 1, 20, 21], dtype=np.int64)  # demand cells: the kernel reaches beyond the grid there
MIDDLE = np.array([209, 210, 230], dtype=np.int64)


def _world(
    *, reporting: float | None = None, precision: tuple[int, ...] = (1, 2, 3)
) -> tuple[Landscape, Risk]:
    rng = np.random.default_rng(2)
    xy = [*rng.uniform(3e4, 7e4, (30, 2)), *rng.normal((4e3, 96e3), 3e3, (30, 2))]
    days = [f"2020-{1 + n % 12:02d}-15" for n in range(60)]
    world = landscape(
        incidents(
            [tuple(p) for p in xy], days, [precision[n % len(precision)] for n in range(60)], best=[2.0] * 60
        )
    )
    world.incidents["best"] = 2.0
    options = {"observed": ("state",), "as_of": AS_OF, "bandwidths_m": [3000.0]}
    rules = IncidentRules(reporting_half_m=reporting)
    return world, estimate_risk(world, attributed(["state"] * 60), rules=rules, **options)


@pytest.mark.parametrize("reporting", [None, 20_000.0])
def test_area_events_are_the_sums_of_the_members_surface(reporting: float | None) -> None:
    """In the middle and at the grid's corner, with and without the correction: the surface's sum, to 1e-9."""
    world, risk = _world(reporting=reporting)
    areas = {"corner": ("state", CORNER), "middle": ("state", MIDDLE)}
    draws = draws_of(world, risk, seed=4, areas=areas)
    km2 = world.grid.share.ravel() * (world.grid.cell_m / 1000.0) ** 2
    for number in range(4):
        member = draws.member(number)
        for name, (_, cells) in areas.items():
            summed = float((member.likelihood["state"].ravel()[cells] * km2[cells]).sum() / 100.0)
            assert member.area_events[name] == pytest.approx(summed, rel=1e-9)
            assert summed > 0


def test_fighting_nearby_is_no_event_against_civilians() -> None:
    """Half of the incidents turned into fighting leave the surface as it is and only the others count."""
    world, _ = _world(precision=(1,))
    rows = attributed(["state"] * 60)
    rows["kind"] = [AGAINST_CIVILIANS] * 30 + ["fighting"] * 30
    options = {"observed": ("state",), "as_of": AS_OF, "bandwidths_m": [3000.0]}
    risk = estimate_risk(world, rows, **options)
    areas = {"corner": ("state", CORNER), "middle": ("state", MIDDLE)}
    member = draws_of(world, risk, seed=1, areas=areas).member(0)
    assert member.likelihood["state"].ravel()[CORNER].sum() > 0
    assert member.area_events["corner"] == pytest.approx(0.0, abs=1e-3)
    assert member.area_events["middle"] > 0.01


def test_members_are_the_same_with_and_without_areas() -> None:
    """Asking for areas draws nothing: the surfaces stay to the last bit."""
    world, risk = _world()
    bare = draws_of(world, risk, seed=4).member(1)
    asked = draws_of(world, risk, seed=4, areas={"middle": ("state", MIDDLE)}).member(1)
    np.testing.assert_array_equal(bare.risk["state"], asked.risk["state"])
    assert bare.mass_casualty == asked.mass_casualty
    assert bare.area_events == {}
