"""Names of areas by the places in them: the highest class first, then the nearest to the middle."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.grid import Grid
from layers.landscape import Landscape
from layers.risk.districts import projected_polygons

_CLASSES = ("city", "town", "village", "hamlet")
_WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
_FAR_M = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Naming:
    """Places and districts of a landscape, ready to name areas.

    Parameters
    ----------
    grid : Grid
    names : ndarray of str, shape (places,)
    order : ndarray of int64, shape (places,)
        0 for the highest class.
    x, y : ndarray of float64, shape (places,)
        Metres.
    cell : ndarray of int64, shape (places,)
        Flat demand cell, -1 beyond the grid.
    polygons : ndarray of shapely geometry, shape (districts,)
    districts : tuple of str
    """

    grid: Grid
    names: NDArray[np.object_]
    order: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    cell: NDArray[np.int64]
    polygons: NDArray[np.object_]
    districts: tuple[str, ...]

    def name(self, x: float, y: float, cells: NDArray[np.int64]) -> str:
        """Return the name of an area with its middle at x, y (metres)."""
        number = self._place(x, y, cells)
        if number is None:
            district = self.district(x, y)
            return f"in {district}" if district else "unnamed area"
        name = str(self.names[number])
        if self.cell[number] in cells:
            return name
        dx, dy = x - self.x[number], y - self.y[number]
        away = math.hypot(dx, dy)
        if away < _FAR_M:
            return name
        wind = _WINDS[round(math.degrees(math.atan2(dx, dy)) / 45.0) % 8]
        return f"{away / 1000.0:.0f} km {wind} of {name}"

    def slug(self, x: float, y: float, cells: NDArray[np.int64]) -> str:
        """Return the name of the place in small letters and hyphens."""
        number = self._place(x, y, cells)
        text = self.district(x, y) if number is None else str(self.names[number])
        bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
        return "-".join(re.findall(r"[a-z0-9]+", bare)) or "area"

    def district(self, x: float, y: float) -> str:
        """Return the district that a point lies in, "" in none."""
        hits = shapely.STRtree(self.polygons).query(shapely.Point(x, y), predicate="intersects")
        return self.districts[int(hits.min())] if hits.size else ""

    def _place(self, x: float, y: float, cells: NDArray[np.int64]) -> int | None:
        if self.names.size == 0:
            return None
        away = np.hypot(self.x - x, self.y - y)
        inside = np.flatnonzero(np.isin(self.cell, cells))
        if inside.size:
            return int(min(inside.tolist(), key=lambda n: (self.order[n], away[n], n)))
        return int(away.argmin())


def naming_of(landscape: Landscape) -> Naming:
    """Return what names the areas of a landscape; places without a name are passed over."""
    places, grid = landscape.places, landscape.grid
    if "name" in places:
        places = places[places["name"].astype(str) != ""]
    named = "name" in places and len(places) > 0
    lon = places.geometry.x.to_numpy() if named else np.empty(0)
    lat = places.geometry.y.to_numpy() if named else np.empty(0)
    x, y = grid.project(lon, lat) if named else (np.empty(0), np.empty(0))
    classes = places["class"].astype(str).tolist() if named and "class" in places else [""] * x.size
    order = [_CLASSES.index(name) if name in _CLASSES else len(_CLASSES) for name in classes]
    return Naming(
        grid=grid,
        names=places["name"].to_numpy(dtype=object) if named else np.empty(0, dtype=object),
        order=np.array(order, dtype=np.int64),
        x=x,
        y=y,
        cell=grid.cell_of(x, y),
        polygons=projected_polygons(landscape.districts, grid.crs),
        districts=tuple(landscape.districts["name"].astype(str)) if len(landscape.districts) else (),
    )
