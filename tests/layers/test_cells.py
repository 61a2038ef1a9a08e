"""Tests of shares under polygons and chains under lines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy import ndimage

from layers.cells import in_cell_units, line_cells, polygon_share, rasterise_lines, rasterise_polygons
from layers.grid import Grid, local_equal_area


def square(n: int = 40) -> Grid:
    """Return n x n cells of 1 m, north-west corner at (0, n)."""
    return Grid(local_equal_area(0, 0), 0.0, float(n), 1.0, np.ones((n, n), dtype=np.float32))


def by_intersection(polygon: shapely.Geometry, shape: tuple[int, int]) -> np.ndarray:
    """Return shares by intersecting each cell."""
    row, column = np.indices(shape)
    return shapely.area(shapely.intersection(shapely.box(column, row, column + 1, row + 1), polygon))


@pytest.mark.parametrize("seed", range(6))
def test_shares_equal_intersections(seed: int) -> None:
    """Shares of ragged polygons with holes and several parts, reaching beyond the cells, are exact."""
    rng = np.random.default_rng(seed)
    blobs = shapely.buffer(shapely.points(rng.uniform(-3, 23, (8, 2))), rng.uniform(0.3, 6, 8))
    polygon = shapely.difference(shapely.union_all(blobs[:6]), shapely.union_all(blobs[6:]))
    assert np.allclose(polygon_share(polygon, (18, 20)), by_intersection(polygon, (18, 20)), atol=1e-6)


@pytest.mark.parametrize("reverse", [False, True])
def test_orientation_of_rings_does_not_matter(reverse: bool) -> None:
    """Rings count by their role, whichever way they run."""
    outer, inner = [(1, 1), (9, 1), (9, 9), (1, 9)], [(2, 2), (4, 2), (4, 4), (2, 4)]
    step = -1 if reverse else 1
    assert polygon_share(shapely.Polygon(outer[::step], [inner]), (10, 10)).sum() == pytest.approx(60)


def test_edges_on_cell_edges_give_whole_cells() -> None:
    """A polygon made of cells gives exactly 0 and 1."""
    share = polygon_share(shapely.box(2, 3, 7, 5), (10, 10))
    assert set(np.unique(share)) == {0.0, 1.0}
    assert share[3:5, 2:7].all()
    assert share.sum() == 10


def test_cell_units_have_row_zero_in_the_north() -> None:
    """The north-west corner of the grid becomes the origin."""
    moved = in_cell_units(shapely.Point(3.0, 38.5), square())
    assert (moved.x, moved.y) == (3.0, 1.5)


@pytest.mark.parametrize("seed", range(8))
def test_nobody_slips_through_a_line(seed: int) -> None:
    """No way over 8 neighbours leads from one side of a jagged line to the other."""
    rng = np.random.default_rng(seed)
    x = np.linspace(-2, 42, 15)
    line = shapely.LineString(np.column_stack([x, rng.uniform(8, 32, 15)]))
    free, _ = ndimage.label(~rasterise_lines([line], square()), structure=np.ones((3, 3)))
    assert not set(free[0]) & set(free[-1])


@pytest.mark.parametrize("coordinates", [[(0, 0), (40, 40)], [(0, 40), (40, 0)], [(0, 1), (20, 21), (40, 1)]])
def test_lines_through_corners_do_not_leak(coordinates: list[tuple[int, int]]) -> None:
    """A line through cell corners still closes, in either direction."""
    for way in (coordinates, coordinates[::-1]):
        hit = rasterise_lines([shapely.LineString(way)], square())
        assert ndimage.label(hit)[1] == 1
        assert ndimage.label(~hit, structure=np.ones((3, 3)))[1] >= 2


def test_lines_that_meet_on_a_corner_are_closed() -> None:
    """Two features that share an end point on a cell corner leave no gap."""
    north_west = shapely.LineString([(0, 40), (20, 20)])
    south_east = shapely.LineString([(40, 0), (20, 20)])
    hit = rasterise_lines([north_west, south_east], square())
    assert ndimage.label(hit)[1] == 1


def test_cells_of_a_line_are_those_it_passes() -> None:
    """A line along one row gives that row's cells, with the number of the line."""
    line, cell = line_cells([shapely.LineString([(5.5, 39.5), (8.5, 39.5)]), shapely.Point(1, 1)], square())
    assert line.tolist() == [0, 0, 0, 0]
    assert cell.tolist() == [5, 6, 7, 8]


def test_lines_outside_empty_or_missing_give_nothing() -> None:
    """Nothing is burnt for lines far off, empty lines, missing ones and none at all."""
    odd = [shapely.LineString([(100, 100), (1e7, 200)]), shapely.LineString(), None]
    assert not rasterise_lines(np.array(odd, dtype=object), square()).any()
    assert not rasterise_lines([], square()).any()


def test_polygons_take_cells_by_their_centre() -> None:
    """A cell counts when its centre is inside; holes stay open; missing shapes are passed over."""
    ring = shapely.Polygon(
        [(1.4, 1.4), (6.6, 1.4), (6.6, 6.6), (1.4, 6.6)], [[(3, 3), (5, 3), (5, 5), (3, 5)]]
    )
    hit = rasterise_polygons(np.array([ring, None, shapely.Polygon()], dtype=object), square(8))
    assert hit.sum() == 36 - 4
    assert not hit[3, 3]
    assert not rasterise_polygons([], square()).any()
