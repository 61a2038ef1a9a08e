"""Reading GeoParquet: geometry beside columns, with the coordinate system in the file's metadata.

The standard (geoparquet.org, 1.1) says that a file without the key "crs" is in OGC:CRS84, and that a "crs" of
null means that nobody knows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS
from shapely.errors import ShapelyError

from layers.parquet import can_be_text
from layers.parquet_bounds import DamagedError, TooLargeError, is_flat, is_parquet, open_parquet, refuse_large

_KEY = b"geo"


def is_geoparquet(path: Path) -> bool:
    """Return whether a file is Parquet and has a geometry; one that cannot be opened has none."""
    try:
        if not is_parquet(path):
            return False
        with open_parquet(path) as opened:
            return _KEY in (opened.metadata.metadata or {})
    except (OSError, DamagedError, TooLargeError):
        return False


def count_rows(path: Path) -> int:
    """Return the number of rows that the metadata state; 0 for what cannot be opened."""
    try:
        with open_parquet(path) as opened:
            return int(opened.metadata.num_rows)
    except (OSError, DamagedError, TooLargeError):
        return 0


def read_geoparquet(
    path: Path, *, columns: Collection[str] | None = None, max_rows: int
) -> tuple[gpd.GeoDataFrame, CRS | None]:
    """Read a GeoParquet file as it is.

    Parameters
    ----------
    path : Path
    columns : collection of str, optional
        Only these, besides the geometry. Columns of bytes, lists or records are left out in any case.
    max_rows : int
        More rows are refused, by the metadata.

    Returns
    -------
    frame : GeoDataFrame
        One geometry, named "geometry"; the index counts rows from 0.
    crs : CRS or None
        None where the file says that it is not known.

    Raises
    ------
    TooLargeError, DamagedError
    """
    with open_parquet(path) as opened:
        if opened.metadata.num_rows > max_rows:
            raise TooLargeError(f"it has more than {max_rows:,} rows")
        geometry, about = _described(opened)
        kept = [
            field.name
            for field in opened.schema_arrow
            if can_be_text(field.type)
            and field.name not in about
            and (columns is None or field.name in columns)
        ]
        refuse_large(path, opened, [*kept, geometry])
    try:
        frame = gpd.read_parquet(path, columns=[*kept, geometry], use_threads=False)
    except (
        ValueError,
        KeyError,
        TypeError,
        OSError,
        RuntimeError,
        pa.ArrowException,
        ShapelyError,
    ) as problem:
        raise DamagedError(str(problem)) from problem
    # Notes that pandas leaves in a file may give columns other names than the file has.
    shapes = frame.geometry.reset_index(drop=True)
    table = pd.DataFrame(frame.drop(columns=shapes.name)).reset_index(drop=True)
    for name, column in table.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            table[name] = column.astype(column.cat.categories.dtype)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=frame.crs), frame.crs


def _described(opened: pq.ParquetFile) -> tuple[str, Mapping[str, Any]]:
    """Return the name of the geometry, and what the metadata say of each column of geometry."""
    try:
        about = json.loads(opened.metadata.metadata[_KEY])
        name, columns = str(about["primary_column"]), dict(about["columns"])
        encoding = str(columns[name]["encoding"])
        known = name in opened.schema_arrow.names
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise DamagedError("its metadata do not say which column holds the geometry") from problem
    if not known:
        raise DamagedError(f"its metadata name the geometry {name!r}, and there is no such column")
    if encoding != "WKB" or not is_flat(opened.schema_arrow.field(name).type):
        raise DamagedError(f"its geometry is written as {encoding}: write it as WKB, the usual encoding")
    return name, columns
