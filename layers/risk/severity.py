"""Severity apart from occurrence: how deadly an event is where one happens, and how likely a mass casualty.

Deaths per event are heavy-tailed: their mean says little. The tail is a generalised Pareto distribution above
a threshold,

    P(deaths >= m) = P(deaths >= u) * (1 + shape * (m - u) / scale)^(-1 / shape),  m >= u,

fitted by probability-weighted moments (Hosking and Wallis, "Parameter and quantile estimation for the
generalized Pareto distribution", Technometrics 29 (1987), equations 8 and 9), which are in closed form and
hold for the small counts that a mission has. Below 20 events in the tail the share counted is taken as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from layers.landscape import Landscape, Source
from layers.risk.events import ThreatEvents

MASS_DEATHS = 10
TAIL_SHARE = 0.25
FEWEST_TAIL = 20
FEWEST_EVENTS = 5
RESAMPLES = 200
_SHAPES = (-0.5, 0.95)
"""A mean exists below 1; beyond these the moments say nothing."""


@dataclass(frozen=True, slots=True)
class TailFit:
    """The tail of deaths per event.

    Parameters
    ----------
    threshold : int
        Deaths from which the tail counts.
    share : float
        Share of events at or above the threshold.
    shape, scale : float
        Of the generalised Pareto distribution; NaN where the tail has too few events.
    events, tail_events : int
    """

    threshold: int
    share: float
    shape: float
    scale: float
    events: int
    tail_events: int
    counted: tuple[int, ...] = ()

    def at_least(self, deaths: float) -> float:
        """Return the probability that an event has at least this many deaths."""
        if deaths <= self.threshold or math.isnan(self.shape):
            return float(np.mean(np.asarray(self.counted) >= deaths)) if self.counted else 0.0
        excess = (deaths - self.threshold) / self.scale
        if abs(self.shape) < 1e-9:
            return self.share * math.exp(-excess)
        base = 1.0 + self.shape * excess
        return self.share * base ** (-1.0 / self.shape) if base > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Severity:
    """How deadly the events against civilians of a source are.

    Parameters
    ----------
    mass_deaths : int
        Deaths from which an event is a mass casualty.
    probability : tuple of float
        Low, middle and high probability that an event is one: the middle from the best estimates of deaths,
        low and high over the low and high estimates and the sampling of events (10 to 90 %).
    fit : TailFit
        Of the best estimates.
    estimator : {"generalised Pareto", "share counted"}
    pooled : bool
        Whether all sources were taken together, because this one has too few events.
    """

    mass_deaths: int
    probability: tuple[float, float, float]
    fit: TailFit
    estimator: Literal["generalised Pareto", "share counted"]
    pooled: bool

    def within(self, events_per_year: float, years: float = 1.0) -> tuple[float, float, float]:
        """Return low, middle and high probability of at least one mass casualty in some years."""
        low, middle, high = (-math.expm1(-events_per_year * years * part) for part in self.probability)
        return low, middle, high


def fit_tail(deaths: NDArray[np.float64]) -> TailFit:
    """Fit the tail of deaths per event.

    Parameters
    ----------
    deaths : ndarray of float64, shape (n,)
        Whole numbers, >= 0; n >= 1.

    Returns
    -------
    TailFit
        The threshold is the smallest count that at most a quarter of the events reach.
    """
    counts = np.sort(np.asarray(deaths, dtype=float))
    threshold = int(max(1.0, math.floor(np.quantile(counts, 1.0 - TAIL_SHARE, method="lower")) + 1.0))
    tail = counts[counts >= threshold]
    if tail.size < FEWEST_TAIL:
        told = tuple(counts.astype(int).tolist())
        return TailFit(threshold, tail.size / counts.size, math.nan, math.nan, counts.size, tail.size, told)
    shape, scale = _moments(tail - threshold + 0.5)  # whole numbers: the tail begins half a death below
    told = tuple(counts[counts < threshold].astype(int).tolist()) + (threshold,) * tail.size
    return TailFit(threshold, tail.size / counts.size, shape, scale, counts.size, tail.size, told)


def _moments(excess: NDArray[np.float64]) -> tuple[float, float]:
    """Return shape and scale by probability-weighted moments of sorted excesses."""
    count = excess.size
    beyond = 1.0 - (np.arange(1, count + 1) - 0.35) / count
    first, second = float(excess.mean()), float((excess * beyond).mean())
    apart = first - 2.0 * second
    if apart <= 0:
        return _SHAPES[1], first * (1.0 - _SHAPES[1])
    shape = float(np.clip(2.0 - first / apart, *_SHAPES))
    return shape, first * (1.0 - shape)


def severities(
    landscape: Landscape, events: ThreatEvents, *, mass_deaths: int = MASS_DEATHS, seed: int = 0
) -> Mapping[Source, Severity]:
    """Return the severity of each source's events against civilians; a source without any known is absent.

    Parameters
    ----------
    landscape : Landscape
        Its incidents hold low, best and high deaths.
    events : ThreatEvents
    mass_deaths : int
        >= 1.
    seed : int
        Of the resampling.
    """
    deaths = death_counts(landscape, events)
    civilian = (events.weights - events.fighting) > 0
    known = np.isfinite(deaths).all(axis=1)
    pool = known & civilian.any(axis=1)
    if not pool.any():
        return {}
    found: dict[Source, Severity] = {}
    for band, source in enumerate(events.sources):
        own = known & civilian[:, band]
        if not own.any():
            continue
        few = int(own.sum()) < FEWEST_TAIL / TAIL_SHARE
        rng = np.random.default_rng([seed, band])
        found[source] = severity_of(deaths[pool if few else own], mass_deaths, rng, pooled=few)
    return found


def severity_of(
    deaths: NDArray[np.float64], mass_deaths: int, rng: np.random.Generator, *, pooled: bool = False
) -> Severity:
    """Return the severity of events with low, best and high deaths, shape (n, 3), n >= 1."""
    fit = fit_tail(deaths[:, 1])
    middle = fit.at_least(mass_deaths)
    ends = [fit_tail(deaths[:, column]).at_least(mass_deaths) for column in (0, 2)]
    counted = math.isnan(fit.shape)
    if counted:
        reached = float((deaths[:, 1] >= mass_deaths).sum())
        sampled = np.asarray(stats.beta.ppf([0.1, 0.9], reached + 0.5, len(deaths) - reached + 0.5))
    else:
        draws = [
            fit_tail(deaths[rng.integers(0, len(deaths), len(deaths)), 1]).at_least(mass_deaths)
            for _ in range(RESAMPLES)
        ]
        sampled = np.asarray(np.quantile(draws, [0.1, 0.9]))
    low = min(middle, ends[0], float(sampled[0]))
    high = max(middle, ends[1], float(sampled[1]))
    estimator: Literal["generalised Pareto", "share counted"] = (
        "share counted" if counted else "generalised Pareto"
    )
    return Severity(mass_deaths, (low, middle, high), fit, estimator, pooled)


def death_counts(landscape: Landscape, events: ThreatEvents) -> NDArray[np.float64]:
    """Return low, best and high deaths of each event, shape (n, 3); NaN where no layer says them.

    Where only the best estimate is known it stands for all three.
    """
    table = landscape.incidents.iloc[events.rows]
    if "best" not in table:
        return np.full((events.rows.size, 3), np.nan)
    best = table["best"].to_numpy(dtype=float, na_value=np.nan)
    columns = [
        table[name].to_numpy(dtype=float, na_value=np.nan) if name in table else best
        for name in ("low", "high")
    ]
    low = np.where(np.isfinite(columns[0]), columns[0], best)
    high = np.where(np.isfinite(columns[1]), columns[1], best)
    return np.column_stack([np.minimum(low, best), best, np.maximum(high, best)])


def deaths_at(deaths: NDArray[np.float64], quantile: float) -> NDArray[np.float64]:
    """Return deaths between the low (0), the best (0.5) and the high estimate (1), shape (n,).

    Parameters
    ----------
    deaths : ndarray of float64, shape (n, 3)
        Low, best and high; NaN where unknown.
    quantile : float
        In [0, 1].
    """
    best, end = deaths[:, 1], deaths[:, 0 if quantile < 0.5 else 2]
    return np.asarray(best + (end - best) * abs(2.0 * quantile - 1.0))
