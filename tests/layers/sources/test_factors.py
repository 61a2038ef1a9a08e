"""Tests of factors read from rasters, polygons and tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

from layers.errors import Finding
from layers.landscape import Landscape
from layers.risk.factors import Factor
from layers.sources.factor_file import FactorFile
from layers.sources.factors import FactorEntry, read_factors
from tests.layers.risk.tiny import CRS, districts, incidents, landscape

AS_OF = date(2021, 1, 1)
HALVES = {"West": (0.0, 0.0, 5e4, 1e5), "East": (5e4, 0.0, 1e5, 1e5)}


@pytest.fixture
def world() -> Landscape:
    """Return two districts with one person in each travel cell."""
    return landscape(incidents([(5e4, 5e4)], ["2020-06-01"]), districts=districts(HALVES))


def _read(world: Landscape, *entries: FactorEntry) -> tuple[tuple[Factor, ...], list[Finding]]:
    factors, findings = read_factors(entries, world, as_of=AS_OF)
    return factors, [finding for finding in findings if finding.severity == "error"]


def _entry(path: Path, role: Any = "vulnerability", number: int = 1, **options: Any) -> FactorEntry:
    settings = {"name": "water", "dated": date(2020, 9, 1), "citation": "workshop", "author": "JMAC"}
    return FactorEntry(FactorFile(path, f"factor[{number}]", role), **(settings | options))


def _raster(path: Path, values: np.ndarray, x0: float = 0.0, y0: float = 1e5, cell: float = 1e4) -> Path:
    profile = {"driver": "GTiff", "height": values.shape[0], "width": values.shape[1], "count": 1}
    transform = rasterio.Affine(cell, 0, x0, 0, -cell, y0)
    with rasterio.open(
        path, "w", dtype="float32", crs=CRS.to_wkt(), transform=transform, nodata=-9999.0, **profile
    ) as file:
        file.write(values.astype("float32"), 1)
    return path


def _boxes(path: Path, boxes: list[tuple[float, float, float, float]], **columns: list[Any]) -> Path:
    shapes = [shapely.segmentize(shapely.box(*box), 5000.0) for box in boxes]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_crs(4326).to_file(path, driver="GeoJSON")
    return path


def test_a_raster_is_laid_on_the_cells_and_its_holes_are_unknown(world: Landscape, tmp_path: Path) -> None:
    """Values come through; a hole counts as 1, is marked as missing and told with its people."""
    values = np.full((10, 10), 0.4)
    values[0, 0] = -9999.0
    entry = _entry(_raster(tmp_path / "f.tif", values))
    factors, findings = read_factors([entry], world, as_of=AS_OF)
    assert factors[0].mid[50, 50] == pytest.approx(0.4)
    assert factors[0].mid[0, 0] == 1.0
    assert factors[0].missing.sum() == 4
    told = [finding for finding in findings if "no value in 4 of 400 cells" in finding.message]
    assert "with 100 people" in told[0].message
    assert "never as low" in told[0].message


def test_elsewhere_fills_what_a_file_leaves_out(world: Landscape, tmp_path: Path) -> None:
    """Polygons hold inside, and elsewhere says what holds outside: nothing is missing then."""
    path = _boxes(tmp_path / "f.geojson", [(2e4, 2e4, 4e4, 4e4)], value=[0.5])
    (factor,), errors = _read(world, _entry(path, elsewhere=0.9))
    assert not errors
    assert factor.mid[70, 30] == 0.5
    assert factor.mid[10, 10] == 0.9
    assert not factor.missing.any()


def test_a_table_of_districts_by_name_with_several_analysts(world: Landscape, tmp_path: Path) -> None:
    """Three analysts' values for West are pooled by the median; names are loose."""
    path = tmp_path / "f.csv"
    path.write_text(
        "district,value,analyst\nwest,0.2,a\nWEST,0.5,b\nWest district,0.6,c\nEast,0.8,a\n", encoding="utf-8"
    )
    (factor,), errors = _read(world, _entry(path, "intent"))
    assert not errors
    assert factor.analysts == 3
    assert [part[50, 10] for part in (factor.low, factor.mid, factor.high)] == [0.2, 0.5, 0.6]
    assert [part[50, 90] for part in (factor.low, factor.mid, factor.high)] == [0.8, 0.8, 0.8]


