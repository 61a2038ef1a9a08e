"""Trend and spread of violence in an area: rising, falling, spreading; and harm told.

Rising and falling hold the last half year against the two years before it. Given the events of both, those
of the recent part are binomial if the rate has not changed (Przyborowski and Wilenski, "Homogeneity of
results in testing samples from Poisson series", Biometrika 31 (1940)): an exact one-sided test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy import stats

from layers.risk.events import ThreatEvents

RECENT_DAYS = 182.0
BEFORE_DAYS = 730.0
ALPHA = 0.05
FACTOR = 1.5
"""A change is told where it is at least this many times, and not by chance."""
SPREAD_CELLS = 3

Direction = Literal["rising", "falling", "steady", "too few"]


@dataclass(frozen=True, slots=True)
class Trend:
    """How violence in an area moved up to the last incident.

    Parameters
    ----------
    direction : {"rising", "falling", "steady", "too few"}
    recent, before : int
        Events of the last half year, and of the two years before it.
    ratio : float
        Recent rate over the earlier one; inf where there was nothing before, NaN where there is neither.
    p_value : float
        Of the change in its direction, exact; 1 where there are no events.
    spreading : bool
        Whether events reached clearly more cells in the last year than in the year before.
    cells_recent, cells_before : int
        Cells with events in the last year and in the year before.
    """

    direction: Direction
    recent: int
    before: int
    ratio: float
    p_value: float
    spreading: bool
    cells_recent: int
    cells_before: int


def trend_of(events: ThreatEvents, chosen: NDArray[np.bool_], cell: NDArray[np.int64]) -> Trend:
    """Return the trend of some events.

    Parameters
    ----------
    events : ThreatEvents
    chosen : ndarray of bool, shape (n,)
        Events of the area and source.
    cell : ndarray of int64, shape (n,)
        Cell of each event, for the spread.
    """
    age = events.age_days
    before_days = min(BEFORE_DAYS, max(0.0, events.record_days - RECENT_DAYS))
    recent = int((chosen & (age < RECENT_DAYS)).sum())
    before = int((chosen & (age >= RECENT_DAYS) & (age < RECENT_DAYS + before_days)).sum())
    year = 2.0 * RECENT_DAYS
    now = int(np.unique(cell[chosen & (age < year)]).size)
    then = int(np.unique(cell[chosen & (age >= year) & (age < 2.0 * year)]).size)
    spreading = events.record_days >= 2.0 * year and now >= max(FACTOR * then, then + SPREAD_CELLS)
    direction, ratio, p_value = _direction(recent, before, before_days)
    return Trend(direction, recent, before, ratio, p_value, spreading, now, then)


def _direction(recent: int, before: int, before_days: float) -> tuple[Direction, float, float]:
    total = recent + before
    if total == 0 or before_days <= 0:
        return "too few", float("nan"), 1.0
    share = RECENT_DAYS / (RECENT_DAYS + before_days)
    ratio = (recent / RECENT_DAYS) / (before / before_days) if before else float("inf")
    up = float(stats.binom.sf(recent - 1, total, share))
    down = float(stats.binom.cdf(recent, total, share))
    if ratio >= FACTOR and up < ALPHA:
        return "rising", ratio, up
    if ratio <= 1.0 / FACTOR and down < ALPHA:
        return "falling", ratio, down
    # What no outcome of so few events could have shown is not steady.
    telling = min(float(stats.binom.sf(total - 1, total, share)), float(stats.binom.cdf(0, total, share)))
    return ("steady" if telling < ALPHA else "too few"), ratio, min(up, down)


def harm_counts(incidents: gpd.GeoDataFrame) -> Mapping[str, int]:
    """Return in how many incidents each kind of harm is told, the most frequent first."""
    if "harm" not in incidents:
        return {}
    counted: dict[str, int] = {}
    for told in incidents["harm"]:
        for harm in told if isinstance(told, tuple) else ():
            counted[harm] = counted.get(harm, 0) + 1
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
