"""Pairs of options worth more together than alone: one that enables the other, and partners in joint rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.presolve import Core

WORK = 10_000_000
"""Most products of options of both sets, the heaviest joint rows first, among which partners are found."""

PARTNERS = 6
"""Best partners kept for each option."""

MOST_PARTNERS = 2_000
"""Most pairs of partners."""

AT_ONCE = 200
"""Pairs whose rows are compared at once."""


def find_pairs(core: Core) -> NDArray[np.int64]:
    """Return pairs (enabled, enabler), shape (pairs, 2), in ascending order.

    They are an option and a host, a spender and a supplier, and partners: an option of the first set of joint
    rows and one of the second, the pairs with the most weight in common.

    Parameters
    ----------
    core : Core
    """
    lines = np.repeat(np.arange(core.needing.size), np.diff(core.hosts.indptr))
    found = [np.stack([core.needing[lines], core.hosts.indices.astype(np.int64)], axis=1)]
    for use in core.use:
        suppliers, spenders = np.flatnonzero(use < 0), np.flatnonzero(use > 0)
        found.append(
            np.stack([np.repeat(spenders, suppliers.size), np.tile(suppliers, spenders.size)], axis=1)
        )
    if core.also is not None:
        found.append(_partners(core))
    return np.unique(np.concatenate(found), axis=0)


def completed_by_pairs(core: Core, pairs: NDArray[np.int64]) -> sparse.csr_array:
    """Return which joint rows each pair completes though neither option of it does, shape (rows, pairs).

    Parameters
    ----------
    core : Core
    pairs : ndarray of int64, shape (pairs, 2)
    """
    first, second = (side.tocsc() for side in _one_sided(core))
    found = [sparse.csc_array((core.cover.shape[0], 0))]
    for low in range(0, len(pairs), AT_ONCE):
        one, two = pairs[low : low + AT_ONCE].T
        found.append(
            first[:, one].multiply(second[:, two]).tocsc() + second[:, one].multiply(first[:, two]).tocsc()
        )
    return sparse.csr_array(sparse.hstack(found, format="csr"))


def _one_sided(core: Core) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return the options of joint rows that are in their first set alone, and in their second set alone."""
    also = core.also if core.also is not None else sparse.csr_array(core.cover.shape)
    joint = sparse.diags_array((np.diff(also.indptr) > 0).astype(float), format="csr")
    both = core.cover.multiply(also)
    sides = sparse.csr_array(joint @ core.cover - both), sparse.csr_array(also - both)
    for side in sides:
        side.eliminate_zeros()
    return sides


def _partners(core: Core) -> NDArray[np.int64]:
    first, second = _one_sided(core)
    weight = core.gains.sum(axis=1)
    order = np.argsort(-weight, kind="stable")
    work = np.cumsum(np.diff(first.indptr).astype(np.int64)[order] * np.diff(second.indptr)[order])
    rows = order[: int(np.searchsorted(work, WORK, side="right"))]
    common = (first[rows].T @ (sparse.diags_array(weight[rows]) @ second[rows])).tocoo()
    one, two, shared = common.coords[0].astype(np.int64), common.coords[1].astype(np.int64), common.data
    best = np.lexsort((two, one, -shared))
    kept = best[(_place(one[best]) < PARTNERS) | (_place(two[best]) < PARTNERS)][:MOST_PARTNERS]
    return np.stack([one[kept], two[kept]], axis=1)


def _place(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many earlier entries have the same label."""
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    new = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if labels.size else np.empty(0, bool)
    starts = np.flatnonzero(new)
    place = np.empty(labels.size, dtype=np.int64)
    place[order] = np.arange(labels.size) - np.repeat(starts, np.diff(np.append(starts, labels.size)))
    return place
