"""Reading places."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPoint, Point, box

from layers.sources.places import read_places
from tests.layers.sources.written import DATA, DRC, errors, geojson, table, told
from tests.layers.workbooks import workbook


def test_names_and_classes(tmp_path: Path) -> None:
    """Names are kept as given, places without one are called unnamed and counted."""
    rows = [
        (Point(29, -1), {"name": "<b>Goma</b>", "place": "city"}),
        (Point(29, -2), {"name": None, "place": None}),
    ]
    places, findings = read_places(geojson(tmp_path / "p.geojson", rows))
    assert places["name"].tolist() == ["<b>Goma</b>", "unnamed"]
    assert places["class"].tolist() == ["city", ""]
    assert told(findings, "info", "no name").row == 2


def test_wide_places_become_points_inside(tmp_path: Path) -> None:
    """Polygons and several points become one point in them; lines are dropped with a warning."""
    rows = [
        (box(0, 0, 1, 1), {"name": "a"}),
        (MultiPoint([(5, 5), (6, 6)]), {"name": "b"}),
        (LineString([(0, 0), (1, 1)]), {"name": "c"}),
    ]
    places, findings = read_places(geojson(tmp_path / "p.geojson", rows))
    assert set(places.geom_type) == {"Point"}
    assert places["name"].tolist() == ["a", "b"]
    assert box(0, 0, 1, 1).contains(places.geometry.iloc[0])
    assert told(findings, "warning", "no point").row == 3


def test_csv_places(tmp_path: Path) -> None:
    """A csv is read by its latitude and longitude."""
    path = table(tmp_path / "p.csv", ["Town", "Lat", "Lng"], [["Goma", -1.7, 29.2]])
    places, findings = read_places(path, bbox=DRC)
    assert places["name"].tolist() == ["Goma"]
    assert places["class"].tolist() == [""]
    assert not findings


def test_tables_of_any_format_give_the_same_places(tmp_path: Path) -> None:
    """A workbook and a Parquet table serve as a csv does, by degrees or MGRS, under any name."""
    head, rows = (
        ["Town", "Lat", "Lng", "MGRS"],
        [["Goma", -1.7, 29.2, ""], ["Minova", "", "", "35MQU24301070"]],
    )
    files = [table(tmp_path / "a.geojson", head, rows), workbook(tmp_path / "b.csv", {"s": [head, *rows]})]
    pd.DataFrame(rows, columns=head).astype(str).to_parquet(tmp_path / "c")
    for path in (*files, tmp_path / "c"):
        places, findings = read_places(path, bbox=DRC)
        assert places["name"].tolist() == ["Goma", "Minova"]
        assert places.geometry.x.tolist() == pytest.approx([29.2, 29.0], abs=0.1)
        assert not errors(findings)


def test_places_need_a_name_column(tmp_path: Path) -> None:
    """Without one the frame is empty and the error lists the columns."""
    places, findings = read_places(geojson(tmp_path / "p.geojson", [(Point(0, 0), {"label": "x"})]))
    assert places.empty
    assert list(places.columns) == ["name", "class", "row", "geometry"]
    assert "label" in errors(findings)[0].remedy


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["Goma", "Béni", "a;b"]), st.floats(-1, 3), st.floats(28, 31)),
        min_size=1,
        max_size=6,
    ),
    kind=st.sampled_from(["csv", "xlsx", "parquet", "geojson"]),
)
def test_what_is_written_is_read_back(
    tmp_path: Path, rows: list[tuple[str, float, float]], kind: str
) -> None:
    """Names and points come back as they were from every format."""
    head, path = ["name", "latitude", "longitude"], tmp_path / f"p.{kind}"
    if kind == "geojson":
        geojson(path, [(Point(x, y), {"name": name}) for name, y, x in rows])
    elif kind == "parquet":
        pd.DataFrame(rows, columns=head).to_parquet(path)
    elif kind == "xlsx":
        workbook(path, {"s": [head, *rows]})
    else:
        table(path, head, rows)
    places, findings = read_places(path, bbox=DRC)
    assert not findings
    assert places["name"].tolist() == [name for name, _, _ in rows]
    assert [(point.y, point.x) for point in places.geometry] == [(y, x) for _, y, x in rows]


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_openstreetmap_places() -> None:
    """All 5,351 places are read, 1,007 of them unnamed."""
    path = DATA / "drc_east/places/osm_places_2019.gpkg"
    places, findings = read_places(path, columns={"name": "name", "class": "place"}, bbox=DRC)
    assert len(places) == 5351
    assert (places["name"] == "unnamed").sum() == 1007
    assert "1,007" in told(findings, "info", "no name").message
