"""Learn from a mission's own record where its next incidents will be, and whether that beats the kernel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import InputError
from layers.grid import Grid
from layers.landscape import Landscape
from layers.risk.features import ground_features
from layers.risk.features_kept import KeptKernels
from layers.risk.folds import (
    Fold,
    PlacedEvents,
    TestGround,
    last_day,
    lay_ground,
    place_events,
    rolling_folds,
    window_counts,
)
from layers.risk.forecast_level import SCATTER_WINDOWS, cell_scatter
from layers.risk.forecast_places import PlaceRange, place_kinds, place_ranges
from layers.risk.forecast_rolling import (
    CANDIDATES,
    FEWEST_WINDOWS,
    INNER,
    KERNEL,
    MIXTURE,
    NOISE,
    SEEN,
    SIMPLE,
    Rolled,
    roll,
)
from layers.risk.skill import expected_events

LEARNED_MONTHS = 3.0
"""Length of the windows that are learned from."""

TESTED_MONTHS = 24.0
"""Past windows are tried over this long at least, and at least `SEEN` of them."""

CELL_M = 10_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Where the next incidents are expected, as learned from windows that are over.

    Parameters
    ----------
    model : str
        The pool or another learned model of `forecast_rolling.CANDIDATES`; "kde_decay" where none did better
        than the kernel in the windows before, or fewer than four could be tried: then `weights` and `raised`
        are not to be used.
    months : float
        Length of the windows that it was learned from.
    weights : ndarray of float64, shape (parts,)
        Of the kernels `features_kernels.MIXED`, then of uniform; sum to 1.
    grid : Grid
        Cells of `raised`.
    raised : ndarray of float64, grid shape
        What the mixture is multiplied by in each cell; 1 outside the area.
    dispersion : float
        Excess scatter of cells' counts; see :func:`layers.risk.forecast_level.cell_scatter`.
    nats, kernel_nats : float
        Skill of the model and of the kernel in windows that neither had seen, eight or two years of them,
        nats per event over uniform; NaN where no window held an event.
    windows : int
        Windows with events that they are means over.
    beyond_noise : bool
        Whether the model is ahead of the kernel by more than 1.645 standard errors over those windows.
    places : mapping of kind to PlaceRange
        How ranges of threat areas and districts did; see :mod:`layers.risk.forecast_places`.
    """

    model: str
    months: float
    weights: NDArray[np.float64]
    grid: Grid
    raised: NDArray[np.float64]
    dispersion: float
    nats: float
    kernel_nats: float
    windows: int
    beyond_noise: bool = False
    places: Mapping[str, PlaceRange] = field(default_factory=dict)

    @property
    def validated(self) -> bool:
        """Whether the learned model did better than the kernel on windows that it had not seen."""
        return self.model != KERNEL

    def at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return `raised` at points of the grid's system; 1 beyond it."""
        cell = self.grid.cell_of(x, y)
        found = self.raised.ravel()[np.maximum(cell, 0)]
        return np.asarray(np.where(cell >= 0, found, 1.0))


def learn(
    landscape: Landscape,
    attributed: pd.DataFrame,
    *,
    as_of: date,
    months: float = LEARNED_MONTHS,
    seed: int = 0,
) -> Learned | None:
    """Learn the mixture, and what raises and lowers it, for the months after the record's end.

    As :func:`learn_each` for one length of window.

    Parameters
    ----------
    landscape : Landscape
    attributed : DataFrame
        Column event.
    as_of : date
    months : float
        How far ahead.
    seed : int

    Returns
    -------
    Learned or None
        None where no incident that can be used was over before the end of the record.
    """
    found = learn_each(landscape, attributed, as_of=as_of, months=(months,), seed=seed)
    return found[0] if found else None


