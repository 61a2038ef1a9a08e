"""Choose the kernel's bandwidth by how well it forecasts: rolling origin, next quarter, log-likelihood.

The score of a surface f on the events of the next quarter is the mean over events of
`ln(0.95 f(cell) / mean f + 0.05)`: nats per event over a uniform surface, with f mixed with 5 % of it so
that an event in a cell of zero costs much and not everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.grid import Grid, block_mean
from layers.risk.canvas import Canvas, canvas_around
from layers.risk.events import DAYS_PER_YEAR, ThreatEvents
from layers.risk.kernel import TRUNCATE, smooth

FALLBACK_BANDWIDTH_M = 15_000.0
FEWEST_EVENTS = 30
MOST_FOLDS = 24
FOLD_DAYS = DAYS_PER_YEAR / 4
UNIFORM_SHARE = 0.05
_CELL_M = 5000.0


@dataclass(frozen=True, slots=True)
class BandwidthChoice:
    """The bandwidth and how it was found.

    Parameters
    ----------
    bandwidth_m : float
    validated : bool
        False where the events were too few and the default was taken.
    scores : tuple of (float, float)
        Bandwidth in metres and nats per event over uniform; () where not validated.
    folds : int
        Origins with events after them.
    events : int
        Events that were forecast, over all folds.
    cell_m : float
        Side of the cells of the test, metres.
    precise_only : bool
        Whether the test kept to precisely located events among others.
    """

    bandwidth_m: float
    validated: bool
    scores: tuple[tuple[float, float], ...]
    folds: int
    events: int
    cell_m: float
    precise_only: bool

    @property
    def best(self) -> float:
        """Score of the chosen bandwidth, nats per event over uniform; NaN where not validated."""
        return dict(self.scores).get(self.bandwidth_m, float("nan"))


def choose_bandwidth(
    events: ThreatEvents,
    grid: Grid,
    *,
    bandwidths_m: Sequence[float],
    half_life_days: float,
    most_folds: int = MOST_FOLDS,
    cell_m: float = _CELL_M,
) -> BandwidthChoice:
    """Score bandwidths on quarterly rolling origins and return the best.

    Only events that were over before an origin enter its surface, decayed from that origin; all sources
    together, each event with the sum of its weights. Where at least 30 events are located exactly, the test
    keeps to them; else it takes all that are located.

    Parameters
    ----------
    events : ThreatEvents
    grid : Grid
        Demand cells; the test runs on blocks of them, about `cell_m` wide.
    bandwidths_m : sequence of float
        Standard deviations to compare, metres. Equal scores go to the widest.
    half_life_days : float
    most_folds : int
        Quarters before `events.decay_from` to test on, at most.
    cell_m : float
        Wanted side of the test's cells, metres.

    Returns
    -------
    BandwidthChoice
        15 km, not validated, where fewer than 30 events could be forecast; a single bandwidth is kept.
    """
    widths = sorted({float(width) for width in bandwidths_m})
    use = events.exact if int(events.exact.sum()) >= FEWEST_EVENTS else events.located
    use = use & (events.weights.sum(axis=1) > 0)
    precise_only = bool((use != events.located).any())
    coarse = _coarser(grid, cell_m)
    canvas = canvas_around(coarse, TRUNCATE * widths[-1])
    cell = canvas.cell_of(events.x, events.y)
    use = use & (cell >= 0)
    folds = [] if not use.any() else _folds(events, canvas, cell, use, most_folds)
    tested = sum(fold.cell.size for fold in folds)
    if tested < FEWEST_EVENTS:
        width = widths[0] if len(widths) == 1 else FALLBACK_BANDWIDTH_M
        return BandwidthChoice(width, False, (), len(folds), tested, coarse.cell_m, precise_only)
    scores = []
    for width in widths:
        gain = weight = 0.0
        for fold in folds:
            gain += fold.gain(smooth(fold.mass(half_life_days, canvas.shape), width / coarse.cell_m), canvas)
            weight += float(fold.weight.sum())
        scores.append((width, gain / weight))
    best = max(scores, key=lambda pair: (pair[1], pair[0]))[0]
    return BandwidthChoice(best, True, tuple(scores), len(folds), tested, coarse.cell_m, precise_only)


@dataclass(frozen=True, slots=True, eq=False)
class _Fold:
    """Events before an origin and those of the quarter after it, as flat canvas cells."""

    past: NDArray[np.int64]
    past_age: NDArray[np.float64]
    past_weight: NDArray[np.float64]
    cell: NDArray[np.int64]
    weight: NDArray[np.float64]

    def mass(self, half_life_days: float, shape: tuple[int, int]) -> NDArray[np.float64]:
        """Return the decayed mass of the events before the origin, canvas shape."""
        decayed = self.past_weight * np.exp2(-self.past_age / half_life_days)
        return np.asarray(
            np.bincount(self.past, decayed, shape[0] * shape[1]).reshape(shape), dtype=np.float64
        )

    def gain(self, surface: NDArray[np.float64], canvas: Canvas) -> float:
        """Return the summed log-likelihood over uniform of the quarter's events."""
        share = canvas.pad(canvas.grid.share)
        mean = float((surface * share).sum() / share.sum())
        if mean <= 0:
            return 0.0  # no kernel reaches the area: the forecast is the uniform one
        ratio = (1 - UNIFORM_SHARE) * surface.ravel()[self.cell] / mean + UNIFORM_SHARE
        return float((self.weight * np.log(ratio)).sum())


def _folds(
    events: ThreatEvents, canvas: Canvas, cell: NDArray[np.int64], use: NDArray[np.bool_], most: int
) -> list[_Fold]:
    in_area = canvas.pad(canvas.grid.share).ravel()[np.maximum(cell, 0)] > 0
    weight = events.weights.sum(axis=1)
    folds = []
    for number in range(most):
        # ages in whole days: an event of the last day has age 0 and lies in the first window
        origin, end = (number + 1) * FOLD_DAYS, number * FOLD_DAYS
        past = use & (events.end_age_days >= origin)
        ahead = use & in_area & (events.age_days < origin) & (events.age_days >= end)
        if not past.any():
            break
        if ahead.any():
            age = events.age_days[past] - origin
            folds.append(_Fold(cell[past], age, weight[past], cell[ahead], weight[ahead]))
    return folds


def _coarser(grid: Grid, cell_m: float) -> Grid:
    block = max(1, round(cell_m / grid.cell_m))
    ny, nx = grid.shape
    share = np.pad(grid.share, ((0, -ny % block), (0, -nx % block)))
    return Grid(grid.crs, grid.x0, grid.y0, grid.cell_m * block, block_mean(share, block).astype(np.float32))
