"""Bound and proof where options are alike: the row model's linear program, odd cuts, then branch and cut.

Exchanges run beside on the second core, in portions that are counted, so that what is found does not depend
on how fast either side is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.exchange import Exchange
from optimisation.level import Level
from optimisation.master import MasterPoint
from optimisation.odd_cuts import carried_sets
from optimisation.presolve import Core, shrink
from optimisation.proof_owner import Owner
from optimisation.row_program import RowProgram
from optimisation.row_seeking import Seeking
from optimisation.row_tree import RowTree

MOST_ENTRIES = 1_500_000
"""Largest core, in cover entries, whose linear program is solved whole."""

ROUND_CUTS = 100
"""Most cuts of a round at the root."""

PORTION = 5
"""Most rounds of cuts between two looks at what they have gained, and most nodes of the tree."""

PACE = 500_000
"""Cover entries of the rounds, or nodes, of a portion together: they cost more in larger cores."""

LARGE = 150_000
"""Cover entries from which good plans are what is missing most: populations are searched from the start."""

SOUGHT = (1, 2)
"""Turns of populations on both sides after each portion of cuts in a large core: as long as the distance
is large, later."""

KNOWN = 0.01
"""Distance as a share of the value up to which good plans are worth more than a smaller distance."""

HUGE = 300_000
"""Cover entries from which all populations are sought among the options near to being opened."""

LARGE_CUTS = 400
"""Most cuts of a round there: to find them costs as much as to solve with them."""

PORTIONS = 12
"""Most portions of rounds at the root."""

STALLED = 0.04
"""Share of the distance to close below which a portion's gain ends the rounds."""

FAR = 0.001
"""Distance as a share of the value up to which the tree goes on whatever it closes."""

WIDE = 0.002
"""Distance as a share of the value from which populations come before the tree, once: it closes it slowly."""

BROAD = 50_000
"""Cover entries from which they do."""

SLOW = 0.2
"""Share of the distance below which a portion of the tree that has closed no more gives way to exchanges."""

LONG = 1
"""Portions of cuts after which exchanges beside them make way for populations; in broad cores none."""

TURN = 4
"""Portions of exchanges that a turn of populations on both sides is as long as: neither waits long for the
other. Then the best of both are merged."""

GIVEN = 1
"""Turns of populations, each as long as `LATER`, that it then gives way to."""

FIRST_GIVEN = 3
"""The same before the tree."""

LATER = 6
"""How many times as long turns are then."""

SWAPS = 1_000
"""Least restarts of the exchange beside a portion."""

EARLY = 60
"""Cover entries for each restart beside the first solution of a large core."""

SWAPS_EACH = 8
"""Restarts beside each later portion for each option that is opened in part: both then take about as long."""

NEAR = 1.6
"""Options among which every other exchange beside the tree seeks, for each option that is opened in part."""

POLISH = 300
"""Restarts of an exchange among the options that the linear program opens in part."""

HELD = 1e-7
"""Value of an option from which the linear program counts as opening it in part."""

FEWER = 0.75
"""Share of a level's options below which what is left makes a level of its own."""


