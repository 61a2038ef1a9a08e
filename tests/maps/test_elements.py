"""Tests of the Folium elements."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from maps import style
from maps.elements import check_bounds, ranks, shape_data
from maps.errors import SpecError
from tests.maps.demo import BOUNDS, collection, layer, map_layers

POINTS = collection([("Point", [29.123456789, -1.5], {"name": "A", "rank": 1, "secret": "S", "n": 12000})])


def test_only_what_the_tooltip_names_enters_the_document() -> None:
    """Properties nobody asked for stay out."""
    drawn = shape_data(
        layer("L", style.PRESENT_BASE, POINTS, "square", tooltip=(("name", "Name"), ("n", "People")))
    )
    assert drawn["features"][0]["properties"] == {"t": ["A", "12,000"]}  # type: ignore[index]
    assert "secret" not in json.dumps(drawn)
    assert "S" not in json.dumps(drawn["features"])


def test_coordinates_are_rounded_to_a_metre() -> None:
    """Five decimals of a degree are kept."""
    drawn = shape_data(layer("L", style.PRESENT_BASE, POINTS, "square"))
    assert drawn["features"][0]["geometry"]["coordinates"] == [29.12346, -1.5]  # type: ignore[index]


def test_missing_values_are_blank() -> None:
    """None and NaN are not shown as words."""
    shapes = collection([("Point", [0, 0], {"a": None, "b": float("nan"), "c": 2.5})])
    drawn = shape_data(
        layer("L", style.JPT, shapes, "circle", tooltip=(("a", ""), ("b", ""), ("c", ""), ("d", "")))
    )
    assert drawn["features"][0]["properties"]["t"] == ["", "", "2.5", ""]  # type: ignore[index]


def test_features_without_geometry_are_left_out() -> None:
    """A feature that lies nowhere is not drawn."""
    shapes = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": None, "properties": {}}],
    }
    assert shape_data(layer("L", style.JPT, shapes, "circle"))["features"] == []


def test_what_is_no_feature_collection_is_refused() -> None:
    """A bare geometry and a geometry collection have no one style."""
    good = layer("L", style.JPT, POINTS, "circle")
    with pytest.raises(SpecError):
        shape_data(replace(good, geojson={"type": "Point", "coordinates": [0, 0]}))
    mixed = {
        "type": "Feature",
        "geometry": {"type": "GeometryCollection", "geometries": []},
        "properties": {},
    }
    with pytest.raises(SpecError):
        shape_data(replace(good, geojson={"type": "FeatureCollection", "features": [mixed]}))


def test_numbers_on_the_map_are_found() -> None:
    """The ranks of number markers are known as text."""
    assert ranks(map_layers()) == {str(i) for i in range(1, 13)}


@pytest.mark.parametrize("bounds", [(3.0, 27.0, -5.0, 31.0), (-5.0, 31.0, 3.0, 27.0), (-95.0, 0.0, 0.0, 1.0)])
def test_bounds_that_do_not_rise_are_refused(bounds: tuple[float, float, float, float]) -> None:
    """South before north, west before east, within Web Mercator."""
    check_bounds(BOUNDS, "map")
    with pytest.raises(SpecError):
        check_bounds(bounds, "map")
