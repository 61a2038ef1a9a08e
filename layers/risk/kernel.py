"""The Gaussian kernel: weights that are exact cell integrals, round, and smoothing that keeps mass."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import signal
from scipy.special import ndtr

TRUNCATE = 4.0
"""The kernel ends at this many standard deviations and is normalised to 1 after the cut."""

NOISE = 1e-13  # of the highest value: below it the transform's rounding cannot be told from mass


def kernel_weights(sigma_cells: float) -> NDArray[np.float64]:
    """Return the weights of a Gaussian on cells, cut at a circle of 4 sigma.

    Each weight is the integral of the density over its cell, so that narrow kernels on coarse cells keep
    their shape; sampling at centres would not. The cut is round: a square one shows on a map.

    Parameters
    ----------
    sigma_cells : float
        Standard deviation in cells, > 0.

    Returns
    -------
    ndarray of float64, shape (2 r + 1, 2 r + 1)
        r = 4 sigma rounded up; sums to 1, symmetric.
    """
    radius = max(1, math.ceil(TRUNCATE * sigma_cells))
    offsets = np.arange(-radius, radius + 1)
    line = np.asarray(ndtr((offsets + 0.5) / sigma_cells) - ndtr((offsets - 0.5) / sigma_cells))
    line = 0.5 * (line + line[::-1])
    weights = np.outer(line, line)
    weights[np.hypot(offsets[:, None], offsets[None, :]) > max(1.0, TRUNCATE * sigma_cells)] = 0.0
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def smooth(mass: NDArray[np.float64], sigma_cells: float) -> NDArray[np.float64]:
    """Convolve a raster of mass with a truncated Gaussian; mass within 4 sigma of the edge leaks out.

    Parameters
    ----------
    mass : ndarray of float64, shape (ny, nx)
        Mass per cell, >= 0. Nothing is assumed beyond the edge.
    sigma_cells : float
        Standard deviation in cells, > 0.

    Returns
    -------
    ndarray of float64, shape (ny, nx)
        Mass per cell, >= 0. Its sum equals the sum of `mass` where none lies within 4 sigma of the edge.
    """
    out: NDArray[np.float64] = signal.fftconvolve(mass, kernel_weights(sigma_cells), mode="full")
    radius = (out.shape[0] - mass.shape[0]) // 2
    out = out[radius : radius + mass.shape[0], radius : radius + mass.shape[1]]
    return np.where(out > NOISE * float(out.max(initial=0.0)), out, 0.0)
