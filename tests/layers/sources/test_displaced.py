"""Reading sites of displaced people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from layers.sources.age_sex import GROUPS
from layers.sources.displaced import read_displaced
from tests.layers.sources.small_workbook import workbook
from tests.layers.sources.written import DRC, geojson, table, told

HEADER = ["name", "type", "people", "date", "lat", "lon"]
AS_OF = date(2024, 12, 31)


def test_sites_and_their_age(tmp_path: Path) -> None:
    """Ninety days are fresh, ninety-one and unknown dates stale."""
    rows = [
        ["A", "camp", 1000, "2024-10-02", -1, 29],
        ["B", "camp", 10, "2024-10-01", -1, 29],
        ["C", "", 0, "", -1, 29],
    ]
    sites, findings = read_displaced(table(tmp_path / "d.csv", HEADER, rows), as_of=AS_OF)
    assert sites["people"].tolist() == [1000, 10, 0]
    assert sites["stale"].tolist() == [False, True, True]
    assert sites["date"].iloc[0] == pd.Timestamp(2024, 10, 2)
    warning = told(findings, "warning", "90 days")
    assert (warning.row, warning.value) == (3, "2024-10-01")
    assert list(sites.columns) == ["name", "type", "people", "date", "stale", *GROUPS, "geometry"]


def test_later_counts_are_not_read(tmp_path: Path) -> None:
    """Nothing dated after as_of is read."""
    rows = [["A", "camp", 1, "2025-01-01", -1, 29], ["B", "camp", 2, "2024-12-31", -1, 29]]
    sites, findings = read_displaced(table(tmp_path / "d.csv", HEADER, rows), as_of=AS_OF)
    assert sites["name"].tolist() == ["B"]
    assert told(findings, "info", "after 2024-12-31").row == 2


@pytest.mark.parametrize(
    ("people", "day", "part"),
    [
        ("-5", "2024-12-01", "at least 0"),
        ("", "2024-12-01", "missing"),
        ("1,5", "2024-12-01", "comma"),
        ("about 20", "2024-12-01", "not a number"),
        ("5", "01/12/2024", "not a date"),
    ],
)
def test_faults_are_errors(tmp_path: Path, people: str, day: str, part: str) -> None:
    """People below zero, unreadable or missing, and unreadable dates are errors with their row."""
    path = table(tmp_path / "d.csv", HEADER, [["A", "camp", people, day, -1, 29]])
    assert told(read_displaced(path, as_of=AS_OF)[1], "error", part).row == 2


def test_polygons_keep_their_shape(tmp_path: Path) -> None:
    """A site drawn as a polygon stays one; other columns can be mapped."""
    row = {"site": "POC", "persons": 30000, "updated": "2024-12-01"}
    path = geojson(tmp_path / "d.geojson", [(box(29, -2, 29.1, -1.9), row)])
    sites, findings = read_displaced(path, as_of=AS_OF, columns={"people": "persons"})
    assert sites.geom_type.tolist() == ["Polygon"]
    assert sites["name"].tolist() == ["POC"]
    assert not findings


def test_age_and_sex(tmp_path: Path) -> None:
    """Groups come from their own columns; unknown ones stay unknown."""
    header = [*HEADER, "Women", "Men", "Girls", "Boys"]
    rows = [
        ["A", "camp", 100, "2024-12-01", -1, 29, 30, 20, 25, 25],
        ["B", "camp", 5, "2024-12-01", -1, 29, *[""] * 4],
    ]
    sites, findings = read_displaced(table(tmp_path / "d.csv", header, rows), as_of=AS_OF)
    assert sites[list(GROUPS)].iloc[0].tolist() == [30, 20, 25, 25, 55, 45]
    assert sites[list(GROUPS)].iloc[1].isna().all()
    assert not findings


def test_workbook_with_mgrs(tmp_path: Path) -> None:
    """A register as it comes from a site assessment: xlsx, MGRS, people by age."""
    header = ["Site name", "MGRS", "Individuals", "Date", "F 0-17", "F 18+", "M 0-17", "M 18+"]
    rows = [["Bulengo", "35MQU44641245", 1000, "2024-12-01", 300, 250, 280, 170]]
    sites, findings = read_displaced(
        workbook(tmp_path / "d.xlsx", header, rows), as_of=AS_OF, bbox=DRC, columns={"name": "Site name"}
    )
    assert sites[["people", "women", "boys", "female"]].iloc[0].tolist() == [1000, 250, 280, 550]
    assert abs(sites.geometry.iloc[0].y + 1.69) < 0.02
    assert not findings


def test_sites_elsewhere_are_left_out(tmp_path: Path) -> None:
    """Only sites in the box are read; none at all is a warning."""
    path = table(tmp_path / "d.csv", HEADER, [["A", "camp", 10, "2024-12-01", 50, 10]])
    sites, findings = read_displaced(path, as_of=AS_OF, bbox=DRC)
    assert sites.empty
    assert told(findings, "warning", "no row lies")


SITE = st.tuples(
    st.integers(0, 10**6),
    st.floats(-5, 3.5).map(lambda v: round(v, 5)),
    st.floats(27.5, 31).map(lambda v: round(v, 5)),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(SITE, min_size=1, max_size=5))
def test_whatever_is_written_is_read(tmp_path: Path, rows: list[tuple[int, float, float]]) -> None:
    """People and places come back as they were, from csv and workbook."""
    cells = [[f"S{n}", "camp", people, "2024-12-01", lat, lon] for n, (people, lat, lon) in enumerate(rows)]
    for path in (table(tmp_path / "p.csv", HEADER, cells), workbook(tmp_path / "p.xlsx", HEADER, cells)):
        sites, findings = read_displaced(path, as_of=AS_OF, bbox=DRC)
        assert not findings
        assert sites["people"].tolist() == [row[0] for row in rows]
        assert list(zip(sites.geometry.y, sites.geometry.x, strict=True)) == [row[1:] for row in rows]
