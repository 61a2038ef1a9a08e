"""Points from columns of latitude and longitude: range, gaps, and the two written the wrong way round."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.errors import Finding
from layers.fields import numbers, rows_finding

BBox = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS84)."""

POSITION: Mapping[str, tuple[str, ...]] = {
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "lon", "long", "lng", "x"),
}
"""Usual names of the columns of a position."""


def buffered(near: BBox) -> BBox:
    """Return a box widened by a quarter of its sides, a degree at least."""
    west, south, east, north = near
    dx, dy = max(1.0, (east - west) / 4), max(1.0, (north - south) / 4)
    return west - dx, south - dy, east + dx, north + dy


def within(lon: NDArray[np.float64], lat: NDArray[np.float64], box: BBox) -> NDArray[np.bool_]:
    """Return which points lie in a box, edges included; NaN does not."""
    west, south, east, north = box
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def read_points(
    table: pd.DataFrame, found: Mapping[str, str], *, file: str, near: BBox | None = None
) -> tuple[gpd.GeoSeries, tuple[Finding, ...]]:
    """Return points in EPSG:4326, None where a coordinate is missing or at fault.

    Parameters
    ----------
    table : DataFrame
        Its index holds row numbers.
    found : mapping of str to str
        The columns of "latitude" and "longitude".
    file : str
    near : tuple of float, optional
        Box of the area, degrees. When most points lie outside it (widened by :func:`buffered`) but
        inside once latitude and longitude change places, that is an error; when some do, a warning.

    Returns
    -------
    GeoSeries, length rows
        With the index of `table`.
    tuple of Finding
        Missing, unreadable and out-of-range coordinates are errors.
    """
    lat_name, lon_name = found["latitude"], found["longitude"]
    lat, lat_faults = numbers(table[lat_name], file=file, column=lat_name, required=True)
    lon, lon_faults = numbers(table[lon_name], file=file, column=lon_name, required=True)
    swapped = _swapped(lat, lon, file=file, column=f"{lat_name}, {lon_name}", near=near)
    findings = (*lat_faults, *lon_faults, *swapped)
    if not any(finding.severity == "error" for finding in swapped):
        remedy = "give degrees in WGS84 (EPSG:4326)"
        for name, values, limit in ((lat_name, lat, 90.0), (lon_name, lon, 180.0)):
            message = f"the coordinate is beyond {limit:g} degrees"
            bad = values.abs() > limit
            findings += rows_finding("error", message, remedy, file=file, column=name, bad=bad, values=values)
    good = ((lat.abs() <= 90) & (lon.abs() <= 180)).to_numpy()
    points = np.full(len(table), None, dtype=object)
    points[good] = shapely.points(lon.to_numpy()[good], lat.to_numpy()[good])
    return gpd.GeoSeries(points, index=table.index, crs=4326), findings


def _swapped(
    lat: pd.Series, lon: pd.Series, *, file: str, column: str, near: BBox | None
) -> tuple[Finding, ...]:
    if near is None or lat.empty:
        return ()
    box = buffered(near)
    x, y = lon.to_numpy(dtype=float), lat.to_numpy(dtype=float)
    bad = pd.Series(~within(x, y, box) & within(y, x, box), index=lat.index)
    known = int((np.isfinite(x) & np.isfinite(y)).sum())
    values = lat.astype(str) + ", " + lon.astype(str)
    if bad.sum() * 2 > known:
        message = "latitude and longitude are the wrong way round: most points lie in the area once swapped"
        remedy = "swap the two columns, or name them the right way round in the mission's columns"
        return rows_finding("error", message, remedy, file=file, column=column, bad=bad, values=values)
    message = "the point lies far outside the area, but in it with latitude and longitude swapped"
    return rows_finding(
        "warning", message, "check the row's coordinates", file=file, column=column, bad=bad, values=values
    )
