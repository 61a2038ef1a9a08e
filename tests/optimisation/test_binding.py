"""Which constraints hold a plan back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from optimisation.binding import binding
from optimisation.placement import place
from optimisation.problem import CoverProblem, Floor
from tests.optimisation.small_problems import enumerate_plans, plain_problem, random_joint_problem


def test_stock_floor_and_exclusion_are_told_in_words() -> None:
    """A stock used up, a floor just met and an exclusion that keeps a gain out each bind."""
    problem = plain_problem([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [5.0, 4.0, 1.0], stock=1)
    floor = Floor("west", np.array([1.0, 1.0, 0.0]), 2.0, 0.5)
    problem = replace(problem, floors=(floor,), exclusive=((0, 1),))
    found = binding(problem, np.array([True, False, False]))
    assert [(one.kind, one.words) for one in found] == [
        ("stock", "teams: 1 of 1 used, no more fits"),
        ("floor", "west: 50.0 % of the 50.0 % wanted"),
        ("exclusion", "only one of o0, o1 may be open"),
    ]


def test_what_has_room_does_not_bind() -> None:
    """A stock with room, a floor well met and an exclusion of forbidden options are left out."""
    problem = plain_problem([[1, 0, 1], [0, 1, 1]], [5.0, 4.0], stock=3)
    floor = Floor("all", np.array([1.0, 1.0]), 2.0, 0.5)
    problem = replace(problem, floors=(floor,), exclusive=((0, 1),), forbidden=np.array([False, True, False]))
    assert binding(problem, np.array([True, False, True])) == ()


@pytest.mark.parametrize("seed", range(30))
def test_where_nothing_binds_more_is_no_use(seed: int) -> None:
    """A stock that does not bind gains nothing by one more unit, where nothing else is in the way."""
    problem = replace(random_joint_problem(seed), requires=((),) * len(random_joint_problem(seed).option_ids))
    problem = replace(problem, exclusive=(), floors=())
    problem = replace(
        problem, use=np.ones_like(problem.use[:1]), resource_names=("teams",), stock=problem.stock[:1]
    )
    plan = place(problem)
    if plan.objective is None or any(one.kind == "stock" for one in binding(problem, plan.chosen)):
        return
    more = enumerate_plans(replace(problem, stock=problem.stock + 1))
    assert more is not None
    assert more[0] == pytest.approx(plan.objective, rel=1e-6, abs=1e-12)


def test_what_options_supply_is_counted_as_stock() -> None:
    """Days that an open base supplies are what is used of; a closed one's are no stock that binds."""
    problem = CoverProblem(
        option_ids=("base", "escort", "route", "other", "far"),
        cover=sparse.csr_array(np.eye(5, dtype=bool)),
        weights=np.ones(5),
        floors=(),
        resource_names=("days", "days there"),
        use=np.array([[-2.0, 2.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, -2.0, 2.0]]),
        stock=np.zeros(2),
        requires=((), (0,), (0,), (), (3,)),
        exclusive=(),
        fixed_open=np.array([True, False, False, False, False]),
        forbidden=np.zeros(5, dtype=bool),
        cost=np.zeros(5),
    )
    (found,) = binding(problem, np.array([True, True, False, False, False]))
    assert (found.name, found.has, found.limit) == ("days", 2.0, 2.0)
    assert found.words == "days: 2 of 2 used, no more fits"
