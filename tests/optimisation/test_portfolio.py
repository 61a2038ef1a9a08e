"""Portfolios against all plans of tiny problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from layers.errors import InputError
from optimisation.portfolio import portfolio
from optimisation.problem import CoverProblem, Floor
from optimisation.scoring import breaches, score
from tests.optimisation.listed_plans import feasible_plans
from tests.optimisation.small_problems import plain_problem, random_joint_problem, scattered_problem


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("differ", [1, 2])
def test_each_plan_is_the_best_of_those_unlike_all_before(seed: int, differ: int) -> None:
    """Enumeration finds no better plan that leaves as many options of each earlier one, and none after."""
    problem = random_joint_problem(seed)
    plans = feasible_plans(problem)
    found = portfolio(problem, plans=4, differ=differ, within=0.3)
    if not plans:
        assert (found.ended_by, found.plans) == ("infeasible", ())
        assert found.reasons
        return
    before: list[NDArray[np.bool_]] = []
    slack = 1e-7 * max(abs(score(problem, plan).objective) for plan in plans)
    for plan in found.plans:
        assert not breaches(problem, plan.chosen)
        assert all(_leaves(problem, old, plan.chosen) >= differ for old in before)
        assert plan.objective == pytest.approx(_best(problem, plans, before, differ), abs=slack)
        assert plan.bound >= plan.objective - slack
        before.append(plan.chosen)
    bounds = [plan.bound for plan in found.plans]
    assert bounds == sorted(bounds, reverse=True)  # each plan is among those that the bound before holds for
    least = found.plans[0].objective - 0.3 * abs(found.plans[0].objective)
    assert all(plan.objective >= least - slack for plan in found.plans)
    if found.ended_by == "enough":
        assert len(found.plans) == 4
    else:
        assert found.ended_by == "proof"
        assert _best(problem, plans, before, differ) < least + slack


def _leaves(problem: CoverProblem, old: NDArray[np.bool_], new: NDArray[np.bool_]) -> int:
    return int((old & ~new & ~problem.fixed_open).sum())


def _best(
    problem: CoverProblem, plans: list[NDArray[np.bool_]], before: list[NDArray[np.bool_]], differ: int
) -> float:
    unlike = [plan for plan in plans if all(_leaves(problem, old, plan) >= differ for old in before)]
    return max((score(problem, plan).objective for plan in unlike), default=-np.inf)


def test_plans_differ_in_bases_not_in_what_goes_with_them() -> None:
    """Where bases alone are places, each plan has at least two other bases, told as left and taken."""
    problem = replace(scattered_problem(5, cells=60, sites=8), floors=())
    places = np.where(np.arange(16) < 8, np.arange(16), -1)
    found = portfolio(problem, places=places, plans=3, differ=2, within=0.9)
    bases = [set(np.flatnonzero(plan.chosen[:8] & ~problem.fixed_open[:8])) for plan in found.plans]
    assert len(bases) == 3
    assert all(len(one - two) >= 2 for n, one in enumerate(bases) for two in bases[n + 1 :])
    assert set(found.plans[1].left) == bases[0] - bases[1]
    assert set(found.plans[1].taken) == bases[1] - bases[0]
    assert found.plans[0].loss == 0.0
    assert found.plans[1].loss == found.plans[0].objective - found.plans[1].objective


def test_another_class_at_the_same_place_is_no_other_place() -> None:
    """Two classes of base at one site are one place; changing the class makes no different plan."""
    problem = replace(plain_problem([[1, 1, 0], [1, 0, 1]], [2.0, 1.0]), exclusive=((0, 1),))
    places = np.array([0, 0, 1])
    found = portfolio(problem, places=places, plans=3, within=0.7)
    assert [plan.chosen.tolist() for plan in found.plans] == [[True, False, False], [False, False, True]]
    assert found.ended_by == "proof"
    with pytest.raises(InputError, match="share a place"):
        portfolio(replace(problem, exclusive=()), places=places)


def test_a_bound_that_is_known_is_not_told_looser() -> None:
    """Cancelled at once nothing is proven but what all options together come to: the known bound is told."""
    problem = scattered_problem(6, cells=40, sites=8)
    far = Floor("must: all of it", problem.weights, float(problem.weights.sum()), 1.0)
    missed = replace(problem, floors=(far,))
    best = portfolio(missed, plans=1).plans[0]
    cut = portfolio(missed, cancel=lambda: True)
    told = portfolio(missed, cancel=lambda: True, bound=best.bound, known=(best.chosen,))
    assert cut.plans[0].bound > best.bound
    assert told.plans[0].bound == best.bound
    worse = portfolio(missed, cancel=lambda: True, bound=best.bound)
    assert worse.plans[0].objective <= worse.plans[0].bound == best.bound


def test_cancelled_portfolio_keeps_what_it_has() -> None:
    """A cancelled call hands over the plan found so far."""
    found = portfolio(scattered_problem(6, cells=40, sites=8), cancel=lambda: True)
    assert len(found.plans) == 1
    assert (found.ended_by, found.reproducible) == ("user", False)
