"""The grids everything lies on: equal-area cells, a transform, and the share of each cell inside the area.

Two grids share one extent: travel cells, and demand cells that are whole blocks of travel cells.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from layers.errors import error

MAX_CELLS = 60_000_000
"""More cells than this do not fit the memory of an ordinary machine."""


WGS84 = CRS.from_epsg(4326)


@lru_cache(maxsize=64)
def transformer(source: CRS, target: CRS) -> Transformer:
    """Return the transformation between two systems, longitude or x first; making one takes 10 ms."""
    return Transformer.from_crs(source, target, always_xy=True)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Square cells in a local equal-area system.

    Parameters
    ----------
    crs : pyproj.CRS
        Projected equal-area system, metres.
    x0, y0 : float
        West and north edge, metres. Row 0 is the northernmost.
    cell_m : float
        Side of a cell, metres.
    share : ndarray of float32, shape (ny, nx)
        Share of each cell inside the area, 0 to 1, read-only.
    """

    crs: CRS
    x0: float
    y0: float
    cell_m: float
    share: NDArray[np.float32]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.share.shape[0], self.share.shape[1]

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Cells that lie in the area, wholly or in part."""
        return self.share > 0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north, metres."""
        ny, nx = self.shape
        return self.x0, self.y0 - ny * self.cell_m, self.x0 + nx * self.cell_m, self.y0

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """Coefficients a, b, c, d, e, f of the affine transform from column, row to x, y."""
        return self.cell_m, 0.0, self.x0, 0.0, -self.cell_m, self.y0

    def project(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x, y in metres of longitudes and latitudes (WGS84)."""
        x, y = transformer(WGS84, self.crs).transform(np.asarray(lon), np.asarray(lat))
        return np.asarray(x, dtype=float), np.asarray(y, dtype=float)

    def unproject(self, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return longitudes and latitudes (WGS84) of x, y in metres."""
        lon, lat = transformer(self.crs, WGS84).transform(np.asarray(x), np.asarray(y))
        return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)

    def cell_of(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Return the flat cell index of each point, -1 outside the extent."""
        ny, nx = self.shape
        column = np.floor((np.asarray(x, dtype=float) - self.x0) / self.cell_m)
        row = np.floor((self.y0 - np.asarray(y, dtype=float)) / self.cell_m)
        inside = (column >= 0) & (column < nx) & (row >= 0) & (row < ny)
        flat = np.where(inside, row * nx + column, -1)
        return np.asarray(np.nan_to_num(flat, nan=-1.0), dtype=np.int64)

    def centre(self, cell: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x, y of the centres of flat cell indices, metres."""
        row, column = np.divmod(np.asarray(cell, dtype=np.int64), self.shape[1])
        return self.x0 + (column + 0.5) * self.cell_m, self.y0 - (row + 0.5) * self.cell_m


def local_equal_area(lon: float, lat: float) -> CRS:
    """Return the Lambert azimuthal equal-area system centred on a place, rounded to a tenth of a degree."""
    return CRS.from_proj4(
        f"+proj=laea +lat_0={round(lat, 1)} +lon_0={round(lon, 1)} "
        "+x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
    )


def block_sum(fine: NDArray[np.floating], factor: int) -> NDArray[np.float64]:
    """Sum blocks of factor x factor cells; NaN counts as nothing unless the whole block is NaN.

    Counts are conserved: the sum of the result is the sum of the known input.
    """
    ny, nx = fine.shape[0] // factor, fine.shape[1] // factor
    blocks = np.asarray(fine, dtype=float).reshape(ny, factor, nx, factor)
    total: NDArray[np.float64] = np.nansum(blocks, axis=(1, 3))
    total[np.isnan(blocks).all(axis=(1, 3))] = np.nan
    return total


def block_mean(fine: NDArray[np.floating], factor: int) -> NDArray[np.float64]:
    """Average blocks of factor x factor cells (rates and shares are averaged, counts summed)."""
    ny, nx = fine.shape[0] // factor, fine.shape[1] // factor
    mean: NDArray[np.float64] = (
        np.asarray(fine, dtype=float).reshape(ny, factor, nx, factor).mean(axis=(1, 3))
    )
    return mean


def extent_of(
    area: BaseGeometry, *, demand_cell_m: float, travel_cell_m: float, buffer_m: float
) -> tuple[float, float, int, int, int]:
    """Return west edge, north edge, demand rows, demand columns and travel cells per demand cell side.

    Parameters
    ----------
    area : shapely geometry
        The area, in the grid's system, metres.
    demand_cell_m, travel_cell_m : float
        Cell sides; the demand side is a whole multiple of the travel side.
    buffer_m : float
        How far the extent reaches beyond the area, metres.

    Raises
    ------
    InputError
        When the sides do not fit each other or the cells are too many.
    """
    factor = round(demand_cell_m / travel_cell_m)
    if factor < 1 or not math.isclose(factor * travel_cell_m, demand_cell_m):
        raise error(
            "the demand cell is not a whole multiple of the travel cell",
            "choose for example demand_cell_m = 5000 with travel_cell_m = 1000",
            file="mission.toml",
            column="grid.demand_cell_m",
            value=f"{demand_cell_m:g} over {travel_cell_m:g}",
        )
    west, south, east, north = shapely.bounds(area)
    side = demand_cell_m
    x0 = math.floor((west - buffer_m) / side) * side
    y0 = math.ceil((north + buffer_m) / side) * side
    nx = math.ceil((east + buffer_m - x0) / side)
    ny = math.ceil((y0 - south + buffer_m) / side)
    cells = nx * ny * factor * factor
    if cells > MAX_CELLS:
        fitting = travel_cell_m * math.sqrt(cells / MAX_CELLS)
        raise error(
            f"the grid would have {cells:,} travel cells, more than the {MAX_CELLS:,} that fit in memory",
            f"raise grid.travel_cell_m to {math.ceil(fitting / 100) * 100} or more, or make the area smaller",
            file="mission.toml",
            column="grid.travel_cell_m",
            value=f"{travel_cell_m:g}",
        )
    return x0, y0, ny, nx, factor
