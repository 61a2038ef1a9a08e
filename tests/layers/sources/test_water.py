"""Reading rivers and lakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from layers.sources.water import read_lakes, read_rivers
from tests.layers.sources.written import DATA, DRC, errors, geojson, told

RIVER = LineString([(0, 0), (1, 1)])


def test_rivers_keep_lines_and_names(tmp_path: Path) -> None:
    """Lines are kept with their name, empty where there is none; points are dropped with a warning."""
    path = geojson(tmp_path / "w.geojson", [(RIVER, {"name": "Semliki"}), (RIVER, {}), (Point(0, 0), {})])
    rivers, findings = read_rivers(path)
    assert rivers["name"].tolist() == ["Semliki", ""]
    assert list(rivers.columns) == ["name", "geometry"]
    assert told(findings, "warning", "no line").row == 3


def test_lakes_keep_polygons_in_the_box(tmp_path: Path) -> None:
    """Only lakes that touch the box are read; columns can be mapped."""
    path = geojson(
        tmp_path / "w.geojson", [(box(0, 0, 1, 1), {"nom": "Kivu"}), (box(5, 5, 6, 6), {"nom": "Far"})]
    )
    lakes, _ = read_lakes(path, columns={"name": "nom"}, bbox=(0.5, 0.5, 2, 2))
    assert lakes["name"].tolist() == ["Kivu"]


def test_water_without_names_is_fine(tmp_path: Path) -> None:
    """A file without any column has empty names."""
    rivers, findings = read_rivers(geojson(tmp_path / "w.geojson", [(RIVER, {})]))
    assert rivers["name"].tolist() == [""]
    assert not findings


def test_missing_file_gives_an_empty_frame(tmp_path: Path) -> None:
    """The columns are there even when the file is not."""
    lakes, findings = read_lakes(tmp_path / "none.gpkg")
    assert list(lakes.columns) == ["name", "geometry"]
    assert errors(findings)[0].column == "layers.lakes"


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["Semliki", "", "Ruzizi Nord", "é"]), st.integers(-170, 170), st.integers(-80, 80)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_is_read_back(tmp_path: Path, rows: list[tuple[str, int, int]]) -> None:
    """Lines and polygons come back as they were, with their names."""
    lines = [(LineString([(x, y), (x + 0.5, y + 0.25)]), {"name": name}) for name, x, y in rows]
    lakes = [(box(x, y, x + 0.5, y + 0.25), {"name": name}) for name, x, y in rows]
    for read, written in ((read_rivers, lines), (read_lakes, lakes)):
        frame, findings = read(geojson(tmp_path / "w.geojson", written))
        assert not findings
        assert frame["name"].tolist() == [name for name, _, _ in rows]
        assert all(shape.equals(was) for shape, (was, _) in zip(frame.geometry, written, strict=True))


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_natural_earth() -> None:
    """Five lakes lie in eastern DRC, Kivu among them."""
    lakes, findings = read_lakes(DATA / "drc_east/water/ne_10m_lakes.geojson", bbox=DRC)
    assert len(lakes) == 5
    assert "Lake Kivu" in set(lakes["name"])
    assert not findings
