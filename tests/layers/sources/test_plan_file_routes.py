"""Stops of patrols."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import LineString, Point

from layers.sources import plan_file_routes
from layers.sources.plan_file import read_plan_file
from tests.layers.sources.plans import Row, read, stop
from tests.layers.sources.written import errors, geojson, told


def test_stops_come_in_their_order_one_after_the_other(tmp_path: Path) -> None:
    """Rows between them, and a word for the tool in one row only, do no harm."""
    rows = [
        stop("A", 3, tool="night patrol", count=2),
        stop("B", 1),
        stop("C", route="", tool="cob"),
        stop("D", 2),
    ]
    plan, findings = read(tmp_path, *rows)
    assert not errors(findings)
    assert plan["name"].tolist() == ["B", "D", "A", "C"]
    assert plan["order"].tolist() == [1, 2, 3, 0]
    assert plan["tool"].tolist() == ["night_patrol"] * 3 + ["cob"]
    assert plan["count"].tolist() == [2, 2, 2, 1]
    assert plan["row"].tolist() == [3, 5, 2, 4]


def test_without_numbers_the_order_is_that_of_the_rows(tmp_path: Path) -> None:
    """A patrol without any word for its tool is a patrol by day; one without a route is one of its own."""
    rows = [stop("A"), stop("B"), stop("C", route="", tool="patrol"), stop("D", route="", tool="patrol")]
    plan, findings = read(tmp_path, *rows)
    assert not errors(findings)
    assert plan["order"].tolist() == [1, 2, 1, 1]
    assert plan["route"].nunique() == 3
    assert set(plan["tool"]) == {"patrol"}


@pytest.mark.parametrize(
    ("rows", "part", "row", "column"),
    [
        ([stop("A", 1), stop("B", 1)], "have one order", 3, "order"),
        ([stop("A", 1), stop("B")], "has no order", 3, "order"),
        ([stop("A", tool="patrol"), stop("B", tool="night patrol")], "do not have one tool", 3, "tool"),
        ([stop("A", count=1), stop("B", count=2)], "do not have one count", 3, "count"),
        ([stop("A", tool="cob")], "is no patrol", 2, "route"),
        ([stop("A", lat="", lon="")], "no stop", 2, "route"),
        ([stop("A"), stop("B", lat="", lon="")], "no position", 3, "lat, lon"),
    ],
)
def test_faults_among_rows(tmp_path: Path, rows: list[Row], part: str, row: int, column: str) -> None:
    """Each is an error in its row."""
    finding = told(read(tmp_path, *rows)[1], "error", part)
    assert (finding.row, finding.column) == (row, column)


def test_lines_become_stops(tmp_path: Path) -> None:
    """The route is the line's id; the same vertex twice in a row is one stop, coming back is another."""
    line = LineString([(30, 1), (30, 1), (30.1, 1), (30, 1)])
    features = [(line, {"id": "P7", "tool": "Patrol"}), (line, {"id": None, "tool": "Patrol"})]
    plan, findings = read_plan_file(geojson(tmp_path / "p.geojson", features))
    assert not errors(findings)
    assert plan["id"].tolist()[:3] == ["P7-1", "P7-2", "P7-3"]
    assert plan["route"].tolist()[:3] == ["P7"] * 3
    assert plan["route"].nunique() == 2
    assert plan["order"].tolist() == [1, 2, 3] * 2
    assert plan.geometry.iloc[:3].tolist() == [Point(30, 1), Point(30.1, 1), Point(30, 1)]
    assert plan["id"].is_unique


def test_a_recorded_track_is_no_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of very many vertices are refused before they become rows."""
    monkeypatch.setattr(plan_file_routes, "MOST_STOPS", 2)
    line = LineString([(30, 1), (30.1, 1), (30.2, 1)])
    plan, findings = read_plan_file(geojson(tmp_path / "p.geojson", [(line, {"tool": "patrol"})]))
    assert told(findings, "error", "vertices").row == 1
    assert plan.empty
