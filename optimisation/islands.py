"""Good plans from many starts: a population, then a few plans at a time, gone on from by neighbourhoods.

What these end with is merged. Most plans are sought among the options that a linear program holds to be near
to being opened.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimisation.exchange import LEAST, Exchange
from optimisation.neighbourhood_search import NeighbourhoodSearch
from optimisation.population import MERGED, ROUNDS, Population, Ranked, Within, merge_into, rank, within
from optimisation.union import worth

FIRST = 8
"""Plans of the population that a search begins with."""

MENDED = 1
"""How many of them are mended."""

START = 4
"""Plans that are merged for every later start."""

CHAMPIONS = 3
"""Plans of a population that are kept for good."""

TWIN = 1_000_003
"""Added to the seed, once and twice, of the searches on two cores."""

SHARES = (1.25, 2.0)
"""Options among which plans are sought, for each that a linear program opens in part: drawn between."""

WIDTHS = 2
"""How many such numbers are drawn for a start; the other plans are sought among all options."""

WIDE = (1.25, 3.0)
"""The same of those that a neighbourhood is sought anew from: drawn for each."""

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
        self._descent: NeighbourhoodSearch | None = None
        self._begun = False
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
        """The best plans of all searches, the first of them the best of all."""
        ranked: Ranked = []
        for value, plan in self.hall + self._present():
            rank(ranked, value, plan, MERGED)
        return ranked

    def join(self, other: Islands) -> None:
        """Leave out the population where another search is past its own."""
        self._begun |= other._begun

    def welcome(self, plans: Ranked) -> None:
        """Take in plans, which what later searches end with is merged with."""
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
            if self._descent is not None:
                rounds -= self._descent.step(stop)
                if self._descent.done:
                    self._end()
                    self._merge(self.hall, stop)
            elif self._begun and self._population is None:
                rounds -= self._start(stop)
            else:
                rounds -= self._populate(stop)
        return self._marked(self.best[0][1])

    def _populate(self, stop: Callable[[], bool]) -> int:
        """Go on with the population; return how many restarts that takes as long as."""
        if self._population is None:
            self._population, self._begun = self._settled(), True
        taken = self._population.step(stop)
        if self._population.done:
            self._descend(self._population.best)
        return taken

    def _start(self, stop: Callable[[], bool]) -> int:
        """Make a few plans and merge them, to go on from; return how many restarts that takes as long as."""
        makers, plans = self._makers(), Ranked()
        for k in range(START):
            maker = makers[k % len(makers)]
            value, plan = maker.anneal(maker.draw(self._count, self._rng), self._rng, stop)
            rank(plans, value, plan, START)
        self._merge(plans, stop)
        self._descend(plans)
        return START * ROUNDS

    def _descend(self, plans: Ranked) -> None:
        """End what is searched now, and go on from the best of some plans by neighbourhoods."""
        self._end()
        self._descent = NeighbourhoodSearch(self._exchange, plans[0][1], self._drawn, self._known, self._rng)

    def _known(self, value: float) -> bool:
        return any(abs(value - other) <= LEAST for other, _ in self.hall)

    def _present(self) -> Ranked:
        """Return the best plans of what is searched now."""
        if self._descent is not None:
            return [self._descent.best]
        return [] if self._population is None else self._population.best[:CHAMPIONS]

    def _marked(self, plan: NDArray[np.int64]) -> NDArray[np.bool_]:
        found = np.zeros(self._core.size, dtype=bool)
        found[plan] = True
        return found

    def _settled(self) -> Population:
        """Return the population to begin with."""
        wanted = self._first(NEAR)
        return Population(self._exchange, self._makers(), wanted, FIRST, MENDED, self._rng)

    def _makers(self) -> list[Within]:
        """Choose the options among which plans are sought."""
        makers = [within(self._exchange, np.ones(self._core.size, dtype=bool))]
        if self._guide is None:
            return makers
        drawn = SHARES[0] * (SHARES[1] / SHARES[0]) ** self._rng.random(WIDTHS)
        narrow = [within(self._exchange, self._first(share)) for share in drawn]
        return narrow if self._guide[2] else makers + narrow

    def _drawn(self) -> NDArray[np.bool_]:
        """Choose the options that a neighbourhood is sought anew from."""
        return self._first(WIDE[0] * (WIDE[1] / WIDE[0]) ** self._rng.random())

    def _first(self, share: float) -> NDArray[np.bool_]:
        """Return the first of the options that a linear program names, enough to choose from; else all."""
        if self._guide is None:
            return np.ones(self._core.size, dtype=bool)
        order, held, _ = self._guide
        return self._marked(order[: max(2 * self._count, int(share * held))])

    def _end(self) -> None:
        """End what is searched now; its best are kept."""
        self.welcome(self._present())
        self._population = self._descent = None

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
