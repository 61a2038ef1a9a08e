"""One look at any file."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.found import look

TODAY = date(2025, 6, 30)
MARKS = (
    b"",
    b"II*\0",
    b"PK\x03\x04",
    b"SQLite format 3\0",
    b'{"type":',
    b"\x00\x00\x27\x0a",
    b"\xff\xfe",
    b"a,b\n",
    b"PAR1",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mark=st.sampled_from(MARKS),
    rest=st.binary(max_size=400),
    suffix=st.sampled_from(["csv", "xlsx", "tif", "geojson", "gpkg", "shp", "zip", "parquet"]),
)
def test_rubbish_is_not_understood(tmp_path: Path, mark: bytes, rest: bytes, suffix: str) -> None:
    """Whatever bytes a file holds, nothing is raised and a reason is given."""
    file = tmp_path / f"x.{suffix}"
    file.write_bytes(mark + rest)
    seen = look(file, today=TODAY)
    assert seen.kind == ""
    assert seen.why


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.tif", b"no raster"), ("x.csv", b'{"type": "FeatureCollection"}'), ("x.gpkg", b"a,b\n1,2\n")],
)
def test_what_is_not_what_its_name_says_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    """A file whose ending says another kind than its bytes is not used."""
    (tmp_path / name).write_bytes(content)
    assert look(tmp_path / name, today=TODAY).why.startswith("it is named as a")


def test_formats_are_known_by_what_they_hold(tmp_path: Path) -> None:
    """A Parquet table, GeoParquet and a zipped shapefile are each the layer that they hold."""
    line = shapely.LineString([(29.0, 0.0), (29.01, 0.0)])
    roads = gpd.GeoDataFrame({"highway": ["track"]}, geometry=[line], crs=4326)
    roads.to_parquet(tmp_path / "a.parquet")
    sites = {"site": ["A"], "lat": [1.0], "lon": [2.0], "troops": [120]}
    pd.DataFrame(sites).to_parquet(tmp_path / "b.parquet")
    roads.to_file(tmp_path / "r.shp")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for end in (".shp", ".shx", ".dbf", ".prj"):
            archive.write((tmp_path / "r.shp").with_suffix(end), f"r{end}")
    files = [tmp_path / name for name in ("a.parquet", "b.parquet", "c.zip")]
    assert [look(file, today=TODAY).kind for file in files] == ["roads", "bases", "roads"]


def test_a_workbook_bomb_is_refused(tmp_path: Path) -> None:
    """A workbook that unpacks to hundreds of megabytes is not opened."""
    file = tmp_path / "x.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", np.zeros(300_000_000, np.uint8).tobytes())
    assert "too large" in look(file, today=TODAY).why
