"""A raster of factors on the cells of a grid: means, NaN where it says nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.errors import error
from layers.grid import Grid
from layers.rasters import read_window
from layers.sampling import pixels_under, points_per_side, travel_box

LARGEST = 1000.0
"""A factor above this is taken for another unit."""


def read_surface(path: str | Path, grid: Grid, *, role: str) -> NDArray[np.float64]:
    """Return the mean of a raster in each cell, over what it has a value for.

    Parameters
    ----------
    path : path
        Factors, 0 or more.
    grid : Grid
    role : str
        Key of the mission file.

    Returns
    -------
    ndarray of float64, grid shape
        NaN where the raster has no value.

    Raises
    ------
    InputError
        When the raster cannot be read, or holds values that are no factors.
    """
    window = read_window(path, bbox=travel_box(grid), role=role)
    highest = float(np.nanmax(window.values))
    if highest > LARGEST:
        message = f"the raster reaches {highest:,.6g}, which is no factor"
        raise error(message, f"scale it to 0 to {LARGEST:,.0f}", file=window.file, column=role)
    mean = np.full(grid.shape, np.nan)
    flat = window.values.ravel()
    for rows, pixel in pixels_under(window, grid, side=points_per_side(window, grid)):
        here = np.where(pixel >= 0, flat[pixel], np.nan)
        known = ~np.isnan(here)
        number = known.sum(axis=(2, 3))
        total = np.where(known, here, 0.0).sum(axis=(2, 3))
        mean[rows] = np.divide(total, number, out=np.full(number.shape, np.nan), where=number > 0)
    return mean
