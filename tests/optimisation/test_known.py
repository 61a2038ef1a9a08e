"""Known plans made to fit other problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimisation.known import best_known, fitted
from optimisation.problem import CoverProblem
from optimisation.scoring import breaches
from tests.optimisation.small_problems import plain_problem, random_joint_problem, random_problem


@pytest.mark.parametrize("make", [random_problem, random_joint_problem])
@settings(
    max_examples=200, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 10**9))
def test_what_fits_breaks_nothing_and_a_plan_that_holds_stays(
    make: Callable[[int], CoverProblem], seed: int
) -> None:
    """Whatever plan is given, what fits of it is feasible; a feasible one fits as it is."""
    problem = make(seed)
    plan = np.random.default_rng([seed, 3]).random(len(problem.option_ids)) < 0.5
    fits = fitted(problem, plan)
    if fits is not None:
        assert not breaches(problem, fits)
        assert fitted(problem, fits).tolist() == fits.tolist()  # type: ignore[union-attr]
    elif not breaches(problem, plan):
        pytest.fail("a feasible plan was refused")


def test_of_too_much_what_is_missed_least_closes() -> None:
    """Over a stock the option closes that covers least alone; its dependants go with it."""
    problem = plain_problem([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]], [3.0, 1.0, 1.0, 1.0], stock=2)
    every = np.ones(3, dtype=bool)
    assert fitted(problem, every).tolist() == [True, True, False]  # type: ignore[union-attr]
    hosted = replace(problem, requires=((), (2,), ()), stock=np.array([2.0]))
    assert fitted(hosted, every).tolist() == [True, False, False]  # type: ignore[union-attr]


def test_what_is_decided_beforehand_and_excluded_is_kept_to() -> None:
    """Fixed options open, forbidden ones close, and of excluded ones the fixed one stays."""
    problem = replace(
        plain_problem([[1, 0, 0], [0, 9, 0], [0, 0, 1]], [1.0, 9.0, 1.0], stock=3),
        exclusive=((0, 1),),
        fixed_open=np.array([True, False, False]),
        forbidden=np.array([False, False, True]),
    )
    assert fitted(problem, np.array([False, True, True])).tolist() == [True, False, False]  # type: ignore[union-attr]


def test_best_of_the_plans_that_fit_is_known() -> None:
    """Plans are compared after they were made to fit; none is known where none fits."""
    problem = plain_problem([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [1.0, 5.0, 2.0])
    plans = [np.eye(3, dtype=bool)[0], np.array([True, False, True])]
    assert best_known(problem, plans).tolist() == [False, False, True]  # type: ignore[union-attr]
    assert best_known(problem, []) is None
    broken = replace(problem, fixed_open=np.ones(3, dtype=bool))
    assert best_known(broken, plans) is None
