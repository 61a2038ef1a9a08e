"""Reading restrictions of access."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from layers.errors import Finding
from layers.sources.restrictions import PERSONAS, STATES, read_restrictions
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
        ({"applies_to": "civilian", "state": "denied", "probability": "nan"}, "probability"),
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


DAY = date(2024, 6, 1)


def _read(
    tmp_path: Path, *rows: dict[str, object], **options: object
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    features = [
        (box(3 * x, 0, 3 * x + 1, 1), {"applies_to": "civilian", "state": "denied", **row})
        for x, row in enumerate(rows)
    ]
    return read_restrictions(geojson(tmp_path / "r.geojson", features), **options)  # type: ignore[arg-type]


def test_terms_are_kept_and_ended_ones_left_out(tmp_path: Path) -> None:
    """The last day counts; ended ones go, later ones stay, both with a warning."""
    frame, findings = _read(
        tmp_path,
        {"name": "open"},
        {"name": "last day", "valid_to": "2024-06-01"},
        {"name": "ended", "valid_to": "2024-05-31"},
        {"name": "ended too", "valid_from": "2020-01-01", "valid_to": "2021-01-01T12:00:00"},
        {"name": "later", "valid_from": "2024-07-01"},
        as_of=DAY,
    )
    assert frame["name"].tolist() == ["open", "last day", "later"]
    assert frame["row"].tolist() == [1, 2, 5]
    assert frame["valid_to"].tolist() == ["", "2024-06-01", ""]
    assert frame["valid_from"].tolist() == ["", "", "2024-07-01"]
    ended = told(findings, "warning", "had ended by 2024-06-01")
    assert (ended.row, ended.column, ended.value) == (3, "valid_to", "2024-05-31")
    assert "2 rows" in ended.message
    assert told(findings, "warning", "not in force yet").row == 5
    assert not errors(findings)


def test_without_a_day_nothing_ends(tmp_path: Path) -> None:
    """Callers that give no day see every restriction."""
    frame, findings = _read(tmp_path, {"valid_to": "2001-01-01"})
    assert len(frame) == 1
    assert not findings


@pytest.mark.parametrize(
    ("row", "message", "column"),
    [
        ({"valid_to": "31/12/2024"}, "not a date", "valid_to"),
        ({"valid_from": "2024-02-30"}, "not a date", "valid_from"),
        ({"valid_from": "2024-02-01", "valid_to": "2024-01-01"}, "ends before it begins", "valid_to"),
        ({"state": "seasonal", "season": "harvest"}, "season is not understood", "season"),
        ({"state": "seasonal", "season": "5-13"}, "season is not understood", "season"),
        ({"probability": "0,5"}, "comma", "probability"),
        ({"probability": -0.1}, "between 0 and 1", "probability"),
    ],
)
def test_broken_terms_and_seasons_are_errors(
    tmp_path: Path, row: dict[str, object], message: str, column: str
) -> None:
    """Each fault is one error on its column and row."""
    finding = told(_read(tmp_path, {}, row, as_of=DAY)[1], "error", message)
    assert (finding.row, finding.column) == (2, column)


def test_seasons_and_months(tmp_path: Path) -> None:
    """Seasons come as they are, months by the calendar of the mission, in a row for each season."""
    rows = [
        {"name": "a", "state": "seasonal", "season": "Wet"},
        {"name": "b", "state": "seasonal", "season": "4-5"},
        {"name": "c", "state": "seasonal", "season": "mar-apr"},
        {"name": "d", "state": "seasonal", "season": "all year"},
    ]
    frame, findings = _read(tmp_path, *rows, wet_months=(4, 5, 6))
    expected = [("a", "wet"), ("b", "wet"), ("c", "dry"), ("c", "wet"), ("d", "dry"), ("d", "wet")]
    assert list(zip(frame["name"], frame["season"], strict=True)) == expected
    assert not findings


def test_months_without_a_calendar_count_in_both_seasons(tmp_path: Path) -> None:
    """What is not known is never taken as open."""
    frame, findings = _read(tmp_path, {"state": "seasonal", "months": [4, 5]})
    assert frame["season"].tolist() == ["dry", "wet"]
    assert told(findings, "warning", "both seasons").row == 1


def test_seasons_that_do_nothing_are_told(tmp_path: Path) -> None:
    """A seasonal restriction without season closes nobody, a denied one with a season counts all year."""
    assert told(_read(tmp_path, {"state": "seasonal"})[1], "warning", "closes nobody")
    assert told(_read(tmp_path, {"season": "dry"})[1], "warning", "all the year")
    assert not _read(tmp_path, {"season": "all year"})[1]


def test_contradictions_are_told_after_ended_ones_went(tmp_path: Path) -> None:
    """The stricter counts; an ended restriction contradicts nothing."""
    rows = [
        (SQUARE, {"name": "Camp", "persona": "civilian", "state": "denied", "valid_to": "2024-01-01"}),
        (SQUARE, {"name": "Zone", "persona": "civilian;police", "state": "free"}),
    ]
    path = geojson(tmp_path / "r.geojson", rows)
    assert "Camp is denied" in told(read_restrictions(path)[1], "warning", "stricter counts").message
    assert not [f for f in read_restrictions(path, as_of=DAY)[1] if "contradict" in f.message]


_ROW = st.fixed_dictionaries(
    {
        "applies_to": st.sets(st.sampled_from(PERSONAS), min_size=1).map(
            lambda names: ";".join(sorted(names))
        ),
        "state": st.sampled_from(STATES),
        "probability": st.floats(0, 1).map(lambda value: round(value, 3)),
        "season": st.sampled_from(["", "dry", "wet"]),
        "valid_from": st.one_of(st.just(""), st.dates(date(2000, 1, 1), date(2023, 1, 1)).map(str)),
        "valid_to": st.one_of(st.just(""), st.dates(date(2023, 1, 1), date(2030, 1, 1)).map(str)),
    }
)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(_ROW, min_size=1, max_size=5))
def test_what_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]]
) -> None:
    """Every usable restriction survives a file, and just the ended ones are gone."""
    frame, findings = _read(tmp_path_factory.mktemp("r"), *rows, as_of=DAY)
    kept = [row for row in rows if not row["valid_to"] or str(row["valid_to"]) >= DAY.isoformat()]
    for name in ("state", "probability", "season", "valid_from", "valid_to"):
        assert frame[name].tolist() == [row[name] for row in kept]
    assert [";".join(sorted(names)) for names in frame["applies_to"]] == [row["applies_to"] for row in kept]
    assert not errors(findings)
