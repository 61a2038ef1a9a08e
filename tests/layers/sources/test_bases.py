"""Reading bases."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.fields import BLANKS
from layers.sources.bases import read_bases, unique_ids
from tests.layers.sources.written import DATA, DRC, errors, table, told

HEADER = ["name", "latitude", "longitude", "personnel", "tool"]
GOOD = ["Bunia", 1.56, 30.25, 150, "cob"]


def test_bases_as_given(tmp_path: Path) -> None:
    """Columns, order, types and defaults are as documented."""
    rows = [GOOD, ["<script>Beni", 0.5, 29.5, "", ""], ["Bunia", 1.5, 30.2, 0, "TOB"]]
    bases, findings = read_bases(table(tmp_path / "b.csv", HEADER, rows), near=DRC)
    assert list(bases.columns) == ["id", "name", "tool", "personnel", "geometry"]
    assert bases["id"].tolist() == ["bunia", "script-beni", "bunia-2"]
    assert bases["name"].tolist() == ["Bunia", "<script>Beni", "Bunia"]
    assert bases["tool"].tolist() == ["cob", "cob", "tob"]
    assert math.isnan(bases["personnel"].iloc[1])
    assert bases.geometry.iloc[0].coords[0] == (30.25, 1.56)
    assert bases.crs.to_epsg() == 4326
    assert not findings


@pytest.mark.parametrize(
    "header",
    [
        ["location", "lat", "lon", "NoTroops"],
        ["Base", "LATITUDE", "Long", "troops_mean"],
        ["site", "lat", "lng", "untrp"],
    ],
)
def test_usual_names_are_recognised(tmp_path: Path, header: list[str]) -> None:
    """Published files need no mapping."""
    bases, findings = read_bases(table(tmp_path / "b.csv", header, [GOOD[:4]]))
    assert bases["personnel"].tolist() == [150]
    assert not findings


def test_mapping(tmp_path: Path) -> None:
    """Columns of any name can be mapped."""
    path = table(tmp_path / "b.csv", ["n", "b", "l", "force"], [GOOD[:4]])
    columns = {"name": "n", "latitude": "b", "longitude": "l", "personnel": "force"}
    assert read_bases(path, columns=columns)[0]["personnel"].tolist() == [150]
    assert len(errors(read_bases(path)[1])) == 3


def test_ids_stay_unique() -> None:
    """Ids never meet, even where a name looks like a numbered one; odd names get one too."""
    names = ["Bunia", "Bunia 2", "Bunia", "Béni", "بونيا", "", "--"]
    assert unique_ids(names) == ["bunia", "bunia-2", "bunia-3", "beni", "base", "base-2", "base-3"]


@pytest.mark.parametrize(
    ("lat", "lon", "part"),
    [
        ("", 30, "missing"),
        ("NaN", 30, "missing"),
        (95, 30, "beyond 90"),
        (1, 200, "beyond 180"),
        ("1,5", 30, "comma"),
    ],
)
def test_wrong_coordinates_are_errors(tmp_path: Path, lat: object, lon: object, part: str) -> None:
    """A base without a usable place is an error with its row, and is left out."""
    path = table(tmp_path / "b.csv", HEADER, [GOOD, ["Beni", lat, lon, 1, "cob"]])
    bases, findings = read_bases(path)
    finding = told(findings, "error", part)
    assert (finding.file, finding.row) == ("b.csv", 3)
    assert bases["name"].tolist() == ["Bunia"]


def test_swapped_columns_are_an_error(tmp_path: Path) -> None:
    """Latitude in the longitude's column is recognised by the area."""
    path = table(tmp_path / "b.csv", HEADER, [["Bunia", 30.25, 1.56, 1, ""], ["Goma", 29.2, -1.7, 1, ""]])
    assert told(read_bases(path, near=DRC)[1], "error", "wrong way round").column == "latitude, longitude"


def test_unreadable_personnel_is_a_warning(tmp_path: Path) -> None:
    """Text for a number of troops is unknown, not a fault of the base; below zero is one."""
    bases, findings = read_bases(table(tmp_path / "b.csv", HEADER, [["Bunia", 1, 30, "unknown", ""]]))
    assert math.isnan(bases["personnel"].iloc[0])
    assert told(findings, "warning", "unknown").value == "unknown"
    assert told(
        read_bases(table(tmp_path / "c.csv", HEADER, [["B", 1, 30, -3, ""]]))[1], "error", "at least 0"
    )


def test_two_bases_on_one_spot_are_told(tmp_path: Path) -> None:
    """Both are kept, with a warning on the second."""
    bases, findings = read_bases(table(tmp_path / "b.csv", HEADER, [GOOD, ["Ndromo", *GOOD[1:]]]))
    assert len(bases) == 2
    assert told(findings, "warning", "very spot").row == 3


def test_several_years_of_one_base_are_an_error(tmp_path: Path) -> None:
    """A history of deployments is not the bases in place."""
    rows = [["Bunia", 1, 30, 2023], ["Goma", -1, 29, 2023], ["Bunia", 1, 30, 2024]]
    path = table(tmp_path / "b.csv", ["name", "lat", "lon", "year"], rows)
    finding = told(read_bases(path)[1], "error", "several years")
    assert (finding.row, finding.column) == (4, "year")


def test_bases_without_a_name(tmp_path: Path) -> None:
    """They are kept under a stand-in, with a warning."""
    bases, findings = read_bases(table(tmp_path / "b.csv", HEADER, [["", 1, 30, 1, ""]]))
    assert bases["name"].tolist() == ["unnamed base"]
    assert told(findings, "warning", "no name").row == 2


def test_missing_file_gives_an_empty_frame(tmp_path: Path) -> None:
    """The columns are there even when the file is not."""
    bases, findings = read_bases(tmp_path / "none.csv")
    assert list(bases.columns) == ["id", "name", "tool", "personnel", "geometry"]
    assert len(errors(findings)) == 1


NAME = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=15).filter(
    lambda text: text.lower() not in BLANKS and not text.startswith("#")
)
BASE = st.tuples(
    NAME,
    st.floats(-90, 90).map(lambda value: round(value, 6)),
    st.floats(-180, 180).map(lambda value: round(value, 6)),
    st.one_of(st.none(), st.integers(0, 5000)),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(BASE, min_size=1, max_size=5))
def test_whatever_is_written_is_read(
    tmp_path: Path, rows: list[tuple[str, float, float, int | None]]
) -> None:
    """Names, places and personnel come back as they were, under ids that differ."""
    bases, findings = read_bases(table(tmp_path / "p.csv", HEADER[:4], rows))
    assert not errors(findings)
    assert bases["name"].tolist() == [row[0] for row in rows]
    assert list(zip(bases.geometry.y, bases.geometry.x, strict=True)) == [(row[1], row[2]) for row in rows]
    assert [None if math.isnan(value) else value for value in bases["personnel"]] == [row[3] for row in rows]
    assert bases["id"].is_unique


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_published_sites() -> None:
    """MONUSCO had 31 sites in 2024, UNMISS 19."""
    columns = {
        "name": "location",
        "latitude": "latitude",
        "longitude": "longitude",
        "personnel": "troops_mean",
    }
    for path, count in (
        ("drc_east/bases/monusco_bases_2024.csv", 31),
        ("south_sudan/bases/unmiss_bases_2024.csv", 19),
    ):
        bases, findings = read_bases(DATA / path, columns=columns)
        assert len(bases) == count
        assert bases["personnel"].notna().all()
        assert not findings
    assert errors(read_bases(DATA / "drc_east/bases/geopko_v2.3_COD.csv")[1])
