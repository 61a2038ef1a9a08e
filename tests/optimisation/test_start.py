"""The start is feasible, carries dependants along, and repeats itself."""

from dataclasses import replace

import numpy as np
import pytest

from optimisation.layout import Layout
from optimisation.presolve import reduce_problem
from optimisation.start import fill, find_start, scarcity
from tests.optimisation.small_problems import (
    enumerate_plans,
    plain_problem,
    random_problem,
    scattered_problem,
)


def test_a_dependant_is_bought_with_its_host() -> None:
    """A host that covers nothing is opened where its dependant is worth it."""
    problem = plain_problem([[0, 1, 0], [0, 0, 1]], [5.0, 3.0], stock=2)
    core = reduce_problem(replace(problem, requires=((), (0,), ())))
    found = find_start(core)
    assert found.open.tolist() == [True, True, False]


def test_a_supplier_is_opened_for_what_it_supplies() -> None:
    """An option that only supplies a resource is opened for the one that spends it."""
    problem = plain_problem([[0, 1]], [5.0], stock=0)
    core = reduce_problem(replace(problem, use=np.array([[-2.0, 2.0]])))
    assert find_start(core).open.all()


@pytest.mark.parametrize("seed", range(30))
def test_start_is_feasible_and_below_the_optimum(seed: int) -> None:
    """What the start calls feasible meets every constraint, and its value is not above the best."""
    problem = random_problem(seed)
    core, best = reduce_problem(problem), enumerate_plans(problem)
    if core.reasons:
        return
    found = find_start(core)
    if found.feasible:
        assert best is not None
        assert core.scale * (core.credit + found.value) <= best[0] + 1e-9 * max(1.0, abs(best[0]))


def test_same_seed_same_plan_and_an_unspent_surplus() -> None:
    """The start repeats itself, and opens nothing that adds nothing."""
    core = reduce_problem(scattered_problem(1, bases=20, teams=20))
    one, two = find_start(core, seed=4), find_start(core, seed=4)
    assert np.array_equal(one.open, two.open)
    layout = Layout(core)
    for option in np.flatnonzero(one.open):
        layout.add(int(option))
    assert (layout.gains()[layout.addable()] <= 1e-9).all()


def test_out_of_time_at_once_still_returns_the_first_greedy_plan() -> None:
    """What ends the search, but does not break off the first greedy plan, leaves all of that plan."""
    core = reduce_problem(scattered_problem(1))
    found = find_start(core, cancel=lambda: True, broken=lambda: False)
    layout = Layout(core)
    fill(layout, scarcity(core))
    assert found.feasible
    assert found.open.any()
    assert np.array_equal(found.open, layout.open)


@pytest.mark.parametrize("looks", range(4))
def test_greedy_broken_off_keeps_what_it_opened(looks: int) -> None:
    """Cancelled after some options, the plan has just these, and nothing is opened beyond them."""
    core = reduce_problem(scattered_problem(1))
    asked = iter(range(looks))
    found = find_start(core, cancel=lambda: next(asked, None) is None)
    whole = find_start(core, cancel=lambda: True, broken=lambda: False)
    assert found.feasible
    assert looks <= found.open.sum() <= 2 * looks < whole.open.sum()  # a bundle opens two at a time
    assert whole.open[found.open].all()
