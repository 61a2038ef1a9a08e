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


def cumulative(count: ArrayLike, expected: ArrayLike, scatter: ArrayLike) -> NDArray[np.float64]:
    """Return the chance of a count or fewer, with the parameters of :func:`interval`."""
    number, mean, excess = np.broadcast_arrays(*(np.asarray(v, float) for v in (count, expected, scatter)))
    found = np.zeros(mean.shape)
    spread, even = excess > 0, excess <= 0
    found[spread] = stats.nbinom.cdf(
        number[spread], 1 / excess[spread], 1 / (1 + excess[spread] * mean[spread])
    )
    found[even] = stats.poisson.cdf(number[even], mean[even])
    return found


def filled(
    expected: NDArray[np.float64], count: NDArray[np.float64], scatter: ArrayLike
) -> NDArray[np.float64]:
    """Return how much of the central 80 % of its distribution each count fills; 0.8 on the mean where right.

    Counts are whole numbers, so each fills a stretch of its distribution; the part of the stretch between 0.1
    and 0.9 counts.

    Notes
    -----
    The non-randomised form of Czado, Gneiting and Held, "Predictive model assessment for count data",
    Biometrics 65 (2009), eq. 2.
    """
    low, high = cumulative(count - 1, expected, scatter), cumulative(count, expected, scatter)
    inside = np.clip(np.minimum(high, HIGH) - np.maximum(low, LOW), 0.0, None)
    return np.asarray(np.divide(inside, high - low, out=np.zeros_like(inside), where=high > low))


def _quantile(share: float, expected: ArrayLike, scatter: ArrayLike) -> NDArray[np.float64]:
    mean, excess = np.broadcast_arrays(np.asarray(expected, float), np.asarray(scatter, float))
    found = np.zeros(mean.shape)
    some = chance_of_any(mean, excess) > 1.0 - share  # else the quantile is 0, as in nearly every cell
    spread, even = some & (excess > 0), some & (excess <= 0)
    size = 1.0 / excess[spread]
    found[spread] = stats.nbinom.ppf(share, size, size / (size + mean[spread]))
    found[even] = stats.poisson.ppf(share, mean[even])
    return found
