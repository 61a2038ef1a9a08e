"""Threat areas in words."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from maps.hotspots import MOST_HOTSPOTS, apart, hotspot_list, left_out_note, shown_hotspots


def _areas(count: int) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "rank": range(1, count + 1),
            "name": [f"Area {number}" for number in range(1, count + 1)],
            "source": "state",
            "people": 12_345.0,
            "share_of_source": 0.254,
            "trend": "too few",
        },
        geometry=[shapely.box(number, 0, number + 1, 1) for number in range(count)],
        crs=4326,
    )


def test_list_is_of_the_highest_ranks_in_words() -> None:
    """As many as a map numbers, each with source, people, share and trend in words."""
    rows = hotspot_list(shown_hotspots(_areas(MOST_HOTSPOTS + 3)))
    assert len(rows) == 1 + MOST_HOTSPOTS
    assert rows[1] == ("1", "Area 1", "state", "12,000", "25 %", "too few")
    assert hotspot_list(shown_hotspots(_areas(0))) == (rows[0],)


def test_areas_beyond_the_list_are_told() -> None:
    """How many threat areas a page leaves out, and where they are listed; nothing where it shows all."""
    words = "Neither listed nor drawn here: 3 more threat areas. hotspots.csv lists all."
    assert left_out_note(_areas(MOST_HOTSPOTS + 3)) == words
    assert "1 more threat area. " in left_out_note(_areas(MOST_HOTSPOTS + 1))
    assert left_out_note(_areas(MOST_HOTSPOTS)) == left_out_note(_areas(0)) == ""


@given(
    points=arrays(float, st.tuples(st.integers(0, 14), st.just(2)), elements=st.floats(0, 10)),
    least=st.floats(0.1, 3),
)
def test_numbers_stand_apart_and_the_first_stays(points: NDArray[np.float64], least: float) -> None:
    """No two are nearer than asked for, the most important keeps its place, and nobody moves without need."""
    moved = apart(points, least)
    assert moved.shape == points.shape
    for a, b in combinations(moved, 2):
        assert np.hypot(*(a - b)) >= least * (1 - 1e-9)
    if len(points):
        assert (moved[0] == points[0]).all()
    assert (apart(moved, least * 0.99) == moved).all()
