"""The forecast in risk.json, tables and cards: sums that agree, ranges, reasons, and what outsiders get."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo_poc.ahead_record import KEYS, ahead_document, count_columns, spot_counts
from geo_poc.ahead_words import ahead_frame, ahead_lines, ahead_notes, ahead_rows, checked_words, count_facts
from geo_poc.audience import AUDIENCES, for_audience
from geo_poc.hotspot_cards import hotspot_cards
from geo_poc.hotspot_notes import read_me
from geo_poc.hotspot_table import spot_rows
from geo_poc.risk_areas import area_risks
from geo_poc.risk_record import risk_document
from geo_poc.risk_surfaces import Surfaces
from layers.landscape import SOURCES
from layers.risk.forecast import Count
from tests.geo_poc.test_risk_periods import ahead as ahead  # noqa: PLC0414 - a fixture
from tests.geo_poc.test_risk_record import CHECK


def test_document_holds_every_period_and_passes_its_schema(ahead: Surfaces, tmp_path: Path) -> None:
    """Sums of cells are the totals told; a source that is not observed is null, and so is no forecast."""
    document = risk_document(ahead, area_risks(ahead), tmp_path)
    assert [error.message for error in CHECK.iter_errors(document)] == []
    rows = document["forecast"]
    assert [row["key"] for row in rows] == list(KEYS)
    assert ahead.risk.forecast is not None
    for row, period in zip(rows[:2], ahead.risk.forecast.periods, strict=False):
        told = {name: row["events"][name]["expected"] for name in period.expected}
        assert told == pytest.approx({name: values.sum() for name, values in period.expected.items()})
        assert sum(told.values()) == pytest.approx(row["events"]["total"]["expected"])
        assert all(row["events"][name] is None for name in SOURCES if name not in period.expected)
        assert row["events_where_unknown"] == pytest.approx(period.total()[ahead.unknown].sum())
        assert (row["totals_tried"], row["totals_held"]) == (24, 20)
    assert rows[2]["reason"] == "too few incidents"
    assert set(rows[2]["events"].values()) == {None}


def test_words_say_how_many_how_sure_and_what_was_checked(ahead: Surfaces, tmp_path: Path) -> None:
    """Numbers come with their range; a period without a forecast is not zero; judgement is named."""
    document = risk_document(ahead, area_risks(ahead), tmp_path)
    expected, missing = ahead_lines(document)
    assert expected.startswith("Forecast from 2025-06-29, weighted incidents in the area")
    assert " in 1 month; " in expected
    assert expected.endswith("own length, so that one is not a multiple of another.")
    assert missing == "No forecast, which is not zero, for 6 months: the incidents are too few."
    month, quarter, half, *rest = ahead_notes(document)
    assert "0.50 more than the kernel, beyond the noise of these windows; the total lay" in month
    assert "in its range in 20 of 24 past windows" in month
    assert "areas that were to hold half of it what happened lay in the range in 43 of 50" in month
    assert (
        "districts of level 1 what happened lay in the range in 7 of 9 past place-windows, above it in 2, "
        in (month)
    )
    assert quarter.startswith("3 months: learned from the record (kernel_mixture); on 24 past windows")
    assert "within the noise" in quarter
    assert half == "6 months: no forecast, too few incidents."
    assert any("judgement" in line for line in rest)
    table = ahead_rows(document)
    assert table[0] == ("Incidents expected", "next 1 month", "next 3 months", "next 6 months")
    assert [row[0] for row in table[1:]] == ["state", "armed groups", "all of these"]
    assert {row[3] for row in table[1:]} == {"no forecast"}
    frame = ahead_frame(document)
    assert len(frame) == 2 * 3 + 1
    assert frame["checked"].iloc[-1] == "too few incidents"
    assert (read_me(document)["about"] == "forecast").sum() == len(ahead_notes(document))


def test_kernel_and_no_better_than_even_are_said() -> None:
    """A forecast by the kernel, and one that an even spread equals, do not pass for learned skill."""
    row = {"model": "kde_decay", "better": False, "windows": 8, "months": 3.0,
           "nats_over_uniform": -0.1, "kernel_nats_over_uniform": -0.1}  # fmt: skip
    told = checked_words(row)
    assert told.startswith("by the kernel, since nothing learned did better")
    assert "no better than an even spread" in told
    assert checked_words(row | {"nats_over_uniform": None}).startswith("not checked")


def test_threat_areas_have_their_events_and_range(ahead: Surfaces) -> None:
    """Each column is the sum over its cells of its source, None without a forecast; cards say it in words."""
    counts = spot_counts(ahead)
    rows = {row["id"]: row for row in spot_rows(ahead)}
    assert ahead.risk.forecast is not None
    quarter = ahead.risk.forecast.periods[1]
    assert ahead.hotspots
    for spot in ahead.hotspots:
        row = rows[spot.id]
        here = float(quarter.expected[spot.source].ravel()[spot.cells].sum())
        assert row["next_3_months"] == pytest.approx(here)
        whole = quarter.count(spot.source, spot.cells, ahead.landscape.grid.cell_m)
        assert (row["next_3_months_low_10"], row["next_3_months_high_90"]) == (whole.low, whole.high)
        assert row["next_6_months"] is row["next_6_months_high_90"] is None
        assert set(counts[spot.id]) == set(KEYS[:2])
    facts = dict(hotspot_cards(ahead)[0].facts)
    assert whole.high == 0
    assert facts["Next 3 months"].startswith("most likely no event of its source (")
    assert "Next 6 months" not in facts


def test_a_range_of_nothing_is_told_in_words(ahead: Surfaces, tmp_path: Path) -> None:
    """0 to 0 reads as most likely none, on page, line and card; numbers of tables stay numbers."""
    document = risk_document(ahead, area_risks(ahead), tmp_path)
    count = {"low": 0.0, "expected": 0.0834, "high": 0.0}
    document["forecast"][0]["events"] |= {"state": count, "total": {**count, "expected": 0.0004}}
    rows = ahead_rows(document)
    assert rows[1][1] == "most likely none (0.0834 expected)"
    assert rows[-1][1] == "most likely none (under 0.01 expected)"
    assert "most likely none (under 0.01 expected) in 1 month; " in ahead_lines(document)[0]
    facts = dict(count_facts([("1 month", Count(0, 0.0834, 0, 0.08)), ("3 months", Count(0, 0.25, 1, 0.2))]))
    assert facts["Next 1 month"] == "most likely no event of its source (0.0834 expected)"
    assert facts["Next 3 months"] == "0.25 events of its source (0 to 1 in 8 cases of 10)"
    frame = ahead_frame(document)
    assert frame["expected_high_90"].iloc[0] == 0


def test_columns_are_there_without_a_forecast() -> None:
    """A table has the same columns whether anybody looked ahead or not."""
    assert list(count_columns({})) == list(count_columns({KEYS[0]: Count(0, 1, 2, 0.6)}))
    assert set(count_columns({}).values()) == {None}


def test_outsiders_get_what_they_see_and_the_public_none(ahead: Surfaces) -> None:
    """The host's totals are of the sources shown, in lines too; the public has no period."""
    host = ahead_document(for_audience(ahead, AUDIENCES["host_authority"]))
    for row in host[:2]:
        assert row["events"]["state"] is None
        assert row["events"]["total"] == row["events"]["armed_group"]
        assert row["totals_tried"] == 0
        assert row["places"] == []
    assert "state" not in [row[0] for row in ahead_rows({"forecast": host})]
    assert ahead_document(for_audience(ahead, AUDIENCES["public"])) == []
    assert np.isfinite(host[0]["events"]["total"]["expected"])
