"""Counts per pixel of a raster laid on travel cells through sub-points, conserving their sum.

A pixel is split into sub-points with equal parts of its count. A pixel that the outline of the area cuts
gives exactly its share inside, spread over its sub-points inside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.ndimage import binary_dilation, map_coordinates
from shapely.geometry.base import BaseGeometry

from layers.cells import polygon_share
from layers.errors import error
from layers.grid import Grid
from layers.gridding import project_area
from layers.rasters import RasterWindow, place

SUB_POINTS_PER_CELL = 3
"""Sub-points along the side of a travel cell, at least."""

LATTICE_M = 5000.0
"""Positions are projected on a lattice this fine and interpolated: under a metre off below 60 degrees."""

_CHUNK = 1_000_000
"""Sub-points held at once."""

_Points = NDArray[np.float64]
_Position = Callable[[_Points, _Points], tuple[_Points, _Points]]


def lay_counts(
    window: RasterWindow,
    travel: Grid,
    *,
    area_lonlat: BaseGeometry,
    receiving: NDArray[np.bool_],
    water: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Lay counts per pixel on cells.

    Parameters
    ----------
    window : RasterWindow
        Counts per pixel, NaN where unknown.
    travel : Grid
    area_lonlat : shapely Polygon or MultiPolygon
        Only what lies inside counts, WGS84 degrees.
    receiving : ndarray of bool, travel shape
        Cells that take counts; what falls on others is left out.
    water : ndarray of bool, travel shape, optional
        Cells that a pixel gives nothing to as long as it has others inside the area.

    Returns
    -------
    count : ndarray of float64, travel shape
    known : ndarray of bool, travel shape
        Cells that some pixel with a value lies over.

    Raises
    ------
    InputError
        When the area cannot be projected into the raster's system.
    """
    outline = _outline(window, area_lonlat)
    inside = polygon_share(outline, window.values.shape)
    side = _pixel_side_m(window, travel)
    position = _positions(window, travel, max(1, int(LATTICE_M / side)))
    sub = max(1, math.ceil(SUB_POINTS_PER_CELL * side / travel.cell_m))
    count, known = np.zeros(travel.share.size), np.zeros(travel.share.size, dtype=bool)
    # Pixels beside the area give nobody, but let a sliver of a cell on the outline be known.
    met = binary_dilation(inside > 0, np.ones((3, 3), dtype=bool))
    for row, column in _chunks(met & ~np.isnan(window.values), sub):
        u, v = _spread(row, column, sub)
        cell = travel.cell_of(*position(u, v))
        known[cell[cell >= 0]] = True
        people = window.values[row, column] * inside[row, column]
        within = _within(outline, inside[row, column], u, v)
        within = _first(within, (cell >= 0) & travel.mask.ravel()[cell])
        if water is not None:
            within = _first(within & ~water.ravel()[cell], within)
        part = within / np.maximum(1, within.sum(axis=1, keepdims=True))
        take = (part > 0) & (cell >= 0) & receiving.ravel()[cell] & (people > 0)[:, None]
        if take.any():
            low = int(cell[take].min())
            sums = np.bincount(cell[take] - low, (part * people[:, None])[take])
            count[low : low + len(sums)] += sums
    return count.reshape(travel.shape), known.reshape(travel.shape)


def pixel_km2(window: RasterWindow) -> NDArray[np.float64]:
    """Return the true area of each pixel on the ellipsoid, km2, shape of the window (or one column of it).

    Pixel corners are projected to a cylindrical equal-area system, where pixels along meridians and
    parallels are exact rectangles.
    """
    ny, nx = window.values.shape
    straight = window.crs.is_geographic and window.transform.b == 0 == window.transform.d
    columns = 1 if straight else nx
    row, column = np.mgrid[: ny + 1, : columns + 1].astype(float)
    here, there = place(window.transform, nx / 2, ny / 2)
    lon = Transformer.from_crs(window.crs, 4326, always_xy=True).transform(here, there)[0]
    equal_area = f"+proj=cea +lon_0={lon} +datum=WGS84 +units=km"
    transformer = Transformer.from_crs(window.crs, equal_area, always_xy=True)
    x, y = (np.asarray(a) for a in transformer.transform(*place(window.transform, column, row)))
    diagonal = (x[1:, 1:] - x[:-1, :-1]) * (y[1:, :-1] - y[:-1, 1:])
    other = (x[1:, :-1] - x[:-1, 1:]) * (y[1:, 1:] - y[:-1, :-1])
    area: NDArray[np.float64] = np.abs(diagonal - other) / 2
    return area


