"""Tests of warping to Web Mercator."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from layers.grid import Grid, local_equal_area
from layers.mercator import MercatorRaster, MercatorWarp, Method, to_web_mercator


def make(lon: float, lat: float, ny: int = 60, nx: int = 50, cell_m: float = 5000.0) -> Grid:
    """Return a grid around the centre of its system."""
    share = np.ones((ny, nx), dtype=np.float32)
    return Grid(local_equal_area(lon, lat), -nx / 2 * cell_m, ny / 2 * cell_m, cell_m, share)


def frame(raster: MercatorRaster) -> tuple[float, float, float, float]:
    """Return west, north and the pixel sides in metres of Web Mercator, as Leaflet stretches the image."""
    south, west, north, east = raster.bounds
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform([west, east], [south, north])
    ny, nx = raster.values.shape
    return x[0], y[1], (x[1] - x[0]) / nx, (y[1] - y[0]) / ny


@pytest.mark.parametrize(("lon", "lat"), [(29.0, -1.0), (30.0, 15.0), (10.0, 58.0), (-70.0, -40.0)])
@pytest.mark.parametrize("at", [(0, 0), (59, 49), (30, 25), (2, 47)])
def test_a_cell_lands_where_it_lies(lon: float, lat: float, at: tuple[int, int]) -> None:
    """The middle of a single cell's pixels is where pyproj puts its centre, within half a pixel."""
    grid = make(lon, lat)
    classes = np.zeros(grid.shape, dtype=np.uint8)
    classes[at] = 3
    raster = to_web_mercator(classes, grid)
    west, north, width, height = frame(raster)
    assert width == pytest.approx(height, rel=1e-6)
    row, column = np.nonzero(raster.values)
    assert set(raster.values[row, column]) == {3}
    centre = grid.unproject(*grid.centre(at[0] * 50 + at[1]))
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(*centre)
    assert west + (column.mean() + 0.5) * width == pytest.approx(float(x), abs=0.501 * width)
    assert north - (row.mean() + 0.5) * height == pytest.approx(float(y), abs=0.501 * height)


def test_pixels_are_finer_than_half_a_cell() -> None:
    """A cell is drawn by several pixels where the size allows."""
    raster = to_web_mercator(np.ones((60, 50)), make(29, -1))
    assert frame(raster)[2] < 5000 / 2


def test_the_size_is_bounded() -> None:
    """No side has more pixels than asked for."""
    raster = to_web_mercator(np.ones((60, 50)), make(29, 50), max_pixels=70)
    assert max(raster.values.shape) <= 70
    assert max(raster.values.shape) > 60


def test_nothing_stays_nothing() -> None:
    """NaN and class 0 are not mixed with their neighbours, and outside the grid there is nothing."""
    grid = make(10, 58)
    values = np.full(grid.shape, 2.0)
    values[20:40, 10:30] = np.nan
    raster = to_web_mercator(values, grid)
    assert raster.values.dtype == np.float32
    assert set(np.unique(raster.values[~np.isnan(raster.values)])) == {2.0}
    ny, nx = raster.values.shape
    assert np.isnan(raster.values[ny // 2, int(nx * 0.4)])
    assert np.isnan(raster.values[0, 0])  # the grid's corner converges away from the image's


def test_the_image_is_cut_to_what_is_there() -> None:
    """Cells outside the area without a value take no pixels."""
    grid = make(29, -1)
    share = np.zeros(grid.shape, dtype=np.float32)
    share[20:30, 20:30] = 1
    small = Grid(grid.crs, grid.x0, grid.y0, grid.cell_m, share)
    values = np.where(share > 0, 1.0, np.nan)
    whole, cut = to_web_mercator(values, grid), to_web_mercator(values, small)
    assert cut.bounds[2] - cut.bounds[0] == pytest.approx((whole.bounds[2] - whole.bounds[0]) / 6, rel=0.05)
    assert np.isfinite(cut.values).mean() > 0.9


def test_an_empty_array_keeps_its_frame() -> None:
    """An array of nothing over no area still gives an image, of nothing."""
    grid = make(29, -1)
    empty = Grid(grid.crs, grid.x0, grid.y0, grid.cell_m, np.zeros(grid.shape, dtype=np.float32))
    raster = to_web_mercator(np.zeros(grid.shape, dtype=np.uint8), empty)
    assert not raster.values.any()
    assert raster.bounds[0] < -1 < raster.bounds[2]


def test_bilinear_is_smooth_and_keeps_to_what_is_known() -> None:
    """A plane stays a plane, and unknown cells neither grow nor shrink."""
    grid = make(29, -1)
    row, column = np.indices(grid.shape)
    values = (row + 2.0 * column).astype(np.float32)
    values[20:40, 10:30] = np.nan
    nearest, smooth = to_web_mercator(values, grid), to_web_mercator(values, grid, method="bilinear")
    assert np.array_equal(np.isnan(nearest.values), np.isnan(smooth.values))
    assert np.nanmax(np.abs(np.asarray(smooth.values) - np.asarray(nearest.values))) < 1.6
    assert len(np.unique(smooth.values)) > 3 * len(np.unique(nearest.values))


@pytest.mark.parametrize("method", ["nearest", "bilinear"])
def test_one_way_serves_many_arrays(method: Method) -> None:
    """Arrays that have nothing outside the area come out as each would by itself."""
    rng = np.random.default_rng(5)
    share = np.zeros((40, 30), dtype=np.float32)
    share[4:33, 7:25] = rng.uniform(size=(29, 18)) < 0.8
    grid = Grid(local_equal_area(20, 10), -75e3, 100e3, 5000.0, share)
    warp = MercatorWarp(grid, max_pixels=60)
    for _ in range(3):
        values = np.where(grid.mask, rng.uniform(size=grid.shape), np.nan)
        one, two = (
            to_web_mercator(values, grid, method=method, max_pixels=60),
            warp.warp(values, method=method),
        )
        assert one.bounds == two.bounds
        np.testing.assert_array_equal(one.values, two.values)
    classes = np.where(grid.mask, rng.integers(1, 5, grid.shape), 0).astype(np.uint8)
    np.testing.assert_array_equal(
        to_web_mercator(classes, grid, max_pixels=60).values, warp.warp(classes).values
    )
