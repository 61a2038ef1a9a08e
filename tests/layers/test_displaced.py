"""Tests of adding displaced people."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.displaced import add_displaced
from layers.grid import Grid, local_equal_area

SHARE = np.ones((20, 20), dtype=np.float32)
SHARE[:, :4] = 0
GRID = Grid(local_equal_area(29, -1), -10000.0, 10000.0, 1000.0, SHARE)
PEOPLE = np.where(SHARE > 0, 10.0, np.nan)


def table(*rows: tuple[str, float, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Return sites given in metres of the grid, in degrees."""
    name, people, geometry = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame({"name": name, "people": people}, geometry=list(geometry), crs=GRID.crs)
    return frame.to_crs(4326)


def test_points_add_to_their_cell() -> None:
    """Points add up in the cell that holds them; nothing else changes."""
    sites = table(("a", 500, shapely.Point(500, 500)), ("b", 30, shapely.Point(600, 400)))
    people, findings = add_displaced(PEOPLE, GRID, sites)
    assert people.ravel()[GRID.cell_of(500, 500)] == 540
    assert np.nansum(people) == pytest.approx(np.nansum(PEOPLE) + 530)
    assert "530 displaced people" in findings[0].message
    assert len(findings) == 1


def test_polygons_replace_what_is_inside() -> None:
    """Inside a polygon its own people count, spread by ground, and the raster does not."""
    people, _ = add_displaced(PEOPLE, GRID, table(("camp", 900, shapely.box(0, 0, 2500, 1000))))
    inside = people.ravel()[GRID.cell_of([500, 1500, 2250], [500, 500, 500])]
    assert inside == pytest.approx([360, 360, 180 + 5], rel=1e-6)
    assert np.nansum(people) == pytest.approx(np.nansum(PEOPLE) - 25 + 900)


def test_overlapping_polygons_remove_the_raster_once() -> None:
    """Where two sites overlap both count, and the raster is taken away once."""
    sites = table(("a", 100, shapely.box(0, 0, 1000, 1000)), ("b", 200, shapely.box(0, 0, 1000, 1000)))
    people, _ = add_displaced(PEOPLE, GRID, sites)
    assert people.ravel()[GRID.cell_of(500, 500)] == pytest.approx(300)


def test_a_point_in_a_polygon_is_not_counted_twice() -> None:
    """The point is taken to be part of the polygon, and it is said."""
    sites = table(("camp", 900, shapely.box(0, 0, 1000, 1000)), ("block 3", 100, shapely.Point(500, 500)))
    people, findings = add_displaced(PEOPLE, GRID, sites)
    assert people.ravel()[GRID.cell_of(500, 500)] == pytest.approx(900)
    assert "block 3 lies inside" in findings[1].message
    assert findings[1].row == 3
    assert "900 displaced" in findings[0].message


def test_sites_outside_the_area_are_told() -> None:
    """Outside the area or the extent nobody is added; of a polygon across the edge the part inside counts."""
    sites = table(
        ("west", 50, shapely.Point(-9500, 0)),
        ("far", 60, shapely.Point(500000, 0)),
        ("across", 100, shapely.box(-7000, 0, -5000, 1000)),
    )
    people, findings = add_displaced(PEOPLE, GRID, sites)
    assert np.nansum(people) == pytest.approx(np.nansum(PEOPLE) - 10 + 50)
    assert [finding.row for finding in findings[1:]] == [2, 3, 4]
    assert "50 people of the displaced people's site across are outside" in findings[3].message


def test_sites_without_a_number_are_left_out() -> None:
    """A missing or negative number neither adds nor replaces."""
    sites = table(("a", np.nan, shapely.box(0, 0, 1000, 1000)), ("b", -5, shapely.Point(500, 500)))
    people, findings = add_displaced(PEOPLE, GRID, sites)
    assert np.array_equal(people, PEOPLE, equal_nan=True)
    assert [finding.severity for finding in findings] == ["info", "warning", "warning"]
    assert findings[2].value == "-5"


def test_an_unknown_cell_becomes_known() -> None:
    """A site in a cell without population layer gives it its own people."""
    unknown = PEOPLE.copy()
    unknown.ravel()[GRID.cell_of(500, 500)] = np.nan
    people, _ = add_displaced(unknown, GRID, table(("a", 70, shapely.Point(500, 500))))
    assert people.ravel()[GRID.cell_of(500, 500)] == 70
    assert np.isnan(unknown).sum() == np.isnan(people).sum() + 1


def test_no_sites_change_nothing() -> None:
    """An empty table gives an equal copy."""
    empty = gpd.GeoDataFrame({"name": [], "people": []}, geometry=[], crs=4326)
    people, findings = add_displaced(PEOPLE, GRID, empty)
    assert np.array_equal(people, PEOPLE, equal_nan=True)
    assert people is not PEOPLE
    assert findings == ()
