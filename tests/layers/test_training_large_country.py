"""Tests of the large country's ground, places, roads, people and violence."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely
from scipy.spatial import cKDTree

from layers.training.files import NODATA
from layers.training.handover import Country
from layers.training.large import LARGE, make_large_country
from layers.training.large_ground import clear_of_water
from layers.training.large_layout import COLUMN, FRAME, FRONT, GOVERNMENT, VALLEYS, WATCH
from layers.training.large_register import threats
from layers.training.layout import ROAD_CLASSES
from layers.training.settlements import positions


@pytest.fixture(scope="module")
def country() -> Country:
    """Make the country of a seed of its own."""
    return make_large_country(5)


def test_districts_tile_the_area_and_are_named_once(country: Country) -> None:
    """Each valley is a district of its name, which holds the valley's middle."""
    terrain = country.terrain
    assert len(LARGE.districts) == len(set(LARGE.districts)) == len(LARGE.codes) == len(terrain.districts)
    assert sum(shape.area for shape in terrain.districts) == pytest.approx(terrain.area.area, rel=1e-6)
    for (_, name), shape, valley in zip(LARGE.districts, terrain.districts, VALLEYS, strict=False):
        assert name == valley.name
        assert shape.contains(shapely.Point(valley.at))


def test_clear_of_water_keeps_its_distances(country: Country) -> None:
    """Points in the lake, on a river and beyond the border are refused, one in a valley is not."""
    lake, river = country.terrain.lake.centroid, country.terrain.rivers[0][1].interpolate(50)
    xy = np.array([[lake.x, lake.y], [river.x, river.y], [-5, -5], VALLEYS[2].at], dtype=float)
    assert clear_of_water(country.terrain, xy, lake_km=1, river_km=0.5).tolist() == [False] * 3 + [True]


def test_valleys_are_crowded_and_plains_are_not(country: Country) -> None:
    """Over 40 places lie within 15 km of most places of a valley, under 5 on the plains."""
    assert len(country.places) > 1800
    assert len({place.name for place in country.places}) == len(country.places)
    xy = positions(country.places)
    near = np.asarray(cKDTree(xy).query_ball_point(xy, 15.0, return_length=True), dtype=np.int64) - 1
    centres = np.array([valley.at for valley in VALLEYS])
    gap = np.linalg.norm(xy[:, None] - centres[None], axis=2).min(axis=1)
    assert np.median(near[gap < 35]) > 40
    assert (gap < 40).sum() > 1500
    assert near[gap > 60].max() < 5


def test_roads_are_one_network_of_every_class_that_keeps_off_the_lake(country: Country) -> None:
    """Every place is on it; five classes; no stretch in the water of the lake."""
    assert {road.highway for road in country.roads} == set(ROAD_CLASSES)
    parent: dict[tuple[float, float], tuple[float, float]] = {}

    def root(node: tuple[float, float]) -> tuple[float, float]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for road in country.roads:
        ends = [(float(x), float(y)) for x, y in (road.line[0], road.line[-1])]
        parent[root(ends[0])] = root(ends[1])
    assert {place.at for place in country.places} == set(parent)
    assert len({root(node) for node in parent}) == 1
    lines = shapely.MultiLineString([road.line for road in country.roads])
    assert lines.intersection(country.terrain.lake).length < 1


def test_most_people_live_in_the_valleys_and_the_plains_are_nearly_empty(country: Country) -> None:
    """Two thirds of the people on a fiftieth of the land; over a third of the land without anybody."""
    x, y = FRAME.centres()
    known = country.people != NODATA
    gap = np.min([np.hypot(x[None] - v.at[0], y[:, None] - v.at[1]) / v.radius_km for v in VALLEYS], axis=0)
    inside = known & (gap < 1.1)
    assert country.people[inside].sum() > 0.6 * country.people[known].sum()
    assert inside.sum() < 0.04 * known.sum()
    assert (country.people[known] == 0).mean() > 0.3


def test_each_valley_has_its_own_threat_and_every_event_lies_on_land(country: Country) -> None:
    """The most frequent side within each valley is the one of the plan."""
    wanted = {"state": GOVERNMENT, "front": FRONT, "column": COLUMN, "feud": WATCH}
    for valley in VALLEYS:
        near = [e for e in country.events if np.hypot(*np.subtract(e.at, valley.at)) < valley.radius_km]
        common = Counter(event.side_a for event in near if event.kind != 1).most_common(1)[0][0]
        assert common == wanted[valley.threat]
        assert len(near) > 150
    land = country.terrain.area.difference(country.terrain.lake)
    shapely.prepare(land)
    assert all(land.contains(shapely.Point(event.at)) for event in country.events)


def test_only_the_capital_valley_has_a_base_and_none_stands_in_water(country: Country) -> None:
    """The bases stand on the plains, beside the roads, where the violence is not."""
    centres = np.array([valley.at for valley in VALLEYS])
    xy = np.array([base.at for base in country.bases])
    inside = np.linalg.norm(xy[:, None] - centres[None], axis=2) < 36
    assert inside.sum(axis=0).tolist() == [1, 0, 0, 0, 0]
    assert clear_of_water(country.terrain, xy, lake_km=0.5, river_km=0.5).all()


def test_threats_name_places_of_the_country(country: Country) -> None:
    """Each centre is a place with a key; ids differ."""
    keys = {place.key for place in country.places}
    found = threats()
    assert {threat.where for threat in found} <= keys
    assert len({threat.id for threat in found}) == len(found) == len(VALLEYS) + 1
