"""Tests of telling counts from densities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from layers.rasters import RasterWindow, read_window
from layers.recognise_raster import Unit, densities, unit_doubts
from tests.layers.small_rasters import store
from tests.layers.sources.written import DATA, told

BOX = (29.1, -1.9, 29.9, -1.1)


def window(path: Path, values: np.ndarray, **options: object) -> RasterWindow:
    """Write values and read them back."""
    return read_window(store(path / "a.tif", values, **options), bbox=(28, -3, 31, 0), role="population")


@given(density=st.floats(5, 900), pixels=st.sampled_from([4, 10, 800]), unit=st.sampled_from(["c", "d"]))
def test_numbers_give_the_unit_away(density: float, pixels: int, unit: str) -> None:
    """Coarse and fine rasters of an ordinary land raise a doubt exactly when the unit is the wrong one."""
    km2 = 12308 / pixels**2
    values = np.full((pixels, pixels), density if unit == "d" else density * km2)
    shown = RasterWindow(values, Affine(1 / pixels, 0, 29, 0, -1 / pixels, -1), CRS.from_epsg(4326), "a.tif")
    right: Unit = "people_per_km2" if unit == "d" else "people_per_cell"
    wrong: Unit = "people_per_cell" if unit == "d" else "people_per_km2"
    assert unit_doubts(shown, right) == ()
    implied = density / km2 if unit == "d" else density * km2
    if not 1 <= implied <= 5000:
        assert wrong in unit_doubts(shown, wrong)[0].message


def test_pixels_of_a_square_kilometre_raise_no_doubt(tmp_path: Path) -> None:
    """There the two units are nearly one number."""
    shown = window(tmp_path, np.full((120, 120), 0.01, np.float32))
    assert densities(shown).pixel_km2 == pytest.approx(0.855, rel=0.01)  # type: ignore[union-attr]
    assert unit_doubts(shown, "people_per_cell") == unit_doubts(shown, "people_per_km2") == ()


def test_the_message_holds_the_numbers(tmp_path: Path) -> None:
    """Who reads the warning can judge it: both means, both peaks and the pixel."""
    doubt = told(
        unit_doubts(window(tmp_path, np.full((5, 5), 90.0, np.float32)), "people_per_cell"), "warning", ""
    )
    assert "0.183 people per km2" in doubt.message
    assert "as people_per_km2 90 and 90" in doubt.message
    assert "492 km2" in doubt.message


def test_projected_pixels_are_measured_too(tmp_path: Path) -> None:
    """GHS-POP in Mollweide, nodata -200, pixels of 100 m: counts are believed, densities are not."""
    options = {"crs": "ESRI:54009", "transform": Affine(100, 0, 2_950_000, 0, -100, -130_000), "nodata": -200}
    values = np.full((300, 300), 2.0, np.float32)
    values[:50] = -200
    count = read_window(store(tmp_path / "g.tif", values, **options), bbox=BOX, role="population")
    assert densities(count).pixel_km2 == pytest.approx(0.01, rel=0.01)  # type: ignore[union-attr]
    assert not unit_doubts(count, "people_per_cell")
    dense = read_window(store(tmp_path / "d.tif", values * 1000, **options), bbox=BOX, role="population")
    assert "people_per_km2" in told(unit_doubts(dense, "people_per_cell"), "warning", "look like").message


def test_a_tag_against_the_declaration_is_told(tmp_path: Path) -> None:
    """What the file says of its unit is shown, and believed by nobody."""
    path = store(tmp_path / "a.tif", np.full((120, 120), 60.0, np.float32))
    with rasterio.open(path, "r+") as raster:
        raster.units = ("people/km2",)
    shown = read_window(path, bbox=BOX, role="population")
    assert "people/km2" in told(unit_doubts(shown, "people_per_cell"), "warning", "calls its values").message
    assert not unit_doubts(shown, "people_per_km2")


@pytest.mark.parametrize(("dtype", "largest"), [("uint8", 255), ("int16", 32767)])
def test_whole_numbers_at_their_limit_are_told(tmp_path: Path, dtype: str, largest: int) -> None:
    """Counts that do not fit their type are cut off, which shows at its largest number."""
    values = np.full((120, 120), 60, dtype=dtype)
    assert not unit_doubts(window(tmp_path, values), "people_per_cell")
    values[3, 3:7] = largest
    assert (
        "4 pixels"
        in told(unit_doubts(window(tmp_path, values), "people_per_cell"), "warning", "largest").message
    )


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
@pytest.mark.parametrize("country", ["drc_east", "south_sudan"])
def test_published_rasters_are_believed_and_their_reverse_is_not(country: str) -> None:
    """The 20 km density is recognised, and GPW at 1 km says nothing either way."""
    folder = DATA / country / "population"
    box = (27.0, -3.0, 31.0, 3.5) if country == "drc_east" else (24.0, 3.6, 35.0, 12.0)
    dense = read_window(folder / "worldpop_afripop2020_20km_density.tif", bbox=box, role="population")
    assert not unit_doubts(dense, "people_per_km2")
    assert "people_per_km2" in told(unit_doubts(dense, "people_per_cell"), "warning", "look like").message
    count = read_window(folder / "gpw_v4_r11_popcount_1km.tif", bbox=box, role="population")
    assert not unit_doubts(count, "people_per_cell")
