"""Why no plan holds: the fewest demands that cannot all hold together, and the least that must give way.

The relaxation comes from the elastic program, in which every demand may be violated at a price. Where that
leaves it open, or floors are too large for it, the search for plans tells how far the floors must come down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layers.errors import raise_errors
from optimisation.conflict_search import ConflictSearch
from optimisation.demands import KINDS, TIER, Demand, demands_of, violations
from optimisation.problem import NEED, CoverProblem, check_problem
from optimisation.scoring import breaches
from optimisation.watch import Watch

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

PROGRAM = 0.7
"""Share of what naming leaves of a limit that may go into the elastic program."""

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
    floors_at_least : float
        No plan that keeps all else falls short of the hard floors by less in sum, in shares of their bases;
        0 where nothing is known.
    most : tuple of (str, float) or None
        Where there is one hard floor: its name, and the share that no plan that keeps all else exceeds; None
        where none is known.
    """

    demands: tuple[Demand, ...]
    irreducible: bool
    relaxation: tuple[Eased, ...]
    least: bool
    chosen: NDArray[np.bool_]
    stopped_by: str = ""
    lost: bool = False
    floors_at_least: float = 0.0
    most: tuple[str, float] | None = None

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return not self.lost and self.stopped_by not in ("time", "user")

    @property
    def words(self) -> tuple[str, ...]:
        """The conflict and its least relaxation, a sentence each."""
        if self.demands:
            first = "These cannot all hold"
            if not self.irreducible:
                first = "These cannot all hold (not proven to be as few as can be)"
            found = [f"{first}: {_listed((one.kind, one.words) for one in self.demands)}."]
        else:
            found = ["Whether any plan meets all demands is not known: the search was cut short."]
        if self.relaxation:
            least = "The least change that allows a plan" if self.least else "A change that allows a plan"
            found.append(f"{least}: {_listed((one.demand.kind, one.words) for one in self.relaxation)}.")
        if self.relaxation and not self.least and self.most is not None:
            name, share = self.most
            found.append(f"No plan that keeps all else reaches more than {_up(share)} % of {name}.")
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
    on_plan: Callable[[NDArray[np.bool_]], None] | None = None,
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
    on_plan : callable or None
        Given a plan that meets all demands, where one exists and was met on the way.

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
    known = held is not None or not (search.unknown or not search.complete)
    if held is None and known:
        _hand_over(problem, search.held, on_plan)
        return None
    found = Conflict(held or (), search.complete and known, (), False, nothing)
    price = _prices(problem, search.demands, {**PRICES, **(prices or {})})
    eased = found if search.large else _relaxed(problem, search, price, watch, found)
    if eased is found and search.lowers and not watch.hit():
        eased = _lowered(problem, search, price, watch, found)
    if not (eased is found or eased.demands or eased.relaxation):
        _hand_over(problem, eased.chosen, on_plan)
        return None  # a plan was found after all
    why = watch.why or naming.why
    proven = eased.irreducible and eased.least
    return replace(eased, stopped_by="" if proven else why or "effort", lost=search.lost)


def _hand_over(
    problem: CoverProblem,
    chosen: NDArray[np.bool_] | None,
    on_plan: Callable[[NDArray[np.bool_]], None] | None,
) -> None:
    """Hand a plan over that breaks nothing; a program's word for it is not enough."""
    if on_plan is not None and chosen is not None and not breaches(problem, chosen):
        on_plan(chosen)


def _relaxed(
    problem: CoverProblem, search: ConflictSearch, price: NDArray[np.float64], watch: Watch, found: Conflict
) -> Conflict:
    """Return a conflict with what gives way at the least price, by the elastic program.

    Where nothing has to, there is a plan: neither demands nor relaxation then.
    """
    if watch.hit():
        return found
    left = watch.left_s()
    answer = search.relax(price, watch, None if left is None else PROGRAM * left)
    if not answer.feasible:
        return found
    eased = _eased(problem, search.demands, violations(problem, search.demands, answer.chosen))
    demands = found.demands or (search.demands if eased and answer.proven else ())
    return replace(found, demands=demands, relaxation=eased, least=answer.proven, chosen=answer.chosen)


