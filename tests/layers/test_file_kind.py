"""Files told apart by what they hold."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from layers.file_kind import file_kind, members
from tests.layers.workbooks import workbook


def test_every_kind_is_known_under_any_name(tmp_path: Path) -> None:
    """The ending of a name says nothing."""
    frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(29, 1)], crs=4326)
    table, shapes = tmp_path / "a.shp", tmp_path / "b.csv"
    pd.DataFrame({"name": ["A"]}).to_parquet(table)
    frame.to_parquet(shapes)
    sheet = workbook(tmp_path / "c.gpkg", {"s": [["name"], ["A"]]})
    (tmp_path / "d.xlsx").write_text("name\nA\n", encoding="utf-8")
    (tmp_path / "e.csv").write_text(frame.to_json(), encoding="utf-8")
    kinds = [file_kind(tmp_path / name) for name in ("a.shp", "b.csv", "c.gpkg", "d.xlsx", "e.csv")]
    assert kinds == ["parquet", "vector", "sheet", "table", "vector"]
    assert "xl/workbook.xml" in members(sheet)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "table"),
        (b"PAR1 and nothing else", "parquet"),
        (b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml", "sheet"),
        (b"PK\x03\x04" + bytes(26) + b"roads.shp", "vector"),
        (bytes(range(256)), "table"),
    ],
)
def test_damaged_files_go_to_the_reader_that_tells_why(tmp_path: Path, content: bytes, kind: str) -> None:
    """What is cut off counts as what it was; what is strange as text, whose reader refuses it."""
    (tmp_path / "x").write_bytes(content)
    assert file_kind(tmp_path / "x") == kind


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder counts as vector (a geodatabase is one), a missing file as a table."""
    assert file_kind(tmp_path) == "vector"
    assert file_kind(tmp_path / "none") == "table"
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        archive.writestr("roads.shp", b"12")
    assert members(tmp_path / "a") == {"roads.shp": 2}
