"""Conflicts and least relaxations, compared with all plans of tiny problems."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np
import pytest

from optimisation import asked, conflict_search
from optimisation.bound_model import BoundModel
from optimisation.conflict import PRICES, Conflict, Eased, find_conflict
from optimisation.demands import Demand, demands_of
from optimisation.placement import place
from optimisation.problem import CoverProblem, Floor
from optimisation.scoring import breaches, hits_of
from optimisation.side_model import SideModel, side_program
from tests.optimisation.listed_plans import feasible_plans
from tests.optimisation.small_problems import (
    enumerate_plans,
    plain_problem,
    random_joint_problem,
    scattered_problem,
)


def _demanding(seed: int) -> CoverProblem:
    """Return a random problem whose floors are hard."""
    problem = random_joint_problem(seed)
    return replace(problem, floors=tuple(replace(floor, share=0.6, hard=True) for floor in problem.floors))


INFEASIBLE = [seed for seed in range(60) if enumerate_plans(_demanding(seed)) is None]


def _holding(problem: CoverProblem, demands: Iterable[Demand]) -> CoverProblem:
    """Return the problem with some of its demands alone."""
    kept = {(demand.kind, demand.index) for demand in demands}

    def marked(kind: str) -> np.ndarray:
        return np.array([(kind, n) in kept for n in range(len(problem.option_ids))])

    return replace(
        problem,
        floors=tuple(f for k, f in enumerate(problem.floors) if ("floor", k) in kept),
        stock=np.array([s if ("stock", r) in kept else 1e6 for r, s in enumerate(problem.stock)]),
        fixed_open=marked("open"),
        forbidden=marked("shut"),
        requires=tuple(h if ("requires", i) in kept else () for i, h in enumerate(problem.requires)),
        exclusive=tuple(s for e, s in enumerate(problem.exclusive) if ("exclusive", e) in kept),
    )


@pytest.mark.parametrize("seed", INFEASIBLE[:24])
def test_named_demands_conflict_and_no_fewer_of_them_do(seed: int) -> None:
    """Enumeration finds no plan that meets the named demands, and one without any single one of them."""
    problem = _demanding(seed)
    found = find_conflict(problem)
    assert found is not None
    assert found.irreducible
    assert found.demands
    assert not feasible_plans(_holding(problem, found.demands))
    for demand in found.demands:
        assert feasible_plans(_holding(problem, (d for d in found.demands if d is not demand)))
    assert place(problem).status == "infeasible"


@pytest.mark.parametrize("seed", INFEASIBLE[:24])
def test_relaxation_is_the_cheapest_of_all_plans(seed: int) -> None:
    """Over all sets of options none violates its demands at a lower price; the plan told pays just that."""
    problem = _demanding(seed)
    found = find_conflict(problem)
    assert found is not None
    assert found.least
    options = len(problem.option_ids)
    least = min(_price(problem, np.array(bits)) for bits in product((False, True), repeat=options))
    paid = sum(
        PRICES[eased.demand.kind] * eased.by / _unit(problem, eased.demand) for eased in found.relaxation
    )
    assert paid == pytest.approx(least, abs=1e-6)
    assert _price(problem, found.chosen) == pytest.approx(least, abs=1e-6)


def _over(left: Iterator[int]) -> bool:
    return next(left, None) is None


def _unit(problem: CoverProblem, demand: Demand) -> float:
    return float(np.abs(problem.use[demand.index]).max()) or 1.0 if demand.kind == "stock" else 1.0


def _price(problem: CoverProblem, chosen: np.ndarray) -> float:
    total, hits = 0.0, hits_of(problem, chosen)
    for demand in demands_of(problem):
        n = demand.index
        if demand.kind == "floor":
            floor = problem.floors[n]
            by = max(0.0, floor.share - float(floor.weights @ hits) / floor.base)
        elif demand.kind == "stock":
            by = max(0.0, float(problem.use[n] @ chosen) - problem.stock[n])
        elif demand.kind == "exclusive":
            by = max(0.0, chosen[list(set(problem.exclusive[n]))].sum() - 1.0)
        elif demand.kind == "requires":
            by = float(chosen[n] and not chosen[list(problem.requires[n])].any())
        else:
            by = float(chosen[n] != (demand.kind == "open"))
        total += PRICES[demand.kind] * by / _unit(problem, demand)
    return total


@pytest.mark.parametrize("seed", INFEASIBLE[:24])
def test_many_demands_are_thinned_out_to_a_smallest_set(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the cheaper test first, the named demands still conflict and no fewer of them do."""
    monkeypatch.setattr(conflict_search, "MANY", 0)
    problem = _demanding(seed)
    found = find_conflict(problem)
    assert found is not None
    assert found.irreducible
    assert not feasible_plans(_holding(problem, found.demands))
    for demand in found.demands:
        assert feasible_plans(_holding(problem, (d for d in found.demands if d is not demand)))


