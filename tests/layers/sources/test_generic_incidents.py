"""A mission's own incidents."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import geopandas as gpd
import mgrs
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPoint, Point, box

from layers.sources import generic_incidents
from layers.sources.generic_incidents import GENERIC_COLUMNS, GenericRows, read_generic
from tests.layers.sources.written import DRC, errors, geojson, table, told
from tests.layers.workbooks import workbook

AS_OF = date(2024, 12, 31)
HEADER = ["ref", "date", "lat", "lon", "deaths", "perpetrator", "kind"]
ROW: list[object] = ["a-1", "2024-05-01", 0.7, 29.5, 2, "Group A", "against civilians"]
DISTRICTS = gpd.GeoDataFrame(
    {"name": ["Beni", "Irumu"], "code": ["CD5401", "CD5402"]},
    geometry=[box(29, 0, 30, 1), box(29, 1, 30, 2)],
    crs=4326,
)


def _read(path: Path, columns: Mapping[str, str] | None = None, **more: object) -> GenericRows:
    settings_: dict[str, object] = {"as_of": AS_OF, "near": DRC, **more}
    return read_generic(path, role="layers.incidents", columns=columns or {}, **settings_)  # type: ignore[arg-type]


def test_a_table_as_documented(tmp_path: Path) -> None:
    """Columns, types and values are as documented."""
    rows = _read(table(tmp_path / "i.csv", HEADER, [ROW]))
    events = rows.kept.events
    assert list(events.columns) == [*GENERIC_COLUMNS, "geometry"]
    first = events.iloc[0]
    assert (first["id"], first["type"], first["kind"], first["source"]) == ("a-1", 3, "against_civilians", "")
    assert (first["side_a"], first["best"], first["precision"]) == ("Group A", 2.0, 1)
    assert (first["harm"], first["feed"]) == (("killing",), "generic")
    assert first.geometry.coords[0] == (29.5, 0.7)
    assert not errors(rows.kept.findings)
    assert rows.layout == "table, 7 columns"


def test_columns_are_mapped_by_the_mission(tmp_path: Path) -> None:
    """Any names will do; a column called source counts only when it is mapped."""
    header = ["when", "y coord", "x coord", "who", "source", "origin"]
    path = table(tmp_path / "i.csv", header, [["2024-05-01", 0.7, 29.5, "A", "radio", "Armed group"]])
    mapping = {"date": "when", "latitude": "y coord", "longitude": "x coord", "perpetrator": "who"}
    assert _read(path, mapping).kept.events["source"].tolist() == [""]
    rows = _read(path, {**mapping, "source": "origin"})
    assert rows.kept.events["source"].tolist() == ["armed_group"]
    assert rows.kept.events["id"].tolist() == ["row 2"]


def test_workbooks_and_parquet_give_the_same(tmp_path: Path) -> None:
    """An xlsx and a Parquet table are read as the csv of the same rows."""
    pd.DataFrame([ROW], columns=HEADER).to_parquet(tmp_path / "i.parquet")
    text = _read(table(tmp_path / "i.csv", HEADER, [ROW])).kept.events
    for path in (workbook(tmp_path / "i.xlsx", {"s": [HEADER, ROW]}), tmp_path / "i.parquet"):
        pd.testing.assert_frame_equal(pd.DataFrame(_read(path).kept.events), pd.DataFrame(text))


def test_parquet_places_by_grid_and_by_code(tmp_path: Path) -> None:
    """MGRS and P-codes serve in a Parquet table as they do in a csv."""
    rows = {"date": [date(2024, 5, 1)] * 2, "mgrs": ["35N RF 6690 7744", None], "pcode": [None, "CD5402"]}
    pd.DataFrame(rows).to_parquet(tmp_path / "i")
    kept = _read(tmp_path / "i", districts=DISTRICTS).kept
    assert not errors(kept.findings)
    assert kept.events["precision"].tolist() == [1, 3]
    assert kept.events["adm_2"].tolist() == ["", "Irumu"]


def test_parquet_with_other_columns_is_told_what_it_has(tmp_path: Path) -> None:
    """Wrong columns give what to map, and a damaged file what to do."""
    pd.DataFrame({"when": ["2024-05-01"], "lat": [0.7], "lon": [29.5]}).to_parquet(tmp_path / "i")
    assert "when" in told(_read(tmp_path / "i").kept.findings, "error", "date").remedy
    (tmp_path / "i").write_bytes((tmp_path / "i").read_bytes()[:300])
    assert "write it again" in told(_read(tmp_path / "i").kept.findings, "error", "cut off").remedy


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp", ".parquet"])
def test_layers_of_points(tmp_path: Path, suffix: str) -> None:
    """Positions come from the geometry, in any system that the file states."""
    frame = gpd.GeoDataFrame(
        {"ref": ["a"], "date": [date(2024, 5, 1)], "deaths": [2]},
        geometry=[Point(29.5, 0.7)],
        crs=4326,
    )
    path = tmp_path / f"i{suffix}"
    shown = frame if suffix == ".geojson" else frame.to_crs(32635)
    if suffix == ".parquet":
        shown.to_parquet(path)
    else:
        shown.to_file(path)
    events = _read(path).kept.events
    assert events.geometry.x.tolist() == pytest.approx([29.5], abs=1e-6)
    assert (events["date"].tolist(), events["best"].tolist()) == ([pd.Timestamp(2024, 5, 1)], [2.0])


def test_several_points_stand_at_their_first(tmp_path: Path) -> None:
    """A feature of several points is one incident; a polygon is none."""
    path = geojson(
        tmp_path / "i.geojson",
        [
            (MultiPoint([(29.5, 0.7), (29, 1)]), {"date": "2024-05-01"}),
            (box(29, 0, 30, 1), {"date": "2024-05-02"}),
        ],
    )
    rows = _read(path)
    assert [point.coords[0] for point in rows.kept.events.geometry] == [(29.5, 0.7)]
    assert told(rows.kept.findings, "warning", "no point").row == 2


def test_each_row_takes_the_position_it_has(tmp_path: Path) -> None:
    """Coordinates, else MGRS, else P-code, else the district's name; a finer P-code is of its district."""
    header = ["date", "lat", "lon", "mgrs", "pcode", "district"]
    reference = mgrs.MGRS().toMGRS(0.7, 29.5)
    rows: list[list[object]] = [
        ["2024-05-01", 0.7, 29.5, reference, "CD5402", ""],
        ["2024-05-02", "", "", reference, "CD5402", ""],
        ["2024-05-03", "", "", "", "cd5402", "Beni"],
        ["2024-05-04", "", "", "", "CD540203", ""],
        ["2024-05-05", "", "", "", "", "beni territory"],
    ]
    events = _read(table(tmp_path / "i.csv", header, rows), districts=DISTRICTS).kept.events
    assert events["precision"].tolist() == [1, 1, 3, 3, 3]
    assert events["adm_2"].tolist()[2:] == ["Irumu", "Irumu", "Beni"]
    assert [DISTRICTS.geometry[1].contains(point) for point in events.geometry] == [0, 0, 1, 1, 0]
    assert [events.geometry[row].distance(Point(29.5, 0.7)) < 1e-4 for row in (0, 1)] == [True, True]


