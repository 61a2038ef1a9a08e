"""Tests of ready friction rasters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import ndimage
from skimage.graph import MCP_Geometric

from layers.errors import InputError
from layers.friction_raster import read_friction
from tests.layers.small_rasters import grids, store
from tests.layers.sources.written import DATA, told

WALK, ROAD = 0.012, 0.0012
WIDE = {"transform": Affine(1 / 120, 0, 28.5, 0, -1 / 120, -0.5)}
SAMPLE = DATA / "samples" / "rasters" / "map_friction_2015_madagascar_crop.tif"


def ground(value: float = WALK) -> np.ndarray:
    """Return uniform ground of pixels of 1 km over two degrees."""
    return np.full((240, 240), value, dtype=np.float32)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.floats(0.0006, 0.06), cell=st.sampled_from([500.0, 1000.0, 3000.0]))
def test_uniform_ground_keeps_its_value(tmp_path: Path, value: float, cell: float) -> None:
    """Written and read back, minutes per metre are what they were, whatever the cell."""
    travel = grids(cell).travel
    friction, findings = read_friction(store(tmp_path / "f.tif", ground(value), **WIDE), travel)
    assert friction == pytest.approx(np.full(travel.shape, value), rel=1e-6)
    assert findings == ()


@pytest.mark.parametrize("turn", [0.0, 0.4, 1.0])
def test_a_road_narrower_than_a_cell_is_kept(tmp_path: Path, turn: float) -> None:
    """Along a road of single pixels, straight or slanting, one travels at about the road's speed."""
    values = ground()
    column = np.arange(240)
    row = np.clip(np.round(120 + turn * (column - 120)), 0, 239).astype(int)
    values[row, column] = ROAD
    values[
        np.clip(row + 1, 0, 239)[np.abs(np.diff(row, append=row[-1])) > 0], column[:-1][np.diff(row) != 0]
    ] = ROAD
    travel = grids().travel
    friction, _ = read_friction(store(tmp_path / "f.tif", values, **WIDE), travel)
    lon = np.array([29.2, 29.8])
    lat = -0.5 - (120.5 + turn * ((lon - 28.5) * 120 - 120.5)) / 120
    start, end = travel.cell_of(*travel.project(lon, lat))
    minutes = MCP_Geometric(friction, sampling=(1000, 1000)).find_costs(
        [divmod(int(start), travel.shape[1])]
    )[0]
    x, y = travel.centre([start, end])
    metres = float(np.hypot(*(np.diff(axis) for axis in (x, y)))[0])
    assert minutes.flat[end] == pytest.approx(ROAD * metres, rel=0.3)


def test_holes_block(tmp_path: Path) -> None:
    """A lake of nodata is impassable, its shore is not, and it is told."""
    values = ground()
    values[100:140, 100:140] = -9999
    travel = grids().travel
    friction, findings = read_friction(store(tmp_path / "f.tif", values, **WIDE, nodata=-9999), travel)
    at = travel.cell_of(*travel.project([29.5, 29.2, 29.5], [-1.5, -1.2, -1.6]))
    assert friction.flat[at[0]] == np.inf
    assert friction.flat[at[1]] == pytest.approx(WALK)
    assert not np.isnan(friction).any()
    assert "nobody passes there" in told(findings, "warning", "holes").message


@pytest.mark.parametrize("value", [0.0, 1e-9])
def test_no_time_at_all_is_no_way(tmp_path: Path, value: float) -> None:
    """Pixels that would be crossed faster than at 1,000 km/h are holes: nobody passes."""
    values = ground()
    values[115:125, 115:125] = value
    travel = grids().travel
    friction, _ = read_friction(store(tmp_path / "f.tif", values, **WIDE), travel)
    at = travel.cell_of(*travel.project([29.5, 29.2], [-1.5, -1.2]))
    assert friction.flat[at[0]] == np.inf
    assert friction.flat[at[1]] == pytest.approx(WALK)


def test_a_raster_smaller_than_the_area_is_told(tmp_path: Path) -> None:
    """South of its edge nothing is known."""
    travel = grids().travel
    friction, findings = read_friction(store(tmp_path / "f.tif", ground()[:120], **WIDE), travel)
    share = np.isnan(friction[travel.mask]).mean()
    assert share == pytest.approx(0.5, abs=0.03)
    assert "south of 1.5" in told(findings, "warning", "leaves out").message


def test_a_barrier_of_one_pixel_is_not_slipped_through(tmp_path: Path) -> None:
    """A line of nodata pixels divides the grid wherever it lies against the rows of cells."""
    travel = grids().travel
    for row in range(110, 122):
        values = ground()
        values[row] = -1
        friction, _ = read_friction(store(tmp_path / "f.tif", values, **WIDE), travel)
        assert ndimage.label(np.isfinite(friction))[1] == 2


@pytest.mark.parametrize(
    ("factor", "unit"),
    [(1000.0, "minutes per km"), (60.0, "seconds per metre"), (0.0, "km/h"), (-1.0, "metres per minute")],
)
def test_other_units_are_named(tmp_path: Path, factor: float, unit: str) -> None:
    """Values that are not minutes per metre are refused with what they look like."""
    values = np.random.default_rng(1).uniform(0.008, 0.03, (240, 240)).astype(np.float32)
    other = 0.06 / values if factor == 0 else 1 / values if factor < 0 else values * factor
    with pytest.raises(InputError) as caught:
        read_friction(store(tmp_path / "f.tif", other.astype(np.float32), **WIDE), grids().travel)
    assert unit in caught.value.findings[0].message
    assert "0.0012 is 50 km/h" in caught.value.findings[0].message


@pytest.mark.parametrize("value", [0.0, 5000.0, 1e-7])
def test_what_is_no_friction_is_refused(tmp_path: Path, value: float) -> None:
    """Nothing but zeros, elevations and tiny numbers are no friction."""
    with pytest.raises(InputError, match=r"minutes per metre|no value above 0"):
        read_friction(store(tmp_path / "f.tif", ground(value), **WIDE), grids().travel)


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_published_friction_keeps_travel_times() -> None:
    """On cells of 1 km, minutes from a place are those on the raster itself within a tenth, on the median."""
    travel = grids(1000.0, shapely.box(46.8, -19.7, 48.2, -18.3)).travel
    friction, findings = read_friction(SAMPLE, travel)
    assert findings == ()
    assert 0.001 < np.nanmin(friction) < 0.0013
    with rasterio.open(SAMPLE) as raster:
        native, transform = raster.read(1).astype(float), raster.transform
    sampling = abs(transform.e) * 110_700, transform.a * 111_320 * np.cos(np.radians(19))
    row, column = int((-18.9 - transform.f) / transform.e), int((47.5 - transform.c) / transform.a)
    truth = MCP_Geometric(native, sampling=sampling).find_costs([(row, column)])[0]
    start = int(travel.cell_of(*travel.project(47.5, -18.9)))
    found = (
        MCP_Geometric(friction, sampling=(1000, 1000)).find_costs([divmod(start, travel.shape[1])])[0].ravel()
    )
    cells = np.flatnonzero(travel.share.ravel() == 1)
    lon, lat = travel.unproject(*travel.centre(cells))
    expected = truth[
        ((lat - transform.f) / transform.e).astype(int), ((lon - transform.c) / transform.a).astype(int)
    ]
    near = (expected > 20) & (expected < 240)
    assert np.median(found[cells][near] / expected[near]) == pytest.approx(1.0, abs=0.1)
