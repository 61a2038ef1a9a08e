"""What each option alone would add to a plan, and what two plans differ in: credit and floors kept apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.by_hand import Board, HandPlan
from optimisation.problem import CoverProblem, Floor
from optimisation.scoring import TOLERANCE, hits_of, score


@dataclass(frozen=True, slots=True)
class FloorChange:
    """A floor that a plan falls short of by another amount than the plan before: shares of its base."""

    name: str
    kind: str
    wanted: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Difference:
    """What a plan loses against the plan before, part by part; what it gains is negative.

    Parameters
    ----------
    credit : float
        Covered weight: people at risk, weighed, whom some means act for.
    penalties : float
        Of elastic floors, on top; `credit + penalties` is the loss in the objective.
    musts, musts_met : tuple of str
        Must threats met before and no more, and the reverse.
    floors : tuple of FloorChange
        The other floors that fall short by more, or by less.
    cost : float
        Declared cost that it has less: money saved.
    """

    credit: float
    penalties: float
    musts: tuple[str, ...]
    musts_met: tuple[str, ...]
    floors: tuple[FloorChange, ...]
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """A plan's credit, objective, cost, and what each floor of its problem gets."""

    credit: float
    objective: float
    cost: float
    floors: tuple[tuple[Floor, float], ...]


def standing_plan(problem: CoverProblem, chosen: NDArray[np.bool_]) -> Counted:
    """Return a plan counted from nothing.

    Parameters
    ----------
    problem : CoverProblem
    chosen : ndarray of bool, shape (options,)
    """
    hits = hits_of(problem, chosen)
    got = [float(floor.weights @ hits) / floor.base for floor in problem.floors]
    judged = score(problem, chosen)
    return Counted(
        judged.credit, judged.objective, _cost(problem, chosen), tuple(zip(problem.floors, got, strict=True))
    )


def difference(problem: CoverProblem, before: HandPlan, after: HandPlan) -> Difference:
    """Return what a plan loses against the plan before, of the same problem.

    Parameters
    ----------
    problem : CoverProblem
    before, after : HandPlan
    """
    one, two = (
        Counted(
            plan.credit,
            plan.objective,
            _cost(problem, plan.chosen),
            tuple(zip(problem.floors, plan.got.tolist(), strict=True)),
        )
        for plan in (before, after)
    )
    return between(one, two)


def between(before: Counted, after: Counted) -> Difference:
    """Return what a plan loses against the plan before, of a problem with floors of the same names or not.

    Parameters
    ----------
    before, after : Counted
    """
    there = {floor.name: got for floor, got in after.floors}
    changes = [
        FloorChange(floor.name, floor.kind, floor.share, float(old), float(there[floor.name]))
        for floor, old in before.floors
        if floor.name in there
        and abs(_lack(floor.share, old) - _lack(floor.share, there[floor.name])) > TOLERANCE
    ]
    musts = [one for one in changes if one.kind == "must"]
    credit = before.credit - after.credit
    return Difference(
        credit=credit,
        penalties=before.objective - after.objective - credit,
        musts=tuple(one.name for one in musts if _met(one.wanted, one.before) > _met(one.wanted, one.after)),
        musts_met=tuple(
            one.name for one in musts if _met(one.wanted, one.before) < _met(one.wanted, one.after)
        ),
        floors=tuple(one for one in changes if one.kind != "must"),
        cost=before.cost - after.cost,
    )


def _lack(share: float, got: float) -> float:
    return max(0.0, share - float(got))


def _met(share: float, got: float) -> bool:
    return _lack(share, got) <= TOLERANCE


def _cost(problem: CoverProblem, chosen: NDArray[np.bool_]) -> float:
    return float(problem.cost[chosen].sum())


def added_alone(board: Board, plan: HandPlan) -> NDArray[np.float64]:
    """Return by how much the objective rises if one option opens and nothing else moves, shape (options,).

    Limits are not looked at; 0 for options that are open. Exact: every row and floor counts as in `score`.

    Parameters
    ----------
    board : Board
    plan : HandPlan
    """
    problem = board.problem
    columns = np.column_stack([problem.weights, *(floor.weights for floor in problem.floors)])
    gains = _gains(board, plan, columns)
    bases = np.array([floor.base for floor in problem.floors]).reshape(-1)
    share = np.array([floor.share for floor in problem.floors]).reshape(-1)
    soft = np.array([not floor.hard for floor in problem.floors], dtype=np.bool_)
    lack = np.maximum(0.0, share - plan.got)
    after = np.maximum(0.0, share - plan.got - gains[:, 1:] / bases)
    less = (lack - after)[:, soft].sum(axis=1)
    found = gains[:, 0] + problem.shortfall_penalty * float(problem.weights.sum()) * less
    return np.where(plan.chosen, 0.0, found)


def _gains(board: Board, plan: HandPlan, columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what rows that begin to count would be worth to each option, shape (options, columns)."""
    problem, first, second = board.problem, board.first, board.second
    most = np.ones(plan.count.size, dtype=np.int64) if problem.most is None else problem.most
    joint = np.zeros(plan.count.size, dtype=np.bool_) if problem.joint is None else problem.joint
    room = np.maximum(0, most - plan.count)
    # Rows whose second set is not asked for, or is hit: as many times as there is room for.
    ready = ~joint | (plan.also_count > 0)
    found = _times_room(first, np.where(ready, room, 0)).T @ columns
    if second is None:
        return np.asarray(found)
    lone = joint & (plan.count > 0) & (plan.also_count == 0)
    found = found + _kept(second, lone).T @ columns
    neither = joint & (plan.count == 0) & (plan.also_count == 0)
    both = _kept(first, neither).multiply(_kept(second, neither))
    return np.asarray(found + both.T @ columns)


def _times_room(matrix: sparse.csc_array, room: NDArray[np.int64]) -> sparse.csc_array:
    data = np.minimum(matrix.data.astype(np.float64), room[matrix.indices])
    return sparse.csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _kept(matrix: sparse.csc_array, rows: NDArray[np.bool_]) -> sparse.csc_array:
    data = ((matrix.data > 0) & rows[matrix.indices]).astype(np.float64)
    return sparse.csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
