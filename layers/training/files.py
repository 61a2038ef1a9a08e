"""Writing the layers as plain files whose bytes depend on their content alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import rasterio
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from layers.training.layout import CELLS_PER_DEGREE, LAT_SOUTH, LON_WEST, ROWS, Floats, Point, to_lonlat
from layers.training.population import NODATA

DECIMALS = 5
"""About a metre."""


def lonlat_text(at: Point) -> tuple[str, str]:
    """Return longitude and latitude of kilometres, as texts with fixed decimals."""
    lon, lat = to_lonlat(*at)
    return f"{float(lon):.{DECIMALS}f}", f"{float(lat):.{DECIMALS}f}"


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table in UTF-8 with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_geojson(path: Path, features: Iterable[tuple[dict[str, object], BaseGeometry]]) -> None:
    """Write features (properties, shape in kilometres) in WGS84, one a line (RFC 7946)."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": properties, "geometry": _geometry(shape)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, shape in features
    ]
    body = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection","name":{json.dumps(path.stem)},"features":[\n{body}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def write_population(path: Path, people: Floats) -> None:
    """Write people per cell (rows from the south, kilometre lattice) as a GeoTIFF in EPSG:4326, float32."""
    step = 1 / CELLS_PER_DEGREE
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=people.shape[0],
        width=people.shape[1],
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=rasterio.Affine(step, 0.0, LON_WEST, 0.0, -step, LAT_SOUTH + ROWS * step),
        nodata=NODATA,
        compress="deflate",
        predictor=3,
    ) as file:
        file.write(people[::-1].astype(np.float32), 1)


def _geometry(shape: BaseGeometry) -> dict[str, object]:
    """Return a shape in kilometres as a GeoJSON geometry in degrees, rings anticlockwise."""
    degrees = shapely.transform(shape, _degrees)
    geometry: dict[str, object] = json.loads(shapely.to_geojson(_anticlockwise(degrees)))
    return geometry


def _anticlockwise(shape: BaseGeometry) -> BaseGeometry:
    if isinstance(shape, Polygon):
        return orient(shape)
    if isinstance(shape, MultiPolygon):
        return MultiPolygon([orient(part) for part in shape.geoms])
    return shape


def _degrees(xy: Floats) -> Floats:
    """Return rounded longitudes and latitudes of kilometres, shape (n, 2)."""
    return np.asarray(np.round(np.column_stack(to_lonlat(xy[:, 0], xy[:, 1])), DECIMALS), dtype=np.float64)
