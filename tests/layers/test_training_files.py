"""Tests of the plain-file writers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from layers.training.files import lonlat_text, write_csv, write_geojson, write_population
from layers.training.layout import CELL_KM, COLUMNS, ROWS, to_lonlat


def test_csv_quotes_what_needs_it_and_ends_lines_the_unix_way(tmp_path: Path) -> None:
    """Commas and quotes survive; no carriage returns."""
    path = tmp_path / "table.csv"
    write_csv(path, ("a", "b"), [("x, y", 1), ('"z"', 2)])
    assert path.read_bytes() == b'a,b\n"x, y",1\n"""z""",2\n'


def test_geojson_rings_run_anticlockwise_with_five_decimals(tmp_path: Path) -> None:
    """Shapes in kilometres come out in degrees; holes stay holes."""
    path = tmp_path / "shape.geojson"
    clockwise = shapely.Polygon([(0, 0), (0, 10), (10, 10), (10, 0)])
    write_geojson(path, [({"name": "Zürich"}, shapely.MultiPolygon([clockwise]))])
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["features"][0]["properties"] == {"name": "Zürich"}
    ring = shapely.LinearRing(data["features"][0]["geometry"]["coordinates"][0][0])
    assert ring.is_ccw
    assert all(value == round(value, 5) for xy in ring.coords for value in xy)
    assert ring.bounds == pytest.approx((-25.9, 1.1, -25.9 + 10 / 111.25, 1.1 + 10 / 110.58), abs=1e-5)


def test_population_raster_puts_each_cell_where_its_kilometres_are(tmp_path: Path) -> None:
    """One cell, given from the south, is read back at its longitude and latitude."""
    people = np.full((ROWS, COLUMNS), -99999.0)
    people[10, 20] = 12.25
    write_population(tmp_path / "people.tif", people)
    lon, lat = to_lonlat(20.5 * CELL_KM[0], 10.5 * CELL_KM[1])
    with rasterio.open(tmp_path / "people.tif") as file:
        assert next(file.sample([(float(lon), float(lat))]))[0] == 12.25
        assert (file.read(1) > 0).sum() == 1


def test_positions_are_written_with_fixed_decimals() -> None:
    """Longitude first, five decimals even where they are zeros."""
    assert lonlat_text((0.0, 0.0)) == ("-25.90000", "1.10000")
