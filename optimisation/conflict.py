"""Why no plan holds: the fewest demands that cannot all hold together, and the least that must give way.

The relaxation comes from the elastic program, in which every demand may be violated at a price.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.errors import raise_errors
from optimisation.conflict_search import ConflictSearch
from optimisation.demands import KINDS, Demand, demands_of
from optimisation.problem import CoverProblem, check_problem
from optimisation.search import Watch
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
    search = ConflictSearch(problem, demands_of(problem, names), naming, effort, progress)
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
