"""Intervals of a mean over windows: bootstrap of blocks of neighbouring windows, paired between models."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
BLOCK = 4
"""Windows of a block: a year of quarters, so that seasons and waves of violence stay together."""

LOW, HIGH = 0.05, 0.95


def paired_interval(
    one: NDArray[np.float64], other: NDArray[np.float64], *, seed: int, block: int = BLOCK, draws: int = DRAWS
) -> tuple[float, float, float]:
    """Return low, mid and high of the mean difference between two models over the same windows.

    Parameters
    ----------
    one, other : ndarray of float64, shape (windows,)
        A measure of each window; windows where either is NaN are left out.
    seed : int
    block : int
        Windows drawn together; circular.
    draws : int

    Returns
    -------
    low, mid, high : float
        5 %, the mean itself, 95 %; NaN where no window is left.

    Notes
    -----
    Politis and Romano, "A circular block-resampling procedure for stationary data" (1992).
    """
    difference = one - other
    difference = difference[np.isfinite(difference)]
    size = difference.size
    if size == 0:
        return float("nan"), float("nan"), float("nan")
    length = min(block, size)
    starts = np.random.default_rng(seed).integers(0, size, (draws, math.ceil(size / length)))
    rows = (starts[:, :, None] + np.arange(length)) % size
    means = difference[rows.reshape(draws, -1)[:, :size]].mean(axis=1)
    low, high = np.quantile(means, (LOW, HIGH))
    return float(low), float(difference.mean()), float(high)
