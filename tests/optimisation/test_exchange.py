"""Exchanges and prices where options are alike: never wrong, and close to the best."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from optimisation.dual import Dual
from optimisation.envelope import UNIT
from optimisation.exchange import Exchange, places
from optimisation.neighbours import neighbours
from optimisation.presolve import Core, reduce_problem
from optimisation.problem import CoverProblem, Floor
from tests.optimisation.small_problems import enumerate_plans, plain_problem


def _alike(seed: int) -> CoverProblem:
    rng = np.random.default_rng(seed)
    cover = (rng.random((25, 10)) < 0.25).astype(int).tolist()
    return plain_problem(cover, rng.integers(1, 20, 25).astype(float).tolist(), stock=3.0)


def _worth(core: Core, plan: np.ndarray) -> float:
    return float(core.gains[core.cover @ plan > 0, 0].sum())


@pytest.mark.parametrize("seed", range(20))
def test_exchange_finds_and_prices_bound_the_optimum(seed: int) -> None:
    """On tiny problems the exchange finds the optimum, and prices are never below it."""
    problem = _alike(seed)
    core, best = reduce_problem(problem), enumerate_plans(problem)
    assert best is not None
    count = places(core)
    assert count == 3
    plan = Exchange(core, count, seed).search(np.zeros(core.size, bool), 200, lambda: False)
    assert plan.sum() == 3
    assert _worth(core, plan) * core.scale == pytest.approx(best[0])
    point = Dual(core, count).lower(0.0, 500, lambda _bound: False)
    optimum = best[0] / core.scale * UNIT
    assert optimum - 1e-9 * UNIT <= point.bound <= 1.2 * optimum


@pytest.mark.parametrize("seed", range(20))
def test_reduced_costs_bound_what_a_decision_costs(seed: int) -> None:
    """With an option forced open, or closed, no plan is worth more than the changed bound."""
    problem = _alike(seed)
    core = reduce_problem(problem)
    point = Dual(core, 3).lower(0.0, 200, lambda _bound: False)
    for option in range(core.size):
        for state, change in (("fixed_open", min(point.reduced[option], 0)), ("forbidden", 0.0)):
            marked = np.zeros(10, dtype=bool)
            marked[core.options[option]] = True
            best = enumerate_plans(replace(problem, **{state: marked}))
            assert best is not None
            less = change if state == "fixed_open" else -max(point.reduced[option], 0)
            assert best[0] / core.scale * UNIT <= point.bound + less + 1e-6


def test_search_repeats_itself_in_slices() -> None:
    """The same rounds in one call or in two find the same plan."""
    core = reduce_problem(_alike(1))
    none = np.zeros(core.size, dtype=bool)
    one = Exchange(core, 3, 4).search(none, 250, lambda: False)
    other = Exchange(core, 3, 4)
    two = other.search(other.search(none, 100, lambda: False), 150, lambda: False)
    assert np.array_equal(one, two)


def test_only_options_that_are_alike_are_exchanged() -> None:
    """Any constraint but a common stock, or a row that is not plain, is left to the general search."""
    problem = _alike(2)
    floor = Floor("half", np.ones(25), 25.0, 0.9)
    others = (
        {"exclusive": ((0, 1),)},
        {"requires": ((1,), *((),) * 9)},
        {"use": np.arange(1.0, 11.0)[None, :]},
        {"floors": (floor,)},
        {"most": np.full(25, 2)},
        {"stock": np.array([10.0])},
    )
    assert places(reduce_problem(problem)) == 3
    assert [places(reduce_problem(replace(problem, **change))) for change in others] == [None] * 6


def test_neighbours_share_a_row() -> None:
    """Neighbours are those of the product of the cover with itself."""
    core = reduce_problem(_alike(3))
    indptr, indices = neighbours(core)
    found = sparse.csr_array((np.ones(indices.size), indices, indptr), shape=(core.size, core.size))
    assert np.array_equal(found.toarray() > 0, (core.cover.T @ core.cover).toarray() > 0)


def test_a_cycle_apart_leaves_the_search_alone() -> None:
    """A cycle from another plan is no worse than that plan, and the search then goes on as without it."""
    core = reduce_problem(_alike(1))
    none = np.zeros(core.size, dtype=bool)
    one, start = Exchange(core, 3, 4), np.array([0, 1, 2])
    half = one.search(none, 100, lambda: False)
    value, plan = one.anneal(start, 50, 0.001, np.random.default_rng(1), lambda: False)
    chosen = np.isin(np.arange(core.size), plan)
    assert value == pytest.approx(_worth(core, chosen))
    assert value >= _worth(core, np.arange(core.size) < 3) - 1e-12
    assert np.array_equal(start, [0, 1, 2])
    whole = Exchange(core, 3, 4).search(none, 250, lambda: False)
    assert np.array_equal(one.search(half, 150, lambda: False), whole)


def test_rows_too_light_to_count_are_passed_over() -> None:
    """Weights that round to nothing beside the heaviest, on many options each, leave the search sound."""
    rng = np.random.default_rng(8)
    cover = (rng.random((2_000, 60)) < 0.5).astype(int)
    weights = np.full(2_000, 1e-6)
    weights[:20] = rng.integers(1, 20, 20) * 1e11
    core = reduce_problem(plain_problem(cover.tolist(), weights.tolist(), stock=3.0))
    plan = Exchange(core, 3, 1).search(np.zeros(core.size, bool), 200, lambda: False)
    heavy = cover[:20, core.options[plan]].any(axis=1)
    best = max(
        float(weights[:20][cover[:20, list(three)].any(axis=1)].sum()) for three in combinations(range(60), 3)
    )
    assert float(weights[:20][heavy].sum()) == best
