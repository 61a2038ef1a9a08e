"""Bands that this project wrote, read back with the grid they lie on."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from layers.errors import error
from layers.grid import Grid


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Named bands on one grid.

    Parameters
    ----------
    grid : Grid
        Its share is 1 where any band has a value, else 0.
    values : mapping of str to ndarray of float64, grid shape
        NaN where there is none.
    tags : mapping of str to str
    """

    grid: Grid
    values: Mapping[str, NDArray[np.float64]]
    tags: Mapping[str, str]


def read_bands(path: Path) -> Bands:
    """Read every band of a GeoTIFF of :func:`layers.rasters.write_cog`.

    Raises
    ------
    InputError
        When the file is missing or damaged, or has no coordinate system.
    """
    try:
        with warnings.catch_warnings():
            # A file cut short in its header has lost its place; the error below says more.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            raster = rasterio.open(path)
        with raster:
            data = raster.read(out_dtype="float64", masked=True).filled(np.nan)
            names = [name or f"band {number}" for number, name in enumerate(raster.descriptions, start=1)]
            share = np.isfinite(data).any(axis=0).astype(np.float32)
            if raster.crs is None:
                raise error(
                    "the raster of this run has lost its coordinate system",
                    "plan the mission again",
                    file=path.name,
                )
            grid = Grid(
                CRS.from_wkt(raster.crs.to_wkt()),
                raster.transform.c,
                raster.transform.f,
                raster.transform.a,
                share,
            )
            return Bands(grid, dict(zip(names, data, strict=True)), raster.tags())
    except (RasterioError, OSError) as fault:
        raise error(
            "the raster of this run is missing or damaged",
            "plan the mission again",
            file=path.name,
            value=str(fault)[:120],
        ) from fault
