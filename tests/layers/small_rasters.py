"""Small rasters and grids that the tests of raster layers write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray

from layers.gridding import Grids, make_grids

AREA = shapely.box(29.1, -1.9, 29.9, -1.1)


def grids(cell_m: float = 1000.0, area: shapely.Geometry = AREA, crs: str = "auto") -> Grids:
    """Return grids around an area."""
    return make_grids(area, demand_cell_m=4 * cell_m, travel_cell_m=cell_m, buffer_m=3000, crs=crs)


def store(path: Path, values: NDArray[Any], **options: Any) -> Path:
    """Write a GeoTIFF from 29 E, 1 S over one degree (or as the options say)."""
    ny, nx = values.shape
    profile: dict[str, Any] = {"driver": "GTiff", "count": 1, "height": ny, "width": nx, "crs": "EPSG:4326"}
    profile |= {"dtype": values.dtype.name, "transform": Affine(1 / nx, 0, 29.0, 0, -1 / ny, -1.0)}
    with rasterio.open(path, "w", **(profile | options)) as raster:
        raster.write(values, 1)
    return path
