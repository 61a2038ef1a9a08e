"""Frontiers against all plans of tiny problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from layers.errors import InputError
from optimisation.frontier import frontier
from optimisation.pareto import Frontier
from optimisation.placement import place
from optimisation.problem import CoverProblem
from optimisation.scoring import breaches
from optimisation.views import View, hold_floors, worth
from tests.optimisation.listed_plans import feasible_plans, random_weights
from tests.optimisation.small_problems import permuted, plain_problem, random_joint_problem, scattered_problem


def _views(problem: CoverProblem, seed: int) -> tuple[View, View]:
    return View("national", problem.weights), View("local", random_weights(problem, seed))


@pytest.mark.parametrize("seed", range(12))
def test_frontier_is_that_of_all_plans(seed: int) -> None:
    """No plan dominates a point; the ends are the best to either view; each is best for what it holds."""
    problem = random_joint_problem(seed)
    first, second = _views(problem, seed)
    found = frontier(problem, first, second, points=5)
    if not feasible_plans(problem):
        assert found.points == ()
        assert found.reasons
        return
    if any(not floor.hard for floor in problem.floors):
        problem = hold_floors(problem, place(problem).chosen)
    plans = feasible_plans(problem)
    values = np.array([[worth(problem, view.weights, plan) for view in (first, second)] for plan in plans])
    slack = 1e-7 * np.maximum(values.max(axis=0), 1e-12)
    for point in found.points:
        assert not breaches(problem, point.chosen)
        mine = np.array([point.first, point.second])
        dominates = (values >= mine - slack).all(axis=1) & (values > mine + slack).any(axis=1)
        assert not dominates.any()
        allowed = values[:, 1] >= (point.held or 0.0) - slack[1]
        assert point.first == pytest.approx(values[allowed, 0].max(), abs=slack[0])
        assert point.bound >= values[allowed, 0].max() - slack[0]
    assert found.points[0].first == pytest.approx(values[:, 0].max(), abs=slack[0])
    assert found.points[-1].second == pytest.approx(values[:, 1].max(), abs=slack[1])
    assert found.second_bound is not None
    assert found.second_bound >= values[:, 1].max() - slack[1]


def test_two_views_at_odds_have_both_ends_and_what_lies_between() -> None:
    """A view of the west and one of the east meet in the plan that serves both."""
    problem = plain_problem([[1, 0, 1], [0, 1, 1], [1, 0, 0], [0, 1, 0]], [1.0, 1.0, 1.0, 1.0])
    west, east = View("west", np.array([4.0, 0, 2, 0])), View("east", np.array([0, 4.0, 0, 2]))
    found = frontier(problem, west, east, points=3)
    assert [(point.first, point.second) for point in found.points] == [(6, 0), (4, 4), (0, 6)]
    assert found.reproducible
    assert all(point.gap <= 1e-6 for point in found.points)


def test_order_of_rows_and_options_does_not_move_the_frontier() -> None:
    """A shuffled problem has the same points."""
    problem = replace(scattered_problem(3, cells=40, sites=8), floors=())
    numbers = replace(problem, weights=np.arange(problem.weights.size, dtype=float))
    other = permuted(numbers, np.random.default_rng(1))
    order = other.weights.astype(int)
    second = random_weights(problem, 1)
    plain = frontier(problem, View("a", problem.weights), View("b", second), points=4)
    moved = frontier(
        replace(other, weights=problem.weights[order]),
        View("a", problem.weights[order]),
        View("b", second[order]),
        points=4,
    )
    assert _values(moved) == pytest.approx(_values(plain), rel=1e-9)


def _values(found: Frontier) -> np.ndarray:
    return np.array([[point.first, point.second] for point in found.points])


def test_cancelled_frontier_keeps_its_first_point() -> None:
    """What was found before the cancel is handed over, with its bound, and said to be cut short."""
    problem = scattered_problem(6, cells=40, sites=8)
    views = View("a", problem.weights), View("b", random_weights(problem, 2))
    found = frontier(replace(problem, floors=()), *views, cancel=lambda: True)
    assert len(found.points) == 1
    assert (found.stopped_by, found.reproducible) == ("user", False)
    assert found.points[0].bound >= found.points[0].first
    assert frontier(problem, *views, time_limit_s=0.0).stopped_by == "time"


def test_views_that_fit_no_rows_are_refused_together() -> None:
    """Wrong lengths, negative weights and equal names are told at once."""
    problem = plain_problem([[1, 0]], [1.0])
    with pytest.raises(InputError) as caught:
        frontier(problem, View("a", np.array([1.0, 2.0])), View("a", np.array([-1.0])))
    assert len(caught.value.findings) == 3
