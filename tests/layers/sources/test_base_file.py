"""Bases from whatever file there is."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import Point

from layers.sources.base_file import BaseLayer, read_base_layer
from tests.layers.sources.small_workbook import workbook
from tests.layers.sources.test_geopko import DASH_HEADER, RAW_HEADER, SSD
from tests.layers.sources.test_radpko import HEADER as RADPKO_HEADER
from tests.layers.sources.written import DATA, DRC, errors, geojson, table, told

AS_OF = date(2024, 12, 31)


def read(path: Path, **options: object) -> tuple[BaseLayer, tuple]:
    """Read with the box of the DRC; every row must be accounted for."""
    layer, findings = read_base_layer(
        path,
        **{"role": "layers.bases", "columns": {}, "as_of": AS_OF, "near": DRC, **options},  # type: ignore[arg-type]
    )
    assert layer.rows_read == len(layer.frame) + sum(layer.rows_dropped.values())
    return layer, findings


FILES = (
    (RAW_HEADER, ["Map", "M", 2024, 3, "Goma", "DRC", -1.7, 29.2, 150, "NA", 0, 1, 2], "as published"),
    (DASH_HEADER, ["M", 2024, "DRC", "Goma", -1.7, 29.2, 0, 150, 0, 1, 0, 150], "dashboard"),
    (RADPKO_HEADER, ["M", "DRC", "Goma", "2024-01-01", 2024, -1.7, 29.2, 160, 150, 0, 0, 0], "RADPKO"),
    (["name", "lat", "lon", "troops"], ["Goma", -1.7, 29.2, 150], "a list of bases"),
)


@pytest.mark.parametrize(("header", "row", "name"), FILES)
def test_recognised_by_header_never_by_name(
    tmp_path: Path, header: list[str], row: list[object], name: str
) -> None:
    """Csv with semicolons and workbook, all under one meaningless name, give the same base."""
    plain = tmp_path / "file"
    with plain.open("w", newline="", encoding="utf-8-sig") as stream:
        csv.writer(stream, delimiter=";").writerows([header, row])
    for path in (plain, workbook(tmp_path / "book", header, [row])):
        layer, findings = read(path)
        assert name in layer.recognised
        assert name in told(findings, "info", "read as").message
        assert layer.frame[["id", "personnel"]].values.tolist() == [["goma", 150]]
        assert not errors(findings)


def test_vector_files_are_lists(tmp_path: Path) -> None:
    """Points of a vector file are a list of bases."""
    layer, _ = read(geojson(tmp_path / "file", [(Point(29.2, -1.7), {"name": "Goma", "year": 2024})]))
    assert layer.recognised == "a list of bases"
    assert layer.frame["name"].tolist() == ["Goma"]


def test_columns_of_a_history_can_be_mapped(tmp_path: Path) -> None:
    """A mapping comes before the usual names, and a wrong one is told."""
    header, row, _ = FILES[1]
    path = table(tmp_path / "f.csv", header, [row])
    assert read(path, columns={"personnel": "Infantry"})[0].frame["personnel"].tolist() == [0]
    assert told(read(path, columns={"personnel": "Infantri"})[1], "error", "no such column").remedy


@pytest.mark.parametrize("content", [b"", b"\0" * 50, b"PK\x03\x04", b"name,lat\n", b"\xff\xfe", b'"a'])
def test_broken_files_are_findings(tmp_path: Path, content: bytes) -> None:
    """Nothing is raised, and the frame has its columns."""
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    layer, findings = read(path)
    assert "personnel" in layer.frame
    assert errors(findings)
    assert all(finding.file == "broken.csv" for finding in errors(findings))


def test_bombs_are_refused(tmp_path: Path) -> None:
    """A workbook that unpacks to more than any list of bases is not opened."""
    path = tmp_path / "b.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/worksheets/sheet1.xml", "w") as stream,
    ):
        for _ in range(21):
            stream.write(b" " * 10_000_000)
    assert told(read(path)[1], "error", "unpacks to more")


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
@pytest.mark.parametrize(
    ("file", "near", "count", "recognised", "year"),
    [
        ("drc_east/bases/geopko_v2.3_COD.csv", DRC, 31, "dashboard", 2024),
        ("drc_east/bases/radpko_COD.csv", DRC, 27, "RADPKO", 2019),
        ("drc_east/bases/monusco_bases_2024.csv", DRC, 31, "a list", None),
        ("south_sudan/bases/geopko_v2.3_SSD.csv", SSD, 42, "dashboard", 2024),
        ("south_sudan/bases/geopko_2020_raw_SSD.csv", SSD, 38, "as published", 2018),
        ("south_sudan/bases/radpko_SSD.csv", SSD, 20, "RADPKO", 2019),
        ("south_sudan/bases/unmiss_bases_2024.csv", SSD, 19, "a list", None),
    ],
)
def test_every_published_file(file: str, near: tuple, count: int, recognised: str, year: int | None) -> None:
    """All seven files are recognised and read without an error."""
    layer, findings = read(DATA / file, near=near)
    assert recognised in layer.recognised
    assert (len(layer.frame), layer.year) == (count, year)
    assert layer.frame["id"].is_unique
    assert not errors(findings)
