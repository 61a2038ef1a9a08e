"""Bases of one day from a history of deployments."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.positions import POSITION
from layers.sources.base_history import Layout, read_history
from layers.sources.base_layer import BaseLayer
from tests.layers.sources.small_workbook import workbook
from tests.layers.sources.written import DRC, errors, table, told

HEADER = ["mission", "year", "place", "lat", "lon", "troops", "hq", "police"]
LAYOUT = Layout(
    "a history",
    {
        "name": ("place",), "mission": ("mission",), "year": ("year",), "month": ("month",), **POSITION,
        "personnel": ("troops",), "personnel_mean": ("mean",), "hq": ("hq",), "unpol": ("police",),
    },
)  # fmt: skip
AS_OF = date(2020, 12, 31)


def row(
    name: str, troops: object = 150, lat: object = -1.7, lon: object = 29.2, **other: object
) -> list[object]:
    """Return one row of 2020."""
    full = {"year": 2020, "hq": 0, "police": 0, **other}
    return ["M", full["year"], name, lat, lon, troops, full["hq"], full["police"]]


def read(path: Path, **options: object) -> tuple[BaseLayer, tuple]:
    """Read with the box of the DRC."""
    layer, findings = read_history(
        path,
        LAYOUT,
        **{"role": "r", "columns": {}, "as_of": AS_OF, "near": DRC, "year": None, **options},  # type: ignore[arg-type]
    )
    assert layer.rows_read == len(layer.frame) + sum(layer.rows_dropped.values())
    return layer, findings


def bases(tmp_path: Path, rows: Sequence[Sequence[object]], **options: object) -> tuple[BaseLayer, tuple]:
    """Write rows and read them."""
    return read(table(tmp_path / "h.csv", HEADER, rows), **options)


def test_rows_of_one_place_are_one_base(tmp_path: Path) -> None:
    """The greatest number of troops, police if any row has them, under the first spelling."""
    rows = [row("Beni", 150), row("beni ", 300, police=1), row("Goma", "unknown"), row("Goma", 90, hq=2)]
    layer, findings = bases(tmp_path, rows)
    assert layer.frame["id"].tolist() == ["beni", "goma"]
    assert layer.frame["personnel"].tolist() == [300, 90]
    assert layer.frame["unpol"].tolist() == [1, 0]
    assert layer.frame["hq"].tolist() == [0, 2]
    assert layer.frame["unmo"].isna().all()
    assert layer.rows_dropped["joined with another row of the same place"] == 2
    assert told(findings, "info", "greatest number").row == 3


def test_the_mean_of_the_year_comes_first(tmp_path: Path) -> None:
    """Where the file has its own mean it is used; a mapped personnel column is used instead of it."""
    rows = [[*row("Beni", 150), 180], [*row("Beni", 300), 180], [*row("Goma", 70), ""]]
    path = table(tmp_path / "h.csv", [*HEADER, "mean"], rows)
    layer, findings = read(path)
    assert layer.frame["personnel"].tolist() == [180, 70]
    assert told(findings, "info", "own mean of the year (mean)")
    assert read(path, columns={"personnel": "troops"})[0].frame["personnel"].tolist() == [300, 70]


def test_one_name_for_two_places(tmp_path: Path) -> None:
    """Rows of one name far apart stay two bases."""
    layer, _ = bases(tmp_path, [row("Camp"), row("Camp", lat=0.5), row("Camp", 300, lat=0.51)])
    assert layer.frame["id"].tolist() == ["camp", "camp-2", "camp-3"]
    layer, _ = bases(tmp_path, [row("Camp", lat=0.5), row("Camp", lat=0.54)])
    assert len(layer.frame) == 1


def test_several_bases_on_one_spot_are_kept(tmp_path: Path) -> None:
    """With ids of their own, and a warning."""
    layer, findings = bases(tmp_path, [row("Adikivu"), row("Adikivu/Kavumu"), row("Goma", lat=-1.6)])
    assert layer.frame["id"].tolist() == ["adikivu", "adikivu-kavumu", "goma"]
    assert told(findings, "warning", "very spot").row == 3


def test_unknown_troops(tmp_path: Path) -> None:
    """Unknown and empty are NaN, told once with their count; odd text is told besides."""
    rows = [row("A", "unknown"), row("B", "", lat=-1), row("C", "lots", lat=-1.1), row("D", lat=-1.2)]
    layer, findings = bases(tmp_path, rows)
    assert layer.frame["personnel"].isna().tolist() == [True, True, True, False]
    finding = told(findings, "warning", "troops is not known")
    assert finding.row == 2
    assert "3 rows" in finding.message
    assert told(findings, "warning", "not a number").value == "lots"


def test_missing_coordinates(tmp_path: Path) -> None:
    """Sites with troops are named in a warning, the others counted; half a position is none."""
    rows = [
        row("A", 500, "", ""), row("B", 0, "", ""), row("C", "unknown", "NA", 29), row("D"),
        row("E", 70, "", ""), row("E", 70, -1, 29),
    ]  # fmt: skip
    layer, findings = bases(tmp_path, rows)
    assert layer.frame["name"].tolist() == ["D", "E"]
    assert layer.rows_dropped["no coordinates"] == 3
    finding = told(findings, "warning", "troops and no coordinates")
    assert (finding.row, finding.message[-7:]) == (2, "A (500)")
    assert "2 rows" in told(findings, "info", "no known troops").message
    assert not errors(findings)


def test_wrong_coordinates_are_errors_only_in_the_state(tmp_path: Path) -> None:
    """A fault of years ago concerns nobody; one of now is told and counted."""
    rows = [row("A", lat=95, year=2010), row("B", lat=95), row("C", -5), row("D", lat="1,5")]
    layer, findings = bases(tmp_path, rows)
    assert layer.frame["name"].tolist() == ["C"]
    assert math.isnan(layer.frame["personnel"].iloc[0])
    assert layer.rows_dropped["coordinates at fault"] == 2
    assert sorted(finding.row for finding in errors(findings)) == [3, 4, 5]


def test_places_outside_the_area(tmp_path: Path) -> None:
    """Left out and counted; when none is left that is an error."""
    layer, findings = bases(tmp_path, [row("Goma"), row("Kinshasa", lat=-4.3, lon=15.3)])
    assert layer.frame["name"].tolist() == ["Goma"]
    assert told(findings, "info", "outside the area").value == "Kinshasa"
    rows = [row("Goma", year=2019), row("Kinshasa", lat=-4.3, lon=15.3)]
    layer, findings = bases(tmp_path, rows)
    assert layer.frame.empty
    assert told(findings, "error", "none of the 1 places")


def test_swapped_coordinates_are_an_error(tmp_path: Path) -> None:
    """Latitude in the longitude's column is recognised by the area."""
    rows = [row("Goma", lat=29.2, lon=-1.7), row("Beni", lat=29.5, lon=0.5)]
    assert told(bases(tmp_path, rows)[1], "error", "wrong way round")


