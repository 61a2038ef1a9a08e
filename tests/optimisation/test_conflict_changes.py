"""What must give way where no plan holds: how it is counted, told and weighed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimisation import conflict_search
from optimisation.conflict import find_conflict
from optimisation.problem import Floor
from optimisation.side_program import Answer
from tests.optimisation.small_problems import plain_problem


def test_what_gives_way_is_counted_and_not_what_the_solver_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A violation within the solver's tolerance, of a stock that the plan keeps to, is no change."""
    problem = plain_problem([[1, 0], [0, 1]], [1.0, 1.0], stock=2)
    floor = Floor("west", np.array([1.0, 0]), 1.0, 1.0, hard=True)
    problem = replace(problem, floors=(floor,), forbidden=np.array([True, False]))
    relax = conflict_search.ConflictSearch.relax

    def rounded(*args: Any) -> Answer:
        answer = relax(*args)
        return replace(answer, violated=answer.violated + 9e-7)

    monkeypatch.setattr(conflict_search.ConflictSearch, "relax", rounded)
    found = find_conflict(problem)
    assert found is not None
    assert [(eased.by, eased.words) for eased in found.relaxation] == [(1.0, "allow o0")]


def test_tier_is_told_by_its_activities() -> None:
    """Of two of a tier that are asked for one can act: one is what is left to ask for, or no tier at all."""
    problem = plain_problem([[1, 0], [0, 1]], [1.0, 1.0], stock=2)
    tier = Floor("tier I: teams", np.array([1.0, 0.0]), 2.0, 1.0, hard=True, kind="tier")
    for forbidden, words in (
        (False, "tier I: teams: 1 instead of 2"),
        (True, "do without tier I: teams (it asks for 2)"),
    ):
        shut = replace(problem, floors=(tier,), forbidden=np.array([forbidden, False]))
        found = find_conflict(shut, prices={"shut": 100.0})
        assert found is not None
        assert found.demands[0].words == "tier I: teams: at least 2"
        assert [eased.words for eased in found.relaxation] == [words]


def test_what_only_asks_for_others_gives_way_no_cheaper_than_a_need() -> None:
    """An option that does nothing and is always open stands for its need: a stock gives way before it."""
    problem = plain_problem([[1, 0, 0]], [1.0], stock=0)
    problem = replace(
        problem,
        requires=((), (), (1,)),
        use=np.array([[0.0, 2.0, 0.0]]),
        fixed_open=np.array([False, False, True]),
    )
    found = find_conflict(problem, prices={"stock": 4.0})
    assert found is not None
    assert [eased.demand.kind for eased in found.relaxation] == ["stock"]


def test_doing_without_a_hub_weighs_as_much_as_doing_without_a_host() -> None:
    """What an option needs beside its host is a resource: half of a floor gives way before it."""
    problem = plain_problem([[1, 0]], [1.0], stock=1)
    floor = Floor("west", np.array([1.0]), 1.0, 0.5, hard=True)
    problem = replace(
        problem,
        floors=(floor,),
        resource_names=("need: aid of o0",),
        use=np.array([[1.0, -1.0]]),
        stock=np.zeros(1),
        forbidden=np.array([False, True]),
    )
    found = find_conflict(problem, prices={"shut": 100.0})
    assert found is not None
    assert [eased.demand.kind for eased in found.relaxation] == ["floor"]