def _outline(window: RasterWindow, area_lonlat: BaseGeometry) -> BaseGeometry:
    """Return the area with x as column and y as row of the window."""
    inverse = ~window.transform
    area = project_area(area_lonlat, window.crs)
    if not np.isfinite(shapely.get_coordinates(area)).all():
        message = "the area cannot be projected into the raster's coordinate system"
        raise error(message, "reproject the raster to EPSG:4326", file=window.file)
    outline: BaseGeometry = shapely.transform(
        area, lambda xy: np.column_stack(place(inverse, xy[:, 0], xy[:, 1]))
    )
    shapely.prepare(outline)
    return outline


def _pixel_side_m(window: RasterWindow, travel: Grid) -> float:
    """Return the longest side of a pixel at the corners and the middle of the window, metres."""
    ny, nx = window.values.shape
    row, column = np.meshgrid([0.0, (ny - 1) / 2, ny - 1.0], [0.0, (nx - 1) / 2, nx - 1.0])
    transformer = Transformer.from_crs(window.crs, travel.crs, always_xy=True)
    x, y = transformer.transform(*place(window.transform, column.ravel(), row.ravel()))
    sides = []
    for right, down in ((1, 0), (0, 1)):
        x2, y2 = transformer.transform(*place(window.transform, column.ravel() + right, row.ravel() + down))
        sides.append(np.hypot(np.subtract(x2, x), np.subtract(y2, y)))
    return float(np.max(sides))


def _positions(window: RasterWindow, travel: Grid, step: int) -> _Position:
    """Return a function from column and row (fractions) to x and y of the grid, bilinear on a lattice."""
    ny, nx = window.values.shape
    rows, columns = np.arange(math.ceil(ny / step) + 1), np.arange(math.ceil(nx / step) + 1)
    column, row = np.meshgrid(np.minimum(columns * step, nx), np.minimum(rows * step, ny))
    transformer = Transformer.from_crs(window.crs, travel.crs, always_xy=True)
    x, y = transformer.transform(*place(window.transform, column, row))

    def position(u: _Points, v: _Points) -> tuple[_Points, _Points]:
        at = [_on_lattice(v, step, ny), _on_lattice(u, step, nx)]
        return map_coordinates(x, at, order=1, mode="nearest"), map_coordinates(
            y, at, order=1, mode="nearest"
        )

    return position


def _on_lattice(place: _Points, step: int, size: int) -> _Points:
    """Return positions in lattice steps; the last step may be shorter than the others."""
    last = (size - 1) // step * step
    return np.where(place < last, place / step, last / step + (place - last) / (size - last))


def _chunks(wanted: NDArray[np.bool_], sub: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield rows and columns of the wanted pixels, as many at a time as fit the bound on memory."""
    at_once = max(1, _CHUNK // (sub * sub))
    flat = np.flatnonzero(wanted)
    for begin in range(0, len(flat), at_once):
        yield np.divmod(flat[begin : begin + at_once], wanted.shape[1])


def _spread(row: NDArray[np.int64], column: NDArray[np.int64], sub: int) -> tuple[_Points, _Points]:
    """Return column and row of the sub-points of each pixel, shape (pixels, sub x sub)."""
    offset = (np.arange(sub) + 0.5) / sub
    down, right = (axis.ravel() for axis in np.meshgrid(offset, offset, indexing="ij"))
    return column[:, None] + right, row[:, None] + down


def _within(outline: BaseGeometry, share: _Points, u: _Points, v: _Points) -> NDArray[np.bool_]:
    """Return the sub-points inside the area; only pixels that the outline cuts have to be looked at."""
    within = np.ones(u.shape, dtype=bool)
    cut = np.flatnonzero(share < 1)
    if len(cut):
        within[cut] = shapely.contains_xy(outline, u[cut], v[cut])
    return within


def _first(wanted: NDArray[np.bool_], otherwise: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the wanted sub-points of each pixel that has any, else the others: nobody is lost."""
    return np.where(wanted.any(axis=1, keepdims=True), wanted, otherwise)
