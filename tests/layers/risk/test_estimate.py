"""Tests of the whole estimate."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from layers.errors import InputError
from layers.landscape import Landscape
from layers.risk.estimate import estimate_risk
from layers.risk.surface import Risk
from layers.risk.unknown import UnknownRule
from tests.layers.risk.tiny import attributed, districts, grids, incidents, landscape, points

AS_OF = date(2020, 12, 31)
MIDDLE = (52.5e3, 47.5e3)


def _risk(world: Landscape, source: list[str], **options: Any) -> Risk:
    weight = options.pop("weight", None)
    settings = {"observed": ("state", "armed_group"), "as_of": AS_OF, "bandwidths_m": [5_000.0]} | options
    return estimate_risk(world, attributed(source, weight), **settings)


def _scattered(count: int = 200, precision: int | None = 1) -> Any:
    rng = np.random.default_rng(3)
    xy = [tuple(point) for point in rng.uniform(42e3, 58e3, (count, 2))]
    days = pd.Timestamp("2016-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 1800, count)), "D")
    return incidents(xy, days.astype(str), [precision] * count)


@pytest.mark.parametrize("buffer_m", [0.0, 20_000.0])
def test_events_are_conserved_from_the_table_to_the_map(buffer_m: float) -> None:
    """Likelihood times area is the decayed count over the decayed record, by hand, whatever the buffer."""
    table = _scattered()
    risk = _risk(landscape(table, grid=grids(buffer_m=buffer_m)), ["state"] * 200, half_life_days=300.0)
    age = (table["date"].max() - table["date"]).dt.days.to_numpy()
    days = 1.0 + age.max()
    decayed = (0.5 ** (age / 300)).sum() / (300 / np.log(2) * (1 - 0.5 ** (days / 300)) / 365.25)
    cells_of_100_km2 = 0.25
    assert risk.likelihood["state"].sum() * cells_of_100_km2 == pytest.approx(decayed, rel=1e-6)
    assert risk.events_per_year["state"] == pytest.approx(decayed, rel=1e-9)


def test_one_event_gives_rate_and_risk_by_hand() -> None:
    """One event in a quarter of a year is 4 events a year; with even people risk is people x likelihood."""
    risk = _risk(landscape(incidents([MIDDLE], ["2020-12-31"]), people=2.0), ["state"], half_life_days=1e9)
    per_100_km2 = risk.likelihood["state"]
    assert per_100_km2.sum() * 0.25 == pytest.approx(4.0, rel=1e-6)
    np.testing.assert_allclose(risk.risk["state"], per_100_km2 * 50.0, atol=1e-9)
    assert per_100_km2.argmax() == 10 * 20 + 10
    assert risk.decay_from == date(2020, 12, 31)


def test_risk_is_computed_on_travel_cells() -> None:
    """People who sit where the events are bear more than the demand cell's mean would give them."""
    people = np.zeros((100, 100))
    people[52, 52] = 100.0
    risk = _risk(
        landscape(incidents([MIDDLE], ["2020-12-31"]), people=people), ["state"], bandwidths_m=[1000.0]
    )
    row, column = np.unravel_index(risk.risk["state"].argmax(), (20, 20))
    assert (row, column) == (10, 10)
    assert risk.risk["state"].sum() > 1.2 * 100 * risk.likelihood["state"][10, 10]
    assert risk.people.sum() == pytest.approx(100.0)


def test_recent_events_weigh_more_than_old_ones_but_not_in_earlier() -> None:
    """Of two equal places the recent one is higher now, and both are equal in the long-run average."""
    world = landscape(incidents([(22.5e3, 22.5e3), (77.5e3, 77.5e3)], ["2015-01-01", "2020-12-01"]))
    risk = _risk(world, ["state"] * 2)
    old, new = (15, 4), (4, 15)
    assert risk.risk["state"][new] > 20 * risk.risk["state"][old] > 0
    assert risk.earlier["state"][new] == pytest.approx(risk.earlier["state"][old], rel=1e-6)
    years = ((date(2020, 12, 1) - date(2015, 1, 1)).days + 1) / 365.25
    assert risk.earlier["state"].sum() == pytest.approx(2 / years * 100, rel=1e-6)


def test_observed_without_events_is_zero_and_unobserved_is_absent() -> None:
    """A source that a feed sees and that did nothing is zero; one nobody sees is not there."""
    risk = _risk(landscape(incidents([MIDDLE] * 2, ["2020-06-01"] * 2)), ["state", "unattributed"])
    assert risk.observed == ("state", "armed_group", "unattributed")
    assert not risk.risk["armed_group"].any()
    assert risk.risk["unattributed"].any()
    np.testing.assert_allclose(risk.total(), risk.risk["state"] + risk.risk["unattributed"])
    assert any("communal, criminal" in finding.message for finding in risk.findings)


def test_nationwide_events_count_in_the_rate_alone() -> None:
    """Of two equal events one is known to the country: half the rate is on the map."""
    world = landscape(incidents([MIDDLE] * 2, ["2020-12-31"] * 2, [1, 6]))
    risk = _risk(world, ["state"] * 2)
    assert risk.likelihood["state"].sum() * 0.25 == pytest.approx(risk.events_per_year["state"] / 2, rel=1e-6)
    assert any(
        "1 incidents" in finding.message and "not on the map" in finding.message for finding in risk.findings
    )