def learn_each(
    landscape: Landscape,
    attributed: pd.DataFrame,
    *,
    as_of: date,
    months: Sequence[float],
    seed: int = 0,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Learned, ...]:
    """Learn for several lengths of window, each from windows of its own; kernels are shared between them.

    All sources and kinds together, each event once; nothing after `as_of` is read.

    Parameters
    ----------
    landscape : Landscape
    attributed : DataFrame
        Column event.
    as_of : date
    months : sequence of float
        How far ahead.
    seed : int
    threads : int
        Origins that are worked on side by side; changes no result.
    progress : callable or None
        Called with origins done and origins, for each length; what it raises ends the work.

    Returns
    -------
    tuple of Learned
        In the order of `months`; empty where no incident that can be used was over before the end of the
        record.
    """
    ground = _ground(landscape)
    events = place_events(landscape, attributed, ground, as_of=as_of)
    end = last_day(landscape, attributed, as_of) + 1
    if not (events.before(end) & events.in_area).any():
        return ()
    windows = [_windows(events, end, length) for length in months]
    kept = KeptKernels(events, ground, [fold.origin for folds in windows for fold in folds])
    fixed = ground_features(landscape, ground)
    how = _How(fixed, kept, seed, threads, progress)
    districts = place_kinds(landscape, ground)
    return tuple(
        _learned(ground, _rolled(events, ground, folds, _tried(length), how), length, districts)
        for folds, length in zip(windows, months, strict=True)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _How:
    """What the lengths of window share."""

    fixed: NDArray[np.float64]
    kept: KeptKernels
    seed: int
    threads: int
    progress: Callable[[int, int], None] | None


def _windows(events: PlacedEvents, end: int, months: float) -> list[Fold]:
    """Return the past windows that have something before them, and the one to come."""
    past = rolling_folds(end, horizon_months=months, count=2 * INNER)
    length = past[-1].end - past[-1].origin
    return [fold for fold in past if events.before(fold.origin).any()] + [Fold(end, end + length)]


def _tried(months: float) -> int:
    """Return how many past windows a model is tried on: eight, or two years of them."""
    return max(SEEN, round(TESTED_MONTHS / months))


def _rolled(
    events: PlacedEvents,
    ground: TestGround,
    folds: Sequence[Fold],
    tried: int,
    how: _How,
) -> Rolled:
    cells = ground.share.size
    outside = events.in_box & (ground.share[events.cell] == 0)
    return roll(
        events,
        ground,
        folds,
        window_counts(events, folds, events.in_area, cells, over=True),
        how.fixed,
        beyond=window_counts(events, folds, outside, cells, over=True).sum(axis=1),
        first=len(folds) - 1,
        seed=how.seed,
        seen=tried,
        mixed=how.kept.at,
        baselines=False,
        progress=how.progress,
        threads=how.threads,
    )


def _learned(
    ground: TestGround, rolled: Rolled, months: float, districts: Mapping[str, NDArray[np.int32]]
) -> Learned:
    inside = ground.share > 0
    seen = rolled.scores[-1 - _tried(months) : -1]
    seen = seen[np.isfinite(seen).all(axis=1)]
    means = seen.mean(axis=0) if len(seen) else np.full(len(CANDIDATES), np.nan)
    model = rolled.choices[-1]
    kernel = float(means[CANDIDATES.index(KERNEL)])
    if model in SIMPLE or len(seen) < FEWEST_WINDOWS or not means[CANDIDATES.index(model)] > kernel:
        model = KERNEL
    raised = np.ones(ground.share.size)
    if model not in {KERNEL, MIXTURE}:
        raised[inside] = rolled.surfaces[model][-1][inside] / rolled.surfaces[MIXTURE][-1][inside]
    whole = np.ones(ground.grid.shape)
    canvas = ground.canvas
    whole[canvas.rows, canvas.columns] = canvas.window(raised.reshape(ground.shape))
    whole.setflags(write=False)
    return Learned(
        model=model,
        months=months,
        weights=rolled.weights[-1],
        grid=ground.grid,
        raised=whole,
        dispersion=_scatter(ground, rolled, model),
        nats=float(means[CANDIDATES.index(model)]),
        kernel_nats=kernel,
        windows=len(seen),
        beyond_noise=_beyond_noise(seen, model),
        places=place_ranges(rolled.surfaces[model][:-1], rolled.counts[:-1], ground, districts),
    )


def _beyond_noise(seen: NDArray[np.float64], model: str) -> bool:
    """Return whether a model's paired windows are ahead of the kernel's by more than their noise."""
    if len(seen) < FEWEST_WINDOWS:
        return False
    ahead = seen[:, CANDIDATES.index(model)] - seen[:, CANDIDATES.index(KERNEL)]
    return bool(ahead.mean() > NOISE * ahead.std(ddof=1) / np.sqrt(len(ahead)))


def _scatter(ground: TestGround, rolled: Rolled, model: str) -> float:
    """Return how far cells' counts scattered around their share of each past window's total."""
    inside = ground.share > 0
    area = ground.share[inside]
    counts = rolled.counts[-1 - SCATTER_WINDOWS : -1, inside]
    surfaces = rolled.surfaces[model][-1 - SCATTER_WINDOWS : -1, inside]
    expected = [
        expected_events(one, area, float(count.sum())) for one, count in zip(surfaces, counts, strict=True)
    ]
    return cell_scatter(np.reshape(expected, counts.shape), counts)


def _ground(landscape: Landscape) -> TestGround:
    """Return cells of about 10 km, wider where the area has too many of them."""
    block = max(1, round(CELL_M / landscape.travel.cell_m))
    while True:
        try:
            return lay_ground(landscape, cell_m=block * landscape.travel.cell_m)
        except InputError:
            block *= 2
