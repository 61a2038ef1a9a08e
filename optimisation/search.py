"""The search for one core: start, bound, fixing, branching and, where that falls short, the exact solver."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
from numpy.typing import NDArray

from optimisation.bound import ROUNDS, Relaxation, decided, relax
from optimisation.branch import Tree
from optimisation.dual import Dual
from optimisation.envelope import UNIT, make_envelope
from optimisation.exact import solve_exactly
from optimisation.exchange import Exchange, places
from optimisation.layout import Layout
from optimisation.level import Level, undecided
from optimisation.master import Master, MasterPoint
from optimisation.presolve import Core, shrink
from optimisation.start import Start, fill, find_start, improve, keep_better, rebuild, scarcity, swap
from optimisation.thrift import spend_less
from optimisation.watch import Progress, Watch

__all__ = ["PROVEN", "Progress", "Search", "Watch"]

NODES = 200
"""Nodes of our own tree per unit of effort."""

EXCHANGES = 1_600
"""Restarts of the exchange per unit of effort, where options are alike."""

KNOWN_MOVES = 150
"""Swaps tried on a known plan."""

BESIDE = 10
"""Times as many restarts while the exact solver works beside them."""

STEPS = 20_000
"""Most steps of prices."""

STEP_WORK = 1_500_000_000
"""Steps of prices times cover entries."""

TREE_OPTIONS = 400
LARGE_ROWS = 20_000
LARGE_ENTRIES = 1_000_000
"""Cores of more options, all alike, but no more rows and entries, go to the exact solver without a tree."""

FIRST_NODES = 40
"""The same for a core that the exact solver is given if our tree does not prove it soon."""

EXACT_ENTRIES = 300_000
"""Largest core, in cover entries per unit of effort, that the exact solver is given."""

EXACT_WORK = 20_000_000
"""Nodes times entries of the exact solver per unit of effort."""

PROVEN = 1e-6
"""Relative distance of bound and objective at which a plan is called optimal."""

CLOSED = 1e-9
"""Relative distance at which no more work is done."""


class Search:
    """One run over one core; `best` and `bound` only improve.

    Parameters
    ----------
    core : Core
    watch : Watch
    effort : int
    gap : float
        Distance as a share of the gain at which to stop.
    seed : int
    progress : callable or None
    """

    def __init__(
        self,
        core: Core,
        watch: Watch,
        *,
        effort: int,
        gap: float,
        seed: int,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.core, self.watch, self.effort, self.gap, self.seed = core, watch, effort, gap, seed
        self._progress = progress or (lambda _state: None)
        self.layout = Layout(core)
        count = places(core)
        self.exchange = None if count is None else Exchange(core, count, seed)
        self._passes = 0
        self._level: Level
        self._relaxation: Relaxation
        self._tree: Tree | None = None
        soft = core.wanted[~core.hard]
        self.fixed = -core.penalty * float(soft.sum()) * UNIT
        self.bound = float(core.full[:, 0].sum()) * UNIT
        self.best = Start(self.layout.open.copy(), self.layout.value(), self.layout.feasible())
        self.impossible = False
        self.root: MasterPoint | None = None

    @property
    def value(self) -> float:
        """Value of the best feasible plan in units; -inf without one."""
        return self.best.value * UNIT if self.best.feasible else -np.inf

    def run(self, known: NDArray[np.bool_] | None = None) -> None:
        """Search until proof, gap, effort, time or the user ends it.

        A known plan of the core, shape (n,), is gone on from.

        The first pass is of one unit of effort, and later ones of as much as all before them, so that a time
        limit cuts a run of ample effort where plan, bound and tree have had about the same share.
        """
        self.tell("start")
        self._start(known)
        self.tell("bound")
        level = Level(self.core, np.arange(self.core.size), np.zeros(self.core.size, dtype=bool), 0.0)
        self._begin(level)
        spent = 1
        self._prove(spent)
        while not self.over() and spent < self.effort:
            work = min(spent, self.effort - spent)
            spent += work
            self._again(work)
            self._narrow()
            self._prove(work)
        self._tree = None  # it knows this search, and would keep it, with the core, until somebody collects

    def _begin(self, level: Level) -> None:
        """Bound the whole core: where options are alike first by prices, which need no linear program."""
        level = self._price(level)
        if self.over() or self._large(level):
            self._level = level
            return
        self._relax(level)
        self._narrow()

    def _large(self, level: Level) -> bool:
        """Return whether the exact solver is better than our tree: alike options, many of them, few rows."""
        few = level.core.cover.shape[0] <= LARGE_ROWS and level.core.entries <= LARGE_ENTRIES
        return self.exchange is not None and level.core.size > TREE_OPTIONS and few

    def _price(self, level: Level) -> Level:
        """Return what prices of rows leave undecided."""
        count = places(level.core)
        while self.exchange is not None and count is not None and not self.over():
            offset = level.offset

            def stop(bound: float, offset: float = offset) -> bool:
                self._lower(bound + offset)
                return self.near() or self.watch.hit()

            steps = max(200, min(STEPS, STEP_WORK // level.core.entries))
            point = Dual(level.core, count).lower(self.value - offset, steps, stop)
            self._lower(point.bound + offset)
            self.root = self.root or point
            self._round(level, point)
            ranges = decided(point, self.value - offset, *undecided(level.core.size))
            if np.sum(ranges[0] < ranges[1]) > 0.9 * level.core.size:
                break
            level = self._deeper(level, *ranges)
            count = places(level.core)
        return level

    def _start(self, known: NDArray[np.bool_] | None) -> None:
        """Find a first plan; a known one spares the restarts, unless plain greedy is better already."""
        empty, price = self.layout.save(), scarcity(self.core)
        if known is not None:
            self._take(known)
            fill(self.layout, price)
            if self.exchange is None:
                swap(self.layout, price, moves=KNOWN_MOVES, cancel=self.watch.hit)
            self.best = keep_better(self.best, self.layout)
            self.layout.restore(empty)
        if self.exchange is not None or known is not None:
            last = self.best
            fill(self.layout, price)
            self.best = keep_better(self.best, self.layout)
            if self.exchange is not None:
                self._swap(EXCHANGES)
                return
            if self.best is last:
                return
            self.layout.restore(empty)
        found = find_start(self.core, seed=self.seed, cancel=self.watch.hit, layout=self.layout)
        if known is None or (found.feasible, found.value) > (self.best.feasible, self.best.value):
            self.best = found

    def _again(self, work: int) -> None:
        """Look for a better plan."""
        self.tell("start")
        self._passes += 1
        if self.exchange is not None:
            self._swap(EXCHANGES * work)
            return
        rebuild(self.layout, np.zeros(self.core.size, dtype=bool))
        found = find_start(
            self.core,
            seed=self.seed + self._passes,
            effort=work,
            cancel=self.watch.hit,
            layout=self.layout,
            first=self.best,
        )
        self._take(found.open)

    def _swap(self, rounds: int) -> None:
        """Improve the best plan by exchanges where options are alike."""
        if self.exchange is not None:
            self._take(self.exchange.search(self.best.open, rounds, self.watch.hit))

    def _narrow(self) -> None:
        """Decide what the bound rules out, and bound again what is left, while that leaves much less."""
        if self._tree is None:
            self._level = self._price(self._level)
            return
        while not self.over():
            level, point = self._level, self._relaxation.point
            ranges = decided(point, self.value - level.offset, *undecided(level.core.size))
            if np.sum(ranges[0] < ranges[1]) > 0.8 * level.core.size:
                return
            self._relax(self._deeper(level, *ranges))

    def _prove(self, work: int) -> None:
        """Branch, and give what is left to the exact solver where it is small enough."""
        exactly = self._large(self._level) or self._level.core.entries <= EXACT_ENTRIES * work
        if not self.over() and self._tree is not None:
            self.tell("branch")
            self._branch(self._tree, (FIRST_NODES if exactly else NODES) * work)
        if not self.over() and exactly:
            self.tell("exact")
            self._exact_beside(self.effort if self._large(self._level) else work)

    def _exact_beside(self, work: int) -> None:
        """Run the exact solver in its own process, and exchanges in this one meanwhile.

        Where it ends the search, what the exchanges found is left aside: it depends on how fast they were.
        """
        if self.exchange is None:
            self._exact(self._level, work)
            return
        ended = Event()
        plan, rounds = self.best.open.copy(), EXCHANGES * BESIDE * work
        with ThreadPoolExecutor(1) as beside:
            swaps = beside.submit(
                self.exchange.search, plan, rounds, lambda: ended.is_set() or self.watch.hit()
            )
            try:
                self._exact(self._level, work)
            finally:
                if self.over():
                    ended.set()
            plan = swaps.result()
        if not self.closed(CLOSED) and not self.near():
            self._take(plan)

    def over(self) -> bool:
        """Return whether there is nothing left to do, or no leave to do it."""
        return self.impossible or self.closed(CLOSED) or self.near() or self.watch.hit()

    def closed(self, tolerance: float) -> bool:
        """Return whether bound and value agree, relative to the whole objective."""
        credit = self.core.credit * UNIT
        return bool(self.bound - self.value <= tolerance * abs(self.bound + credit))

    def near(self) -> bool:
        """Return whether the wanted gap is reached."""
        room = self.bound - self.fixed
        return bool(self.gap > 0 and self.bound - self.value <= self.gap * room)

    def tell(self, stage: str) -> None:
        """Report the progress in the problem's weights."""
        credit, unit = self.core.credit, self.core.scale
        best = unit * (credit + self.best.value) if self.best.feasible else None
        room = self.bound - self.fixed
        gap = None if best is None else (self.bound - self.value) / room if room > 0 else 0.0
        self._progress(Progress(stage, best, unit * (credit + self.bound / UNIT), gap))

    def _relax(self, level: Level) -> None:
        """Bound a level, which becomes the present one, and round what the bound suggests."""
        self._tree = None  # its master and blocks are as large as those that now come
        envelope = make_envelope(level.core)
        master = Master(level.core, envelope)
        start = self.best.open[level.free] if self.best.feasible else None

        def stop(bound: float, _y: NDArray[np.float64]) -> bool:
            self._lower(bound + level.offset)
            return self.near() or self.watch.hit()

        found = relax(master, level.core, envelope, start, rounds=ROUNDS, stop=stop)
        self._lower(found.bound + level.offset)
        self.root = self.root or found.point
        self._level, self._relaxation = level, found
        self._round(level, found.point)
        self._tree = Tree(master, envelope, self._worth, self.value - level.offset)

    def _round(self, level: Level, point: MasterPoint) -> None:
        """Round what a bound suggests to a plan."""
        if not self.over():
            guide = level.opened.astype(float)
            guide[level.free] = point.y
            moves = 100 if self.exchange is None else 0
            self.best = improve(self.layout, self.best, guide, moves=moves, cancel=self.watch.hit)
            self._swap(EXCHANGES // 8)

    def _lower(self, bound: float) -> None:
        """Take a bound of a level, which leaves out only plans worse than the best."""
        if bound == -np.inf and not self.best.feasible:
            self.impossible = True
        self.bound = max(self.value, min(self.bound, bound))

    def _deeper(self, level: Level, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> Level:
        core, free = shrink(level.core, lower, upper)
        opened = level.opened.copy()
        opened[level.free[lower > 0.5]] = True
        offset = level.offset + (core.credit - level.core.credit) * UNIT
        return Level(core, level.free[free], opened, offset)

    def _value_of(self, plan: NDArray[np.bool_]) -> float:
        rebuild(self.layout, plan)
        good = np.array_equal(self.layout.open, plan) and self.layout.feasible()
        return self.layout.value() * UNIT if good else -np.inf

    def _take(self, plan: NDArray[np.bool_]) -> None:
        if self._value_of(plan) > -np.inf:
            self.best = keep_better(self.best, self.layout)

    def _worth(self, part: NDArray[np.bool_]) -> float:
        """Return the value of a plan of the present level, which is kept if it is the best."""
        value = self._value_of(self._level.whole(part))
        if value > -np.inf:
            self.best = keep_better(self.best, self.layout)
        return value - self._level.offset

    def _branch(self, tree: Tree, nodes: int) -> None:
        offset = self._level.offset

        def stop(_best: float, bound: float) -> bool:
            if np.isfinite(bound):
                self._lower(bound + offset)
            return self.near() or self.watch.hit()

        tree.best = max(tree.best, self.value - offset)
        proof = tree.search(nodes, stop)
        if proof.done or np.isfinite(proof.bound):
            self._lower(proof.bound + offset)

    def _exact(self, level: Level, work: int) -> None:
        entries = max(level.core.entries, 1)
        nodes = max(20, min(5000, EXACT_WORK // entries)) * work
        found = solve_exactly(
            level.core,
            nodes=nodes,
            start=self._inside(level),
            direct=self.exchange is not None,
            near=max(1e-7, 0.9 * self.gap * (self.bound - self.fixed)),
            # At its limit the solver still tells its bound, if nobody kills it at that moment.
            time_limit_s=self.watch.left_s(),
            cancel=self.watch.cancelled,
        )
        if found.open is not None:
            self._take(level.whole(found.open))
        if found.status == "infeasible" and not self.best.feasible:
            self.impossible = True
        elif found.status in ("optimal", "feasible", "unknown") and np.isfinite(found.bound):
            self._lower(found.bound + level.offset)
        if found.status == "time":
            self.watch.why = self.watch.why or "time"

    def _inside(self, level: Level) -> NDArray[np.bool_] | None:
        """Return the best plan as one of a level; None where there is none."""
        part = self.best.open[level.free]
        same = np.array_equal(level.whole(part), self.best.open)
        return part if self.best.feasible and same else None

    def spend_less(self, cost: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return the best plan after the second pass."""
        self.tell("cost")
        limits = None
        if self.closed(PROVEN):
            limits = undecided(self.core.size)
            limits = limits if self.root is None else decided(self.root, self.value, *limits)
        return spend_less(
            self.layout,
            self.best.open,
            cost,
            limits=limits,
            nodes=NODES // 2 * self.effort,
            stop=self.watch.hit,
        )
