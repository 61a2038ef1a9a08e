"""Why no plan holds: the fewest demands that cannot all hold together, and the least that must give way.

Where not even parts of options could meet all demands, those with a dual value in the elastic linear program
conflict already (Farkas' lemma), most often a handful. From these, or from all, a deletion filter (Chinneck
and Dravnieks 1991) over blocks that are halved leaves an irreducible set. Of many demands a cheaper test, by
the bound of the hard floors' rows, first frees whole blocks that take no part. The relaxation comes from the
elastic program, in which every demand may be violated at a price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.errors import raise_errors
from optimisation.bound_model import BoundModel
from optimisation.demands import KINDS, Demand, demands_of
from optimisation.problem import CoverProblem, check_problem
from optimisation.reach_model import ReachModel
from optimisation.search import Watch
from optimisation.side_model import SideModel
from optimisation.side_program import Answer

PRICES: Mapping[str, float] = {
    "floor": 10.0,
    "stock": 1.0,
    "open": 1.0,
    "shut": 2.0,
    "requires": 20.0,
    "exclusive": 20.0,
}
"""Price of violating a demand (default, no official figure): a whole share of a floor, a unit of a stock (in
units of its largest use), one decision. Ten points of a floor weigh as much as one more unit."""

NODES = 2000
"""Nodes of each program per unit of effort."""

TESTS = 1000
"""Most programs per unit of effort."""

MANY = 500
"""More demands than these are thinned out by the cheaper test first."""

NAMING = 0.6
"""Share of a time limit that may go into making the set small; the rest is for the relaxation."""

SHOWN = 8
"""Demands of a kind that are told in words; the data have all of them."""

NOTHING = 1e-7
"""Violations below this are rounding."""


@dataclass(frozen=True, slots=True)
class Eased:
    """A demand that gives way.

    Parameters
    ----------
    demand : Demand
    by : float
        How far: share of the floor's base, units of the stock, options.
    words : str
        What to do, in words.
    """

    demand: Demand
    by: float
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Conflict:
    """Demands that no plan meets together.

    Parameters
    ----------
    demands : tuple of Demand
        They cannot all hold; floors first, then stocks, locks, needs and exclusions.
    irreducible : bool
        Whether any one fewer of them can hold: proven for each.
    relaxation : tuple of Eased
        What gives way at the least total price, so that all other demands hold; () where none was found.
    least : bool
        Whether that price is proven to be the least.
    chosen : ndarray of bool, shape (options,)
        A plan that holds then.
    stopped_by : str
        "" where all was proven, else "effort", "time" or "user".
    lost : bool
        The process of a program ended without an answer: it crashed, or somebody killed it.
    """

    demands: tuple[Demand, ...]
    irreducible: bool
    relaxation: tuple[Eased, ...]
    least: bool
    chosen: NDArray[np.bool_]
    stopped_by: str = ""
    lost: bool = False

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return not self.lost and self.stopped_by not in ("time", "user")

    @property
    def words(self) -> tuple[str, ...]:
        """The conflict and its least relaxation, a sentence each."""
        if not self.demands:
            return ("Whether any plan meets all demands is not known: the search was cut short.",)
        first = "These cannot all hold"
        if not self.irreducible:
            first = "These cannot all hold (not proven to be as few as can be)"
        found = [f"{first}: {_listed(self.demands)}."]
        if self.relaxation:
            least = "The least change that allows a plan" if self.least else "A change that allows a plan"
            found.append(f"{least}: " + "; ".join(eased.words for eased in self.relaxation) + ".")
        return tuple(found)


def find_conflict(
    problem: CoverProblem,
    *,
    names: Mapping[str, str] | None = None,
    prices: Mapping[str, float] | None = None,
    effort: int = 1,
    time_limit_s: float | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Conflict | None:
    """Return the demands that conflict and the least relaxation; None where a plan exists.

    Parameters
    ----------
    problem : CoverProblem
    names : mapping of option id or resource to words, or None
        What options and resources are called.
    prices : mapping of kind to float, or None
        Laid over :data:`PRICES`.
    effort : int
        Multiplies the counted work.
    time_limit_s : float or None
        A call that it ends is not reproducible.
    progress : callable or None
        Told what is done, the demands still in doubt, and all demands.
    cancel : callable or None
        Polled; True ends the call with what is proven so far.

    Raises
    ------
    InputError
        When the problem is malformed, an option both open and shut among the reasons.
    """
    raise_errors(check_problem(problem))
    nothing = np.zeros(len(problem.option_ids), dtype=np.bool_)
    watch = Watch(time_limit_s, cancel)
    naming = Watch(None if time_limit_s is None else NAMING * time_limit_s, cancel)
    search = _Search(problem, demands_of(problem, names), naming, effort, progress)
    held = search.stages()
    if held is None:
        if search.unknown or not search.complete:
            return Conflict((), False, (), False, nothing, naming.why or "effort", search.lost)
        return None
    if watch.hit():
        return Conflict(held, search.complete, (), False, nothing, watch.why, search.lost)
    answer = search.relax(_prices(problem, search.demands, {**PRICES, **(prices or {})}), watch)
    eased = _eased(problem, search.demands, answer) if answer.feasible else ()
    why = watch.why or naming.why
    stopped = why or ("" if search.complete and answer.proven else "effort")
    if search.complete and answer.proven:
        stopped = ""
    return Conflict(held, search.complete, eased, answer.proven, answer.chosen, stopped, search.lost)


_Model = SideModel | ReachModel | BoundModel


class _Search:
    """Looks for demands that conflict, the easiest parts first.

    Each floor with what is ruled out alone, which is counted; then programs of everything but floors, of each
    floor with that, and of all.
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
        freed: NDArray[np.bool_] = np.zeros(len(self.demands), dtype=np.bool_)
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


def _listed(demands: Sequence[Demand]) -> str:
    """Return demands in words, of each kind only as many as somebody would read."""
    told: list[str] = []
    for kind in KINDS:
        some = [demand.words for demand in demands if demand.kind == kind]
        told += some[:SHOWN]
        if len(some) > SHOWN:
            told.append(f"{len(some) - SHOWN} more like the last")
    return "; ".join(told)


def _prices(
    problem: CoverProblem, demands: Sequence[Demand], by_kind: Mapping[str, float]
) -> NDArray[np.float64]:
    price = np.array([by_kind[demand.kind] for demand in demands], dtype=np.float64)
    for number, demand in enumerate(demands):
        if demand.kind == "stock":
            largest = float(np.abs(problem.use[demand.index]).max(initial=0.0))
            price[number] /= largest if largest > 0 else 1.0
    return price


def _eased(problem: CoverProblem, demands: Sequence[Demand], answer: Answer) -> tuple[Eased, ...]:
    found = []
    for demand, by in zip(demands, answer.violated.tolist(), strict=True):
        if by > NOTHING:
            found.append(Eased(demand, by, _advice(problem, demand, by)))
    return tuple(found)


def _advice(problem: CoverProblem, demand: Demand, by: float) -> str:
    if demand.kind == "floor":
        floor = problem.floors[demand.index]
        return f"{floor.name}: {(floor.share - by) * 100:.1f} % instead of {floor.share * 100:.1f} %"
    if demand.kind == "stock":
        return f"{by:g} more of {demand.subject}"
    ways = {
        "open": "close {}",
        "shut": "allow {}",
        "requires": "let {} stand without what it needs",
        "exclusive": "allow more than one of {}",
    }
    return ways[demand.kind].format(demand.subject)
