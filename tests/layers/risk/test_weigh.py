"""Tests of the weight that a decision gives a source of threat."""

from __future__ import annotations

import numpy as np
import pytest

from layers.risk.ensemble import ensemble_of
from layers.risk.estimate import estimate_risk
from layers.risk.surface import Risk
from layers.risk.weigh import WEIGHT_NAME, weighed
from layers.risk.why import why
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, incidents, landscape

WORLD = landscape(incidents([(20e3, 20e3), (70e3, 70e3)], ["2020-06-01"] * 2))


@pytest.fixture(scope="module")
def even() -> Risk:
    """Return risk by two sources, an incident each."""
    rows = attributed(["state", "armed_group"])
    observed = ("state", "armed_group")
    return estimate_risk(WORLD, rows, observed=observed, as_of=AS_OF, bandwidths_m=[4000.0])


def test_a_lowered_source_is_lowered_in_risk_and_total_and_not_in_likelihood(even: Risk) -> None:
    """Half the weight is half the risk of every cell, now and earlier, and the rate stays."""
    less = weighed(even, {"state": 1.0, "armed_group": 2.0})
    np.testing.assert_allclose(less.risk["state"], even.risk["state"] / 2.0)
    np.testing.assert_allclose(less.earlier["state"], even.earlier["state"] / 2.0)
    np.testing.assert_array_equal(less.risk["armed_group"], even.risk["armed_group"])
    np.testing.assert_array_equal(less.likelihood["state"], even.likelihood["state"])
    np.testing.assert_allclose(less.total(), even.risk["state"] / 2.0 + even.risk["armed_group"])


def test_equal_weights_change_nothing(even: Risk) -> None:
    """Whatever number all weights are, the estimate is the same value."""
    assert weighed(even, {"state": 3.0, "armed_group": 3.0}) is even
    assert weighed(even, {}) is even


def test_why_tells_the_weight_as_a_part_and_its_parts_multiply_up(even: Risk) -> None:
    """The weight is judgement, one part of the product that is the cell's risk."""
    less = weighed(even, {"state": 0.25})
    cell = int(np.argmax(less.risk["state"]))
    told = why(less, "state", np.array([cell]))
    assert told.causes[-1].name == WEIGHT_NAME
    assert told.causes[-1].value == pytest.approx(0.25)
    assert told.causes[-1].rests_on == "judgement"
    assert np.prod([cause.value for cause in told.causes]) == pytest.approx(told.risk, rel=1e-9)


def test_members_hold_the_weight(even: Risk) -> None:
    """Every member of the ensemble is lowered as the estimate is, its median with them."""
    plain, less = (ensemble_of(WORLD, risk, count=4) for risk in (even, weighed(even, {"state": 0.5})))
    np.testing.assert_allclose(less.median["state"], plain.median["state"] / 2.0, rtol=1e-5)
    np.testing.assert_allclose(less.median["armed_group"], plain.median["armed_group"], rtol=1e-5)