@pytest.mark.parametrize("seed", range(40))
def test_the_cheaper_test_never_calls_what_holds_a_conflict(seed: int) -> None:
    """Of random parts of the demands it says so only where no plan meets them; one that it tells does."""
    problem = _demanding(seed)
    demands = demands_of(problem)
    model, rng = BoundModel(problem, demands), np.random.default_rng(seed)
    for share in (0.0, 0.3, 0.6):
        allowed = rng.random(len(demands)) < share
        answer = model.ask(allowed)
        kept = _holding(problem, (demand for demand, free in zip(demands, allowed, strict=True) if not free))
        if answer.feasible is False:
            assert not feasible_plans(kept)
        if answer.feasible:
            assert not breaches(kept, answer.chosen)


@pytest.mark.parametrize("seed", INFEASIBLE[:24])
def test_floors_too_large_for_a_program_are_named_and_lowered(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is named conflicts, and is as few as can be where that is said; what is claimed least is."""
    monkeypatch.setattr(conflict_search, "LARGE", -1)
    problem = _demanding(seed)
    found = find_conflict(problem)
    assert found is not None
    if found.demands:
        assert not feasible_plans(_holding(problem, found.demands))
    if found.irreducible:
        for demand in found.demands:
            assert feasible_plans(_holding(problem, (d for d in found.demands if d is not demand)))
    if found.relaxation and problem.floors:
        assert {eased.demand.kind for eased in found.relaxation} == {"floor"}
        by = {eased.demand.index: eased.by for eased in found.relaxation}
        lowered = tuple(replace(f, share=f.share - by.get(k, 0.0)) for k, f in enumerate(problem.floors))
        assert not breaches(replace(problem, floors=lowered), found.chosen)
    if found.least:
        options = len(problem.option_ids)
        least = min(_price(problem, np.array(bits)) for bits in product((False, True), repeat=options))
        assert _price(problem, found.chosen) == pytest.approx(least, abs=1e-6)


def test_most_large_conflicts_are_settled_without_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of random problems most are named as few as can be, or lowered to what is proven least."""
    monkeypatch.setattr(conflict_search, "LARGE", -1)
    found = [find_conflict(_demanding(seed)) for seed in INFEASIBLE[:24]]
    assert sum(bool(one and one.demands) for one in found) >= 20
    assert sum(bool(one and one.irreducible) for one in found) >= 8


def test_a_thinned_set_cut_short_is_told_as_not_shown_to_be_smallest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where time ends after the cheaper test, what it left is named, and not called the smallest."""
    monkeypatch.setattr(conflict_search, "LARGE", -1)
    told = 0
    for seed in INFEASIBLE[:8]:
        problem = _demanding(seed)
        for calls in (5, 10, 20):
            left = iter(range(calls))
            found = find_conflict(problem, cancel=partial(_over, left))
            assert found is not None
            if found.demands:
                assert not feasible_plans(_holding(problem, found.demands))
                told += not found.irreducible
    assert told


def _three_sites(*, many_locks: int = 0) -> CoverProblem:
    """Return two hard musts, west and east, with a site each, one base, and locks that play no part."""
    cover = np.eye(3, 3 + many_locks, dtype=int)
    problem = plain_problem(cover.tolist(), [1.0, 1.0, 1.0])
    floors = tuple(Floor(f"must {n}", np.eye(3)[n], 1.0, 0.8, hard=True) for n in range(2))
    shut = np.arange(3 + many_locks) >= 3
    return replace(problem, floors=floors, resource_names=("bases",), forbidden=shut)


@pytest.mark.parametrize("setting", ["MANY", "LARGE"])
def test_floors_and_stocks_are_tried_alone_before_thousands_of_locks(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search names the musts and the stock, and none of many locks, by its first tests."""
    monkeypatch.setattr(conflict_search, setting, 10 if setting == "MANY" else -1)
    found = find_conflict(_three_sites(many_locks=40), effort=1)
    assert found is not None
    assert [demand.kind for demand in found.demands] == ["floor", "floor", "stock"]
    assert found.irreducible


def test_more_floors_than_tests_are_still_asked_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting whether each floor can be reached takes nothing of the tests of all of them."""
    monkeypatch.setattr(conflict_search, "TESTS", 12)
    problem = plain_problem(np.eye(30, dtype=int).tolist(), [1.0] * 30, stock=3)
    floors = tuple(Floor(f"must {n}", np.eye(30)[n], 1.0, 1.0, hard=True) for n in range(30))
    monkeypatch.setattr(conflict_search, "MANY", 10)
    found = find_conflict(replace(problem, floors=floors))
    assert found is not None
    assert [demand.kind for demand in found.demands] == [*["floor"] * 4, "stock"]


def test_a_floor_over_everything_is_lowered_to_what_a_plan_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    """The share told is rounded down, so that asking for it restores a plan; what none exceeds, upward."""
    monkeypatch.setattr(conflict_search, "LARGE", -1)
    problem = plain_problem(np.eye(7, dtype=int).tolist(), [1.0] * 7, stock=2)
    floor = Floor("everything", np.ones(7), 7.0, 0.9, hard=True)
    problem = replace(problem, floors=(floor,), resource_names=("bases",))
    found = find_conflict(problem)
    assert found is not None
    assert found.words == (
        "These cannot all hold: everything: at least 90.0 % of it within reach; bases: no more than 2.",
        "A change that allows a plan: everything: 28.5 % instead of 90.0 %.",
        "No plan that keeps all else reaches more than 28.6 % of everything.",
    )
    assert found.irreducible
    assert not found.least  # some more bases cost less than all of that
    lower = replace(problem, floors=(replace(floor, share=0.285),))
    assert find_conflict(lower) is None
    near = find_conflict(replace(problem, floors=(replace(floor, share=0.3),)))
    assert near is not None
    assert near.least


def test_where_no_conflict_is_proven_a_change_is_told_all_the_same() -> None:
    """What is left open says so first, then what would allow a plan for certain, and what none exceeds."""
    floor = Demand("floor", 0, "everything", "everything: at least 84.0 % of it within reach")
    eased = Eased(floor, 0.004, "everything: 83.6 % instead of 84.0 %")
    found = Conflict((), False, (eased,), False, np.zeros(0, dtype=bool), "time", most=("everything", 0.8381))
    assert found.words == (
        "Whether any plan meets all demands is not known: the search was cut short.",
        "A change that allows a plan: everything: 83.6 % instead of 84.0 %.",
        "No plan that keeps all else reaches more than 83.9 % of everything.",
    )


def test_two_musts_and_one_base_are_named_in_plain_words() -> None:
    """Musts in the west and the east, and a stock of one, conflict; one more base is the least change."""
    problem = plain_problem([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [1.0, 1.0, 1.0])
    west = Floor("west", np.array([1.0, 0, 0]), 1.0, 0.8, hard=True)
    east = Floor("east", np.array([0, 1.0, 0]), 1.0, 0.8, hard=True)
    problem = replace(problem, floors=(west, east), resource_names=("bases",), exclusive=((1, 2),))
    found = find_conflict(problem)
    assert found is not None
    assert found.words == (
        (
            "These cannot all hold: west: at least 80.0 % of it within reach; east: at least 80.0 % of it "
            "within reach; bases: no more than 1."
        ),
        "The least change that allows a plan: bases: 2 instead of 1.",
    )
    dear = find_conflict(problem, prices={"stock": 100.0})
    assert dear is not None
    assert [eased.words for eased in dear.relaxation] in (
        ["do without west (it asks for 80.0 %)"],
        ["do without east (it asks for 80.0 %)"],
    )


def test_site_without_access_is_named_by_its_name() -> None:
    """A must that only a site ruled out could meet names the two, in the words given for the option."""
    problem = plain_problem([[1, 0], [0, 1]], [1.0, 1.0], stock=2)
    floor = Floor("west", np.array([1.0, 0]), 1.0, 1.0, hard=True)
    problem = replace(problem, floors=(floor,), forbidden=np.array([True, False]))
    found = find_conflict(problem, names={"o0": "a base at Kibo"})
    assert found is not None
    assert [demand.kind for demand in found.demands] == ["floor", "shut"]
    assert found.relaxation[0].words == "allow a base at Kibo"


def test_a_problem_with_a_plan_has_no_conflict() -> None:
    """Where a plan holds there is nothing to name."""
    assert find_conflict(scattered_problem(1, cells=40, sites=8)) is None


def test_cancelled_search_claims_nothing() -> None:
    """A call cancelled at once names no conflict as proven, and says why it ended."""
    found = find_conflict(_demanding(INFEASIBLE[0]), cancel=lambda: True)
    assert found is not None
    assert (found.demands, found.irreducible, found.least) == ((), False, False)
    assert (found.stopped_by, found.reproducible) == ("user", False)


def test_search_cut_short_keeps_demands_that_conflict() -> None:
    """A filter cancelled on its way still names demands that cannot all hold, not called irreducible."""
    problem = _demanding(INFEASIBLE[1])
    calls = iter(range(10_000))
    found = find_conflict(problem, cancel=lambda: next(calls) > 6)
    assert found is not None
    assert not feasible_plans(_holding(problem, found.demands or demands_of(problem)))
    assert not found.irreducible


def test_a_large_program_is_asked_in_a_process_of_its_own() -> None:
    """Named demands, relaxation and proofs are those of the program solved here."""
    problem = _demanding(INFEASIBLE[0])
    demands = demands_of(problem)
    near, far = (SideModel(problem, demands, nodes=2000, small=small) for small in (10**9, 0))
    free = np.zeros(len(demands), dtype=bool)
    try:
        for allowed in (free, ~free):
            price = np.ones(len(demands))
            one, two = (model.ask(allowed, price=price) for model in (near, far))
            assert (one.feasible, one.proven) == (two.feasible, two.proven)
            assert float(one.violated.sum()) == pytest.approx(float(two.violated.sum()), abs=1e-6)
        blamed = [model.blame(free) for model in (near, far)]
        assert (blamed[0] is None) == (blamed[1] is None)
    finally:
        far.close()


@pytest.mark.parametrize("seed", INFEASIBLE[:24])
def test_blamed_demands_conflict(seed: int) -> None:
    """What has a dual value conflicts by itself: enumeration finds no plan that meets it."""
    problem = _demanding(seed)
    demands = demands_of(problem)
    blamed = SideModel(problem, demands, nodes=2000).blame(np.zeros(len(demands), dtype=bool))
    if blamed is not None:
        assert not feasible_plans(_holding(problem, (d for d, b in zip(demands, blamed, strict=True) if b)))


@pytest.mark.parametrize("what", ["cancelled", "overrun"])
def test_a_question_that_takes_too_long_is_given_up(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that hears nothing is killed, at a wish or soon after its limit, and nothing is known."""
    monkeypatch.setattr(asked, "GRACE_S", 0.1)
    problem = _demanding(INFEASIBLE[0])
    demands = demands_of(problem)
    hung = (sys.executable, "-c", "import time; time.sleep(600)")
    process = asked.Asked(side_program(problem, demands, nodes=10), hung)
    try:
        limit = 0.1 if what == "overrun" else None
        assert process.ask("ask", (), limit, lambda: what == "cancelled") is None
    finally:
        process.close()


@pytest.mark.parametrize("code", ["", "print('rubbish')", "import os; os.kill(os.getpid(), 9)"])
def test_a_process_that_dies_or_babbles_has_said_nothing(code: str) -> None:
    """Its end, its death by SIGKILL and bytes that are no answer leave the question open."""
    problem = _demanding(INFEASIBLE[0])
    process = asked.Asked(side_program(problem, demands_of(problem), nodes=10), (sys.executable, "-c", code))
    try:
        assert process.ask("ask", (), None, lambda: False) is None
    finally:
        process.close()


class _Apart(SideModel):
    """A program in a process of its own, however small."""

    def __init__(self, problem: CoverProblem, demands: Sequence[Demand], *, nodes: int) -> None:
        super().__init__(problem, demands, nodes=nodes, small=0)


def test_a_conflict_knows_of_a_lost_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is named without its answers may be another set in another run; with them it is the same."""
    problem = _demanding(INFEASIBLE[0])
    monkeypatch.setattr(conflict_search, "SideModel", _Apart)
    right = find_conflict(problem)
    assert right is not None
    assert (right.lost, right.reproducible) == (False, True)
    monkeypatch.setattr(asked, "CHILD", "import os; os.kill(os.getpid(), 9)")
    found = find_conflict(problem)
    assert found is not None
    assert (found.lost, found.reproducible, found.least) == (True, False, False)


def test_a_set_that_time_cuts_short_is_not_called_smallest() -> None:
    """Words say so where the demands named are not proven to be as few as can be."""
    problem = _demanding(INFEASIBLE[0])
    found = find_conflict(problem)
    assert found is not None
    assert "not proven" not in found.words[0]
    assert "(not proven to be as few as can be)" in replace(found, irreducible=False).words[0]
