"""Intervals of counts: a negative binomial whose scatter was seen in past windows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

LOW, HIGH = 0.1, 0.9
"""Ends of an interval: a count lies below each with this chance, so that eight in ten lie between."""


def interval(expected: ArrayLike, scatter: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 10 % and 90 % ends of counts, whole numbers.

    Parameters
    ----------
    expected : array_like of float
        >= 0; nothing expected has the interval 0 to 0.
    scatter : array_like of float
        Excess variance over Poisson in squares of what is expected, >= 0; 0 is Poisson.
    """
    return _quantile(LOW, expected, scatter), _quantile(HIGH, expected, scatter)


def chance_of_any(expected: ArrayLike, scatter: ArrayLike) -> NDArray[np.float64]:
    """Return the chance that a count is not 0."""
    mean, excess = np.broadcast_arrays(np.asarray(expected, float), np.asarray(scatter, float))
    some = np.where(excess > 0, excess, 1.0)
    nothing = np.where(excess > 0, np.exp(-np.log1p(some * mean) / some), np.exp(-mean))
    return np.asarray(1.0 - nothing, dtype=np.float64)


def _quantile(share: float, expected: ArrayLike, scatter: ArrayLike) -> NDArray[np.float64]:
    mean, excess = np.broadcast_arrays(np.asarray(expected, float), np.asarray(scatter, float))
    found = np.zeros(mean.shape)
    some = chance_of_any(mean, excess) > 1.0 - share  # else the quantile is 0, as in nearly every cell
    spread, even = some & (excess > 0), some & (excess <= 0)
    size = 1.0 / excess[spread]
    found[spread] = stats.nbinom.ppf(share, size, size / (size + mean[spread]))
    found[even] = stats.poisson.ppf(share, mean[even])
    return found