class RowProof:
    """Work towards a proof; it can be gone on with.

    Parameters
    ----------
    level : Level
        Of the whole core, or what a bound has left of it.
    count : int
        How many options can be open.
    exchange : Exchange
        Over the whole core.
    owner : Owner
    seed : int
    """

    def __init__(self, level: Level, count: int, exchange: Exchange, owner: Owner, seed: int) -> None:
        self._level, self._count, self._owner = level, count, owner
        self._seeking, self._seed = Seeking(exchange, owner, seed), seed
        self._program = RowProgram(level.core, count, owner.stop)
        self._point: MasterPoint | None = None
        self._tree: RowTree | None = None
        self._portions, self._stalled = 0, False
        self._given = 0
        self._fresh = True
        self._large, self._broad = level.core.entries > LARGE, level.core.entries > BROAD
        self._looked = np.inf
        self.first: MasterPoint | None = None

    def work(self, nodes: int) -> None:
        """Solve, cut until cuts gain little, then branch so many nodes.

        Where the tree closes the distance slowly, populations take its place for most of the work; each
        portion of theirs counts as much as one of the tree.

        Parameters
        ----------
        nodes : int
        """
        with ThreadPoolExecutor(1) as beside:
            while not self._owner.over() and not self._stalled:
                self._beside(beside, self._cut)
                self._seek_between(beside)
            if self._fresh and self._populations_next():
                self._given = FIRST_GIVEN
                if not self._large:  # there both have sought from the start
                    self._seeking.join()
            self._fresh = False
            while not self._owner.over() and nodes > 0:
                if self._given:
                    self._given -= 1
                    self._seek_beside(beside, LATER)
                    nodes -= PORTION * TURN * LATER
                else:
                    self._beside(beside, self._branch)
                    nodes -= PORTION

    def _seek_between(self, beside: ThreadPoolExecutor) -> None:
        """Search populations on both sides after a portion of cuts, where a large core leaves much open."""
        for _ in range(SOUGHT[self._distance() <= KNOWN] if self._large else 0):
            if self._nearly_proven() or self._owner.over():
                return
            self._seek_beside(beside, 1)

    def _seek_beside(self, beside: ThreadPoolExecutor, times: int) -> None:
        """Search populations on both sides for a turn, or one as long as some; then merge their best."""
        self._lead()
        self._seeking.both(beside, times * TURN * self._swaps())

    def _beside(self, beside: ThreadPoolExecutor, portion: Callable[[], None]) -> None:
        """Do a portion while exchanges run, then bring both together."""
        self._lead()
        populations = self._populations()
        longer = TURN if populations and self._point is not None else 1
        found = beside.submit(self._seeking.one(longer * self._swaps(), populations=populations))
        try:
            portion()
        finally:
            self._owner.take(found.result())

    def _lead(self) -> None:
        """Tell both sides' populations which options the linear program holds to be near."""
        if self._point is None:
            return
        opened, held = np.flatnonzero(self._level.opened), int((self._point.y > HELD).sum())
        order = np.argsort(-self._nearness(self._point), kind="stable")
        near = np.concatenate([opened, self._level.free[order]])
        self._seeking.follow(near, opened.size + held, always=self._level.core.entries > HUGE)

    def _nearness(self, point: MasterPoint) -> NDArray[np.float64]:
        """Return how near each option is to being opened, by its reduced cost and whether it is in part."""
        return point.reduced[: self._level.core.size] + (point.y > HELD)

    def _swaps(self) -> int:
        if self._point is None:
            return max(SWAPS, self._level.core.entries // EARLY) if self._large else SWAPS
        return max(SWAPS, SWAPS_EACH * int((self._point.y > HELD).sum()))

    def _keep_near(self) -> None:
        """Choose options near to being opened by their reduced costs, and those of the best plan."""
        if self._point is None:
            return
        order = np.argsort(-self._nearness(self._point), kind="stable")
        wanted = self._owner.plan()[self._level.free]
        wanted[order[: max(2 * self._count, int(NEAR * (self._point.y > HELD).sum()))]] = True
        self._seeking.keep_near(self._level, self._count, wanted, self._seed + 1)

    def _populations(self) -> bool:
        """Return whether populations are sought beside the next portion, not exchanges from the best plan."""
        late = self._large or self._portions > (0 if self._broad else LONG)
        return late if self._tree is None else not self._nearly_proven()

    def _populations_next(self) -> bool:
        """Return whether populations would come before the tree."""
        return self._level.core.entries > BROAD and self._distance() > WIDE

    def _pace(self) -> int:
        """Return how many rounds, or nodes, make a portion."""
        return max(1, min(PORTION, PACE // max(self._level.core.entries, 1)))

    def _nearly_proven(self) -> bool:
        """Return whether the distance is small enough for the tree to go on whatever it closes."""
        return self._distance() <= FAR

    def _distance(self) -> float:
        """Return how far the bound is from the best plan, as a share of what that is worth."""
        if self._tree is not None:
            bound = self._tree.bound
        else:
            bound = np.inf if self._point is None else self._point.bound
        return (bound - self._reach()) / max(abs(self._owner.reach()), 1.0)

    def _cut(self) -> None:
        """Solve for the first time, or do a portion of rounds of cuts."""
        if self._point is None:
            point = self._program.solve_first()
            self._take_point(point)
            reduced = point.reduced[: self._level.core.size]
            self.first = MasterPoint(point.bound, point.y, point.values, reduced, point.feasible)
        else:
            before, added = self._point.bound, 0
            rounds = self._pace()
            for _ in range(rounds):
                added = self._program.separate(self._point.y, LARGE_CUTS if self._large else ROUND_CUTS)
                if not added or self._owner.over():
                    break
                self._take_point(self._program.solve())
                self._program.trim()
            self._portions += 1
            room = self._point.bound + self._level.offset - self._owner.reach()
            slow = before - self._point.bound < STALLED * room * rounds / PORTION
            self._stalled = slow or not added or self._portions * rounds >= PORTIONS * PORTION
        self._polish()
        self._narrow(FEWER)

    def _take_point(self, point: MasterPoint) -> None:
        self._point = point
        self._owner.lower(max(point.bound + self._level.offset, self._owner.reach()))

    def _polish(self) -> None:
        """Exchange among the options that the linear program opens in part."""
        if self._point is None or self._owner.over():
            return
        plan = self._owner.plan()
        inside = plan[self._level.free]
        held = (self._point.y > HELD) | inside
        if held.sum() <= self._count or inside.sum() != plan.sum():
            return
        small, free = shrink(self._level.core, np.zeros(held.size), held.astype(float))
        self._seed += 1
        found = Exchange(small, self._count, self._seed).search(inside[free], POLISH, self._owner.stop)
        part = np.zeros(held.size, dtype=bool)
        part[free] = found
        self._owner.take(self._level.whole(part))

    def _narrow(self, fewer: float) -> None:
        """Close and open what reduced costs rule out; where little is left, make that the level."""
        if self._point is None or self._owner.over():
            return
        point, program = self._point, self._program
        room = point.bound + self._level.offset - self._owner.reach()
        lower, upper = program.lower.copy(), program.upper.copy()
        upper[(point.reduced < -room) & (lower == 0)] = 0.0
        lower[(point.reduced > room) & (upper == 1)] = 1.0
        program.limit(lower, upper)
        free = upper[: program.options] > 0.5
        if free.sum() < fewer * program.options:
            self._deeper(free)

    def _deeper(self, free: NDArray[np.bool_]) -> None:
        """Leave out what is closed, and bring the cuts along."""
        level, old = self._level, self._program
        core, kept = shrink(level.core, np.zeros(free.size), free.astype(float))
        if not core.cover.nnz:  # the rest adds nothing
            self._owner.lower(max(level.offset, self._owner.reach()))
            return
        self._level = Level(core, level.free[kept], level.opened, level.offset)
        self._program = RowProgram(core, self._count, self._owner.stop)
        self._program.add(carried_sets(old.sets, sparse.csr_array(level.core.cover[:, kept]), core.cover))
        self._take_point(self._program.solve_first())

    def _branch(self) -> None:
        """Do a portion of the tree."""
        if self._tree is None:
            self._keep_near()
            self._tree = RowTree(self._program, self._reach, self._found)
            self._looked = np.inf if self._point is None else self._point.bound
        self._tree.search(self._pace(), self._owner.over)
        self._owner.lower(max(self._tree.bound + self._level.offset, self._owner.reach()))
        room = self._tree.bound - self._reach()
        slow = self._looked - self._tree.bound < SLOW * room
        self._given = GIVEN if slow and not self._nearly_proven() else 0
        self._looked = self._tree.bound

    def _reach(self) -> float:
        return self._owner.reach() - self._level.offset

    def _found(self, part: NDArray[np.bool_]) -> None:
        self._owner.take(self._level.whole(part))


def falls_short(core: Core, count: int, value: float, stop: Callable[[], bool]) -> bool:
    """Return whether odd cuts prove that no plan of so many options is worth as much as a value.

    Parameters
    ----------
    core : Core
    count : int
    value : float
        In units.
    stop : callable
    """
    program = RowProgram(core, count, stop)
    point = program.solve_first()
    for _ in range(PORTION):
        if point.bound < value or stop() or not program.separate(point.y, ROUND_CUTS):
            break
        point = program.solve()
    return point.bound < value
