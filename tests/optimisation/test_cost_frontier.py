"""Frontiers against cost, compared with all plans of tiny problems."""

from __future__ import annotations

import numpy as np
import pytest

from optimisation.cost_frontier import cost_frontier
from optimisation.scoring import score
from optimisation.views import own_cost
from tests.optimisation.listed_plans import feasible_plans
from tests.optimisation.small_problems import plain_problem, random_joint_problem, scattered_problem


@pytest.mark.parametrize("seed", range(12))
def test_cost_frontier_is_that_of_all_plans(seed: int) -> None:
    """Each point is the best plan within its cost, from the best of all down to the cheapest."""
    problem = random_joint_problem(seed)
    plans, found = feasible_plans(problem), cost_frontier(problem, points=4)
    if not plans:
        assert found.points == ()
        assert found.reasons
        return
    value = np.array([score(problem, plan).objective for plan in plans])
    cost = np.array([own_cost(problem) @ plan for plan in plans])
    slack = 1e-7 * max(np.abs(value).max(), 1e-12)
    for point in found.points:
        allowed = cost <= (np.inf if point.held is None else point.held)
        assert point.first == pytest.approx(value[allowed].max(), abs=slack)
        assert point.second == cost[value >= point.first - slack].min()
    assert found.points[0].first == pytest.approx(value.max(), abs=slack)
    cheapest = value[cost == cost.min()].max()
    assert found.points[-1].first == pytest.approx(cheapest, abs=slack)
    costs = [point.second for point in found.points]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs)


def test_cheapest_end_spends_nothing_where_nothing_must_be_open() -> None:
    """Dearer plans cover more, from all that is worth its cost down to nothing."""
    found = cost_frontier(plain_problem([[1, 0], [0, 1]], [5.0, 1.0], stock=2, cost=[2.0, 3.0]), points=3)
    assert [(point.first, point.second) for point in found.points] == [(6.0, 5.0), (5.0, 2.0), (0.0, 0.0)]


def test_cancelled_frontier_keeps_its_first_point() -> None:
    """What was found before the cancel is handed over, with its bound, and said to be cut short."""
    found = cost_frontier(scattered_problem(6, cells=40, sites=8), cancel=lambda: True)
    assert len(found.points) == 1
    assert (found.stopped_by, found.reproducible) == ("user", False)
    assert found.points[0].bound >= found.points[0].first