def _lowered(
    problem: CoverProblem, search: ConflictSearch, price: NDArray[np.float64], watch: Watch, found: Conflict
) -> Conflict:
    """Return a conflict with how far its floors come down, all else kept; as it was where nothing is known.

    The least change it is where whatever else could give way costs more by itself than all of that.
    """
    low = search.lower(watch)
    if low is None:
        return found
    floors = [(n, demand) for n, demand in enumerate(search.demands) if demand.kind == "floor"]
    violated = np.zeros(len(search.demands))
    violated[[n for n, _ in floors]] = [low.short[demand.index] for _, demand in floors]
    paid = float(price @ violated)
    rate = float(price[floors[0][0]])  # floors have one price
    least = paid - rate * low.least <= rate * NOTHING and paid < _cheapest_other(
        problem, search.demands, price
    )
    most = None
    if len(floors) == 1 and low.least > 0:
        floor = problem.floors[floors[0][1].index]
        most = (floor.name.removeprefix("floor: "), floor.share - low.least)
    return replace(
        found,
        demands=found.demands or (search.demands if low.least > NOTHING else ()),
        relaxation=_eased(problem, search.demands, violated),
        least=least,
        chosen=low.chosen,
        floors_at_least=low.least,
        most=most,
    )


def _cheapest_other(problem: CoverProblem, demands: Sequence[Demand], price: NDArray[np.float64]) -> float:
    """Return the least that violating anything but floors can cost: whole options violate in whole steps."""
    costs = [np.inf]
    for demand, one in zip(demands, price.tolist(), strict=True):
        if demand.kind == "stock":
            whole = np.append(problem.use[demand.index], problem.stock[demand.index])
            costs.append(one if bool((whole == np.round(whole)).all()) else 0.0)
        elif demand.kind != "floor":
            costs.append(one)
    return min(costs)


def _listed(told: Iterable[tuple[str, str]]) -> str:
    """Return demands in words, of each kind only as many as somebody would read."""
    every, shown = list(told), []
    for kind in KINDS:
        some = [words for one, words in every if one == kind]
        shown += some[:SHOWN]
        if len(some) > SHOWN:
            shown.append(f"{len(some) - SHOWN} more like the last")
    return "; ".join(shown)


def _prices(
    problem: CoverProblem, demands: Sequence[Demand], by_kind: Mapping[str, float]
) -> NDArray[np.float64]:
    price = np.array([by_kind[demand.kind] for demand in demands], dtype=np.float64)
    idle = _idle(problem)
    for number, demand in enumerate(demands):
        if demand.kind == "stock":
            largest = float(np.abs(problem.use[demand.index]).max(initial=0.0))
            need = problem.resource_names[demand.index].startswith(NEED)
            price[number] = by_kind["requires" if need else "stock"] / (largest if largest > 0 else 1.0)
        elif demand.kind == "open" and problem.requires[demand.index] and idle[demand.index]:
            price[number] = by_kind["requires"]
    return price


def _idle(problem: CoverProblem) -> NDArray[np.bool_]:
    """Return the options that cover and spend nothing: what is held open of them only asks for others."""
    covers = np.zeros(len(problem.option_ids), dtype=np.bool_)
    for cover in (problem.cover, problem.also):
        if cover is not None:
            covers |= np.asarray(cover.sum(axis=0)) > 0
    return np.asarray(~covers & ~(problem.use != 0).any(axis=0))


def _eased(
    problem: CoverProblem, demands: Sequence[Demand], violated: NDArray[np.float64]
) -> tuple[Eased, ...]:
    found = []
    for demand, by in zip(demands, violated.tolist(), strict=True):
        if by > NOTHING:
            found.append(Eased(demand, by, _advice(problem, demand, by)))
    return tuple(found)


def _advice(problem: CoverProblem, demand: Demand, by: float) -> str:
    if demand.kind == "floor":
        floor = problem.floors[demand.index]
        tier = floor.kind == TIER
        asked = f"{floor.share * floor.base:g}" if tier else f"{floor.share * 100:.1f} %"
        left = f"{round((floor.share - by) * floor.base)}" if tier else f"{_down(floor.share - by)} %"
        # A mission file asks for something or for nothing, never for 0.
        if float(left.removesuffix(" %")) == 0:
            return f"do without {floor.name} (it asks for {asked})"
        return f"{floor.name}: {left} instead of {asked}"
    if demand.kind == "stock":
        stock = float(problem.stock[demand.index])
        return f"{demand.subject}: {stock + by:g} instead of {stock:g}"
    ways = {
        "open": "close {}",
        "shut": "allow {}",
        "requires": "let {} stand without what it needs",
        "exclusive": "allow more than one of {}",
    }
    return ways[demand.kind].format(demand.subject)


def _down(share: float) -> str:
    """Return a share that is reached in per cent, rounded so that asking for it restores a plan."""
    return f"{max(0.0, math.floor(share * 1000 + 1e-6) / 10):.1f}"


def _up(share: float) -> str:
    """Return a share that none exceeds in per cent, rounded so that none exceeds it."""
    return f"{math.ceil(share * 1000 - 1e-6) / 10:.1f}"
