"""Populations of good plans: crossed and merged until that leads no further, then with others' best.

Most populations are sought among the options that a linear program holds to be near to being opened.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimisation.exchange import LEAST, Exchange
from optimisation.presolve import shrink
from optimisation.union import best_of_union, worth

ROUNDS = 1_600
"""Restarts of the exchange that makes a plan."""

FIRST = 8
"""Plans drawn at random that a population begins with."""

BATCH = 4
"""Plans crossed between two merges."""

POOL = 12
"""Most plans of a population."""

MERGED = 10
"""Most plans merged at once."""

IDLE = 3
"""Batches without a better plan that end a population."""

CHAMPIONS = 3
"""Plans of a population that are kept for good."""

HEATS = (0.001, 0.0005)
"""Share of all weight by which a plan may at first be worse than the best: drawn at random, crossed."""

TWIN = 1_000_003
"""Added to the seed, once and twice, of the searches on two cores."""

SHARES = (1.25, 2.0)
"""Options among which a population is sought, for each that a linear program opens in part: drawn between,
more often few."""

WHOLE = 3
"""One of so many populations is sought among all options."""

Ranked = list[tuple[float, NDArray[np.int64]]]


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
        self._pool: Ranked = []
        self._fresh: list[NDArray[np.int64]] = []
        self._made, self._idle, self._before, self._settled = 0, 0, 0.0, 0
        self._guide: tuple[NDArray[np.int64], int, bool] | None = None
        self._within = exchange
        self._members = np.arange(self._core.size)
        self.hall: Ranked = []

    def follow(self, order: NDArray[np.int64], held: int, *, always: bool) -> None:
        """Seek populations to come among the first of the options only, how many is drawn.

        Populations among different options lead to different plans, and sooner to good ones.

        Parameters
        ----------
        order : ndarray of int64, shape (at most the core's options,)
            Options by what a linear program holds of them, the best first.
        held : int
            How many of them it opens, at least in part.
        always : bool
            Whether all populations are sought so, else two of three.
        """
        if self._guide is None and self._made < FIRST and always:
            self._end()
        self._guide = order, held, always

    @property
    def best(self) -> Ranked:
        """The best plans of all populations, the first of them the best of all."""
        ranked: Ranked = []
        for value, plan in self.hall + self._pool[:CHAMPIONS]:
            _rank(ranked, value, plan, MERGED)
        return ranked

    def welcome(self, plans: Ranked) -> None:
        """Take in plans of others, which later populations' best are merged with."""
        for value, plan in plans:
            _rank(self.hall, value, plan, MERGED)

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
        for value, known in (*self.best[:MERGED], *other.best[:MERGED]):
            _rank(ranked, value, known, MERGED)
        self._add(ranked, [known for _, known in ranked], stop)
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
            self._make(stop)
            rounds -= ROUNDS
            due = FIRST if self._made <= FIRST else BATCH
            if len(self._fresh) >= due and not stop():
                self._merge(stop)
        return self._marked(self.best[0][1])

    def _marked(self, plan: NDArray[np.int64]) -> NDArray[np.bool_]:
        found = np.zeros(self._core.size, dtype=bool)
        found[plan] = True
        return found

    def _make(self, stop: Callable[[], bool]) -> None:
        """Make a plan from one drawn at random, or crossed from two."""
        if self._made == 0:
            self._settle()
        begun = self._made < FIRST or len(self._pool) < 2
        start = self._drawn() if begun else np.searchsorted(self._members, self._crossed())
        value, found = self._within.anneal(start, ROUNDS, HEATS[0 if begun else 1], self._rng, stop)
        plan = self._members[found]
        self._made += 1
        self._fresh.append(plan)
        _rank(self._pool, value, plan, POOL)

    def _settle(self) -> None:
        """Choose the options among which a new population is sought."""
        self._within, self._members = self._exchange, np.arange(self._core.size)
        self._settled += 1
        if self._guide is None or (self._settled % WHOLE == 1 and not self._guide[2]):
            return
        order, held, _ = self._guide
        share = SHARES[0] * (SHARES[1] / SHARES[0]) ** (self._rng.random() ** 2)
        most = max(2 * self._count, int(share * held))
        if most >= self._core.size:
            return
        wanted = np.zeros(self._core.size)
        wanted[order[:most]] = 1.0
        core, members = shrink(self._core, np.zeros(self._core.size), wanted)
        if self._count < core.size:
            self._within, self._members = Exchange(core, self._count, 0), members

    def _end(self) -> None:
        """End a population; its best are kept."""
        self.welcome(self._pool[:CHAMPIONS])
        self._pool, self._fresh, self._made, self._idle, self._before = [], [], 0, 0, 0.0

    def _drawn(self) -> NDArray[np.int64]:
        return self._rng.choice(self._members.size, self._count, replace=False).astype(np.int64)

    def _crossed(self) -> NDArray[np.int64]:
        """Return what two plans have in common and a random half of what they have not."""
        one, two = self._rng.choice(len(self._pool), 2, replace=False)
        first, second = self._pool[one][1], self._pool[two][1]
        common, either = np.intersect1d(first, second), np.setxor1d(first, second)
        rest = self._rng.choice(either, self._count - common.size, replace=False)
        return np.concatenate([common, rest]).astype(np.int64)

    def _merge(self, stop: Callable[[], bool]) -> None:
        """Merge the best plan with the fresh ones, else the best ones; end a population that is idle."""
        if self._made > FIRST:
            self._add(self._pool, [self._pool[0][1], *self._fresh], stop)
        if self._made <= FIRST or self._pool[0][0] <= self._before + LEAST:
            self._add(self._pool, [plan for _, plan in self._pool[:MERGED]], stop)
        self._fresh = []
        better = self._pool[0][0] > self._before + LEAST
        self._idle = 0 if better else self._idle + 1
        self._before = self._pool[0][0]
        if self._idle >= IDLE:
            self._end()
            self._add(self.hall, [plan for _, plan in self.hall], stop)

    def _add(self, ranked: Ranked, plans: list[NDArray[np.int64]], stop: Callable[[], bool]) -> None:
        merged = best_of_union(self._core, self._count, plans, stop) if len(plans) > 1 else None
        if merged is not None:
            _rank(ranked, worth(self._core, merged), merged, max(len(ranked), POOL))


def two_sides(exchange: Exchange, seed: int) -> tuple[Islands, Islands]:
    """Return two searches that share nothing but the exchange, which they do not change.

    Parameters
    ----------
    exchange : Exchange
    seed : int
    """
    one, two = (Islands(exchange, seed + k * TWIN) for k in (1, 2))
    return one, two


def _rank(ranked: Ranked, value: float, plan: NDArray[np.int64], most: int) -> None:
    """Put a plan in its place unless one is worth the same."""
    if all(abs(value - other) > LEAST for other, _ in ranked):
        ranked.append((value, plan))
        ranked.sort(key=lambda entry: -entry[0])
        del ranked[most:]
