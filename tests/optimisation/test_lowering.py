"""How far hard floors come down, compared with all plans of tiny problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimisation.lowering import least_lowering, shortfalls
from optimisation.watch import Watch
from tests.optimisation.listed_plans import feasible_plans
from tests.optimisation.small_problems import random_joint_problem


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.3, 0.6, 0.95]))
def test_floors_come_down_no_further_than_bound_and_plan_say(seed: int, share: float) -> None:
    """No plan that keeps all else falls short by less than the bound; the plan told keeps all else."""
    problem = random_joint_problem(seed)
    problem = replace(problem, floors=tuple(replace(f, share=share, hard=True) for f in problem.floors))
    loose = replace(problem, floors=())
    every = [np.array(plan) for plan in feasible_plans(loose)]
    low = least_lowering(problem, Watch(None, None))
    if not every:
        assert low is None
        return
    assert low is not None
    assert any(np.array_equal(low.chosen, plan) for plan in every)
    least = min(float(shortfalls(problem, plan).sum()) for plan in every)
    assert low.least <= least + 1e-7
    assert float(low.short.sum()) >= least - 1e-7
    assert float(low.short.sum()) == pytest.approx(float(shortfalls(problem, low.chosen).sum()))


def test_most_small_problems_are_solved_to_the_least() -> None:
    """Plan and bound meet on nine of ten random problems."""
    met = 0
    for seed in range(40):
        problem = random_joint_problem(seed)
        floors = tuple(replace(floor, share=0.7, hard=True) for floor in problem.floors)
        low = least_lowering(replace(problem, floors=floors), Watch(None, None))
        met += low is None or float(low.short.sum()) - low.least < 1e-6
    assert met >= 36


def test_cancelled_at_once_nothing_is_told() -> None:
    """No plan is known then."""
    problem = random_joint_problem(1)
    hard = tuple(replace(floor, hard=True) for floor in problem.floors)
    assert least_lowering(replace(problem, floors=hard), Watch(None, lambda: True)) is None
