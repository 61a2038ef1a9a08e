"""Fewer options that are worth as much: as few as an exact cover needs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from optimisation.exchange import Exchange, places
from optimisation.fewer import Fewer
from optimisation.placement import place
from optimisation.presolve import reduce_problem
from optimisation.union import worth
from tests.optimisation.small_problems import plain_problem, street_problem


@pytest.mark.parametrize("seed", range(3))
def test_a_surplus_stays_unspent_where_all_can_be_covered(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As few options as an integer program needs, though larger cores are not branched over."""
    monkeypatch.setattr("optimisation.fewer.BRANCHED", 0)
    problem = street_problem(seed, points=120, open_sites=60)
    found, core = place(problem), reduce_problem(problem)
    options = core.size
    exact = milp(
        np.ones(options),
        integrality=np.ones(options),
        constraints=LinearConstraint(core.cover.astype(float), lb=1.0),
        bounds=(0, 1),
    )
    assert exact.status == 0
    assert found.status == "optimal"
    assert found.objective == pytest.approx(problem.weights.sum())
    assert int(found.chosen.sum()) == round(exact.fun)


def test_a_plan_that_needs_all_its_options_keeps_them() -> None:
    """Where less covers less, nothing is given up; who stops keeps what there is."""
    core = reduce_problem(street_problem(1))
    count = places(core)
    assert count is not None
    plan = Exchange(core, count, 2).search(np.zeros(core.size, dtype=bool), 2_000, lambda: False)
    found = Fewer(core, 0.0, 1, lambda: False).found_from(plan, worth(core, np.flatnonzero(plan)))
    assert int(found.sum()) == count
    assert worth(core, np.flatnonzero(found)) == worth(core, np.flatnonzero(plan))
    assert Fewer(core, 0.0, 1, lambda: True).found_from(plan, 0.0).tobytes() == plan.tobytes()


@pytest.mark.parametrize("beyond", [0.0, 1e3, 1e5])
def test_what_may_be_given_up_is_a_share_of_the_objective(beyond: float) -> None:
    """A heavy row that nobody covers does not make a light one worth nothing."""
    cover = [[1, *[0] * 29], [0, 1, *[0] * 28], [0] * 30]
    known = np.arange(30) < 2
    found = place(plain_problem(cover, [1.0, 5e-7, beyond], stock=2.0), start=known)
    assert np.flatnonzero(found.chosen).tolist() == [0, 1]
