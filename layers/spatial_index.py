"""Whether a GeoPackage that was written has its spatial indexes."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely


def check_indexed(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Raise where the spatial index of a layer lacks a feature: GDAL goes on without one on a full disk.

    Raises
    ------
    RuntimeError
        When an index is missing or not whole.
    """
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for name, table in tables.items():
            if not isinstance(table, gpd.GeoDataFrame):
                continue
            shapes = table.geometry.to_numpy()
            wanted = int((~(shapely.is_missing(shapes) | shapely.is_empty(shapes))).sum())
            try:
                found = connection.execute(f'SELECT count(*) FROM "rtree_{name}_geom_rowid"').fetchone()[0]  # noqa: S608 - our own names
            except sqlite3.OperationalError as fault:
                raise RuntimeError(f"layer {name} has no spatial index") from fault
            if found != wanted:
                raise RuntimeError(f"the spatial index of layer {name} holds {found} of {wanted} features")
