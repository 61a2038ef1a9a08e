"""How far hard floors must come down so that a plan holds, all else kept: asked of the plan's own search.

An integer program of the rows of floors over a whole country is not solved in an hour. The search for plans
copes with them: floors become elastic, and what they fall short by in sum is all that a plan costs. The plan
found restores one for certain, and the bound says how much less no plan falls short by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.bound_model import floor_rows
from optimisation.envelope import UNIT
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem
from optimisation.scoring import TOLERANCE, hits_of
from optimisation.search import Search
from optimisation.shortfall import SLACK, floor_core
from optimisation.watch import Progress, Stopped, Watch


@dataclass(frozen=True, slots=True, eq=False)
class Lowering:
    """A plan that keeps everything but hard floors.

    Parameters
    ----------
    chosen : ndarray of bool, shape (options,)
    short : ndarray of float64, shape (floors,)
        What it falls short of each hard floor by, as a share of the floor's base; 0 for other floors.
    least : float
        No plan that keeps everything else falls short of them by less in sum, in shares.
    """

    chosen: NDArray[np.bool_]
    short: NDArray[np.float64]
    least: float


def least_lowering(
    problem: CoverProblem,
    watch: Watch,
    *,
    effort: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Lowering | None:
    """Return the plan found that falls least short of the hard floors; None where none keeps everything else.

    None too where it was cancelled before any was found.

    Parameters
    ----------
    problem : CoverProblem
        Valid, with a hard floor.
    watch : Watch
    effort : int
        Multiplies the counted work.
    progress : callable or None
        See :func:`optimisation.placement.place`.
    """
    part = floor_rows(problem)
    floors = tuple(replace(floor, hard=False) for floor in part.floors if floor.hard)
    try:
        core = reduce_problem(replace(part, floors=floors, shortfall_penalty=1.0), watch.cancelled)
    except Stopped:
        return None
    if core.reasons:
        return None
    small = replace(floor_core(core), credit=0.0)
    search = Search(small, watch, effort=effort, gap=0.0, seed=0, progress=progress, brief=True)
    search.run()
    if search.impossible or not search.best.feasible:
        return None
    chosen = problem.fixed_open.copy()
    chosen[small.options[search.best.open]] = True
    short = shortfalls(problem, chosen)
    # Without a penalty nothing reaches any of the floors.
    least = -search.bound / (small.penalty * UNIT) if small.penalty > 0 else float(short.sum())
    return Lowering(chosen, short, max(0.0, least - SLACK))


def shortfalls(problem: CoverProblem, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return what a plan falls short of each hard floor by, in shares, shape (floors,); 0 for others.

    Parameters
    ----------
    problem : CoverProblem
    chosen : ndarray of bool, shape (options,)
    """
    hits = hits_of(problem, chosen)
    short = np.array(
        [
            floor.share - float(floor.weights @ hits) / floor.base if floor.hard else 0.0
            for floor in problem.floors
        ]
    )
    return np.where(short > TOLERANCE, short, 0.0)
