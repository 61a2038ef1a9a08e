"""A plan changed by hand: what it is worth after an option opens, closes or moves, without counting afresh.

Each row keeps how often it is hit; a change touches the rows of the options that change and no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.cover_sets import canonical
from optimisation.problem import CoverProblem, Shortfall
from optimisation.scoring import TOLERANCE, breaches


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """A problem made ready for changes by hand.

    Parameters
    ----------
    problem : CoverProblem
    first, second : csc_array, shape (rows, options)
        Rows of each option, in both cover sets; no second where no row is joint.
    sides : CoverProblem
        The problem without its rows, to ask what a plan breaks.
    """

    problem: CoverProblem
    first: sparse.csc_array
    second: sparse.csc_array | None
    sides: CoverProblem


@dataclass(frozen=True, slots=True, eq=False)
class HandPlan:
    """A plan on a board.

    Parameters
    ----------
    chosen : ndarray of bool, shape (options,)
    count, also_count : ndarray of int32, shape (rows,)
        How often open options hit each row's first and second set.
    credit : float
        Covered weight.
    got : ndarray of float64, shape (floors,)
        Share of each floor's base.
    objective : float
        Credit less penalties of elastic floors.
    shortfalls : tuple of Shortfall
        Floors not reached, hard ones too.
    breaches : tuple of str
        Constraints that the plan breaks, in words, hard floors last.
    gained, lost : ndarray of int64
        Rows that count more often, and less often, than before the change.
    """

    chosen: NDArray[np.bool_]
    count: NDArray[np.int32]
    also_count: NDArray[np.int32]
    credit: float
    got: NDArray[np.float64]
    objective: float
    shortfalls: tuple[Shortfall, ...]
    breaches: tuple[str, ...]
    gained: NDArray[np.int64]
    lost: NDArray[np.int64]


def lay_out(problem: CoverProblem) -> Board:
    """Return the board of a problem: made once, for any number of plans.

    Parameters
    ----------
    problem : CoverProblem
        Valid.
    """
    joint = problem.joint is not None and bool(problem.joint.any())
    second = canonical(problem.also).tocsc() if joint and problem.also is not None else None
    options = len(problem.option_ids)
    sides = replace(
        problem,
        cover=sparse.csr_array((0, options), dtype=np.bool_),
        weights=np.zeros(0),
        floors=(),
        also=None,
        joint=None,
        most=None,
    )
    return Board(problem, canonical(problem.cover).tocsc(), second, sides)


def begin(board: Board, chosen: NDArray[np.bool_]) -> HandPlan:
    """Return a plan on a board, counted from nothing.

    Parameters
    ----------
    board : Board
    chosen : ndarray of bool, shape (options,)
    """
    rows, options = board.first.shape
    none = np.zeros(0, dtype=np.int64)
    zero = np.zeros(rows, dtype=np.int32)
    got = np.zeros(len(board.problem.floors))
    empty = HandPlan(np.zeros(options, dtype=np.bool_), zero, zero, 0.0, got, 0.0, (), (), none, none)
    return change(board, empty, opened=np.flatnonzero(chosen).tolist())


def change(
    board: Board, plan: HandPlan, *, opened: Iterable[int] = (), closed: Iterable[int] = ()
) -> HandPlan:
    """Return the plan after a change; the former stays as it is, for going back.

    Moving is closing one option and opening another. Nothing else changes by itself: what a closed base
    leaves without a host is told among the breaches.

    Parameters
    ----------
    board : Board
    plan : HandPlan
    opened, closed : iterable of int
        Options to open and to close; those that are so already change nothing.
    """
    chosen = plan.chosen.copy()
    chosen[list(closed)] = False
    chosen[list(opened)] = True
    turned = np.flatnonzero(chosen != plan.chosen)
    rows = _rows_of(board, turned)
    before = _times(board, rows, plan.count[rows], plan.also_count[rows])
    count = _counted(plan.count, board.first, turned, chosen)
    also = (
        plan.also_count if board.second is None else _counted(plan.also_count, board.second, turned, chosen)
    )
    more = _times(board, rows, count[rows], also[rows]) - before
    moved = rows[more != 0]
    more = more[more != 0]
    problem = board.problem
    credit = plan.credit + float(more @ problem.weights[moved])
    gains = [float(more @ floor.weights[moved]) / floor.base for floor in problem.floors]
    got = plan.got + np.array(gains).reshape(plan.got.shape)
    objective, short = _valued(problem, credit, got)
    broken = [f"hard floor {s.name} is short" for s in short if s.hard]
    return HandPlan(
        chosen=chosen,
        count=count,
        also_count=also,
        credit=credit,
        got=got,
        objective=objective,
        shortfalls=short,
        breaches=(*breaches(board.sides, chosen), *broken),
        gained=moved[more > 0],
        lost=moved[more < 0],
    )


def _rows_of(board: Board, options: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows that some options touch, ascending."""
    touched = np.zeros(board.first.shape[0], dtype=np.bool_)
    for matrix in (board.first, board.second):
        if matrix is not None:
            for option in options:
                touched[matrix.indices[matrix.indptr[option] : matrix.indptr[option + 1]]] = True
    return np.flatnonzero(touched)


def _counted(
    count: NDArray[np.int32],
    matrix: sparse.csc_array,
    turned: NDArray[np.int64],
    chosen: NDArray[np.bool_],
) -> NDArray[np.int32]:
    count = count.copy()
    for option in turned:
        part = slice(matrix.indptr[option], matrix.indptr[option + 1])
        times = matrix.data[part].astype(np.int32)
        count[matrix.indices[part]] += times if chosen[option] else -times
    return count


def _times(
    board: Board, rows: NDArray[np.int64], count: NDArray[np.int32], also_count: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Return how often rows count, as :func:`optimisation.scoring.hits_of` does for all of them."""
    problem = board.problem
    most = np.ones(rows.size, dtype=np.int64) if problem.most is None else problem.most[rows]
    times = np.minimum(count, most)
    if problem.joint is not None:
        times = np.where(problem.joint[rows] & (also_count == 0), 0, times)
    return np.asarray(times, dtype=np.int64)


def _valued(
    problem: CoverProblem, credit: float, got: NDArray[np.float64]
) -> tuple[float, tuple[Shortfall, ...]]:
    share = np.array([floor.share for floor in problem.floors]).reshape(got.shape)
    lack = np.maximum(0.0, share - got)
    soft = np.array([not floor.hard for floor in problem.floors], dtype=np.bool_).reshape(got.shape)
    penalty = problem.shortfall_penalty * float(problem.weights.sum()) * float(lack[soft].sum())
    short = [
        Shortfall(floor.name, floor.share, float(have), floor.hard)
        for floor, have, missing in zip(problem.floors, got, lack, strict=True)
        if missing > TOLERANCE
    ]
    return credit - penalty, tuple(short)
