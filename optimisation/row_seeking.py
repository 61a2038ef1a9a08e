"""Plans sought beside a proof: exchanges on the second core, populations there or on both.

All is counted in restarts, so that what is found does not depend on how fast either side is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from optimisation.exchange import Exchange
from optimisation.islands import two_sides
from optimisation.level import Level
from optimisation.presolve import shrink
from optimisation.proof_owner import Owner

COOL = 0.0004
"""Heat of the exchange among options near to being opened: few of them, and good ones."""


class Seeking:
    """The searches of a proof, each of which is gone on with.

    Parameters
    ----------
    exchange : Exchange
        Over the whole core.
    owner : Owner
    seed : int
    """

    def __init__(self, exchange: Exchange, owner: Owner, seed: int) -> None:
        self._exchange, self._owner = exchange, owner
        self._sides = two_sides(exchange, seed)
        self._near: tuple[Level, Exchange, NDArray[np.int64]] | None = None
        self._turn, self._met = 0, (-np.inf, -np.inf)

    def follow(self, order: NDArray[np.int64], held: int, *, always: bool) -> None:
        """Tell both sides' populations which options are near to being opened.

        Parameters
        ----------
        order : ndarray of int64, shape (at most the core's options,)
        held : int
        always : bool
            As :meth:`optimisation.islands.Islands.follow` has them.
        """
        for side in self._sides:
            side.follow(order, held, always=always)

    def keep_near(self, level: Level, count: int, wanted: NDArray[np.bool_], seed: int) -> None:
        """Let every other exchange seek among some of a level's options only, where they leave a choice.

        Parameters
        ----------
        level : Level
        count : int
            How many of its options can be open.
        wanted : ndarray of bool, shape (level.core.size,)
        seed : int
        """
        core, kept = shrink(level.core, np.zeros(wanted.size), wanted.astype(float))
        if count < core.size:
            self._near = level, Exchange(core, count, seed, COOL), kept

    def one(self, rounds: int, *, populations: bool) -> Callable[[], NDArray[np.bool_]]:
        """Return the next search on one core: what it is, and from where, is settled at once.

        Parameters
        ----------
        rounds : int
            Restarts.
        populations : bool
            Whether to seek by populations, not by exchanges from the best plan.
        """
        self._turn += 1
        stop = self._owner.stop
        if populations:
            return lambda: self._sides[1].search(rounds, stop)
        plan = self._owner.plan().copy()
        if self._near is None or self._turn % 2:
            return lambda: self._exchange.search(plan, rounds, stop)
        level, exchange, kept = self._near

        def near() -> NDArray[np.bool_]:
            part = np.zeros(level.core.size, dtype=bool)
            part[kept] = exchange.search(plan[level.free[kept]], rounds, stop)
            return level.whole(part)

        return near

    def join(self) -> None:
        """Let the side that searches on both cores only leave out the population that the other is past."""
        one, two = self._sides
        one.join(two)

    def both(self, beside: ThreadPoolExecutor, rounds: int) -> None:
        """Seek by populations on both cores, for so many restarts each; then merge the best of both.

        Parameters
        ----------
        beside : ThreadPoolExecutor
        rounds : int
        """
        (one, two), owner = self._sides, self._owner
        other = beside.submit(two.search, rounds, owner.stop)
        try:
            owner.take(one.search(rounds, owner.stop))
        finally:
            owner.take(other.result())
        best = one.best[0][0], two.best[0][0]
        if best != self._met and not owner.over():
            self._met = best
            owner.take(one.merge_with(two, np.flatnonzero(owner.plan()), owner.stop))
