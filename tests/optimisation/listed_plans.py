"""Every feasible plan of a tiny problem, for tests that compare with all of them."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from optimisation.problem import CoverProblem
from optimisation.scoring import breaches


def feasible_plans(problem: CoverProblem) -> list[NDArray[np.bool_]]:
    """Return all plans that break nothing."""
    free = np.flatnonzero(~problem.fixed_open & ~problem.forbidden)
    plans = []
    for bits in product((False, True), repeat=free.size):
        chosen = problem.fixed_open.copy()
        chosen[free] = bits
        if not breaches(problem, chosen):
            plans.append(chosen)
    return plans


def random_weights(problem: CoverProblem, seed: int) -> NDArray[np.float64]:
    """Return whole weights for the rows of a problem."""
    return np.random.default_rng([seed, 7]).integers(0, 9, problem.weights.size).astype(float)
