"""What easing limits gains, compared with all plans of tiny problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation.placement import place
from optimisation.relief import most_apart, reliefs, upper_bound
from optimisation.scoring import score
from tests.optimisation.listed_plans import feasible_plans
from tests.optimisation.small_problems import (
    enumerate_plans,
    plain_problem,
    random_joint_problem,
    scattered_problem,
)


@pytest.mark.parametrize("seed", range(60))
def test_gains_are_those_of_all_plans_of_the_eased_problem(seed: int) -> None:
    """One more of a stock, and each lock lifted, gain what enumeration says; the bound is never below."""
    problem = random_joint_problem(seed)
    plan = place(problem)
    if plan.objective is None:
        return
    slack = 1e-6 * max(abs(plan.objective), float(problem.weights.sum()), 1e-12)
    bounds = reliefs(problem, plan, solve=0).found
    for relief in reliefs(problem, plan).found:
        if relief.kind == "stock":
            more = np.array([name == relief.name for name in problem.resource_names], dtype=float)
            eased = replace(problem, stock=problem.stock + more)
        else:
            held = np.array([i != relief.name for i in problem.option_ids])
            eased = replace(problem, fixed_open=problem.fixed_open & held, forbidden=problem.forbidden & held)
        best = enumerate_plans(eased)
        assert best is not None
        assert relief.gain == pytest.approx(best[0] - plan.objective, abs=slack)
        first = next(b for b in bounds if (b.kind, b.name) == (relief.kind, relief.name))
        assert first.at_most >= best[0] - plan.objective - slack
        assert first.at_least <= best[0] - plan.objective + slack


@pytest.mark.parametrize("seed", range(10))
def test_bound_holds_for_every_plan(seed: int) -> None:
    """The relaxation's bound is never below the best of all plans, and -inf only where there is none."""
    problem = random_joint_problem(seed)
    best = enumerate_plans(problem)
    if best is not None:
        assert upper_bound(problem) >= best[0] - 1e-9 * max(abs(best[0]), float(problem.weights.sum()))


def test_lifting_a_lock_and_a_unit_are_told_by_what_they_could_gain() -> None:
    """The better relief stands first, with its kind and name."""
    problem = replace(
        plain_problem([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [1.0, 5.0, 2.0], stock=1),
        forbidden=np.array([False, True, False]),
    )
    found = reliefs(problem, place(problem)).found
    assert [(one.kind, one.name, one.gain) for one in found] == [("shut", "o1", 3.0), ("stock", "teams", 1.0)]


def test_one_more_of_what_nothing_uses_gains_nothing() -> None:
    """A stock that all options together never use up gains nothing, however loose the relaxation is."""
    pairs = [[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1]]
    plain = plain_problem(pairs, [1.0] * 6, stock=2)
    problem = replace(
        plain,
        resource_names=("teams", "talks"),
        stock=np.array([2.0, 0.0]),
        use=np.vstack([plain.use, np.zeros(4)]),
    )
    gains = {one.name: one for one in reliefs(problem, place(problem), solve=0).found}
    assert (gains["talks"].gain, gains["talks"].at_most, gains["talks"].most_credit) == (0.0, 0.0, 0.0)
    assert gains["teams"].at_most >= 1.0


def test_cancelled_reliefs_say_so() -> None:
    """A cancelled call claims nothing that it did not look at."""
    problem = scattered_problem(6, cells=40, sites=8)
    found = reliefs(problem, place(problem), cancel=lambda: True)
    assert found.found == ()
    assert (found.stopped_by, found.reproducible) == ("user", False)


@pytest.mark.parametrize("seed", range(30))
def test_what_easing_gains_at_most_is_told_apart(seed: int) -> None:
    """No plan with more of every stock gains more credit at no more penalties, nor the other way round."""
    problem = random_joint_problem(seed)
    plan = place(problem)
    if plan.objective is None:
        return
    eased = replace(problem, stock=problem.stock + 1.0)
    credit, penalties = most_apart(eased, plan, max(0.0, upper_bound(eased) - plan.objective))
    owed, slack = plan.credit - plan.objective, 1e-9 * (1 + abs(plan.objective))
    for chosen in feasible_plans(eased):
        found = score(eased, chosen)
        owes = found.credit - found.objective
        if owes <= owed + slack:
            assert found.credit - plan.credit <= credit + 2 * slack
        if found.credit >= plan.credit - slack:
            assert owed - owes <= penalties + 2 * slack
    assert penalties <= owed + slack
