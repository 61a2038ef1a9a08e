"""Placement against enumeration, and what a planner may rely on."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from layers.errors import InputError
from optimisation.placement import Progress, place
from optimisation.problem import CoverProblem, Floor
from optimisation.scoring import breaches, score
from tests.optimisation.small_problems import (
    assisted_problem,
    enumerate_plans,
    permuted,
    plain_problem,
    random_joint_problem,
    random_problem,
    scattered_problem,
)


@pytest.mark.parametrize("make", [random_problem, random_joint_problem])
@settings(
    max_examples=200, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 10**9))
def test_placement_finds_the_optimum_at_the_least_cost(
    make: Callable[[int], CoverProblem], seed: int
) -> None:
    """On random tiny problems objective, cost, bound and status are those of enumeration."""
    problem = make(seed)
    best, found = enumerate_plans(problem), place(problem)
    if best is None:
        assert found.status == "infeasible"
        assert found.reasons
        assert not found.chosen.any()
        assert found.objective is found.bound is None
        return
    assert found.status == "optimal"
    assert found.objective == pytest.approx(best[0], rel=1e-8, abs=1e-12)
    assert found.bound is not None
    assert found.bound >= best[0] - 1e-12 * abs(best[0])
    assert not breaches(problem, found.chosen)
    placed = found.chosen & ~problem.fixed_open
    assert problem.cost[placed].sum() <= best[1] + 1e-9
    assert score(problem, found.chosen).credit == found.credit


@pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
@pytest.mark.parametrize("seed", range(4))
def test_two_runs_give_the_same_bytes(make: Callable[[int], CoverProblem], seed: int) -> None:
    """A run that proof ends is reproducible to the byte."""
    one, two = place(make(seed)), place(make(seed))
    assert one.reproducible
    assert one.chosen.tobytes() == two.chosen.tobytes()
    assert (one.objective, one.bound) == (two.objective, two.bound)


@pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
@pytest.mark.parametrize("seed", range(10))
def test_order_of_rows_and_options_does_not_matter(make: Callable[[int], CoverProblem], seed: int) -> None:
    """A shuffled problem has the same objective."""
    problem = make(seed)
    other = permuted(problem, np.random.default_rng(seed))
    assert place(other).objective == pytest.approx(place(problem).objective, rel=1e-9)


@pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
def test_doubled_weights_double_the_objective(make: Callable[[int], CoverProblem]) -> None:
    """The objective is linear in the weights, down to tiny ones."""
    problem = make(4)
    one = place(problem).objective
    assert one is not None
    for factor in (2.0, 1e-8, 1e8):
        other = place(replace(problem, weights=problem.weights * factor)).objective
        assert other == pytest.approx(factor * one, rel=1e-8)


@pytest.mark.parametrize("seed", range(60))
def test_less_asked_is_never_worse(seed: int) -> None:
    """Without a constraint, or with a row that counts more often, the proven objective does not fall."""
    problem = random_joint_problem(seed)
    found = place(problem)
    if found.objective is None:
        return
    assert problem.most is not None
    assert problem.joint is not None
    options = len(problem.option_ids)
    nothing = np.zeros_like(problem.joint)
    looser: list[dict[str, object]] = [
        {"stock": problem.stock + 1.0},
        {"requires": ((),) * options},
        {"exclusive": ()},
        {"forbidden": np.zeros(options, dtype=bool)},
        {"floors": tuple(floor for floor in problem.floors if not floor.hard)},
        {"most": np.where(problem.joint, 1, problem.most + 1)},
        {"joint": nothing, "also": None},
    ]
    for change in looser:
        other = place(replace(problem, **change))
        assert other.status == "optimal"
        assert other.objective is not None
        assert other.objective >= found.objective - 1e-8 * abs(found.objective)


def test_joint_row_is_bought_with_both_its_sets() -> None:
    """Two options that gain nothing alone are both placed where the joint row is worth it, else neither."""
    problem = plain_problem([[1, 0, 0], [0, 0, 1]], [5.0, 3.0], stock=2)
    second = sparse.csr_array(np.array([[0, 1, 0], [0, 0, 0]], dtype=bool))
    joint = replace(problem, also=second, joint=np.array([True, False]))
    assert place(joint).chosen.tolist() == [True, True, False]
    assert place(replace(joint, weights=np.array([2.0, 3.0]))).chosen.tolist() == [False, False, True]
    never = place(replace(joint, also=None))
    assert never.chosen.tolist() == [False, False, True]
    assert never.bound == pytest.approx(3.0)


def test_counted_row_is_worth_each_hit_up_to_its_most() -> None:
    """A counted row draws as many options as count, and no more."""
    problem = replace(plain_problem([[1, 1, 1]], [2.0], stock=3), most=np.array([2]))
    found = place(problem)
    assert found.credit == 4.0
    assert found.chosen.tolist() == [True, True, False]


def test_surplus_stays_unspent() -> None:
    """Options that add nothing are not placed however large the stock."""
    problem = plain_problem([[1, 1, 0], [0, 1, 0]], [1.0, 1.0], stock=3)
    assert place(problem).chosen.tolist() == [False, True, False]


def test_ties_go_to_the_lowest_id() -> None:
    """Of equal options the one with the lowest id is chosen, wherever it stands."""
    problem = replace(plain_problem([[1, 1, 1]], [1.0]), option_ids=("c", "a", "b"))
    assert place(problem).chosen.tolist() == [False, True, False]


def test_cheaper_of_equal_options_is_chosen() -> None:
    """Holding the objective, the lower declared cost wins over the lower id."""
    assert place(plain_problem([[1, 1]], [1.0], cost=[2.0, 1.0])).chosen.tolist() == [False, True]


def test_any_one_host_is_enough() -> None:
    """A requirement is met by any of its hosts, and the cheaper is taken."""
    problem = plain_problem([[0, 0, 1]], [1.0], stock=2, cost=[3.0, 1.0, 1.0])
    assert place(replace(problem, requires=((), (), (0, 1)))).chosen.tolist() == [False, True, True]


def test_elastic_floor_is_told_as_a_shortfall_and_costs() -> None:
    """An elastic floor out of reach is a shortfall; the objective carries the penalty and credit does not."""
    problem = plain_problem([[1, 0], [0, 1]], [5.0, 1.0])
    floor = Floor("both", np.array([1.0, 1.0]), 2.0, 1.0)
    found = place(replace(problem, floors=(floor,)))
    assert found.credit == 5.0
    assert found.objective == pytest.approx(5.0 - 10.0 * 6.0 * 0.5)
    assert [(s.name, s.wanted, s.got) for s in found.shortfalls] == [("both", 1.0, 0.5)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"fixed_open": np.array([True, True, False])},
            "use more teams than there are (2 used, 1 available)",
        ),
        ({"fixed_open": np.array([True, True, False]), "exclusive": ((0, 1),)}, "exclude each other"),
        (
            {"floors": (Floor("north", np.array([0, 0, 1.0]), 1.0, 0.5, hard=True),)},
            "all sites and assets together reach 0.0 %",
        ),
        (
            {"floors": (Floor("two", np.array([1.0, 1, 0]), 2.0, 1.0, hard=True),)},
            "the budget allows at most 50.0 %",
        ),
        (
            {
                "floors": (
                    Floor("west", np.array([1.0, 0, 0]), 1.0, 1.0, hard=True),
                    Floor("east", np.array([0, 1.0, 0]), 1.0, 1.0, hard=True),
                )
            },
            "west, east: these demands cannot all be met",
        ),
        (
            {
                "fixed_open": np.array([True, False, False]),
                "requires": ((1,), (), ()),
                "forbidden": np.array([False, True, False]),
            },
            "no option that it requires",
        ),
        (
            {"fixed_open": np.array([True, False, False]), "requires": ((1, 2), (), ())},
            "no option that it requires",
        ),
    ],
)
def test_infeasible_says_why(change: dict[str, object], words: str) -> None:
    """Each way of having no plan is a status with a reason in plain words."""
    problem = plain_problem([[1, 0, 0], [0, 1, 0], [0, 0, 0]], [1.0, 1.0, 1.0])
    found = place(replace(problem, **change))
    assert found.status == "infeasible"
    assert any(words in reason for reason in found.reasons), found.reasons
    assert not found.chosen.any()


def test_credit_that_penalties_cancel_is_proven() -> None:
    """Where credit and penalties cancel to nothing, what rounding leaves is no distance."""
    problem = random_joint_problem(5190)
    found = place(problem)
    assert found.objective == pytest.approx(0.0, abs=1e-18)
    assert found.status == "optimal"
    assert found.gap == found.gap_of_gain == 0.0


def test_reasons_count_rows_as_often_as_they_count() -> None:
    """What all sites reach of a hard floor includes each time that a row counts."""
    floor = Floor("backup", np.array([1.0]), 3.0, 1.0, hard=True)
    problem = replace(plain_problem([[1, 1]], [1.0], stock=2), most=np.array([3]), floors=(floor,))
    found = place(problem)
    assert found.status == "infeasible"
    assert "all sites and assets together reach 66.7 %" in found.reasons[0]


def test_malformed_problem_is_refused_with_all_findings() -> None:
    """A malformed problem raises once."""
    problem = plain_problem([[1, 0]], [np.nan], cost=[-1.0, 0.0])
    with pytest.raises(InputError) as caught:
        place(problem)
    assert len(caught.value.findings) == 2


def test_progress_only_improves_and_ends_done() -> None:
    """Reports run from start to done, the best rising and the bound falling."""
    told: list[Progress] = []
    found = place(scattered_problem(7), progress=told.append)
    assert told[0].stage == "start"
    assert told[-1].stage == "done"
    bounds = [state.bound for state in told if state.bound is not None]
    assert bounds == sorted(bounds, reverse=True)
    assert told[-1].best == pytest.approx(found.objective)


def test_no_rows_or_no_options_is_no_error() -> None:
    """Nothing to cover, nothing to place, or nothing of weight gives an empty optimal plan."""
    for problem in (
        plain_problem([[0, 0]], [1.0]),
        plain_problem([[1, 1]], [0.0]),
        replace(plain_problem([[1, 1]], [1.0]), forbidden=np.array([True, True])),
    ):
        found = place(problem)
        assert found.status == "optimal"
        assert found.objective == 0.0
        assert not found.chosen.any()


@pytest.mark.parametrize("make", [random_problem, random_joint_problem])
@settings(
    max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 10**9))
def test_a_plan_to_start_from_is_never_worsened(make: Callable[[int], CoverProblem], seed: int) -> None:
    """No time at all returns at least a known plan; with time enough the optimum is that without it."""
    problem = make(seed)
    rng = np.random.default_rng([seed, 7])
    tried = [rng.random(len(problem.option_ids)) < 0.4 for _ in range(30)]
    plans = [(plan | problem.fixed_open) & ~problem.forbidden for plan in tried]
    plan = next((plan for plan in plans if not breaches(problem, plan)), None)
    if plan is None:
        return
    cut = place(problem, start=plan, time_limit_s=0.0)
    assert cut.objective is not None
    assert cut.objective >= score(problem, plan).objective - 1e-9 * abs(cut.objective)
    assert cut.notes == ()
    whole, best = place(problem, start=plan), place(problem).objective
    assert whole.status == "optimal"
    assert whole.objective == pytest.approx(best, rel=1e-8, abs=1e-12)


def test_a_plan_to_start_from_that_breaks_a_limit_is_left_aside_and_said() -> None:
    """A start over the stock changes nothing but the notes; one of another shape is refused."""
    problem = plain_problem([[1, 0], [0, 1]], [1.0, 2.0])
    found = place(problem, start=np.array([True, True]))
    assert found.chosen.tolist() == [False, True]
    assert found.notes == (
        "The plan given to start from was left aside: uses more teams than there are (2 used, 1 available).",
    )
    with pytest.raises(InputError, match="not of this problem's options"):
        place(problem, start=np.array([True]))


@pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
def test_what_is_proven_is_not_said_to_be_ended_by_time_or_user(make: Callable[[int], CoverProblem]) -> None:
    """Cancelled after the proof, in the search for a cheaper equal plan: proven, yet not reproducible."""
    problem = make(4)
    stages: list[str] = []
    found = place(problem, progress=lambda state: stages.append(state.stage), cancel=lambda: "cost" in stages)
    assert (found.status, found.stopped_by, found.reproducible) == ("optimal", "proof", False)
    assert found.objective == pytest.approx(place(problem).objective)


@pytest.mark.parametrize("make", [random_problem, random_joint_problem])
@pytest.mark.parametrize("small", [1e-3, 1e-6])
@settings(
    max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 10**9))
def test_weights_far_apart_are_solved_to_the_tolerance_that_is_stated(
    make: Callable[[int], CoverProblem], small: float, seed: int
) -> None:
    """With rows of 1e12 beside rows of 1e-6 plan and bound are right to 1e-9 of all weight, and feasible."""
    problem = make(seed)
    big = np.random.default_rng([seed, 11]).random(problem.weights.size) < 0.5
    problem = replace(problem, weights=np.where(big, 1e12, small))
    best, found = enumerate_plans(problem), place(problem)
    if best is None:
        assert found.status == "infeasible"
        return
    assert found.objective is not None
    assert found.bound is not None
    most = 1 if problem.most is None else problem.most
    whole = float((problem.weights * most).sum()) * (1 + problem.shortfall_penalty)
    assert found.objective >= best[0] - 1e-8 * whole
    assert found.bound >= best[0] - 1e-12 * whole
    assert not breaches(problem, found.chosen)


@pytest.mark.parametrize("make", [random_problem, random_joint_problem])
@settings(
    max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 10**9))
def test_what_hard_floors_need_is_never_ruled_out(make: Callable[[int], CoverProblem], seed: int) -> None:
    """Hard floors over rows that are mostly worth nothing to the objective are met wherever a plan can."""
    problem = make(seed)
    worth = problem.weights * (np.random.default_rng(seed).random(problem.weights.size) < 0.4)
    floors = tuple(replace(floor, hard=True, share=min(floor.share, 0.6)) for floor in problem.floors)
    problem = replace(problem, weights=worth, floors=floors)
    best, found = enumerate_plans(problem), place(problem)
    if best is None:
        assert found.status == "infeasible"
        return
    assert found.status == "optimal"
    assert found.objective == pytest.approx(best[0], rel=1e-8, abs=1e-12)
    assert not breaches(problem, found.chosen)
