"""One look at one file: which kind it is shows in its first bytes."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from rasterio.errors import RasterioError
from shapely.errors import ShapelyError

from layers.errors import InputError
from layers.file_kind import file_kind
from layers.found.features import see_features
from layers.found.rasters import see_raster
from layers.found.sight import Sight, unclear
from layers.found.tables import see_table
from layers.positions import BBox

TEXT = (".csv", ".xlsx")
RASTER = (".tif", ".tiff", ".geotiff")
VECTOR = (".geojson", ".gpkg", ".shp", ".zip")
EITHER = (".parquet", ".geoparquet")
"""Tables or vector files."""

SUFFIXES = (*TEXT, *RASTER, *VECTOR, *EITHER)
"""Files with these endings are looked at; what they hold is never told from their name."""

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def is_raster(path: Path) -> bool:
    """Return whether a file begins as a TIFF does."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) in _TIFF
    except OSError:
        return False  # who looks at it tells why


def look(path: Path, *, today: date, near: BBox | None = None) -> Sight:
    """Look at a file; nothing is raised, and what cannot be read is not understood.

    Parameters
    ----------
    path : Path
    today : date
        Later days are not taken for the newest.
    near : tuple of float or None
        What the mission is about, degrees: of a raster only this part is looked at.
    """
    try:
        if path.stat().st_size == 0:
            return unclear(path, "the file is empty")
        if is_raster(path):
            return see_raster(path, near=near)
        if path.suffix.lower() in RASTER:
            return unclear(path, "it is named as a raster and is none")
        if file_kind(path) == "vector":
            if path.suffix.lower() in TEXT:
                return unclear(path, "it is named as a table and is none: name it after what it is")
            return see_features(path, today=today)
        if path.suffix.lower() in VECTOR:
            return unclear(path, "it is named as a vector file and is none")
        return see_table(path, today=today)
    except InputError as fault:
        return unclear(path, fault.findings[0].message)
    except (RuntimeError, ValueError, OSError, MemoryError, OverflowError) as fault:
        return unclear(path, f"it cannot be read: {fault}")
    except (RasterioError, ShapelyError, csv.Error) as fault:
        return unclear(path, f"it cannot be read: {fault}")
