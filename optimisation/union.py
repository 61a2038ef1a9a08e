"""The best plan on the options that some good plans open: merged by odd cuts and a short tree.

Few options are left, many of them open in all the plans, so that the row model's program over them is small
(Cook and Seymour 2003, "Tour merging via branch-decomposition", do the same with tours).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from optimisation.envelope import UNIT
from optimisation.presolve import Core, shrink
from optimisation.row_program import RowProgram
from optimisation.row_tree import RowTree

CUT_ROUNDS = 20
"""Most rounds of cuts."""

ROUND_CUTS = 100
"""Most cuts of a round."""

STALLED = 0.05
"""Share of the distance to close below which a round's gain ends the rounds."""

NODES = 20
"""Most nodes of the tree."""

WIDE = 4_000
"""Cover entries from which there are fewer nodes, by the square: each costs more, and helps less."""

BETTER = 1e-9
"""Share of all weight by which a plan has to be better than those given."""


def best_of_union(
    core: Core, count: int, plans: Sequence[NDArray[np.int64]], stop: Callable[[], bool]
) -> NDArray[np.int64] | None:
    """Return a plan on the options of some plans that is better than all of them; None where none is found.

    Parameters
    ----------
    core : Core
        One whose options are alike.
    count : int
        How many options each plan opens.
    plans : sequence of ndarray of int64, shape (count,)
    stop : callable
        True ends the search with what there is.
    """
    times = np.bincount(np.concatenate(plans), minlength=core.size)
    opened = times == len(plans)
    return best_within(core, count, opened, (times > 0) & ~opened, plans, stop)


def best_within(
    core: Core,
    count: int,
    opened: NDArray[np.bool_],
    free: NDArray[np.bool_],
    plans: Sequence[NDArray[np.int64]],
    stop: Callable[[], bool],
) -> NDArray[np.int64] | None:
    """Return a plan better than some plans that opens some options for sure and others only from among some.

    Parameters
    ----------
    core : Core
        One whose options are alike.
    count : int
        How many options each plan opens.
    opened, free : ndarray of bool, shape (n,)
    plans : sequence of ndarray of int64, shape (count,)
    stop : callable
        True ends the search with what there is.
    """
    small, members = shrink(core, opened.astype(float), (opened | free).astype(float))
    left = count - int(opened.sum())
    if left >= small.size or not small.cover.nnz:
        return None
    merging = _Merging(small, left, max(worth(core, plan) for plan in plans) - small.credit + core.credit)
    part = merging.best(stop)
    return None if part is None else np.sort(np.concatenate([np.flatnonzero(opened), members[part]]))


def worth(core: Core, plan: NDArray[np.int64]) -> float:
    """Return what a plan covers beyond the fixed options, as a share of the core's scale.

    Parameters
    ----------
    core : Core
    plan : ndarray of int64, shape (options open,)
    """
    chosen = np.zeros(core.size)
    chosen[plan] = 1.0
    return float(core.gains[np.asarray(core.cover @ chosen) > 0, 0].sum())


class _Merging:
    """A program over few options, and the best of its plans above a value."""

    def __init__(self, core: Core, count: int, value: float) -> None:
        self._core, self._count, self._value = core, count, value
        self._found: NDArray[np.int64] | None = None

    def best(self, stop: Callable[[], bool]) -> NDArray[np.int64] | None:
        program = RowProgram(self._core, self._count, stop)
        point = program.solve_first()
        for _ in range(CUT_ROUNDS):
            room = point.bound - self._reach()
            if room <= 0 or program.stopped:
                break
            lower, upper = program.lower.copy(), program.upper.copy()
            upper[(point.reduced < -room) & (lower == 0)] = 0.0
            lower[(point.reduced > room) & (upper == 1)] = 1.0
            program.limit(lower, upper)
            if not program.separate(point.y, ROUND_CUTS):
                break
            before, point = point.bound, program.solve()
            program.trim()
            if before - point.bound < STALLED * room:
                break
        if point.bound > self._reach() and not program.stopped:
            nodes = int(NODES * min(1.0, WIDE / max(self._core.entries, 1)) ** 2)
            RowTree(program, self._reach, self._take).search(max(nodes, 1), stop)
        return self._found

    def _reach(self) -> float:
        return (self._value + BETTER) * UNIT

    def _take(self, part: NDArray[np.bool_]) -> None:
        plan = np.flatnonzero(part)
        value = worth(self._core, plan)
        if value > self._value + BETTER and plan.size <= self._count:
            spare = np.flatnonzero(~part)[: self._count - plan.size]
            self._value, self._found = value, np.sort(np.concatenate([plan, spare]))
