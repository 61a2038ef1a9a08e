"""Reading the area."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from layers.positions import BBox
from layers.sources.area import read_area
from tests.layers.sources.written import DATA, DRC, errors, geojson, told


def _outline(folder: Path) -> Path:
    return geojson(
        folder / "o.geojson", [(box(0, 0, 2, 2), {}), (box(2, 0, 4, 2), {}), (box(9, 9, 10, 10), {})]
    )


def test_polygons_are_united_and_cut(tmp_path: Path) -> None:
    """The outline is all polygons as one, the area its part in the box."""
    shapes, findings = read_area(_outline(tmp_path), role="area", bbox=(1, 0, 5, 1))
    assert shapes.outline.area == pytest.approx(9)
    assert shapes.area.equals(box(1, 0, 4, 1))
    assert not findings


def test_without_a_box_the_area_is_the_outline(tmp_path: Path) -> None:
    """No box means all of it."""
    shapes, _ = read_area(_outline(tmp_path))
    assert shapes.area.equals(shapes.outline)


@pytest.mark.parametrize(
    ("bbox", "part"),
    [
        ((20, 20, 21, 21), "does not meet"),
        ((4, 0, 5, 1), "does not meet"),
        ((3, 0, 1, 1), "west edge"),
        ((0, 1, 1, 1), "south edge"),
        ((0, 0, 190, 1), "beyond 180"),
        ((0, 0, 1, float("nan")), "four numbers"),
        ((0, 0, 1), "four numbers"),
    ],
)
def test_wrong_boxes_are_errors(tmp_path: Path, bbox: BBox, part: str) -> None:
    """A box that is no box, or misses (or only touches) the outline, is one error on the box's key."""
    shapes, findings = read_area(_outline(tmp_path), bbox=bbox)
    assert told(findings, "error", part).column == "area.bbox"
    assert len(errors(findings)) == 1
    assert shapes.area.is_empty


def test_lines_are_no_outline(tmp_path: Path) -> None:
    """A layer without polygons is an error."""
    shapes, findings = read_area(geojson(tmp_path / "l.geojson", [(LineString([(0, 0), (1, 1)]), {})]))
    assert told(findings, "error", "no outline").file == "l.geojson"
    assert shapes.outline.is_empty


def test_missing_file_and_wrong_box_are_told_together(tmp_path: Path) -> None:
    """All faults come at once."""
    _, findings = read_area(tmp_path / "none.gpkg", bbox=(1, 1, 0, 0))
    assert len(errors(findings)) == 2


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    corners=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6),
    suffix=st.sampled_from([".geojson", ".gpkg", ".parquet"]),
)
def test_what_is_written_is_read_back(tmp_path: Path, corners: list[tuple[int, int]], suffix: str) -> None:
    """Squares that touch or overlap come back as one outline of their area, whatever the format."""
    squares = gpd.GeoDataFrame(geometry=[box(x, y, x + 1, y + 1) for x, y in corners], crs=4326)
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        squares.to_parquet(path)
    else:
        squares.to_file(path)
    shapes, findings = read_area(path)
    assert not errors(findings)
    assert shapes.outline.area == pytest.approx(len(set(corners)))
    assert shapes.outline.symmetric_difference(squares.union_all()).area == pytest.approx(0, abs=1e-12)


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_eastern_drc() -> None:
    """The three provinces' box cuts the country's outline to a part."""
    shapes, findings = read_area(DATA / "drc_east/admin/ne_10m_admin_0_COD.geojson", bbox=DRC)
    assert not findings
    assert 20 < shapes.area.area < 30 < shapes.outline.area
