"""Tests of the forecast as likelihood."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from layers.landscape import Landscape
from layers.risk.estimate import estimate_risk
from layers.risk.learned import learn
from layers.risk.surface import Risk
from tests.layers.risk.clusters import clustered
from tests.layers.risk.tiny import attributed, incidents, landscape

AS_OF = date(2019, 12, 31)
MIDDLE = (52.5e3, 47.5e3)


def _table(world: Landscape) -> pd.DataFrame:
    sources = ["state" if n % 3 else "armed_group" for n in range(len(world.incidents))]
    return attributed(sources)


def _risk(world: Landscape, *, forecast: bool) -> Risk:
    return estimate_risk(world, _table(world), observed=("state",), as_of=AS_OF, forecast=forecast)


@pytest.fixture(scope="module")
def world() -> Landscape:
    """Return ten years of clusters."""
    return clustered()


@pytest.fixture(scope="module")
def learned_risk(world: Landscape) -> Risk:
    """Return its risk with the forecast as likelihood."""
    return _risk(world, forecast=True)


def test_forecast_is_taken_where_it_did_better(world: Landscape, learned_risk: Risk) -> None:
    """Likelihood changes, `earlier` and the balance of the kernel do not; a finding gives the skill."""
    plain = _risk(world, forecast=False)
    forecast = learned_risk.forecast
    assert plain.forecast is None
    assert forecast is not None
    assert forecast.replaces
    assert forecast.skill is not None
    assert forecast.skill.nats > forecast.skill.kernel_nats
    assert forecast.periods == ()
    assert any(finding.column == "risk.likelihood" for finding in learned_risk.findings)
    assert not np.array_equal(learned_risk.likelihood["state"], plain.likelihood["state"])
    assert np.array_equal(learned_risk.earlier["state"], plain.earlier["state"])
    assert learned_risk.balance == plain.balance


def test_kinds_and_risk_follow_the_forecast(learned_risk: Risk) -> None:
    """Kinds of a source sum to its likelihood; with one person a cell, risk follows it too."""
    for source, likelihood in learned_risk.likelihood.items():
        kinds = [values for (name, _), values in learned_risk.kinds.items() if name == source]
        assert np.sum(kinds, axis=0) == pytest.approx(likelihood)
        assert learned_risk.bare[source] == pytest.approx(likelihood * 25)


def test_sources_keep_their_places(world: Landscape) -> None:
    """A source's forecast lies where its own events are, although all were learned from together."""
    table = _table(world)
    x = np.asarray(world.grid.project(world.incidents.geometry.x, world.incidents.geometry.y)[0])
    table["source"] = np.where(x < 50e3, "state", "armed_group")
    risk = estimate_risk(world, table, observed=("state",), as_of=AS_OF, forecast=True)
    west = risk.likelihood["state"][:, :10].sum() / risk.likelihood["state"].sum()
    east = risk.likelihood["armed_group"][:, 10:].sum() / risk.likelihood["armed_group"].sum()
    assert min(west, east) > 0.75


def test_later_events_change_no_bit_of_the_forecast(world: Landscape, learned_risk: Risk) -> None:
    """Events after as_of, or not over by then, are not read."""
    later = clustered(extra=[(15e3, 85e3, f"2020-01-{day:02d}") for day in range(1, 29)])
    again = _risk(later, forecast=True)
    for source, likelihood in learned_risk.likelihood.items():
        assert likelihood.tobytes() == again.likelihood[source].tobytes()


def test_short_records_stay_with_the_kernel() -> None:
    """Where nothing could be tried the kernel's surfaces stay, and the finding says so."""
    world = landscape(incidents([MIDDLE] * 12, [f"2019-{month:02d}-10" for month in range(1, 13)]))
    risk, plain = _risk(world, forecast=True), _risk(world, forecast=False)
    assert risk.forecast is not None
    assert not risk.forecast.replaces
    assert risk.forecast.skill is not None
    assert risk.forecast.skill.model == "kde_decay"
    assert risk.likelihood["state"].tobytes() == plain.likelihood["state"].tobytes()
    assert any("likelihood is the kernel's" in finding.message for finding in risk.findings)


def test_nothing_to_learn_from_is_told() -> None:
    """One event known to the district alone gives no forecast, and no crash."""
    world = landscape(incidents([MIDDLE], ["2019-06-10"], [4]))
    assert learn(world, _table(world), as_of=AS_OF) is None
    risk = _risk(world, forecast=True)
    assert risk.forecast is None
    assert any("nothing can be learned" in finding.message for finding in risk.findings)
