"""What holds a plan back: stocks used up, floors at their share, exclusions that keep gains out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.by_hand import Board, HandPlan, begin, change, lay_out
from optimisation.problem import CoverProblem
from optimisation.scoring import hits_of

AT = 1e-6
"""Share of a floor's base within which it is at its share."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A constraint without room.

    Parameters
    ----------
    kind : str
        "stock", "floor" or "exclusion".
    name : str
        Of the resource or floor; the ids of an exclusion.
    words : str
        The same in a sentence.
    has, limit : float
        Used and stock; covered and wanted share; open and allowed options.
    """

    kind: str
    name: str
    words: str
    has: float
    limit: float


def binding(problem: CoverProblem, chosen: NDArray[np.bool_]) -> tuple[Binding, ...]:
    """Return the constraints that have no room left under a plan.

    A stock binds when no closed option that uses it fits any more; a floor when it is short or just met; an
    exclusion when a closed member that is not forbidden would add to the objective beside the open one.

    Parameters
    ----------
    problem : CoverProblem
    chosen : ndarray of bool, shape (options,)
    """
    board = lay_out(problem)
    plan = begin(board, chosen)
    return (*_stocks(problem, chosen), *_floors(problem, plan.got), *_exclusions(board, plan))


def tight(
    problem: CoverProblem, chosen: NDArray[np.bool_], apart: Sequence[tuple[int, ...]] = ()
) -> tuple[Binding, ...]:
    """Return the stocks and floors without room, and the exclusions among some that keep gains out.

    Cheaper than :func:`binding`, which looks at every exclusion.

    Parameters
    ----------
    problem : CoverProblem
    chosen : ndarray of bool, shape (options,)
    apart : sequence of tuples of int
        Exclusions to look at.
    """
    if apart:
        return binding(replace(problem, exclusive=tuple(apart)), chosen)
    hits = hits_of(problem, chosen)
    got = [float(floor.weights @ hits) / floor.base for floor in problem.floors]
    return (*_stocks(problem, chosen), *_floors(problem, got))


def _stocks(problem: CoverProblem, chosen: NDArray[np.bool_]) -> list[Binding]:
    closed = ~chosen & ~problem.forbidden
    found = []
    for name, use, stock in zip(problem.resource_names, problem.use, problem.stock, strict=True):
        supplied = float(stock) - float(np.minimum(use, 0.0) @ chosen)
        used = float(np.maximum(use, 0.0) @ chosen)
        if supplied <= 0 and (use < 0).any():
            continue  # what would supply it is not open: that is what binds
        wants = use[closed & (use > 0)]
        if wants.size and used + float(wants.min()) > supplied + 1e-9 * max(1.0, abs(supplied)):
            words = f"{name}: {used:g} of {supplied:g} used, no more fits"
            found.append(Binding("stock", name, words, used, supplied))
    return found


def _floors(problem: CoverProblem, shares: Iterable[float]) -> list[Binding]:
    return [
        Binding(
            "floor",
            floor.name,
            f"{floor.name}: {got * 100:.1f} % of the {floor.share * 100:.1f} % wanted",
            float(got),
            floor.share,
        )
        for floor, got in zip(problem.floors, shares, strict=True)
        if floor.share > 0 and got <= floor.share + AT
    ]


def _exclusions(board: Board, plan: HandPlan) -> list[Binding]:
    problem = board.problem
    found = []
    for members in problem.exclusive:
        standing = [i for i in members if plan.chosen[i]]
        shut = [i for i in members if not plan.chosen[i] and not problem.forbidden[i]]
        if standing and any(change(board, plan, opened=[i]).objective > plan.objective for i in shut):
            ids = ", ".join(problem.option_ids[i] for i in members)
            found.append(Binding("exclusion", ids, f"only one of {ids} may be open", len(standing), 1.0))
    return found
