"""Sites moved to the nearest cell that can be travelled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.grid import Grid

_CHUNK = 4_000_000
"""Pairs of site and cell held at once."""


def snap_sites(
    x: ArrayLike, y: ArrayLike, travel: Grid, passable: NDArray[np.bool_], *, max_m: float = 3000.0
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the passable cell of each site, or the nearest one.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        In the grid's system, metres.
    travel : Grid
    passable : ndarray of bool, travel shape
    max_m : float
        How far a site may be moved, metres, the limit included.

    Returns
    -------
    cells : ndarray of int64, shape (n,)
        Flat cells, -1 where none is near enough. Of cells equally near (to the millimetre) the first.
    distance_m : ndarray of float64, shape (n,)
        0 in a passable cell, else to the centre of the cell that was found; NaN where there is none.
    """
    sites = np.column_stack(
        [np.atleast_1d(np.asarray(x, dtype=float)), np.atleast_1d(np.asarray(y, dtype=float))]
    )
    cells = travel.cell_of(sites[:, 0], sites[:, 1])
    cells[(cells >= 0) & ~passable.ravel()[cells]] = -1
    distance = np.where(cells >= 0, 0.0, np.nan)
    astray = np.flatnonzero((cells < 0) & np.isfinite(sites).all(axis=1))
    reach = math.ceil(max_m / travel.cell_m) + 1
    at_once = max(1, _CHUNK // (2 * reach + 1) ** 2)
    for begin in range(0, len(astray), at_once):
        some = astray[begin : begin + at_once]
        cells[some], distance[some] = _nearest(sites[some], travel, passable, reach, max_m)
    return cells, distance


def _nearest(
    sites: NDArray[np.float64], travel: Grid, passable: NDArray[np.bool_], reach: int, max_m: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    ny, nx = travel.shape
    steps = np.arange(-reach, reach + 1)
    down, right = (axis.ravel() for axis in np.meshgrid(steps, steps, indexing="ij"))
    # Far-off sites would overflow whole numbers; two windows beyond the edge they find nothing anyway.
    at_row = np.clip((travel.y0 - sites[:, 1]) / travel.cell_m, -2 * reach - 2, ny + 2 * reach + 2)
    at_column = np.clip((sites[:, 0] - travel.x0) / travel.cell_m, -2 * reach - 2, nx + 2 * reach + 2)
    row = np.floor(at_row).astype(np.int64)[:, None] + down
    column = np.floor(at_column).astype(np.int64)[:, None] + right
    far = np.hypot(column + 0.5 - at_column[:, None], row + 0.5 - at_row[:, None]) * travel.cell_m
    inside = (row >= 0) & (row < ny) & (column >= 0) & (column < nx)
    usable = inside & passable[np.where(inside, row, 0), np.where(inside, column, 0)]
    far = np.where(usable & (far <= max_m + 1e-6), np.round(far, 3), np.inf)
    best = np.argmin(far, axis=1)
    nearest = far[np.arange(len(far)), best]
    found = np.isfinite(nearest)
    flat = row[np.arange(len(far)), best] * nx + column[np.arange(len(far)), best]
    return np.where(found, flat, -1), np.where(found, nearest, np.nan)
