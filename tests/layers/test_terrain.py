"""Tests of slope."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from layers.errors import InputError
from layers.terrain import read_slope, vehicle_factor, walking_factor
from tests.layers.small_rasters import grids, store
from tests.layers.sources.written import told


def plane(east: float, north: float, transform: Affine, crs: str) -> np.ndarray:
    """Return heights of a tilted plane, rise per metre in the grid's system."""
    column, row = np.meshgrid(np.arange(300) + 0.5, np.arange(300) + 0.5)
    a, b, c, d, e, f = transform[:6]
    x, y = Transformer.from_crs(crs, grids().travel.crs, always_xy=True).transform(
        a * column + b * row + c, d * column + e * row + f
    )
    height: np.ndarray = (2000 + np.asarray(x) * east + np.asarray(y) * north).astype(np.float32)
    return height


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    east=st.floats(-0.02, 0.02),
    north=st.floats(-0.02, 0.02),
    raster=st.sampled_from(
        [
            ("EPSG:4326", Affine(1 / 250, 0, 28.9, 0, -1 / 250, -0.9)),
            ("EPSG:4326", Affine(1 / 250, 1 / 900, 28.8, 1 / 900, -1 / 250, -0.9)),
            ("EPSG:32735", Affine(450, 0, 705_000, 0, -450, 9_905_000)),
        ]
    ),
)
def test_a_tilted_plane_has_one_slope(
    tmp_path: Path, east: float, north: float, raster: tuple[str, Affine]
) -> None:
    """Whatever the raster's system and rotation, the slope is the plane's."""
    crs, transform = raster
    path = store(tmp_path / "e.tif", plane(east, north, transform, crs), crs=crs, transform=transform)
    travel = grids().travel
    slope, _ = read_slope(path, travel)
    expected = np.degrees(np.arctan(np.hypot(east, north)))
    assert slope[travel.share == 1] == pytest.approx(
        np.full((travel.share == 1).sum(), expected), rel=0.01, abs=0.02
    )


def test_holes_of_elevation_are_unknown_and_told(tmp_path: Path) -> None:
    """Nodata as -32768, declared or not, has no slope and makes no cliff."""
    values = np.full((300, 300), 1500, dtype=np.int16)
    values[:150] = -32768
    slope, findings = read_slope(store(tmp_path / "e.tif", values), grids().travel)
    assert np.nanmax(slope) == 0
    assert "north of 1.5" in told(findings, "warning", "unknown").message
    assert "smoothed away" in told(findings, "warning", "pixels of").message


def test_ground_below_the_sea_is_ground(tmp_path: Path) -> None:
    """Down to the Dead Sea negative heights are heights."""
    slope, findings = read_slope(
        store(tmp_path / "e.tif", np.full((1200, 1200), -120, np.int16)), grids().travel
    )
    assert np.nanmax(slope) == 0
    assert findings == ()


def test_feet_are_refused(tmp_path: Path) -> None:
    """Nothing is 15,000 m high."""
    with pytest.raises(InputError, match="higher than any ground"):
        read_slope(store(tmp_path / "e.tif", np.full((30, 30), 15000, np.int16)), grids().travel)


def test_walking_follows_tobler() -> None:
    """Level ground keeps all speed; at 20 degrees a walk there and back is as slow as the function says."""
    rise = np.tan(np.radians(20))
    up, down = np.exp(-3.5 * (rise + 0.05)), np.exp(-3.5 * (rise - 0.05))
    expected = 2 / (1 / up + 1 / down) / np.exp(-0.175)
    factor = walking_factor(np.array([0.0, 20.0, np.nan]))
    assert factor == pytest.approx([1.0, expected, 1.0])
    assert (np.diff(walking_factor(np.linspace(0, 45, 90))) <= 1e-12).all()


def test_vehicles_stop_where_they_cannot_climb() -> None:
    """Across country nothing is left at 60 %; on a road at least four fifths are."""
    slopes = np.degrees(np.arctan([0.0, 0.3, 0.6, 1.0]))
    assert vehicle_factor(slopes, road=False) == pytest.approx([1.0, 0.5, 0.0, 0.0], abs=1e-9)
    assert vehicle_factor(slopes, road=True) == pytest.approx([1.0, 0.8, 0.8, 0.8])