@pytest.mark.parametrize(
    ("header", "row", "part", "column"),
    [
        (["date", "pcode"], ["2024-05-01", "XX99"], "no district, or more than one", "pcode"),
        (["date", "mgrs"], ["2024-05-01", "35NQB1"], "no MGRS reference", "mgrs"),
        (["date", "mgrs"], ["2024-05-01", ""], "no position", "layers.incidents"),
        (["date", "lat", "lon"], ["2024-05-01", 0.7, ""], "missing", "lon"),
        (["date", "lat", "lon"], ["2024-05-01", 91, 29], "beyond 90", "lat"),
        (["date", "lat", "lon"], ["01/05/2024", 0.7, 29], "not a date", "date"),
        (["date", "lat", "lon", "kind"], ["2024-05-01", 0.7, 29, "theft"], "no such kind", "kind"),
        (
            ["date", "lat", "lon", "threat_source"],
            ["2024-05-01", 0.7, 29, "rebel"],
            "no such source",
            "threat_source",
        ),
        (["date", "lat", "lon", "precision"], ["2024-05-01", 0.7, 29, 9], "between 1 and 7", "precision"),
        (["date", "lat", "lon", "precision"], ["2024-05-01", 0.7, 29, "NA"], "not a number", "precision"),
        (["date", "lat", "lon", "deaths"], ["2024-05-01", 0.7, 29, "many"], "not a number", "deaths"),
        (["date", "lat", "lon", "deaths"], ["2024-05-01", 0.7, 29, "nan"], "not a number", "deaths"),
        (["date", "lat", "lon", "girls"], ["2024-05-01", 0.7, 29, "n/a"], "not a number", "girls"),
        (["date", "lat", "lon", "girls"], ["2024-05-01", 0.7, 29, -1], "at least 0", "girls"),
    ],
)
def test_faults_are_errors_with_their_row(
    tmp_path: Path, header: list[str], row: list[object], part: str, column: str
) -> None:
    """Every fault names file, row and column, and nothing is guessed."""
    rows = _read(table(tmp_path / "i.csv", header, [row]), districts=DISTRICTS)
    finding = told(rows.kept.findings, "error", part)
    assert (finding.file, finding.row, finding.column) == ("i.csv", 2, column)
    assert finding.remedy


