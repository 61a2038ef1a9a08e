"""Patrols that a plan leaves undone although their base has the days: bases keep them going unasked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.problem import CoverProblem, Solution
from optimisation.scoring import score


def with_idle_routes(problem: CoverProblem, routes: NDArray[np.bool_], found: Solution) -> Solution:
    """Return a solution with every route that an open base can keep going beside what it does.

    A route that adds nothing, or that a search ended by effort has not come to, is no choice of the plan: it
    gives way to an escort and to nothing else.

    Parameters
    ----------
    problem : CoverProblem
    routes : ndarray of bool, shape (options,)
        Options that bases keep going unasked.
    found : Solution
    """
    if found.objective is None or found.bound is None or not routes.any():
        return found
    chosen, used = found.chosen.copy(), problem.use @ found.chosen
    for number in np.flatnonzero(routes & ~found.chosen & ~problem.forbidden).tolist():
        hosts = problem.requires[number]
        after = used + problem.use[:, number]
        if (after <= problem.stock + 1e-9).all() and (not hosts or any(chosen[host] for host in hosts)):
            chosen[number], used = True, after
    if (chosen == found.chosen).all():
        return found
    worth = score(problem, chosen)
    return replace(
        found,
        chosen=chosen,
        objective=worth.objective,
        bound=max(found.bound, worth.objective),
        credit=worth.credit,
        shortfalls=worth.shortfalls,
    )
