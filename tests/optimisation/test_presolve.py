"""Presolve decides what is decided and merges rows without losing weight."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from optimisation.layout import Layout
from optimisation.level import Level
from optimisation.presolve import reduce_problem, shrink
from optimisation.problem import CoverProblem
from optimisation.start import rebuild
from tests.optimisation.small_problems import (
    plain_problem,
    random_joint_problem,
    random_problem,
    scattered_problem,
)


def test_rows_with_equal_cover_sets_merge_and_weights_add() -> None:
    """Equal rows become one row with the sum of their weights."""
    core = reduce_problem(plain_problem([[1, 0], [1, 0], [1, 1], [0, 0]], [1.0, 2.0, 4.0, 8.0]))
    assert core.cover.shape == (2, 2)
    assert sorted((core.gains[:, 0] * core.scale).tolist()) == pytest.approx([3.0, 4.0])


@pytest.mark.parametrize("seed", range(12))
def test_merging_conserves_weight(seed: int) -> None:
    """Constant and merged weights add up to the rows that anything still allowed can cover."""
    problem = scattered_problem(seed)
    core = reduce_problem(problem)
    reachable = np.asarray(problem.cover.sum(axis=1)).ravel() > 0
    total = core.scale * (core.credit + core.gains[:, 0].sum())
    assert total == pytest.approx(problem.weights[reachable].sum(), rel=1e-12)
    keys = {tuple(core.cover[[r]].indices) for r in range(core.cover.shape[0])}
    assert len(keys) == core.cover.shape[0]


def test_fixed_options_make_a_constant() -> None:
    """Rows that a fixed option covers leave the core and count as credit."""
    problem = plain_problem([[1, 1], [0, 1]], [3.0, 1.0], stock=2)
    core = reduce_problem(replace(problem, fixed_open=np.array([True, False])))
    assert core.credit * core.scale == 3.0
    assert core.cover.shape == (1, 1)
    assert core.left.tolist() == [1.0]


def test_forbidden_host_removes_its_dependants_in_turn() -> None:
    """An option whose every host is gone is dropped, and so is what requires it."""
    problem = plain_problem([[1, 1, 1, 1]], [1.0], stock=4)
    problem = replace(problem, requires=((), (0,), (1,), ()), forbidden=np.array([True, False, False, False]))
    assert reduce_problem(problem).options.tolist() == [3]


def test_option_that_no_stock_allows_is_dropped_unless_a_supply_exists() -> None:
    """Use beyond stock drops an option, but not where an open supplier could make up for it."""
    problem = plain_problem([[1, 1]], [1.0], stock=1)
    dear = replace(problem, use=np.array([[3.0, 1.0]]))
    assert reduce_problem(dear).options.tolist() == [1]
    supplied = replace(problem, use=np.array([[3.0, -2.0]]))
    assert reduce_problem(supplied).options.tolist() == [0, 1]


def test_options_stand_in_the_order_of_their_ids() -> None:
    """Ties go to the lowest id, so the core orders options by id."""
    problem = replace(plain_problem([[1, 1, 1]], [1.0]), option_ids=("c", "a", "b"))
    assert reduce_problem(problem).options.tolist() == [1, 2, 0]


def test_stored_zeros_and_duplicates_do_not_count() -> None:
    """A stored False covers nothing and a duplicate entry covers once."""
    entries = (np.array([True, False, True, True]), (np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])))
    cover = sparse.csr_array(sparse.coo_array(entries, shape=(2, 2)))
    core = reduce_problem(replace(plain_problem([[1, 0], [0, 1]], [1.0, 1.0]), cover=cover))
    assert core.cover.toarray().sum() == 2


@pytest.mark.parametrize("make", [random_problem, random_joint_problem])
@pytest.mark.parametrize("seed", range(40))
def test_shrinking_keeps_the_value_of_every_plan(make: Callable[[int], CoverProblem], seed: int) -> None:
    """A plan is worth the same in a core with some options decided, and as feasible."""
    core = reduce_problem(make(seed))
    if core.reasons or core.size < 2:
        return
    rng = np.random.default_rng(seed)
    plan = rng.random(core.size) < 0.5
    known = rng.random(core.size) < 0.5
    small, free = shrink(core, np.where(known, plan, 0.0), np.where(known, plan, 1.0))
    plan &= known | np.isin(np.arange(core.size), free)
    whole, part = Layout(core), Layout(small)
    for option in np.flatnonzero(plan):
        whole.add(int(option))
    for option in np.flatnonzero(plan[free]):
        part.add(int(option))
    loose = (core.credit + whole.worth(whole.covered)) - (small.credit + part.worth(part.covered))
    assert float(loose) == pytest.approx(0.0, abs=1e-6)


def test_shrinking_stops_where_it_is_asked_to() -> None:
    """Whoever asks to stop is heard at every step, and no part of a core comes back; else the core does."""
    core = reduce_problem(scattered_problem(3))
    ranges = np.zeros(core.size), np.append(0.0, np.ones(core.size - 1))
    asked: list[bool] = []
    whole = Level.of(core)
    found = whole.deeper(*ranges, lambda: bool(asked.append(False)))
    assert found is not None
    assert found.core.size == core.size - 1
    assert len(asked) >= 5
    for calls in range(len(asked)):
        left = iter(range(calls))
        assert whole.deeper(*ranges, lambda left=left: next(left, None) is None) is None


def test_shrinking_closes_what_an_opened_option_excludes() -> None:
    """An option that an opened one excludes is not left to choose."""
    problem = replace(plain_problem([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [1.0] * 3), exclusive=((0, 2),))
    small, free = shrink(reduce_problem(problem), np.array([1.0, 0, 0]), np.ones(3))
    assert free.tolist() == [1]
    assert small.size == 1


def test_rebuilding_a_layout_returns_to_the_same_value() -> None:
    """Opening and closing options leaves no trace."""
    core = reduce_problem(scattered_problem(3))
    layout = Layout(core)
    empty = layout.value()
    rebuild(layout, np.ones(core.size, dtype=bool))
    rebuild(layout, np.zeros(core.size, dtype=bool))
    assert layout.value() == pytest.approx(empty, abs=1e-12)
