"""Reading roads."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiLineString, Point, Polygon

from layers.sources.roads import read_roads
from tests.layers.sources.written import DATA, DRC, errors, geojson, told

LINE = LineString([(29, -1), (29, -1.1)])
TIMED = {"duration_min": "t", "distance_m": "d"}


def test_class_is_recognised_and_lowered(tmp_path: Path) -> None:
    """The usual column gives the class, empty where unknown."""
    path = geojson(tmp_path / "r.geojson", [(LINE, {"highway": "Primary"}), (LINE, {"highway": None})])
    roads, findings = read_roads(path)
    assert roads["class"].tolist() == ["primary", ""]
    assert told(findings, "warning", "neither a class nor a speed").row == 2


def test_speed_comes_from_duration_and_distance(tmp_path: Path) -> None:
    """Sixty kilometres in an hour are 60 km/h; no duration, no speed."""
    rows = [(LINE, {"t": 60.0, "d": 60000}), (LINE, {"t": None, "d": 60000})]
    roads, _ = read_roads(geojson(tmp_path / "r.geojson", rows), columns=TIMED)
    assert roads["speed_kmh"].iloc[0] == pytest.approx(60)
    assert math.isnan(roads["speed_kmh"].iloc[1])


@pytest.mark.parametrize(("minutes", "metres"), [(1.0, 60000), (0.0, 1000), (10.0, 0)])
def test_impossible_speeds_are_unknown(tmp_path: Path, minutes: float, metres: float) -> None:
    """Hours for minutes, or no time at all, give no speed and a warning."""
    path = geojson(tmp_path / "r.geojson", [(LINE, {"t": minutes, "d": metres, "highway": "track"})])
    roads, findings = read_roads(path, columns=TIMED)
    assert math.isnan(roads["speed_kmh"].iloc[0])
    assert told(findings, "warning", "no speed up to").row == 1


def test_negative_duration_is_an_error(tmp_path: Path) -> None:
    """A time below zero stops the work."""
    path = geojson(tmp_path / "r.geojson", [(LINE, {"t": -5.0, "d": 100})])
    assert told(read_roads(path, columns=TIMED)[1], "error", "at least 0").column == "t"


def test_roads_not_built_are_left_out(tmp_path: Path) -> None:
    """Proposed roads, by flag or by class, are counted and not read."""
    rows = [
        (LINE, {"highway": "track", "add": False}),
        (LINE, {"highway": "track", "add": True}),
        (LINE, {"highway": "proposed", "add": None}),
        (LINE, {"highway": "construction", "add": False}),
    ]
    roads, findings = read_roads(geojson(tmp_path / "r.geojson", rows))
    assert len(roads) == 1
    assert told(findings, "info", "3 of 4 roads")


def test_all_roads_proposed_leave_an_empty_frame(tmp_path: Path) -> None:
    """A file of nothing but proposals gives no road and no exception."""
    roads, _ = read_roads(
        geojson(tmp_path / "r.geojson", [(LINE, {"add": True, "t": None, "d": 5})]), columns=TIMED
    )
    assert roads.empty
    assert {"class", "speed_kmh"} <= set(roads.columns)


def test_unknown_mapping_is_an_error(tmp_path: Path) -> None:
    """A mapped column that the file lacks is an error with the nearest name."""
    path = geojson(tmp_path / "r.geojson", [(LINE, {"highway": "track"})])
    finding = errors(read_roads(path, columns={"class": "higway"})[1])[0]
    assert "'highway'" in finding.remedy


HOT = {"highway": "Primary", "surface": "Asphalt", "smoothness": None, "bridge": None, "name": "N2"}


def hot(path: Path, rows: list[dict[str, object]], **options: object) -> Path:
    """Write roads as a HOT OSM export does: every column as text."""
    frame = gpd.GeoDataFrame(rows, geometry=[LINE] * len(rows), crs=4326)
    frame.to_file(path, **options)
    return path


@pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp", "roads.geojson"])
def test_a_hot_export_is_recognised(tmp_path: Path, name: str) -> None:
    """Class, surface, smoothness and bridge are read from each format."""
    rows = [HOT, {**HOT, "bridge": "yes", "smoothness": "very_bad"}, {**HOT, "bridge": "no", "surface": None}]
    roads, findings = read_roads(hot(tmp_path / name, rows))
    assert not errors(findings)
    assert roads["class"].tolist() == ["primary"] * 3
    assert roads["surface"].tolist() == ["asphalt", "asphalt", ""]
    assert roads["smoothness"].tolist() == ["", "very_bad", ""]
    assert roads["bridge"].tolist() == ["no", "yes", "no"]


def test_a_column_without_any_bridge_says_nothing(tmp_path: Path) -> None:
    """An empty column of bridges is no evidence that there are none."""
    roads, findings = read_roads(hot(tmp_path / "r.gpkg", [HOT, HOT]))
    assert roads["bridge"].tolist() == ["", ""]
    assert told(findings, "info", "names none").column == "bridge"
    roads, findings = read_roads(geojson(tmp_path / "r.geojson", [(LINE, {"highway": "track"})]))
    assert roads["bridge"].tolist() == [""]
    assert not findings


def test_names_cut_by_a_shapefile_are_met(tmp_path: Path) -> None:
    """A mapping by the full name finds the column that the format cut to ten characters."""
    rows: list[dict[str, object]] = [{"road_class": "track", "travel_dur": "6", "segment_le": "1000"}]
    path = hot(tmp_path / "r.shp", rows)
    columns = {"class": "road_class_name", "duration_min": "travel_duration", "distance_m": "segment_length"}
    roads, findings = read_roads(path, columns=columns)
    assert not errors(findings)
    assert roads["class"].tolist() == ["track"]
    assert roads["speed_kmh"].tolist() == [10.0]


def test_mixed_and_zero_length_geometries(tmp_path: Path) -> None:
    """Points, polygons and lines without length are dropped and counted; parts of collections are kept."""
    flat = LineString([(29, -1), (29, -1)])
    many = MultiLineString([LINE, LineString([(29.1, -1), (29.2, -1)])])
    mixed = GeometryCollection([Point(29, -1), LINE])
    shapes = [LINE, many, mixed, flat, Point(29, -1), Polygon([(29, -1), (29.1, -1), (29.1, -1.1)])]
    rows = [(shape, {"highway": "track"}) for shape in shapes]
    roads, findings = read_roads(geojson(tmp_path / "r.geojson", rows))
    assert len(roads) == 3
    assert told(findings, "warning", "no length").row == 4
    assert "2 rows" in told(findings, "warning", "no line").message


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["trunk", "track", "path_x"]),
            st.sampled_from(["", "mud", "asphalt"]),
            st.sampled_from(["yes", "no", ""]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_is_read(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    """Classes and surfaces come back as written; a bridge is a bridge."""
    written = [(LINE, {"highway": c, "surface": s, "bridge": b}) for c, s, b in rows]
    roads, _ = read_roads(geojson(tmp_path / "r.geojson", written))
    assert list(zip(roads["class"], roads["surface"], strict=True)) == [(c, s) for c, s, _ in rows]
    some = any(b == "yes" for _, _, b in rows)
    assert roads["bridge"].tolist() == [("yes" if b == "yes" else "no") if some else "" for _, _, b in rows]


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_flownet_and_urban_network() -> None:
    """The published road files give the roads in place and plausible speeds."""
    folder = DATA / "drc_east/roads"
    columns = {"duration_min": "duration", "distance_m": "distance", "proposed": "add"}
    timed, _ = read_roads(folder / "flownet_africa_network.geojson", columns=columns, bbox=DRC)
    assert len(timed) == 111
    assert timed["speed_kmh"].between(30, 90).all()
    classed, findings = read_roads(
        folder / "african_urban_network_edges.geojson", columns={"class": "h"}, bbox=DRC
    )
    assert len(classed) == 259
    assert classed["class"].nunique() == 4
    assert not findings
