"""Rows with a place from csv and vector files."""

from __future__ import annotations

from pathlib import Path

from shapely.geometry import Point

from layers.sources.located import read_located
from tests.layers.sources.written import DRC, errors, geojson, table, told

WANTED = {"name": ("name",)}


def test_csv_and_vector_give_the_same_rows(tmp_path: Path) -> None:
    """The kind of file does not matter; the box does."""
    csv = table(tmp_path / "a.csv", ["name", "lat", "lon"], [["Goma", -1.7, 29.2], ["Far", 50, 10]])
    vector = geojson(
        tmp_path / "a.geojson", [(Point(29.2, -1.7), {"name": "Goma"}), (Point(10, 50), {"name": "Far"})]
    )
    for path, row in ((csv, 2), (vector, 1)):
        frame, found, findings = read_located(
            path, role="r", wanted=WANTED, required=["name"], columns={}, bbox=DRC
        )
        assert frame["name"].tolist() == ["Goma"]
        assert frame.index.tolist() == [row]
        assert found["name"] == "name"
        assert frame.geometry.iloc[0].equals(Point(29.2, -1.7))
        assert not findings


def test_csv_needs_a_position(tmp_path: Path) -> None:
    """Without latitude and longitude each is told."""
    frame, _, findings = read_located(
        table(tmp_path / "a.csv", ["name"], [["Goma"]]),
        role="layers.x", wanted=WANTED, required=["name"], columns={}, bbox=None,
    )  # fmt: skip
    assert frame.empty
    columns = [finding.column for finding in errors(findings)]
    assert columns == ["layers.x.columns.latitude", "layers.x.columns.longitude"]


def test_rows_at_fault_are_left_out(tmp_path: Path) -> None:
    """A row without a usable place carries an error and is not returned."""
    path = table(tmp_path / "a.csv", ["name", "lat", "lon"], [["Goma", -1.7, 29.2], ["No", "", 29]])
    frame, _, findings = read_located(path, role="r", wanted=WANTED, required=[], columns={}, bbox=None)
    assert frame["name"].tolist() == ["Goma"]
    assert told(findings, "error", "missing").row == 3
