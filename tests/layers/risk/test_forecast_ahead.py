"""Tests of the look ahead: levels, places, scatter, and that nothing else of an estimate changes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from layers.grid import block_sum
from layers.landscape import Landscape
from layers.risk.estimate import estimate_risk
from layers.risk.forecast import MONTHS, Count, Forecast, Period, Skill
from layers.risk.forecast_ahead import NOTHING_USABLE, look_ahead
from layers.risk.forecast_rolling import CANDIDATES, KERNEL, POOLED
from layers.risk.forecast_totals import events_in_area, levels_of
from layers.risk.learned import _beyond_noise, learn_each
from layers.risk.surface import Risk
from layers.risk.weigh import weighed
from tests.layers.risk.clusters import clustered
from tests.layers.risk.tiny import attributed, incidents, landscape

AS_OF = date(2019, 12, 31)
MIDDLE = (52.5e3, 47.5e3)


def _table(world: Landscape) -> pd.DataFrame:
    return attributed(["state" if n % 3 else "armed_group" for n in range(len(world.incidents))])


def _plain(world: Landscape, *, forecast: bool = False) -> Risk:
    observed = ("state", "communal")
    return estimate_risk(world, _table(world), observed=observed, as_of=AS_OF, forecast=forecast)


def _ahead(world: Landscape, risk: Risk) -> Forecast:
    found = look_ahead(world, _table(world), risk, as_of=AS_OF).forecast
    assert found is not None
    return found


@pytest.fixture(scope="module")
def world() -> Landscape:
    """Return ten years of clusters."""
    return clustered()


@pytest.fixture(scope="module")
def plain(world: Landscape) -> Risk:
    """Return its risk by the kernel."""
    return _plain(world)


@pytest.fixture(scope="module")
def looking(world: Landscape, plain: Risk) -> Risk:
    """Return its risk with the next months beside it."""
    return look_ahead(world, _table(world), plain, as_of=AS_OF)


@pytest.fixture(scope="module")
def ahead(looking: Risk) -> Forecast:
    """Return what its next months are expected to hold."""
    assert looking.forecast is not None
    return looking.forecast


def _period(forecast: Forecast, months: float) -> Period:
    return next(period for period in forecast.periods if period.months == months)


def test_nothing_else_of_the_estimate_changes(plain: Risk, looking: Risk) -> None:
    """Likelihood, risk and all others are the very same; the likelihood is not called learned."""
    for field in fields(plain):
        if field.name != "forecast":
            assert getattr(looking, field.name) is getattr(plain, field.name)
    assert not looking.learned


def test_threads_change_no_bit(world: Landscape, plain: Risk, ahead: Forecast) -> None:
    """Windows, sources and priors worked on side by side give what they give one after another."""
    found = look_ahead(world, _table(world), plain, as_of=AS_OF, threads=3).forecast
    assert found is not None
    for one, two in zip(ahead.periods, found.periods, strict=True):
        assert (one.skill, one.scatter, one.together) == (two.skill, two.scatter, two.together)
        for source, values in one.expected.items():
            assert values.tobytes() == two.expected[source].tobytes()
            assert one.risk[source].tobytes() == two.risk[source].tobytes()


def test_what_is_learned_elsewhere_is_not_learned_again(
    world: Landscape, plain: Risk, ahead: Forecast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given beforehand it gives the same periods; what is missing is learned; of vague incidents none."""
    found = learn_each(world, _table(world), as_of=AS_OF, months=MONTHS)
    monkeypatch.setattr("layers.risk.forecast_ahead.learn_each", lambda *_, **__: ())
    given = look_ahead(world, _table(world), plain, as_of=AS_OF, learned=lambda: found[1:]).forecast
    assert given is not None
    assert given.periods[0].reason == NOTHING_USABLE
    for one, two in zip(ahead.periods[1:], given.periods[1:], strict=True):
        assert one.skill == two.skill
        assert one.total().tobytes() == two.total().tobytes()
    vague = landscape(incidents([MIDDLE] * 2, ["2019-06-10"] * 2, [4, None]))
    nothing = look_ahead(vague, _table(vague), _plain(vague), as_of=AS_OF, learned=tuple).forecast
    assert nothing is not None
    assert [period.reason for period in nothing.periods] == [NOTHING_USABLE] * 3


