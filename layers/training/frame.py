"""Where a training country lies on the globe, and the raster that its people are counted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

CELLS_PER_DEGREE = 120
"""Cells of the population raster, 30 arc-seconds each."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Kilometres east and north of a corner, as degrees and as raster cells.

    Parameters
    ----------
    lon_west, lat_south : float
        The corner, degrees (WGS84).
    km_per_lon, km_per_lat : float
        Kilometres in a degree over the country.
    rows, columns : int
        Cells of the population raster, rows from the south.
    """

    lon_west: float
    lat_south: float
    km_per_lon: float
    km_per_lat: float
    rows: int
    columns: int

    @property
    def cell_km(self) -> tuple[float, float]:
        """Width and height of a raster cell."""
        return self.km_per_lon / CELLS_PER_DEGREE, self.km_per_lat / CELLS_PER_DEGREE

    def to_lonlat(self, x_km: ArrayLike, y_km: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return longitudes and latitudes (WGS84, degrees) of kilometres east and north."""
        lon = self.lon_west + np.asarray(x_km, dtype=float) / self.km_per_lon
        lat = self.lat_south + np.asarray(y_km, dtype=float) / self.km_per_lat
        return lon, lat

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the kilometres east of the columns' centres and north of the rows' centres."""
        width, height = self.cell_km
        x = (np.arange(self.columns, dtype=np.float64) + 0.5) * width
        y = (np.arange(self.rows, dtype=np.float64) + 0.5) * height
        return x.astype(np.float64), y.astype(np.float64)
