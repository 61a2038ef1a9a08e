"""Branch and cut over options and rows, where options are alike: proves what odd cuts leave open.

A node is split at an option (open or closed) or at a row: a row that counts has one of its options open, and
one that does not has them all closed. What to split at is found by trying: a few iterations of the simplex on
either side, until enough is known of what a split of it gains (Achterberg, Koch and Martin 2005,
"Branching rules revisited").
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.master import MasterPoint
from optimisation.row_program import Basis, RowProgram

INTEGRAL = 1e-6
"""Distance from 0 or 1 within which an option counts as decided."""

TRIED = 16
"""Most options and rows tried at a node."""

PATIENCE = 6
"""Tries without a better one after which trying ends."""

TRY_ITERATIONS = 60
"""Iterations of the simplex on either side of a try."""

ENOUGH = 4
"""Tries on either side after which their average is taken for another."""

NODE_CUTS = 40
"""Most cuts added at once at a node."""

NODE_ROUNDS = 2

Ranges = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class _Split:
    """What to split at: a column of the program, and what either side is worth."""

    column: int
    gains: tuple[float, float]


class RowTree:
    """A search for the best plan, best bound first; it can be gone on with.

    Parameters
    ----------
    program : RowProgram
        Gains cuts, which hold at every node.
    reach : callable
        The value at or below which a node is closed; it may rise.
    found : callable
        Told each plan that a node ends with.
    """

    def __init__(
        self,
        program: RowProgram,
        reach: Callable[[], float],
        found: Callable[[NDArray[np.bool_]], None],
    ) -> None:
        self._program, self._reach, self._found = program, reach, found
        self._columns = program.core.cover.tocsr()
        first = program.lower.copy(), program.upper.copy()
        self._heap: list[tuple[float, int, Ranges, Basis | None]] = [(-np.inf, 0, first, None)]
        self.made, self._count, self._closed = 0, 0, -np.inf
        self._sums = np.zeros((2, program.lower.size))
        self._tries = np.zeros((2, program.lower.size))

    @property
    def bound(self) -> float:
        """No plan is worth more; inf before the first node."""
        return max(-self._heap[0][0], self._closed) if self._heap else self._closed

    @property
    def done(self) -> bool:
        """Whether the tree was searched to its end."""
        return not self._heap

    def search(self, nodes: int, stop: Callable[[], bool]) -> None:
        """Work on so many nodes more.

        Parameters
        ----------
        nodes : int
        stop : callable
            Asked at every node.
        """
        last = self.made + nodes
        while self._heap and self.made < last and not stop():
            bound, _, ranges, basis = heapq.heappop(self._heap)
            if -bound <= self._reach():
                self._closed = max(self._closed, -bound)
                continue
            self.made += 1
            self._node(-bound, ranges, basis)

    def _node(self, parent: float, ranges: Ranges, basis: Basis | None) -> None:
        lower, upper = ranges[0].copy(), ranges[1].copy()
        if basis is not None:
            self._program.go_back(basis)
        while True:
            self._program.limit(lower, upper)
            point = self._solve()
            bound = min(parent, point.bound)
            if self._program.stopped or not point.feasible or bound <= self._reach():
                self._closed = max(self._closed, bound)
                return
            if _decided(point.y):
                self._found(point.y > 0.5)
                if bound <= self._reach():
                    self._closed = max(self._closed, bound)
                    return
            self._tighten(point, lower, upper)
            split = self._choose(point, lower, upper)
            if split is None:
                self._closed = max(self._closed, bound)  # decided, up to the tolerance of the simplex
                return
            if isinstance(split, _Split):
                break
        kept = self._program.basis()
        for side in (0, 1):
            low, high = self._side(split.column, side, lower, upper)
            self._count += 1
            worth = min(bound, point.bound - split.gains[side])
            heapq.heappush(self._heap, (-max(worth, -np.inf), self._count, (low, high), kept))

    def _solve(self) -> MasterPoint:
        """Return the optimum after a few rounds of cuts."""
        point = self._program.solve()
        for _ in range(NODE_ROUNDS):
            if not point.feasible or point.bound <= self._reach() or _decided(point.y):
                break
            if not self._program.separate(point.y, NODE_CUTS):
                break
            before = point.bound
            point = self._program.solve()
            if before - point.bound < 0.02 * (before - self._reach()):
                break
        return point

    def _tighten(self, point: MasterPoint, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Decide what reduced costs rule out."""
        room = point.bound - self._reach()
        upper[(point.reduced < -room) & (lower == 0)] = 0.0
        lower[(point.reduced > room) & (upper == 1)] = 1.0

    def _side(self, column: int, side: int, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> Ranges:
        low, high = lower.copy(), upper.copy()
        if side:
            low[column] = 1.0
            return low, high
        high[column] = 0.0
        row = column - self._program.options
        if row >= 0:
            start, end = self._columns.indptr[row], self._columns.indptr[row + 1]
            high[self._columns.indices[start:end]] = 0.0
        return low, high

    def _choose(
        self, point: MasterPoint, lower: NDArray[np.float64], upper: NDArray[np.float64]
    ) -> _Split | bool | None:
        """Return what to split at, None where nothing is open, True where a try has decided something."""
        value = np.concatenate([point.y, point.values])
        open_ = np.flatnonzero((lower < upper) & (value > INTEGRAL) & (value < 1 - INTEGRAL))
        if not open_.size:
            open_ = np.flatnonzero(lower[: self._program.options] < upper[: self._program.options])
            if not open_.size or _decided(point.y):
                return None
        best, idle, decided = None, 0, False
        basis = self._program.basis()
        room = point.bound - self._reach()
        for column in self._order(open_, value)[:TRIED]:
            gains = self._gains(int(column), value[column], point, lower, upper, basis)
            over = [gain >= room for gain in gains]
            if any(over):
                self._apply(int(column), over, lower, upper)
                decided = True
                if all(over):
                    break
                continue
            if best is None or _score(gains) > _score(best.gains) * (1 + 1e-9):
                best, idle = _Split(int(column), gains), 0
            else:
                idle += 1
            if idle >= PATIENCE:
                break
        self._program.limit(lower, upper)
        self._program.go_back(basis)
        return True if decided else best

    def _apply(
        self, column: int, over: list[bool], lower: NDArray[np.float64], upper: NDArray[np.float64]
    ) -> None:
        """Keep the side of a column that is not over."""
        low, high = self._side(column, 1 if over[0] else 0, lower, upper)
        lower[:], upper[:] = low, high
        if all(over):
            upper[: self._program.options] = np.minimum(upper[: self._program.options], 0.0)
            lower[: self._program.options] = 0.0

    def _order(self, columns: NDArray[np.int64], value: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return columns by what a split at them promises, most first."""
        share = np.stack([value[columns], 1 - value[columns]])
        tries = self._tries[:, columns]
        known = tries.min(axis=0) > 0
        mean = np.where(tries > 0, self._sums[:, columns] / np.maximum(tries, 1), 0.0)
        usual = self._sums.sum(axis=1) / np.maximum(self._tries.sum(axis=1), 1)
        gains = np.where(known, mean, usual[:, None]) * share
        score = np.maximum(gains[0], 1e-9) * np.maximum(gains[1], 1e-9)
        cost = self._program.cost[columns]
        tie = np.minimum(share[0], share[1]) * np.where(
            cost > 0, cost / max(cost.max(initial=0), 1e-300), 1.0
        )
        return np.asarray(columns[np.lexsort((-tie, -score))])

    def _gains(
        self,
        column: int,
        value: float,
        point: MasterPoint,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        basis: Basis,
    ) -> tuple[float, float]:
        """Return what the bound falls by on either side of a column."""
        share = (value, 1 - value)
        if self._tries[:, column].min() >= ENOUGH:
            known = self._sums[:, column] / self._tries[:, column]
            room = 0.999 * (point.bound - self._reach())
            return min(known[0] * share[0], room), min(known[1] * share[1], room)
        gains = []
        for side in (0, 1):
            self._program.limit(*self._side(column, side, lower, upper))
            self._program.go_back(basis)
            tried = self._program.solve(TRY_ITERATIONS)
            gain = np.inf if not tried.feasible else max(0.0, point.bound - tried.bound)
            gains.append(gain)
            self._sums[side, column] += min(gain, point.bound - self._reach()) / max(share[side], 1e-6)
            self._tries[side, column] += 1
        return gains[0], gains[1]


def _decided(y: NDArray[np.float64]) -> bool:
    return bool((np.minimum(y, 1 - y) <= INTEGRAL).all())


def _score(gains: tuple[float, float]) -> float:
    return max(gains[0], 1e-9) * max(gains[1], 1e-9)
