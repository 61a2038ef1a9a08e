"""Plans that the tests of their readers write, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import mgrs
import shapely

from layers.errors import Finding
from layers.sources.plan_file import read_plan_file
from tests.layers.sources.small_workbook import workbook
from tests.layers.sources.written import geojson, table

FORMATS = ("csv", "xlsx", "geojson", "gpkg")
Row = Mapping[str, object]


def write_plan(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows in the format of the ending; "lon" and "lat" are the geometry of a vector file."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name, "") for name in names] for row in rows]
    if path.suffix == ".csv":
        return table(path, names, cells)
    if path.suffix == ".xlsx":
        return workbook(path, names, cells)
    places = [shapely.Point(row["lon"], row["lat"]) if row.get("lon", "") != "" else None for row in rows]
    rest = [{name: row.get(name) for name in names if name not in ("lon", "lat")} for row in rows]
    if path.suffix == ".geojson":
        return geojson(path, zip(places, rest, strict=True))
    gpd.GeoDataFrame(rest, geometry=places, crs=4326).to_file(path, layer="plan", driver="GPKG")
    return path


def read(folder: Path, *rows: Row, **options: object) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Write rows as csv and read them."""
    return read_plan_file(write_plan(folder / "p.csv", rows), **options)  # type: ignore[arg-type]


def grid(lon: float, lat: float) -> str:
    """Return the MGRS reference of a place, to a metre."""
    return str(mgrs.MGRS().toMGRS(lat, lon))


def stop(name: str, order: object = "", route: str = "R1", **other: object) -> Row:
    """Return one stop of a patrol, a place by its name's letter."""
    lat = 1 + (ord(name) - 65) / 10
    return {
        "id": "",
        "tool": "",
        "name": name,
        "route": route,
        "order": order,
        "count": "",
        "lat": lat,
        "lon": 30,
        **other,
    }
