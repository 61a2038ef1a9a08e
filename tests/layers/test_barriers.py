"""Tests of rivers and restrictions as barriers."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.barriers import denied_cells, river_barrier
from layers.grid import Grid, local_equal_area

GRID = Grid(local_equal_area(29, -1), -10000.0, 10000.0, 1000.0, np.ones((20, 20), dtype=np.float32))
DRY = np.zeros(GRID.shape, dtype=bool)


def shapes(*geometry: shapely.Geometry) -> np.ndarray:
    """Return an array of shapes."""
    made = np.empty(len(geometry), dtype=object)
    made[:] = geometry
    return made


RIVER = shapely.LineString([(500, -9500), (500, 9500)])


def test_crossings_are_counted_once_each() -> None:
    """Two roads that meet on the bridge make one crossing, a road further on a second."""
    roads = shapes(
        shapely.LineString([(-5000, 500), (500, 500)]),
        shapely.LineString([(500, 500), (5000, 500)]),
        shapely.LineString([(-5000, 5500), (5000, 5500)]),
    )
    blocked, findings = river_barrier(shapes(RIVER), roads, GRID, DRY, bridges=True)
    assert "2 road crossings" in findings[0].message
    assert blocked.sum() == 20 - 2


def test_a_road_beside_the_river_is_told_apart() -> None:
    """A road in the river's cells without crossing stays passable and is not called a crossing."""
    road = shapely.LineString([(800, -2500), (800, 2500)])
    blocked, findings = river_barrier(shapes(RIVER), shapes(road), GRID, DRY, bridges=True)
    assert "0 road crossings" in findings[0].message
    assert "in 6 cells more" in findings[0].message
    assert blocked.sum() == 14
    closed, _ = river_barrier(shapes(RIVER), shapes(road), GRID, DRY, bridges=False)
    assert closed.sum() == 20


def test_crossings_in_a_lake_do_not_count() -> None:
    """A road over a lake's centre line is no bridge."""
    road = shapely.LineString([(-5000, 500), (5000, 500)])
    _, findings = river_barrier(shapes(RIVER), shapes(road), GRID, ~DRY, bridges=True)
    assert findings == ()


def test_river_polygons_block_their_cells() -> None:
    """A wide river drawn as polygon blocks inside and along its bank."""
    wide = shapely.box(-2500, -9500, 2500, 9500)
    blocked, _ = river_barrier(shapes(wide), shapes(), GRID, DRY, bridges=True)
    assert blocked[10, 8:12].all()
    assert not blocked[10, 14:].any()


def restrictions(state: str, geometry: shapely.Geometry, **more: Any) -> gpd.GeoDataFrame:
    """Return one restriction of civilians."""
    columns: dict[str, Any] = {"name": ["Zone"], "applies_to": [("civilian",)], "state": [state]}
    return gpd.GeoDataFrame(columns | more, geometry=[geometry], crs=GRID.crs).to_crs(4326)


ZONE = shapely.box(2010, 2010, 4990, 4990)


@pytest.mark.parametrize("state", ["notify", "authorise", "seasonal"])
def test_states_that_do_not_close_are_noted(state: str) -> None:
    """They block nobody and leave a line."""
    denied, findings = denied_cells(restrictions(state, ZONE), GRID, ("civilian",), "dry")
    assert denied == {}
    assert "blocks nobody" in findings[0].message


def test_free_is_not_worth_a_line() -> None:
    """A free place is no finding."""
    assert denied_cells(restrictions("free", ZONE), GRID, ("civilian",), "dry") == ({}, ())


@pytest.mark.parametrize(("season", "closed"), [("wet", True), ("dry", False)])
def test_seasonal_places_close_in_their_season(season: str, closed: bool) -> None:
    """A restriction of the wet season blocks in the wet season."""
    denied, _ = denied_cells(restrictions("seasonal", ZONE, season=["wet"]), GRID, ("civilian",), season)
    assert ("civilian" in denied) is closed
    if closed:
        assert denied["civilian"].sum() == 9


def test_a_place_smaller_than_a_cell_still_closes() -> None:
    """A compound that holds no cell's centre closes the cell it lies in."""
    denied, _ = denied_cells(
        restrictions("denied", shapely.box(100, 100, 200, 200)), GRID, ("civilian",), "dry"
    )
    assert np.flatnonzero(denied["civilian"]).tolist() == GRID.cell_of([150], [150]).tolist()


def test_a_place_off_the_map_is_a_warning() -> None:
    """A denial that meets no cell is told."""
    far = shapely.box(100000, 0, 110000, 1000)
    denied, findings = denied_cells(restrictions("denied", far), GRID, ("civilian",), "dry")
    assert denied == {}
    assert findings[0].severity == "warning"
