"""How many events a window will hold, and how far counts scatter around what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.risk.forecast_interval import interval

HALF_LIVES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Memories compared, in windows."""

FEWEST_BEFORE = 4
"""Windows before one whose interval is tried."""

PRIOR_SCATTER, PRIOR_WINDOWS = 0.25, 2.0
"""Scatter of totals that counts as much as two windows: half up or down, until a record shows otherwise."""

SCATTER_WINDOWS = 12
"""Windows before an origin that the scatter of cells' counts is taken from."""

PRIOR_CELL_SCATTER, PRIOR_CELL_WINDOWS = 2.0, 4.0
"""Scatter of cells' counts taken for windows that a short record lacks, and as how many windows it weighs."""

_FOLDS = 24


@dataclass(frozen=True, slots=True)
class Level:
    """How many events a window is expected to hold, and how well earlier ones were told.

    Parameters
    ----------
    expected : float
        Of the window after the last.
    scatter : float
        Excess variance of windows' totals over Poisson, in squares of what was expected.
    tried, held : int
        Past windows whose interval was made from those before them, and those whose total lay in it.
    """

    expected: float
    scatter: float
    tried: int
    held: int


def level_of(totals: NDArray[np.float64], first: float) -> Level:
    """Return what the window after the last is expected to hold.

    Parameters
    ----------
    totals : ndarray of float64, shape (windows,)
        Events of each window, oldest first.
    first : float
        Expected of the first window, before which there is none, >= 0.
    """
    levels = rolling_levels(totals, first)
    tried = held = 0
    for number in range(max(FEWEST_BEFORE, totals.size - _FOLDS), totals.size):
        if levels[number] > 0:
            low, high = interval(levels[number], total_scatter(levels[:number], totals[:number]))
            tried += 1
            held += int(low <= totals[number] <= high)
    return Level(float(levels[-1]), total_scatter(levels[:-1], totals), tried, held)


def total_scatter(expected: NDArray[np.float64], totals: NDArray[np.float64]) -> float:
    """Return the scatter of windows' totals, of the last 24 of them, pulled towards a prior where few are.

    Parameters
    ----------
    expected, totals : ndarray of float64, shape (windows,)
    """
    expected, totals = expected[-_FOLDS:], totals[-_FOLDS:]
    weight = float(expected @ expected) / max(float(expected.max(initial=0.0)) ** 2, 1e-300)
    found = dispersion(expected, totals)
    return (weight * found + PRIOR_WINDOWS * PRIOR_SCATTER) / (weight + PRIOR_WINDOWS)


def cell_scatter(expected: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """Return the scatter of cells' counts, pulled towards a prior where fewer than twelve windows tell it.

    One window or two hold too few pairs of events in a cell to see scatter, and none would be taken for
    Poisson: ranges would be too narrow. The pull fades with each window and is gone at the twelfth.

    Parameters
    ----------
    expected, counts : ndarray of float64, shape (windows, cells)
        Windows in which nothing is expected tell nothing.
    """
    known = int((expected.sum(axis=1) > 0).sum())
    prior = PRIOR_CELL_WINDOWS * max(0.0, 1.0 - known / SCATTER_WINDOWS)
    found = dispersion(expected, counts)
    return (known * found + prior * PRIOR_CELL_SCATTER) / (known + prior) if prior else found


def rolling_levels(totals: NDArray[np.float64], first: float) -> NDArray[np.float64]:
    """Return what each window's total was expected to be, from the windows before it.

    A decayed mean of earlier totals; its memory is the one that forecast the windows before best (Poisson
    deviance).

    Parameters
    ----------
    totals : ndarray of float64, shape (windows,)
        Events of each window, oldest first.
    first : float
        Expected of the first window, before which there is none, >= 0.

    Returns
    -------
    ndarray of float64, shape (windows + 1,)
        The last is that of the window after the last.
    """
    windows = totals.size
    candidates = np.full((len(HALF_LIVES), windows + 1), float(first))
    for row, half_life in enumerate(HALF_LIVES):
        for number in range(1, windows + 1):
            weight = np.exp2(-np.arange(number)[::-1] / half_life)
            candidates[row, number] = weight @ totals[:number] / weight.sum()
    # half an event more keeps a quiet window from ruling out the next one
    loss = np.array([_deviance(totals, row[:-1] + 0.5) for row in candidates])
    levels = candidates[-1].copy()
    for number in range(1, windows + 1):
        past = loss[:, max(0, number - _FOLDS) : number].sum(axis=1)
        levels[number] = candidates[int(past.argmin()), number]
    return np.asarray(levels, dtype=np.float64)


def dispersion(expected: NDArray[np.float64], count: NDArray[np.float64]) -> float:
    """Return the excess variance of counts over Poisson in squares of what was expected; 0 is Poisson.

    The moment estimate of 1 / size of a negative binomial, over all cells and windows given.
    """
    squares = float((expected**2).sum())
    if squares <= 0:
        return 0.0
    return max(0.0, float(((count - expected) ** 2 - expected).sum()) / squares)


def _deviance(count: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio = np.where(count > 0, count, 1.0) / expected
    return np.asarray(2 * (np.where(count > 0, count * np.log(ratio), 0.0) - (count - expected)))
