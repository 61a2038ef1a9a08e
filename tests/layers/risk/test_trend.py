"""Tests of trend, spread and who is harmed."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from layers.risk.events import ThreatEvents, collect_events
from layers.risk.trend import BEFORE_DAYS, RECENT_DAYS, harm_counts, trend_of
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, incidents, landscape

LAST = pd.Timestamp("2020-12-31")


def _events(ages: Sequence[float]) -> ThreatEvents:
    days = [str((LAST - pd.Timedelta(days=age)).date()) for age in ages]
    table = incidents([(5e4, 5e4)] * len(days), days)
    return collect_events(landscape(table), attributed(["state"] * len(days)), observed=(), as_of=AS_OF)[0]


def _trend(recent: int, before: int, cells: Sequence[int] | None = None):
    ages = [0.0, *np.linspace(1, RECENT_DAYS - 2, max(0, recent - 1))]
    ages += [*np.linspace(RECENT_DAYS + 1, RECENT_DAYS + BEFORE_DAYS - 2, before), 1500.0]
    events = _events(ages)
    cell = np.zeros(len(ages), dtype=np.int64) if cells is None else np.array([*cells])
    return trend_of(events, np.ones(len(ages), dtype=bool), cell)


def test_four_times_as_many_is_rising_and_a_quarter_is_falling() -> None:
    """12 events in half a year after 12 in two years rise by 4; 2 after 40 fall."""
    rising, falling = _trend(12, 12), _trend(2, 40)
    assert (rising.direction, rising.recent, rising.before) == ("rising", 12, 12)
    assert rising.ratio == pytest.approx((12 / RECENT_DAYS) / (12 / BEFORE_DAYS))
    assert rising.p_value < 0.05
    assert falling.direction == "falling"


def test_chance_is_no_trend_and_few_events_tell_nothing() -> None:
    """Two events after five could be chance; one event alone could show no change at all."""
    assert _trend(10, 40).direction == "steady"
    assert _trend(2, 4).direction in ("steady", "too few")
    nothing = trend_of(_events([0.0, 1500.0]), np.zeros(2, dtype=bool), np.zeros(2, dtype=np.int64))
    assert (nothing.direction, nothing.p_value) == ("too few", 1.0)
    assert np.isnan(nothing.ratio)


def test_more_cells_than_the_year_before_is_spreading() -> None:
    """Events in eight cells this year and two the year before spread; the same cells again do not."""
    ages = [*np.linspace(0, 360, 8), *np.linspace(370, 720, 8), 1500.0]
    events = _events(ages)
    everything = np.ones(len(ages), dtype=bool)
    widened = np.array([*range(8), *[0, 1] * 4, 0])
    same = np.array([*range(8), *range(8), 0])
    assert trend_of(events, everything, widened).spreading
    assert not trend_of(events, everything, same).spreading


def test_harm_is_counted_by_incident() -> None:
    """Each incident counts once for each harm it tells; a feed without harm tells none."""
    table = gpd.GeoDataFrame({"harm": [("killing", "looting"), ("killing",), ()]})
    assert harm_counts(table) == {"killing": 2, "looting": 1}
    assert harm_counts(gpd.GeoDataFrame({"best": [1.0]})) == {}
