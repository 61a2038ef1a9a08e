"""The forecast: events of the next months by source and cell, with intervals, and how far it is validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from layers.grid import block_sum
from layers.landscape import Landscape, Source
from layers.risk.canvas import Canvas
from layers.risk.events import DAYS_PER_YEAR, ThreatEvents
from layers.risk.features_kernels import MIXED, WIDTHS_M
from layers.risk.folds import DAYS_PER_MONTH
from layers.risk.forecast_level import rolling_levels
from layers.risk.kernel import smooth
from layers.risk.learned import Learned
from layers.risk.spread import Spread

MONTHS = (1.0, 3.0, 6.0)
LOW, HIGH = 0.1, 0.9
_LEVEL_WINDOWS = 48


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """Events expected within some months of the record's end, on demand cells.

    Parameters
    ----------
    months : float
    expected : mapping of source to ndarray of float64, demand shape
        Weighted events in the part of the cell in the area.
    low, high : mapping of source to ndarray of float64, demand shape
        10 % and 90 % of a cell's count; whole numbers, mostly 0 at the low end.
    """

    months: float
    expected: Mapping[Source, NDArray[np.float64]]
    low: Mapping[Source, NDArray[np.float64]]
    high: Mapping[Source, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What is expected next, by source of threat.

    Parameters
    ----------
    model : str
        "kde_decay", "kernel_mixture" or "boosted_mixture".
    validated : bool
        True where the model did better than the kernel on windows that it had not seen.
    nats, kernel_nats : float
        Skill in those windows, nats per event over uniform.
    windows : int
        How many they are.
    periods : tuple of Period
        Shortest first.
    """

    model: str
    validated: bool
    nats: float
    kernel_nats: float
    windows: int
    periods: tuple[Period, ...]


def learned_density(events: ThreatEvents, spread: Spread, learned: Learned) -> list[NDArray[np.float64]]:
    """Return for each source where the next events are expected, canvas shape, as shares of all of them.

    The learned weights are applied to the kernels of each source's own events, every precision class as it is
    spread; uniform is shared between sources as their events of late. The shares of all sources in the area
    sum to 1.

    Parameters
    ----------
    events : ThreatEvents
    spread : Spread
        On a canvas that reaches as far as the widest kernel.
    learned : Learned
    """
    canvas = spread.canvas
    share = canvas.pad(canvas.grid.share)
    ages = {kernel.half_life_days: np.exp2(-events.age_days / kernel.half_life_days) for kernel in MIXED}
    together = events.weights.sum(axis=1)
    weights = dict(zip(MIXED, learned.weights, strict=False))
    cell_m, flat = canvas.grid.cell_m, float(learned.weights[-1])
    strength = {width: np.zeros(together.size) for width in WIDTHS_M}
    for half_life, age in ages.items():
        mass = spread.mass(together * age)
        for width in WIDTHS_M:
            kernel = next(one for one in MIXED if (one.width_m, one.half_life_days) == (width, half_life))
            total = float((smooth(mass, width / cell_m) * share).sum()) if mass.any() else 0.0
            if total > 0:
                strength[width] += weights[kernel] / total * age
            else:
                flat += float(weights[kernel])
    recent = ages[MIXED[0].half_life_days] + 1e-9
    sources = events.weights.T @ recent / (together @ recent)
    raised = _raised(canvas, learned)
    found = []
    for band, part in enumerate(sources):
        density = np.full(canvas.shape, flat * part / share.sum())
        for width in WIDTHS_M:
            mass = spread.mass(events.weights[:, band] * strength[width])
            if mass.any():
                density += smooth(mass, width / cell_m)
        found.append(density * raised)
    total = sum(float((density * share).sum()) for density in found)
    return [density / total for density in found]


def expected_per_year(events: ThreatEvents, in_area: NDArray[np.bool_], months: float) -> float:
    """Return weighted events a year expected in the area in the months after the record.

    Parameters
    ----------
    events : ThreatEvents
    in_area : ndarray of bool, shape (n,)
    months : float
        Length of the windows that the level is learned from.
    """
    days = months * DAYS_PER_MONTH
    window = np.floor(events.age_days / days).astype(int)
    count = min(_LEVEL_WINDOWS, max(1, int(events.record_days / days)))
    weight = events.weights.sum(axis=1) * (in_area & events.located)
    totals = np.bincount(window[window < count], weight[window < count], count)[::-1].astype(np.float64)
    first = float(weight.sum()) / events.record_days * days
    return float(rolling_levels(totals, first)[-1]) * DAYS_PER_YEAR / days


def forecast_periods(
    landscape: Landscape,
    rates: Mapping[Source, NDArray[np.float64]],
    levels: Mapping[float, float],
    *,
    dispersion: float,
    months: Sequence[float] = MONTHS,
) -> tuple[Period, ...]:
    """Return expected events and their intervals for each period.

    Parameters
    ----------
    landscape : Landscape
    rates : mapping of source to ndarray of float64, demand shape
        Events per 100 km2 and year: where they are expected.
    levels : mapping of months to float
        Weighted events a year that are expected in the area in each period.
    dispersion : float
        Excess scatter of a cell's count.
    months : sequence of float
    """
    grid = landscape.grid
    area = block_sum(np.asarray(landscape.travel.share, dtype=float), landscape.factor)
    hundreds = area * (landscape.travel.cell_m / 10_000.0) ** 2
    total = sum(float((rate * hundreds * grid.mask).sum()) for rate in rates.values())
    found = []
    for length in sorted(months):
        scale = levels[length] / total * length / 12 if total > 0 else 0.0
        expected = {source: rate * hundreds * grid.mask * scale for source, rate in rates.items()}
        found.append(
            Period(
                months=length,
                expected=_frozen(expected),
                low=_frozen({name: _quantile(LOW, values, dispersion) for name, values in expected.items()}),
                high=_frozen(
                    {name: _quantile(HIGH, values, dispersion) for name, values in expected.items()}
                ),
            )
        )
    return tuple(found)


def _quantile(share: float, expected: NDArray[np.float64], dispersion: float) -> NDArray[np.float64]:
    if dispersion <= 0:
        return np.asarray(stats.poisson.ppf(share, expected), dtype=np.float64)
    found = stats.nbinom.ppf(share, 1 / dispersion, 1 / (1 + dispersion * expected))
    return np.where(expected > 0, found, 0.0)


def _raised(canvas: Canvas, learned: Learned) -> NDArray[np.float64]:
    side, _, west, _, _, north = canvas.transform
    ny, nx = canvas.shape
    x, y = west + (np.arange(nx) + 0.5) * side, north - (np.arange(ny) + 0.5) * side
    columns, rows = np.meshgrid(x, y)
    return learned.at(columns.ravel(), rows.ravel()).reshape(canvas.shape)


def _frozen(surfaces: Mapping[Source, NDArray[np.float64]]) -> Mapping[Source, NDArray[np.float64]]:
    for values in surfaces.values():
        values.setflags(write=False)
    return MappingProxyType(dict(surfaces))
