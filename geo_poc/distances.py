"""How far sites are from things drawn in degrees, and which demand cells those lie in."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_poc.case import Case
from optimisation.assets import Asset


def in_metres(case: Case, geometry: Any) -> Any:
    """Return one geometry in degrees, or an array of them, in the grid's system."""

    def projected(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(case.landscape.grid.project(lonlat[:, 0], lonlat[:, 1]))

    return shapely.transform(geometry, projected)


def actors_of(case: Case, kind: str) -> gpd.GeoDataFrame:
    """Return the other actors of one kind; an empty table where no layer says who is there."""
    table = case.landscape.other_actors
    return table[table["kind"] == kind] if len(table) else table


def nearest_m(case: Case, asset: Asset, table: gpd.GeoDataFrame) -> float:
    """Return metres from an asset's site to the nearest row of a table in degrees, inf without any."""
    if not len(table):
        return float("inf")
    site = case.sites[asset.site]
    here = shapely.points(*case.landscape.grid.project(site.lon, site.lat))
    shapes = in_metres(case, np.asarray(table.geometry.values, dtype=object))
    return float(np.min(shapely.distance(shapes, here)))


def demand_cells_of(case: Case, geometry: Any) -> NDArray[np.int64]:
    """Return the demand positions of a geometry in degrees: a point's cell, or the centres in an area."""
    if geometry.geom_type == "Point":
        grid = case.landscape.grid
        flat = int(grid.cell_of(*grid.project(geometry.x, geometry.y)))
        found = int(case.demand.position[flat]) if flat >= 0 else -1
        return np.array([found] if found >= 0 else [], dtype=np.int64)
    shapely.prepare(geometry)
    return np.flatnonzero(shapely.contains_xy(geometry, case.demand.lon, case.demand.lat))


def demand_cell_of_site(case: Case, asset: Asset) -> int:
    """Return the demand position of an asset's site, -1 outside the area."""
    site = case.sites[asset.site]
    cells = demand_cells_of(case, shapely.Point(site.lon, site.lat))
    return int(cells[0]) if cells.size else -1
