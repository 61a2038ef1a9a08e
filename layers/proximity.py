"""Distances that need no travel: incidents to bases, and people beside a base."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from layers.grid import Grid
from layers.landscape import Landscape

DISTANCES_KM = (10, 20, 30, 50)
FINEST_M = 1000.0
"""Coarser travel cells than this say nothing about the people within 1 km of a base."""


def straight_line_shares(
    incidents: gpd.GeoDataFrame,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    start: date | None,
    end: date | None,
    distances_km: Sequence[int] = DISTANCES_KM,
) -> dict[str, float] | None:
    """Return the share of incidents within each distance of the nearest base, on the ellipsoid.

    All types and precisions count, incidents outside the area's outline too.

    Parameters
    ----------
    incidents : GeoDataFrame
        With date and point geometry, EPSG:4326.
    lon, lat : array_like
        Bases, degrees.
    start, end : date or None
        Window, both days included.

    Returns
    -------
    dict or None
        Share (0 to 1) by distance in km as text; None without incidents or bases.
    """
    day = pd.to_datetime(incidents["date"])
    chosen = pd.Series(True, index=incidents.index)
    if start is not None:
        chosen &= day >= pd.Timestamp(start)
    if end is not None:
        chosen &= day < pd.Timestamp(end) + pd.Timedelta(days=1)
    points = incidents.geometry[chosen]
    base_lon, base_lat = (
        np.atleast_1d(np.asarray(lon, dtype=float)),
        np.atleast_1d(np.asarray(lat, dtype=float)),
    )
    if len(points) == 0 or base_lon.size == 0:
        return None
    geod = Geod(ellps="WGS84")
    nearest = np.full(len(points), np.inf)
    x, y = np.asarray(points.x), np.asarray(points.y)
    for here_lon, here_lat in zip(base_lon, base_lat, strict=True):
        metres = geod.inv(x, y, np.full(x.size, here_lon), np.full(y.size, here_lat))[2]
        nearest = np.minimum(nearest, metres)
    return {str(km): float((nearest <= km * 1000).mean()) for km in distances_km}


def people_beside(landscape: Landscape, lon: float, lat: float, *, radius_m: float = 1000.0) -> float | None:
    """Return the people within a radius of a base, None where the cells are too coarse to say.

    People of a travel cell count by the share of the cell inside the circle; displaced-people sites count
    whole when their point is inside, and not at all when it is outside.
    """
    x, y = (float(value) for value in landscape.travel.project(lon, lat))
    rows, columns = _window(landscape.travel, x, y, radius_m)
    if rows.size == 0 or columns.size == 0:
        return None
    return people_beside_any(landscape, [lon], [lat], radius_m=radius_m)


def people_beside_any(
    landscape: Landscape, lon: Sequence[float], lat: Sequence[float], *, radius_m: float = 1000.0
) -> float | None:
    """Return the people within a radius of any of some bases, each person counted once.

    They are counted as :func:`people_beside` does; None where the cells are too coarse to say.
    """
    travel = landscape.travel
    if travel.cell_m > FINEST_M:
        return None
    near: dict[tuple[int, int], NDArray[np.bool_]] = {}
    px, py, count = _displaced_points(landscape)
    beside = np.zeros(count.size, dtype=np.bool_)
    for x, y in zip(*(values.tolist() for values in travel.project(list(lon), list(lat))), strict=True):
        rows, columns = _window(travel, x, y, radius_m)
        inside = _inside_circle(travel, rows, columns, x, y, radius_m)
        for i, row in enumerate(rows.tolist()):
            for j, column in enumerate(columns.tolist()):
                near[row, column] = near.get((row, column), np.False_) | inside[i, :, j, :]
        beside |= np.hypot(px - x, py - y) <= radius_m
    cell_row = np.floor((travel.y0 - py) / travel.cell_m).astype(int)
    cell_column = np.floor((px - travel.x0) / travel.cell_m).astype(int)
    total = float(count[beside].sum())
    for (row, column), inside in near.items():
        points = float(count[(cell_row == row) & (cell_column == column)].sum())
        rest = np.nan_to_num(landscape.travel_people[row, column]) - points
        total += max(float(rest), 0.0) * float(inside.mean())
    return total


def _window(travel: Grid, x: float, y: float, radius_m: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows and columns of the cells that a circle may touch; empty beyond the grid."""
    ny, nx = travel.shape
    reach = int(np.ceil(radius_m / travel.cell_m)) + 1
    row, column = int((travel.y0 - y) // travel.cell_m), int((x - travel.x0) // travel.cell_m)
    return (
        np.arange(max(0, row - reach), min(ny, row + reach + 1)),
        np.arange(max(0, column - reach), min(nx, column + reach + 1)),
    )


def _displaced_points(
    landscape: Landscape,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    table = landscape.displaced
    if not len(table):
        return np.empty(0), np.empty(0), np.empty(0)
    points = table[table.geometry.geom_type == "Point"]
    x, y = landscape.travel.project(points.geometry.x, points.geometry.y)
    return x, y, np.asarray(points["people"], dtype=float)


def _inside_circle(
    travel: Grid, rows: NDArray[np.int64], columns: NDArray[np.int64], x: float, y: float, radius_m: float
) -> NDArray[np.bool_]:
    """Return which of 20 x 20 points in each cell lie in a circle, shape (rows, 20, columns, 20)."""
    side = travel.cell_m
    offset = (np.arange(20) + 0.5) / 20 * side
    py = travel.y0 - (rows[:, None] * side + offset).ravel()
    px = travel.x0 + (columns[:, None] * side + offset).ravel()
    inside = np.hypot(px[None, :] - x, py[:, None] - y) <= radius_m
    found: NDArray[np.bool_] = inside.reshape(rows.size, 20, columns.size, 20)
    return found
