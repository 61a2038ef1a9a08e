"""Reach per source of threat beside its need."""

from __future__ import annotations

import numpy as np
import pytest

from optimisation.demand import Demand
from optimisation.evaluate import Evaluation, evaluate
from optimisation.impartiality import impartiality
from tests.optimisation.small_worlds import COB, JPT, SCALE, asset, demand, reaches, table


def _evaluated(world: Demand, opened: list[str]) -> Evaluation:
    tables = {"cob": table([{0: 100}]), "jpt": table([{0: 100}])}
    return evaluate(
        [asset(name, 0) for name in opened],
        reaches=reaches(world, (COB, JPT), tables),
        scale=SCALE,
        low=SCALE,
        high=SCALE,
    )


def test_reach_stands_beside_need() -> None:
    """A base reaches three quarters of one source and a quarter of the other, whose needs are equal."""
    world = demand({"state": [1.0, 3.0], "armed_group": [3.0, 1.0]}, people=[100.0, 300.0])
    found = impartiality(world, _evaluated(world, ["cob"]))
    state, armed = found["state"], found["armed_group"]
    assert (state.need, armed.need) == (0.5, 0.5)
    assert state.reach == {"15": 0.25, "30": 0.25, "60": 0.25}
    # Half of all risk is reached: the state has a quarter of the reached and half of the need.
    assert state.ratio == {"15": 0.5, "30": 0.5, "60": 0.5}
    assert armed.ratio["15"] == 1.5
    # 100 people at 1:3 and 300 at 3:1.
    assert state.people == pytest.approx((100 * 0.25 + 300 * 0.75) / 400)
    assert state.people + armed.people == pytest.approx(1.0)
    # 0.4 of the services x 0.2 and x 0.8, at full value within 15 minutes.
    assert state.credited == pytest.approx(0.4 * 0.2 * 1 / 4)
    assert armed.credited == pytest.approx(0.4 * 0.8 * 3 / 4)
    assert (state.visited, state.engaged) == (0.0, 0.0)


def test_engagement_is_not_reach() -> None:
    """A team alone engages and reaches nothing: without any reach there is no ratio."""
    world = demand({"state": [1.0, 3.0]})
    found = impartiality(world, _evaluated(world, ["jpt"]))
    assert found["state"].engaged == 0.25
    assert found["state"].reach["60"] == 0.0
    assert found["state"].ratio == {"15": None, "30": None, "60": None}


def test_unobserved_and_riskless_sources() -> None:
    """A source that nobody observes is left out; one without risk has no ratio, not a bad one."""
    world = demand({"state": [1.0, 1.0], "armed_group": [0.0, 0.0]})
    found = impartiality(world, _evaluated(world, ["cob"]))
    assert list(found) == ["state", "armed_group"]
    assert found["armed_group"].need == 0.0
    assert found["armed_group"].ratio["15"] is None


def test_people_at_risk_alone_are_shared_out() -> None:
    """Who lives where the last tenth of risk lies counts for no source."""
    world = demand({"state": [95.0, 0.0], "armed_group": [0.0, 5.0]}, people=[10.0, 1000.0])
    found = impartiality(world, _evaluated(world, ["cob"]))
    assert (found["state"].people, found["armed_group"].people) == (1.0, 0.0)
    nobody = demand({"state": [0.0]}, people=np.array([5.0]))
    assert impartiality(nobody, _evaluated(nobody, ["cob"]))["state"].people == 0.0
