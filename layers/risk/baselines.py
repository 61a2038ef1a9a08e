"""Forecasts to beat: the last three months, the count of all history, kernels with a validated width."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from layers.risk.bandwidth import FALLBACK_BANDWIDTH_M
from layers.risk.features_kernels import Kernel, kernel_surfaces, past_mass
from layers.risk.folds import DAYS_PER_MONTH, Fold, PlacedEvents, TestGround
from layers.risk.skill import Window, nats_over_uniform

KDE_WIDTHS_M = (2_500.0, 3_500.0, 5_000.0, 7_500.0, 10_000.0, 15_000.0, 20_000.0, 30_000.0)
DECAY_HALF_LIFE_DAYS = 365.0
MOST_VALIDATED = 24
"""Windows before an origin that a width, a weight or a model is validated on, at most."""

FEWEST_VALIDATED = 30
"""With fewer events to forecast in those windows the width is 15 km, not validated."""


def baseline_surfaces(
    events: PlacedEvents, ground: TestGround, folds: Sequence[Fold], counts: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Return the surface of every baseline at every origin, each of shape (folds, cells).

    Parameters
    ----------
    events : PlacedEvents
    ground : TestGround
    folds : sequence of Fold
        Following each other, oldest first.
    counts : ndarray of float64, shape (folds, cells)
        Events in the area in each window that were over by its end; read for later origins alone.
    """

    def each(mass: Callable[[int], NDArray[np.float64]]) -> NDArray[np.float64]:
        return np.array([mass(fold.origin).ravel() for fold in folds])

    recent_days = 3 * DAYS_PER_MONTH
    return {
        "last_3_months": each(lambda day: past_mass(events, ground, day, window_days=recent_days)),
        "count_all": each(lambda day: past_mass(events, ground, day)),
        "kde": validated_kde(events, ground, folds, counts, half_life_days=float("inf")),
        "kde_decay": validated_kde(events, ground, folds, counts, half_life_days=DECAY_HALF_LIFE_DAYS),
    }


def validated_kde(
    events: PlacedEvents,
    ground: TestGround,
    folds: Sequence[Fold],
    counts: NDArray[np.float64],
    *,
    half_life_days: float,
    widths_m: Sequence[float] = KDE_WIDTHS_M,
) -> NDArray[np.float64]:
    """Return at each origin the kernel surface of the width that did best in the windows before it.

    Parameters
    ----------
    events, ground, folds, counts
        As for :func:`baseline_surfaces`.
    half_life_days : float
    widths_m : sequence of float
        Narrowest first; equal scores go to the widest.

    Returns
    -------
    ndarray of float64, shape (folds, cells)
    """
    kernels = [Kernel(width, half_life_days) for width in widths_m]
    fallback = int(np.argmin(np.abs(np.array(widths_m) - FALLBACK_BANDWIDTH_M)))
    inside = ground.share > 0
    area = ground.share[inside]
    gain, weight = np.zeros((len(folds), len(kernels))), np.zeros(len(folds))
    found = np.zeros((len(folds), ground.share.size))
    for number, fold in enumerate(folds):
        surfaces = kernel_surfaces(events, ground, fold.origin, kernels)
        before = slice(max(0, number - MOST_VALIDATED), number)
        best = fallback
        if weight[before].sum() >= FEWEST_VALIDATED:
            scores = gain[before].sum(axis=0)
            best = int(np.flatnonzero(scores == scores.max())[-1])
        found[number] = surfaces[best]
        weight[number] = counts[number].sum()
        if weight[number] > 0:
            window = Window(area, counts[number][inside])
            gain[number] = [nats_over_uniform(one[inside], window) * weight[number] for one in surfaces]
    return found
