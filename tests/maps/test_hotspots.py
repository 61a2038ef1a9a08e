"""Threat areas in words."""

from __future__ import annotations

import geopandas as gpd
import shapely

from maps.hotspots import MOST_HOTSPOTS, hotspot_list, shown_hotspots


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
    assert rows[1] == ("1", "Area 1", "state", "12,000", "25 %", "too few to tell")
    assert hotspot_list(shown_hotspots(_areas(0))) == (rows[0],)
