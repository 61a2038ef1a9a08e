"""What one more unit of each resource would gain, and what lifting each lock would.

An upper bound comes first, from the relaxation alone: most reliefs that are worth nothing need no placement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.bound import relax
from optimisation.by_hand import Board, lay_out
from optimisation.envelope import UNIT, make_envelope
from optimisation.master import Master
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem, Solution
from optimisation.scoring import breaches, score
from optimisation.series import Series, Step
from optimisation.spare import spare

NOTHING = 1e-6
"""Share of the objective below which a gain is none."""


@dataclass(frozen=True, slots=True)
class Relief:
    """What easing one limit would gain.

    Parameters
    ----------
    kind : str
        "stock" (one more unit), "open" (an option no longer held open) or "shut" (no longer forbidden).
    name : str
        Of the resource or the option.
    at_most : float
        No plan of the eased problem gains more.
    gain : float or None
        What the best plan found gains, >= 0; None where none was sought.
    at_least : float
        What turning one option gains, nothing else moving.
    again : ndarray of bool, shape (options,), or None
        The best plan found.
    most_credit : float
        No better plan in which no floor falls shorter than now covers more weight than this beyond the plan.
    most_penalties : float
        What the plan's penalties, of floors it misses, could give back at most.
    """

    kind: str
    name: str
    at_most: float
    gain: float | None = None
    at_least: float = 0.0
    again: NDArray[np.bool_] | None = field(default=None, compare=False)
    most_credit: float = np.inf
    most_penalties: float = 0.0


@dataclass(frozen=True, slots=True)
class Reliefs:
    """Reliefs, those that gain most first, as far as is known.

    Parameters
    ----------
    found : tuple of Relief
    stopped_by : str
        "" where all was sought, else "time" or "user".
    lost : bool
        The exact solver ended without an answer in some placement.
    """

    found: tuple[Relief, ...]
    stopped_by: str = ""
    lost: bool = False

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return self.stopped_by == "" and not self.lost


def reliefs(
    problem: CoverProblem,
    plan: Solution,
    *,
    locks: Sequence[int] | None = None,
    solve: int | None = None,
    effort: int = 1,
    gap: float = 0.0,
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Reliefs:
    """Return what one more unit of each resource, and lifting each lock, would gain over a plan.

    Parameters
    ----------
    problem : CoverProblem
    plan : Solution
        With a plan.
    locks : sequence of int or None
        Options fixed open or forbidden whose lock is lifted, one at a time; None = all of them.
    solve : int or None
        For how many reliefs, those with the greatest bounds first, a plan is placed; None = all that could
        gain anything.
    effort, gap, seed, time_limit_s, progress, cancel
        See :class:`optimisation.series.Series`.
    """
    series = Series(
        effort=effort,
        gap=gap,
        seed=seed,
        time_limit_s=time_limit_s,
        progress=progress,
        cancel=cancel,
        known=[plan.chosen],
    )
    eased = eased_limits(problem, plan, locks, series.over)
    found = [one.relief for one in eased]
    sought = len(found) if solve is None else min(solve, len(found))
    for number in range(sought):
        if series.over():
            break
        if found[number].gain is None:
            found[number] = relieved(series, plan, eased[number], to_come=sought - number)
    return Reliefs(by_gain(found), series.stopped_by, series.lost)


def by_gain(found: Iterable[Relief]) -> tuple[Relief, ...]:
    """Return reliefs with what gains most, as far as is known, first."""

    def rank(one: Relief) -> tuple[float, float, str, str]:
        return (-(one.at_least if one.gain is None else one.gain), -one.at_most, one.kind, one.name)

    return tuple(sorted(found, key=rank))


@dataclass(frozen=True, slots=True, eq=False)
class Easing:
    """A relief before any plan is placed, with the eased problem, and a plan of it."""

    relief: Relief
    problem: CoverProblem
    known: NDArray[np.bool_]


def eased_limits(
    problem: CoverProblem,
    plan: Solution,
    locks: Sequence[int | tuple[int, ...]] | None = None,
    stop: Callable[[], bool] = lambda: False,
    board: Board | None = None,
) -> tuple[Easing, ...]:
    """Return what easing each limit could gain, those that promise most first; no plan is placed.

    One relaxation, of the problem with one more of everything, bounds all stocks: its prices say how much of
    that bound each unit takes back. What turning one option adds is gained for certain.

    Parameters
    ----------
    problem : CoverProblem
    plan : Solution
    locks : sequence of int or None
        See :func:`reliefs`.
    stop : callable
        Polled; True ends it with what is known by then.
    board : Board or None
        Of the problem; None = laid out here.
    """
    assert plan.objective is not None  # noqa: S101 (reliefs of a plan, not of the lack of one)
    if stop():
        return ()
    left = spare(board or lay_out(problem), plan.chosen)
    bounds = _stock_bounds(problem)
    # Where the plan pays penalties a bound on the objective says little about credit, which has its own.
    owed = max(0.0, plan.credit - plan.objective)
    bare = replace(problem, floors=tuple(floor for floor in problem.floors if floor.hard))
    reached = _stock_bounds(bare) if owed > nothing_of(plan.objective) else bounds
    nothing = nothing_of(plan.objective)
    found = []
    for kind, name, other, members in _eased(problem, locks):
        if stop():
            break
        turned: tuple[int, ...] = members
        if kind == "stock":
            number = problem.resource_names.index(name)
            bound, turned, most = float(bounds[number]), (left[number].where,), float(reached[number])
            if plan.bound is not None and _never_used_up(problem, number):
                bound = min(bound, plan.bound)
        else:
            bound = upper_bound(other)
            most = bound if reached is bounds else upper_bound(replace(other, floors=bare.floors))
        known, least = max((_turned(other, plan, n) for n in turned), key=lambda found: found[1])
        at_most = max(0.0, bound - plan.objective, least)
        settled = 0.0 if at_most <= nothing else None
        credit = max(0.0, min(at_most, most - plan.credit))
        relief = Relief(kind, name, at_most, settled, least, None, credit, min(at_most, owed))
        found.append(Easing(relief, other, known))
    found.sort(key=lambda one: (-one.relief.at_least, -one.relief.at_most, one.relief.kind, one.relief.name))
    return tuple(found)


def _never_used_up(problem: CoverProblem, number: int) -> bool:
    """Return whether all options together leave a stock as large as it is: one more of it changes nothing."""
    use = problem.use[number, ~problem.forbidden]
    return float(np.maximum(use, 0.0).sum()) <= float(problem.stock[number])


def most_apart(eased: CoverProblem, plan: Solution, at_most: float) -> tuple[float, float]:
    """Return what no plan of an eased problem gains in credit and in penalties that it no longer owes.

    In credit where no floor falls shorter, in penalties where credit does not fall: else either may gain
    more, and the other lose as much.

    Parameters
    ----------
    eased : CoverProblem
        Valid.
    plan : Solution
        Of the problem before.
    at_most : float
        What no plan of the eased problem gains in the objective.
    """
    assert plan.objective is not None  # noqa: S101 (a plan gains over another, not over the lack of one)
    owed = max(0.0, plan.credit - plan.objective)
    if owed <= nothing_of(plan.objective):
        return at_most, min(at_most, owed)
    # Where the plan owes penalties a bound on the objective says little about credit, which has its own.
    bare = replace(eased, floors=tuple(floor for floor in eased.floors if floor.hard))
    return max(0.0, min(at_most, upper_bound(bare) - plan.credit)), min(at_most, owed)


def nothing_of(objective: float) -> float:
    """Return the gain below which there is none."""
    return NOTHING * abs(objective)


def _turned(eased: CoverProblem, plan: Solution, option: int) -> tuple[NDArray[np.bool_], float]:
    """Return the plan with one option turned and what that gains; as it is where that breaks a limit."""
    known = plan.chosen.copy()
    if option >= 0 and plan.objective is not None:
        known[option] = not known[option]
        gain = score(eased, known).objective - plan.objective
        if gain > 0 and not breaches(eased, known):
            return known, gain
    return plan.chosen, 0.0


def relieved(
    series: Series, plan: Solution, easing: Easing, *, to_come: int, done: int | None = None
) -> Relief:
    """Return what easing a limit gains: a plan of the eased problem is placed.

    Parameters
    ----------
    series : Series
    plan : Solution
    easing : Easing
        Of :func:`eased_limits`.
    to_come, done
        See :meth:`optimisation.series.Series.place`.
    """
    relief = easing.relief
    series.learn(easing.known)
    best = series.place(
        easing.problem, f"the best plan with {relief_words(relief)}", to_come=to_come, done=done
    )
    if best.objective is None or best.bound is None or plan.objective is None:
        return relief
    at_most = max(0.0, min(relief.at_most, best.bound - plan.objective))
    gain = max(0.0, best.objective - plan.objective)
    at_most = max(at_most, gain)
    return replace(
        relief,
        at_most=at_most,
        gain=gain,
        again=best.chosen,
        most_credit=min(relief.most_credit, at_most),
        most_penalties=min(relief.most_penalties, at_most),
    )


def relief_words(relief: Relief) -> str:
    """Return what is eased, in words."""
    words = {"stock": "one more of", "open": "leave to close", "shut": "leave to open"}
    return f"{words[relief.kind]} {relief.name}"


def _stock_bounds(problem: CoverProblem) -> NDArray[np.float64]:
    """Return what no plan exceeds with one more unit of each stock alone; inf where nothing is known."""
    core = reduce_problem(replace(problem, stock=problem.stock + 1.0))
    count = len(problem.resource_names)
    if core.reasons or not count:
        return np.full(count, np.inf)
    envelope = make_envelope(core)
    master = Master(core, envelope)
    relax(master, core, envelope, None)
    point = master.solve()
    if not point.feasible:  # pragma: no cover (the plan itself is a point)
        return np.full(count, np.inf)
    # One unit, in those of the core: each resource is divided by its largest use among free options.
    size = np.abs(problem.use[:, core.options]).max(axis=1, initial=0.0)
    size[size == 0] = 1.0
    back = np.maximum(master.stock_prices, 0.0) / size
    bounds = (point.bound - (back.sum() - back)) / UNIT
    worth = np.minimum(bounds, float(core.full[:, 0].sum()))
    return np.asarray(core.scale * (core.credit + worth))


def _eased(
    problem: CoverProblem, locks: Sequence[int | tuple[int, ...]] | None
) -> list[tuple[str, str, CoverProblem, tuple[int, ...]]]:
    """Return what to ease: kind, name, the eased problem, and the options that are lifted."""
    found: list[tuple[str, str, CoverProblem, tuple[int, ...]]] = []
    for number, name in enumerate(problem.resource_names):
        stock = problem.stock.copy()
        stock[number] += 1.0
        found.append(("stock", name, replace(problem, stock=stock), ()))
    if locks is None:
        locks = np.flatnonzero(problem.fixed_open | problem.forbidden).tolist()
    for lock in locks:
        members = lock if isinstance(lock, tuple) else (lock,)
        free = np.zeros(len(problem.option_ids), dtype=np.bool_)
        free[list(members)] = True
        kind = "open" if problem.fixed_open[members[0]] else "shut"
        eased = replace(problem, fixed_open=problem.fixed_open & ~free, forbidden=problem.forbidden & ~free)
        found.append((kind, problem.option_ids[members[0]], eased, members))
    return found


def upper_bound(problem: CoverProblem) -> float:
    """Return what no plan is worth more than, from the relaxation alone; -inf where none can hold.

    Parameters
    ----------
    problem : CoverProblem
        Valid.
    """
    core = reduce_problem(problem)
    if core.reasons:
        return -np.inf
    envelope = make_envelope(core)
    bound = relax(Master(core, envelope), core, envelope, None).bound
    if bound == -np.inf:
        return -np.inf
    return float(core.scale * (core.credit + min(bound / UNIT, float(core.full[:, 0].sum()))))
