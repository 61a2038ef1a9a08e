"""Bounds between two values that plans can have are the lower one."""

from dataclasses import replace

import numpy as np
import pytest

from optimisation.lattice import Lattice
from optimisation.presolve import Core, reduce_problem
from tests.optimisation.small_problems import plain_problem


def _core(weights: list[float], fixed: bool = False) -> Core:
    cover = np.eye(len(weights), dtype=int).tolist()
    problem = plain_problem(cover, weights, stock=2.0)
    opened = np.zeros(len(weights), dtype=bool)
    opened[0] = fixed
    return reduce_problem(replace(problem, fixed_open=opened))


@pytest.mark.parametrize(("weights", "step"), [([6, 9, 15], 3), ([1, 9, 15], 1)])
@pytest.mark.parametrize("fixed", [False, True])
def test_bound_falls_to_a_multiple_of_the_greatest_common_divisor(
    weights: list[float], step: float, fixed: bool
) -> None:
    """What lies between two multiples falls to the lower; a multiple stays, rounding errors and all."""
    core = _core(weights, fixed)
    lattice = Lattice.of(core)
    assert lattice is not None
    for asked, kept in (
        (15.0, 15.0),
        (15.0 - 1e-9, 15.0),
        (15.0 + step - 0.01, 15.0),
        (15.0 - 0.01, 15 - step),
    ):
        floor = lattice.floor(asked / core.scale - core.credit)
        assert (floor + core.credit) * core.scale == pytest.approx(kept)
    assert 0 < lattice.below * core.scale < step
    assert lattice.floor(-np.inf) == -np.inf


@pytest.mark.parametrize("weights", [[0.5, 1, 2], [1e-6, 1e12, 3], [1, 1e8, 1e8], [1, 6e-10, 6e-10]])
def test_weights_that_are_not_whole_or_too_fine_have_none(weights: list[float]) -> None:
    """A bound is not rounded where rounding could cut off a plan."""
    assert Lattice.of(_core(weights)) is None
