"""What each option alone would add to a plan, and what two plans differ in: credit and floors kept apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.by_hand import Board, HandPlan
from optimisation.problem import CoverProblem
from optimisation.scoring import TOLERANCE


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


def difference(problem: CoverProblem, before: HandPlan, after: HandPlan) -> Difference:
    """Return what a plan loses against the plan before.

    Parameters
    ----------
    problem : CoverProblem
    before, after : HandPlan
        Of this problem, or of one with other options but the same floors.
    """
    changes = [
        FloorChange(floor.name, floor.kind, floor.share, float(old), float(new))
        for floor, old, new in zip(problem.floors, before.got, after.got, strict=True)
        if abs(_lack(floor.share, old) - _lack(floor.share, new)) > TOLERANCE
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
        cost=_cost(problem, before.chosen) - _cost(problem, after.chosen),
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
