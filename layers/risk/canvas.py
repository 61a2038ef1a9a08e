"""The canvas: the window of a grid that the area fills, with a margin as wide as the kernels reach.

Events beyond the margin cannot reach the area, so nothing wider has to be smoothed; the margin may lie
outside the grid's own extent, so that a narrow extent does not cut a kernel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.grid import Grid

Window = tuple[slice, slice]
"""Rows and columns."""


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A window of a grid plus a margin.

    Parameters
    ----------
    grid : Grid
        The grid that the canvas is aligned with.
    rows, columns : slice
        The window that holds the area, in cells of `grid`, cut at whole blocks.
    margin : int
        Cells around the window on each side.
    """

    grid: Grid
    rows: slice
    columns: slice
    margin: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, margin included."""
        ny, nx = self.rows.stop - self.rows.start, self.columns.stop - self.columns.start
        return ny + 2 * self.margin, nx + 2 * self.margin

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """Coefficients a, b, c, d, e, f of the affine transform from column, row to x, y."""
        side = self.grid.cell_m
        west = self.grid.x0 + (self.columns.start - self.margin) * side
        north = self.grid.y0 - (self.rows.start - self.margin) * side
        return side, 0.0, west, 0.0, -side, north

    @property
    def window_slices(self) -> Window:
        """Rows and columns of the window in an array of the grid's shape."""
        return self.rows, self.columns

    def cell_of(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Return the flat cell of each point on the canvas, -1 beyond it."""
        side, _, west, _, _, north = self.transform
        ny, nx = self.shape
        column = np.floor((np.asarray(x, dtype=float) - west) / side)
        row = np.floor((north - np.asarray(y, dtype=float)) / side)
        inside = (column >= 0) & (column < nx) & (row >= 0) & (row < ny)
        return np.where(inside, np.nan_to_num(row * nx + column, nan=-1.0), -1).astype(np.int64)

    def pad(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the window of an array of the grid's shape with zeros in the margin, canvas shape."""
        window = np.asarray(values[self.rows, self.columns], dtype=np.float64)
        return np.pad(window, self.margin)

    def window(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the part of an array of the canvas's shape that lies in the window."""
        ny, nx = self.shape
        return values[self.margin : ny - self.margin, self.margin : nx - self.margin]


def canvas_around(grid: Grid, reach_m: float, *, block: int = 1) -> Canvas:
    """Return the canvas of the cells that lie in the area, with a margin of `reach_m`.

    Parameters
    ----------
    grid : Grid
        Some cell of it lies in the area.
    reach_m : float
        Reach of the kernels, metres.
    block : int
        The window is cut at multiples of this many cells, so that it falls into whole demand cells.
    """
    rows = np.flatnonzero(grid.mask.any(axis=1))
    columns = np.flatnonzero(grid.mask.any(axis=0))
    return Canvas(
        grid,
        slice(rows[0] // block * block, (rows[-1] // block + 1) * block),
        slice(columns[0] // block * block, (columns[-1] // block + 1) * block),
        math.ceil(reach_m / grid.cell_m) + 1,
    )
