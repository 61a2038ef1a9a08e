"""Writers of layers that cannot be planned on, and the tiny mission that names one of them."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
from affine import Affine
from shapely import LineString, Point

from tests.layers.workbooks import workbook
from tests.tiny_mission import SIDE, write_tiny

Write = Callable[[Path], None]
Ring = Sequence[Sequence[float]]

SQUARE: Ring = ((0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE), (0, 0))
_IN_PLACE = {
    "area": "area.geojson",
    "incidents": "incidents.csv",
    "bases": "bases.csv",
    "population": "population.tif",
    "roads": "roads.geojson",
    "places": "places.geojson",
}


@dataclass(frozen=True)
class Case:
    """A faulty layer and what has to be said of it.

    Parameters
    ----------
    key : str
        Layer that is replaced, or added where the tiny mission has none.
    name : str
        File to write.
    write : callable
        Given the path, writes it.
    place : str
        What follows the file's name: ":row", " [column]" or both; "" where there is no place.
    said : str
        Part of the message.
    more : str
        Further keys of the layer.
    file : str
        File that the fault is told of; "" is `name`.
    """

    key: str
    name: str
    write: Write
    place: str
    said: str
    more: str = ""
    file: str = ""


def write_case(folder: Path, case: Case) -> Path:
    """Write a tiny mission with the case's layer in it; return the mission file."""
    mission = write_tiny(folder)
    case.write(folder / case.name)
    name_layer(mission, case.key, case.name, case.more)
    return mission


def name_layer(mission: Path, key: str, path: str, more: str = "") -> None:
    """Name a layer in a mission file: in place of the one that is there, else besides."""
    text = mission.read_text(encoding="utf-8")
    line = f'path = "{path}"\n{more}'
    if key in _IN_PLACE:
        old = f'path = "{_IN_PLACE[key]}"\n'
        assert old in text
        text = text.replace(old, line if line.endswith("\n") else line + "\n")
    else:
        head = f"[[layers.{key}]]" if key == "districts" else f"[layers.{key}]"
        text += f'\n{head}\nclassification = "Unclassified"\n{line}\n'
    mission.write_text(text, encoding="utf-8")


def text(content: str | bytes) -> Write:
    """Return a writer of text, or of bytes."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    return lambda path: _bytes(path, data)


def table(names: str, *rows: str) -> Write:
    """Return a writer of a csv whose rows are given with ";" between the values."""
    stream = io.StringIO()
    csv.writer(stream).writerows(line.split(";") for line in (names, *rows))
    return text(stream.getvalue())


def sheet(*rows: Sequence[object]) -> Write:
    """Return a writer of a workbook with one sheet."""
    return lambda path: _sheets(path, {"Sheet1": rows})


def features(*rows: tuple[Mapping[str, object], Mapping[str, object] | None]) -> Write:
    """Return a writer of GeoJSON."""
    listed = [{"type": "Feature", "properties": dict(p), "geometry": g} for p, g in rows]
    return text(json.dumps({"type": "FeatureCollection", "features": listed}))


def polygon(ring: Ring = SQUARE) -> dict[str, object]:
    """Return a polygon as GeoJSON has it."""
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


def point(lon: float, lat: float) -> dict[str, object]:
    """Return a point as GeoJSON has it."""
    return {"type": "Point", "coordinates": [lon, lat]}


def line(*points: Sequence[float]) -> dict[str, object]:
    """Return a line as GeoJSON has it."""
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def raster(
    fill: float = 1.0,
    *,
    dtype: str = "float32",
    crs: str | None = "EPSG:4326",
    west: float = 0.0,
    nodata: float | None = None,
    pixels: int = 72,
) -> Write:
    """Return a writer of a raster over the square, all of one value."""

    def write(path: Path) -> None:
        step = SIDE / pixels
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=pixels,
            height=pixels,
            count=1,
            dtype=dtype,
            crs=crs,
            transform=Affine(step, 0, west, 0, -step, SIDE),
            nodata=nodata,
        ) as made:
            made.write(np.full((pixels, pixels), fill).astype(dtype), 1)

    return write


def folder_of(files: Mapping[str, Write]) -> Write:
    """Return a writer of a folder of files."""

    def write(path: Path) -> None:
        path.mkdir()
        for name, one in files.items():
            one(path / name)

    return write


def cut(write: Write, size: int) -> Write:
    """Return a writer of the first bytes of what another writes."""

    def shortened(path: Path) -> None:
        write(path)
        _bytes(path, path.read_bytes()[:size])

    return shortened


def geopackage(path: Path) -> None:
    """Write a GeoPackage with two layers of places."""
    for layer in ("north", "south"):
        frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(0.3, 0.5)], crs=4326)
        frame.to_file(path, layer=layer)


def shapefile(path: Path) -> None:
    """Write a shapefile of lines without a reference system."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that no CRS is given is the point
        gpd.GeoDataFrame({"name": ["A"]}, geometry=[LineString([(0, 0.3), (0.6, 0.3)])]).to_file(path)


def nothing(path: Path) -> None:
    """Write no file."""


def _bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _sheets(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    workbook(path, sheets)
