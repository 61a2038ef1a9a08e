"""What is left of resources and why, against trying every option."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation.by_hand import lay_out
from optimisation.placement import place
from optimisation.scoring import breaches, score
from optimisation.spare import spare
from tests.optimisation.small_problems import plain_problem, random_joint_problem


@pytest.mark.parametrize("seed", range(200))
def test_what_is_left_and_the_next_unit_are_those_of_trying_every_option(seed: int) -> None:
    """The next unit adds the most that one more option adds without breaking a limit."""
    problem = random_joint_problem(seed)
    plan = place(problem)
    if plan.objective is None:
        return
    size = max(float(problem.weights.sum()), 1e-12)
    for number, one in enumerate(spare(lay_out(problem), plan.chosen)):
        use = problem.use[number]
        assert one.left == pytest.approx(max(0.0, problem.stock[number] - use @ plan.chosen))
        stock = problem.stock.copy()
        stock[number] += 1
        best, fit = 0.0, 0
        for option in np.flatnonzero(~plan.chosen & ~problem.forbidden & (use > 0)):
            more = plan.chosen.copy()
            more[option] = True
            fit += not breaches(problem, more)
            if not breaches(replace(problem, stock=stock), more):
                best = max(best, score(problem, more).objective - plan.objective)
        assert one.one_more == pytest.approx(best, abs=1e-8 * size)
        assert one.fits == fit
        assert one.why != "could add" or plan.status != "optimal"


def test_surplus_is_told_with_its_reason() -> None:
    """Of three teams one is used, since no other place adds; what is taken or lacks its host is counted."""
    cover = [[1, 1, 0, 0], [0, 0, 0, 0]]
    problem = replace(plain_problem(cover, [5.0, 1.0], stock=3.0), exclusive=((0, 1),))
    plan = place(problem)
    (one,) = spare(lay_out(problem), plan.chosen)
    assert (one.left, one.why, one.fits, one.kept_out, one.where) == (
        2.0,
        "adds nothing",
        2,
        (("taken", 1),),
        -1,
    )
    hosted = replace(problem, requires=((), (), (1,), (1,)))
    (one,) = spare(lay_out(hosted), np.array([True, False, False, False]))
    assert (one.why, one.kept_out) == ("no place", (("taken", 1), ("host", 2)))
    standing = replace(problem, exclusive=((0, 1, 2, 3),), fixed_open=np.array([True, False, False, False]))
    (one,) = spare(lay_out(standing), np.array([True, False, False, False]))
    assert (one.left, one.why, one.kept_out) == (2.0, "no use", ())
    tight = replace(plain_problem([[1, 0], [0, 1]], [5.0, 3.0], stock=1.0))
    (one,) = spare(lay_out(tight), np.array([True, False]))
    assert (one.left, one.why, one.one_more, one.where) == (0.0, "used", 3.0, 1)
