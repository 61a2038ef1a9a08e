"""Tests of the collected events."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from layers.errors import InputError
from layers.risk.events import collect_events
from tests.layers.risk.tiny import attributed, incidents, landscape

HERE = (50e3, 50e3)


def test_ages_count_from_the_last_incident() -> None:
    """With as_of after the last incident, decay starts at the incident."""
    world = landscape(incidents([HERE] * 2, ["2020-01-01", "2020-12-31"]))
    events, _ = collect_events(world, attributed(["state"] * 2), observed=(), as_of=date(2024, 1, 1))
    assert events.decay_from == date(2020, 12, 31)
    np.testing.assert_array_equal(events.age_days, [365, 0])
    assert events.decay(365.0)[0] == pytest.approx(0.5)


def test_nothing_after_as_of_is_used() -> None:
    """An incident that begins or ends after as_of is left out and told."""
    table = incidents(
        [HERE] * 3,
        ["2020-01-01", "2020-05-01", "2020-09-01"],
        date_end=["2020-01-01", "2020-07-01", "2020-09-01"],
    )
    events, findings = collect_events(
        landscape(table), attributed(["state"] * 3), observed=(), as_of=date(2020, 6, 1)
    )
    assert events.day.astype(str).tolist() == ["2020-01-01"]
    assert events.decay_from == date(2020, 1, 1)
    assert any("2 incidents that were not over" in finding.message for finding in findings)


def test_weights_add_up_over_kinds_and_split_over_sources() -> None:
    """Rows of one event and source add; sources keep their own column in the fixed order."""
    table = pd.DataFrame(
        {
            "event": [0, 0, 0],
            "source": ["armed_group", "state", "state"],
            "kind": ["fighting", "fighting", "against_civilians"],
            "weight": [0.5, 0.5, 1.0],
        }
    )
    world = landscape(incidents([HERE], ["2020-01-01"]))
    events, _ = collect_events(world, table, observed=("criminal",), as_of=date(2020, 6, 1))
    assert events.sources == ("state", "armed_group", "criminal")
    np.testing.assert_allclose(events.weights, [[1.5, 0.5, 0.0]])


def test_decayed_years_are_the_integral_over_the_record() -> None:
    """The divisor is the integral of the decay, truncated to the record's length."""
    world = landscape(incidents([HERE] * 2, ["2018-01-02", "2020-01-01"]))
    events, _ = collect_events(world, attributed(["state"] * 2), observed=(), as_of=date(2020, 1, 1))
    days = (np.arange(730_000) + 0.5) / 1000
    assert events.record_days == 730
    assert events.decayed_years(200.0) == pytest.approx((0.5 ** (days / 200)).sum() / 1000 / 365.25, rel=1e-6)
    assert events.decayed_years(1e9) == pytest.approx(events.record_years, rel=1e-6)


def test_one_event_is_not_an_infinite_rate() -> None:
    """A record of one day counts as a quarter of a year."""
    world = landscape(incidents([HERE], ["2020-01-01"]))
    events, _ = collect_events(world, attributed(["state"]), observed=(), as_of=date(2020, 1, 1))
    assert events.record_years == pytest.approx(0.25)


def test_what_is_not_observed_is_told() -> None:
    """Sources that no feed sees are named as such, and one with events nevertheless is marked."""
    world = landscape(incidents([HERE], ["2020-01-01"]))
    _, findings = collect_events(world, attributed(["criminal"]), observed=("state",), as_of=date(2020, 1, 1))
    text = " ".join(finding.message for finding in findings)
    assert "not zero: armed_group, communal" in text
    assert "source criminal has incidents although" in text


def test_all_faults_of_the_table_come_at_once() -> None:
    """Bad positions, weights and sources are one error with three findings."""
    world = landscape(incidents([HERE], ["2020-01-01"]))
    table = pd.DataFrame(
        {"event": [7, 0, 0], "source": ["state", "martians", "state"], "weight": [1.0, 1.0, -1.0]}
    )
    with pytest.raises(InputError) as caught:
        collect_events(world, table, observed=(), as_of=date(2020, 1, 1))
    assert [finding.column for finding in caught.value.findings] == ["event", "weight", "source"]
    assert [finding.value for finding in caught.value.findings] == ["7", "-1.0", "martians"]


def test_no_incident_up_to_as_of_is_an_error() -> None:
    """A plan cannot rest on nothing."""
    world = landscape(incidents([HERE], ["2020-01-01"]))
    with pytest.raises(InputError, match="no incident up to 2019-01-01"):
        collect_events(world, attributed(["state"]), observed=(), as_of=date(2019, 1, 1))


def test_only_nationwide_incidents_are_an_error() -> None:
    """Incidents known to the country alone give no map."""
    world = landscape(incidents([HERE] * 2, ["2020-01-01"] * 2, [6, 7]))
    with pytest.raises(InputError, match="none of 2 incidents can be placed"):
        collect_events(world, attributed(["state"] * 2), observed=(), as_of=date(2020, 1, 1))


def test_an_incident_that_ends_before_it_begins_is_its_first_day_and_told() -> None:
    """It enters no earlier surface than its first day, and a warning counts it."""
    table = incidents([(5e4, 5e4)] * 2, ["2020-06-01", "2020-07-01"], date_end=["2019-01-01", "2020-07-01"])
    events, findings = collect_events(
        landscape(table), attributed(["state"] * 2), observed=("state",), as_of=date(2020, 12, 31)
    )
    assert events.end_age_days[0] == events.age_days[0] == 30.0
    assert any("1 incidents end before they begin" in finding.message for finding in findings)
