"""Distances that need no travel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod

from layers.landscape import Landscape
from layers.proximity import people_beside, people_beside_any, straight_line_shares
from tests.layers.risk import tiny

BASE = (29.0, -1.0)
MIDDLE = (50e3, 50e3)


def _events(metres: Sequence[float], days: Sequence[str] | None = None) -> gpd.GeoDataFrame:
    """Return incidents at distances from the base, each in a direction of its own."""
    ends = [Geod(ellps="WGS84").fwd(*BASE, 77.0 * number, away)[:2] for number, away in enumerate(metres)]
    return gpd.GeoDataFrame(
        {"date": np.array(days or ["2020-01-01"] * len(metres), dtype="datetime64[ns]")},
        geometry=gpd.points_from_xy([x for x, _ in ends], [y for _, y in ends]),
        crs=4326,
    )


def _shares(events: gpd.GeoDataFrame, start: date | None = None, end: date | None = None) -> Any:
    return straight_line_shares(events, BASE[0], BASE[1], start=start, end=end)


def test_shares_are_geodesic_and_cumulative() -> None:
    """Incidents a metre within a distance count and those a metre beyond do not, in any direction."""
    found = _shares(_events([9_999, 10_001, 19_999, 29_999, 30_001, 49_999, 50_001, 400_000]))
    assert found == {"10": 1 / 8, "20": 3 / 8, "30": 4 / 8, "50": 6 / 8}


def test_incidents_outside_the_area_count() -> None:
    """The share is of all incidents given, far away and of every kind."""
    events = _events([100, 2_000_000]).assign(type=[1, 3], precision=[6, 1])
    assert _shares(events)["50"] == 0.5


def test_the_nearest_of_several_bases_counts() -> None:
    """Each incident is measured to the base nearest to it."""
    events = _events([15_000, 15_000])
    lon, lat = list(events.geometry.x), list(events.geometry.y)
    found = straight_line_shares(events, [lon[0], 0.0], [lat[0], 50.0], start=None, end=None)
    assert found is not None
    assert found["10"] == 0.5
    again = straight_line_shares(events, lon, lat, start=None, end=None, distances_km=(1,))
    assert again == {"1": 1.0}


def test_window_includes_both_its_days() -> None:
    """The first and the last day count, whatever the hour; the days beside them do not."""
    days = ["2019-12-31T23:59", "2020-01-01", "2020-06-30T23:00", "2020-07-01"]
    events = _events([100, 100, 25_000, 60_000], days)
    assert _shares(events, date(2020, 1, 1), date(2020, 6, 30)) == {
        "10": 0.5,
        "20": 0.5,
        "30": 1.0,
        "50": 1.0,
    }
    assert _shares(events, start=date(2020, 6, 30))["30"] == 0.5
    assert _shares(events, end=date(2019, 12, 31))["10"] == 1.0


def test_nothing_to_compare_is_none() -> None:
    """Without incidents in the window, or without bases, there is no share, rather than none of none."""
    events = _events([100])
    assert _shares(events, start=date(2021, 1, 1)) is None
    assert _shares(events.iloc[:0]) is None
    assert straight_line_shares(events, [], [], start=None, end=None) is None


def _landscape(travel_m: float = 1000.0, *, per_cell: float = 1.0, **tables: gpd.GeoDataFrame) -> Landscape:
    grid = tiny.grids(travel_m=travel_m, buffer_m=5000.0)
    return tiny.landscape(tiny.incidents([], []), people=per_cell, grid=grid, **tables)


def _beside(landscape: Landscape, x: float, y: float, **options: float) -> float | None:
    lon, lat = landscape.travel.unproject(x, y)
    return people_beside(landscape, float(lon), float(lat), **options)


def _camps(*rows: tuple[float, float, float]) -> gpd.GeoDataFrame:
    return tiny.points(
        [(x, y) for x, y, _ in rows], people=[people for _, _, people in rows], name=["Camp"] * len(rows)
    )


def _with_camps(*rows: tuple[float, float, float]) -> Landscape:
    """Return a landscape of one person per km2, with camps laid on their cells as reading does it."""
    landscape = _landscape(displaced=_camps(*rows))
    people = landscape.travel_people.copy()
    for x, y, count in rows:
        people.ravel()[int(landscape.travel.cell_of(x, y))] += count
    return replace(landscape, travel_people=people)


@pytest.mark.parametrize("travel_m", [1000.0, 500.0, 250.0])
@pytest.mark.parametrize("spot", [MIDDLE, (50_499.0, 50_001.0), (51_730.0, 49_270.0)])
def test_uniform_population_is_density_times_pi(travel_m: float, spot: tuple[float, float]) -> None:
    """With one person per km2 there are pi people within 1 km, wherever in its cell the base stands."""
    landscape = _landscape(travel_m, per_cell=(travel_m / 1000) ** 2)
    assert _beside(landscape, *spot) == pytest.approx(np.pi, rel=0.01)
    assert _beside(landscape, *spot, radius_m=2000.0) == pytest.approx(4 * np.pi, rel=0.01)


def test_cells_count_by_their_share_in_the_circle() -> None:
    """People of one cell count by the part of it within the radius: whole, half, not at all."""
    landscape = _landscape(per_cell=0.0)
    people = landscape.travel_people.copy()
    people.ravel()[int(landscape.travel.cell_of(50_500, 50_500))] = 800.0
    landscape = replace(landscape, travel_people=people)
    assert _beside(landscape, 50_500, 50_500) == pytest.approx(800)
    assert _beside(landscape, 50_000, 50_500, radius_m=500.0) == pytest.approx(800 * np.pi / 8, rel=0.01)
    assert _beside(landscape, 48_999, 50_500) == pytest.approx(0, abs=0.5)
    assert _beside(landscape, 48_500, 50_500) == 0.0


def test_displaced_inside_the_circle_count_whole() -> None:
    """A camp's point within the radius brings all its people, and nobody of them twice."""
    plain = _beside(_landscape(), *MIDDLE)
    assert _beside(_with_camps((50_600, 50_600, 5000)), *MIDDLE) == pytest.approx(plain + 5000)
    both = _with_camps((50_600, 50_600, 5000), (50_700, 50_500, 70))
    assert _beside(both, *MIDDLE) == pytest.approx(plain + 5070)