def test_bandwidth_is_validated_and_told() -> None:
    """The table of scores stands in the findings and in the value; a single place wants the narrowest."""
    world = landscape(
        incidents([MIDDLE] * 60, pd.date_range("2015-01-01", periods=60, freq="30D").astype(str))
    )
    risk = _risk(world, ["state"] * 60, bandwidths_m=(5_000, 15_000))
    assert risk.bandwidth_m == 5_000
    assert set(risk.nats_over_uniform) == {5_000, 15_000}
    assert any("bandwidth 5 km, validated on" in finding.message for finding in risk.findings)


def test_few_events_warn_of_the_bandwidth() -> None:
    """Three events cannot validate a bandwidth, and the finding is a warning."""
    world = landscape(incidents([MIDDLE] * 3, ["2020-06-01"] * 3))
    risk = _risk(world, ["state"] * 3, bandwidths_m=(5_000, 10_000))
    assert risk.bandwidth_m == 15_000
    told = [finding for finding in risk.findings if "not validated" in finding.message]
    assert [finding.severity for finding in told] == ["warning"]


def test_unknown_cells_take_the_prior_of_their_district() -> None:
    """Far from the only base, risk is the district's risk per person times the people; likelihood stays."""
    boxes = {"West": (0, 0, 50e3, 100e3), "East": (50e3, 0, 100e3, 100e3)}
    world = landscape(
        incidents([(22.5e3, 22.5e3), (62.5e3, 22.5e3)], ["2020-12-01"] * 2),
        people=2.0,
        bases=points([(22.5e3, 22.5e3)]),
        places=points([]),
        districts=districts(boxes),
    )
    risk = _risk(world, ["state"] * 2, unknown_rule=UnknownRule())
    west = np.zeros((20, 20), dtype=bool)
    west[:, :10] = True
    known = west & ~risk.unknown
    rate = risk.risk["state"][known].sum() / risk.people[known].sum()
    assert 0 < risk.unknown.sum() < 400
    np.testing.assert_allclose(risk.risk["state"][west & risk.unknown], rate * 50.0)
    assert risk.likelihood["state"][0, 0] == 0 < risk.risk["state"][0, 0]
    text = " ".join(finding.message for finding in risk.findings)
    assert f"{risk.unknown.sum()} of 400 cells, with {risk.unknown.sum() * 50} people" in text
    assert "window" not in text


def test_people_unknown_are_zero_and_told() -> None:
    """Cells without a population value hold no people, are marked, and are named."""
    people = np.ones((100, 100))
    people[:10, :10] = np.nan
    people[50, 50] = np.nan
    risk = _risk(landscape(incidents([MIDDLE], ["2020-12-31"]), people=people), ["state"])
    assert (~risk.people_known).sum() == 4
    assert risk.people.sum() == pytest.approx(10_000 - 101)
    assert np.isfinite(risk.risk["state"]).all()
    assert any("1.01% of the area (4 whole cells)" in finding.message for finding in risk.findings)


def test_nothing_lies_outside_the_area() -> None:
    """Cells of the buffer hold neither likelihood nor risk, however near the events."""
    world = landscape(incidents([(1e3, 50e3)], ["2020-12-31"]), grid=grids(buffer_m=20_000.0))
    risk = _risk(world, ["state"])
    outside = ~world.grid.mask
    assert outside.any()
    assert risk.risk["state"][outside].sum() == risk.likelihood["state"][outside].sum() == 0
    assert risk.risk["state"].sum() > 0


def test_weights_scale_and_the_seed_changes_nothing() -> None:
    """Half the weight is half the risk; two seeds give the same bytes."""
    world = landscape(_scattered(50))
    one, half = _risk(world, ["state"] * 50), _risk(world, ["state"] * 50, weight=[0.5] * 50, seed=7)
    again = _risk(world, ["state"] * 50, seed=9)
    np.testing.assert_allclose(half.risk["state"], one.risk["state"] / 2, rtol=1e-9)
    assert again.risk["state"].tobytes() == one.risk["state"].tobytes()
    assert not one.risk["state"].flags.writeable


def test_order_of_incidents_does_not_matter() -> None:
    """Reversed rows give the same surface."""
    table = _scattered(40, precision=2)
    one = _risk(landscape(table), ["state"] * 40)
    two = _risk(landscape(table.iloc[::-1].reset_index(drop=True)), ["state"] * 40)
    np.testing.assert_allclose(one.risk["state"], two.risk["state"], rtol=1e-9, atol=1e-9)


def test_missing_factors_and_the_validated_part_are_named() -> None:
    """The reader learns what is neutral for lack of data, and what is judgement."""
    risk = _risk(landscape(incidents([MIDDLE], ["2020-12-31"])), ["state"])
    text = " ".join(finding.message for finding in risk.findings)
    for word in (
        "vulnerability",
        "impact",
        "drivers",
        "validated against later events: the likelihood alone",
    ):
        assert word in text


def test_events_far_from_the_area_are_an_error() -> None:
    """A map on which no event can be seen is not made."""
    world = landscape(incidents([(900e3, 50e3)], ["2020-12-31"]))
    with pytest.raises(InputError, match="within the kernel's reach"):
        _risk(world, ["state"])


def test_unusable_options_come_at_once() -> None:
    """Half-life and bandwidths are checked together."""
    world = landscape(incidents([MIDDLE], ["2020-12-31"]))
    with pytest.raises(InputError) as caught:
        _risk(world, ["state"], half_life_days=0.0, bandwidths_m=[5_000, -1])
    assert [finding.column for finding in caught.value.findings] == ["half_life_days", "bandwidths_m"]
