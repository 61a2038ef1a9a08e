"""Grids warped to Web Mercator, the system in which a browser stretches an image between its bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from scipy.ndimage import map_coordinates

from layers.grid import WGS84, Grid, transformer

WEB_MERCATOR = CRS.from_epsg(3857)

Method = Literal["nearest", "bilinear"]

PIXELS_PER_CELL = 3.0
"""Pixels along the side of a cell where the size allows: edges then lie within a sixth of a cell."""

_STEP = 16
"""Every so many pixels a position is projected exactly."""


@dataclass(frozen=True, slots=True, eq=False)
class MercatorRaster:
    """An image in EPSG:3857.

    Parameters
    ----------
    values : ndarray, shape (ny, nx)
        Row 0 in the north.
    bounds : tuple of float
        South, west, north, east of the outer edges, degrees.
    """

    values: NDArray[np.generic]
    bounds: tuple[float, float, float, float]


def to_web_mercator(
    values: NDArray[np.generic], grid: Grid, *, method: Method = "nearest", max_pixels: int = 1500
) -> MercatorRaster:
    """Warp a grid's array to EPSG:3857.

    The image is cut to the cells that lie in the area or hold a value. Its pixels are a third of a cell
    where `max_pixels` allows; a cell is drawn within half a pixel of its place.

    Parameters
    ----------
    values : ndarray of floats or uint8, grid shape
        NaN or, of whole numbers, 0 means nothing.
    grid : Grid
    method : {"nearest", "bilinear"}
        "nearest" for classes; "bilinear" for floats that are to look smooth.
    max_pixels : int
        Most pixels along a side.

    Returns
    -------
    MercatorRaster
        Of float32 or of the type given for whole numbers.
    """
    return MercatorWarp(grid, *_window(_present(values) | grid.mask), max_pixels=max_pixels).warp(
        values, method=method
    )


class MercatorWarp:
    """The way from a grid's cells to the pixels of an image, made once for many arrays.

    Parameters
    ----------
    grid : Grid
    rows, columns : slice
        The part of the grid that is shown; where it is left out, the cells that lie in the area.
    max_pixels : int
        Most pixels along a side.
    """

    __slots__ = ("_at", "_bounds", "_column", "_inside", "_row", "_shown")

    def __init__(
        self,
        grid: Grid,
        rows: slice | None = None,
        columns: slice | None = None,
        *,
        max_pixels: int = 1500,
    ) -> None:
        if rows is None or columns is None:
            rows, columns = _window(grid.mask)
        self._shown = rows, columns
        size = rows.stop - rows.start, columns.stop - columns.start
        x0, y0 = grid.x0 + columns.start * grid.cell_m, grid.y0 - rows.start * grid.cell_m
        west, south, east, north, pixel = _frame(grid, (x0, y0), size, max_pixels)
        shape = max(1, round((north - south) / pixel)), max(1, round((east - west) / pixel))
        x, y = _pixel_centres(grid, west, north, pixel, shape)
        row, column = (y0 - y) / grid.cell_m, (x - x0) / grid.cell_m
        self._inside = (row >= 0) & (row < size[0]) & (column >= 0) & (column < size[1])
        self._at = (
            np.where(self._inside, row, 0).astype(np.int64),
            np.where(self._inside, column, 0).astype(np.int64),
        )
        self._row, self._column = row, column
        to_degrees = transformer(WEB_MERCATOR, WGS84)
        lon, lat = to_degrees.transform([west, west + shape[1] * pixel], [north - shape[0] * pixel, north])
        self._bounds = float(lat[0]), float(lon[0]), float(lat[1]), float(lon[1])

    def warp(self, values: NDArray[np.generic], *, method: Method = "nearest") -> MercatorRaster:
        """Return an array of the grid as an image; see :func:`to_web_mercator`."""
        floating = np.issubdtype(values.dtype, np.floating)
        nothing: float = np.nan if floating else 0
        source = values[self._shown].astype(np.float32) if floating else values[self._shown]
        found = np.where(self._inside, source[self._at], np.array(nothing, dtype=source.dtype))
        if method == "bilinear":
            found = _smooth(source, found, self._row, self._column, nothing)
        return MercatorRaster(found, self._bounds)


def _present(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Return the cells that hold a value."""
    if np.issubdtype(values.dtype, np.floating):
        return np.asarray(np.isfinite(values.astype(float)))
    return np.asarray(values != 0)


def _pixel_centres(
    grid: Grid, west: float, north: float, pixel: float, shape: tuple[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y of the pixels' centres in the grid's system, interpolated on a lattice."""
    lattice = [np.arange(-(-size // _STEP) + 1) * _STEP for size in shape]
    mx, my = np.meshgrid(west + (lattice[1] + 0.5) * pixel, north - (lattice[0] + 0.5) * pixel)
    known = transformer(WEB_MERCATOR, grid.crs).transform(mx, my)
    at = np.indices(shape) / _STEP
    return map_coordinates(known[0], at, order=1), map_coordinates(known[1], at, order=1)


def _smooth(
    source: NDArray[np.generic],
    nearest: NDArray[np.generic],
    row: NDArray[np.float64],
    column: NDArray[np.float64],
    nothing: float,
) -> NDArray[np.generic]:
    """Return means of neighbours at rows and columns (fractions; whole numbers are edges of cells)."""
    known = np.isfinite(source.astype(float))
    centres = np.stack([row - 0.5, column - 0.5])
    total = map_coordinates(np.where(known, source, 0).astype(float), centres, order=1, mode="nearest")
    weight = map_coordinates(known.astype(float), centres, order=1, mode="nearest")
    smooth = np.divide(total, weight, out=np.full(row.shape, np.nan), where=weight > 0)
    return np.where(np.isfinite(nearest.astype(float)), smooth, nothing).astype(source.dtype)


def _window(kept: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return the rows and columns that hold all kept cells; everything where none is kept."""
    if not kept.any():
        return slice(0, kept.shape[0]), slice(0, kept.shape[1])
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _frame(
    grid: Grid, corner: tuple[float, float], shape: tuple[int, ...], max_pixels: int
) -> tuple[float, float, float, float, float]:
    """Return west, south, east, north and the pixel side, in Web Mercator: a whole number of pixels."""
    across = corner[0] + np.linspace(0, shape[1], 33) * grid.cell_m
    down = corner[1] - np.linspace(0, shape[0], 33) * grid.cell_m
    x = np.r_[across, across, np.full(33, across[0]), np.full(33, across[-1])]
    y = np.r_[np.full(33, down[0]), np.full(33, down[-1]), down, down]
    mx, my = transformer(grid.crs, WEB_MERCATOR).transform(x, y)
    west, south, east, north = float(mx.min()), float(my.min()), float(mx.max()), float(my.max())
    # A metre of Web Mercator is cos(latitude) metres, so cells look smallest nearest the equator.
    latitude = grid.unproject(x, y)[1]
    nearest = 0.0 if latitude.min() < 0 < latitude.max() else float(np.abs(latitude).min())
    cell = grid.cell_m / math.cos(math.radians(nearest))
    pixel = max(cell / PIXELS_PER_CELL, (east - west) / (max_pixels - 1), (north - south) / (max_pixels - 1))
    east = west + np.ceil((east - west) / pixel) * pixel
    south = north - np.ceil((north - south) / pixel) * pixel
    return west, south, east, north, pixel
