"""How many weighted events past windows held in the area, and how many the next one is expected to hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Landscape
from layers.risk.events import DAYS_PER_YEAR, ThreatEvents
from layers.risk.folds import DAYS_PER_MONTH
from layers.risk.forecast_level import Level, level_of, rolling_levels

TOTAL = "total"
_LEVEL_WINDOWS = 48


def events_in_area(landscape: Landscape, events: ThreatEvents) -> NDArray[np.bool_]:
    """Return which events lie in a cell of the area, shape (events,)."""
    cell = landscape.travel.cell_of(np.nan_to_num(events.x), np.nan_to_num(events.y))
    return np.asarray((cell >= 0) & landscape.travel.mask.ravel()[np.maximum(cell, 0)])


def expected_per_year(events: ThreatEvents, in_area: NDArray[np.bool_], months: float) -> float:
    """Return weighted events a year expected in the area in the months after the record.

    Parameters
    ----------
    events : ThreatEvents
    in_area : ndarray of bool, shape (n,)
    months : float
        Length of the windows that the level is learned from.
    """
    totals, first = _totals(events, events.weights.sum(axis=1), in_area, months)
    return float(rolling_levels(totals, first)[-1]) * DAYS_PER_YEAR / (months * DAYS_PER_MONTH)


def levels_of(events: ThreatEvents, in_area: NDArray[np.bool_], months: float) -> Mapping[str, Level]:
    """Return the level of a window of some months by source, and of all of them as "total".

    Parameters
    ----------
    events : ThreatEvents
    in_area : ndarray of bool, shape (n,)
    months : float
    """
    weights = {TOTAL: events.weights.sum(axis=1)}
    weights |= {str(source): events.weights[:, band] for band, source in enumerate(events.sources)}
    return {name: level_of(*_totals(events, weight, in_area, months)) for name, weight in weights.items()}


def _totals(
    events: ThreatEvents, weight: NDArray[np.float64], in_area: NDArray[np.bool_], months: float
) -> tuple[NDArray[np.float64], float]:
    """Return the weight in each window before the end of the record, oldest first, and the mean of all."""
    days = months * DAYS_PER_MONTH
    window = np.floor(events.age_days / days).astype(int)
    count = min(_LEVEL_WINDOWS, max(1, int(events.record_days / days)))
    weight = weight * (in_area & events.located)
    totals = np.bincount(window[window < count], weight[window < count], count)[::-1].astype(np.float64)
    return totals, float(weight.sum()) / events.record_days * days
