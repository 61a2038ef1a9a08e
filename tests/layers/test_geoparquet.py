"""GeoParquet: geometry, and what the metadata say of its coordinate system."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from layers.geoparquet import count_rows, is_geoparquet, read_geoparquet
from layers.parquet_bounds import DamagedError, TooLargeError
from layers.vectors import read_vector
from tests.layers.sources.written import errors, told

DEGREES = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


def _written(path: Path, crs: int | None = 4326) -> Path:
    frame = gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=[Point(29.5, 0.7), Point(29.6, 0.8)], crs=4326)
    (frame if crs in (4326, None) else frame.to_crs(crs)).to_parquet(path)
    return path


def _described(path: Path, change: dict[str, object] | None, **column: object) -> Path:
    """Change the metadata of a file; a column's value of "gone" removes its key."""
    table = pq.read_table(path)
    about = json.loads(table.schema.metadata[b"geo"])
    for key, value in column.items():
        about["columns"]["geometry"][key] = value
        if value == "gone":
            del about["columns"]["geometry"][key]
    about |= change or {}
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(about)}), path)
    return path


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spots=st.lists(DEGREES, min_size=1, max_size=12))
def test_what_is_written_is_read_back(tmp_path: Path, spots: list[tuple[float, float]]) -> None:
    """Points and their columns come back as they were."""
    names = [f"n{number}" for number in range(len(spots))]
    gpd.GeoDataFrame({"name": names}, geometry=[Point(spot) for spot in spots], crs=4326).to_parquet(
        tmp_path / "a"
    )
    frame, findings = read_vector(tmp_path / "a", role="layers.places")
    assert not findings
    assert frame["name"].tolist() == names
    assert [shape.coords[0] for shape in frame.geometry] == spots
    assert frame.index.tolist() == list(range(1, len(spots) + 1))


def test_other_systems_are_projected_and_boxes_cut(tmp_path: Path) -> None:
    """Metres become degrees; of a box only what touches it is kept."""
    frame, findings = read_vector(_written(tmp_path / "a", 32635), role="r", bbox=(29.55, 0, 30, 1))
    assert not findings
    assert frame["name"].tolist() == ["B"]
    assert frame.geometry.iloc[0].coords[0] == pytest.approx((29.6, 0.8), abs=1e-6)


def test_a_system_left_out_is_longitude_and_latitude(tmp_path: Path) -> None:
    """By the standard a file without the key is in OGC:CRS84."""
    frame, findings = read_vector(_described(_written(tmp_path / "a"), None, crs="gone"), role="r")
    assert not findings
    assert frame.geometry.iloc[0].coords[0] == (29.5, 0.7)


def test_a_system_of_null_is_not_known(tmp_path: Path) -> None:
    """By the standard null says that nobody knows: an error, never guessed."""
    frame, findings = read_vector(_described(_written(tmp_path / "a"), None, crs=None), role="r")
    assert frame.empty
    assert told(errors(findings), "error", "coordinate reference system").remedy


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"primary_column": "none"}, {}),
        ({"columns": []}, {}),
        ({"primary_column": None}, {}),
        ({}, {"crs": {"type": "no system"}}),
        ({}, {"encoding": "WKT of old"}),
    ],
)
def test_faulty_metadata_are_told(
    tmp_path: Path, change: dict[str, object], column: dict[str, object]
) -> None:
    """Whatever is wrong with the description, the finding names the file and a remedy."""
    frame, findings = read_vector(_described(_written(tmp_path / "a"), change, **column), role="layers.roads")
    assert frame.empty
    finding = errors(findings)[0]
    assert (finding.file, finding.column) == ("a", "layers.roads")
    assert finding.remedy


def test_notes_of_pandas_are_no_fault(tmp_path: Path) -> None:
    """What pandas noted of the columns may be damaged, and renames them at most."""
    table = pq.read_table(_written(tmp_path / "a"))
    notes = table.schema.metadata[b"pandas"].replace(b'"name": "name"', b'"name": "nome"')
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, b"pandas": notes}), tmp_path / "a")
    frame, findings = read_vector(tmp_path / "a", role="r")
    assert len(frame) == 2
    assert not findings


def test_a_plain_table_is_no_vector_layer(tmp_path: Path) -> None:
    """Roads need geometry; a table is told what would serve."""
    pd.DataFrame({"name": ["A"], "highway": ["primary"]}).to_parquet(tmp_path / "a")
    assert not is_geoparquet(tmp_path / "a")
    assert "GeoParquet" in told(read_vector(tmp_path / "a", role="r")[1], "error", "not a table").remedy


def test_one_geometry_and_ordinary_columns_are_kept(tmp_path: Path) -> None:
    """Second geometries, bytes, lists and records go; categories become their words."""
    frame = gpd.GeoDataFrame(
        {
            "kind": pd.Categorical(["primary"]),
            "who": [["police"]],
            "raw": [b"1"],
            "more": [{"a": 1}],
            "second": gpd.GeoSeries([Point(1, 1)], crs=4326),
        },
        geometry=[LineString([(0, 0), (1, 1)])],
        crs=4326,
    )
    frame.to_parquet(tmp_path / "a")
    read, _ = read_geoparquet(tmp_path / "a", max_rows=10)
    assert set(read.columns) == {"kind", "geometry"}
    assert read["kind"].str.upper().tolist() == ["PRIMARY"]
    only, _ = read_geoparquet(tmp_path / "a", columns=["kind"], max_rows=10)
    assert set(only.columns) == {"kind", "geometry"}


def test_rows_are_counted_before_they_are_read(tmp_path: Path) -> None:
    """Too many rows are refused by the metadata; a damaged file has none."""
    gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)] * 5, crs=4326).to_parquet(tmp_path / "a")
    assert count_rows(tmp_path / "a") == 5
    with pytest.raises(TooLargeError, match="4 rows"):
        read_geoparquet(tmp_path / "a", max_rows=4)
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:-20])
    assert count_rows(tmp_path / "a") == 0
    with pytest.raises(DamagedError):
        read_geoparquet(tmp_path / "a", max_rows=4)
