"""Tests of the choice of bandwidth."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from layers.landscape import Landscape
from layers.risk.bandwidth import FALLBACK_BANDWIDTH_M, choose_bandwidth
from layers.risk.events import ThreatEvents, collect_events
from tests.layers.risk.tiny import attributed, incidents, landscape

MIDDLE = (52.5e3, 47.5e3)
WIDTHS = (5_000.0, 10_000.0, 30_000.0)


def _world(deviation_m: float, count: int = 400, precision: int | None = 1) -> Landscape:
    """Return events scattered around two places over ten years."""
    rng = np.random.default_rng(5)
    centre = np.where(rng.random(count) < 0.5, 25e3, 70e3)
    xy = (np.column_stack([centre, centre]) + rng.normal(0, deviation_m, (count, 2))) % 100e3
    days = pd.Timestamp("2010-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 3650, count)), "D")
    return landscape(incidents([tuple(point) for point in xy], days.astype(str), [precision] * count))


def _events(world: Landscape, as_of: date = date(2021, 1, 1)) -> ThreatEvents:
    table = attributed(["state"] * len(world.incidents))
    return collect_events(world, table, observed=(), as_of=as_of)[0]


def test_tight_clusters_get_a_narrow_kernel_and_loose_ones_a_wide() -> None:
    """The score finds the scale on which events come back."""
    tight, loose = _world(2_000.0), _world(40_000.0)
    narrow = choose_bandwidth(_events(tight), tight.grid, bandwidths_m=WIDTHS, half_life_days=365)
    wide = choose_bandwidth(_events(loose), loose.grid, bandwidths_m=WIDTHS, half_life_days=365)
    assert (narrow.bandwidth_m, wide.bandwidth_m) == (5_000, 30_000)
    assert narrow.validated
    assert narrow.folds == 24
    assert narrow.best > 1 > wide.best


def test_score_of_the_first_fold_by_hand() -> None:
    """One quarter's score is the mean of ln(0.95 f / mean f + 0.05) with f from events before it."""
    xy = [MIDDLE] * 40
    dates = ["2019-01-01"] * 8 + ["2020-01-01"] * 32
    world = landscape(incidents(xy, dates))
    choice = choose_bandwidth(_events(world), world.grid, bandwidths_m=[100.0], half_life_days=365)
    # a kernel narrower than the cell keeps all mass in 1 of 400 cells, whatever its decay
    assert (choice.folds, choice.events) == (1, 32)
    assert choice.best == pytest.approx(np.log(0.95 * 400 + 0.05), rel=1e-6)


def test_only_events_before_an_origin_enter_its_surface() -> None:
    """Later events elsewhere do not change the forecasts that were made before them."""
    xy = [(12.5e3, 12.5e3)] * 40
    dates = ["2018-01-01"] * 8 + ["2020-01-01"] * 32
    alone = landscape(incidents(xy, dates))
    later = landscape(incidents([*xy, (87.5e3, 87.5e3)], [*dates, "2020-01-02"]))
    option = {"bandwidths_m": [100.0], "half_life_days": 365.0}
    one = choose_bandwidth(_events(alone), alone.grid, **option)
    two = choose_bandwidth(_events(later), later.grid, **option)
    assert two.best * 33 == pytest.approx(one.best * 32 + np.log(0.05), rel=1e-6)


def test_an_event_that_outlasts_an_origin_does_not_enter_its_surface() -> None:
    """What was not over could not be known: with nothing else before the origin, nothing is forecast."""
    dates = ["2019-06-01"] * 8 + ["2020-01-01"] * 32
    folds = []
    for end in ("2019-06-01", "2019-12-01"):
        world = landscape(incidents([MIDDLE] * 40, dates, date_end=[end] * 8 + dates[8:]))
        choice = choose_bandwidth(_events(world), world.grid, bandwidths_m=[100.0], half_life_days=365)
        folds.append(choice.folds)
    assert folds == [1, 0]


def test_few_events_fall_back() -> None:
    """Fewer than 30 forecast events give 15 km, not validated; a single bandwidth asked for is kept."""
    world = _world(2_000.0, count=20)
    choice = choose_bandwidth(_events(world), world.grid, bandwidths_m=WIDTHS, half_life_days=365)
    single = choose_bandwidth(_events(world), world.grid, bandwidths_m=[7_000.0], half_life_days=365)
    assert (choice.bandwidth_m, choice.validated, choice.scores) == (FALLBACK_BANDWIDTH_M, False, ())
    assert np.isnan(choice.best)
    assert (single.bandwidth_m, single.validated) == (7_000, False)


def test_test_keeps_to_precise_events_where_there_are_enough() -> None:
    """With 30 exact events among others, only they are forecast; without, all located ones are."""
    world = _world(2_000.0)
    world.incidents["precision"] = pd.array([1, 2] * 200, dtype="Int64")
    mixed = choose_bandwidth(_events(world), world.grid, bandwidths_m=WIDTHS, half_life_days=365)
    world.incidents["precision"] = pd.array([2] * 400, dtype="Int64")
    vague = choose_bandwidth(_events(world), world.grid, bandwidths_m=WIDTHS, half_life_days=365)
    assert mixed.precise_only
    assert not vague.precise_only
    assert mixed.events < vague.events


def test_blocks_of_fine_demand_cells() -> None:
    """The test runs on blocks of demand cells; a grid that is no multiple of the block is padded."""
    world = _world(2_000.0)
    choice = choose_bandwidth(
        _events(world), world.grid, bandwidths_m=WIDTHS, half_life_days=365, cell_m=15_000.0
    )
    assert choice.cell_m == 15_000
    assert choice.validated
