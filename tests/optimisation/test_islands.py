"""Populations of plans find what a proof finds, and the same each time."""

from typing import Any

import numpy as np
import pytest

from optimisation import islands
from optimisation.exchange import Exchange, places
from optimisation.islands import FIRST, SHARES, two_sides
from optimisation.neighbourhood_search import NeighbourhoodSearch
from optimisation.placement import place
from optimisation.population import ROUNDS, Population
from optimisation.presolve import reduce_problem
from optimisation.union import worth
from tests.optimisation.small_problems import street_problem


def test_populations_reach_the_proven_best_and_repeat_themselves() -> None:
    """What both sides find together is worth the optimum, never more, and is the same in a second run."""
    problem = street_problem(1)
    core, proven = reduce_problem(problem), place(problem)
    count = places(core)
    assert count is not None
    assert proven.objective is not None
    runs = []
    for _ in range(2):
        one, two = two_sides(Exchange(core, count, 3), 3)
        for side in (one, two):
            side.search(20 * ROUNDS, lambda: False)
        runs.append(one.merge_with(two, np.arange(count), lambda: False))
        assert runs[-1].sum() == count
        assert one.best[0][0] >= max(two.best[0][0], worth(core, np.arange(count))) - 1e-12
    assert runs[0].tobytes() == runs[1].tobytes()
    found = core.scale * (core.credit + worth(core, np.flatnonzero(runs[0])))
    assert found <= proven.objective * (1 + 1e-9)
    assert found >= 0.999 * proven.objective


def test_a_search_without_leave_gives_the_first_plan_it_has() -> None:
    """Stopped at once it makes one plan, and no more once it has one."""
    problem = street_problem(0)
    core = reduce_problem(problem)
    count = places(core)
    assert count is not None
    one, _ = two_sides(Exchange(core, count, 3), 3)
    first = one.search(100 * ROUNDS, lambda: True)
    assert np.array_equal(first, one.search(100 * ROUNDS, lambda: True))


def test_a_search_begins_with_a_population_which_who_joins_late_leaves_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One population, then a few plans at a time; none at all where the other side is past its own."""
    core = reduce_problem(street_problem(0))
    count = places(core)
    assert count is not None
    populations, starts = [], []
    made, begun = Population, NeighbourhoodSearch

    def noted(*given: Any) -> Population:
        populations.append(given[3])
        return made(*given)

    def noted_start(*given: Any) -> NeighbourhoodSearch:
        starts.append(given[1])
        return begun(*given)

    monkeypatch.setattr(islands, "Population", noted)
    monkeypatch.setattr(islands, "NeighbourhoodSearch", noted_start)
    one, two = two_sides(Exchange(core, count, 3), 3)
    while len(starts) < 3:
        two.search(ROUNDS, lambda: False)
    assert populations == [FIRST]
    one.join(two)
    while len(starts) < 5:
        one.search(ROUNDS, lambda: False)
    assert populations == [FIRST]
    assert all(plan.size == count for plan in starts)


def test_populations_follow_a_linear_program_to_the_options_it_names() -> None:
    """Where all follow, only the named options are opened; else one population of three is free."""
    problem = street_problem(2)
    core = reduce_problem(problem)
    count = places(core)
    assert count is not None
    order = np.arange(core.size)[::-1].copy()
    near = order[: max(2 * count, int(SHARES[1] * count))]
    assert near.size < core.size
    runs = []
    for always in (True, True, False):
        one, _ = two_sides(Exchange(core, count, 3), 3)
        one.follow(order, count, always=always)
        runs.append(one.search(30 * ROUNDS, lambda: False))
        assert runs[-1].sum() == count
        assert np.isin(np.flatnonzero(runs[-1]), near).all() == always
    assert runs[0].tobytes() == runs[1].tobytes()
