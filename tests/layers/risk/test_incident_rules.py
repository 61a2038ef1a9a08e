"""Tests of intervals, of districts spread by prior intensity, and of reporting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers.landscape import Landscape
from layers.risk.ensemble import ensemble_of
from layers.risk.estimate import estimate_risk
from layers.risk.incident_rules import IncidentRules
from layers.risk.reporting import LEAST, reported_share
from layers.risk.surface import Risk
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, districts, incidents, landscape, points


def _risk(world: Landscape, rules: IncidentRules | None = None, **options: Any) -> Risk:
    settings = {"observed": ("state",), "as_of": AS_OF, "bandwidths_m": [4000.0]} | options
    rows = attributed(["state"] * len(world.incidents))
    return estimate_risk(world, rows, rules=rules or IncidentRules(), **settings)


def test_an_event_of_several_days_is_as_old_as_its_days_on_the_mean() -> None:
    """Thirty days that end 10 days before the last incident weigh the mean of their decays, by hand."""
    table = incidents([(5e4, 5e4)] * 2, ["2020-11-22", "2020-12-31"], date_end=["2020-12-21", "2020-12-31"])
    world = landscape(table)
    first, whole = _risk(world, IncidentRules(whole_interval=False)), _risk(world)
    assert first.events is not None
    assert whole.events is not None
    by_hand = np.mean([2.0 ** (-age / 365.0) for age in range(10, 40)])
    assert whole.events.decay(365.0)[0] == pytest.approx(by_hand, rel=1e-12)
    assert whole.events.decay(365.0)[1] == first.events.decay(365.0)[1] == 1.0
    assert first.events.decay(365.0)[0] == pytest.approx(2.0 ** (-39 / 365.0))


def test_days_after_the_last_incident_began_are_not_counted() -> None:
    """An event that outlasts the last incident's start is no younger than that day."""
    table = incidents([(5e4, 5e4)] * 2, ["2020-11-01", "2020-11-11"], date_end=["2020-12-20", "2020-11-11"])
    whole = _risk(landscape(table), IncidentRules(whole_interval=True))
    assert whole.events is not None
    by_hand = np.mean([2.0 ** (-age / 365.0) for age in range(11)])
    assert whole.events.decay(365.0)[0] == pytest.approx(by_hand, rel=1e-12)


def test_a_district_is_spread_by_people_where_incidents_were() -> None:
    """An incident of the whole district goes mostly to where exact ones lie, and its mass is kept."""
    xy = [(20e3, 20e3)] * 9 + [(50e3, 50e3)]
    table = incidents(xy, ["2020-06-01"] * 10, [1] * 9 + [3])
    world = landscape(table, districts=districts({"All": (0, 0, 1e5, 1e5)}))
    even, near = _risk(world, IncidentRules(spread_by="people")), _risk(world)
    at = (15, 4)
    assert near.likelihood["state"][at] > 1.05 * even.likelihood["state"][at]
    assert near.balance["state"].spread == pytest.approx(even.balance["state"].spread, rel=1e-6)
    assert near.likelihood["state"][0, 19] > 0  # a tenth of the mean stays everywhere


def _observed(*, half_m: float | None) -> tuple[Landscape, Risk]:
    table = incidents([(20e3, 50e3), (80e3, 50e3)], ["2020-06-01"] * 2)
    town = points([(20e3, 50e3)])
    town["name"], town["class"] = ["Town"], "town"
    world = landscape(table, places=town)
    return world, _risk(world, IncidentRules(reporting_half_m=half_m))


def test_reporting_halves_with_distance_and_never_below_a_quarter() -> None:
    """At the town all is reported, one half-distance away half, far away a quarter."""
    world, _ = _observed(half_m=None)
    share = reported_share(world, (slice(None), slice(None)), 10_000.0)
    assert share[49, 19] > 0.95
    assert share[49, 29] == pytest.approx(0.5, abs=0.04)
    assert share[49, 95] == LEAST


def test_the_correction_raises_what_is_far_and_is_told() -> None:
    """Of two equal places the one far from everybody comes out four times as high; the books stay."""
    _, plain = _observed(half_m=None)
    world, corrected = _observed(half_m=10_000.0)
    near, far = (10, 4), (10, 16)
    ratio = corrected.likelihood["state"] / np.where(
        plain.likelihood["state"] > 0, plain.likelihood["state"], 1
    )
    assert ratio[near] < 1.5
    assert ratio[far] == pytest.approx(4.0)
    assert corrected.balance["state"] == plain.balance["state"]
    assert any("corrected for reporting" in finding.message for finding in corrected.findings)
    assert not any("corrected for reporting" in finding.message for finding in plain.findings)
    drawn = ensemble_of(world, corrected, count=20)
    assert drawn.median["state"].sum() == pytest.approx(corrected.risk["state"].sum(), rel=0.6)
