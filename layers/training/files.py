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

from layers.training.frame import CELLS_PER_DEGREE, Frame
from layers.training.layout import FRAME, Floats, Point

NODATA = -99999.0

DECIMALS = 5
"""About a metre."""


def lonlat_text(at: Point, frame: Frame = FRAME) -> tuple[str, str]:
    """Return longitude and latitude of kilometres, as texts with fixed decimals."""
    lon, lat = frame.to_lonlat(*at)
    return f"{float(lon):.{DECIMALS}f}", f"{float(lat):.{DECIMALS}f}"


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table in UTF-8 with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_geojson(
    path: Path, features: Iterable[tuple[dict[str, object], BaseGeometry]], frame: Frame = FRAME
) -> None:
    """Write features (properties, shape in kilometres) in WGS84, one a line (RFC 7946)."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": properties, "geometry": _geometry(shape, frame)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, shape in features
    ]
    body = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection","name":{json.dumps(path.stem)},"features":[\n{body}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def write_population(path: Path, people: Floats, frame: Frame = FRAME, *, block: int = 1) -> None:
    """Write people per cell (rows from the south) as a GeoTIFF in EPSG:4326, float32.

    `block` cells of the frame are one of the raster along each side.
    """
    step = block / CELLS_PER_DEGREE
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=people.shape[0],
        width=people.shape[1],
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=rasterio.Affine(
            step, 0.0, frame.lon_west, 0.0, -step, frame.lat_south + people.shape[0] * step
        ),
        nodata=NODATA,
        compress="deflate",
        predictor=3,
    ) as file:
        file.write(people[::-1].astype(np.float32), 1)


def _geometry(shape: BaseGeometry, frame: Frame) -> dict[str, object]:
    """Return a shape in kilometres as a GeoJSON geometry in degrees, rings anticlockwise."""

    def degrees(xy: Floats) -> Floats:
        rounded = np.round(np.column_stack(frame.to_lonlat(xy[:, 0], xy[:, 1])), DECIMALS)
        return np.asarray(rounded, dtype=np.float64)

    geometry: dict[str, object] = json.loads(
        shapely.to_geojson(_anticlockwise(shapely.transform(shape, degrees)))
    )
    return geometry


def _anticlockwise(shape: BaseGeometry) -> BaseGeometry:
    if isinstance(shape, Polygon):
        return orient(shape)
    if isinstance(shape, MultiPolygon):
        return MultiPolygon([orient(part) for part in shape.geoms])
    return shape
