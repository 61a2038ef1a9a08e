"""Large neighbourhood search: a part of a plan's options, near to each other, is sought anew at once.

What is sought anew starts at random, cools down, and is merged with what it was. A plan that is a little
worse is gone on from now and then (Shaw 1998, "Using constraint programming and local search methods to solve
vehicle routing problems"; Pisinger and Ropke 2019, "Large neighborhood search").
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from optimisation.exchange import LEAST, Exchange
from optimisation.presolve import shrink
from optimisation.regions import nearness
from optimisation.union import best_of_union, worth

PART = (0.34, 0.6)
"""Share of the open options that is sought anew: drawn between."""

MOST = 60
"""Most options sought anew at once."""

RESTARTS = 2_000
"""Restarts of the exchange that seeks them."""

HEAT = 0.00025
"""Share of all weight by which its plan may at first be worse than its best and still be gone on from."""

LOSS = 1.25e-5
"""Share of all weight by which a plan may be worse with a chance of 1 in e."""

IDLE = 30
"""Neighbourhoods without a new best plan that end the search."""

KNOWN = 12
"""The same where that plan is known from searches before."""


class NeighbourhoodSearch:
    """It is gone on with step by step.

    Parameters
    ----------
    exchange : Exchange
        Over the whole core.
    plan : ndarray of int64, shape (count,)
        To start from.
    drawn : callable
        Gives the options that may be opened next, ndarray of bool, shape (n,).
    known : callable
        Whether plans that are worth so much, a float, were met before.
    rng : numpy.random.Generator

    Attributes
    ----------
    best : (float, ndarray of int64)
        What the best plan is worth, and the plan.
    done : bool
    """

    def __init__(
        self,
        exchange: Exchange,
        plan: NDArray[np.int64],
        drawn: Callable[[], NDArray[np.bool_]],
        known: Callable[[float], bool],
        rng: np.random.Generator,
    ) -> None:
        self._exchange, self._core, self._count = exchange, exchange.core, exchange.count
        self._drawn, self._known, self._rng = drawn, known, rng
        self._plan, self._idle = plan, 0
        self._near, self._shared = nearness(exchange.links, plan)
        self.best = worth(self._core, plan), plan
        self._first = self.best[0]
        self.done = False

    def step(self, stop: Callable[[], bool]) -> int:
        """Seek one neighbourhood anew; return how many restarts over the whole core that takes as long as.

        Parameters
        ----------
        stop : callable
            Whether to give up what is begun.
        """
        self._idle += 1
        taken = self._renew(self._region(), stop)
        value = worth(self._core, self._plan)
        if value > self.best[0] + LEAST:
            self.best, self._idle = (value, self._plan), 0
        known = self.best[0] > self._first and self._known(self.best[0])
        self.done = self._idle >= (KNOWN if known else IDLE)
        return max(1, taken)

    def _region(self) -> NDArray[np.int64]:
        """Return places of open options round one of them: those with which it shares most are near."""
        linked = np.triu(self._shared, 1)
        lengths = np.divide(
            1 + self._rng.random(linked.shape), linked, out=np.zeros_like(linked), where=linked > 0
        )
        centre = np.array([self._rng.integers(self._count)])
        away = np.asarray(dijkstra(sparse.csr_array(lengths), directed=False, indices=centre), dtype=float)[0]
        size = min(MOST, int(self._rng.uniform(*PART) * self._count))
        nearest = np.argsort(away, kind="stable")[: max(2, size)]
        return np.asarray(nearest[np.isfinite(away[nearest])], dtype=np.int64)

    def _renew(self, region: NDArray[np.int64], stop: Callable[[], bool]) -> int:
        """Seek the options of a region anew, and go on from what is found if it is good enough."""
        moved, kept = self._plan[region], np.delete(self._plan, region)
        opened, free = np.zeros(self._core.size, dtype=bool), np.zeros(self._core.size, dtype=bool)
        opened[kept] = True
        free |= (np.asarray(self._near[region].sum(axis=0)) > 0) & self._drawn() & ~opened
        free[moved] = True
        small, members = shrink(self._core, opened.astype(float), (opened | free).astype(float))
        if moved.size >= small.size or not small.cover.nnz:
            return 0
        before = np.searchsorted(members, np.sort(moved)).astype(np.int64)
        start = self._rng.choice(small.size, moved.size, replace=False).astype(np.int64)
        value, found = Exchange(small, moved.size, 0).anneal(start, RESTARTS, HEAT, self._rng, stop)
        merged = best_of_union(small, moved.size, [found, before], stop)
        gain = value - worth(small, before)
        if merged is not None:
            self._go_on(kept, members[merged])
        elif abs(gain) > LEAST and self._rng.random() < np.exp(min(0.0, gain) / LOSS):
            self._go_on(kept, members[found])
        return RESTARTS // 2  # over a part each takes about half as long, NewYork and 7,700 points

    def _go_on(self, kept: NDArray[np.int64], chosen: NDArray[np.int64]) -> None:
        self._plan = np.sort(np.concatenate([kept, chosen]))
        self._near, self._shared = nearness(self._exchange.links, self._plan)