def test_each_period_has_its_own_model_dates_and_check(ahead: Forecast) -> None:
    """Each is learned on windows of its length: two years of months, eight of the others."""
    assert tuple(period.months for period in ahead.periods) == MONTHS
    assert [period.skill.windows for period in ahead.periods] == [24, 8, 8]
    assert [period.begins for period in ahead.periods] == [ahead.periods[0].begins] * 3
    assert ahead.periods[0].ends < ahead.periods[1].ends < ahead.periods[2].ends
    assert len({period.skill.nats for period in ahead.periods}) == 3
    assert all(period.reason == "" for period in ahead.periods)


def test_cells_sum_to_the_calibrated_total(world: Landscape, plain: Risk, ahead: Forecast) -> None:
    """Over all sources and cells the events expected are the level of the whole, to the last digit."""
    assert plain.events is not None
    for period in ahead.periods:
        level = levels_of(plain.events, events_in_area(world, plain.events), period.months)["total"]
        assert float(period.total().sum()) == pytest.approx(level.expected, rel=1e-9)
        assert period.count("total", None, 5000.0).expected == pytest.approx(level.expected, rel=1e-9)
        assert (period.tried, period.held) == (level.tried, level.held)
        parts = sum(period.count(name, None, 5000.0).expected for name in period.expected)
        assert parts == pytest.approx(level.expected, rel=1e-9)
    assert float(_period(ahead, 3.0).total().sum()) == pytest.approx(700 / 40, rel=0.5)


def test_a_range_of_the_whole_is_that_of_its_level(world: Landscape, plain: Risk, ahead: Forecast) -> None:
    """Blocks that scatter apart are taken out of what all share, so that the whole has its own scatter."""
    assert plain.events is not None
    levels = levels_of(plain.events, events_in_area(world, plain.events), 6.0)
    period = _period(ahead, 6.0)
    whole = period.count("total", None, 5000.0)
    assert whole.low < whole.expected < whole.high
    spread = (whole.high - whole.low) / whole.expected
    month = _period(ahead, 1.0).count("total", None, 5000.0)
    assert month.high - month.low < whole.high - whole.low
    assert levels["total"].scatter >= period.together["total"] >= 0
    assert spread > 0.1


def test_sources_without_an_event_have_no_forecast(ahead: Forecast) -> None:
    """An observed source that nothing is known of is absent, never zero."""
    for period in ahead.periods:
        assert set(period.expected) == {"state", "armed_group"} == set(period.risk)


def test_risk_of_a_period_follows_its_events(plain: Risk, ahead: Forecast) -> None:
    """With one person on every travel cell, risk is the yearly rate of what is expected."""
    for period in ahead.periods:
        for source, expected in period.expected.items():
            rate = expected / 0.25 * 12 / period.months  # cells of 25 km2
            assert period.risk[source] == pytest.approx(rate * plain.people, rel=1e-6)


def test_risk_where_the_kernel_sees_nothing_is_not_lost(plain: Risk, ahead: Forecast) -> None:
    """A learned forecast reaches farther than the kernel; there too its risk is people times its rate."""
    far = plain.likelihood["state"] == 0
    period = _period(ahead, 3.0)
    assert period.skill.learned
    assert far.any()
    assert (period.risk["state"][far] > 0).all()


def test_a_lowered_source_is_lowered_ahead_too(world: Landscape, plain: Risk, ahead: Forecast) -> None:
    """Half the weight is half the risk of every period; events stay."""
    less = weighed(replace(plain, forecast=ahead), {"state": 1.0, "armed_group": 2.0, "communal": 2.0})
    assert less.forecast is not None
    for one, two in zip(less.forecast.periods, ahead.periods, strict=True):
        np.testing.assert_allclose(one.risk["state"], two.risk["state"] / 2)
        assert one.expected is two.expected


