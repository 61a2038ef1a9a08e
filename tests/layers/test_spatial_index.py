"""A GeoPackage without its spatial indexes is not whole."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.geopackage import write_geopackage
from layers.spatial_index import check_indexed


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DROP TABLE rtree_sites_geom_rowid", "layer sites has no spatial index"),
        ("DELETE FROM rtree_sites_geom_rowid WHERE rowid = 4", "holds 2 of 3 features"),
    ],
)
def test_index_that_is_not_whole_is_told(tmp_path: Path, damage: str, told: str) -> None:
    """GDAL leaves out an index that the disk has no room for; the file does not count as written then."""
    path = tmp_path / "plan.gpkg"
    points = [shapely.Point(1, 1), None, shapely.Point(), shapely.Point(2, 2), shapely.Point(3, 3)]
    sites = gpd.GeoDataFrame({"name": list("abcde")}, geometry=points, crs=4326)
    tables = {"sites": sites, "rows": pd.DataFrame({"n": [1]})}
    write_geopackage(path, tables)
    check_indexed(path, tables)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(damage)
    with pytest.raises(RuntimeError, match=told):
        check_indexed(path, tables)
