"""Placements in a series, and ties settled by a second view."""

from __future__ import annotations

import numpy as np
import pytest

from optimisation.series import Series, Step, place_ordered
from optimisation.views import View, check_views, hold_above, hold_below, hold_floors
from tests.optimisation.small_problems import plain_problem, scattered_problem


def test_ties_go_to_the_second_view() -> None:
    """Of two options as good to the first, the one that the second prefers is chosen, with both bounds."""
    problem = plain_problem([[1, 1, 0], [0, 1, 0], [0, 0, 1]], [1.0, 0.0, 1.0])
    found = place_ordered(Series(), problem, problem.weights, np.array([0.0, 2.0, 1.0]), "most")
    assert found is not None
    assert found.chosen.tolist() == [False, True, False]
    assert (found.first, found.second) == (1.0, 2.0)
    assert found.first_bound == pytest.approx(1.0)
    assert found.second_bound == pytest.approx(2.0, rel=1e-5)


def test_progress_counts_and_a_cut_series_says_why() -> None:
    """Every placement is told before it runs; the first that time cuts short marks the series."""
    told: list[Step] = []
    series = Series(time_limit_s=0.0, progress=told.append)
    assert series.stopped_by == ""
    series.place(scattered_problem(6, cells=40, sites=8), "one", to_come=2)
    series.place(scattered_problem(6, cells=40, sites=8), "two")
    begun = [(step.what, step.done, step.of) for step in told if step.best is None and step.bound is None]
    assert list(dict.fromkeys(begun)) == [("one", 0, 2), ("two", 1, 2)]
    assert series.stopped_by == "time"


def test_progress_tells_best_bound_and_distance_while_a_placement_runs() -> None:
    """The last news of a placement are its result."""
    told: list[Step] = []
    found = Series(progress=told.append).place(scattered_problem(6, cells=40, sites=8), "one")
    assert [(step.what, step.done) for step in told] == [("one", 0)] * len(told)
    assert told[-1].best == pytest.approx(found.objective)
    assert told[-1].bound == pytest.approx(found.bound)


def test_a_problem_holds_what_it_is_told_to() -> None:
    """Held values become a hard floor and a resource, nothing to hold changes nothing, floors become hard."""
    problem = plain_problem([[1, 0], [0, 1]], [3.0, 1.0])
    above = hold_above(problem, "a", problem.weights, 3.0)
    assert [(floor.name, floor.share, floor.hard) for floor in above.floors] == [("a", 0.75, True)]
    assert hold_above(problem, "a", problem.weights, 0.0) is problem
    below = hold_below(problem, "cost", problem.cost, 1.0)
    assert below.resource_names == ("teams", "cost")
    assert below.use.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    soft = scattered_problem(1)
    kept = hold_floors(soft, soft.fixed_open).floors
    assert all(floor.hard and floor.share <= 0.8 for floor in kept)
    assert check_views(problem, (View("a", problem.weights),)) == ()
