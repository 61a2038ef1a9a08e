"""Reading bases."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from layers.fields import BLANKS
from layers.sources.bases import generic_layer, read_bases, unique_ids
from tests.layers.sources.small_workbook import workbook
from tests.layers.sources.written import DATA, DRC, errors, geojson, table, told

HEADER = ["name", "latitude", "longitude", "personnel", "tool"]
GOOD = ["Bunia", 1.56, 30.25, 150, "cob"]
COLUMNS = ["id", "name", "tool", "personnel", "unpol", "unmo", "hq", "contingent", "cla", "row", "geometry"]
AS_OF = date(2024, 12, 31)


def test_bases_as_given(tmp_path: Path) -> None:
    """Columns, order, types and defaults are as documented."""
    rows = [GOOD, ["<script>Beni", 0.5, 29.5, "", ""], ["Bunia", 1.5, 30.2, 0, "TOB"]]
    bases, findings = read_bases(table(tmp_path / "b.csv", HEADER, rows), near=DRC)
    assert list(bases.columns) == COLUMNS
    assert bases["id"].tolist() == ["bunia", "script-beni", "bunia-2"]
    assert bases["name"].tolist() == ["Bunia", "<script>Beni", "Bunia"]
    assert bases["tool"].tolist() == ["cob", "cob", "tob"]
    assert math.isnan(bases["personnel"].iloc[1])
    assert bases["contingent"].tolist() == ["", "", ""]
    assert bases["cla"].isna().all()
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
    assert list(bases.columns) == COLUMNS
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
        assert [finding for finding in findings if finding.severity != "info"] == []
    assert errors(read_bases(DATA / "drc_east/bases/geopko_v2.3_COD.csv")[1])


def test_workbooks_vector_files_and_mgrs(tmp_path: Path) -> None:
    """A list may be a workbook, points of a vector file, or hold MGRS; polygons are no bases."""
    book = workbook(tmp_path / "b.xlsx", ["Base", "MGRS", "Troops"], [["Sake", "35MQU44641245", 120]])
    features = [(Point(29.2, -1.7), {"name": "Goma", "troops": 90}), (box(29, -2, 30, -1), {"name": "Area"})]
    vector = geojson(tmp_path / "b.geojson", features)
    bases, findings = read_bases(book, near=DRC, as_of=AS_OF)
    assert (bases["name"].tolist(), bases["personnel"].tolist()) == (["Sake"], [120])
    assert not findings
    bases, findings = read_bases(vector, near=DRC, as_of=AS_OF)
    assert (bases["id"].tolist(), bases["personnel"].tolist()) == (["goma"], [90])
    assert told(findings, "warning", "no point").row == 2


def test_others_at_the_base(tmp_path: Path) -> None:
    """Police, observers and headquarters are kept where they are known."""
    header = [*HEADER[:3], "UNPOL", "observers", "HQ"]
    rows = [["A", 1, 30, "yes", 0, 2], ["B", 1, 29, "", 14, ""]]
    bases, _ = read_bases(table(tmp_path / "b.csv", header, rows))
    assert bases[["unpol", "unmo", "hq"]].iloc[0].tolist() == [1, 0, 2]
    assert bases["unmo"].iloc[1] == 1
    assert bases[["unpol", "hq"]].iloc[1].isna().all()


def test_bases_not_open_on_the_day(tmp_path: Path) -> None:
    """The day of closing is the first without the base; without a day dates are not looked at."""
    header = [*HEADER[:3], "opened", "closed"]
    rows = [
        ["A", 1, 30, "2024-12-31", ""],
        ["B", 1, 29, "2025-01-01", ""],
        ["C", 1, 28, "", "2024-12-31"],
        ["D", 1, 27, "", "2025-01-01"],
    ]
    path = table(tmp_path / "b.csv", header, rows)
    layer, findings = generic_layer(path, as_of=AS_OF)
    assert layer.frame["name"].tolist() == ["A", "D"]
    assert dict(layer.rows_dropped) == {"opened after as_of": 1, "closed by as_of": 1}
    assert told(findings, "info", "opened after 2024-12-31").row == 3
    assert len(read_bases(path)[0]) == 4


def test_bases_far_off_are_left_out(tmp_path: Path) -> None:
    """A base beyond the surroundings of the area is left out with a warning, not snapped."""
    path = table(tmp_path / "b.csv", HEADER, [GOOD, ["Kinshasa", -4.3, 15.3, 100, ""]])
    layer, findings = generic_layer(path, near=DRC)
    assert layer.frame["name"].tolist() == ["Bunia"]
    assert told(findings, "warning", "outside the area").value == "Kinshasa"
    assert layer.rows_read == 2


def test_a_list_of_several_years_is_a_history_where_the_day_is_known(tmp_path: Path) -> None:
    """The last year counts; the year of a list of one year does not."""
    rows = [["Bunia", 1, 30, 2023], ["Goma", -1, 29, 2023], ["Bunia", 1, 30, 2024], ["Beni", "", "", 2022]]
    path = table(tmp_path / "b.csv", ["name", "lat", "lon", "year"], rows)
    layer, findings = generic_layer(path, as_of=AS_OF, near=DRC)
    assert (layer.frame["name"].tolist(), layer.year) == (["Bunia"], 2024)
    assert not errors(findings)
    assert generic_layer(path, as_of=AS_OF, near=DRC, year=2023)[0].frame["name"].tolist() == [
        "Bunia",
        "Goma",
    ]
    once = table(
        tmp_path / "c.csv", ["name", "lat", "lon", "year"], [["A", 1, 30, 2023], ["B", -1, 29, 2026]]
    )
    layer, findings = generic_layer(once, as_of=AS_OF)
    assert len(layer.frame) == 2
    assert told(findings, "warning", "year after 2024-12-31").row == 3


def test_contingent_and_assistants_of_a_base(tmp_path: Path) -> None:
    """Both are kept where given; in a history the contingent is that of the state's rows."""
    header = [*HEADER, "contingent", "CLA", "year"]
    rows = [
        [*GOOD, "Alpha", 3, 2023],
        [*GOOD, "", "", 2024],
        [*GOOD, "Beta", 2, 2024],
        ["Beni", 0.5, 29.5, 120, "", "", "0", 2024],
    ]
    whole, findings = read_bases(table(tmp_path / "b.csv", header, [rows[0], rows[3]]), near=DRC)
    assert whole["contingent"].tolist() == ["Alpha", ""]
    assert whole["cla"].tolist() == [3.0, 0.0]
    assert not findings
    history, findings = read_bases(table(tmp_path / "h.csv", header, rows), near=DRC, as_of=AS_OF)
    assert history["contingent"].tolist() == ["Beta", ""]
    assert history["cla"].tolist() == [2.0, 0.0]
    assert not errors(findings)


@pytest.mark.parametrize("value", ["-1", "1.5", "inf", "nan", "2,5", "Jane Doe"])
def test_assistants_are_a_whole_number_and_never_names(tmp_path: Path, value: str) -> None:
    """The finding has row and column, and does not repeat what may be a person's name."""
    path = table(tmp_path / "b.csv", [*HEADER, "cla"], [[*GOOD, 3], [*GOOD[:1], 1.7, 30.3, 1, "cob", value]])
    finding = told(read_bases(path)[1], "error", "liaison assistants")
    assert (finding.row, finding.column, finding.value) == (3, "cla", "")
    assert value not in finding.message
