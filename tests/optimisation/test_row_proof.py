"""Placement where options are alike, by the row model: as enumeration has it, and the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from optimisation.envelope import UNIT
from optimisation.exchange import Exchange, places
from optimisation.level import Level
from optimisation.placement import place
from optimisation.presolve import reduce_problem
from optimisation.proof_owner import Owner
from optimisation.row_proof import RowProof, falls_short
from tests.optimisation.small_problems import enumerate_plans, permuted, ring_problem, street_problem


@pytest.mark.parametrize("seed", range(60))
def test_alike_options_are_placed_best_and_no_more_than_needed(seed: int) -> None:
    """Objective, bound, status and cost are those of enumeration."""
    problem = ring_problem(seed)
    best, found = enumerate_plans(problem), place(problem)
    assert best is not None
    assert found.bound is not None
    assert found.status == "optimal"
    assert found.objective == pytest.approx(best[0])
    assert found.bound == pytest.approx(best[0])
    assert problem.cost[found.chosen].sum() == best[1]


@pytest.mark.parametrize("seed", range(3))
def test_streets_are_proven_twice_to_the_byte_and_in_any_order(seed: int) -> None:
    """A larger case is proven, the same each time; the order of its rows and options changes no value."""
    problem = street_problem(seed)
    assert places(reduce_problem(problem)) is not None
    one, two, other = place(problem), place(problem), place(permuted(problem, np.random.default_rng(seed)))
    assert one.status == other.status == "optimal"
    assert one.chosen.tobytes() == two.chosen.tobytes()
    assert (one.objective, one.bound) == (two.objective, two.bound)
    assert one.objective == pytest.approx(other.objective)
    double = place(replace(problem, weights=2 * problem.weights))
    assert double.objective == pytest.approx(2 * (one.objective or 0))


def test_a_gap_that_is_asked_for_ends_the_search() -> None:
    """The bound is then as near as was asked for, and no lower than the best."""
    problem = street_problem(0)
    exact, near = place(problem), place(problem, gap=0.01)
    assert near.objective is not None
    assert near.bound is not None
    assert exact.objective is not None
    assert near.bound - near.objective <= 0.01 * near.bound
    assert near.objective <= exact.objective <= near.bound + 1e-9


def test_too_few_options_fall_short() -> None:
    """With one option less the best value is out of reach where enumeration says so, and only there."""
    seen = set()
    for seed in range(40):
        problem = ring_problem(seed)
        core, best = reduce_problem(problem), enumerate_plans(problem)
        assert best is not None
        count = int(best[1])
        value = best[0] / core.scale * UNIT * (1 - 1e-9)
        assert not falls_short(core, count, value, lambda: False)
        seen.add(count > 1 and falls_short(core, count - 1, value, lambda: False))
    assert True in seen


@pytest.mark.parametrize(
    "settings",
    [
        {"PORTIONS": 1, "FAR": 0.0, "SLOW": 10.0, "GIVEN": 1},
        {"LARGE": 0, "PACE": 1, "FAR": 0.0},
    ],
    ids=["were every tree far and slow", "were every core large"],
)
def test_populations_in_the_place_of_other_work_do_as_well(
    settings: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plans and bounds are as good, and the same each time."""
    problem = street_problem(0)
    usual = place(problem)
    for name, value in settings.items():
        monkeypatch.setattr(f"optimisation.row_proof.{name}", value)
    one, two = place(problem, effort=3), place(problem, effort=3)
    assert one.chosen.tobytes() == two.chosen.tobytes()
    assert (one.objective, one.bound) == (two.objective, two.bound)
    assert one.objective == pytest.approx(usual.objective)
    assert one.bound is not None
    assert one.objective is not None
    assert one.bound >= one.objective - 1e-9


def test_a_level_of_which_nothing_is_left_is_gone_on_with() -> None:
    """Where all is ruled out, and the owner still sees work to do, the proof goes on with what it had."""
    core = reduce_problem(street_problem(0))
    count = places(core)
    assert count is not None
    looks = iter(range(12))
    lowered: list[float] = []
    owner = Owner(
        reach=lambda: 2 * UNIT,  # more than there is
        lower=lowered.append,
        take=lambda _: None,
        plan=lambda: np.zeros(core.size, dtype=bool),
        over=lambda: next(looks, None) is None,
        stop=lambda: False,
    )
    RowProof(Level.of(core), count, Exchange(core, count, 0), owner, 0).work(10)
    assert set(lowered) == {2 * UNIT}
