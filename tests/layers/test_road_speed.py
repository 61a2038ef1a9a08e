"""Tests of speeds on roads."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from layers.road_speed import ROAD_KMH, SMOOTHNESS_FACTOR, SURFACE_FACTOR, road_speeds


def roads(**columns: Any) -> gpd.GeoDataFrame:
    """Return roads without shape."""
    length = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[None] * length, crs=4326)


def test_the_worse_of_surface_and_smoothness_counts() -> None:
    """Bad asphalt and good mud are both slow; words that are not known change nothing."""
    given = roads(
        **{"class": ["primary"] * 5},
        surface=["asphalt", "mud", "asphalt", "lunar", None],
        smoothness=["good", "excellent", "very_bad", "", None],
    )
    kmh, findings = road_speeds(given, ROAD_KMH)
    assert kmh.tolist() == pytest.approx([45, 15, 25, 50, 50])
    assert "3 of 5 roads are slowed" in findings[0].message


def test_tracks_are_unpaved_already() -> None:
    """Bare ground does not slow a track again, its smoothness does."""
    given = roads(**{"class": ["track", "track"]}, surface=["dirt", "dirt"], smoothness=["", "horrible"])
    assert road_speeds(given, ROAD_KMH)[0].tolist() == pytest.approx([15, 6])


def test_a_stated_speed_is_not_slowed() -> None:
    """A speed from duration and distance already knows the surface."""
    given = roads(**{"class": ["primary"]}, speed_kmh=[33.0], surface=["mud"])
    assert road_speeds(given, ROAD_KMH)[0].tolist() == [33.0]


def test_an_impassable_road_is_none() -> None:
    """It has no speed, and that is told."""
    kmh, findings = road_speeds(roads(**{"class": ["trunk"]}, smoothness=["impassable"]), ROAD_KMH)
    assert kmh.tolist() == [0.0]
    assert "impassable" in findings[0].message


def test_factors_only_slow_down() -> None:
    """No surface makes a road faster than its class."""
    factors = np.array([*SURFACE_FACTOR.values(), *SMOOTHNESS_FACTOR.values()])
    assert ((factors >= 0) & (factors <= 1)).all()
