"""Reading sites of displaced people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from shapely.geometry import box

from layers.sources.displaced import read_displaced
from tests.layers.sources.written import geojson, table, told

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
    assert list(sites.columns) == ["name", "type", "people", "date", "stale", "geometry"]


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
