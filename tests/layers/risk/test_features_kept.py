"""Tests of the kernels that windows of several lengths share."""

from __future__ import annotations

from datetime import date

import numpy as np

from layers.risk.features_kept import KeptKernels
from layers.risk.features_kernels import MIXED, kernel_surfaces
from layers.risk.folds import day_number, lay_ground, place_events
from tests.layers.risk.clusters import clustered
from tests.layers.risk.tiny import attributed


def test_shared_kernels_are_the_same_and_dropped_after_their_last_use() -> None:
    """Each origin gives what it would alone; one wanted twice is held until then."""
    world = clustered(60)
    ground = lay_ground(world, cell_m=10_000.0)
    events = place_events(world, attributed(["state"] * 60), ground, as_of=date(2019, 12, 31))
    first, second = day_number(date(2016, 1, 1)), day_number(date(2018, 1, 1))
    kept = KeptKernels(events, ground, [first, second, first])
    found = [(origin, kept.at(origin), kept.held) for origin in (first, second, first)]
    assert [held for _, _, held in found] == [1, 1, 0]
    for origin, kernels, _ in found:
        assert np.array_equal(kernels, kernel_surfaces(events, ground, origin, MIXED))
