"""Which demands of a problem conflict: looked for in the easiest parts first, then made as few as can be.

Where not even parts of options could meet all demands, those with a dual value in the elastic linear program
conflict already (Farkas' lemma), most often a handful. From these, or from all, a deletion filter (Chinneck
and Dravnieks 1991) over blocks that are halved leaves an irreducible set. Where floors have too many rows for
such a program, the bound of these rows and plans rounded from it answer the filter instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from optimisation.bound_model import BoundModel
from optimisation.demands import KINDS, Demand
from optimisation.lowering import Lowering, least_lowering
from optimisation.problem import CoverProblem
from optimisation.reach_model import ReachModel
from optimisation.side_model import SideModel, floor_entries
from optimisation.side_program import Answer
from optimisation.watch import Watch

NODES = 2000
"""Nodes of each program per unit of effort."""

TESTS = 1000
"""Most programs per unit of effort."""

MANY = 500
"""Of more demands than these floors and stocks are tried alone before all, and no floor by itself."""

LARGE = 500_000
"""More cover entries of hard floors than these have no program, in which they would not be solved in time."""

LOWERED = 50
"""Most hard floors that the search for plans lowers: its memory grows with them."""

FEWER = 0.6
"""Share of the time left that may go into freeing demands by parts of options."""

FIRST = ("floor", "stock")
"""Kinds of demands that are tried alone before all where demands are many."""

_Model = SideModel | ReachModel | BoundModel


class ConflictSearch:
    """Looks for demands that conflict, the easiest parts first.

    Each floor with what is ruled out alone, which is counted; then programs of everything but floors, of each
    floor with that, and of all.

    Parameters
    ----------
    problem : CoverProblem
    demands : tuple of Demand
        All of the problem's.
    watch : Watch
    effort : int
        Multiplies the counted work.
    progress : callable or None
        Told what is done, the demands still in doubt, and all demands.

    Attributes
    ----------
    unknown : bool
        Whether what was asked last was left open.
    complete : bool
        Whether any one fewer of the demands found can hold, proven for each.
    lost : bool
        Whether the process of a program ended without an answer.
    large : bool
        Whether the hard floors have too many rows for a program.
    lowers : bool
        Whether there are hard floors, and few enough to be lowered by the search for plans.
    held : ndarray of bool, shape (options,), or None
        The plan of the last answer that demands can hold.
    """

    def __init__(
        self,
        problem: CoverProblem,
        demands: tuple[Demand, ...],
        watch: Watch,
        effort: int,
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        self.problem, self.demands, self.watch, self._effort = problem, demands, watch, effort
        self._tests = TESTS * effort
        self._tell = progress or (lambda _what, _left, _of: None)
        self.unknown = self.lost = False
        self.complete = True
        floors = sum(demand.kind == "floor" for demand in demands)
        self.large = floors > 0 and floor_entries(problem) > LARGE
        self.lowers = 0 < floors <= LOWERED
        self.held: NDArray[np.bool_] | None = None

    def stages(self) -> tuple[Demand, ...] | None:
        """Return demands that conflict, as few as could be proven; None where none were found to."""
        floors = [demand for demand in self.demands if demand.kind == "floor"]
        sides = tuple(demand for demand in self.demands if demand.kind != "floor")
        shut = tuple(demand for demand in sides if demand.kind == "shut")
        for floor in floors:
            alone = (floor, *shut)
            found = self._out_of_reach(alone)
            if found is not None:
                return found
        if self.large:
            return self._by_bound()
        apart = (sides, *((floor, *sides) for floor in floors)) if len(self.demands) <= MANY else ()
        for demands in (*apart, *([self.demands] * (len(floors) > 1 or not apart))):
            model = self._model(demands)
            with self._closing(model):
                found = self._conflicting(model, demands)
            if found is not None or self.watch.hit():
                return found
        return None

    def _by_bound(self) -> tuple[Demand, ...] | None:
        """Return demands that conflict by the bound of the floors' rows; plans tell whether they are few."""
        found = self._conflicting(BoundModel(self.problem, self.demands, plans=False), self.demands)
        if found is None:
            model = BoundModel(self.problem, self.demands)
            self.unknown = False
            self._conflict(model, np.zeros(len(self.demands), dtype=np.bool_))
            return None
        model = BoundModel(self.problem, found)
        self.complete, self.unknown = True, False
        for number in range(len(found)):
            self._conflict(model, np.arange(len(found)) == number)
            self.complete &= not self.unknown
            if not self.complete:
                break
        return found

    def _out_of_reach(self, alone: tuple[Demand, ...]) -> tuple[Demand, ...] | None:
        """Return a floor and what rules its sites out, where all that is left open does not reach it."""
        tests, self._tests = self._tests, TESTS  # counted, not solved: they take nothing of the programs'
        found = self._conflicting(ReachModel(self.problem, alone), alone)
        self._tests = tests
        return found

    def _conflicting(self, model: _Model, demands: Sequence[Demand]) -> tuple[Demand, ...] | None:
        """Return the fewest of some demands that still conflict; None where they may hold."""
        freed = np.array([self._idle(demand) for demand in demands], dtype=np.bool_)
        starts = [freed]
        if len(demands) > MANY or self.large:
            # What a planner can change first most often conflicts alone: one test, not one for each block.
            starts.insert(0, freed | np.array([demand.kind not in FIRST for demand in demands]))
        for number, start in enumerate(starts):
            self.unknown = False  # what a part leaves open, the whole may settle
            found = self._begun(model, start, whole=number == len(starts) - 1)
            if found is not None:
                found = self._shrink(model, demands, found)
                return tuple(demand for demand, free in zip(demands, found, strict=True) if not free)
        return None

    def _idle(self, demand: Demand) -> bool:
        """Return whether a demand is a stock that all options together do not use up."""
        if demand.kind != "stock":
            return False
        most = float(np.maximum(self.problem.use[demand.index], 0.0).sum())
        return most <= float(self.problem.stock[demand.index])

    def _begun(self, model: _Model, freed: NDArray[np.bool_], *, whole: bool) -> NDArray[np.bool_] | None:
        """Return what can be freed of demands that are proven to conflict without it; None where none are."""
        blamed = self._blamed(model, freed)
        if blamed is not None:
            fewer = self._fewer(model, ~blamed)
            if self._conflict(model, fewer):  # duals are numbers: whether they tell is tried
                return fewer
            self.unknown = False
        # Of a part a program of whole options tells little that the whole will not.
        asked = whole or blamed is not None or isinstance(model, BoundModel)
        return freed if asked and self._conflict(model, freed) else None

    def _model(self, demands: Sequence[Demand]) -> SideModel:
        return SideModel(self.problem, demands, nodes=NODES * self._effort)

    def _blamed(
        self, model: _Model, freed: NDArray[np.bool_], until_s: float | None = None
    ) -> NDArray[np.bool_] | None:
        """Return demands not freed that conflict even for parts of options; None where none are known.

        None too once no more than `until_s` seconds are left.
        """
        left = self.watch.left_s()
        late = left is not None and left <= (until_s or 0.0)
        if not isinstance(model, SideModel) or self.watch.hit() or late:
            return None
        return model.blame(freed, time_limit_s=left, cancel=self.watch.hit)

    def _fewer(self, model: _Model, freed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Free blocks of demands that conflict for parts of options, then halves of them, while the rest do.

        Of the time left a part is kept for proving what whole options say of the rest.
        """
        left_s = self.watch.left_s()
        until_s = None if left_s is None else (1 - FEWER) * left_s
        blocks = [np.flatnonzero(~freed)]
        while blocks:
            block = blocks.pop()
            block = block[~freed[block]]
            tried = freed.copy()
            tried[block] = True
            blamed = None if tried.all() else self._blamed(model, tried, until_s)
            if blamed is not None:
                freed = ~blamed
            elif block.size > 1:
                half = block.size // 2
                blocks += [block[:half], block[half:]]
        return freed

    def _conflict(self, model: _Model, freed: NDArray[np.bool_]) -> bool:
        """Return whether demands are proven to conflict when some are freed."""
        self._tests -= 1
        if self._tests < 0 or self.watch.hit():
            self.unknown = True
            return False
        answer = model.ask(freed, time_limit_s=self.watch.left_s(), cancel=self.watch.hit)
        self.unknown |= answer.feasible is None
        if answer.feasible:
            self.held = answer.chosen
        return answer.feasible is False

    def _shrink(
        self, model: _Model, demands: Sequence[Demand], freed: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return what can be freed: whole kinds where the rest conflicts, else halves, down to one."""
        left = [[n for n, d in enumerate(demands) if d.kind == kind and not freed[n]] for kind in KINDS]
        left = [block for block in left if block]
        # Time may end the cheaper test: it tries all kinds, then all halves, so that large blocks go first.
        wide = isinstance(model, BoundModel)
        if wide:
            left.reverse()
        while left:
            block = left.pop(0 if wide else -1)
            self._tell("conflict", sum(map(len, left)) + len(block), len(demands))
            tried = freed.copy()
            tried[block] = True
            self.unknown = False
            if self._conflict(model, tried):
                freed = tried
            elif len(block) > 1 and self._tests > 0 and not self.watch.hit():
                half = len(block) // 2
                left += [block[:half], block[half:]]
            else:
                self.complete &= len(block) == 1 and not self.unknown
        return freed

    def relax(self, price: NDArray[np.float64], watch: Watch, time_limit_s: float | None) -> Answer:
        """Return the plan that violates least of all demands."""
        self._tell("relaxation", 0, len(self.demands))
        every = np.ones(len(self.demands), dtype=np.bool_)
        model = self._model(self.demands)
        with self._closing(model):
            return model.ask(every, price=price, time_limit_s=time_limit_s, cancel=watch.cancelled)

    def lower(self, watch: Watch) -> Lowering | None:
        """Return the plan that falls least short of the hard floors, all else kept."""
        self._tell("relaxation", 0, len(self.demands))
        return least_lowering(self.problem, watch, effort=self._effort)

    @contextmanager
    def _closing(self, model: SideModel) -> Iterator[None]:
        """Close a model at the end, and take down whether its process was lost."""
        try:
            yield
        finally:
            self.lost |= model.lost
            model.close()
