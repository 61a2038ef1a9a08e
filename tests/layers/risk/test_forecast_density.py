"""Tests of the learned mixture laid over each source's own events."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from layers.landscape import Landscape
from layers.risk.events import ThreatEvents, collect_events
from layers.risk.features_kernels import MIXED
from layers.risk.forecast_density import LearnedGround, learned_density, learned_ground
from layers.risk.kernel import smooth
from layers.risk.learned import Learned
from tests.layers.risk.tiny import attributed, incidents, landscape

AS_OF = date(2019, 12, 31)
XY = [(20e3, 20e3), (22e3, 25e3), (80e3, 70e3), (60e3, 10e3), (99e3, 99e3)]
DATES = ["2012-03-01", "2017-05-02", "2019-08-01", "2019-11-11", "2019-12-30"]


def _laid(precision: list[int | None]) -> tuple[Landscape, ThreatEvents, LearnedGround]:
    world = landscape(incidents(XY, DATES, precision))
    table = attributed(["state", "armed_group", "state", "armed_group", "state"])
    events, _ = collect_events(world, table, observed=("state",), as_of=AS_OF)
    return world, events, learned_ground(world, events)


def _learned(world: Landscape, weights: NDArray[np.float64]) -> Learned:
    ones = np.ones(world.travel.shape)
    return Learned("kernel_mixture", 3.0, weights, world.travel, ones, 0.0, 1.0, 0.5, 8)


def _one_by_one(
    events: ThreatEvents, ground: LearnedGround, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the mixture of all sources as it is defined: each kernel over its total, and uniform."""
    cell_m, share = ground.spread.canvas.grid.cell_m, ground.share
    found = np.full(share.shape, weights[-1] / share.sum())
    for kernel, weight in zip(MIXED, weights, strict=False):
        age = np.exp2(-events.age_days / kernel.half_life_days)
        surface = smooth(ground.spread.mass(events.weights.sum(axis=1) * age), kernel.width_m / cell_m)
        found += weight * surface / float((surface * share).sum())
    return found / float((found * share).sum())


@pytest.mark.parametrize("precision", [[1] * 5, [1, 2, 2, 1, 5]])
def test_sources_sum_to_the_mixture_of_all(precision: list[int | None]) -> None:
    """Widths together in one transform give what each kernel by itself does, widened events too."""
    world, events, ground = _laid(precision)
    weights = np.random.default_rng(1).dirichlet(np.ones(len(MIXED) + 1))
    shares = learned_density(ground, _learned(world, weights))
    assert len(shares) == len(events.sources)
    together, direct = np.sum(shares, axis=0), _one_by_one(events, ground, weights)
    inside = ground.share > 0
    np.testing.assert_allclose(together[inside], direct[inside], rtol=1e-9, atol=1e-16)
    assert float((together * ground.share).sum()) == pytest.approx(1.0)


def test_what_a_kernel_leaves_in_the_area_is_counted() -> None:
    """An event at the corner keeps about a quarter of every kernel, one inside all of a narrow one."""
    _, _, ground = _laid([1] * 5)
    narrow = ground.inside[2_500.0]
    assert narrow[0] == pytest.approx(1.0)
    assert 0.25 < narrow[4] < 0.6
    assert (ground.inside[40_000.0] < narrow + 1e-12).all()
