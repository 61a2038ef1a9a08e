"""Layers of a GeoPackage, written so that equal tables give equal files, and read back."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import BinaryIO

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataSourceError

from layers.errors import error
from layers.room import telling_full_disk
from layers.spatial_index import check_indexed
from layers.styled_geopackage import LayerStyle, write_styles

_COUNTERS = (24, 92)
"""Where SQLite counts the changes of a file, and for which of them its header holds."""

_SYNCHRONOUS = "OGR_SQLITE_SYNCHRONOUS"


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


def write_geopackage(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    *,
    last_change: date | None = None,
    description: str = "",
    styles: Mapping[str, LayerStyle] | None = None,
) -> None:
    """Write tables as layers of one GeoPackage, replacing the file only when all is written.

    Parameters
    ----------
    path : Path
    tables : mapping of str to DataFrame
        Layer names and tables; GeoDataFrames carry a CRS. Lists and tuples are written joined by ";".
    last_change : date, optional
        Written instead of the time of writing, so that equal tables give equal files.
    description : str
        Of every layer, as QGIS shows it: how the file is marked.
    styles : mapping of layer name to LayerStyle, optional
        How QGIS draws the layers; needs `last_change`.

    Raises
    ------
    InputError
        When there is no table, or a GeoDataFrame has no CRS.
    """
    if not tables:
        raise error("there is no table to write", "give at least one", file=path.name)
    for name, table in tables.items():
        if isinstance(table, gpd.GeoDataFrame) and table.crs is None:
            raise error(
                "the table has no coordinate reference system", "set its crs", file=path.name, column=name
            )
    with (
        telling_full_disk(path.parent),
        tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder,
    ):
        draft = Path(folder) / "draft.gpkg"
        with _forced_once():
            for name, table in tables.items():
                _write_layer(draft, name, table)
        check_indexed(draft, tables)
        _mark(draft, last_change, description)
        if styles and last_change is not None:
            write_styles(draft, styles, last_change=last_change, description=description)
        with draft.open("rb+") as written:
            _count_once(written)
            os.fsync(written.fileno())
        draft.replace(path)


def _count_once(written: BinaryIO) -> None:
    """Say that the file was changed once, however often its driver wrote.

    Both counters must be equal (SQLite, "Database File Format", 1.3.7 and 1.3.15).
    """
    for place in _COUNTERS:
        written.seek(place)
        written.write((1).to_bytes(4, "big"))
    written.flush()


@contextlib.contextmanager
def _forced_once() -> Iterator[None]:
    """Let no layer wait for the disk: the draft is forced to it as a whole, and is nobody's until then."""
    before = pyogrio.get_gdal_config_option(_SYNCHRONOUS)
    pyogrio.set_gdal_config_options({_SYNCHRONOUS: "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_SYNCHRONOUS: before})


def _mark(draft: Path, last_change: date | None, description: str) -> None:
    """Put date and description on every layer."""
    with contextlib.closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        if last_change is not None:
            with connection:
                connection.execute(
                    "UPDATE gpkg_contents SET last_change = ?", (f"{last_change}T00:00:00.000Z",)
                )
        if description:
            with connection:
                connection.execute("UPDATE gpkg_contents SET description = ?", (description,))


def _write_layer(draft: Path, name: str, table: pd.DataFrame) -> None:
    flat = table.reset_index(drop=True)
    for column in flat.columns:
        if flat[column].map(lambda value: isinstance(value, (list, tuple))).any():
            flat[column] = flat[column].map(";".join)
    kind = {"geometry_type": "Unknown"} if isinstance(flat, gpd.GeoDataFrame) else {}
    pyogrio.write_dataframe(flat, draft, layer=name, driver="GPKG", append=draft.exists(), **kind)
