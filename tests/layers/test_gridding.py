"""Tests of laying grids over an area."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry.polygon import orient

from layers.errors import InputError
from layers.gridding import Grids, make_grids, project_area

AREA = shapely.Polygon(
    [(27.0, -5.0), (31.3, -4.6), (30.2, 3.7), (28.0, 2.9)], [[(29, 0), (29.5, 0), (29.2, 1)]]
)


def lay(area: shapely.Geometry = AREA, crs: str = "auto", travel: float = 5000.0) -> Grids:
    """Return grids with demand cells of four travel cells."""
    return make_grids(area, demand_cell_m=2 * travel, travel_cell_m=travel, buffer_m=20000, crs=crs)


@pytest.mark.parametrize("crs", ["auto", "EPSG:32735", "ESRI:54009"])
def test_shares_add_up_to_the_polygon(crs: str) -> None:
    """Shares times cell area give the projected polygon's area, on both grids."""
    grids = lay(crs=crs)
    for grid in (grids.demand, grids.travel):
        assert grid.share.sum(dtype=float) * grid.cell_m**2 == pytest.approx(grids.area.area, rel=1e-6)


def test_the_automatic_system_keeps_true_areas() -> None:
    """The projected area equals the area on the ellipsoid."""
    dense = orient(shapely.segmentize(AREA, 0.05))
    true = abs(Geod(ellps="WGS84").geometry_area_perimeter(dense)[0])
    assert lay().area.area == pytest.approx(true, rel=1e-4)


def test_demand_cells_are_blocks_of_travel_cells() -> None:
    """Both grids share one extent, and the demand share is the mean of its block."""
    grids = lay()
    assert grids.demand.bounds == grids.travel.bounds
    assert grids.demand.shape == (grids.travel.shape[0] // 2, grids.travel.shape[1] // 2)
    block = grids.travel.share[10:12, 20:22].astype(float).mean()
    assert grids.demand.share[5, 10] == pytest.approx(block)


def test_shares_cannot_be_changed() -> None:
    """The arrays are read-only."""
    with pytest.raises(ValueError, match="read-only"):
        lay().travel.share[0, 0] = 1


def test_the_extent_reaches_the_buffer() -> None:
    """The extent surrounds the area by the buffer at least."""
    grids = lay()
    west, south, east, north = shapely.bounds(grids.area)
    x0, y0, x1, y1 = grids.travel.bounds
    assert min(west - x0, south - y0, x1 - east, y1 - north) >= 20000


def test_long_edges_follow_the_parallel() -> None:
    """A straight edge in degrees bends when projected: it is cut before."""
    area = project_area(shapely.box(0, 50, 20, 60), lay(shapely.box(0, 50, 20, 60), travel=20000).travel.crs)
    assert len(shapely.get_coordinates(area)) > 500


@pytest.mark.parametrize(
    ("crs", "words"),
    [
        ("EPSG:4326", "not projected in metres"),
        ("EPSG:2263", "not projected in metres"),
        ("no such system", "not known"),
        ("EPSG:32601", "wrongly"),
        ("EPSG:3995", "wrongly"),
    ],
)
def test_unfit_systems_are_refused(crs: str, words: str) -> None:
    """Degrees, feet, nonsense and systems of another part of the world are errors with a remedy."""
    with pytest.raises(InputError, match=words) as caught:
        lay(crs=crs)
    assert caught.value.findings[0].column == "grid.crs"
    assert "auto" in caught.value.findings[0].remedy


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (shapely.Point(29, 0), "not a polygon"),
        (shapely.Polygon(), "not a polygon"),
        (shapely.box(500000, 9e6, 600000, 9.1e6), "not in degrees"),
    ],
)
def test_areas_that_are_none_are_refused(area: shapely.Geometry, words: str) -> None:
    """Points, nothing and metres are not an area in degrees."""
    with pytest.raises(InputError, match=words):
        lay(area)


def test_too_many_cells_are_refused() -> None:
    """A grid that would not fit in memory is refused at once."""
    with pytest.raises(InputError, match="more than"):
        lay(travel=10.0)


def test_a_self_crossing_outline_is_made_valid() -> None:
    """Both lobes of a bow-tie count."""
    tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    halves = shapely.union(
        shapely.Polygon([(0, 0), (0.5, 0.5), (0, 1)]), shapely.Polygon([(1, 0), (0.5, 0.5), (1, 1)])
    )
    assert np.isclose(lay(tie).area.area, lay(halves).area.area, rtol=1e-6)