def test_entries_of_one_name_are_one_factor(world: Landscape, tmp_path: Path) -> None:
    """Two files of two analysts under one name are pooled, with both citations."""
    one = _boxes(tmp_path / "a.geojson", [(0, 0, 1e5, 1e5)], value=[0.4])
    two = _boxes(tmp_path / "b.geojson", [(0, 0, 1e5, 1e5)], value=[0.8])
    (factor,), errors = _read(
        world, _entry(one, citation="first"), _entry(two, number=2, citation="second", author="CIVAFF")
    )
    assert not errors
    assert factor.mid[5, 5] == pytest.approx(0.6)
    assert (factor.citation, factor.author, factor.analysts) == ("first; second", "JMAC; CIVAFF", 2)
    other, _ = _read(world, _entry(one), _entry(two, number=2, sources=("state",)))
    assert len(other) == 2


@pytest.mark.parametrize(
    ("text", "role", "message"),
    [
        ("district,value\nWest,1.4\n", "vulnerability", "not a number between 0.05 and 1"),
        ("district,value\nWest,0.01\n", "vulnerability", "not a number between 0.05 and 1"),
        ("district,value\nWest,-0.1\n", "driver_for", "not a number between 0 and 1"),
        ("district,value\nNowhere,0.5\n", "impact", "no district, or more than one, is called so"),
        ("district,value\nWest,\n", "impact", "the value is missing"),
        ("place,value\nWest,0.5\n", "impact", "no column of districts"),
        ("district,note\nWest,0.5\n", "impact", "no column for value"),
    ],
)
def test_bad_tables_are_told_with_their_key(
    world: Landscape, tmp_path: Path, text: str, role: Any, message: str
) -> None:
    """Values out of bounds, unknown districts and missing columns are errors that name the file."""
    path = tmp_path / "f.csv"
    path.write_text(text, encoding="utf-8")
    _, errors = _read(world, _entry(path, role))
    assert any(message in finding.message and finding.file == "f.csv" for finding in errors)
    assert all(finding.remedy for finding in errors)


def test_zero_is_a_driver_that_does_not_act_and_no_factor(world: Landscape, tmp_path: Path) -> None:
    """A driver of 0 is read; a factor of 0 is out of bounds."""
    path = tmp_path / "f.csv"
    path.write_text("district,value\nWest,0\nEast,1\n", encoding="utf-8")
    (driver,), errors = _read(world, _entry(path, "driver_against"))
    assert not errors
    assert driver.mid[50, 10] == 0.0
    assert _read(world, _entry(path, "impact"))[1]


def test_files_of_another_country_are_errors(world: Landscape, tmp_path: Path) -> None:
    """A raster, a raster that touches the frame alone, and polygons elsewhere: each is a clear finding."""
    far = _entry(_raster(tmp_path / "far.tif", np.full((5, 5), 0.5), x0=5e6))
    away = _entry(_boxes(tmp_path / "away.geojson", [(4e5, 4e5, 5e5, 5e5)], value=[0.5]), number=2)
    gone = _entry(tmp_path / "gone.tif", number=3)
    factors, errors = _read(world, far, away, gone)
    assert factors == ()
    text = " | ".join(finding.text() for finding in errors)
    assert "far.tif" in text
    assert "another country" in text
    assert "no polygon of the factor lies in the area" in text
    assert "the factor's file is missing" in text


def test_a_raster_out_of_bounds_is_an_error(world: Landscape, tmp_path: Path) -> None:
    """Percentages instead of shares, and negative values, are told with a value."""
    for value in (40.0, -0.5):
        _, errors = _read(world, _entry(_raster(tmp_path / "f.tif", np.full((10, 10), value))))
        assert [finding.value for finding in errors] == [f"{value:g}"]
        assert "outside 0.05 to 1" in errors[0].message


def test_dates_and_groups_are_checked(world: Landscape, tmp_path: Path) -> None:
    """A judgement dated after as_of is an error, an old one a warning, an unknown group an error."""
    path = _boxes(tmp_path / "f.geojson", [(0, 0, 1e5, 1e5)], value=[0.5])
    _, errors = _read(world, _entry(path, dated=date(2021, 6, 1)))
    assert any("dated after as_of" in finding.message for finding in errors)
    _, findings = read_factors([_entry(path, dated=date(2019, 6, 1))], world, as_of=AS_OF)
    assert any("over a year old" in f.message and f.severity == "warning" for f in findings)
    _, errors = _read(world, _entry(path, groups=("herders",)))
    assert any("no layer knows" in finding.message for finding in errors)
