"""Tests of the grids."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.errors import InputError
from layers.grid import MAX_CELLS, Grid, block_mean, block_sum, extent_of, local_equal_area


def make(ny: int = 4, nx: int = 6, cell_m: float = 1000.0) -> Grid:
    """Return a grid of whole cells, its north-west corner at (-2000, 3000)."""
    return Grid(local_equal_area(29.0, -1.0), -2000.0, 3000.0, cell_m, np.ones((ny, nx), dtype=np.float32))


def test_bounds_and_transform_agree() -> None:
    """The south-east corner follows from the transform."""
    grid = make()
    a, _, c, _, e, f = grid.transform
    assert grid.bounds == (c, f + 4 * e, c + 6 * a, f) == (-2000.0, -1000.0, 4000.0, 3000.0)


def test_centres_lie_in_their_cells() -> None:
    """Every cell's centre is found in that cell."""
    grid = make()
    cells = np.arange(24)
    assert np.array_equal(grid.cell_of(*grid.centre(cells)), cells)


def test_edges_belong_to_the_cell_south_east_of_them() -> None:
    """The north-west corner is in the first cell, the south-east corner in none."""
    grid = make()
    assert grid.cell_of([-2000.0, 4000.0, -2000.1, -2000.0], [3000.0, -1000.0, 0.0, 3000.1]).tolist() == [
        0,
        -1,
        -1,
        -1,
    ]


def test_points_that_are_nowhere_have_no_cell() -> None:
    """NaN and infinite coordinates give -1, not a cell."""
    assert make().cell_of([np.nan, np.inf, 0.0], [0.0, 0.0, -np.inf]).tolist() == [-1, -1, -1]


def test_projecting_there_and_back() -> None:
    """Degrees survive projecting, and the centre of the system is its origin."""
    grid = make()
    lon, lat = grid.unproject(*grid.project([29.0, 27.5], [-1.0, 2.0]))
    assert np.allclose(lon, [29.0, 27.5])
    assert np.allclose(lat, [-1.0, 2.0])
    assert np.allclose(grid.project(29.0, -1.0), 0.0)


def test_mask_takes_cells_in_part() -> None:
    """A sliver of area makes a cell part of the mask, none does not."""
    share = np.array([[0.0, 0.01, 1.0]], dtype=np.float32)
    assert Grid(local_equal_area(0, 0), 0, 0, 1, share).mask.tolist() == [[False, True, True]]


def test_local_system_is_rounded_and_keeps_areas() -> None:
    """Nearby centres share one system, in which a degree cell has its true area."""
    crs = local_equal_area(29.04, -0.96)
    assert crs == local_equal_area(28.96, -1.04)
    cell = Grid(crs, 0, 0, 1, np.ones((1, 1), dtype=np.float32))
    edge = np.linspace(0, 1, 200)
    lon = np.r_[edge, np.ones(200), edge[::-1], np.zeros(200)] + 30.0
    lat = np.r_[np.zeros(200), edge, np.ones(200), edge[::-1]]
    area = shapely.Polygon(np.column_stack(cell.project(lon, lat))).area / 1e6
    assert area == pytest.approx(12308.463, rel=1e-5)  # equatorial degree square on WGS84, km2


def test_block_sum_conserves_counts() -> None:
    """The sum of blocks is the sum of cells, and only a block without any value is unknown."""
    fine = np.arange(24, dtype=float).reshape(4, 6)
    fine[0, 0] = np.nan
    fine[2:, 4:] = np.nan
    total = block_sum(fine, 2)
    assert np.nansum(total) == np.nansum(fine)
    assert total[0, 0] == 1 + 6 + 7
    assert np.isnan(total).tolist() == [[False, False, False], [False, False, True]]


def test_block_mean_averages() -> None:
    """Rates are averaged, not summed."""
    assert block_mean(np.array([[1.0, 3.0], [5.0, 7.0]]), 2).tolist() == [[4.0]]


def test_extent_is_aligned_and_reaches_the_buffer() -> None:
    """Edges are whole demand cells and enclose the area with its buffer."""
    area = shapely.box(1200, -800, 9100, 4300)
    x0, y0, ny, nx, factor = extent_of(area, demand_cell_m=500, travel_cell_m=100, buffer_m=1000)
    assert (x0 % 500, y0 % 500, factor) == (0, 0, 5)
    assert 200 - 500 < x0 <= 200
    assert 5300 <= y0 < 5800
    assert x0 + nx * 500 >= 10100 > x0 + (nx - 1) * 500
    assert y0 - ny * 500 <= -1800 < y0 - (ny - 1) * 500


@pytest.mark.parametrize(("demand", "travel"), [(5000, 1500), (1000, 5000)])
def test_sides_that_do_not_fit_are_refused(demand: float, travel: float) -> None:
    """A demand cell must be whole travel cells."""
    with pytest.raises(InputError, match="whole multiple"):
        extent_of(shapely.box(0, 0, 1e5, 1e5), demand_cell_m=demand, travel_cell_m=travel, buffer_m=0)


def test_too_many_cells_are_refused_with_a_size_that_fits() -> None:
    """The remedy names a cell side with which the grid would be accepted."""
    area = shapely.box(0, 0, 1e6, 1e6)
    with pytest.raises(InputError) as caught:
        extent_of(area, demand_cell_m=100, travel_cell_m=100, buffer_m=0)
    assert f"{MAX_CELLS:,}" in str(caught.value)
    remedy = caught.value.findings[0].remedy
    side = int(remedy.split("travel_cell_m to ")[1].split()[0])
    assert extent_of(area, demand_cell_m=side, travel_cell_m=side, buffer_m=0)[4] == 1
