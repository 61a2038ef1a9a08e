"""What each place of a plan is worth: the loss if it is closed and nothing moves, and if all else may move.

Closing a place closes what depends on it: options that lose the last host they require.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.by_hand import Board, HandPlan, begin, change, lay_out
from optimisation.margins import Difference, difference
from optimisation.problem import CoverProblem, Solution
from optimisation.scoring import DECIDED, hits_of
from optimisation.series import Series, Step

UNSOUGHT = "not sought"
"""Status of a place whose plan was not placed again."""

ROUNDING = 1e-9
"""Share of all weight below which a loss is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Importance:
    """What one place is worth to a plan.

    Parameters
    ----------
    place : str
    closed : ndarray of int64
        Options that close with it, its dependants included.
    loss : float
        Objective lost if nothing else moves.
    breaks : tuple of str
        What the plan without it breaks, if nothing else moves.
    status : str
        "solved", "needed" (no plan without it, proven), "not found", or "not sought".
    least, most : float or None
        Between what the loss lies if all else may move; None unless solved. Negative where closing what
        is fixed open gains.
    instead : ndarray of int64
        Options that the best plan found without it opens and this plan does not.
    parts : Difference or None
        The loss if nothing else moves, part by part.
    again : ndarray of bool, shape (options,), or None
        The best plan found without it, where one was placed.
    """

    place: str
    closed: NDArray[np.int64]
    loss: float
    breaks: tuple[str, ...]
    status: str = UNSOUGHT
    least: float | None = None
    most: float | None = None
    instead: NDArray[np.int64] | None = None
    parts: Difference | None = None
    again: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """Places by what they are worth.

    Parameters
    ----------
    places : tuple of Importance
        The greatest loss first, nothing else moving.
    stopped_by : str
        "" where all was sought, else "time" or "user".
    lost : bool
        The exact solver ended without an answer in some placement.
    """

    places: tuple[Importance, ...]
    stopped_by: str = ""
    lost: bool = False

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return self.stopped_by == "" and not self.lost


