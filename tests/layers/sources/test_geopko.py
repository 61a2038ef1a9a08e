"""Geo-PKO as published and as its dashboard gives it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.sources.bases import read_bases
from layers.sources.geopko import DASHBOARD, RAW, geopko_layout, read_geopko
from tests.layers.sources.written import DATA, DRC, errors, table, told

SSD = (23.4, 3.4, 36.0, 12.3)
RAW_HEADER = [
    "Source", "Mission", "year", "month", "location", "country", "latitude", "longitude", "No.troops", "RPF",
    "UNPOL..dummy.", "UNMO..dummy.", "HQ",
]  # fmt: skip
DASH_HEADER = [
    "mission", "year", "country", "location", "latitude", "longitude", "Infantry", "NoTroops", "hq", "UNPOL",
    "UNMO", "ave.no.troops",
]  # fmt: skip


def test_tables_are_told_apart_by_their_columns() -> None:
    """A month makes the published table; other lists are neither."""
    assert geopko_layout(RAW_HEADER) is RAW
    assert geopko_layout(DASH_HEADER) is DASHBOARD
    assert geopko_layout([name.upper() for name in DASH_HEADER]) is DASHBOARD
    assert (
        geopko_layout(["location", "mission", "year", "latitude", "longitude", "troops_mean", "hq"]) is None
    )


def test_published_rows(tmp_path: Path) -> None:
    """The last map not after the day, with troops unknown where the map does not say."""
    rows = [
        ["Map 1", "M", 2018, 3, "Goma", "DRC", -1.7, 29.2, 150, "NA", 0, 1, 2],
        ["Map 2", "M", 2018, 9, "Goma", "DRC", -1.7, 29.2, "unknown", "NA", 1, 0, 3],
        ["Map 2", "M", 2018, 9, "Beni", "DRC", 0.5, 29.5, 70, "NA", 0, 0, 0],
        ["Map 3", "M", 2019, 2, "Beni", "DRC", 0.5, 29.5, 80, "NA", 0, 0, 0],
    ]
    path = table(tmp_path / "g.csv", RAW_HEADER, rows)
    layer, findings = read_geopko(path, RAW, as_of=date(2018, 12, 31), near=DRC)
    assert (layer.year, layer.month) == (2018, 9)
    assert layer.frame["personnel"].isna().tolist() == [True, False]
    assert layer.frame[["unpol", "unmo", "hq"]].iloc[0].tolist() == [1, 0, 3]
    assert told(findings, "warning", "troops is not known").value == "Goma"


def test_dashboard_rows(tmp_path: Path) -> None:
    """Two rows of one place and year are one base with the mean of the year."""
    rows = [
        ["M", 2024, "DRC", "Beni", 0.5, 29.5, 0, 150, 0, 1, 0, 180],
        ["M", 2024, "DRC", "Beni", 0.5, 29.5, 0, 300, 0, 1, 0, 180],
    ]
    path = table(tmp_path / "g.csv", DASH_HEADER, rows)
    layer, findings = read_geopko(path, DASHBOARD, as_of=date(2024, 12, 31), near=DRC)
    assert layer.frame["personnel"].tolist() == [180]
    assert dict(layer.rows_dropped) == {"joined with another row of the same place": 1}
    assert not errors(findings)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 2**31), st.floats(-4, 3), st.floats(28, 31), st.integers(1, 900)),
        min_size=1,
        max_size=8,
        unique_by=lambda row: row[0],
    )
)
def test_what_is_written_is_read_back(tmp_path: Path, rows: list[tuple[int, float, float, int]]) -> None:
    """Places and troops of one year come back as they were from both layouts."""
    raw = [["Map", "M", 2018, 3, f"B{n}", "DRC", lat, lon, men, "NA", 0, 0, 0] for n, lat, lon, men in rows]
    dash = [["M", 2018, "DRC", f"B{n}", lat, lon, 0, men, 0, 0, 0, men] for n, lat, lon, men in rows]
    for layout, header, written in ((RAW, RAW_HEADER, raw), (DASHBOARD, DASH_HEADER, dash)):
        path = table(tmp_path / "g.csv", header, written)
        frame = read_geopko(path, layout, as_of=date(2018, 12, 31), near=DRC)[0].frame
        read = zip(frame["name"], frame.geometry.y, frame.geometry.x, frame["personnel"], strict=True)
        assert list(read) == [(f"B{n}", lat, lon, men) for n, lat, lon, men in rows]


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
@pytest.mark.parametrize(
    ("history", "derived", "near", "missions"),
    [
        ("drc_east/bases/geopko_v2.3_COD.csv", "drc_east/bases/monusco_bases_2024.csv", DRC, ()),
        (
            "south_sudan/bases/geopko_v2.3_SSD.csv",
            "south_sudan/bases/unmiss_bases_2024.csv",
            SSD,
            ("UNMISS",),
        ),
    ],
)
def test_dashboard_gives_the_derived_list(history: str, derived: str, near: tuple, missions: tuple) -> None:
    """Names, ids, troops, places and who else is there equal the lists of 2024 that others derived."""
    layer, findings = read_geopko(
        DATA / history, DASHBOARD, as_of=date(2024, 12, 31), near=near, missions=missions
    )
    assert not errors(findings)
    assert layer.year == 2024
    ours = layer.frame.sort_values("name", ignore_index=True)
    theirs = read_bases(DATA / derived)[0].sort_values("name", ignore_index=True)
    columns = ["id", "name", "tool", "unpol", "unmo", "hq"]
    assert ours[columns].equals(theirs[columns])
    assert (ours["personnel"] - theirs["personnel"]).abs().max() <= 0.5
    assert ours.geometry.geom_equals_exact(theirs.geometry, 1e-6).all()
    assert layer.rows_read == len(layer.frame) + sum(layer.rows_dropped.values())


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_published_table_of_south_sudan() -> None:
    """Its last maps are of October and November 2018: 20 sites of UNISFA, 18 of UNMISS."""
    path = DATA / "south_sudan/bases/geopko_2020_raw_SSD.csv"
    layer, findings = read_geopko(path, RAW, as_of=date(2020, 12, 31), near=SSD)
    assert (len(layer.frame), layer.year, layer.month) == (38, 2018, 11)
    assert layer.frame["personnel"].notna().all()
    assert told(findings, "warning", "2018-10 is taken for UNISFA: 26 months old")
    assert told(findings, "warning", "2018-11 is taken for UNMISS: 25 months old")
    only = read_geopko(path, RAW, as_of=date(2020, 12, 31), near=SSD, missions=("UNMISS",))[0].frame
    assert len(only) == 18
    assert only.set_index("name").loc["Juba", ["personnel", "hq"]].tolist() == [2700, 3]
