"""Populations of good plans, one after another and each larger than the last; their best are merged.

Most plans are sought among the options that a linear program holds to be near to being opened.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimisation.exchange import Exchange
from optimisation.population import MERGED, Population, Ranked, merge_into, rank, within
from optimisation.union import worth

FIRST = 8
"""Plans of the first population; each one has twice as many as the one before."""

MOST = 64
"""Most plans of a population."""

MENDED = 4
"""Plans mended of a large population; fewer of a smaller one."""

CHAMPIONS = 3
"""Plans of a population that are kept for good."""

TWIN = 1_000_003
"""Added to the seed, once and twice, of the searches on two cores."""

SHARES = (1.25, 2.0)
"""Options among which plans are sought, for each that a linear program opens in part: drawn between."""

WIDTHS = 2
"""How many such numbers are drawn for a population; the other plans are sought among all options."""

NEAR = 1.5
"""Options that mending may open, for each that the linear program opens in part."""


class Islands:
    """A search that can be gone on with; plans are ranked by what they cover.

    Parameters
    ----------
    exchange : Exchange
        Over the core that plans are sought for; it is left as it is.
    seed : int
    """

    def __init__(self, exchange: Exchange, seed: int) -> None:
        self._core, self._count, self._exchange = exchange.core, exchange.count, exchange
        self._rng = np.random.default_rng(seed)
        self._population: Population | None = None
        self._size = FIRST
        self._crossed: set[int] = set()
        self._guide: tuple[NDArray[np.int64], int, bool] | None = None
        self.hall: Ranked = []

    def follow(self, order: NDArray[np.int64], held: int, *, always: bool) -> None:
        """Seek plans to come among the first of the options only, how many is drawn.

        Plans sought among different options differ, and so come sooner to good ones.

        Parameters
        ----------
        order : ndarray of int64, shape (at most the core's options,)
            Options by what a linear program holds of them, the best first.
        held : int
            How many of them it opens, at least in part.
        always : bool
            Whether all plans are sought so, else two of three.
        """
        if self._guide is None:
            self._end()
        self._guide = order, held, always

    @property
    def best(self) -> Ranked:
        """The best plans of all populations, the first of them the best of all."""
        ranked: Ranked = []
        present = [] if self._population is None else self._population.best[:CHAMPIONS]
        for value, plan in self.hall + present:
            rank(ranked, value, plan, MERGED)
        return ranked

    def catch_up(self, other: Islands) -> None:
        """Let populations to come be at least as large as another search's."""
        self._size = max(self._size, other._size)

    def welcome(self, plans: Ranked) -> None:
        """Take in plans of others, which later populations' best are merged with."""
        for value, plan in plans:
            rank(self.hall, value, plan, MERGED)

    def merge_with(
        self, other: Islands, plan: NDArray[np.int64], stop: Callable[[], bool]
    ) -> NDArray[np.bool_]:
        """Merge the best of two searches and a plan, which all take in; return the best plan.

        Parameters
        ----------
        other : Islands
        plan : ndarray of int64, shape (options open,)
        stop : callable
        """
        if plan.size == self._count:
            self.welcome([(worth(self._core, plan), plan)])
        ranked: Ranked = []
        for value, known in (*self.best, *other.best):
            rank(ranked, value, known, MERGED)
        self._merge(ranked, stop)
        self.welcome(ranked[:1])
        other.welcome(ranked[:1])
        return self._marked(ranked[0][1])

    def search(self, rounds: int, stop: Callable[[], bool]) -> NDArray[np.bool_]:
        """Search on for about so many restarts; return the best plan of all so far.

        Parameters
        ----------
        rounds : int
        stop : callable
        """
        while rounds > 0 and not (stop() and self.best):
            if self._population is None:
                self._population = self._settled()
            rounds -= self._population.step(stop)
            if self._population.done:
                self._end()
                self._merge(self.hall, stop)
        return self._marked(self.best[0][1])

    def _marked(self, plan: NDArray[np.int64]) -> NDArray[np.bool_]:
        found = np.zeros(self._core.size, dtype=bool)
        found[plan] = True
        return found

    def _settled(self) -> Population:
        """Begin a population, and choose the options among which its plans are sought."""
        size, wanted = self._size, np.ones(self._core.size, dtype=bool)
        self._size = min(2 * size, MOST)
        makers = [within(self._exchange, wanted)]
        if self._guide is not None:
            order, held, always = self._guide
            drawn = SHARES[0] * (SHARES[1] / SHARES[0]) ** self._rng.random(WIDTHS)
            narrow = [within(self._exchange, self._first(order, share * held)) for share in drawn]
            makers = narrow if always else makers + narrow
            wanted = self._first(order, NEAR * held)
        mended = max(1, MENDED * size // MOST)
        return Population(self._exchange, makers, wanted, size, mended, self._crossed, self._rng)

    def _first(self, order: NDArray[np.int64], most: float) -> NDArray[np.bool_]:
        """Return the first of the options, enough to choose from."""
        return self._marked(order[: max(2 * self._count, int(most))])

    def _end(self) -> None:
        """End a population; its best are kept."""
        if self._population is not None:
            self.welcome(self._population.best[:CHAMPIONS])
        self._population = None

    def _merge(self, ranked: Ranked, stop: Callable[[], bool]) -> None:
        merge_into(ranked, self._core, [plan for _, plan in ranked], MERGED, stop)


def two_sides(exchange: Exchange, seed: int) -> tuple[Islands, Islands]:
    """Return two searches that share nothing but the exchange, which they do not change.

    Parameters
    ----------
    exchange : Exchange
    seed : int
    """
    one, two = (Islands(exchange, seed + k * TWIN) for k in (1, 2))
    return one, two