def test_displaced_outside_the_circle_count_not_at_all() -> None:
    """A camp just beyond the radius brings nobody, though the circle cuts its cell."""
    plain = _beside(_landscape(), *MIDDLE)
    outside = _with_camps((50_800, 50_800, 5000))
    assert np.hypot(800, 800) > 1000
    assert _beside(outside, *MIDDLE) == pytest.approx(plain)


def test_displaced_drawn_as_areas_count_by_cell() -> None:
    """A camp drawn as a polygon is spread over its cells and counts like other people there."""
    landscape = _landscape()
    polygon = _camps((50_500, 50_500, 100)).to_crs(tiny.CRS).buffer(500).to_crs(4326)
    camps = gpd.GeoDataFrame({"people": [100.0], "name": ["Camp"]}, geometry=polygon.values, crs=4326)
    assert _beside(replace(landscape, displaced=camps), *MIDDLE) == pytest.approx(_beside(landscape, *MIDDLE))


def test_coarse_cells_say_nothing() -> None:
    """Cells over 1 km cannot tell who lives within 1 km: None, not a guess."""
    assert _beside(_landscape(2500.0), *MIDDLE) is None
    assert _beside(_landscape(1000.0), *MIDDLE) is not None


def test_nobody_is_counted_outside_the_area() -> None:
    """On the area's edge half the circle counts, where population is unknown nothing, far off it is None."""
    landscape = _landscape()
    assert _beside(landscape, 0.0, 50e3) == pytest.approx(np.pi / 2, rel=0.01)
    assert _beside(landscape, -4500.0, 50e3) == 0.0
    assert _beside(landscape, -90e3, 50e3) is None
    unknown = replace(landscape, travel_people=np.full(landscape.travel.shape, np.nan))
    assert _beside(unknown, *MIDDLE) == 0.0


def test_people_beside_several_bases_count_once() -> None:
    """Bases far apart add up, bases in one place are one, half-overlapping circles hold their union."""
    landscape = _with_camps((50_600, 50_600, 5000))
    travel = landscape.travel

    def beside(*spots: tuple[float, float]) -> float | None:
        lon, lat = travel.unproject([x for x, _ in spots], [y for _, y in spots])
        return people_beside_any(landscape, list(lon), list(lat))

    one, far = _beside(landscape, *MIDDLE), _beside(landscape, 20e3, 20e3)
    assert one is not None
    assert far is not None
    assert beside(MIDDLE, MIDDLE) == pytest.approx(one)
    assert beside(MIDDLE, (20e3, 20e3)) == pytest.approx(one + far)
    # Circles 1 km apart share a lens of 2 pi / 3 - sqrt(3) / 2 km2; the camp lies in both.
    lens = 2 * np.pi / 3 - np.sqrt(3) / 2
    assert beside(MIDDLE, (50e3, 51e3)) == pytest.approx(2 * np.pi - lens + 5000, abs=0.05)
    assert beside() == 0.0
    assert people_beside_any(_landscape(2500.0), [29.0], [-1.0]) is None
