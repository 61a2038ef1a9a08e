"""Files that are small to send and would be very large to read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
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


def _many_rows(path: Path) -> None:
    """Write ten million rows as short as rows can be: 60 MB."""
    part = b"1,1,1\n" * _MILLION
    with path.open("wb") as stream:
        stream.write(b"date,latitude,longitude\n")
        for _ in range(10):
            stream.write(part)


def _many_wide_rows(path: Path) -> None:
    """Write 400,000 rows of 60 columns, each value an object of its own once it is read: 72 MB."""
    part = (",".join(["12"] * 60) + "\n").encode() * 100_000
    with path.open("wb") as stream:
        stream.write((",".join(["date", "latitude", "longitude", *map(str, range(57))]) + "\n").encode())
        for _ in range(4):
            stream.write(part)


def _long_parquet(path: Path) -> None:
    rows = 10 * _MILLION
    once = pa.DictionaryArray.from_arrays(np.zeros(rows, np.int8), pa.array(["2025-01-01"]))
    numbers = pa.array(np.zeros(rows))
    table = pa.table({"date": once, "latitude": numbers, "longitude": numbers})
    pq.write_table(table, path, compression="zstd")


def _repeating_parquet(path: Path) -> None:
    rows = _MILLION
    once = pa.DictionaryArray.from_arrays(np.zeros(rows, np.int8), pa.array(["x" * 100_000]))
    numbers = pa.array(np.zeros(rows))
    pq.write_table(pa.table({"name": once, "latitude": numbers, "longitude": numbers}), path)


def _zipped_blanks(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for end in (".shp", ".shx", ".prj"):
            archive.writestr(f"roads{end}", b"")
        with archive.open("roads.dbf", "w", force_zip64=True) as stream:
            for _ in range(30):
                stream.write(bytes(10 * _MILLION))


def _zipped_files(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_000):
            archive.writestr(f"{number}.shp", b"")


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
    "csv of ten million rows": Case(
        "incidents", "i.csv", _many_rows, " [layers.incidents]", "more than 2,000,000 rows"
    ),
    "csv of many wide rows": Case(
        "incidents", "i.csv", _many_wide_rows, " [layers.incidents]", "more than 266,666 rows"
    ),
    "csv of ten million bases": Case("bases", "b.csv", _many_rows, " [layers.bases]", "2,000,000 lines"),
    "Parquet of ten million rows": Case(
        "incidents", "i.parquet", _long_parquet, " [layers.incidents]", "more than 2,000,000 rows"
    ),
    "Parquet of one long text a million times": Case(
        "places", "p.parquet", _repeating_parquet, " [layers.places]", "its texts, written out in every row"
    ),
    "zipped shapefile of blanks": Case(
        "roads", "r.zip", _zipped_blanks, " [layers.roads[1]]", "times its size"
    ),
    "zip of ten thousand shapefiles": Case(
        "lakes", "l.zip", _zipped_files, " [layers.lakes]", "the archive holds 10,000 files"
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
