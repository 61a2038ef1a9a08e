"""Compromises and prices of views against all plans of tiny problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation.compromise import compromise
from optimisation.placement import place
from optimisation.problem import CoverProblem
from optimisation.scoring import breaches
from optimisation.views import View, hold_floors, worth
from tests.optimisation.listed_plans import feasible_plans, random_weights
from tests.optimisation.small_problems import plain_problem, random_joint_problem, scattered_problem


def _views(problem: CoverProblem, seed: int) -> tuple[View, ...]:
    return (
        View("strategic", problem.weights),
        View("national", random_weights(problem, seed)),
        View("local", random_weights(problem, seed + 1)),
    )


@pytest.mark.parametrize("seed", range(8))
def test_compromise_is_the_greatest_least_share_of_all_plans(seed: int) -> None:
    """Enumeration finds no plan whose worst-served view has more, and the optimum of each view."""
    problem = random_joint_problem(seed)
    views = _views(problem, seed)
    found = compromise(problem, views, tolerance=0.002)
    if not feasible_plans(problem):
        assert found.optima == ()
        assert found.chosen is None
        assert found.reasons
        return
    problem = hold_floors(problem, place(problem).chosen)
    plans = feasible_plans(problem)
    values = np.array([[worth(problem, view.weights, plan) for view in views] for plan in plans])
    best = values.max(axis=0)
    for number, optimum in enumerate(found.optima):
        assert optimum.value == pytest.approx(best[number], rel=1e-7)
        assert optimum.bound >= best[number] * (1 - 1e-7)
        mine = np.array([worth(problem, view.weights, optimum.chosen) for view in views])
        assert optimum.shares == pytest.approx(np.where(best > 0, mine / np.maximum(best, 1e-300), 1.0))
    least = np.where(best > 0, values / np.maximum(best, 1e-300), 1.0).min(axis=1).max()
    assert found.chosen is not None
    assert not breaches(problem, found.chosen)
    assert found.least == min(found.shares)
    assert least - 0.002 - 1e-7 <= found.least <= least + 1e-7
    assert found.bound >= least - 1e-7
    assert found.stopped_by == ""


def test_plan_between_two_views_is_found_and_prices_are_told() -> None:
    """Each view's own plan leaves the other nothing; the plan between gives both two thirds."""
    problem = plain_problem([[1, 0, 1], [0, 1, 1], [1, 0, 0], [0, 1, 0]], [1.0, 1.0, 1.0, 1.0])
    west, east = View("west", np.array([4.0, 0, 2, 0])), View("east", np.array([0, 4.0, 0, 2]))
    found = compromise(problem, (west, east))
    assert [optimum.shares for optimum in found.optima] == [(1.0, 0.0), (0.0, 1.0)]
    assert found.chosen is not None
    assert found.chosen.tolist() == [False, False, True]
    assert found.shares == pytest.approx((2 / 3, 2 / 3))
    assert found.bound == pytest.approx(2 / 3, abs=0.005)


def test_one_view_or_none_needs_no_compromise() -> None:
    """A single view has its optimum; without any the plan is empty."""
    problem = plain_problem([[1, 0], [0, 1]], [2.0, 1.0])
    alone = compromise(problem, (View("all", problem.weights),))
    assert alone.shares == (1.0,)
    assert alone.bound == pytest.approx(1.0)
    assert compromise(problem, ()).shares == ()


def test_cancelled_compromise_says_so() -> None:
    """What was found before the cancel is handed over; nothing is claimed beyond it."""
    problem = replace(scattered_problem(6, cells=40, sites=8), floors=())
    found = compromise(problem, _views(problem, 1), cancel=lambda: True)
    assert (found.stopped_by, found.reproducible) == ("user", False)
    assert len(found.optima) == 1
