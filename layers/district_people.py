"""People of each district, by the exact share of every cell on its boundary."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.cells import in_cell_units, polygon_share
from layers.grid import Grid
from layers.gridding import EDGE_DEGREES


def people_by_district(
    travel_people: NDArray[np.float64],
    travel: Grid,
    districts: gpd.GeoDataFrame,
    *,
    area: BaseGeometry | None = None,
) -> pd.DataFrame:
    """Return the people of each district inside the area.

    The people of a cell are spread evenly over its part inside the area, and a district gets the share of
    that part which it covers: districts that tile the area sum to the area's people, in every system.

    Parameters
    ----------
    travel_people : ndarray of float64, travel shape
        People per cell inside the area, NaN where unknown (counted as nobody).
    travel : Grid
    districts : GeoDataFrame
        Columns name, code, geometry (polygons), any system.
    area : shapely geometry, optional
        The area in the grid's system, metres. Without it a cell on the area's outline goes to its
        districts in proportion to what they cover of it, inside or outside.

    Returns
    -------
    DataFrame
        Columns name, code, people, one row for each district in the order given; people is NaN where the
        district has no cell with a number.
    """
    shapes = _projected(districts, travel)
    covers = [
        _cover(shape if area is None else shapely.intersection(shape, area), travel) for shape in shapes
    ]
    inside = travel.share.ravel().astype(float)
    if area is None:
        total = np.zeros(inside.size)
        for cell, share in covers:
            total[cell] += share
        edge = (inside > 0) & (inside < 1)
        inside[edge] = np.maximum(inside, total)[edge]
    flat = travel_people.ravel()
    people = np.full(len(covers), np.nan)
    for number, (cell, share) in enumerate(covers):
        kept = (inside[cell] > 0) & ~np.isnan(flat[cell])
        if kept.any():
            part = np.minimum(1.0, share[kept] / inside[cell[kept]])
            people[number] = float((flat[cell[kept]] * part).sum())
    columns = {name: _texts(districts, name) for name in ("name", "code")}
    return pd.DataFrame({**columns, "people": people})


def _texts(districts: gpd.GeoDataFrame, column: str) -> list[str]:
    return [str(value) for value in districts[column]] if column in districts else [""] * len(districts)


def _projected(districts: gpd.GeoDataFrame, travel: Grid) -> NDArray[np.object_]:
    """Return the districts in the grid's system, long edges cut first as the area's are."""
    shapes = np.asarray(districts.geometry.values, dtype=object)
    if districts.crs is not None and districts.crs.is_geographic:
        shapes = shapely.segmentize(shapes, EDGE_DEGREES)
    moved = gpd.GeoSeries(shapes, crs=districts.crs).to_crs(travel.crs)
    return np.asarray(shapely.make_valid(moved.values), dtype=object)


def _cover(shape: BaseGeometry, travel: Grid) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the flat cells that a polygon covers, and the share of each that it covers."""
    ny, nx = travel.shape
    if shape is None or shapely.is_empty(shape) or not np.isfinite(shapely.bounds(shape)).all():
        return np.empty(0, dtype=np.int64), np.empty(0)
    units = in_cell_units(shape, travel)
    left, top, right, bottom = shapely.bounds(units)
    west, east = (int(np.clip(edge, 0, nx)) for edge in (np.floor(left), np.ceil(right)))
    north, south = (int(np.clip(edge, 0, ny)) for edge in (np.floor(top), np.ceil(bottom)))
    if west >= east or north >= south:
        return np.empty(0, dtype=np.int64), np.empty(0)
    moved = shapely.transform(units, lambda xy: xy - [west, north])
    covered = polygon_share(moved, (south - north, east - west))
    row, column = np.nonzero(covered)
    return (row + north) * nx + column + west, covered[row, column]
