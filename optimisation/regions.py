"""A plan made better region by region: some open options near to each other are chosen again exactly.

What a population ends with lacks little but what a few neighbours would have to change at once, which
exchanges seldom find and a merge only where other plans open it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.presolve import Core
from optimisation.union import best_within

SITES = 12
"""Open options chosen again at once."""

SEEN = 3
"""One of so many of a region's options, the nearest to its centre, needs no region of its own."""


def best_by_regions(
    core: Core,
    links: sparse.csr_array,
    plan: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    stop: Callable[[], bool],
) -> NDArray[np.int64]:
    """Return a plan at least as good, which no region makes better as far as it was searched.

    Parameters
    ----------
    core : Core
        One whose options are alike.
    links : csr_array, shape (n, n)
        1 where two options share a row.
    plan : ndarray of int64, shape (options open,)
    wanted : ndarray of bool, shape (n,)
        Options that may be opened.
    stop : callable
        True ends the search with what there is.
    """
    seen, near, shared = np.zeros(core.size, dtype=bool), *nearness(links, plan)
    while not stop():
        centres = np.flatnonzero(~seen[plan])
        if not centres.size:
            break
        ranked = np.argsort(-shared[centres[0]], kind="stable")
        region = ranked[: min(SITES, int((shared[centres[0]] > 0).sum()))]
        seen[plan[region[: max(1, region.size // SEEN)]]] = True
        better = _searched(core, near, plan, region, wanted, stop)
        if better is not None:
            changed = np.isin(plan, better, invert=True)
            seen[plan[shared[changed].sum(axis=0) > 0]] = False
            plan = better
            near, shared = nearness(links, plan)
    return plan


def nearness(
    links: sparse.csr_array, plan: NDArray[np.int64]
) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Return which options share a row with each open one, and how many of them two open ones share.

    Parameters
    ----------
    links : csr_array, shape (n, n)
        1 where two options share a row.
    plan : ndarray of int64, shape (count,)

    Returns
    -------
    csr_array, shape (count, n)
    ndarray of float64, shape (count, count)
    """
    near = sparse.csr_array(links[plan])
    return near, np.asarray((near @ near.T).todense())


def _searched(
    core: Core,
    near: sparse.csr_array,
    plan: NDArray[np.int64],
    region: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    stop: Callable[[], bool],
) -> NDArray[np.int64] | None:
    """Return the plan with some of its options chosen again, if that is better."""
    opened, free = np.zeros(core.size, dtype=bool), np.zeros(core.size, dtype=bool)
    opened[plan] = True
    reached = np.asarray(near[region].sum(axis=0)) > 0
    free |= reached & wanted & ~opened
    free[plan[region]] = True
    opened[plan[region]] = False
    return best_within(core, plan.size, opened, free, [plan], stop)
