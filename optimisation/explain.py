"""What each place of a plan is worth: the loss if it is closed and nothing moves, and if all else may move.

Closing a place closes what depends on it: options that lose the last host they require.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.by_hand import Board, HandPlan, begin, change, lay_out
from optimisation.problem import CoverProblem, Solution
from optimisation.scoring import hits_of
from optimisation.series import Series, Step


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
    """

    place: str
    closed: NDArray[np.int64]
    loss: float
    breaks: tuple[str, ...]
    status: str = "not sought"
    least: float | None = None
    most: float | None = None
    instead: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """Places by what they are worth.

    Parameters
    ----------
    places : tuple of Importance
        The greatest loss first, nothing else moving.
    stopped_by : str
        "" where all was sought, else "time" or "user".
    """

    places: tuple[Importance, ...]
    stopped_by: str = ""

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return self.stopped_by == ""


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
    board = lay_out(problem)
    whole = begin(board, plan.chosen)
    if places is None:
        places = {problem.option_ids[i]: (int(i),) for i in np.flatnonzero(plan.chosen)}
    found = [_alone(board, whole, name, members) for name, members in places.items()]
    found.sort(key=lambda one: (-one.loss, one.place))
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
        members = list(places[found[number].place])
        found[number] = _again(series, problem, plan, found[number], members, sought - number)
    return Explained(tuple(found), series.stopped_by)


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


def _alone(board: Board, whole: HandPlan, name: str, members: Sequence[int]) -> Importance:
    closed = without(board.problem, whole.chosen, members)
    rest = change(board, whole, closed=closed.tolist())
    own = {"an option decided beforehand was changed", *whole.breaches}
    breaks = tuple(words for words in rest.breaches if words not in own)
    return Importance(name, closed, whole.objective - rest.objective, breaks)


def _again(
    series: Series,
    problem: CoverProblem,
    plan: Solution,
    alone: Importance,
    members: Sequence[int],
    to_come: int,
) -> Importance:
    shut = problem.forbidden.copy()
    shut[list(members)] = True
    rest = replace(problem, fixed_open=problem.fixed_open & ~shut, forbidden=shut)
    found = series.place(rest, f"the best plan without {alone.place}", to_come=to_come)
    if found.objective is None or found.bound is None:
        proven = found.status == "infeasible" and found.stopped_by == "proof"
        return replace(alone, status="needed" if proven else "not found")
    assert plan.objective is not None  # noqa: S101 (a plan is explained, not the lack of one)
    assert plan.bound is not None  # noqa: S101
    return replace(
        alone,
        status="solved",
        least=plan.objective - found.bound,
        most=plan.bound - found.objective,
        instead=np.flatnonzero(found.chosen & ~plan.chosen),
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
