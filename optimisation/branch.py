"""Branch and cut in the space of the options: proves small cores within a counted number of nodes."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.envelope import UNIT, Envelope
from optimisation.master import Master, MasterPoint

INTEGRAL = 1e-6
"""Distance from 0 or 1 within which an option counts as decided."""

RESOLUTION = 5e-9
"""Share of the whole objective below which two plans count as equal: what the tangents' tolerance allows."""

NODE_ROUNDS = 4
"""Rounds of cuts at a node with fractional options; at one without any, as many as it takes, and each so many
count as a node."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What a tree search found.

    Parameters
    ----------
    open : ndarray of bool, shape (n,) or None
        A plan better than the one it was given, or None.
    value : float
        Value of the best plan, given or found, in units.
    bound : float
        No plan is worth more, in units; -inf where none exists.
    done : bool
        Whether the tree was searched to its end.
    nodes : int
        How many were searched, those that took many rounds of cuts several times.
    """

    open: NDArray[np.bool_] | None
    value: float
    bound: float
    done: bool
    nodes: int


class Tree:
    """A search for the best plan, best bound first, cutting at every node; it can be gone on with.

    Parameters
    ----------
    master : Master
        Gains cuts, which hold at every node.
    envelope : Envelope
    value_of : callable
        The exact value of a set of options in units; -inf where it breaks a constraint.
    best : float
        Value of the plan in hand; -inf for none.
    slack : float
        Relative to the value: a node whose bound exceeds the best by less is closed.
    """

    def __init__(
        self,
        master: Master,
        envelope: Envelope,
        value_of: Callable[[NDArray[np.bool_]], float],
        best: float,
        *,
        slack: float = 1e-9,
    ) -> None:
        self.best = best
        self._master, self._envelope, self._value_of, self._slack = master, envelope, value_of, slack
        free = np.zeros(master.options), np.ones(master.options)
        self._heap: list[tuple[float, int, NDArray[np.float64], NDArray[np.float64]]] = [(-np.inf, 0, *free)]
        self._found: NDArray[np.bool_] | None = None
        self._closed, self._made, self._count = -np.inf, 0, 0

    def search(self, nodes: int, stop: Callable[[float, float], bool] = lambda _best, _bound: False) -> Proof:
        """Work on so many nodes more.

        Parameters
        ----------
        nodes : int
            Most nodes.
        stop : callable
            Asked at every node with the best value and the bound.
        """
        last = self._made + nodes
        while self._heap:
            bound = max(-self._heap[0][0], self._closed)
            if self._made >= last or (self._made and stop(self.best, bound)):
                return Proof(self._found, self.best, bound, done=False, nodes=self._made)
            self._node(*heapq.heappop(self._heap))
        return Proof(self._found, self.best, max(self._closed, self.best), done=True, nodes=self._made)

    def _node(self, parent: float, _: int, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        point, rounds = _cut_node(self._master, self._envelope, lower, upper, self.best, self._slack)
        self._made += max(1, rounds // NODE_ROUNDS)
        limit = min(-parent, point.bound)
        if point.feasible and limit > _reach(self.best, self._slack):
            option = _fractional(point.y, lower, upper)
            if option is None or _decided(point.y):
                plan = point.y > 0.5
                value = self._value_of(plan)
                if value > self.best:
                    self.best, self._found = value, plan
            if option is not None and limit > _reach(self.best, self._slack):
                for low, high in ((1.0, 1.0), (0.0, 0.0)):
                    self._count += 1
                    ranges = _set(lower, upper, option, low, high)
                    heapq.heappush(self._heap, (-limit, self._count, *ranges))
                return
        self._closed = max(self._closed, limit)


def branch(
    master: Master,
    envelope: Envelope,
    value_of: Callable[[NDArray[np.bool_]], float],
    best: float,
    *,
    nodes: int,
    slack: float = 1e-9,
    stop: Callable[[float, float], bool] = lambda _best, _bound: False,
) -> Proof:
    """Return what a tree of at most so many nodes finds; see :class:`Tree`.

    Parameters
    ----------
    master : Master
    envelope : Envelope
    value_of : callable
    best : float
    nodes : int
    slack : float
    stop : callable
    """
    return Tree(master, envelope, value_of, best, slack=slack).search(nodes, stop)


def _reach(best: float, slack: float) -> float:
    return best + max(slack * abs(best), RESOLUTION * UNIT) if np.isfinite(best) else best


def _cut_node(
    master: Master,
    envelope: Envelope,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    best: float,
    slack: float,
) -> tuple[MasterPoint, int]:
    """Return the optimum of a node after cutting it, and the rounds of cuts that took."""
    master.limit(lower, upper)
    rounds = 0
    while True:
        point = master.solve()
        if not point.feasible or point.bound <= _reach(best, slack):
            return point, rounds
        rounds += 1
        if rounds > NODE_ROUNDS and not _decided(point.y):
            return point, rounds
        cuts = envelope.cuts(point.y, point.values, 1e-10 * UNIT)
        if not cuts or rounds > 10 * NODE_ROUNDS:
            return point, rounds
        master.add(cuts)


def _decided(y: NDArray[np.float64]) -> bool:
    return bool((np.abs(y - np.round(y)) <= INTEGRAL).all())


def _fractional(y: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]) -> int | None:
    """Return the undecided option nearest to one half, the first of equals; None when all are decided."""
    if not (lower < upper).any():
        return None
    distance = np.where(lower < upper, np.abs(y - 0.5), 1.0)
    return int(distance.argmin())


def _set(
    lower: NDArray[np.float64], upper: NDArray[np.float64], option: int, low: float, high: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lower, upper = lower.copy(), upper.copy()
    lower[option], upper[option] = low, high
    return lower, upper
