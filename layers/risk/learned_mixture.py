"""A mixture of kernels and uniform: weights by maximum likelihood on windows that were over.

The forecast is sum over k of w_k K_k(cell) / total of K_k, with weights that sum to 1. Its likelihood is
concave in the weights, so that nothing but the windows decides them; a few events' worth of pull towards
equal weights keeps a short record from ruling a part out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PULL = 0.02
"""Events of the pull towards equal weights, as a share of those of the windows."""

_STEPS = 200


def mixture_weights(
    densities: Sequence[NDArray[np.float64]],
    counts: Sequence[NDArray[np.float64]],
    *,
    pull: float = PULL,
) -> NDArray[np.float64]:
    """Return the weights of a mixture's parts.

    Parameters
    ----------
    densities : sequence of ndarray of float64, shape (parts, cells)
        For each window the parts as they were at its origin, each with total 1.
    counts : sequence of ndarray of float64, shape (cells,)
        Events of each window.
    pull : float
        > 0: how strongly weights are pulled towards equal.

    Returns
    -------
    ndarray of float64, shape (parts,)
        Sums to 1; equal where no window has an event.

    Notes
    -----
    Expectation-maximisation for known parts: Dempster, Laird and Rubin, "Maximum likelihood from incomplete
    data via the EM algorithm", JRSS B 39 (1977), section 4.3, with a Dirichlet prior.
    """
    parts = densities[0].shape[0]
    hit = [np.flatnonzero(count > 0) for count in counts]
    count = np.concatenate([count[cells] for count, cells in zip(counts, hit, strict=True)])
    weights = np.full(parts, 1.0 / parts)
    if not count.sum() > 0:
        return weights
    part = np.concatenate([density[:, cells] for density, cells in zip(densities, hit, strict=True)], axis=1)
    part, count = part[:, part.sum(axis=0) > 0], count[part.sum(axis=0) > 0]
    prior = pull * count.sum() / parts
    for _ in range(_STEPS):
        mixed = weights[:, None] * part
        weights = (mixed / mixed.sum(axis=0) * count).sum(axis=1) + prior
        weights /= weights.sum()
    return weights
