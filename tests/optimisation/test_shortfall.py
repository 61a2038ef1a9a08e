"""The least shortfall of all plans against enumeration, and bounds that know it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from optimisation import exact_mathopt, search, shortfall
from optimisation.bound import relax
from optimisation.envelope import UNIT, make_envelope
from optimisation.exact import Exact
from optimisation.master import Master
from optimisation.placement import place
from optimisation.presolve import Core, reduce_problem
from optimisation.problem import CoverProblem, Floor
from optimisation.row_model import known_columns, row_model
from optimisation.scoring import score
from optimisation.shortfall import least_shortfall
from tests.optimisation.listed_plans import feasible_plans
from tests.optimisation.small_problems import plain_problem, random_joint_problem, random_problem

Maker = Callable[[int], CoverProblem]


def _solve_here(core: Core, *, nodes: int, near: float, start: NDArray[np.bool_], **_: Any) -> Exact:
    """Solve without a process of its own."""
    known = known_columns(core, start)
    return Exact(*exact_mathopt.solve(row_model(core), nodes=nodes, near=near, seconds=np.inf, start=known))


def pressed_problem(seed: int, *, triangles: int = 12) -> CoverProblem:
    """Return musts in threes, each option meeting two: halves of options meet all, whole ones do not."""
    rng = np.random.default_rng(seed)
    musts = np.kron(np.eye(triangles, dtype=int), 1 - np.eye(3, dtype=int))
    more = (rng.random((40, 3 * triangles)) < 0.1).astype(int)
    weights = np.concatenate([np.zeros(3 * triangles), rng.integers(1, 9, 40)])
    plain = plain_problem([*musts.tolist(), *more.tolist()], weights.tolist(), stock=1.5 * triangles)
    one = np.eye(weights.size)
    floors = tuple(Floor(f"must {row}", one[row], 1.0, 1.0, hard=False) for row in range(3 * triangles))
    # One option uses a little more, so that they are not alike.
    use = plain.use.copy()
    use[0, 0] = 1.125
    return replace(plain, floors=floors, use=use)


@pytest.mark.parametrize("make", [random_problem, random_joint_problem])
@settings(
    max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 10**9))
def test_no_plan_falls_short_by_less(make: Maker, seed: int) -> None:
    """The least shortfall is that of the enumeration, and bounds that know it stay above every plan."""
    problem = make(seed)
    problem = replace(
        problem, floors=tuple(replace(floor, hard=False, share=1.0) for floor in problem.floors)
    )
    plans = feasible_plans(problem)
    assume(plans and problem.floors and problem.weights.any())
    short = [sum(s.wanted - s.got for s in score(problem, plan).shortfalls) for plan in plans]
    core = reduce_problem(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortfall, "solve_exactly", _solve_here)
        found = least_shortfall(core, plans[0][core.options])
    assert found.status == "optimal"
    assert found.least == pytest.approx(min(short), abs=1e-6)
    assert found.least <= min(short)
    knowing = replace(core, least_short=found.least)
    envelope = make_envelope(knowing)
    bound = relax(Master(knowing, envelope), knowing, envelope, None).bound
    best = max(score(problem, plan).objective for plan in plans)
    assert core.scale * (core.credit + bound / UNIT) >= best - 1e-9 * core.scale * (1 + core.penalty)
    model = row_model(knowing)
    for plan in plans:
        columns = known_columns(knowing, plan[core.options])
        assert (model.matrix @ columns >= model.lower - 1e-5).all()


def test_bound_rules_out_what_only_parts_of_options_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Musts that no plan meets together are ruled out; without their row the bound stays far away."""
    problem = pressed_problem(1)
    found = place(problem, brief=True)
    assert found.objective is not None
    assert found.bound is not None
    assert found.shortfalls
    monkeypatch.setattr(search, "press", lambda _layout, best, _watch: (best, 0.0))
    without = place(problem, brief=True)
    assert without.objective is not None
    assert without.bound is not None
    assert found.objective >= without.objective
    assert found.bound - found.objective < 0.2 * (without.bound - without.objective)


def test_plans_that_meet_their_floors_ask_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of floors is not solved where the plan in hand misses none."""
    problem = pressed_problem(1)
    monkeypatch.setattr(shortfall, "solve_exactly", None)
    found = place(replace(problem, stock=problem.stock * 2), brief=True)
    assert not found.shortfalls


def test_a_large_core_of_floors_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the most entries nothing is claimed."""
    core = reduce_problem(pressed_problem(1))
    monkeypatch.setattr(shortfall, "MOST_ENTRIES", 10)
    found = least_shortfall(core, np.zeros(core.size, dtype=bool))
    assert (found.least, found.open, found.status) == (0.0, None, "large")
