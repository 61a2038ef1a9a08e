"""Tests of the books: mass is conserved for every precision, kind and source."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers.attribution import AGAINST_CIVILIANS, FIGHTING
from layers.risk.estimate import estimate_risk
from layers.risk.surface import Risk
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, districts, incidents, landscape

HALVES = {"West": (0.0, 0.0, 5e4, 1e5), "East": (5e4, 0.0, 1.5e5, 1e5)}


def _decayed_quarter() -> float:
    """Return the years that a quarter weighs at a half-life of 365 days."""
    days = 365.25 / 4
    return float(365.0 / np.log(2) * (1 - 0.5 ** (days / 365.0)) / 365.25)


def _risk(precision: list[int], xy: list[tuple[float, float]], **options: Any) -> Risk:
    table = incidents(xy, ["2020-01-01"] * len(xy), precision)
    rows = attributed(options.pop("source", ["state"] * len(xy)), options.pop("weight", None))
    if "kind" in options:
        rows["kind"] = options.pop("kind")
    world = landscape(table, districts=districts(options.pop("boxes", HALVES)))
    settings = {"observed": ("state",), "as_of": AS_OF, "bandwidths_m": [6000.0]} | options
    return estimate_risk(world, rows, **settings)


@pytest.mark.parametrize("precision", [1, 2, 3, 4, 5])
def test_every_precision_keeps_its_mass(precision: int) -> None:
    """Over the area and the kernel's reach a surface holds the decayed weighted count, to 1e-6."""
    weight = [1.0, 0.5, 0.25]
    xy = [(20e3, 20e3), (24e3, 70e3), (1e3, 99e3)]  # the last one's kernel reaches out of the area
    risk = _risk([precision] * 3, xy, weight=weight)
    balance = risk.balance["state"]
    assert balance.recorded == pytest.approx(1.75 / _decayed_quarter(), rel=1e-9)
    assert balance.spread == pytest.approx(balance.recorded, rel=1e-6)
    assert balance.beyond == pytest.approx(0.0, abs=1e-6)


def test_a_district_that_reaches_out_leaves_its_part_outside_in_the_books() -> None:
    """Half of East lies beyond the area: half of its mass is told as beyond, and the sum is exact."""
    risk = _risk([3], [(75e3, 50e3)])
    balance = risk.balance["state"]
    assert balance.beyond == pytest.approx(balance.recorded / 2, rel=1e-3)
    assert balance.spread + balance.beyond == pytest.approx(balance.recorded, rel=1e-6)


def test_nothing_is_lost_of_what_has_no_place_or_lies_far_away() -> None:
    """A nationwide event and one 200 km off are in the books, not on the surface."""
    risk = _risk([1, 6, 1], [(5e4, 5e4), (5e4, 5e4), (3e5, 5e4)])
    balance = risk.balance["state"]
    assert balance.unplaced == pytest.approx(balance.recorded / 3)
    assert balance.far == pytest.approx(balance.recorded / 3)
    assert balance.spread == pytest.approx(balance.recorded / 3, rel=1e-6)
    assert risk.likelihood["state"].sum() * 0.25 == pytest.approx(balance.in_area, rel=1e-9)


def test_the_two_kinds_sum_to_the_source() -> None:
    """Fighting and violence against civilians are surfaces of their own, and add up."""
    xy = [(30e3, 30e3), (70e3, 70e3), (70e3, 30e3)]
    kinds = [AGAINST_CIVILIANS, FIGHTING, AGAINST_CIVILIANS]
    risk = _risk([1] * 3, xy, kind=kinds, weight=[1.0, 0.5, 1.0])
    against, fighting = risk.kinds["state", AGAINST_CIVILIANS], risk.kinds["state", FIGHTING]
    np.testing.assert_allclose(against + fighting, risk.likelihood["state"], rtol=1e-9, atol=1e-12)
    assert against.sum() == pytest.approx(4 * fighting.sum(), rel=1e-6)
    assert against[5, 13] == 0  # 30 km from both
    assert fighting[5, 13] > 0


def test_a_source_of_one_kind_is_that_kind() -> None:
    """Where nobody fought, the surface against civilians is the whole and fighting is zero."""
    risk = _risk([1], [(5e4, 5e4)])
    assert risk.kinds["state", AGAINST_CIVILIANS] is not None
    np.testing.assert_array_equal(risk.kinds["state", AGAINST_CIVILIANS], risk.likelihood["state"])
    assert not risk.kinds["state", FIGHTING].any()


def test_too_little_is_marked_and_warned_of() -> None:
    """One event, few events, or all on one point make a surface data-poor; ten scattered ones do not."""
    one = _risk([1], [(5e4, 5e4)])
    assert one.data_poor == {"state": "1 event on the map"}
    pile = _risk([1] * 12, [(5e4, 5e4)] * 12)
    assert pile.data_poor == {"state": "all of its 12 events on the map lie on one point"}
    assert any(f.severity == "warning" and "data-poor" in f.message for f in pile.findings)
    assert _risk([1] * 12, [(5e4 + 2e3 * n, 5e4) for n in range(12)]).data_poor == {}


def test_events_of_elsewhere_tell_nothing_of_the_area() -> None:
    """Events at points far beyond the kernel's reach leave the surface data-poor, however many they are."""
    far = [(9e6 + 2e3 * n, 5e4) for n in range(12)]
    assert _risk([1] * 13, [*far, (5e4, 5e4)]).data_poor == {"state": "1 event on the map"}
    sources = ["communal"] * 12 + ["state"]
    poor = _risk([1] * 13, [*far, (5e4, 5e4)], source=sources, observed=("state", "communal")).data_poor
    assert poor["communal"] == "none of its events lies in or near the area"


def test_observed_source_without_an_event_is_no_silent_zero() -> None:
    """A feed could see it and tells of nothing: its empty surface is marked, with a warning."""
    risk = _risk([1] * 12, [(5e4 + 2e3 * n, 5e4) for n in range(12)], observed=("state", "communal"))
    assert risk.data_poor == {"communal": "none of the incidents read is by it"}
    assert any(f.severity == "warning" and f.value == "communal" for f in risk.findings)
