"""The search for one core: start, bound, fixing, branching and, where that falls short, the exact solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.bound import ROUNDS, Relaxation, decided, relax
from optimisation.branch import Tree
from optimisation.dual import Dual
from optimisation.envelope import UNIT, make_envelope
from optimisation.exact import solve_exactly
from optimisation.exchange import Exchange, places
from optimisation.fewer import Fewer
from optimisation.lattice import Lattice
from optimisation.layout import Layout
from optimisation.level import Level, undecided
from optimisation.master import Master, MasterPoint
from optimisation.presolve import Core
from optimisation.proof_owner import Owner
from optimisation.row_proof import MOST_ENTRIES, RowProof
from optimisation.shortfall import press
from optimisation.start import Start, find_start, first_plan, improve, keep_better, rebuild
from optimisation.thrift import spend_less
from optimisation.watch import Progress, Stopped, Watch

NODES = 200
"""Nodes of our own tree per unit of effort."""

FIRST_NODES = 40
"""The same for a core that the exact solver is given if our tree does not prove it soon."""

EXCHANGES = 1_600
"""Restarts of the exchange per unit of effort, where options are alike."""

STEPS = 20_000
"""Most steps of prices."""

STEP_WORK = 1_500_000_000
"""Steps of prices times cover entries."""

MANY_ROWS = 3
"""Rows for each option from which the row model is left aside."""

EXACT_ENTRIES = 300_000
"""Largest core, in cover entries per unit of effort, that the exact solver is given."""

EXACT_WORK = 20_000_000
"""Nodes times entries of the exact solver per unit of effort."""

FEW = 30
"""Options below which our tree soon proves what floors cannot have."""

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
    brief : bool
        Branch a little, without the exact solver.
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
        brief: bool = False,
    ) -> None:
        self.core, self.watch, self.effort, self.gap, self.seed = core, watch, effort, gap, seed
        self._progress = progress or (lambda _state: None)
        self.layout, count = Layout(core), places(core)
        self.exchange = None if count is None else Exchange(core, count, seed)
        self._passes, self._brief = 0, brief
        self._level: Level
        self._relaxation: Relaxation
        self._tree: Tree | None = None
        self._rows: RowProof | None = None
        self._lattice = Lattice.of(core) if self.exchange is not None else None
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

        A known plan of the core, shape (n,), is gone on from. Passes double the effort spent, so that a time
        limit cuts a run of ample effort where plan, bound and tree have had about the same share.
        """
        self.tell("start")
        self._start(known)
        self.tell("bound")
        self._begin(Level.of(self.core))
        spent = 1
        self._prove(spent)
        while not self.over() and spent < self.effort:
            work = min(spent, self.effort - spent)
            spent += work
            self._again(work)
            self._narrow()
            self._prove(work)
        # They know this search, and would keep it, with the core, until somebody collects.
        self._tree = self._rows = None

    def _begin(self, level: Level) -> None:
        """Bound the whole core: where options are alike by the row model, or prices if that is too large."""
        if not self._by_rows(level):
            level = self._price(level)
        self._level = level
        if not (self.over() or self._by_rows(level)):
            self._relax(level)
            self._press()
            self._narrow()

    def _press(self) -> None:
        """Where the best plan misses floors, bound again with what every plan misses."""
        if self.over() or self._tree is None or self._level.core.size < max(FEW, self.core.size):
            return
        self.best, least = press(self.layout, self.best, self.watch)
        if least > 0 and not self.over():
            self.core = self.layout.core = replace(self.core, least_short=least)
            self.root = None  # one that knows it rules out more
            self._relax(Level.of(self.core))

    def _by_rows(self, level: Level) -> bool:
        """Return whether a level's options are alike, and its row model is small enough to be solved.

        Where rows outnumber options by far, a program over the options alone is smaller still.
        """
        if self.exchange is None or self._rows is not None:
            return self._rows is not None
        rows, options = level.core.cover.shape
        return 0 < level.core.entries <= MOST_ENTRIES and rows <= MANY_ROWS * options

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
            wide = np.sum(ranges[0] < ranges[1]) > 0.9 * level.core.size
            deeper = None if wide else level.deeper(*ranges, self.watch.cancelled)
            if deeper is None:
                break
            level, count = deeper, places(deeper.core)
        return level

    def _start(self, known: NDArray[np.bool_] | None) -> None:
        """Find a first plan; where options are alike, exchanges follow or run beside the row model."""
        alike, watch = self.exchange is not None, self.watch
        stops = {"cancel": watch.hit, "broken": watch.cancelled}
        self.best = first_plan(self.layout, known, alike=alike, seed=self.seed, **stops)
        if not self._by_rows(Level.of(self.core)):
            self._swap(EXCHANGES)

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
        self._kept(found.open)

    def _swap(self, rounds: int) -> None:
        """Improve the best plan by exchanges where options are alike."""
        if self.exchange is not None:
            self._kept(self.exchange.search(self.best.open, rounds, self.watch.hit))

    def _narrow(self) -> None:
        """Decide what the bound rules out, and bound again what is left, while that leaves much less."""
        if self._rows is not None or self._by_rows(self._level):
            return
        if self._tree is None:
            self._level = self._price(self._level)
            return
        while not self.over():
            level, point = self._level, self._relaxation.point
            ranges = decided(point, self.value - level.offset, *undecided(level.core.size))
            wide = np.sum(ranges[0] < ranges[1]) > 0.8 * level.core.size
            deeper = None if wide else level.deeper(*ranges, self.watch.cancelled)
            if deeper is None:
                return
            self._relax(deeper)

    def _prove(self, work: int) -> None:
        """Branch, and give what is left to the exact solver where it is small enough."""
        if self.over():
            return
        if self._by_rows(self._level):
            self._prove_by_rows((FIRST_NODES if self._brief else NODES) * work)
            return
        exactly = self._level.core.entries <= EXACT_ENTRIES * work
        if self._tree is not None:
            self.tell("branch")
            self._branch(self._tree, (FIRST_NODES if exactly or self._brief else NODES) * work)
        exactly = exactly and not self._brief
        if not self.over() and exactly and self.exchange is not None and self._level.core.entries:
            self._prove_by_rows(NODES * work)
        elif not self.over() and exactly:
            self.tell("exact")
            self._exact(self._level, work)

    def _prove_by_rows(self, nodes: int) -> None:
        """Bound and branch with the row model, while exchanges go on beside it."""
        count = places(self.core)
        if self.exchange is None or count is None:
            return
        self.tell("branch")
        if self._rows is None:
            owner = Owner(
                self._reach, self._lower, self._kept, lambda: self.best.open, self.over, self.watch.hit
            )
            count -= int(self._level.opened.sum())
            self._rows = RowProof(self._level, count, self.exchange, owner, self.seed)
        self._rows.work(nodes)
        self.root = self.root or self._rows.first

    def _reach(self) -> float:
        """Return the value up to which plans need not be told apart from the best one."""
        if 0 < self.gap < 1:
            near = (self.value - self.gap * self.fixed) / (1 - self.gap)
            return near - 1e-12 * abs(near)
        if self._lattice is not None:
            return self.value + self._lattice.below * UNIT
        return self.value + CLOSED / 2 * abs(self.value + self.core.credit * UNIT)

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
        try:
            envelope = make_envelope(level.core, stop=self.watch.cancelled)
        except Stopped:
            return
        master = Master(level.core, envelope, stop=self.watch.hit)
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
        if self._lattice is not None:
            bound = self._lattice.floor(bound / UNIT) * UNIT
        self.bound = max(self.value, min(self.bound, bound))

    def _kept(self, plan: NDArray[np.bool_]) -> float:
        """Return the value of a plan, -inf where it breaks a limit; it is kept if it is the best."""
        rebuild(self.layout, plan)
        if not (np.array_equal(self.layout.open, plan) and self.layout.feasible()):
            return -np.inf
        self.best = keep_better(self.best, self.layout)
        return self.layout.value() * UNIT

    def _worth(self, part: NDArray[np.bool_]) -> float:
        """Return the value of a plan of the present level, which is kept if it is the best."""
        return self._kept(self._level.whole(part)) - self._level.offset

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
        nodes = max(20, min(5000, EXACT_WORK // max(level.core.entries, 1))) * work
        found = solve_exactly(
            level.core,
            nodes=nodes,
            start=level.part(self.best.open) if self.best.feasible else None,
            near=max(1e-7, 0.9 * self.gap * (self.bound - self.fixed)),
            # At its limit the solver still tells its bound, if nobody kills it at that moment.
            time_limit_s=self.watch.left_s(),
            cancel=self.watch.cancelled,
        )
        if found.open is not None:
            self._kept(level.whole(found.open))
        if found.status == "infeasible" and not self.best.feasible:
            self.impossible = True
        elif found.status in ("optimal", "feasible", "unknown") and np.isfinite(found.bound):
            bound = found.bound + level.offset
            # A bound below the plan in hand, which a level never leaves out, is no bound.
            if bound >= self.value - PROVEN * abs(self.bound + self.core.credit * UNIT):
                self._lower(bound)
        self.watch.heard(found.status)

    def spend_less(self, cost: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return the best plan after the second pass."""
        self.tell("cost")
        limits, least = None, self.value * (1 - CLOSED)
        alike = self._by_rows(Level.of(self.core)) and np.ptp(cost) == 0
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
            fewer=Fewer(self.core, least, self.seed, self.watch.hit) if alike else None,
        )
