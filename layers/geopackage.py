"""Layers of a GeoPackage that this project wrote, read back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataSourceError

from layers.errors import error


def read_layers(
    path: Path, names: Iterable[str], *, optional: Iterable[str] = ()
) -> dict[str, gpd.GeoDataFrame]:
    """Read layers by name; one that was written empty comes back empty.

    Parameters
    ----------
    path : Path
    names : iterable of str
    optional : iterable of str
        Layers that earlier versions did not write: read where they are there, else left out.

    Raises
    ------
    InputError
        When the file is missing or damaged, or has no such layer.
    """
    tables = {}
    try:
        there = {name for name, _ in pyogrio.list_layers(path)}
        for name in (*names, *(name for name in optional if name in there)):
            table = pyogrio.read_dataframe(path, layer=name)
            tables[name] = (
                table
                if isinstance(table, gpd.GeoDataFrame)
                else gpd.GeoDataFrame(table, geometry=[], crs=4326)
            )
    except (DataSourceError, pyogrio.errors.DataLayerError, OSError) as fault:
        raise error(
            "the GeoPackage of this run is missing or damaged",
            "plan the mission again",
            file=path.name,
            value=str(fault)[:120],
        ) from fault
    return tables
