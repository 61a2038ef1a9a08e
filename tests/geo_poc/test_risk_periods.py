"""The periods of a risk product: what was, what is recent, what is forecast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from geo_poc.audience import AUDIENCES, for_audience
from geo_poc.hotspot_cards import hotspot_cards
from geo_poc.risk_areas import area_risks
from geo_poc.risk_periods import MOST_PERIODS, periods_of
from geo_poc.risk_product import Product
from geo_poc.risk_rasters import source_bands
from geo_poc.risk_record import risk_document
from geo_poc.risk_run import Surfaced
from geo_poc.risk_surfaces import Surfaces
from geo_poc.risk_words import MEMBERS, risk_headlines, skill_line
from layers.risk.forecast import Forecast, Period, Skill
from layers.risk.forecast_places import PlaceRange
from tests.geo_poc.test_risk_record import CHECK

BEGINS = date(2025, 6, 29)


@pytest.fixture(scope="module")
def ahead(tiny_risk: Surfaced) -> Surfaces:
    """Return surfaces with a forecast: half the recent rate for a month, twice for three, none for six."""
    found = tiny_risk.surfaces
    grid = found.landscape.grid
    hundreds = grid.share * (grid.cell_m / 10_000.0) ** 2
    windows = []
    for months, times in ((1.0, 0.5), (3.0, 2.0)):
        windows.append(
            Period(
                Skill("kernel_mixture", months, 2.0, 1.5, 24, months < 2),
                BEGINS,
                date(2025, 9, 27),
                {s: rate * hundreds * times * months / 12.0 for s, rate in found.risk.likelihood.items()},
                {source: values * times for source, values in found.risk.risk.items()},
                scatter=1.0,
                together=dict.fromkeys((*found.risk.likelihood, "total"), 0.2),
                tried=24,
                held=20,
                places={"areas": PlaceRange(0.0, 50, 43, 6, 0.81), "level_1": PlaceRange(0.4, 9, 7, 2, 0.8)},
            )
        )
    nothing = float("nan")
    half = Period(Skill("kde_decay", 6.0, nothing, nothing, 1), BEGINS, BEGINS, reason="too few incidents")
    forecast = Forecast(periods=(*windows, half))
    return replace(found, risk=replace(found.risk, forecast=forecast))


@pytest.fixture(scope="module")
def learned(ahead: Surfaces) -> Surfaces:
    """Return the same where the likelihood was asked to be a forecast, and is."""
    assert ahead.risk.forecast is not None
    skill = Skill("kernel_mixture", 3.0, 2.0, 1.5, 24)
    return replace(ahead, risk=replace(ahead.risk, forecast=replace(ahead.risk.forecast, skill=skill)))


def test_forecast_periods_follow_the_recent_one(ahead: Surfaces, learned: Surfaces) -> None:
    """They come in the order of time and say how they were checked; one without a forecast is no step."""
    periods = periods_of(ahead)
    assert [period.key for period in periods] == ["earlier", "recent", "next_1_months", "next_3_months"]
    assert len(periods) <= MOST_PERIODS
    assert "(older incidents count less)" in periods[1].words
    assert "(as the learned forecast weighs incidents: kernel_mixture)" in periods_of(learned)[1].words
    assert periods[2].words == (
        "next 1 month from 2025-06-29 (forecast, checked on 24 past windows of 1 month: 0.50 nats per event "
        "better than the kernel)"
    )
    assert periods[3].words.endswith("0.50 nats per event better than the kernel, within noise)")
    for period, times in zip(periods[2:], (0.5, 2.0), strict=True):
        np.testing.assert_allclose(period.risk["state"], ahead.risk.risk["state"] * times)
        parts = [values for name, values in period.risk.items() if name != "total"]
        np.testing.assert_allclose(period.risk["total"], np.sum(parts, axis=0))


def test_raster_of_a_forecast_has_its_events_and_their_range(ahead: Surfaces) -> None:
    """Counts are those of the forecast, nodata where unknown; the total has the sum of its sources."""
    period = periods_of(ahead)[3]
    bands, units = source_bands(ahead, period, "state")
    wanted = ["risk", "class", "expected_low_10", "expected", "expected_high_90", "chance"]
    assert list(bands) == list(units) == wanted
    shown = ahead.landscape.grid.mask & ~ahead.unknown
    assert (np.isfinite(bands["expected"]) == shown).all()
    assert period.ahead is not None
    np.testing.assert_array_equal(bands["expected"][shown], period.ahead.expected["state"][shown])
    assert (bands["expected_low_10"][shown] <= bands["expected_high_90"][shown]).all()
    assert (bands["chance"][shown] <= bands["expected"][shown] + 1e-12).all()
    total = source_bands(ahead, period, "total")[0]["expected"]
    parts = [source_bands(ahead, period, name)[0]["expected"] for name in period.ahead.expected]
    np.testing.assert_allclose(total[shown], np.sum(parts, axis=0)[shown])


def test_forecast_of_a_withheld_source_is_in_no_period(ahead: Surfaces) -> None:
    """The host authority's forecast holds the other sources alone, the public's none; nor how it was made."""
    host = for_audience(ahead, AUDIENCES["host_authority"])
    for period in periods_of(host)[2:]:
        assert period.ahead is not None
        assert "state" not in period.risk
        assert "state" not in period.ahead.expected
        assert set(period.ahead.together) == {"armed_group"}
        assert (period.ahead.tried, period.ahead.held) == (0, 0)
        np.testing.assert_array_equal(period.risk["total"], period.risk["armed_group"])
        whole = period.ahead.count("total", None, 2000.0)
        assert whole == period.ahead.count("armed_group", None, 2000.0)
    assert len(periods_of(for_audience(ahead, AUDIENCES["public"]))) == 2


def test_record_tells_the_skill_of_the_forecast_in_use(learned: Surfaces, tmp_path: Path) -> None:
    """Where a learned forecast is the likelihood, its skill is told, not the kernel's; the public's too."""
    for audience in ("internal", "public"):
        found = for_audience(learned, AUDIENCES[audience])
        document = risk_document(found, area_risks(found), tmp_path, Product(audience=audience))
        assert [error.message for error in CHECK.iter_errors(document)] == []
        told = document["validation"]
        assert (told["validated"], told["model"]) == (True, "kernel_mixture")
        assert told["forecast"] == {
            "model": "kernel_mixture", "better": True, "windows": 24, "months": 3.0,
            "nats_over_uniform": 2.0, "kernel_nats_over_uniform": 1.5,
        }  # fmt: skip
        assert skill_line(told) == (
            "The likelihood is a learned forecast (kernel_mixture), checked on 24 later windows of 3 months: "
            "2.00 nats per event over an even spread, where the kernel scored 1.50."
        )
    assert all(card.steps[1].rests_on == "checked against later incidents" for card in hotspot_cards(learned))


def test_forecast_beside_the_likelihood_claims_nothing_for_it(ahead: Surfaces, tmp_path: Path) -> None:
    """The kernel stays the likelihood and its own test decides, however well the forecast did."""
    document = risk_document(ahead, area_risks(ahead), tmp_path)
    told = document["validation"]
    assert (told["validated"], told["model"], told["forecast"]) == (False, "kernel", None)
    assert skill_line(told).startswith("The likelihood is not checked")
    assert all(card.steps[1].rests_on.startswith("not checked") for card in hotspot_cards(ahead))


def test_members_beside_a_learned_forecast_are_told_apart(
    learned: Surfaces, ahead: Surfaces, tmp_path: Path
) -> None:
    """Where the likelihood is learned and members were drawn, products say that members vary the record."""
    assert learned.ensemble is not None
    none = replace(learned, ensemble=None)
    for found, wanted in ((learned, True), (none, False), (ahead, False)):
        lines = risk_headlines(risk_document(found, area_risks(found), tmp_path))
        assert (MEMBERS in lines) == wanted


def test_forecast_that_did_no_better_claims_nothing(learned: Surfaces, tmp_path: Path) -> None:
    """The kernel stays the likelihood, its own test decides, and a score of no window is null."""
    assert learned.risk.forecast is not None
    nothing = Skill("kde_decay", 3.0, float("nan"), float("nan"), 0)
    worse = replace(learned.risk.forecast, skill=nothing)
    found = replace(learned, risk=replace(learned.risk, forecast=worse))
    document = risk_document(found, area_risks(found), tmp_path)
    assert [error.message for error in CHECK.iter_errors(document)] == []
    told = document["validation"]
    assert (told["validated"], told["model"]) == (False, "kernel")
    assert told["forecast"]["nats_over_uniform"] is None
    assert skill_line(told).startswith("The likelihood is not checked")
