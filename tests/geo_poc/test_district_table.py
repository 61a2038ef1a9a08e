"""Districts as a table: what is expected in each, in file, workbook and layer alike."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo_poc.ahead_record import KEYS
from geo_poc.district_table import district_frame, district_text
from geo_poc.risk_areas import area_risks
from geo_poc.risk_record import risk_document
from geo_poc.risk_run import Surfaced
from geo_poc.risk_surfaces import Surfaces
from geo_poc.risk_tables import surface_tables
from layers.risk.forecast_places import PlaceRange
from tests.geo_poc.test_risk_periods import ahead as ahead  # noqa: PLC0414 - a fixture


def test_districts_have_what_is_expected_of_all_sources(ahead: Surfaces, tmp_path: Path) -> None:
    """Rows sum to the area's total; range, chance and no forecast are the same in table, layer and JSON."""
    areas = area_risks(ahead)
    assert ahead.risk.forecast is not None
    quarter = ahead.risk.forecast.periods[1]
    frame = district_frame(areas, {"watermark": "EXERCISE"})
    assert set(frame["watermark"]) == {"EXERCISE"}
    assert frame["next_3_months"].sum() == pytest.approx(quarter.total().sum())
    assert (frame["next_3_months_low_10"] <= frame["next_3_months_high_90"]).all()
    assert frame["next_3_months_chance"].between(0, 1).all()
    assert frame["next_6_months"].isna().all()
    layer = surface_tables(ahead, areas)["districts"]
    told = frame.set_index("name").loc[list(layer["name"])]
    names = [name for name in frame.columns if name.startswith("next_")]
    assert len(names) == 4 * len(KEYS)
    assert layer[names].astype(float).equals(told[names].astype(float).reset_index(drop=True))
    rows = risk_document(ahead, areas, tmp_path)["by_area"]
    for row, area in zip(rows, frame.itertuples(), strict=True):
        count = row["forecast"]["next_3_months"]
        assert count["expected"] == area.next_3_months
        assert count["chance"] == area.next_3_months_chance
        assert row["forecast"]["next_6_months"] is None


def test_ranges_of_districts_go_by_their_own_kind(ahead: Surfaces) -> None:
    """What past windows of districts lacked widens districts, and nothing else."""
    forecast = ahead.risk.forecast
    assert forecast is not None
    wide = [
        replace(
            period,
            expected={source: values * 100 for source, values in period.expected.items()},
            places={kind: PlaceRange(3.2)},
        )
        for period in forecast.periods[1:2]
        for kind in ("districts", "level_1")
    ]
    highs = [
        [
            area.ahead["next_3_months"].high
            for area in area_risks(
                replace(ahead, risk=replace(ahead.risk, forecast=replace(forecast, periods=(period,))))
            )
        ]
        for period in wide
    ]
    assert highs[0] != highs[1]


def test_folder_has_the_table_as_file_and_workbook(tiny_risk: Surfaced) -> None:
    """Both hold the same districts, the workbook says what they are; unobserved stays empty, not zero."""
    text = tiny_risk.run.file("districts.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == [area["name"] for area in tiny_risk.document["by_area"]]
    assert {row["risk_criminal"] for row in rows} == {""}
    assert {row["classification"] for row in rows} == {tiny_risk.document["classification"]}
    path = tiny_risk.run.file("districts.xlsx")
    assert list(pd.read_excel(path, engine="calamine")["name"]) == [row["name"] for row in rows]
    notes = pd.read_excel(path, sheet_name="read me", engine="calamine")
    assert notes["text"].str.contains("by district").any()


def test_names_of_districts_run_no_formula(tiny_risk: Surfaced) -> None:
    """A name that a spreadsheet would take for a formula is text."""
    area = replace(area_risks(tiny_risk.surfaces)[0], name="=1+1")
    assert "'=1+1" in district_text([area], {})
