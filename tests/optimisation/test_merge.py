"""Merging keeps the worth of every plan, and makes plain rows of joint ones where it can."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from optimisation.layout import Layout
from optimisation.merge import merge_rows, row_sets
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem
from optimisation.scoring import score
from optimisation.start import rebuild
from optimisation.watch import Stopped
from tests.optimisation.small_problems import plain_problem, random_joint_problem


def _joint(first: list[list[int]], second: list[list[int]], fixed: list[int]) -> CoverProblem:
    problem = plain_problem(first, [1.0] * len(first), stock=9)
    return replace(
        problem,
        also=sparse.csr_array(np.array(second, dtype=bool)),
        joint=np.ones(len(first), dtype=bool),
        fixed_open=np.isin(np.arange(len(first[0])), fixed),
    )


@pytest.mark.parametrize("seed", range(60))
def test_merging_keeps_the_worth_of_every_plan(seed: int) -> None:
    """Objective and credit of random plans are the same in the core as in the whole problem."""
    problem = random_joint_problem(seed)
    problem = replace(problem, floors=tuple(replace(floor, hard=False) for floor in problem.floors))
    core = reduce_problem(problem)
    layout, rng = Layout(core), np.random.default_rng(seed)
    for _ in range(6):
        plan = rng.random(core.size) < 0.4
        rebuild(layout, np.zeros(core.size, dtype=bool))
        for option in np.flatnonzero(plan):
            layout.add(int(option))
        chosen = problem.fixed_open.copy()
        chosen[core.options[plan]] = True
        found = score(problem, chosen)
        credit = core.scale * (core.credit + layout.covered[0])
        assert credit == pytest.approx(found.credit, rel=1e-9, abs=1e-12)
        worth = core.scale * (core.credit + float(layout.worth(layout.covered)))
        assert worth == pytest.approx(found.objective, rel=1e-9, abs=1e-9 * problem.weights.sum())


def test_joint_row_half_hit_is_a_plain_row_over_its_other_set() -> None:
    """A fixed option in one set leaves the other, in both it leaves a constant."""
    core = reduce_problem(_joint([[1, 1, 0], [0, 0, 1], [1, 0, 0]], [[0, 0, 1], [1, 0, 0], [1, 0, 0]], [0]))
    assert core.also is None
    assert core.cover.toarray().tolist() == [[0.0, 1.0]]
    assert core.gains[0, 0] * core.scale == 2.0
    assert core.credit * core.scale == 1.0


def test_set_that_holds_the_other_is_left_out() -> None:
    """A joint row whose one set is in the other is a plain row over the smaller one."""
    core = reduce_problem(_joint([[1, 1, 0], [1, 0, 0]], [[1, 0, 0], [1, 1, 0]], []))
    assert core.also is None
    assert core.cover.toarray().tolist() == [[1.0, 0.0, 0.0]]


def test_row_that_nobody_can_complete_is_dropped() -> None:
    """Without options for either set a joint row is not in the core."""
    problem = _joint([[1, 1, 0], [0, 0, 1], [1, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 1]], [])
    core = reduce_problem(problem)
    assert core.cover.shape[0] == 1
    assert core.also is not None
    assert core.entries == 2
    assert reduce_problem(replace(problem, forbidden=np.array([0, 0, 1], bool))).cover.shape[0] == 0


def test_rows_merge_by_both_sets_and_their_count() -> None:
    """Rows with equal first sets stay apart where their second sets or counts differ."""
    problem = replace(
        plain_problem([[1, 1, 0]] * 6, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0], stock=9),
        also=sparse.csr_array(np.array([[0, 0, 1]] * 2 + [[0, 0, 0]] * 4, dtype=bool)),
        joint=np.array([True, True, False, False, False, False]),
        most=np.array([1, 1, 1, 1, 2, 9]),
    )
    core = reduce_problem(problem)
    assert core.most is not None
    assert sorted((core.gains[:, 0] * core.scale).round(9).tolist()) == [3.0, 12.0, 48.0]
    assert sorted(core.most.tolist()) == [1.0, 1.0, 2.0]
    assert core.scale == 15.0 + 2 * 48.0


def test_fixed_hits_of_a_counted_row_are_a_constant() -> None:
    """Fixed options use up part of a row's count."""
    problem = replace(plain_problem([[1, 1, 1, 1]], [2.0], stock=9), most=np.array([3]))
    core = reduce_problem(replace(problem, fixed_open=np.array([True, False, False, False])))
    assert core.credit * core.scale == 2.0
    assert core.most is not None
    assert core.most.tolist() == [2.0]
    full = reduce_problem(replace(problem, fixed_open=np.array([True, True, True, False])))
    assert (full.credit * full.scale, full.cover.shape[0]) == (6.0, 0)


@pytest.mark.parametrize(
    "make", [random_joint_problem, lambda _: plain_problem([[1, 0], [1, 1]], [1.0, 2.0])]
)
def test_merging_can_be_given_up_between_its_steps(make: Callable[[int], CoverProblem]) -> None:
    """Asked to stop at any of its looks it gives up; never asked, it merges as ever."""
    problem = make(3)
    sets, every = row_sets(problem), np.arange(len(problem.option_ids))
    opened = np.zeros(every.size, dtype=np.bool_)
    whole = merge_rows(sets, [problem.weights], opened, every)
    looks = []
    again = merge_rows(sets, [problem.weights], opened, every, lambda: bool(looks.append(1)))
    assert np.array_equal(whole.columns, again.columns)
    assert (whole.cover != again.cover).nnz == 0
    assert len(looks) >= 4
    for after in range(len(looks)):
        asked = iter(range(len(looks)))
        with pytest.raises(Stopped):
            merge_rows(sets, [problem.weights], opened, every, lambda a=after, n=asked: next(n) >= a)
