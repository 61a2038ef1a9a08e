"""What places are worth, compared with all plans of tiny problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation.explain import closing, importance
from optimisation.placement import place
from optimisation.scoring import hits_of, score
from tests.optimisation.small_problems import (
    enumerate_plans,
    plain_problem,
    random_joint_problem,
    scattered_problem,
)


@pytest.mark.parametrize("seed", range(60))
def test_loss_is_that_of_the_best_plan_without_a_place(seed: int) -> None:
    """If all may move the loss is enumeration's, and "needed" means that no plan is left."""
    problem = random_joint_problem(seed)
    plan = place(problem)
    if plan.objective is None:
        return
    slack = 1e-6 * max(abs(plan.objective), float(problem.weights.sum()), 1e-12)
    for one in importance(problem, plan).places:
        option = problem.option_ids.index(one.place)
        shut = problem.forbidden.copy()
        shut[option] = True
        best = enumerate_plans(replace(problem, forbidden=shut, fixed_open=problem.fixed_open & ~shut))
        if best is None:
            assert one.status == "needed"
            continue
        assert one.status == "solved"
        assert one.least is not None
        assert one.most is not None
        assert one.least - slack <= plan.objective - best[0] <= one.most + slack
        assert one.most - one.least <= 2 * slack
        if not one.breaks:
            assert one.loss >= one.most - slack


@pytest.mark.parametrize("seed", range(10))
def test_loss_with_nothing_moving_is_that_of_the_judge(seed: int) -> None:
    """Without a place and its dependants the plan is worth so much less, the greatest loss first."""
    problem = random_joint_problem(seed)
    plan = place(problem)
    if plan.objective is None:
        return
    found = importance(problem, plan, solve=0).places
    for one in found:
        rest = plan.chosen.copy()
        rest[one.closed] = False
        size = max(float(problem.weights.sum()), 1e-12)
        assert one.loss == pytest.approx(plan.objective - score(problem, rest).objective, abs=1e-8 * size)
        assert (one.status, one.least) == ("not sought", None)
    losses = [one.loss for one in found]
    assert losses == sorted(losses, reverse=True)


def test_closing_a_base_closes_its_team_and_says_who_steps_in() -> None:
    """A base's loss holds its team's; placed again, another base stands in."""
    problem = replace(
        plain_problem([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [5.0, 4.0, 3.0], stock=2), requires=((), (), (0,))
    )
    problem = replace(problem, stock=np.array([2.0]))
    plan = place(replace(problem, forbidden=np.array([False, True, False])))
    found = importance(problem, plan, places={"the west": (0,)}).places[0]
    assert found.closed.tolist() == [0, 2]
    assert found.loss == 8.0
    assert found.instead is not None
    assert found.instead.tolist() == [1]


@pytest.mark.parametrize("seed", range(10))
def test_closing_tells_every_row_that_loses_and_who_covers_the_rest(seed: int) -> None:
    """Lost rows carry all the credit that goes; held rows are covered by those said to take over."""
    problem = random_joint_problem(seed)
    plan = np.random.default_rng(seed).random(len(problem.option_ids)) < 0.6
    for option in np.flatnonzero(plan):
        found = closing(problem, plan, [int(option)])
        left = plan.copy()
        left[found.closed] = False
        gone = score(problem, plan).credit - score(problem, left).credit
        assert found.lost_weight.sum() == pytest.approx(gone, abs=1e-12)
        assert not np.intersect1d(found.lost, found.held).size
        assert (hits_of(problem, left)[found.held] > 0).all()
        takers = {taker for taker, _ in found.taken_over}
        assert takers <= set(np.flatnonzero(left).tolist())
        cover = problem.cover.toarray()
        for row in found.held[problem.weights[found.held] > 0]:
            assert takers & set(np.flatnonzero(cover[row]).tolist())


def test_cancelled_explanation_keeps_the_losses() -> None:
    """Losses with nothing moving need no placement, so a cancelled call has them all."""
    problem = scattered_problem(6, cells=40, sites=8)
    plan = place(problem)
    found = importance(problem, plan, cancel=lambda: True)
    assert len(found.places) == plan.chosen.sum()
    assert {one.status for one in found.places} == {"not sought"}
    assert (found.stopped_by, found.reproducible) == ("user", False)