def test_codes_without_districts_are_an_error(tmp_path: Path) -> None:
    """The layer that is missing is named."""
    path = table(tmp_path / "i.csv", ["date", "pcode"], [["2024-05-01", "CD5402"]])
    assert "layers.districts" in told(_read(path).kept.findings, "error", "no layer of districts").remedy


def test_missing_columns_are_told_at_once(tmp_path: Path) -> None:
    """No date and no position are two errors; a mapping that meets nothing is told once."""
    rows = _read(table(tmp_path / "i.csv", ["a", "b"], [[1, 2]]))
    assert {finding.column for finding in errors(rows.kept.findings)} == {
        "layers.incidents.columns.date",
        "layers.incidents.columns",
    }
    rows = _read(table(tmp_path / "j.csv", ["date", "b"], [["2024-01-01", 2]]), {"mgrs": "grid ref"})
    assert len(errors(rows.kept.findings)) == 1
    assert list(rows.kept.events.columns) == [*GENERIC_COLUMNS, "geometry"]


def test_precision_is_the_coarser(tmp_path: Path) -> None:
    """What the file says and what the form of the position allows: the coarser counts."""
    header = ["date", "lat", "lon", "mgrs", "precision"]
    rows = [
        ["2024-05-01", 0.7, 29.5, "", 4],
        ["2024-05-02", "", "", "35NQB11", 1],
        ["2024-05-03", 0, 29, "", ""],
    ]
    assert _read(table(tmp_path / "i.csv", header, rows)).kept.events["precision"].tolist() == [4, 2, 1]


def test_dropped_rows_are_counted(tmp_path: Path) -> None:
    """Rows at fault, repeated and later ones."""
    rows = [ROW, ROW, ["b", "2025-01-01", *ROW[2:]], ["c", "x", *ROW[2:]]]
    read = _read(table(tmp_path / "i.csv", HEADER, rows))
    assert read.rows_read == 4
    assert read.kept.dropped == (("at fault", 1), ("repeated", 1), (f"later than {AS_OF}", 1))


def test_large_layers_are_refused_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many features or bytes are an error."""
    frame = gpd.GeoDataFrame({"date": ["2024-05-01"] * 3}, geometry=[Point(29, 1)] * 3, crs=4326)
    frame.to_file(tmp_path / "i.gpkg")
    monkeypatch.setattr(generic_incidents, "MAX_ROWS", 2)
    assert told(_read(tmp_path / "i.gpkg").kept.findings, "error", "too large")
    monkeypatch.setattr(generic_incidents, "MAX_ROWS", 9)
    monkeypatch.setattr(generic_incidents, "_LARGEST_VECTOR", 100)
    assert told(_read(tmp_path / "i.gpkg").kept.findings, "error", "too large")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.dates(date(2000, 1, 1), AS_OF),
            st.floats(-89, 89).map(lambda value: round(value, 5)),
            st.floats(-179, 179).map(lambda value: round(value, 5)),
            st.one_of(st.none(), st.integers(0, 99)),
            st.sampled_from(["state", "armed_group", "communal", "criminal", "unattributed", ""]),
        ),
        min_size=1,
        max_size=4,
    ),
    as_book=st.booleans(),
)
def test_whatever_is_written_is_read(
    tmp_path: Path, rows: list[tuple[dt.date, float, float, int | None, str]], as_book: bool
) -> None:
    """Incidents come back as they were, from csv and xlsx."""
    header = ["date", "lat", "lon", "deaths", "threat_source"]
    lines = [
        [str(day), lat, lon, "" if dead is None else dead, source] for day, lat, lon, dead, source in rows
    ]
    path = (
        workbook(tmp_path / "i.xlsx", {"s": [header, *lines]})
        if as_book
        else table(tmp_path / "i.csv", header, lines)
    )
    read = _read(path, near=None)
    assert not errors(read.kept.findings)
    events = read.kept.events
    assert events["date"].dt.date.tolist() == [row[0] for row in rows]
    assert events.geometry.y.tolist() == [row[1] for row in rows]
    assert events.geometry.x.tolist() == [row[2] for row in rows]
    assert [None if math.isnan(dead) else dead for dead in events["best"]] == [row[3] for row in rows]
    assert events["source"].tolist() == [row[4] for row in rows]
