"""Overlaps and gaps between districts."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Polygon, box

from layers.sources import district_topology
from layers.sources.district_topology import topology
from tests.layers.sources.written import told


def table(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return districts called A, B, ..."""
    names = [chr(65 + place) for place in range(len(shapes))]
    frame = gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs=4326)
    frame.index = frame.index + 1
    return frame


def km2(shape: Polygon) -> float:
    """Return the true area of a polygon on the ellipsoid."""
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) / 1e6


def test_neighbours_are_in_order() -> None:
    """Districts that share an edge, or lie apart, are not told of."""
    assert not topology(table(box(0, 0, 1, 1), box(1, 0, 2, 1), box(5, 5, 6, 6)), file="f", role="r")
    assert not topology(table(box(0, 0, 1, 1)), file="f", role="r")


def test_slivers_are_passed_over() -> None:
    """Less than a hectare is digitising, not a dispute."""
    assert not topology(table(box(0, 0, 0.1, 0.1), box(0.0999995, 0, 0.2, 0.1)), file="f", role="r")


@given(share=st.floats(0.05, 0.95), north=st.floats(-30, 30))
def test_overlap_has_its_true_area(share: float, north: float) -> None:
    """Whatever the latitude, the area told is that on the ground, within half a percent."""
    common = box(1 - share, north, 1, north + 1)
    found = topology(
        table(box(0, north, 1, north + 1), box(1 - share, north, 2, north + 1)), file="f", role="r"
    )
    message = told(found, "warning", "overlap").message
    stated = float(message.split("share ")[1].split(" km2")[0].replace(",", ""))
    assert stated == pytest.approx(km2(common), rel=5e-3)


def test_overlap_names_the_worst_pair() -> None:
    """Pairs are counted and the largest is named with its feature."""
    shapes = box(0, 0, 1, 1), box(0.9, 0, 2, 1), box(1.5, 0, 3, 1)
    finding = told(topology(table(*shapes), file="f", role="r"), "warning", "overlap")
    assert "2 pairs" in finding.message
    assert "B and C" in finding.message
    assert finding.row == 3


def test_gap_is_told_with_its_place() -> None:
    """A hole between districts has an area and a place; beyond the box it is no gap."""
    ring = box(0, 0, 3, 3).difference(box(1, 1, 2, 2))
    halves = [ring.intersection(box(0, 0, 1.5, 3)), ring.intersection(box(1.5, 0, 3, 3))]
    finding = told(topology(table(*halves), file="f", role="r"), "warning", "gaps")
    assert "1.500, 1.500" in finding.message
    assert f"{km2(box(1, 1, 2, 2)):,.0f}"[:3] in finding.message
    assert not topology(table(*halves), file="f", role="r", bbox=(0, 0, 0.5, 0.5))


def test_layers_too_fine_are_left_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer with too many vertices is not compared, and says so."""
    monkeypatch.setattr(district_topology, "MAX_VERTICES", 8)
    found = topology(table(box(0, 0, 2, 1), box(1, 0, 3, 1)), file="f", role="r")
    assert told(found, "info", "not looked for")
    assert len(found) == 1
