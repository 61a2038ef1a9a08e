"""Tests of events laid on the canvas."""

from __future__ import annotations

import numpy as np
import pytest

from layers.risk.bandwidth import choose_bandwidth
from layers.risk.combine import Judged
from layers.risk.events import collect_events
from layers.risk.incident_rules import IncidentRules
from layers.risk.laid_events import LaidEvents, lay_events
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, incidents, landscape


def _laid(precision: int = 1) -> LaidEvents:
    world = landscape(incidents([(5e4, 5e4)] * 4, ["2020-01-01", "2020-03-01"] * 2, [precision] * 4))
    rows = attributed(["state", "state", "communal", "communal"])
    events, _ = collect_events(world, rows, observed=("state", "communal"), as_of=AS_OF)
    choice = choose_bandwidth(events, world.grid, bandwidths_m=[5000.0], half_life_days=365.0)
    return lay_events(world, events, choice, half_life_days=365.0, judged=Judged(), rules=IncidentRules())


def test_surfaces_hold_the_weights_that_they_were_given() -> None:
    """One event a year of each row: each source's likelihood sums to its two events."""
    laid = _laid()
    made = laid.surfaces(np.ones(4))
    km2 = laid.landscape.grid.share * (laid.landscape.grid.cell_m / 1000.0) ** 2
    for source in ("state", "communal"):
        assert float((made[source].likelihood * km2).sum() / 100.0) == pytest.approx(2.0, rel=1e-6)


def test_weights_scale_the_surfaces() -> None:
    """Twice the weights give twice the surface; nothing for one source leaves the other."""
    laid = _laid()
    one, two = laid.surfaces(laid.decayed), laid.surfaces(2.0 * laid.decayed)
    np.testing.assert_allclose(two["state"].risk, 2.0 * one["state"].risk)
    lone = laid.surfaces(np.array([1.0, 1.0, 0.0, 0.0]))
    assert lone["communal"].risk.sum() == 0.0 < lone["state"].risk.sum()


def test_coarse_positions_need_a_wider_canvas() -> None:
    """Events within about 25 km reach farther than points: the canvas is wider."""
    assert _laid(2).spread.canvas.margin > _laid(1).spread.canvas.margin
