"""Which demands of a problem conflict: looked for in the easiest parts first, then made as few as can be.

Where not even parts of options could meet all demands, those with a dual value in the elastic linear program
conflict already (Farkas' lemma), most often a handful. From these, or from all, a deletion filter (Chinneck
and Dravnieks 1991) over blocks that are halved leaves an irreducible set. Of many demands a cheaper test, by
the bound of the hard floors' rows, first frees whole blocks that take no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from optimisation.bound_model import BoundModel
from optimisation.demands import KINDS, Demand
from optimisation.problem import CoverProblem
from optimisation.reach_model import ReachModel
from optimisation.search import Watch
from optimisation.side_model import SideModel
from optimisation.side_program import Answer

NODES = 2000
"""Nodes of each program per unit of effort."""

TESTS = 1000
"""Most programs per unit of effort."""

MANY = 500
"""More demands than these are thinned out by the cheaper test first."""

FIRST = ("floor", "stock")
"""Kinds of demands that the cheaper test tries alone before all."""

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

    def stages(self) -> tuple[Demand, ...] | None:
        """Return demands that conflict, as few as could be proven; None where none were found to."""
        floors = [demand for demand in self.demands if demand.kind == "floor"]
        sides = tuple(demand for demand in self.demands if demand.kind != "floor")
        shut = tuple(demand for demand in sides if demand.kind == "shut")
        for floor in floors:
            alone = (floor, *shut)
            found = self._conflicting(ReachModel(self.problem, alone), alone)
            if found is not None:
                return found
        if floors and len(self.demands) > MANY:
            found = self._thinned()
            if found is not None or self.watch.hit():
                return found
        for demands in (sides, *((floor, *sides) for floor in floors), *([self.demands] * (len(floors) > 1))):
            model = self._model(demands)
            with self._closing(model):
                found = self._conflicting(model, demands)
            if found is not None or self.watch.hit():
                return found
        return None

    def _thinned(self) -> tuple[Demand, ...] | None:
        """Return demands that conflict by the cheaper test, then as few of them as the program proves."""
        model = BoundModel(self.problem, self.demands)
        # What a planner can change first most often conflicts alone: one test instead of one for each block.
        freed = np.array([demand.kind not in FIRST for demand in self.demands], dtype=np.bool_)
        if not self._conflict(model, freed):
            self.unknown = False
            freed = np.zeros(len(self.demands), dtype=np.bool_)
            if not self._conflict(model, freed):
                return None
        freed = self._shrink(model, self.demands, freed)
        held = tuple(demand for demand, free in zip(self.demands, freed, strict=True) if not free)
        self.complete = True  # what the cheaper test leaves open, the program may settle
        side = self._model(held)
        with self._closing(side):
            fewer = self._conflicting(side, held)
        self.complete &= fewer is not None
        return held if fewer is None else fewer

    def _conflicting(self, model: _Model, demands: Sequence[Demand]) -> tuple[Demand, ...] | None:
        """Return the fewest of some demands that still conflict; None where they may hold."""
        self.unknown = False  # what a part leaves open, the whole may settle
        freed: NDArray[np.bool_] = np.zeros(len(demands), dtype=np.bool_)
        blamed = self._blamed(model, freed)
        if blamed is not None:
            freed = self._fewer(model, ~blamed)
        if blamed is None or not self._conflict(
            model, freed
        ):  # duals are numbers: whether they tell is tried
            freed = np.zeros(len(demands), dtype=np.bool_)
            self.unknown = False
            if not self._conflict(model, freed):
                return None
        freed = self._shrink(model, demands, freed)
        return tuple(demand for demand, free in zip(demands, freed, strict=True) if not free)

    def _model(self, demands: Sequence[Demand]) -> SideModel:
        return SideModel(self.problem, demands, nodes=NODES * self._effort)

    def _blamed(self, model: _Model, freed: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
        """Return demands not freed that conflict even for parts of options; None where none are known."""
        if not isinstance(model, SideModel) or self._tests <= 0 or self.watch.hit():
            return None
        self._tests -= 1
        return model.blame(freed, time_limit_s=self.watch.left_s(), cancel=self.watch.hit)

    def _fewer(self, model: _Model, freed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Free one after another of demands that conflict for parts of options, while the rest still do."""
        for number in np.flatnonzero(~freed)[::-1].tolist():
            if freed[number]:
                continue
            tried = freed.copy()
            tried[number] = True
            blamed = self._blamed(model, tried)
            if blamed is not None:
                freed = ~blamed
        return freed

    def _conflict(self, model: _Model, freed: NDArray[np.bool_]) -> bool:
        """Return whether demands are proven to conflict when some are freed."""
        self._tests -= 1
        if self._tests < 0 or self.watch.hit():
            self.unknown = True
            return False
        answer = model.ask(freed, time_limit_s=self.watch.left_s(), cancel=self.watch.hit)
        self.unknown |= answer.feasible is None
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

    def relax(self, price: NDArray[np.float64], watch: Watch) -> Answer:
        """Return the plan that violates least of all demands."""
        self._tell("relaxation", 0, len(self.demands))
        every = np.ones(len(self.demands), dtype=np.bool_)
        model = self._model(self.demands)
        with self._closing(model):
            return model.ask(every, price=price, time_limit_s=watch.left_s(), cancel=watch.cancelled)

    @contextmanager
    def _closing(self, model: SideModel) -> Iterator[None]:
        """Close a model at the end, and take down whether its process was lost."""
        try:
            yield
        finally:
            self.lost |= model.lost
            model.close()
