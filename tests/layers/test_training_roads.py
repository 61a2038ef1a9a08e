"""Tests of the training country's roads and settlements."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.training.handover import Country
from layers.training.layout import ROAD_CLASSES, SILENT_CENTRE, TOWNS
from layers.training.mission import make_country
from layers.training.settlements import nearest, positions


@pytest.fixture(scope="module", params=[3, 7])
def country(request: pytest.FixtureRequest) -> Country:
    """Countries of two seeds."""
    return make_country(request.param)


def test_roads_are_one_network_that_ends_at_every_place(country: Country) -> None:
    """From any place every other is within reach over shared end points."""
    parent: dict[tuple[float, float], tuple[float, float]] = {}

    def root(node: tuple[float, float]) -> tuple[float, float]:
        parent.setdefault(node, node)
        while parent[node] != node:
            node = parent[node]
        return node

    for road in country.roads:
        ends = [(round(float(x), 6), round(float(y), 6)) for x, y in (road.line[0], road.line[-1])]
        parent[root(ends[0])] = root(ends[1])
    places = [(round(place.at[0], 6), round(place.at[1], 6)) for place in country.places]
    assert {place for place in places if place not in parent} == set()
    assert len({root(node) for node in parent}) == 1


def test_every_class_of_road_occurs_and_few_bridges_are_built(country: Country) -> None:
    """Five classes; each river is crossed, but seldom."""
    assert {road.highway for road in country.roads} == set(ROAD_CLASSES)
    network = shapely.union_all([shapely.LineString(road.line) for road in country.roads])
    bridges = 0
    for name in ("Ombrel", "Tessil", "Mavroll"):
        river = shapely.union_all([line for label, line in country.terrain.rivers if label == name])
        crossings = len(shapely.get_parts(network.intersection(river)))
        assert crossings >= 1
        bridges += crossings
    assert bridges <= 25


def test_roads_keep_off_the_lake_the_border_and_the_silent_land(country: Country) -> None:
    """No road in the lake or abroad, none within 43 km of the silent centre."""
    network = shapely.MultiLineString([road.line for road in country.roads])
    assert not network.intersects(country.terrain.lake)
    assert country.terrain.area.contains(network)
    assert network.distance(shapely.Point(SILENT_CENTRE)) > 43


def test_places_are_named_once_spaced_and_of_three_kinds(country: Country) -> None:
    """60 to 120 places with a name each, no two closer than 3 km, off the water."""
    assert 60 <= len(country.places) <= 120
    assert len({place.name for place in country.places}) == len(country.places)
    assert {place.kind for place in country.places} == {"city", "town", "village"}
    assert [place.name for place in country.places[: len(TOWNS)]] == [entry.name for entry in TOWNS]
    points = shapely.points(positions(country.places))
    xy = positions(country.places)
    gaps = np.linalg.norm(xy[:, None] - xy[None], axis=2) + 1e9 * np.eye(len(xy))
    assert gaps.min() > 3
    assert shapely.distance(points, country.terrain.lake).min() > 1
    assert shapely.distance(points, country.terrain.water).min() > 0.8


def test_nearest_names_the_place_itself(country: Country) -> None:
    """A place is nearest to itself, moved by 500 m too."""
    points = positions(country.places)
    assert nearest(country.places, points + np.array([0.3, -0.4])).tolist() == list(range(len(points)))
