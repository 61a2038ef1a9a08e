"""How far sites are from things drawn in degrees."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo_poc.distances import actors_of, demand_cell_of_site, demand_cells_of, in_metres, nearest_m
from geo_poc.planning import Planned
from tests.geo_poc.told_mission import now


def test_the_nearest_of_points_and_areas(told_run: Planned) -> None:
    """Metres to the nearest row; inside an area there are none, without rows it is infinitely far."""
    case = now(told_run.outcome)
    west = case.bases()[0]
    points = gpd.GeoDataFrame(geometry=[shapely.Point(0.25, 0.3), shapely.Point(0.15, 0.35)], crs=4326)
    wanted = Geod(ellps="WGS84").inv(0.15, 0.3, 0.15, 0.35)[2]
    assert nearest_m(case, west, points) == pytest.approx(wanted, rel=1e-3)
    around = gpd.GeoDataFrame(geometry=[shapely.box(0.1, 0.2, 0.2, 0.4)], crs=4326)
    assert nearest_m(case, west, around) == 0.0
    assert nearest_m(case, west, points.iloc[:0]) == np.inf


def test_cells_of_points_and_areas(told_run: Planned) -> None:
    """A point has the cell it lies in, an area the cells with their centre in it, neither any outside."""
    case = now(told_run.outcome)
    (cell,) = demand_cells_of(case, shapely.Point(0.15, 0.3))
    assert np.hypot(case.demand.lon[cell] - 0.15, case.demand.lat[cell] - 0.3) < 0.02
    assert demand_cell_of_site(case, case.bases()[0]) == cell
    assert demand_cells_of(case, shapely.Point(5.0, 5.0)).size == 0
    half = demand_cells_of(case, shapely.box(0, 0, 0.3, 0.6))
    assert np.array_equal(half, np.flatnonzero((case.demand.lon < 0.3) & (case.demand.lon > 0)))


def test_actors_by_kind(told_run: Planned) -> None:
    """Only those of the kind asked for."""
    case = now(told_run.outcome)
    assert list(actors_of(case, "community")["name"]) == ["Elders"]
    x, y = case.landscape.grid.project(0.16, 0.3)
    there = in_metres(case, shapely.Point(0.16, 0.3))
    assert (there.x, there.y) == (pytest.approx(float(x)), pytest.approx(float(y)))