@pytest.mark.parametrize("lost", ["year", "place", "lat"])
def test_missing_columns_are_errors(tmp_path: Path, lost: str) -> None:
    """Each needed column that is not there is told, with those that are."""
    header = [name if name != lost else "x1" for name in HEADER]
    layer, findings = read(table(tmp_path / "h.csv", header, [row("A")]))
    assert layer.frame.empty
    assert "x1" in told(errors(findings), "error", "no column for").remedy


def test_broken_and_missing_files(tmp_path: Path) -> None:
    """Nothing is raised; the frame has its columns."""
    (tmp_path / "h.csv").write_text(",".join(HEADER) + '\nM,2020,"A', encoding="utf-8")
    for name in ("h.csv", "none.csv"):
        layer, findings = read(tmp_path / name)
        assert "personnel" in layer.frame
        assert len(errors(findings)) == 1
    assert told(read(table(tmp_path / "e.csv", HEADER, []))[1], "error", "no rows")


NAME = st.text("abcdefghij", min_size=1, max_size=3)
ROW = st.tuples(
    st.integers(2018, 2022),
    NAME,
    st.floats(-5, 3.5).map(lambda value: round(value, 5)),
    st.floats(27.5, 31).map(lambda value: round(value, 5)),
    st.one_of(st.none(), st.integers(0, 3000)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=8, unique_by=lambda row: (row[0], row[1])))
def test_whatever_is_written_is_read(tmp_path: Path, rows: list[tuple]) -> None:
    """The last year's places come back as they were, from csv and workbook, no row unaccounted for."""
    written = [
        ["M", year, name, lat, lon, "" if troops is None else troops, 0, 0]
        for year, name, lat, lon, troops in rows
    ]
    before = [row for row in rows if row[0] <= AS_OF.year]
    last = max((row[0] for row in before), default=0)
    expected = [row for row in before if row[0] == last]
    for path in (table(tmp_path / "p.csv", HEADER, written), workbook(tmp_path / "p.xlsx", HEADER, written)):
        layer, findings = read(path)
        assert bool(errors(findings)) == (not expected)
        assert layer.frame["name"].tolist() == [row[1] for row in expected]
        assert layer.frame.geometry.y.tolist() == [row[2] for row in expected]
        assert layer.frame["personnel"].fillna(-1).tolist() == [
            -1 if row[4] is None else row[4] for row in expected
        ]
        assert layer.frame["id"].is_unique