def test_a_likelihood_that_is_the_forecast_is_its_own_quarter(world: Landscape) -> None:
    """Learned once: the quarter is the likelihood over its time; the other periods are learned apart."""
    risk = _plain(world, forecast=True)
    forecast = _ahead(world, risk)
    assert risk.learned
    assert forecast.skill == _period(forecast, 3.0).skill
    hundreds = block_sum(np.asarray(world.travel.share, dtype=float), world.factor) * 0.01
    quarter = _period(forecast, 3.0)
    for source, expected in quarter.expected.items():
        assert expected == pytest.approx(risk.likelihood[source] * hundreds / 4, rel=1e-9)
        assert quarter.risk[source] == pytest.approx(risk.risk[source], rel=1e-9)


def test_later_events_change_no_bit_of_any_period(world: Landscape, ahead: Forecast) -> None:
    """A cluster that is planted after as_of changes neither events, risk, scatter nor skill."""
    later = clustered(extra=[(15e3, 85e3, f"2020-01-{day:02d}") for day in range(1, 29)])
    again = _ahead(later, _plain(later))
    for one, two in zip(again.periods, ahead.periods, strict=True):
        assert (one.skill, one.together, one.scatter) == (two.skill, two.together, two.scatter)
        for name in ("expected", "risk"):
            for source, values in getattr(two, name).items():
                assert values.tobytes() == getattr(one, name)[source].tobytes()


def test_short_records_have_a_reason_in_place_of_a_forecast() -> None:
    """Too few windows to try anything on: no events, no risk, and why."""
    world = landscape(incidents([MIDDLE] * 12, [f"2019-{month:02d}-10" for month in range(1, 13)]))
    found = _ahead(world, _plain(world))
    assert [bool(period.reason) for period in found.periods] == [False, True, True]
    half = _period(found, 6.0)
    assert half.reason.startswith("too few incidents: 1 past windows of this length")
    assert not half.expected
    assert not half.risk


def test_nothing_to_learn_from_is_told_for_each_period() -> None:
    """Events known to their district alone give a reason, and no crash."""
    world = landscape(incidents([MIDDLE] * 2, ["2019-06-10"] * 2, [4, 4]))
    found = _ahead(world, _plain(world))
    assert all("none is placed well enough" in period.reason for period in found.periods)


def test_an_estimate_without_events_cannot_look_ahead(world: Landscape, plain: Risk) -> None:
    """What was made for somebody outside has none, and is refused."""
    with pytest.raises(ValueError, match="without its events"):
        look_ahead(world, _table(world), replace(plain, events=None), as_of=AS_OF)


def test_count_of_cells_scatters_by_blocks() -> None:
    """Cells of one block scatter as one: more of them widen the range as one larger cell would."""
    expected = np.zeros((4, 4))
    expected[:2, :2] = 5.0
    skill = Skill("kde_decay", 3.0, 1.0, 1.0, 8)
    apart, alike = (
        Period(skill, AS_OF, AS_OF, {"state": expected}, scatter=1.0, together={"state": shared})
        for shared in (0.0, 1.0)
    )
    block = np.array([0, 1, 4, 5])
    one = apart.count("state", block, 5000.0)
    assert one == apart.count("state", None, 5000.0)
    assert one.expected == pytest.approx(20.0)
    coarse = apart.count("state", block, 10_000.0)
    assert one.high - one.low > coarse.high - coarse.low
    assert alike.count("state", block, 5000.0).high > one.high
    assert apart.count("state", np.array([15]), 5000.0) == Count(0.0, 0.0, 0.0, 0.0)


def test_an_advantage_within_noise_is_not_called_more() -> None:
    """The same mean advantage is beyond noise when every window has it, within when one window has all."""
    columns = {name: CANDIDATES.index(name) for name in (POOLED, KERNEL)}
    steady, once = np.zeros((8, len(CANDIDATES))), np.zeros((8, len(CANDIDATES)))
    steady[:, columns[POOLED]] = 0.1 + 0.01 * np.arange(8)
    once[0, columns[POOLED]] = steady[:, columns[POOLED]].sum()
    assert _beyond_noise(steady, POOLED)
    assert not _beyond_noise(once, POOLED)
    assert not _beyond_noise(steady, KERNEL)
    assert not _beyond_noise(steady[:3], POOLED)
