"""Files that are small to send and would be very large to read."""

from __future__ import annotations

from pathlib import Path

import rasterio
from affine import Affine

from tests.geo_poc.hostile import Case, text
from tests.layers.workbooks import letters, rows_xml, workbook
from tests.tiny_mission import SIDE

_MILLION = 1_000_000
_NAMES = ["name", "latitude", "longitude"]
_BASE = ["West", 0.3, 0.15]


def _wide_sheet(path: Path) -> None:
    empty = "".join(f'<c r="{letters(column)}1"/>' for column in range(3, _MILLION))
    header = rows_xml([_NAMES]).replace("</row>", empty + "</row>")
    workbook(path, {"Sheet1": header + rows_xml([_BASE], first=2)})


def _far_cell(path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    workbook(path, {"Sheet1": rows_xml([_NAMES, _BASE]) + far})


def _unpacking_sheet(path: Path) -> None:
    workbook(path, {"Sheet1": rows_xml([_NAMES, _BASE]) + " " * 100 * _MILLION})


def _sparse_raster(path: Path) -> None:
    step = SIDE / _MILLION
    sizes = {"width": _MILLION, "height": _MILLION, "count": 1, "dtype": "uint8"}
    tiles = {"tiled": True, "blockxsize": 16384, "blockysize": 16384, "SPARSE_OK": True, "BIGTIFF": "YES"}
    place = Affine(step, 0, 0, 0, -step, SIDE)
    with rasterio.open(path, "w", driver="GTiff", crs="EPSG:4326", transform=place, **sizes, **tiles):
        pass


_VIRTUAL = (
    '<VRTDataset rasterXSize="1000000" rasterYSize="1000000"><SRS>EPSG:4326</SRS>'
    "<GeoTransform>0, 0.0000006, 0, 0.6, 0, -0.0000006</GeoTransform>"
    '<VRTRasterBand dataType="Float32" band="1"></VRTRasterBand></VRTDataset>'
)
_NESTED = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "A"}, '
    '"geometry": {"type": "Polygon", "coordinates": ' + "[" * 500_000 + "]" * 500_000 + "}}]}"
)

BOMBS: dict[str, Case] = {
    "sheet of a million empty columns": Case(
        "bases", "b.xlsx", _wide_sheet, " [layers.bases]", "the workbook is too large to open"
    ),
    "sheet with a cell in the far corner": Case(
        "bases", "b.xlsx", _far_cell, " [layers.bases]", "a cell with a value stands at row 1,048,576"
    ),
    "sheet that unpacks to 100 MB": Case(
        "incidents", "i.xlsx", _unpacking_sheet, " [layers.incidents]", "it unpacks to 100 MB"
    ),
    "csv of a million columns": Case(
        "bases",
        "b.csv",
        text("name,latitude,longitude" + "," * _MILLION + "\nWest,0.3,0.15\n"),
        " [layers.bases]",
        "",
    ),
    "csv of two million rows": Case(
        "incidents",
        "i.csv",
        text("date,latitude,longitude\n" + "2025-01-01,0.3,0.2\n" * 2_000_001),
        " [layers.incidents]",
        "2,000,000",
    ),
    "raster of a million by a million": Case(
        "population", "q.tif", _sparse_raster, "", "1,000,000,000,000 pixels in the area"
    ),
    "friction of a million by a million": Case(
        "friction", "f.tif", _sparse_raster, "", "1,000,000,000,000 pixels in the area"
    ),
    "land cover of a million by a million": Case(
        "landcover", "c.tif", _sparse_raster, "", "1,000,000,000,000 pixels in the area"
    ),
    "elevation of a million by a million": Case(
        "elevation", "e.tif", _sparse_raster, "", "1,000,000,000,000 pixels in the area"
    ),
    "virtual raster of a million by a million": Case(
        "population", "q.vrt", text(_VIRTUAL), "", "1,000,000,000,000 pixels in the area"
    ),
    "GeoJSON nested half a million deep": Case(
        "places", "p.geojson", text(_NESTED), " [layers.places]", "Too many nested objects"
    ),
    "outline nested half a million deep": Case(
        "area", "a.geojson", text(_NESTED), " [area]", "Too many nested objects"
    ),
}
