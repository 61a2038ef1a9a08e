"""Reading restrictions of access."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import Point, box

from layers.sources.restrictions import read_restrictions
from tests.layers.sources.written import errors, geojson, told

SQUARE = box(0, 0, 1, 1)


@pytest.mark.parametrize(
    "who",
    [
        ["police", "civilian"],
        "civilian;police",
        " Police , civilian",
        '["civilian", "police"]',
        "police|civilian",
    ],
)
def test_applies_to_in_every_writing(tmp_path: Path, who: object) -> None:
    """Lists and separated words give the same tuple in the same order."""
    path = geojson(tmp_path / "r.geojson", [(SQUARE, {"applies_to": who, "state": "Denied"})])
    frame, findings = read_restrictions(path)
    assert frame["applies_to"].iloc[0] == ("civilian", "police")
    assert frame["state"].iloc[0] == "denied"
    assert frame["probability"].iloc[0] == 1.0
    assert frame[["name", "authority", "reason"]].iloc[0].tolist() == ["", "", ""]
    assert not findings


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"applies_to": "civilian;army", "state": "denied"}, "applies_to"),
        ({"applies_to": "", "state": "denied"}, "applies_to"),
        ({"applies_to": None, "state": "denied"}, "applies_to"),
        ({"applies_to": "[broken", "state": "denied"}, "applies_to"),
        ({"applies_to": "civilian", "state": "closed"}, "state"),
        ({"applies_to": "civilian", "state": None}, "state"),
        ({"applies_to": "civilian", "state": "denied", "probability": 1.2}, "probability"),
        ({"applies_to": "civilian", "state": "denied", "probability": "often"}, "probability"),
    ],
)
def test_unknown_words_are_errors(tmp_path: Path, row: dict[str, object], column: str) -> None:
    """Each fault is one error on its column with the feature's number."""
    good = {"applies_to": "military", "state": "notify", "probability": 0.5}
    path = geojson(tmp_path / "r.geojson", [(SQUARE, good), (SQUARE, row)])
    frame, findings = read_restrictions(path)
    (finding,) = errors(findings)
    assert (finding.column, finding.row) == (column, 2)
    assert frame["state"].iloc[0] == "notify"
    assert frame["probability"].iloc[0] == 0.5


def test_mapped_columns(tmp_path: Path) -> None:
    """Other names of columns are mapped."""
    row = {"qui": "civilian", "etat": "authorise", "who_says": "province"}
    path = geojson(tmp_path / "r.geojson", [(SQUARE, row)])
    frame, findings = read_restrictions(
        path, columns={"applies_to": "qui", "state": "etat", "authority": "who_says"}
    )
    assert frame["authority"].iloc[0] == "province"
    assert not findings


def test_columns_are_not_guessed(tmp_path: Path) -> None:
    """Without applies_to and state nothing is read, and both are told."""
    frame, findings = read_restrictions(geojson(tmp_path / "r.geojson", [(SQUARE, {"name": "x"})]))
    assert frame.empty
    assert len(errors(findings)) == 2


def test_points_are_dropped(tmp_path: Path) -> None:
    """A restriction without an area is dropped with a warning."""
    path = geojson(tmp_path / "r.geojson", [(Point(0, 0), {"applies_to": "police", "state": "free"})])
    assert told(read_restrictions(path)[1], "warning", "no polygon").row == 1
