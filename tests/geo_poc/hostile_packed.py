"""Faulty Parquet files and zipped shapefiles."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
from shapely import LineString

from tests.geo_poc.hostile import Case, Write, cut

ROAD = gpd.GeoDataFrame({"highway": ["primary"]}, geometry=[LineString([(0, 0.3), (0.6, 0.3)])], crs=4326)
_INCIDENT = {"date": ["2025-01-01"], "latitude": [0.3], "longitude": [0.15], "deaths": [1]}
_SITES = {"name": ["A"], "latitude": [0.3], "longitude": [0.15]}


def parquet(**columns: Sequence[object]) -> Write:
    """Return a writer of a plain Parquet table."""
    return lambda path: pd.DataFrame(columns).to_parquet(path)


def geoparquet(frame: gpd.GeoDataFrame = ROAD, **described: object) -> Write:
    """Return a writer of GeoParquet whose metadata say what is given of the geometry."""

    def write(path: Path) -> None:
        frame.to_parquet(path)
        table = pq.read_table(path)
        about = json.loads(table.schema.metadata[b"geo"])
        about["columns"]["geometry"] |= described
        pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(about)}), path)

    return write


def zipped(*names: str, ends: Sequence[str] = (".shp", ".shx", ".dbf", ".prj")) -> Write:
    """Return a writer of an archive of shapefiles."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                shape = path.with_name(f"{name}.shp")
                ROAD.to_file(shape)
                for end in ends:
                    archive.write(shape.with_suffix(end), f"{name}{end}")
                for part in path.parent.glob(f"{name}.*"):
                    part.unlink()

    return write


PACKED: dict[str, Case] = {
    "Parquet incidents: cut off": Case(
        "incidents", "i.parquet", cut(parquet(**_INCIDENT), 500), " [layers.incidents]", "it is cut off"
    ),
    "Parquet incidents: no date": Case(
        "incidents",
        "i.csv",
        parquet(when=["2025-01-01"], latitude=[0.3], longitude=[0.15]),
        " [layers.incidents.columns.date]",
        "no column for date was recognised",
    ),
    "Parquet incidents: day": Case(
        "incidents",
        "i.parquet",
        parquet(**(_INCIDENT | {"date": ["31.12.2024"]})),
        ":1 [date]",
        "not a date",
    ),
    "Parquet bases: latitude": Case(
        "bases", "b.parquet", parquet(**(_SITES | {"latitude": [95.0]})), ":1 [latitude]", "beyond"
    ),
    "Parquet bases: no position": Case(
        "bases",
        "b.parquet",
        parquet(name=["A"]),
        " [layers.bases.columns.latitude]",
        "no column for latitude",
    ),
    "Parquet places: no name": Case(
        "places",
        "p.parquet",
        parquet(latitude=[0.3], longitude=[0.15]),
        " [layers.places.columns.name]",
        "no column for name was recognised",
    ),
    "Parquet roads: no geometry": Case(
        "roads",
        "r.parquet",
        parquet(highway=["primary"]),
        " [layers.roads[1]]",
        "needs a vector file, not a table",
    ),
    "GeoParquet roads: no system": Case(
        "roads",
        "r.parquet",
        geoparquet(crs=None),
        " [layers.roads[1]]",
        "does not say its coordinate reference",
    ),
    "GeoParquet roads: encoding": Case(
        "roads",
        "r.parquet",
        geoparquet(encoding="WKT"),
        " [layers.roads[1]]",
        "its geometry is written as WKT",
    ),
    "zipped roads: two shapefiles": Case(
        "roads", "r.zip", zipped("east", "west"), " [layers.roads[1]]", "the archive holds 2 shapefiles"
    ),
    "zipped roads: no index": Case(
        "roads", "r.zip", zipped("east", ends=(".shp", ".dbf")), " [layers.roads[1]]", "lacks east.shx"
    ),
    "zipped roads: no system": Case(
        "roads",
        "r.zip",
        zipped("east", ends=(".shp", ".shx", ".dbf")),
        " [layers.roads[1]]",
        "does not say its coordinate reference",
    ),
    "zipped roads: cut off": Case(
        "roads", "r.zip", cut(zipped("east"), 200), " [layers.roads[1]]", "the archive is damaged"
    ),
}
