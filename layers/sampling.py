"""The pixels that lie under travel cells, looked up at points spread evenly over each cell.

For what is no count: costs, slopes and classes. Counts are laid by ``layers.subpixels``, which loses nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from layers.grid import Grid, transformer
from layers.rasters import RasterWindow, place

MOST_POINTS = 10
"""Points along the side of a cell, at most: a finer raster is sampled, not read to the last pixel."""

_LATTICE_M = 4000.0
"""Points are projected exactly on a lattice this fine, and interpolated between."""

_AT_ONCE = 2_000_000
"""Points held together."""


def travel_box(travel: Grid) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the grid's whole extent, degrees."""
    west, south, east, north = travel.bounds
    x, y = np.linspace(west, east, 41), np.linspace(south, north, 41)
    lon, lat = travel.unproject(*np.meshgrid(x, y))
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def points_per_side(window: RasterWindow, travel: Grid) -> int:
    """Return how many points along a cell's side meet every pixel of ordinary rasters, 4 to MOST_POINTS."""
    ny, nx = window.values.shape
    at = place(window.transform, [nx / 2, nx / 2 + 1, nx / 2], [ny / 2, ny / 2, ny / 2 + 1])
    x, y = transformer(window.crs, travel.crs).transform(*at)
    pixel = min(math.hypot(x[1] - x[0], y[1] - y[0]), math.hypot(x[2] - x[0], y[2] - y[0]))
    if not math.isfinite(pixel) or pixel <= 0:
        return MOST_POINTS
    return min(MOST_POINTS, max(4, math.ceil(2 * travel.cell_m / pixel)))


def pixels_under(
    window: RasterWindow, travel: Grid, *, side: int
) -> Iterator[tuple[slice, NDArray[np.int64]]]:
    """Yield the pixels under the points of each cell, some rows of cells at a time.

    Parameters
    ----------
    window : RasterWindow
    travel : Grid
    side : int
        Points along the side of a cell.

    Yields
    ------
    rows : slice
        Rows of cells.
    pixel : ndarray of int64, shape (rows, columns, side, side)
        Flat pixel of the window at each point (rows of points from the north), -1 beyond its frame.
    """
    ny, nx = travel.shape
    height, width = window.values.shape
    step = max(1, int(_LATTICE_M / travel.cell_m))
    row, column = np.arange(math.ceil(ny / step) + 1) * step, np.arange(math.ceil(nx / step) + 1) * step
    x, y = np.meshgrid(travel.x0 + column * travel.cell_m, travel.y0 - row * travel.cell_m)
    inverse = ~window.transform
    known = place(inverse, *transformer(travel.crs, window.crs).transform(x, y))
    offset = (np.arange(side) + 0.5) / side
    across = ((np.arange(nx)[:, None] + offset) / step).ravel()
    at_once = max(1, _AT_ONCE // (nx * side * side))
    for top in range(0, ny, at_once):
        bottom = min(ny, top + at_once)
        down = ((np.arange(top, bottom)[:, None] + offset) / step).ravel()
        at = np.meshgrid(down, across, indexing="ij")
        u, v = (map_coordinates(values, at, order=1, mode="nearest") for values in known)
        inside = (u >= 0) & (u < width) & (v >= 0) & (v < height)
        with np.errstate(invalid="ignore"):
            flat = np.where(inside, np.floor(v) * width + np.floor(u), -1.0)
        pixel = np.nan_to_num(flat, nan=-1.0).astype(np.int64).reshape(bottom - top, side, nx, side)
        yield slice(top, bottom), pixel.transpose(0, 2, 1, 3)
