"""Patrols that bases keep going unasked are driven unless an escort takes their days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from optimisation.idle_routes import with_idle_routes
from optimisation.placement import place
from optimisation.problem import CoverProblem

# A base with days for two routes, an escort that takes both, two routes of it.
PROBLEM = CoverProblem(
    option_ids=("base", "escort", "route1", "route2"),
    cover=sparse.csr_array(np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], dtype=bool)),
    weights=np.array([1.0, 0.0, 2.0]),
    floors=(),
    resource_names=("days",),
    use=np.array([[-2.0, 2.0, 1.0, 1.0]]),
    stock=np.zeros(1),
    requires=((), (0,), (0,), (0,)),
    exclusive=(),
    fixed_open=np.array([True, False, False, False]),
    forbidden=np.zeros(4, dtype=bool),
    cost=np.array([0.0, 1.0, 0.0, 0.0]),
)
ROUTES = np.array([False, False, True, True])


def test_a_route_that_adds_nothing_is_driven_all_the_same() -> None:
    """Both routes go where the days allow it, and the objective is that of the whole plan."""
    found = with_idle_routes(PROBLEM, ROUTES, place(PROBLEM))
    assert found.chosen.tolist() == [True, False, True, True]
    assert found.objective == pytest.approx(3.0)
    poor = replace(place(PROBLEM), chosen=np.array([True, False, False, False]), objective=1.0, credit=1.0)
    mended = with_idle_routes(PROBLEM, ROUTES, poor)
    assert (mended.chosen.tolist(), mended.objective) == ([True, False, True, True], pytest.approx(3.0))
    assert mended.bound is not None
    assert mended.bound >= 3.0


def test_an_escort_keeps_its_days_and_a_closed_base_drives_nothing() -> None:
    """Days that an escort spends are gone; without the base there is no route."""
    lent = replace(place(PROBLEM), chosen=np.array([True, True, False, False]))
    assert with_idle_routes(PROBLEM, ROUTES, lent) is lent
    shut = replace(PROBLEM, fixed_open=np.zeros(4, dtype=bool))
    none = replace(place(PROBLEM), chosen=np.zeros(4, dtype=bool))
    assert with_idle_routes(shut, ROUTES, none) is none
    assert with_idle_routes(PROBLEM, np.zeros(4, dtype=bool), none) is none
