"""The periods of a risk product: what was, what is recent, what is forecast."""

from __future__ import annotations

from dataclasses import replace
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
from geo_poc.risk_words import skill_line
from layers.risk.forecast import Forecast, Period
from tests.geo_poc.test_risk_record import CHECK


@pytest.fixture(scope="module")
def ahead(tiny_risk: Surfaced) -> Surfaces:
    """Return surfaces with a forecast of half the recent rate for one month, and twice for three."""
    found = tiny_risk.surfaces
    grid = found.landscape.grid
    hundreds = grid.share * (grid.cell_m / 10_000.0) ** 2
    windows = []
    for months, times in ((1.0, 0.5), (3.0, 2.0)):
        counts = {
            source: rate * hundreds * times * months / 12.0 for source, rate in found.risk.likelihood.items()
        }
        windows.append(Period(months, counts, {s: v * 0 for s, v in counts.items()}, counts))
    forecast = Forecast("kernel_mixture", True, 2.0, 1.5, 24, tuple(windows))
    return replace(found, risk=replace(found.risk, forecast=forecast))


def test_forecast_periods_follow_the_recent_one(ahead: Surfaces) -> None:
    """Risk of a period is recent risk times the rate expected over the rate of late, in the order of time."""
    periods = periods_of(ahead)
    assert [period.key for period in periods] == ["earlier", "recent", "next_1_months", "next_3_months"]
    assert len(periods) <= MOST_PERIODS
    assert "(as the learned forecast weighs incidents: kernel_mixture)" in periods[1].words
    assert periods[2].words.startswith("next 1 month after")
    assert "(forecast, checked on windows of 3 months)" in periods[3].words
    likely = ahead.risk.likelihood["state"] > 0
    for period, times in zip(periods[2:], (0.5, 2.0), strict=True):
        recent = ahead.risk.risk["state"]
        np.testing.assert_allclose(period.risk["state"][likely], recent[likely] * times, rtol=1e-6)
        parts = [values for name, values in period.risk.items() if name != "total"]
        np.testing.assert_allclose(period.risk["total"], np.sum(parts, axis=0))


def test_raster_of_a_forecast_has_its_events_and_their_range(ahead: Surfaces) -> None:
    """Counts are those of the forecast, nodata where unknown; the total has none of its own."""
    period = periods_of(ahead)[3]
    bands, units = source_bands(ahead, period, "state")
    assert list(bands) == ["risk", "class", "expected", "expected_low_10", "expected_high_90"]
    assert list(units) == list(bands)
    shown = ahead.landscape.grid.mask & ~ahead.unknown
    assert (np.isfinite(bands["expected"]) == shown).all()
    np.testing.assert_array_equal(bands["expected"][shown], period.counts["expected"]["state"][shown])
    assert list(source_bands(ahead, period, "total")[0]) == ["risk", "class"]


def test_forecast_of_a_withheld_source_is_in_no_period(ahead: Surfaces) -> None:
    """The host authority's forecast holds the other sources alone, the public's none."""
    host = for_audience(ahead, AUDIENCES["host_authority"])
    for period in periods_of(host)[2:]:
        assert "state" not in period.risk
        assert all("state" not in counts for counts in period.counts.values())
        np.testing.assert_array_equal(period.risk["total"], period.risk["armed_group"])
    assert len(periods_of(for_audience(ahead, AUDIENCES["public"]))) == 2


def test_record_tells_the_skill_of_the_forecast_in_use(ahead: Surfaces, tmp_path: Path) -> None:
    """Where a learned forecast is the likelihood, its skill is told, not the kernel's; the public's too."""
    for audience in ("internal", "public"):
        found = for_audience(ahead, AUDIENCES[audience])
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
    assert all(card.steps[1].rests_on == "checked against later incidents" for card in hotspot_cards(ahead))


def test_forecast_that_did_no_better_claims_nothing(ahead: Surfaces, tmp_path: Path) -> None:
    """The kernel stays the likelihood, its own test decides, and a score of no window is null."""
    assert ahead.risk.forecast is not None
    worse = replace(ahead.risk.forecast, model="kde_decay", validated=False, nats=float("nan"), windows=0)
    found = replace(ahead, risk=replace(ahead.risk, forecast=worse))
    document = risk_document(found, area_risks(found), tmp_path)
    assert [error.message for error in CHECK.iter_errors(document)] == []
    told = document["validation"]
    assert (told["validated"], told["model"]) == (False, "kernel")
    assert told["forecast"]["nats_over_uniform"] is None
    assert skill_line(told).startswith("The likelihood is not checked")
