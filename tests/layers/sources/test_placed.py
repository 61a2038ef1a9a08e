"""Rows with a place from any kind of file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from layers.file_kind import file_kind
from layers.sources import placed
from layers.sources.placed import in_box, read_placed, read_rows
from tests.layers.sources.small_workbook import workbook
from tests.layers.sources.written import DRC, errors, geojson, table, told

WANTED = {"name": ("name",)}


def read(path: Path) -> tuple[gpd.GeoDataFrame, tuple]:
    """Read with the box of the DRC."""
    frame, _, findings = read_placed(path, role="r", wanted=WANTED, required=["name"], columns={}, near=DRC)
    return frame, findings


def test_every_kind_of_file_gives_the_same_place(tmp_path: Path) -> None:
    """Every format holds one place, under any name of the file."""
    head, row = ["name", "lat", "lon"], ["Goma", -1.7, 29.2]
    files = (
        table(tmp_path / "a.dat", head, [row]),
        workbook(tmp_path / "b.dat", head, [row]),
        geojson(tmp_path / "c.dat", [(Point(29.2, -1.7), {"name": "Goma"})]),
        tmp_path / "d.dat",
        tmp_path / "e.dat",
        tmp_path / "f.dat",
    )
    pd.DataFrame([row], columns=head).to_parquet(files[3])
    shapes = gpd.GeoDataFrame({"name": ["Goma"]}, geometry=[Point(29.2, -1.7)], crs=4326)
    shapes.to_parquet(files[4])
    shapes.to_file(tmp_path / "g.shp")
    with zipfile.ZipFile(files[5], "w") as archive:
        for end in (".shp", ".shx", ".dbf", ".prj"):
            archive.write((tmp_path / "g.shp").with_suffix(end), f"g{end}")
    kinds = ("table", "sheet", "vector", "parquet", "vector", "vector")
    for path, kind in zip(files, kinds, strict=True):
        assert file_kind(path) == kind
        frame, findings = read(path)
        assert frame["name"].tolist() == ["Goma"]
        assert frame.geometry.iloc[0].equals(Point(29.2, -1.7))
        assert not findings


def test_mgrs_serves_where_degrees_are_missing(tmp_path: Path) -> None:
    """Spaces and small letters are fine; degrees win; a row with neither is an error."""
    rows = [["A", "", "", "35m qu 4464 1245"], ["B", -1.7, 29.2, ""], ["C", "", "", ""], ["D", -1, "", ""]]
    frame, findings = read(table(tmp_path / "a.csv", ["name", "lat", "lon", "mgrs"], rows))
    assert frame.geometry.iloc[0].distance(Point(29.0, -1.7)) < 1
    assert frame.geometry.iloc[1].equals(Point(29.2, -1.7))
    assert frame.geometry.iloc[2] is None
    finding = told(findings, "error", "no position")
    assert finding.row == 4
    assert "2 rows" in finding.message


def test_mgrs_alone_is_enough(tmp_path: Path) -> None:
    """A table needs no degrees where it has MGRS; broken and coarse positions are told."""
    rows = [["A", "35MQU44641245"], ["B", "not one"], ["C", "35MQU41"]]
    frame, findings = read(table(tmp_path / "a.csv", ["name", "MGRS"], rows))
    assert frame.geometry.notna().tolist() == [True, False, True]
    assert told(findings, "error", "no MGRS reference").row == 3
    assert told(findings, "warning", "ten kilometres or more").row == 4


def test_degrees_and_mgrs_that_differ(tmp_path: Path) -> None:
    """Two places in one row are a warning; the degrees are taken."""
    rows = [["A", -1.7, 29.2, "35MQU44641245"], ["B", -0.5, 29.2, "36NSG8841165994"]]
    frame, findings = read(table(tmp_path / "a.csv", ["name", "lat", "lon", "mgrs"], rows))
    assert frame.geometry.iloc[1].equals(Point(29.2, -0.5))
    assert "not one place" in "".join(f.message for f in findings if f.severity == "warning")


def test_rows_at_fault_stay(tmp_path: Path) -> None:
    """A reader can count what has no usable place."""
    rows = [["A", 95, 29], ["B", 1, 29]]
    frame, findings = read(table(tmp_path / "a.csv", ["name", "lat", "lon"], rows))
    assert frame.geometry.isna().tolist() == [True, False]
    assert told(findings, "error", "beyond 90").row == 2


def test_box_keeps_what_touches_it() -> None:
    """Areas that reach in stay, places beyond and missing ones go; none at all is a warning."""
    shapes = [box(31, 0, 40, 1), Point(50, 0), None]
    frame = gpd.GeoDataFrame({"name": list("abc")}, geometry=shapes, crs=4326)
    assert in_box(frame, DRC, file="f", role="r")[0]["name"].tolist() == ["a"]
    assert in_box(frame, None, file="f", role="r")[0]["name"].tolist() == ["a", "b"]
    kept, findings = in_box(frame.iloc[1:], DRC, file="f", role="r")
    assert kept.empty
    assert told(findings, "warning", "no row lies").file == "f"


def test_missing_and_empty_files_are_errors(tmp_path: Path) -> None:
    """Nothing is raised."""
    (tmp_path / "empty.csv").write_bytes(b"")
    for name in ("none.csv", "none.xlsx", "none.gpkg", "empty.csv"):
        frame, findings = read(tmp_path / name)
        assert frame.empty
        assert len(errors(findings)) == 1


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0", b"\0\1\2" * 9, b'{"type":'])
def test_broken_files_are_errors(tmp_path: Path, content: bytes) -> None:
    """Half an archive, an old workbook, noise and cut-off GeoJSON are each told once."""
    path = tmp_path / "broken"
    path.write_bytes(content)
    frame, findings = read(path)
    assert frame.empty
    assert len(errors(findings)) == 1


def test_archives_that_unpack_to_too_much_are_refused(tmp_path: Path) -> None:
    """A small archive of zeros is not opened, as a workbook or as a zipped shapefile."""
    for member in ("xl/workbook.xml", "sites.shp"):
        path = tmp_path / "bomb.zip"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(member, "w", force_zip64=True) as stream,
        ):
            for _ in range(placed.MAX_BYTES // 10_000_000 + 1):
                stream.write(bytes(10_000_000))
        assert path.stat().st_size < 1_000_000
        frame, findings = read(path)
        assert frame.empty
        assert told(findings, "error", "unpacks to more")


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables, vector files and large files stop at their limits."""
    rows = [[f"S{number}", -1.7, 29.2] for number in range(5)]
    csv = table(tmp_path / "a.csv", ["name", "lat", "lon"], rows)
    vector = geojson(tmp_path / "a.json", [(Point(29.2, -1.7), {"name": "Goma"})] * 5)
    assert told(read_rows(csv, role="r", max_rows=4)[1], "error", "more than 4 rows")
    monkeypatch.setattr(placed, "MAX_ROWS", 4)
    assert told(read(vector)[1], "error", "more than 4 rows")
    monkeypatch.setattr(placed, "MAX_BYTES", 10)
    assert told(read(csv)[1], "error", "larger than")


def test_odd_texts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Endless blank lines, one endless line and thousands of columns are not split into fields."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,lat,lon" + b"\n" * (placed.MAX_LINES + 1))
    assert told(read(path)[1], "error", "lines")
    path.write_bytes(b"name,lat,lon\n" + b"," * (placed.MAX_LINE_BYTES * 2))
    assert told(read(path)[1], "error", "a line of more than")
    header = ["name", "lat", "lon", *(f"c{number}" for number in range(placed.MAX_COLUMNS))]
    assert told(read(table(path, header, [["A", 1, 29, *[""] * placed.MAX_COLUMNS]]))[1], "error", "columns")


def test_only_columns_that_are_asked_for_are_held(tmp_path: Path) -> None:
    """Of a wide table the found columns are returned, and those that the caller names."""
    path = table(tmp_path / "a.csv", ["name", "lat", "lon", "x1", "y1"], [["A", 1, 29, 5, 6]])
    frame, _, _ = read_placed(
        path, role="r", wanted=WANTED, required=["name"], columns={}, also=lambda name: name.startswith("x")
    )
    assert list(frame.columns) == ["name", "lat", "lon", "x1", "geometry"]
