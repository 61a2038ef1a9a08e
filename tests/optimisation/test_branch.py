"""The tree over the options: right when finished, and still a bound when not."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from optimisation import branch as branching
from optimisation.branch import Proof, branch
from optimisation.envelope import UNIT, make_envelope
from optimisation.layout import Layout
from optimisation.master import Master
from optimisation.placement import place
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem
from optimisation.start import rebuild
from tests.optimisation.small_problems import assisted_problem, scattered_problem

Maker = Callable[[int], CoverProblem]
MAKERS = pytest.mark.parametrize("make", [scattered_problem, assisted_problem])


def _search(make: Maker, seed: int, nodes: int) -> tuple[Proof, float]:
    problem = make(seed)
    core = reduce_problem(problem)
    layout, envelope = Layout(core), make_envelope(core)

    def value_of(plan: NDArray[np.bool_]) -> float:
        rebuild(layout, plan)
        return layout.value() * UNIT if layout.feasible() and (layout.open == plan).all() else -np.inf

    found = branch(Master(core, envelope), envelope, value_of, -np.inf, nodes=nodes)
    objective = place(problem).objective
    assert objective is not None
    return found, (objective / core.scale - core.credit) * UNIT


@MAKERS
@pytest.mark.parametrize("seed", range(6))
def test_finished_tree_has_the_optimum(make: Maker, seed: int) -> None:
    """Without any start the tree finds the best plan and proves it."""
    found, best = _search(make, seed, 2000)
    assert found.done
    assert found.open is not None
    assert found.value == pytest.approx(best, abs=1e-4)
    assert found.bound >= found.value


@MAKERS
@pytest.mark.parametrize("seed", range(6))
def test_unfinished_tree_still_bounds(make: Maker, seed: int) -> None:
    """A tree cut off after a node has a bound that no plan exceeds."""
    found, best = _search(make, seed, 1)
    assert found.nodes == 1
    assert found.bound >= best - 1e-4


def test_nodes_that_take_many_rounds_of_cuts_count_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node costs what its rounds cost, and nodes are what effort is counted in."""
    cut_node = branching._cut_node
    monkeypatch.setattr(branching, "_cut_node", lambda *given: (cut_node(*given)[0], 41))
    found, _ = _search(scattered_problem, 4, 15)
    assert not found.done
    assert found.nodes == 20
