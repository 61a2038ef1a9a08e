"""Where the rows of a plan are."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, box

from layers.sources.plan_file import read_plan_file
from tests.layers.sources.plans import grid, read
from tests.layers.sources.written import errors, geojson, told

NEAR = (29.0, 0.0, 31.0, 3.0)


def test_geometry_before_degrees_before_mgrs(tmp_path: Path) -> None:
    """Features without a geometry may say where in their columns; degrees and MGRS apart are told."""
    features = [
        (Point(30.25, 1.56), {"tool": "cob", "lat": 9, "lon": 9, "grid": ""}),
        (None, {"tool": "cob", "lat": 1.5, "lon": 30.2, "grid": grid(30.9, 1.5)}),
        (None, {"tool": "cob", "lat": None, "lon": None, "grid": grid(30.1, 1.4)}),
    ]
    plan, findings = read_plan_file(geojson(tmp_path / "p.geojson", features))
    assert not errors(findings)
    assert plan.geometry.x.tolist() == pytest.approx([30.25, 30.2, 30.1], abs=2e-5)
    assert told(findings, "warning", "not one place").row == 2


def test_each_position_at_fault_is_told_in_its_row(tmp_path: Path) -> None:
    """Words, missing halves, beyond the globe, decimal commas; none of them is told a second time."""
    rows = [
        {"tool": "cob", "lat": "north", "lon": 30},
        {"tool": "cob", "lat": 1.5, "lon": ""},
        {"tool": "cob", "lat": 95, "lon": 30},
        {"tool": "cob", "lat": "1,5", "lon": "30,2"},
        {"tool": "cob", "lat": 1.5, "lon": 30},
    ]
    found = errors(read(tmp_path, *rows)[1])
    assert sorted({finding.row or 0 for finding in found}) == [2, 3, 4, 5]
    assert [finding.message for finding in found if finding.row == 3] == ["the row has no position"]


def test_a_position_far_outside_is_an_error_and_near_by_is_none(tmp_path: Path) -> None:
    """The caller's box, widened by a degree; without a box nothing is far."""
    rows = [{"tool": "cob", "lat": 1.5, "lon": 31.9}, {"tool": "tob", "lat": -9.0, "lon": 30.0}]
    finding = told(read(tmp_path, *rows, bbox=NEAR)[1], "error", "far outside")
    assert (finding.row, finding.value) == (3, "-9.00000, 30.00000")
    assert not errors(read(tmp_path, *rows)[1])


def test_swapped_coordinates_are_an_error(tmp_path: Path) -> None:
    """In a table as in a map."""
    told(read(tmp_path, {"tool": "cob", "lat": 30.2, "lon": 1.5}, bbox=NEAR)[1], "error", "wrong way round")
    path = geojson(tmp_path / "p.geojson", [(LineString([(1.5, 30.2), (30.2, 1.5)]), {"tool": "patrol"})])
    told(read_plan_file(path, bbox=NEAR)[1], "error", "far outside")


def test_shapes_that_are_one_point_or_one_line_in_truth(tmp_path: Path) -> None:
    """Multi-geometries of one part, and lines that join, are taken; all else is told."""
    features = [
        (MultiPoint([(30, 1)]), {"tool": "cob"}),
        (MultiLineString([[(30, 1), (30.1, 1)], [(30.1, 1), (30.2, 1)]]), {"tool": "patrol"}),
    ]
    plan, findings = read_plan_file(geojson(tmp_path / "p.geojson", features))
    assert not errors(findings)
    assert plan["tool"].tolist() == ["cob", "patrol", "patrol", "patrol"]
    features = [
        (MultiPoint([(30, 1), (30, 2)]), {"tool": "cob"}),
        (MultiLineString([[(30, 1), (30.1, 1)], [(30.4, 1), (30.5, 1)]]), {"tool": "patrol"}),
        (box(30, 1, 31, 2), {"tool": "cob"}),
        (Point(200, 1), {"tool": "cob"}),
    ]
    found = errors(read_plan_file(geojson(tmp_path / "q.geojson", features))[1])
    assert [finding.row for finding in found] == [1, 2, 3, 4]
