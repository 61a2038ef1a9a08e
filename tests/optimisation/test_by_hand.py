"""Plans changed by hand against counting afresh."""

from __future__ import annotations

import numpy as np
import pytest

from optimisation.by_hand import HandPlan, begin, change, lay_out
from optimisation.problem import CoverProblem
from optimisation.scoring import breaches, hits_of, score
from tests.optimisation.small_problems import plain_problem, random_joint_problem, random_problem


@pytest.mark.parametrize("seed", range(60))
def test_any_change_is_worth_what_counting_afresh_says(seed: int) -> None:
    """After adding, dropping and moving at random, worth, floors, breaches and rows are the judge's own."""
    problem = random_problem(seed) if seed % 2 else random_joint_problem(seed)
    rng = np.random.default_rng(seed)
    board, options = lay_out(problem), len(problem.option_ids)
    plan = begin(board, rng.random(options) < 0.4)
    _agrees(problem, plan)
    for _ in range(6):
        one, two = (int(i) for i in rng.integers(0, options, 2))
        added = change(board, plan, opened=[one])
        dropped = change(board, added, closed=[one])
        moved = change(board, plan, closed=[two], opened=[one])
        for new, old in ((added, plan), (dropped, added), (moved, plan)):
            _agrees(problem, new)
            more = hits_of(problem, new.chosen) - hits_of(problem, old.chosen)
            assert new.gained.tolist() == np.flatnonzero(more > 0).tolist()
            assert new.lost.tolist() == np.flatnonzero(more < 0).tolist()
        plan = moved


def _agrees(problem: CoverProblem, plan: HandPlan) -> None:
    judged = score(problem, plan.chosen)
    size = max(float(problem.weights.sum()), 1e-12)
    assert plan.credit == pytest.approx(judged.credit, rel=1e-9, abs=1e-9 * size)
    assert plan.objective == pytest.approx(judged.objective, rel=1e-9, abs=1e-8 * size)
    assert [s.name for s in plan.shortfalls] == [s.name for s in judged.shortfalls]
    assert plan.breaches == breaches(problem, plan.chosen)


def test_the_plan_before_a_change_stays() -> None:
    """A change hands out a new plan; the old one can be gone back to."""
    problem = plain_problem([[1, 0], [0, 1]], [2.0, 1.0])
    board = lay_out(problem)
    one = begin(board, np.array([True, False]))
    two = change(board, one, closed=[0], opened=[1])
    assert (one.credit, two.credit) == (2.0, 1.0)
    assert one.chosen.tolist() == [True, False]
    assert change(board, one).chosen.tolist() == [True, False]


def test_what_a_change_breaks_is_told() -> None:
    """Opening beyond the stock is counted all the same, and said."""
    problem = plain_problem([[1, 0], [0, 1]], [2.0, 1.0])
    both = begin(lay_out(problem), np.array([True, True]))
    assert both.credit == 3.0
    assert both.breaches == ("uses more teams than there are (2 used, 1 available)",)
