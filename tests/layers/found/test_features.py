"""Looking at vector files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from layers.found.features import see_features

TODAY = date(2025, 6, 30)
SQUARE = shapely.box(0, 0, 1, 1)
LINE = shapely.LineString([(0, 0), (0.01, 0)])
SPOT = shapely.Point(0.5, 0.5)


def _file(folder: Path, shape: Any, crs: int | None = 4326, **columns: Any) -> Path:
    file = folder / "x.gpkg"
    count = len(next(iter(columns.values())))
    gpd.GeoDataFrame(columns, geometry=[shape] * count, crs=crs).to_file(file, layer="x")
    return file


@pytest.mark.parametrize(
    ("kind", "shape", "columns"),
    [
        ("roads", LINE, {"highway": ["track"]}),
        ("roads", LINE, {"fclass": ["primary"]}),
        ("roads", LINE, {"duration": [2.0], "distance": [1100.0]}),
        ("rivers", LINE, {"waterway": ["river"], "a": [1], "b": [1], "c": [1], "d": [1]}),
        ("rivers", LINE, {"fclass": ["stream"]}),
        ("rivers", LINE, {"name": ["Odo"]}),
        ("", LINE, {"passes": [3]}),
        ("", LINE, {"duration": [2.0], "distance": [1.1]}),
        ("area", SQUARE, {"ADM0_A3": ["XXX"], "NAME": ["X"]}),
        ("districts", SQUARE, {"ADM2_EN": ["A"], "ADM2_PCODE": ["X01"]}),
        ("districts", SQUARE, {"shapeName": ["A"], "shapeID": ["1"]}),
        ("lakes", SQUARE, {"name": ["Lake X"]}),
        ("restrictions", SQUARE, {"applies_to": ["civilian"], "state": ["denied"]}),
        ("polygons", SQUARE, {"name": ["X"]}),
        ("places", SPOT, {"name": ["A"], "place": ["village"]}),
        ("incidents", SPOT, {"date": ["2025-01-01"], "deaths": [1]}),
        ("bases", SPOT, {"name": ["A"], "troops": [100]}),
    ],
)
def test_features_are_known_by_geometry_and_columns(
    tmp_path: Path, kind: str, shape: Any, columns: dict[str, Any]
) -> None:
    """Each kind of vector file is told by its geometry and its columns."""
    assert see_features(_file(tmp_path, shape, **columns), today=TODAY).kind == kind


def test_levels_and_settlements_are_told(tmp_path: Path) -> None:
    """Districts carry their level, named points how many are settlements, roads their classes."""
    assert see_features(_file(tmp_path, SQUARE, ADM1_EN=["A"]), today=TODAY).level == 1
    points = _file(tmp_path, SPOT, name=["A", "B"], place=["town", "school"])
    assert see_features(points, today=TODAY).share == 0.5
    roads = see_features(_file(tmp_path, LINE, highway=["track", "added"]), today=TODAY)
    assert roads.classes == ("added", "track")
    assert roads.fineness == pytest.approx(1113.2, rel=0.01)


def test_times_in_minutes_and_metres_are_mapped(tmp_path: Path) -> None:
    """Columns of duration and length are mapped where they give the speeds of roads."""
    seen = see_features(_file(tmp_path, LINE, duration=[2.0], distance=[1100.0]), today=TODAY)
    assert seen.columns == {"duration_min": "duration", "distance_m": "distance"}


def test_a_file_without_its_system_is_not_understood(tmp_path: Path) -> None:
    """The coordinate system is never guessed."""
    file = tmp_path / "x.shp"
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[SPOT], crs=4326).to_file(file)
    file.with_suffix(".prj").unlink()
    assert "coordinate reference system" in see_features(file, today=TODAY).why


def test_several_layers_are_not_understood(tmp_path: Path) -> None:
    """Which of several layers is meant is never guessed."""
    file = _file(tmp_path, SPOT, name=["A"])
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[SPOT], crs=4326).to_file(file, layer="y")
    assert "several layers" in see_features(file, today=TODAY).why
