"""The bound equals that of the linear relaxation and rules out no best plan."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from optimisation.bound import decided, relax, relaxed_value
from optimisation.envelope import UNIT, make_envelope
from optimisation.master import Master
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem
from optimisation.row_model import row_model
from optimisation.start import find_start
from tests.optimisation.small_problems import (
    assisted_problem,
    random_joint_problem,
    random_problem,
    scattered_problem,
)

MAKERS = pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
Maker = Callable[[int], CoverProblem]


@MAKERS
@pytest.mark.parametrize("seed", range(8))
def test_bound_is_that_of_the_row_model(make: Maker, seed: int) -> None:
    """Cutting planes reach the optimum of the linear relaxation with a variable for each row."""
    core = reduce_problem(make(seed))
    model = row_model(core)
    has_upper, has_lower = np.isfinite(model.upper), np.isfinite(model.lower) & (np.abs(model.lower) < 1e29)
    has_upper &= model.upper < 1e29
    matrix = model.matrix.toarray()
    exact = linprog(
        -model.cost,
        A_ub=np.vstack([matrix[has_upper], -matrix[has_lower]]),
        b_ub=np.concatenate([model.upper[has_upper], -model.lower[has_lower]]),
        bounds=(0, 1),
        method="highs",
    )
    envelope = make_envelope(core, max_blocks=7)
    found = relax(Master(core, envelope), core, envelope, find_start(core).open, rounds=400)
    assert found.bound == pytest.approx(-exact.fun, rel=1e-6)
    assert found.bound >= -exact.fun - 1e-6
    assert found.value <= found.bound + 1e-6


def test_first_round_is_already_a_bound() -> None:
    """A bound is valid after any number of rounds, and more rounds never loosen it."""
    core = reduce_problem(scattered_problem(2))
    envelope = make_envelope(core)
    bounds = [relax(Master(core, envelope), core, envelope, None, rounds=r).bound for r in (1, 2, 4, 30)]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] >= find_start(core).value * UNIT - 1e-6


@MAKERS
@pytest.mark.parametrize("seed", range(8))
def test_tangents_lie_above_the_covered_weight(make: Maker, seed: int) -> None:
    """A tangent at one point touches the covered weight there and bounds it at any other."""
    core = reduce_problem(make(seed))
    envelope = make_envelope(core, max_blocks=1)
    rng = np.random.default_rng(seed)
    point = rng.random(core.size)
    cuts = envelope.cuts(point, None, 0.0)
    for cut in cuts:
        touched = cut.constant + cut.slope @ point[cut.options]
        assert touched == pytest.approx(envelope.worth(point)[cut.part], abs=1e-3)
    for _ in range(20):
        y = rng.random(core.size) * (rng.random(core.size) < 0.5)
        worth = envelope.worth(y)
        for cut in cuts:
            assert cut.constant + cut.slope @ y[cut.options] >= worth[cut.part] - 1e-7


@pytest.mark.parametrize("seed", range(40))
def test_tangents_at_whole_plans_bound_every_other_plan(seed: int) -> None:
    """Tangents touch where rows are complete, half complete or not at all, and lie above everywhere else."""
    core = reduce_problem(random_joint_problem(seed))
    envelope = make_envelope(core, max_blocks=1)
    rng = np.random.default_rng(seed)
    for share in (0.0, 0.5, 1.0):
        point = (rng.random(core.size) < share).astype(float)
        cuts = envelope.cuts(point, None, 0.0)
        for other in (point, *(rng.random((6, core.size)) < 0.5).astype(float)):
            worth = envelope.worth(other)
            for cut in cuts:
                above = cut.constant + cut.slope @ other[cut.options] - worth[cut.part]
                assert above >= -1e-4
                assert other is not point or above <= 1e-4


@MAKERS
@pytest.mark.parametrize("seed", range(12))
def test_fixing_keeps_the_plan_in_hand(make: Maker, seed: int) -> None:
    """Reduced costs never decide an option against the best plan known."""
    core = reduce_problem(make(seed))
    start = find_start(core)
    envelope = make_envelope(core)
    found = relax(Master(core, envelope), core, envelope, start.open)
    lower, upper = decided(found.point, start.value * UNIT, np.zeros(core.size), np.ones(core.size))
    assert (lower <= start.open).all()
    assert (start.open <= upper).all()
    assert relaxed_value(core, envelope, start.open.astype(float)) == pytest.approx(start.value * UNIT)


def test_blocks_hold_every_row_once() -> None:
    """Blocks are a partition of the rows, however many are asked for."""
    for core, blocks in product(map(reduce_problem, (random_problem(8), assisted_problem(8))), (1, 3, 50)):
        envelope = make_envelope(core, max_blocks=blocks)
        assert sum(cover.shape[0] for cover in envelope.covers) == core.cover.shape[0]
        assert envelope.totals[: envelope.blocks].sum() == pytest.approx(core.full[:, 0].sum() * UNIT)


@pytest.mark.parametrize("seed", range(6))
def test_a_master_that_is_stopped_still_bounds_every_plan(seed: int) -> None:
    """Stopped before or while it runs, it tells no point, and a bound that no plan exceeds."""
    core = reduce_problem(random_problem(seed))
    if core.reasons or not core.size:
        return
    envelope = make_envelope(core)
    whole = relax(Master(core, envelope), core, envelope, None)
    master = Master(core, envelope, stop=lambda: True)
    for _ in range(2):
        point = master.solve()
        assert point.feasible
        assert point.bound >= whole.bound - 1e-6
        assert not point.y.any()


def test_what_is_raised_while_a_master_runs_is_raised_by_it() -> None:
    """Somebody who is asked whether to stop, and fails, is heard."""

    def fail() -> bool:
        raise RuntimeError("asked in vain")

    core = reduce_problem(scattered_problem(3))
    envelope = make_envelope(core)
    with pytest.raises(RuntimeError, match="asked in vain"):
        relax(Master(core, envelope, stop=fail), core, envelope, None)
