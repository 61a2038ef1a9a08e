"""A population of plans: made by exchanges, merged in pairs, crossed with each other, mended by regions.

A child of two plans takes the place of one of them, and of no other, so that good plans spread slowly (as the
children of edge assembly crossover do: Nagata and Kobayashi 2013, "A powerful genetic algorithm using edge
assembly crossover for the traveling salesman problem").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.exchange import LEAST, Exchange
from optimisation.presolve import Core, shrink
from optimisation.regions import best_by_regions
from optimisation.union import best_of_union, worth

ROUNDS = 800
"""Restarts of the exchange that makes a plan."""

HEAT = 0.001
"""Share of all weight by which a plan may at first be worse than the best and still be gone on from."""

PAIR = 60
"""Restarts that a merge of two plans, or the search of a region, takes as long as."""

GENERATIONS = 4
"""Generations without a change that end the merging in pairs."""

BEST = 1_200
"""The same of a merge of the best plans."""

YIELDS = 0.2
"""Chance that a plan makes way for the better one that it could not be merged with."""

BATCH = 4
"""Plans crossed between two merges of them with the best."""

IDLE = 3
"""Batches without a better plan that end the crossing."""

POOL = 12
"""Most plans that are crossed."""

MERGED = 10
"""Most plans merged at once."""

Ranked = list[tuple[float, NDArray[np.int64]]]


@dataclass(frozen=True, slots=True, eq=False)
class Within:
    """An exchange over some of a core's options, and which these are."""

    exchange: Exchange
    members: NDArray[np.int64]

    def draw(self, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Return so many of the options at random."""
        return rng.choice(self.members, count, replace=False).astype(np.int64)

    def anneal(
        self, start: NDArray[np.int64], rng: np.random.Generator, stop: Callable[[], bool]
    ) -> tuple[float, NDArray[np.int64]]:
        """Return what a cycle from some of the core's options leads to, and what that is worth."""
        inside = np.searchsorted(self.members, start)
        value, found = self.exchange.anneal(inside, ROUNDS, HEAT, rng, stop)
        return value, self.members[found]


def within(whole: Exchange, wanted: NDArray[np.bool_]) -> Within:
    """Return an exchange over some options of a core; over all where these are too few to choose from.

    Parameters
    ----------
    whole : Exchange
    wanted : ndarray of bool, shape (n,)
    """
    if not wanted.all() and wanted.sum() > whole.count:
        core, members = shrink(whole.core, np.zeros(wanted.size), wanted.astype(float))
        if whole.count < core.size:
            return Within(Exchange(core, whole.count, 0), members)
    return Within(whole, np.arange(wanted.size))


class Population:
    """It is gone on with step by step.

    Parameters
    ----------
    exchange : Exchange
        Over the whole core.
    makers : sequence of Within
        Make the plans in turn.
    wanted : ndarray of bool, shape (n,)
        Options that mending may open.
    size, mended : int
        How many plans there are, and how many of the best are mended.
    rng : numpy.random.Generator
    """

    def __init__(
        self,
        exchange: Exchange,
        makers: Sequence[Within],
        wanted: NDArray[np.bool_],
        size: int,
        mended: int,
        rng: np.random.Generator,
    ) -> None:
        self._exchange, self._core, self._count = exchange, exchange.core, exchange.count
        self._makers, self._wanted, self._size, self._mended, self._rng = makers, wanted, size, mended, rng
        self._plans: Ranked = []
        self._children: Ranked = []
        self._pairs: list[tuple[int, int]] = []
        self._tried: set[tuple[int, int]] = set()
        self._pool: Ranked = []
        self._fresh: list[NDArray[np.int64]] = []
        self._unmended: list[NDArray[np.int64]] = []
        self._idle, self._before = 0, 0.0
        self._whole = Within(exchange, np.arange(exchange.core.size))
        self._stage: Callable[[Callable[[], bool]], int] = self._make
        self.done = False

    @property
    def best(self) -> Ranked:
        """The best plans that differ in worth, the best first."""
        ranked: Ranked = []
        for value, plan in self._plans + self._children + self._pool:
            rank(ranked, value, plan, MERGED)
        return ranked

    def step(self, stop: Callable[[], bool]) -> int:
        """Make, merge, cross or mend a plan; return how many restarts that takes as long as.

        Parameters
        ----------
        stop : callable
            Whether to give up what is begun.
        """
        return self._stage(stop)

    def _make(self, stop: Callable[[], bool]) -> int:
        maker = self._makers[len(self._plans) % len(self._makers)]
        self._plans.append(maker.anneal(maker.draw(self._count, self._rng), self._rng, stop))
        if len(self._plans) == self._size:
            self._stage = self._pair
        return self._taken(maker)

    def _taken(self, maker: Within) -> int:
        return max(1, ROUNDS * maker.exchange.core.entries // max(self._core.entries, 1))

    def _pair(self, stop: Callable[[], bool]) -> int:
        """Merge the next pair of a generation that was not tried: each plan with the next, round a circle."""
        if not self._children:
            order = self._rng.permutation(self._size)
            self._pairs = [(int(a), int(b)) for a, b in zip(order, np.roll(order, -1), strict=True)]
            self._children = list(self._plans)
        while self._pairs:
            one, two = self._pairs.pop()
            first, second = sorted((_key(self._plans[one][0]), _key(self._plans[two][0])))
            if first != second and (first, second) not in self._tried:
                self._put(one, two, (first, second), stop)
                return PAIR
        self._come_of_age(stop)
        return 0

    def _put(self, one: int, two: int, key: tuple[int, int], stop: Callable[[], bool]) -> None:
        """Put what two plans make in the place of the first of them."""
        merged = best_of_union(self._core, self._count, [self._plans[one][1], self._plans[two][1]], stop)
        if merged is not None:
            self._children[one] = worth(self._core, merged), merged
            return
        self._tried.add(key)
        if self._plans[two][0] > self._plans[one][0] and self._rng.random() < YIELDS:
            self._children[one] = self._plans[two]

    def _come_of_age(self, stop: Callable[[], bool]) -> None:
        """Let the children be the plans; where that leads no further go on with the best of them."""
        changed = any(child is not plan for child, plan in zip(self._children, self._plans, strict=True))
        self._plans, self._children = self._children, []
        self._idle = 0 if changed else self._idle + 1
        if self._idle < GENERATIONS and len({_key(value) for value, _ in self._plans}) > 1:
            return
        self._pool, self._idle = self.best, 0
        self._merge([plan for _, plan in self._pool], stop)
        self._before = self._pool[0][0]
        self._stage = self._mending() if len(self._pool) == 1 else self._cross

    def _cross(self, stop: Callable[[], bool]) -> int:
        """Make a plan from what two have in common and a random half of what they have not."""
        one, two = self._rng.choice(len(self._pool), 2, replace=False)
        first, second = self._pool[one][1], self._pool[two][1]
        common, either = np.intersect1d(first, second), np.setxor1d(first, second)
        rest = self._rng.choice(either, self._count - common.size, replace=False)
        start = np.concatenate([common, rest]).astype(np.int64)
        value, plan = self._whole.anneal(start, self._rng, stop)
        rank(self._pool, value, plan, POOL)
        self._fresh.append(plan)
        if len(self._fresh) == BATCH:
            self._stage = self._merge_fresh
        return self._taken(self._whole)

    def _merge_fresh(self, stop: Callable[[], bool]) -> int:
        """Merge the best plan with the crossed ones, else the best ones."""
        self._merge([self._pool[0][1], *self._fresh], stop)
        if self._pool[0][0] <= self._before + LEAST:
            self._merge([plan for _, plan in self._pool[:MERGED]], stop)
        self._idle = 0 if self._pool[0][0] > self._before + LEAST else self._idle + 1
        self._before, self._fresh = self._pool[0][0], []
        self._stage = self._cross if self._idle < IDLE else self._mending()
        return BEST

    def _mending(self) -> Callable[[Callable[[], bool]], int]:
        self._unmended = [plan for _, plan in self._pool[: self._mended]][::-1]
        return self._mend

    def _mend(self, stop: Callable[[], bool]) -> int:
        plan = best_by_regions(self._core, self._exchange.links, self._unmended.pop(), self._wanted, stop)
        rank(self._pool, worth(self._core, plan), plan, POOL)
        self.done = not self._unmended
        return PAIR * self._count

    def _merge(self, plans: list[NDArray[np.int64]], stop: Callable[[], bool]) -> None:
        merge_into(self._pool, self._core, plans, POOL, stop)


def merge_into(
    ranked: Ranked, core: Core, plans: Sequence[NDArray[np.int64]], most: int, stop: Callable[[], bool]
) -> None:
    """Put the best plan on the options of some in its place, where it is better than all of them.

    Parameters
    ----------
    ranked : list of (float, ndarray of int64)
        Changed in place; the best first.
    core : Core
    plans : sequence of ndarray of int64, shape (options open,)
    most : int
        Longest that the list may become.
    stop : callable
    """
    merged = best_of_union(core, plans[0].size, plans, stop) if len(plans) > 1 else None
    if merged is not None:
        rank(ranked, worth(core, merged), merged, most)


def rank(ranked: Ranked, value: float, plan: NDArray[np.int64], most: int) -> None:
    """Put a plan in its place unless one is worth the same.

    Parameters
    ----------
    ranked : list of (float, ndarray of int64)
        Changed in place; the best first.
    value : float
    plan : ndarray of int64, shape (options open,)
    most : int
        Longest that the list may become.
    """
    if all(abs(value - other) > LEAST for other, _ in ranked):
        ranked.append((value, plan))
        ranked.sort(key=lambda entry: -entry[0])
        del ranked[most:]


def _key(value: float) -> int:
    """Tell plans apart by what they are worth."""
    return round(value / LEAST)
