"""The search for one core: start, bound, fixing, branching and, where that falls short, the exact solver."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.bound import ROUNDS, Relaxation, decided, relax
from optimisation.branch import branch
from optimisation.envelope import UNIT, Envelope, make_envelope
from optimisation.exact import solve_exactly
from optimisation.layout import Layout
from optimisation.master import Master, MasterPoint
from optimisation.presolve import Core, shrink
from optimisation.start import Start, find_start, improve, keep_better, rebuild
from optimisation.thrift import spend_less

NODES = 200
"""Nodes of our own tree per unit of effort."""

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


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands.

    Parameters
    ----------
    stage : str
        "start", "bound", "branch", "exact", "cost" or "done".
    best, bound : float or None
        In the problem's weights.
    gap : float or None
        Distance as a share of what can be gained over the fixed options.
    """

    stage: str
    best: float | None
    bound: float | None
    gap: float | None


class Watch:
    """Says whether to stop before the work is done, and remembers why.

    Parameters
    ----------
    time_limit_s : float or None
    cancel : callable or None
    """

    def __init__(self, time_limit_s: float | None, cancel: Callable[[], bool] | None) -> None:
        self._end = None if time_limit_s is None else time.monotonic() + time_limit_s
        self._cancel = cancel or (lambda: False)
        self.why = ""

    def hit(self) -> bool:
        """Return whether the time is up or the user cancelled; once hit it stays hit."""
        if not self.why and self._cancel():
            self.why = "user"
        if not self.why and self._end is not None and time.monotonic() >= self._end:
            self.why = "time"
        return bool(self.why)

    def left_s(self) -> float | None:
        """Return the seconds left, None without a limit."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A core with some options decided: its part of the whole core.

    Parameters
    ----------
    core : Core
    free : ndarray of int64, shape (core.size,)
        Position of its options in the whole core.
    opened : ndarray of bool, shape (n,)
        Options of the whole core decided to be open.
    offset : float
        Value of the whole core when that of this one is 0, in units.
    """

    core: Core
    free: NDArray[np.int64]
    opened: NDArray[np.bool_]
    offset: float

    def whole(self, part: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a plan of the whole core."""
        plan = self.opened.copy()
        plan[self.free] = part
        return plan


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

    def run(self) -> None:
        """Search until proof, gap, effort, time or the user ends it."""
        self.tell("start")
        self.best = find_start(
            self.core, seed=self.seed, effort=self.effort, cancel=self.watch.hit, layout=self.layout
        )
        self.tell("bound")
        level = Level(self.core, np.arange(self.core.size), np.zeros(self.core.size, dtype=bool), 0.0)
        master, envelope, relaxation = self._relax(level)
        while not self.over():
            ranges = decided(relaxation.point, self.value - level.offset, *_free(level.core.size))
            if np.sum(ranges[0] < ranges[1]) > 0.8 * level.core.size:
                break
            level = self._deeper(level, *ranges)
            master, envelope, relaxation = self._relax(level)
        exactly = level.core.entries <= EXACT_ENTRIES * self.effort
        if not self.over():
            self.tell("branch")
            self._branch(level, master, envelope, FIRST_NODES if exactly else NODES)
        if not self.over() and exactly:
            self.tell("exact")
            self._exact(level)

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

    def _relax(self, level: Level) -> tuple[Master, Envelope, Relaxation]:
        envelope = make_envelope(level.core)
        master = Master(level.core, envelope)
        start = self.best.open[level.free] if self.best.feasible else None

        def stop(bound: float, _y: NDArray[np.float64]) -> bool:
            self._lower(bound + level.offset)
            return self.near() or self.watch.hit()

        found = relax(master, level.core, envelope, start, rounds=ROUNDS * self.effort, stop=stop)
        self._lower(found.bound + level.offset)
        self.root = self.root or found.point
        if not self.over():
            guide = level.opened.astype(float)
            guide[level.free] = found.point.y
            self.best = improve(self.layout, self.best, guide, moves=100 * self.effort, cancel=self.watch.hit)
        return master, envelope, found

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

    def _branch(self, level: Level, master: Master, envelope: Envelope, nodes: int) -> None:
        def value_of(part: NDArray[np.bool_]) -> float:
            value = self._value_of(level.whole(part))
            if value > -np.inf:
                self.best = keep_better(self.best, self.layout)
            return value - level.offset

        def stop(_best: float, bound: float) -> bool:
            if np.isfinite(bound):
                self._lower(bound + level.offset)
            return self.near() or self.watch.hit()

        proof = branch(
            master, envelope, value_of, self.value - level.offset, nodes=nodes * self.effort, stop=stop
        )
        if proof.done or np.isfinite(proof.bound):
            self._lower(proof.bound + level.offset)

    def _exact(self, level: Level) -> None:
        entries = max(level.core.entries, 1)
        nodes = max(20, min(5000, EXACT_WORK // entries)) * self.effort
        found = solve_exactly(
            level.core, nodes=nodes, time_limit_s=self.watch.left_s(), cancel=self.watch.hit
        )
        if found.open is not None:
            self._take(level.whole(found.open))
        if found.status == "infeasible" and not self.best.feasible:
            self.impossible = True
        elif found.status in ("optimal", "feasible", "unknown") and np.isfinite(found.bound):
            self._lower(found.bound + level.offset)
        if found.status == "time":
            self.watch.why = self.watch.why or "time"

    def spend_less(self, cost: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return the best plan after the second pass."""
        self.tell("cost")
        limits = None
        if self.root is not None and self.closed(PROVEN):
            limits = decided(self.root, self.value, *_free(self.core.size))
        return spend_less(
            self.layout,
            self.best.open,
            cost,
            limits=limits,
            nodes=NODES // 2 * self.effort,
            stop=self.watch.hit,
        )


def _free(size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.zeros(size), np.ones(size)
