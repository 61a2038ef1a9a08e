"""Counts per pixel of a raster laid on travel cells through sub-points, conserving their sum.

A pixel is split into sub-points with equal parts of its count. A pixel that the outline of the area cuts
gives exactly its share inside, spread over its sub-points inside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.ndimage import binary_dilation, map_coordinates
from shapely.geometry.base import BaseGeometry

from layers.cells import polygon_share
from layers.errors import error
from layers.grid import WGS84, Grid, transformer
from layers.gridding import project_area
from layers.rasters import RasterWindow, place

SUB_POINTS_PER_CELL = 3
"""Sub-points along the side of a travel cell, at least."""

LATTICE_M = 5000.0
"""Positions are projected on a lattice this fine and interpolated: under a metre off below 60 degrees."""

_CHUNK = 1_000_000
"""Sub-points held at once."""

MOST_KEPT = 20_000_000
"""Sub-points whose cells are kept for further rasters of a frame: 100 MB."""

_STRIP = 4_000_000
"""Pixels looked at together, at most: shares and masks of a large raster are never held whole."""

_Points = NDArray[np.float64]
_Position = Callable[[_Points, _Points], tuple[_Points, _Points]]


def lay_counts(
    window: RasterWindow,
    travel: Grid,
    *,
    area_lonlat: BaseGeometry,
    receiving: NDArray[np.bool_],
    water: NDArray[np.bool_] | None = None,
    kept: KeptCells | None = None,
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
    kept : KeptCells, optional
        Of earlier rasters of the same frame, laid on the same cells in the same area.

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
    side = _pixel_side_m(window, travel)
    laid = _Laid(
        _positions(window, travel, max(1, int(LATTICE_M / side))),
        travel,
        receiving.ravel(),
        None if water is None else water.ravel(),
        np.zeros(travel.share.size),
        np.zeros(travel.share.size, dtype=bool),
    )
    sub = max(1, math.ceil(SUB_POINTS_PER_CELL * side / travel.cell_m))
    pool = max(1, int(travel.cell_m / (SUB_POINTS_PER_CELL * side)))
    ny, nx = window.values.shape
    for top, bottom in _strips(ny, nx, pool):
        inside, met = _met(outline, top, bottom, (ny, nx))
        values = window.values[top:bottom]
        met &= ~np.isnan(values)
        if pool > 1:
            whole, people, down, across = _pooled(values, inside, pool)
            met &= ~whole
            for part in range(0, len(people), _CHUNK):
                of = slice(part, part + _CHUNK)
                u, v = across[of, None], down[of, None] + top
                laid.add(people[of], np.ones(u.shape, dtype=bool), laid.cells(u, v))
        for row, column in _chunks(met, sub):
            pixel = (row + top) * nx + column
            found = None if kept is None else kept.of(pixel)
            if found is None:
                u, v = _spread(row + top, column, sub)
                found = _within(outline, inside[row, column], u, v), laid.cells(u, v)
                if kept is not None:
                    kept.keep(pixel, *found)
            laid.add(values[row, column] * inside[row, column], *found)
    return laid.count.reshape(travel.shape), laid.known.reshape(travel.shape)


class KeptCells:
    """Cells of sub-points that rasters of one frame share, by age and sex say: projected once, not by each.

    Where holes differ, so that other pixels are laid together, nothing is found and all is as without.
    """

    __slots__ = ("_held", "_size")

    def __init__(self) -> None:
        self._held: dict[int, tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int32]]] = {}
        self._size = 0

    def of(self, pixel: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int32]] | None:
        """Return which sub-points of these pixels lie in the area, and their cells; None where not kept."""
        held = self._held.get(int(pixel[0]))
        if held is None or not np.array_equal(held[0], pixel):
            return None
        return held[1], held[2]

    def keep(self, pixel: NDArray[np.int64], within: NDArray[np.bool_], cell: NDArray[np.int32]) -> None:
        """Keep what was found, as long as it is not too much."""
        if self._size + cell.size <= MOST_KEPT and int(pixel[0]) not in self._held:
            self._held[int(pixel[0])] = pixel, within, cell
            self._size += cell.size


@dataclass(frozen=True, slots=True)
class _Laid:
    """What has been laid so far, and where it goes."""

    position: _Position
    travel: Grid
    receiving: NDArray[np.bool_]
    water: NDArray[np.bool_] | None
    count: NDArray[np.float64]
    known: NDArray[np.bool_]

    def cells(self, u: _Points, v: _Points) -> NDArray[np.int32]:
        """Return the cells of sub-points, -1 beyond the grid."""
        return self.travel.cell_of(*self.position(u, v)).astype(np.int32)

    def add(self, people: _Points, within: NDArray[np.bool_], cell: NDArray[np.int32]) -> None:
        """Lay the people of pixels on their sub-points within the area, arrays of (pixels, sub-points)."""
        self.known[cell[cell >= 0]] = True
        within = _first(within, (cell >= 0) & self.travel.mask.ravel()[cell])
        if self.water is not None:
            within = _first(within & ~self.water[cell], within)
        part = within / np.maximum(1, within.sum(axis=1, keepdims=True))
        take = (part > 0) & (cell >= 0) & self.receiving[cell] & (people > 0)[:, None]
        if take.any():
            low = int(cell[take].min())
            sums = np.bincount(cell[take] - low, (part * people[:, None])[take])
            self.count[low : low + len(sums)] += sums


def _strips(ny: int, nx: int, pool: int) -> Iterator[tuple[int, int]]:
    """Yield first and last row of strips that hold whole blocks."""
    step = max(1, _STRIP // max(1, nx) // pool) * pool
    for top in range(0, ny, step):
        yield top, min(ny, top + step)


def _met(
    outline: BaseGeometry, top: int, bottom: int, shape: tuple[int, int]
) -> tuple[_Points, NDArray[np.bool_]]:
    """Return the share of each pixel of a strip inside the outline, and the pixels in or beside it."""
    # Pixels beside the area give nobody, but let a sliver of a cell on the outline be known.
    above, below = min(1, top), min(1, shape[0] - bottom)
    moved = shapely.transform(outline, lambda xy: xy - [0, top - above])
    share = polygon_share(moved, (bottom - top + above + below, shape[1]))
    met = binary_dilation(share > 0, np.ones((3, 3), dtype=bool))
    rows = slice(above, above + bottom - top)
    return share[rows], met[rows]


def _pooled(
    values: NDArray[np.floating[Any]], inside: _Points, pool: int
) -> tuple[NDArray[np.bool_], _Points, _Points, _Points]:
    """Join pixels much finer than cells to blocks; only blocks wholly inside the area are joined.

    Returns the pixels in joined blocks, and people, middle row and middle column of each block.
    """
    rows, columns = values.shape[0] // pool, values.shape[1] // pool
    blocks = slice(0, rows * pool), slice(0, columns * pool)
    split = rows, pool, columns, pool
    full = (inside[blocks].reshape(split) == 1).all(axis=(1, 3))
    count = np.asarray(values[blocks], dtype=float).reshape(split)
    full &= ~np.isnan(count).all(axis=(1, 3))
    people: _Points = np.nansum(count, axis=(1, 3))[full]
    row, column = np.nonzero(full)
    whole: NDArray[np.bool_] = np.zeros(values.shape, dtype=bool)
    whole[blocks] = full.repeat(pool, axis=0).repeat(pool, axis=1)
    across = (column.astype(np.float64) + 0.5) * pool
    down = (row.astype(np.float64) + 0.5) * pool
    return whole, people, down, across


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
    lon = transformer(window.crs, WGS84).transform(here, there)[0]
    equal_area = f"+proj=cea +lon_0={lon} +datum=WGS84 +units=km"
    to_area = Transformer.from_crs(window.crs, equal_area, always_xy=True)  # one of its own for each window
    x, y = (np.asarray(a) for a in to_area.transform(*place(window.transform, column, row)))
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
    to_grid = transformer(window.crs, travel.crs)
    x, y = to_grid.transform(*place(window.transform, column.ravel(), row.ravel()))
    sides = []
    for right, down in ((1, 0), (0, 1)):
        x2, y2 = to_grid.transform(*place(window.transform, column.ravel() + right, row.ravel() + down))
        sides.append(np.hypot(np.subtract(x2, x), np.subtract(y2, y)))
    return float(np.max(sides))


def _positions(window: RasterWindow, travel: Grid, step: int) -> _Position:
    """Return a function from column and row (fractions) to x and y of the grid, bilinear on a lattice."""
    ny, nx = window.values.shape
    rows, columns = np.arange(math.ceil(ny / step) + 1), np.arange(math.ceil(nx / step) + 1)
    column, row = np.meshgrid(np.minimum(columns * step, nx), np.minimum(rows * step, ny))
    to_grid = transformer(window.crs, travel.crs)
    x, y = to_grid.transform(*place(window.transform, column, row))

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
