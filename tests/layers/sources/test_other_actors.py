"""Other actors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from layers.sources.other_actors import HRDDP, KINDS, SCREENED, read_other_actors
from tests.layers.sources.small_workbook import workbook
from tests.layers.sources.written import DRC, errors, geojson, table, told

HEADER = ["name", "kind", "lat", "lon", "hrddp", "hrddp_reference", "hrddp_expiry", "from", "to", "component"]
AS_OF = date(2024, 12, 31)


def row(name: str, kind: str = "host_state", **other: object) -> list[object]:
    """Return one actor at Goma."""
    empty = dict.fromkeys(HEADER[4:], "")
    return [name, kind, -1.7, 29.2, *{**empty, **other}.values()]


def read(tmp_path: Path, *rows: list[object]) -> tuple[gpd.GeoDataFrame, tuple]:
    """Write rows and read them."""
    return read_other_actors(table(tmp_path / "o.csv", HEADER, rows), as_of=AS_OF, bbox=DRC)


def test_every_kind(tmp_path: Path) -> None:
    """Humanitarians are never tasked; only forces have a state of assessment."""
    actors, findings = read(tmp_path, *[row(f"The {kind}", kind) for kind in KINDS])
    assert actors["kind"].tolist() == list(KINDS)
    assert actors["never_tasked"].tolist() == [kind == "humanitarian" for kind in KINDS]
    assert actors["hrddp"].tolist() == ["not_assessed" if kind in SCREENED else "" for kind in KINDS]
    assert not actors["supportable"].any()
    assert not actors["owner_agrees"].any()
    assert "3 rows" in told(findings, "warning", "not assessed").message
    assert actors["id"].iloc[0] == "the-host-state"
    assert actors.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    ("state", "reference", "expiry", "supportable", "part"),
    [
        ("cleared", "A-1", "2024-12-31", True, None),
        ("Mitigations", "A-1", "2025-06-30", True, None),
        ("cleared", "A-1", "2024-12-30", False, "expired"),
        ("cleared", "", "2025-06-30", False, "without a reference"),
        ("cleared", "A-1", "", False, "without a reference"),
        ("not assessed", "A-1", "2025-06-30", False, "not assessed"),
        ("barred", "A-1", "2025-06-30", False, None),
    ],
)
def test_support_needs_a_valid_assessment(
    tmp_path: Path, state: str, reference: str, expiry: str, supportable: bool, part: str | None
) -> None:
    """Only a clearance with reference and a day not yet over is believed."""
    given = row("Unit", hrddp=state, hrddp_reference=reference, hrddp_expiry=expiry)
    actors, findings = read(tmp_path, given)
    assert actors["supportable"].tolist() == [supportable]
    assert actors["hrddp"].iloc[0] in HRDDP
    if part is None:
        assert not findings
    else:
        assert told(findings, "warning", part).value == "Unit"


def test_those_not_there_on_the_day_are_not_read(tmp_path: Path) -> None:
    """The last day counts; to come and to have gone are infos, the two reversed an error."""
    actors, findings = read(
        tmp_path,
        row("A", "community", **{"from": "2024-12-31", "to": "2024-12-31"}),
        row("B", "community", **{"from": "2025-01-01"}),
        row("C", "community", to="2024-12-30"),
        row("D", "community", **{"from": "2024-06-01", "to": "2024-05-01"}),
    )
    assert actors["name"].tolist() == ["A"]
    assert told(findings, "info", "comes after").row == 3
    assert told(findings, "info", "has left").row == 4
    assert told(findings, "error", "before it comes").row == 5


@pytest.mark.parametrize(
    ("given", "severity", "part"),
    [
        (row("A", "armed_group"), "error", "kind of actor"),
        (row("A", ""), "error", "kind of actor"),
        (row("A", hrddp="fine"), "error", "state of the assessment"),
        (row("A", "community", component="navy"), "warning", "component"),
        (row("", "community"), "warning", "no name"),
        (row("A", hrddp_expiry="31/12/2024"), "error", "not a date"),
    ],
)
def test_faults(tmp_path: Path, given: list[object], severity: str, part: str) -> None:
    """Unknown words are told with their row."""
    assert told(read(tmp_path, given)[1], severity, part).row == 2


def test_usual_words_for_kinds(tmp_path: Path) -> None:
    """Spaces, hyphens and short forms are understood."""
    actors, _ = read(tmp_path, row("A", "Host State"), row("B", "NGO"), row("C", "parallel-force"))
    assert actors["kind"].tolist() == ["host_state", "humanitarian", "parallel_force"]


def test_areas_points_and_workbooks(tmp_path: Path) -> None:
    """Areas keep their shape, lines go, a workbook may use MGRS."""
    features = [
        (box(29, -2, 29.5, -1), {"name": "Sector", "kind": "parallel_force", "mandate": "offensive"}),
        (Point(29.2, -1.7), {"name": "Elders", "kind": "community", "owner_agrees": True}),
        (LineString([(29, -1), (29.1, -1)]), {"name": "Road", "kind": "community"}),
        (Point(10, 50), {"name": "Far", "kind": "community"}),
    ]
    actors, findings = read_other_actors(geojson(tmp_path / "o.json", features), as_of=AS_OF, bbox=DRC)
    assert actors.geom_type.tolist() == ["Polygon", "Point"]
    assert actors["mandate"].tolist() == ["offensive", ""]
    assert actors["owner_agrees"].tolist() == [False, True]
    assert told(findings, "warning", "is a line").row == 3
    book = workbook(tmp_path / "o.xlsx", ["Actor", "Kind", "MGRS"], [["Elders", "local", "35MQU44641245"]])
    actors, findings = read_other_actors(book, as_of=AS_OF, bbox=DRC)
    assert actors["kind"].tolist() == ["community"]
    assert not findings


def test_contacts_are_never_kept(tmp_path: Path) -> None:
    """Columns of contacts are told of and left out."""
    path = table(
        tmp_path / "o.csv",
        ["name", "kind", "lat", "lon", "Focal point phone"],
        [["A", "community", -1, 29, "1"]],
    )
    actors, findings = read_other_actors(path, as_of=AS_OF)
    assert not any("hone" in name for name in actors.columns)
    assert told(findings, "warning", "contacts").column == "Focal point phone"


def test_missing_columns_and_files(tmp_path: Path) -> None:
    """Errors, and a frame with its columns."""
    for path in (table(tmp_path / "o.csv", ["name", "lat", "lon"], [["A", 1, 29]]), tmp_path / "none.csv"):
        actors, findings = read_other_actors(path, as_of=AS_OF)
        assert actors.empty
        assert "never_tasked" in actors
        assert len(errors(findings)) == 1


ACTOR = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(HRDDP),
    st.floats(-5, 3.5).map(lambda value: round(value, 5)),
    st.floats(27.5, 31).map(lambda value: round(value, 5)),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ACTOR, min_size=1, max_size=6))
def test_whatever_is_written_is_read(tmp_path: Path, rows: list[tuple[str, str, float, float]]) -> None:
    """Kinds, states and places come back as they were; humanitarians are never supported nor tasked."""
    cells = [
        [f"A{n}", kind, lat, lon, state, "R", "2025-01-31", "", "", "civilian"]
        for n, (kind, state, lat, lon) in enumerate(rows)
    ]
    for path in (table(tmp_path / "p.csv", HEADER, cells), workbook(tmp_path / "p.xlsx", HEADER, cells)):
        actors, findings = read_other_actors(path, as_of=AS_OF, bbox=DRC)
        assert not errors(findings)
        assert actors["kind"].tolist() == [row[0] for row in rows]
        assert actors["hrddp"].tolist() == [row[1] if row[0] in SCREENED else "" for row in rows]
        assert actors["supportable"].tolist() == [
            row[0] in SCREENED and row[1] in ("cleared", "mitigations") for row in rows
        ]
        assert list(zip(actors.geometry.y, actors.geometry.x, strict=True)) == [row[2:] for row in rows]
        assert not (actors["never_tasked"] & actors["supportable"]).any()
