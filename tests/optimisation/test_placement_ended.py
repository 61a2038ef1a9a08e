"""Placement that somebody cancels or a time limit ends: what it gives, and what it says of it."""

from dataclasses import replace

import numpy as np
import pytest

from optimisation.placement import place
from optimisation.problem import Floor
from optimisation.scoring import breaches
from tests.optimisation.small_problems import (
    enumerate_plans,
    plain_problem,
    random_joint_problem,
    scattered_problem,
)


@pytest.mark.parametrize("looks", range(6))
def test_run_cancelled_while_rows_merge_keeps_what_it_was_given(looks: int) -> None:
    """Whichever look says so, the known plan comes back, below a bound; without one what is fixed does."""
    problem = scattered_problem(3)
    best = place(problem)
    asked: list[None] = []

    def cancel() -> bool:
        asked.append(None)
        return len(asked) > looks

    found = place(problem, start=best.chosen, cancel=cancel)
    assert (found.status, found.stopped_by, found.reproducible) == ("cancelled", "user", False)
    assert np.array_equal(found.chosen, best.chosen)
    assert found.objective == pytest.approx(best.objective)
    assert found.bound is not None
    assert best.objective is not None
    assert found.bound >= best.objective - 1e-9
    without = place(problem, cancel=lambda: True)
    assert np.array_equal(without.chosen, problem.fixed_open)


def test_bound_of_a_run_cancelled_at_once_holds_and_counts_what_nobody_can_reach() -> None:
    """A floor on a row that no option covers is missed by every plan: the bound says so too."""
    problem = plain_problem([[1, 0], [0, 0]], [1.0, 2.0])
    far = Floor("far", np.array([0.0, 2.0]), 2.0, 1.0)
    found = place(replace(problem, floors=(far,)), cancel=lambda: True)
    assert found.bound == place(replace(problem, floors=(far,))).objective == pytest.approx(1.0 - 10 * 3.0)
    for seed in range(40):
        drawn = random_joint_problem(seed)
        cut, best = place(drawn, cancel=lambda: True), enumerate_plans(drawn)
        if best is not None and cut.bound is not None:
            assert cut.bound >= best[0] - 1e-9 * abs(best[0])


def test_run_cancelled_before_any_plan_has_none() -> None:
    """Where what is fixed breaks a hard limit there is no plan yet, and that is said."""
    problem = scattered_problem(3)
    whole = float(problem.weights.sum())
    floor = Floor("all", problem.weights, whole, share=0.5 * place(problem).credit / whole, hard=True)
    found = place(replace(problem, floors=(floor,)), cancel=lambda: True)
    assert (found.status, found.objective, found.bound) == ("cancelled", None, None)
    assert "before any plan" in found.status_text


def test_cancelled_run_keeps_its_plan() -> None:
    """A run cancelled at once returns a feasible plan and says that it was cancelled."""
    problem = scattered_problem(6)
    found = place(problem, cancel=lambda: True)
    assert (found.status, found.stopped_by, found.reproducible) == ("cancelled", "user", False)
    assert not breaches(problem, found.chosen)
    assert found.objective is not None
    assert found.bound is not None
    assert found.bound >= place(problem).objective


def test_time_limit_is_said() -> None:
    """A run that the clock ends is not called reproducible."""
    found = place(scattered_problem(6), time_limit_s=0.0)
    assert (found.stopped_by, found.reproducible) == ("time", False)
