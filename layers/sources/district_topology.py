"""Whether districts lie side by side: how much they overlap, and what between them belongs to none."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.errors import Finding
from layers.positions import BBox

MIN_KM2 = 0.01
"""A hectare. Below it lie the slivers of published files, whose neighbours were digitised twice."""

MAX_VERTICES = 3_000_000
"""Larger layers are not compared: it would take longer than it is worth."""


def topology(
    frame: gpd.GeoDataFrame, *, file: str, role: str, bbox: BBox | None = None
) -> tuple[Finding, ...]:
    """Return warnings of overlaps and of gaps, each with its count, its area and the largest.

    Parameters
    ----------
    frame : GeoDataFrame
        Column name; valid polygons of one level, EPSG:4326; index = number of the feature.
    file, role : str
    bbox : tuple of float, optional
        West, south, east, north in degrees. Where only districts near a box were read, gaps beyond it may be
        districts that were not.

    Returns
    -------
    tuple of Finding
        Areas are true areas, in km2. A gap is closed in on all sides: a bay in the outline is none.
    """
    if len(frame) < 2:
        return ()
    shapes = frame.geometry.to_numpy()
    if int(shapely.get_num_coordinates(shapes).sum()) > MAX_VERTICES:
        message = (
            f"the districts have more than {MAX_VERTICES:,} vertices: overlaps and gaps were not looked for"
        )
        return (Finding("info", message, "simplify the layer", file, None, role),)
    flat, equal = flattened(frame)
    return (*_overlaps(frame, flat, file, role), *_gaps(flat, equal, file, role, bbox))


def flattened(frame: gpd.GeoDataFrame) -> tuple[NDArray[np.object_], CRS]:
    """Return polygons on a plane of true areas around their middle, in km, and its system.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons, EPSG:4326.

    Returns
    -------
    ndarray of shapely geometry, shape (rows,)
    CRS
        Lambert's azimuthal equal-area projection.
    """
    west, south, east, north = (float(value) for value in frame.total_bounds)
    middle = f"+lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f}"
    equal = CRS.from_proj4(f"+proj=laea {middle} +datum=WGS84 +units=km")
    return np.asarray(shapely.make_valid(frame.geometry.to_crs(equal).to_numpy()), dtype=object), equal


def _overlaps(
    frame: gpd.GeoDataFrame, flat: NDArray[np.object_], file: str, role: str
) -> tuple[Finding, ...]:
    one, other = shapely.STRtree(flat).query(flat, predicate="intersects")
    pairs = one < other
    one, other = one[pairs], other[pairs]
    area = shapely.area(shapely.intersection(flat[one], flat[other]))
    large = area >= MIN_KM2
    if not large.any():
        return ()
    top = int(np.argmax(area))
    names = f"{frame['name'].iloc[one[top]]} and {frame['name'].iloc[other[top]]}"
    message = (
        f"districts overlap: {int(large.sum()):,} pairs share {area[large].sum():,.2f} km2; "
        f"most, {area[top]:,.2f} km2, do {names}"
    )
    remedy = "cut one by the other in QGIS; until then what lies there may count for either"
    return (Finding("warning", message, remedy, file, int(frame.index[other[top]]), role),)


def _gaps(
    flat: NDArray[np.object_], equal: CRS, file: str, role: str, bbox: BBox | None
) -> tuple[Finding, ...]:
    parts = shapely.get_parts(shapely.union_all(flat))
    rings = [ring for part in parts for ring in getattr(part, "interiors", ())]
    if not rings:
        return ()
    holes = gpd.GeoSeries([shapely.Polygon(ring) for ring in rings], crs=equal)
    place = holes.representative_point().to_crs(4326)
    large = holes.area.to_numpy() >= MIN_KM2
    if bbox is not None:
        large &= shapely.intersects(holes.to_crs(4326).to_numpy(), shapely.box(*bbox))
    if not large.any():
        return ()
    area = np.where(large, holes.area.to_numpy(), 0.0)
    top = int(np.argmax(area))
    at = f"{place.iloc[top].x:.3f}, {place.iloc[top].y:.3f}"
    message = (
        f"gaps between districts: {int(large.sum()):,} places of {area.sum():,.2f} km2 lie in none; "
        f"the largest, {area[top]:,.2f} km2, is around longitude, latitude {at}"
    )
    return (Finding("warning", message, "a lake may be left out on purpose; else mend it", file, None, role),)
