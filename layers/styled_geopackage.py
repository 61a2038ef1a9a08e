"""Styles inside a GeoPackage, in the table that QGIS writes and reads: layers come up as they are meant."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

TABLE = "layer_styles"
_CREATE = f"""
CREATE TABLE "{TABLE}" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "f_table_catalog" TEXT(256), "f_table_schema" TEXT(256), "f_table_name" TEXT(256),
    "f_geometry_column" TEXT(256), "styleName" TEXT(30), "styleQML" TEXT, "styleSLD" TEXT,
    "useAsDefault" BOOLEAN, "description" TEXT, "owner" TEXT(30), "ui" TEXT(30), "update_time" DATETIME
)
"""
_ROW = f"""
INSERT INTO "{TABLE}" (
    f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD,
    useAsDefault, description, owner, ui, update_time
) VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, '', NULL, ?)
"""  # noqa: S608 - only a constant is put in


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """How a layer is drawn.

    Parameters
    ----------
    qml : str
        QGIS's own form.
    sld : str
        Styled Layer Descriptor 1.1, for other programs.
    """

    qml: str
    sld: str


def write_styles(
    path: Path, styles: Mapping[str, LayerStyle], *, last_change: date, description: str = ""
) -> None:
    """Put styles into a GeoPackage as the defaults of its layers; those of layers it lacks are left out.

    Parameters
    ----------
    path : Path
        A GeoPackage without the table.
    styles : mapping of layer name to LayerStyle
    last_change : date
        Written instead of the time of writing.
    description : str
        Of the table, as of every layer: how the file is marked.
    """
    when = f"{last_change}T00:00:00.000Z"
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")  # whoever wrote the file forces it to the disk
        columns = dict(connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        rows = [
            (name, columns[name], name[:30], style.qml, style.sld, description, when)
            for name, style in styles.items()
            if name in columns
        ]
        connection.execute(_CREATE)
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)"
            " VALUES (?, 'attributes', ?, ?, ?, 0)",
            (TABLE, TABLE, description, when),
        )
        connection.executemany(_ROW, rows)
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_ogr_contents'").fetchone():
            connection.execute(
                "INSERT OR REPLACE INTO gpkg_ogr_contents (table_name, feature_count) VALUES (?, ?)",
                (TABLE, len(rows)),
            )
