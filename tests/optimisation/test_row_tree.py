"""Branch and cut over options and rows has the optimum of enumeration, without cuts at the root to help."""

import numpy as np
import pytest

from optimisation.envelope import UNIT
from optimisation.exchange import places
from optimisation.presolve import Core, reduce_problem
from optimisation.row_program import RowProgram
from optimisation.row_tree import RowTree
from tests.optimisation.small_problems import enumerate_plans, ring_problem


def _worth(core: Core, plan: np.ndarray) -> float:
    return float(core.gains[core.cover @ plan > 0, 0].sum()) * UNIT


def _search(seed: int, begin: float, nodes: int) -> tuple[float, RowTree]:
    """Return the best value after so many nodes, and the tree."""
    core = reduce_problem(ring_problem(seed))
    best = [begin]

    def found(plan: np.ndarray) -> None:
        assert plan.sum() <= (places(core) or 1)
        best[0] = max(best[0], _worth(core, plan))

    tree = RowTree(RowProgram(core, places(core) or 1), lambda: best[0] + 1e-7, found)
    tree.search(nodes, lambda: False)
    return best[0], tree


@pytest.mark.parametrize("seed", range(60))
def test_tree_finds_and_proves_the_optimum(seed: int) -> None:
    """From no plan at all the tree ends with the best value, and with a bound no lower until then."""
    problem = ring_problem(seed)
    core, best = reduce_problem(problem), enumerate_plans(problem)
    assert best is not None
    optimum = best[0] / core.scale * UNIT
    value, tree = _search(seed, 0.0, 2000)
    assert tree.done
    assert value == pytest.approx(optimum)
    early, cut_short = _search(seed, 0.0, 1)
    assert cut_short.done or cut_short.bound >= optimum - 1e-7
    assert early <= optimum + 1e-7


def test_tree_proves_a_plan_that_it_is_given() -> None:
    """With the optimum in hand nothing better is found and the tree ends."""
    for seed in range(20):
        problem = ring_problem(seed)
        core, best = reduce_problem(problem), enumerate_plans(problem)
        assert best is not None
        value, tree = _search(seed, best[0] / core.scale * UNIT, 2000)
        assert tree.done
        assert value == pytest.approx(best[0] / core.scale * UNIT)
