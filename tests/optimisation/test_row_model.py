"""The integer program with a variable for each row has the optimum of enumeration."""

from collections.abc import Callable

import numpy as np
import pytest

from optimisation import exact_mathopt
from optimisation.envelope import UNIT
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem
from optimisation.row_model import row_model
from optimisation.scoring import breaches, score
from tests.optimisation.small_problems import enumerate_plans, random_joint_problem, random_problem


@pytest.mark.parametrize("make", [random_problem, random_joint_problem])
@pytest.mark.parametrize("seed", range(40))
def test_row_model_has_the_optimum(make: Callable[[int], CoverProblem], seed: int) -> None:
    """Plan, bound and infeasibility are those of enumeration."""
    problem = make(seed)
    core, best = reduce_problem(problem), enumerate_plans(problem)
    if core.reasons:
        assert best is None
        return
    status, bound, plan = exact_mathopt.solve(row_model(core), nodes=10_000, seconds=np.inf)
    if best is None:
        assert status == "infeasible"
        return
    assert status == "optimal"
    chosen = problem.fixed_open.copy()
    chosen[core.options[plan.astype(bool)]] = True
    assert not breaches(problem, chosen)
    assert score(problem, chosen).objective == pytest.approx(best[0], rel=1e-7, abs=1e-9 * core.scale)
    assert core.scale * (core.credit + bound / UNIT) >= best[0] - 1e-7 * core.scale
