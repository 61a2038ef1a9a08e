"""Demands in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimisation.demands import KINDS, demands_of, violations
from optimisation.problem import Floor
from tests.optimisation.small_problems import plain_problem


def test_every_kind_is_told_in_words_and_soft_floors_are_not() -> None:
    """One demand of each kind, in the order of kinds, options by the names given."""
    problem = plain_problem([[1, 0, 0, 0]], [1.0], stock=2)
    floors = tuple(
        Floor(name, np.array([1.0]), 1.0, 0.5, hard=hard) for name, hard in (("a", True), ("b", False))
    )
    problem = replace(
        problem,
        floors=floors,
        fixed_open=np.array([True, False, False, False]),
        forbidden=np.array([False, True, False, False]),
        requires=((), (), (0, 3), ()),
        exclusive=((2, 3),),
    )
    found = demands_of(problem, {"o2": "the team"})
    assert tuple(demand.kind for demand in found) == KINDS
    assert [demand.words for demand in found] == [
        "a: at least 50.0 % of it within reach",
        "teams: no more than 2",
        "o0 is open",
        "o1 is ruled out",
        "the team needs one of o0, o3",
        "only one of the team, o3 may be open",
    ]


def test_violations_are_counted_from_whole_options() -> None:
    """One plan violates each kind of demand by a number that is known, another meets them all."""
    problem = plain_problem([[1, 0, 0, 0]], [1.0], stock=2)
    problem = replace(
        problem,
        floors=(Floor("a", np.array([1.0]), 2.0, 0.5, hard=True),),
        fixed_open=np.array([True, False, False, False]),
        forbidden=np.array([False, True, False, False]),
        requires=((), (), (0,), ()),
        exclusive=((1, 2, 3),),
    )
    demands = demands_of(problem)
    violated = violations(problem, demands, np.array([False, True, True, True]))
    assert violated.tolist() == [0.5, 1.0, 1.0, 1.0, 1.0, 2.0]
    assert not violations(problem, demands, np.array([True, False, True, False])).any()
