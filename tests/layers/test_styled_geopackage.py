"""Styles inside a GeoPackage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

from layers.geopackage import write_geopackage
from layers.styled_geopackage import LayerStyle

COLUMNS = [
    "id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML",
    "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time",
]  # fmt: skip


def _written(path: Path) -> Path:
    table = gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    styles = {name: LayerStyle(f"<qgis>{name}</qgis>", f"<sld>{name}</sld>") for name in ("one", "gone")}
    write_geopackage(
        path, {"one": table, "two": table}, last_change=date(2025, 6, 30), description="Confidential",
        styles=styles,
    )  # fmt: skip
    return path


def test_style_is_the_default_of_its_layer(tmp_path: Path) -> None:
    """QGIS looks a style up by an empty schema, the layer and its column of geometry: one row is found."""
    path = _written(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(path)) as connection:
        told = [row[1] for row in connection.execute("PRAGMA table_info(layer_styles)")]
        rows = connection.execute(
            "SELECT styleQML, styleSLD, useAsDefault, description FROM layer_styles"
            " WHERE f_table_schema = '' AND f_table_name = 'one' AND f_geometry_column = 'geom'"
        ).fetchall()
        kinds = dict(connection.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert told == COLUMNS
    assert rows == [("<qgis>one</qgis>", "<sld>one</sld>", 1, "Confidential")]
    assert kinds == {"one": "features", "two": "features", "layer_styles": "attributes"}


def test_file_stays_a_geopackage_that_gdal_reads(tmp_path: Path) -> None:
    """GDAL lists the table without geometry and reads it; a layer that is not there has no style."""
    path = _written(tmp_path / "a.gpkg")
    assert [list(row) for row in pyogrio.list_layers(path)][-1] == ["layer_styles", None]
    table = pyogrio.read_dataframe(path, layer="layer_styles")
    assert table["f_table_name"].tolist() == ["one"]


def test_equal_styles_give_equal_files(tmp_path: Path) -> None:
    """No time of writing gets in."""
    assert _written(tmp_path / "a.gpkg").read_bytes() == _written(tmp_path / "b.gpkg").read_bytes()
