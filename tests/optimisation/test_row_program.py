"""The linear program of the row model: its optimum, its bound with cuts, and what decisions cost."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from optimisation.envelope import UNIT
from optimisation.exchange import places
from optimisation.presolve import Core, reduce_problem
from optimisation.row_model import row_model
from optimisation.row_program import RowProgram
from tests.optimisation.small_problems import enumerate_plans, ring_problem


def _program(seed: int) -> tuple[Core, RowProgram]:
    core = reduce_problem(ring_problem(seed))
    return core, RowProgram(core, places(core) or 1)


@pytest.mark.parametrize("seed", range(20))
def test_bound_is_that_of_the_linear_program_and_cuts_lower_it_to_no_less_than_the_optimum(seed: int) -> None:
    """Without cuts the bound is SciPy's optimum; cuts, trimmed or not, never go below the best plan."""
    problem = ring_problem(seed)
    core, program = _program(seed)
    model, best = row_model(core), enumerate_plans(problem)
    assert best is not None
    stock = np.concatenate([np.ones(core.size), np.zeros(core.cover.shape[0])])
    below = np.isfinite(model.lower)
    rows = np.vstack([-model.matrix.toarray()[below], stock])
    right = np.append(-model.lower[below], float(program.count))
    exact = linprog(-model.cost, rows, right, bounds=(0, 1))
    point = program.solve_first()
    assert point.bound == pytest.approx(-exact.fun, rel=1e-7)
    optimum = best[0] / core.scale * UNIT
    while program.separate(point.y, 20):
        before, point = point.bound, program.solve()
        program.trim()
        assert optimum - 1e-7 <= point.bound <= before + 1e-7
    assert program.solve().bound == pytest.approx(point.bound)


def test_cuts_close_most_of_the_distance() -> None:
    """Over many rings the cuts take away more than half of what the linear program leaves open."""
    without = within = 0.0
    for seed in range(40):
        core, program = _program(seed)
        best = enumerate_plans(ring_problem(seed))
        assert best is not None
        point = program.solve_first()
        without += point.bound - best[0] / core.scale * UNIT
        while program.separate(point.y, 20):
            point = program.solve()
        within += point.bound - best[0] / core.scale * UNIT
    assert 0 <= within < 0.5 * without


@pytest.mark.parametrize("seed", range(20))
def test_reduced_costs_bound_what_a_decision_costs(seed: int) -> None:
    """With an option forced open, or closed, no plan is worth more than the changed bound."""
    problem = ring_problem(seed)
    core, program = _program(seed)
    point = program.solve_first()
    if program.separate(point.y, 20):
        point = program.solve()
    for option in range(core.size):
        for state, change in (
            ("fixed_open", min(point.reduced[option], 0.0)),
            ("forbidden", -max(point.reduced[option], 0.0)),
        ):
            marked = np.zeros(core.size, dtype=bool)
            marked[core.options[option]] = True
            best = enumerate_plans(replace(problem, **{state: marked}))
            assert best is not None
            assert best[0] / core.scale * UNIT <= point.bound + change + 1e-7


def test_few_iterations_give_a_bound_all_the_same() -> None:
    """A program stopped after one iteration bounds the optimum from above."""
    for seed in range(20):
        core, program = _program(seed)
        optimum = program.solve_first().bound
        upper = program.upper.copy()
        upper[: core.size // 2] = 0.0
        program.limit(program.lower, upper)
        early = program.solve(1).bound
        assert program.solve().bound <= early + 1e-7
        assert program.solve().bound <= optimum + 1e-7
