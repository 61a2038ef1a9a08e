"""Districts on cells, and the district that an event's words or position point to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.features import rasterize

_KINDS = frozenset(
    {
        *("admin", "area", "county", "departement", "department", "district"),
        *("province", "region", "state", "territoire", "territory"),
    }
)
_SIDES = {"nord": "north", "sud": "south", "est": "east", "ouest": "west"}


def district_labels(
    polygons: NDArray[np.object_],
    shape: tuple[int, int],
    transform: tuple[float, float, float, float, float, float],
) -> NDArray[np.int32]:
    """Lay polygons on cells by cell centre.

    Parameters
    ----------
    polygons : ndarray of shapely geometry, shape (districts,)
        In the cells' system, metres. Where they overlap the last one counts.
    shape : tuple of int
        Rows and columns.
    transform : tuple of float
        Coefficients a to f from column, row to x, y.

    Returns
    -------
    ndarray of int32, shape `shape`
        Position in `polygons`, -1 where no district has the cell's centre.
    """
    labels = np.full(shape, -1, dtype=np.int32)
    shapes = [
        (polygon, number)
        for number, polygon in enumerate(polygons)
        if polygon is not None and not polygon.is_empty
    ]
    if shapes:
        rasterize(shapes, out=labels, transform=Affine(*transform), all_touched=False)
    return labels


def projected_polygons(districts: gpd.GeoDataFrame, crs: CRS) -> NDArray[np.object_]:
    """Return the districts' polygons in another system, shape (districts,); none gives an empty array."""
    if len(districts) == 0:
        return np.empty(0, dtype=object)
    return np.asarray(shapely.make_valid(districts.geometry.to_crs(crs).to_numpy()), dtype=object)


def plain_name(name: object) -> str:
    """Return a name without accents, case, order of words and the kind of unit: Nord-Kivu is north kivu."""
    if not isinstance(name, str):
        return ""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = [_SIDES.get(word, word) for word in re.findall(r"[a-z0-9]+", bare)]
    return " ".join(sorted(word for word in words if word not in _KINDS))


def district_of_events(
    polygons: NDArray[np.object_],
    names: Iterable[object],
    *,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    adm_1: NDArray[np.object_],
    adm_2: NDArray[np.object_],
) -> NDArray[np.int64]:
    """Find the district of each event: by a name that only one district bears, else by position.

    The name goes first because an admin unit's point is its centroid, which may lie outside its outline.

    Parameters
    ----------
    polygons : ndarray of shapely geometry, shape (districts,)
    names : iterable of str, length districts
    x, y : ndarray of float64, shape (n,)
        Positions in the polygons' system, metres.
    adm_1, adm_2 : ndarray of str, shape (n,)
        The smaller unit (adm_2) is tried first.

    Returns
    -------
    ndarray of int64, shape (n,)
        Position in `polygons`, -1 where none fits.
    """
    found = np.full(x.size, -1, dtype=np.int64)
    if polygons.size == 0 or x.size == 0:
        return found
    point, polygon = shapely.STRtree(polygons).query(shapely.points(x, y), predicate="intersects")
    found[point[::-1]] = polygon[::-1]  # the first of several counts
    by_name = _unique_names(names)
    for event in range(x.size):
        for name in (adm_2[event], adm_1[event]):
            number = by_name.get(plain_name(name), -1)
            if number >= 0:
                found[event] = number
                break
    return found


def _unique_names(names: Iterable[object]) -> dict[str, int]:
    seen: dict[str, int] = {}
    for number, name in enumerate(names):
        plain = plain_name(name)
        seen[plain] = -1 if plain in seen else number
    seen.pop("", None)
    return seen
