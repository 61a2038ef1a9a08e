"""Tests of what analysts decided on proposed threats."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.sources.threat_decisions import read_decisions

HEAD = (
    "id,source,name,longitude,latitude,radius_km,priority,time_limit_min,tools,strategic,decision,"
    "decision_reason\n"
)
GOOD = "state-a,state,A,29.1,-1.0,12,should,60,cob; jpt,no,{},{}\n"


def _file(folder: Path, *rows: str) -> Path:
    path = folder / "threats.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def test_decided_rows_are_read_and_undecided_ones_are_told(tmp_path: Path) -> None:
    """An accepted and a rejected row come back, an undecided one is counted."""
    path = _file(
        tmp_path,
        GOOD.format("Accept", ""),
        GOOD.format("reject", "old news").replace("state-a", "state-b"),
        GOOD.format("", "").replace("state-a", "state-c"),
    )
    table, findings = read_decisions(path)
    assert table[["id", "decision"]].to_numpy().tolist() == [["state-a", "accept"], ["state-b", "reject"]]
    assert [finding.severity for finding in findings] == ["info"]
    assert "1 proposed threats are not decided on" in findings[0].message


@pytest.mark.parametrize(
    ("row", "message", "column"),
    [
        (GOOD.format("maybe", ""), "there is no such decision", "decision"),
        (GOOD.format("override", ""), "the decision to override has no reason", "decision_reason"),
        (GOOD.format("reject", ""), "the decision to reject has no reason", "decision_reason"),
        (GOOD.format("accept", "").replace(",state,", ",rebels,"), "no such source", "source"),
        (GOOD.format("accept", "").replace("should", "high"), "no such priority", "priority"),
        (GOOD.format("accept", "").replace("29.1", ""), "place or the time limit is missing", "longitude"),
        (GOOD.format("accept", "").replace("-1.0", "nan"), "the value is not a number", "latitude"),
        (GOOD.format("accept", "").replace("-1.0", "-91"), "not a number between -90 and 90", "latitude"),
        (GOOD.format("accept", "") * 2, "decided on twice", "id"),
    ],
)
def test_bad_decisions_are_errors_with_row_and_column(
    tmp_path: Path, row: str, message: str, column: str
) -> None:
    """What cannot be used is told with its file, row and column, and is not in the table."""
    table, findings = read_decisions(_file(tmp_path, row))
    errors = [finding for finding in findings if finding.severity == "error"]
    assert any(
        message in finding.message and finding.column == column and finding.row == 2 and finding.remedy
        for finding in errors
    )
    assert table.empty


def test_missing_columns_are_errors(tmp_path: Path) -> None:
    """A table that is no table of proposals is refused with the columns it lacks."""
    path = tmp_path / "t.csv"
    path.write_text("id,decision\na,accept\n", encoding="utf-8")
    table, findings = read_decisions(path)
    assert table.empty
    assert any("no column for source" in finding.message for finding in findings)


def _outlined(folder: Path, outline: str, radius: str = "12") -> Path:
    path = _file(folder)
    row = GOOD.format("accept", "").strip().replace(",12,", f",{radius},")
    path.write_text(f'{HEAD.strip()},outline\n{row},"{outline}"\n', encoding="utf-8")
    return path


SQUARE = "POLYGON ((29.02 -1.08, 29.18 -1.08, 29.18 -0.92, 29.02 -0.92, 29.02 -1.08))"


def test_outlines_come_back_and_a_circle_that_was_changed_is_told(tmp_path: Path) -> None:
    """A square of 18 km about the centre agrees with 12 km; with 5 or 30 it counts, and a warning says so."""
    for radius, told in (("12", []), ("5", ["warning"]), ("30", ["warning"])):
        table, findings = read_decisions(_outlined(tmp_path, SQUARE, radius))
        assert table["outline"].tolist() == [SQUARE]
        assert [finding.severity for finding in findings] == told
        assert all("the outline counts" in finding.message for finding in findings)


@pytest.mark.parametrize("outline", ["POINT (29 -1)", "POLYGON ((29 -1, 30 0, 30 -1, 29 0, 29 -1))", "round"])
def test_bad_outlines_are_errors_with_row_and_column(tmp_path: Path, outline: str) -> None:
    """An outline that is no polygon, or crosses itself, is an error of its row."""
    table, findings = read_decisions(_outlined(tmp_path, outline))
    assert table.empty
    assert [(finding.severity, finding.column, finding.row) for finding in findings] == [
        ("error", "outline", 2)
    ]
    assert findings[0].value == outline[:60]
    assert "empty it and give the circle" in findings[0].remedy
