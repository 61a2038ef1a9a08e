"""Populations of plans find what a proof finds, and the same each time."""

from typing import Any

import numpy as np
import pytest

from optimisation import islands
from optimisation.exchange import Exchange, places
from optimisation.islands import FIRST, SHARES, two_sides
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


def test_who_begins_late_goes_on_with_populations_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small populations are for the start: who joins another that is past them leaves them out."""
    core = reduce_problem(street_problem(0))
    count = places(core)
    assert count is not None
    sizes = []
    made = islands.Population

    def noted(*given: Any) -> Population:
        sizes.append(given[3])
        return made(*given)

    monkeypatch.setattr(islands, "Population", noted)
    one, two = two_sides(Exchange(core, count, 3), 3)
    while not sizes or sizes[-1] < 4 * FIRST:
        two.search(ROUNDS, lambda: False)
    assert sizes == [FIRST, 2 * FIRST, 4 * FIRST]
    one.catch_up(two)
    one.search(ROUNDS, lambda: False)
    assert sizes[3:] == [8 * FIRST]


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