def importance(
    problem: CoverProblem,
    plan: Solution,
    *,
    places: Mapping[str, Sequence[int]] | None = None,
    solve: int | None = None,
    effort: int = 1,
    gap: float = 0.0,
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Explained:
    """Return what each place is worth to a plan.

    Parameters
    ----------
    problem : CoverProblem
    plan : Solution
        With a plan.
    places : mapping of name to options, or None
        Options that close together; those not open in the plan are kept shut too. None = each open option
        alone.
    solve : int or None
        For how many places, the greatest losses first, the rest of the plan is placed again; None = all.
    effort, gap, seed, time_limit_s, progress, cancel
        See :class:`optimisation.series.Series`.
    """
    places = each_alone(problem, plan) if places is None else places
    found = list(losses(problem, plan, places))
    series = Series(
        effort=effort,
        gap=gap,
        seed=seed,
        time_limit_s=time_limit_s,
        progress=progress,
        cancel=cancel,
        known=[plan.chosen],
    )
    sought = len(found) if solve is None else min(solve, len(found))
    for number in range(sought):
        if series.over():
            break
        if found[number].status == UNSOUGHT:
            members = places[found[number].place]
            found[number] = replaced(series, problem, plan, found[number], members, to_come=sought - number)
    return Explained(tuple(found), series.stopped_by, series.lost)


def each_alone(problem: CoverProblem, plan: Solution) -> dict[str, tuple[int, ...]]:
    """Return each open option of a plan as a place of its own."""
    return {problem.option_ids[i]: (int(i),) for i in np.flatnonzero(plan.chosen)}


def losses(
    problem: CoverProblem, plan: Solution, places: Mapping[str, Sequence[int]], board: Board | None = None
) -> tuple[Importance, ...]:
    """Return what each place is worth if nothing else moves, the greatest loss first.

    Where that settles what it is worth if all else may move (a place that adds nothing), it is solved.

    Parameters
    ----------
    problem : CoverProblem
    plan : Solution
    places : mapping of name to options
        See :func:`importance`.
    board : Board or None
        Of the problem; None = laid out here.
    """
    board = board or lay_out(problem)
    whole = begin(board, plan.chosen)
    found = [_alone(board, whole, plan, name, members) for name, members in places.items()]
    return tuple(sorted(found, key=lambda one: (-one.loss, one.place)))


def without(problem: CoverProblem, plan: NDArray[np.bool_], members: Sequence[int]) -> NDArray[np.int64]:
    """Return the open options that close when some do: these, and what then lacks every host it requires.

    Parameters
    ----------
    problem : CoverProblem
    plan : ndarray of bool, shape (options,)
    members : sequence of int
    """
    left = plan.copy()
    left[list(members)] = False
    while True:
        orphans = [
            int(i)
            for i in np.flatnonzero(left)
            if problem.requires[i]
            and plan[list(problem.requires[i])].any()
            and not left[list(problem.requires[i])].any()
        ]
        if not orphans:
            return np.flatnonzero(plan & ~left)
        left[orphans] = False


def _alone(board: Board, whole: HandPlan, plan: Solution, name: str, members: Sequence[int]) -> Importance:
    problem = board.problem
    closed = without(problem, whole.chosen, members)
    rest = change(board, whole, closed=closed.tolist())
    own = {DECIDED, *whole.breaches}
    breaks = tuple(words for words in rest.breaches if words not in own)
    loss = whole.objective - rest.objective
    found = Importance(name, closed, loss, breaks, parts=difference(problem, whole, rest))
    free = not problem.fixed_open[closed].any()
    rounding = ROUNDING * max(abs(whole.objective), float(problem.weights.sum()))
    if breaks or not free or loss > rounding or plan.objective is None or plan.bound is None:
        return found
    none = np.zeros(0, dtype=np.int64)
    least = min(plan.objective - plan.bound, loss)
    return replace(found, status="solved", least=least, most=max(loss, 0.0), instead=none)


def replaced(
    series: Series,
    problem: CoverProblem,
    plan: Solution,
    alone: Importance,
    members: Sequence[int],
    *,
    to_come: int,
    done: int | None = None,
    loose: Sequence[int] = (),
) -> Importance:
    """Return what a place is worth if all else may move: the rest of the plan is placed again.

    Parameters
    ----------
    series : Series
    problem : CoverProblem
    plan : Solution
    alone : Importance
        Of :func:`losses`.
    members : sequence of int
        Options of the place.
    to_come, done
        See :meth:`optimisation.series.Series.place`.
    loose : sequence of int
        Fixed options that lose their host with the place: they may close too.
    """
    shut = problem.forbidden.copy()
    shut[list(members)] = True
    fixed = problem.fixed_open & ~shut
    fixed[list(loose)] = False
    rest = replace(problem, fixed_open=fixed, forbidden=shut)
    found = series.place(rest, f"the best plan without {alone.place}", to_come=to_come, done=done)
    if found.objective is None or found.bound is None:
        proven = found.status == "infeasible"
        return replace(alone, status="needed" if proven else "not found")
    assert plan.objective is not None  # noqa: S101 (a plan is explained, not the lack of one)
    assert plan.bound is not None  # noqa: S101
    least = plan.objective - found.bound
    if not problem.fixed_open[[*members, *loose]].any():  # then no plan without it exceeds the bound with it
        least = max(least, plan.objective - plan.bound)
    return replace(
        alone,
        status="solved",
        least=least,
        most=plan.bound - found.objective,
        instead=np.flatnonzero(found.chosen & ~plan.chosen),
        again=found.chosen,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Closing:
    """What closing options does to rows when nothing else moves.

    Parameters
    ----------
    closed : ndarray of int64
        Options that close, dependants included.
    lost : ndarray of int64
        Rows that count less often, or no more.
    lost_weight : ndarray of float64, shape (lost rows,)
        Weight that each of them loses.
    held : ndarray of int64
        Rows that the closed options cover and that count as before.
    taken_over : tuple of (option, weight)
        Open options that cover held rows, with the weight of those, the greatest first; a row that several
        cover is in the weight of each.
    """

    closed: NDArray[np.int64]
    lost: NDArray[np.int64]
    lost_weight: NDArray[np.float64]
    held: NDArray[np.int64]
    taken_over: tuple[tuple[int, float], ...]


def closing(problem: CoverProblem, plan: NDArray[np.bool_], members: Sequence[int]) -> Closing:
    """Return which rows lose cover when options close, and which other options take over the rest.

    Parameters
    ----------
    problem : CoverProblem
    plan : ndarray of bool, shape (options,)
    members : sequence of int
    """
    closed = without(problem, plan, members)
    left = plan.copy()
    left[closed] = False
    before, after = hits_of(problem, plan), hits_of(problem, left)
    lost = np.flatnonzero(after < before)
    touched = _touches(problem, closed)
    held = np.flatnonzero(touched & (before > 0) & (after == before))
    others = np.flatnonzero(left)
    part = problem.cover[held][:, others].astype(np.bool_).astype(np.float64)
    weight = np.asarray(part.T @ (problem.weights[held] * after[held]))
    order = np.lexsort((others, -weight))
    return Closing(
        closed,
        lost,
        problem.weights[lost] * (before - after)[lost],
        held,
        tuple((int(others[i]), float(weight[i])) for i in order if weight[i] > 0),
    )


def _touches(problem: CoverProblem, options: NDArray[np.int64]) -> NDArray[np.bool_]:
    marked = np.zeros(len(problem.option_ids), dtype=np.float64)
    marked[options] = 1.0
    touched = problem.cover.astype(np.bool_) @ marked > 0
    if problem.also is not None:
        touched |= problem.also @ marked > 0
    return np.asarray(touched, dtype=np.bool_)
