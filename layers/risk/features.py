"""What a learned forecast sees of a cell: kernels of the past, people, distances, season, the mixture."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from layers.grid import block_sum
from layers.landscape import Landscape
from layers.risk.features_kernels import MIXED, Kernel
from layers.risk.folds import TestGround, padded

TWELVE = tuple(
    Kernel(width, half_life)
    for half_life in (90.0, 365.0, float("inf"))
    for width in (5_000.0, 10_000.0, 20_000.0, 40_000.0)
)
"""Kernels of the plain trees."""

TOLD = tuple(
    Kernel(width, half_life)
    for half_life, widths in (
        (60.0, (10_000.0, 40_000.0)),
        (540.0, (5_000.0, 20_000.0)),
        (float("inf"), (5_000.0, 20_000.0, 40_000.0)),
    )
    for width in widths
)
"""Kernels that what raises and lowers the mixture sees beside it."""

SEASON = 2
"""Columns of the season, the last ones."""

_FAINT = 1e-2  # of the mean density: below it a kernel counts as empty
_DAYS_PER_YEAR = 365.25


def ground_features(landscape: Landscape, ground: TestGround) -> NDArray[np.float64]:
    """Return what does not change with time, shape (cells, features).

    Logs of people, of cells to the nearest place and of cells to the nearest road.

    These layers carry no date, so the same values stand for every origin; bases in place are left out
    because they follow violence.

    Parameters
    ----------
    landscape : Landscape
    ground : TestGround
        Distances are in its cells; where a layer is empty they are the canvas's length.
    """
    block = round(ground.grid.cell_m / landscape.travel.cell_m)
    people = block_sum(padded(np.nan_to_num(landscape.travel_people), block), block)
    columns = [np.log1p(ground.canvas.pad(people).ravel())]
    columns += [np.log1p(_distance(table, ground)) for table in (landscape.places, landscape.roads)]
    return np.column_stack(columns)


def raising_features(
    density: NDArray[np.float64],
    mixture: NDArray[np.float64],
    fixed: NDArray[np.float64],
    *,
    share: NDArray[np.float64],
    origin: int,
) -> NDArray[np.float32]:
    """Return the features of the cells of the area at one origin, shape (cells in the area, features).

    The mixture, seven of its kernels from the near and recent to the wide and old, what does not change, and
    at the end, in `SEASON` columns, the season.

    Parameters
    ----------
    density : ndarray of float64, shape (parts, cells)
        Normalised kernels `MIXED` without the uniform part.
    mixture : ndarray of float64, shape (cells,)
    fixed : ndarray of float64, shape (cells, features)
        Of :func:`ground_features`.
    share : ndarray of float64, shape (cells,)
    origin : int
        Day; tells the season.
    """
    inside = share > 0
    angle = 2 * math.pi * origin / _DAYS_PER_YEAR
    season = np.tile([math.cos(angle), math.sin(angle)], (int(inside.sum()), 1))
    told = np.vstack([mixture, density[[MIXED.index(kernel) for kernel in TOLD]]])
    kernels = log_density(told[:, inside], float(share.sum()))
    return np.column_stack([kernels, fixed[inside], season]).astype(np.float32)


def log_density(density: NDArray[np.float64], area: float) -> NDArray[np.float64]:
    """Return logs of densities over uniform, shape (parts, cells) -> (cells, parts)."""
    return np.asarray(np.log(density * area + _FAINT).T)


def _distance(table: gpd.GeoDataFrame, ground: TestGround) -> NDArray[np.float64]:
    """Return cells to the nearest cell that a layer touches, flat over the canvas."""
    empty = np.full(ground.share.size, float(max(ground.shape)))
    if len(table) == 0:
        return empty
    lines = shapely.segmentize(table.geometry.to_crs(ground.grid.crs).to_numpy(), ground.grid.cell_m / 3)
    x, y = shapely.get_coordinates(lines).T
    cell = ground.canvas.cell_of(x, y)
    away = np.ones(ground.share.size, dtype=np.bool_)
    away[cell[cell >= 0]] = False
    if away.all():
        return empty
    return np.asarray(ndimage.distance_transform_edt(away.reshape(ground.shape))).ravel()
