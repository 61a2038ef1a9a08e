"""How well a forecast of where events happen did: measures of one window.

A forecast is a surface of expected events per cell area. Shares of area are exact: cells of equal
forecast are taken together and cut in proportion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from layers.risk.forecast_interval import filled

UNIFORM_SHARE = 0.05
"""Of uniform mixed into every forecast where likelihood is scored: an empty cell costs much, not all."""

HIT_SHARES = (0.01, 0.05, 0.10)

_STEEPEST = 50.0

MEASURES = (
    "hit_1",
    "hit_5",
    "hit_10",
    "pai",
    "pei",
    "auc",
    "ap",
    "nats",
    "brier",
    "interval_coverage",
)
"""Measures of one window, in the order of every table."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What happened in one window.

    Parameters
    ----------
    area : ndarray of float64, shape (cells,)
        Area of each cell that counts, in cells, > 0.
    count : ndarray of float64, shape (cells,)
        Events; at least one in all.
    """

    area: NDArray[np.float64]
    count: NDArray[np.float64]


def floored(surface: NDArray[np.float64], area: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a surface over its mean, with 5 % of uniform mixed in; uniform where it is empty."""
    mean = float((surface * area).sum() / area.sum())
    if not mean > 0:
        return np.ones_like(surface)
    return np.asarray((1 - UNIFORM_SHARE) * surface / mean + UNIFORM_SHARE)


def nats_over_uniform(surface: NDArray[np.float64], window: Window) -> float:
    """Return the mean over events of the log of the floored surface over its mean."""
    ratio = floored(surface, window.area)
    return float((window.count * np.log(ratio)).sum() / window.count.sum())


def score(
    surface: NDArray[np.float64], window: Window, *, level: float, dispersion: float
) -> Mapping[str, float]:
    """Return every measure of one window.

    Parameters
    ----------
    surface : ndarray of float64, shape (cells,)
        Forecast per cell area, >= 0, in any unit.
    window : Window
    level : float
        Events forecast in all, >= 0; they go to cells as the floored surface says.
    dispersion : float
        1 / size of the negative binomial of a cell's count; 0 is Poisson.

    Notes
    -----
    PAI: Chainey, Tompson and Uhlig, "The utility of hotspot mapping for predicting spatial patterns of
    crime", Security Journal 21 (2008). PEI: Hunt, "Do crime hot spots move?", American University (2016).
    """
    hits = _hits(surface, window)
    best = _hits(window.count / window.area, window)
    auc, precision = _ranks(surface, window)
    expected = expected_events(surface, window.area, level)
    occupied = 1.0 - _nothing(expected, dispersion)
    return {
        "hit_1": hits[0],
        "hit_5": hits[1],
        "hit_10": hits[2],
        "pai": hits[1] / HIT_SHARES[1],
        "pei": hits[1] / best[1],
        "auc": auc,
        "ap": precision,
        "nats": nats_over_uniform(surface, window),
        "brier": float(np.mean((occupied - (window.count > 0)) ** 2)),
        "interval_coverage": coverage(expected, window.count, dispersion),
    }


def expected_events(
    surface: NDArray[np.float64], area: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """Return events expected in each cell when `level` of them follow the floored surface."""
    weight = floored(surface, area) * area
    return np.asarray(level * weight / weight.sum())


def coverage(expected: NDArray[np.float64], count: NDArray[np.float64], dispersion: float) -> float:
    """Return how much of the central 80 % interval's share the counts fill; 0.8 where intervals are right.

    See :func:`layers.risk.forecast_interval.filled`. Cells weigh as the events expected in them: empty ground
    tells nothing.
    """
    if not expected.sum() > 0:
        return float("nan")
    part = filled(expected, count, dispersion)
    return float((part * expected).sum() / expected.sum())


def reliability_slope(expected: NDArray[np.float64], count: NDArray[np.float64]) -> float:
    """Return b of the Poisson regression ln E[count] = a + b ln expected; 1 where calibrated.

    Below 1 the forecast is too sharp, above 1 too flat; NaN where no slope fits. The level is free: how many
    events were forecast in all is told apart from where.

    Notes
    -----
    Cox, "Two further applications of a model for binary regression", Biometrika 45 (1958), for counts.
    """
    use = expected > 0
    x, y = np.log(expected[use]), count[use]
    if not y.sum() > 0 or np.ptp(x) < 1e-9:
        return float("nan")
    seen = float((x * y).sum() / y.sum())

    def excess(slope: float) -> float:
        """Mean log where events are, less where the slope puts them: falls with the slope."""
        weight = np.exp(slope * x - (slope * x).max())
        return seen - float((weight * x).sum() / weight.sum())

    if excess(_STEEPEST) >= 0 or excess(-_STEEPEST) <= 0:
        return float("nan")
    return float(optimize.brentq(excess, -_STEEPEST, _STEEPEST, xtol=1e-10))


def _hits(surface: NDArray[np.float64], window: Window) -> list[float]:
    order, starts = _ties(surface)
    area = np.add.reduceat(window.area[order], starts).cumsum()
    found = np.add.reduceat(window.count[order], starts).cumsum()
    area, found = np.r_[0.0, area / area[-1]], np.r_[0.0, found / found[-1]]
    return [float(np.interp(share, area, found)) for share in HIT_SHARES]


def _ranks(surface: NDArray[np.float64], window: Window) -> tuple[float, float]:
    """Return AUC and average precision of cells with an event against cells without."""
    order, starts = _ties(surface)
    occupied = (window.count > 0).astype(float)[order]
    found = np.add.reduceat(occupied, starts)
    true, false = found.cumsum(), np.add.reduceat(1 - occupied, starts).cumsum()
    precision = float((found / true[-1] * true / (true + false)).sum())
    if false[-1] == 0:
        return float("nan"), precision
    area = np.trapezoid(np.r_[0.0, true / true[-1]], np.r_[0.0, false / false[-1]])
    return float(area), precision


def _ties(surface: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return cells from the highest down and where each run of equals begins."""
    order = np.argsort(-surface, kind="stable")
    return order, np.unique(-surface[order], return_index=True)[1]


def _nothing(expected: NDArray[np.float64], dispersion: float) -> NDArray[np.float64]:
    """Return the probability of no event."""
    if dispersion <= 0:
        return np.asarray(np.exp(-expected))
    return np.asarray(np.exp(-np.log1p(dispersion * expected) / dispersion))
