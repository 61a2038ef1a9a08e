"""Threat areas on maps and sheets: which are numbered, their list in words."""

from __future__ import annotations

import geopandas as gpd

from maps.wording import SOURCE_WORDS, people_words, share_words

MOST_HOTSPOTS = 20
"""Threat areas numbered on a map; the files list all of them."""

TREND_WORDS = {"rising": "rising", "falling": "falling", "steady": "steady", "too few": "too few to tell"}


def shown_hotspots(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the threat areas that a map numbers, with the words it shows."""
    most = hotspots.head(MOST_HOTSPOTS).reset_index(drop=True)
    if not len(most):
        return most
    return most.assign(
        rank=[str(number) for number in most["rank"]],
        source_words=[SOURCE_WORDS.get(source, source) for source in most["source"]],
        people_words=[people_words(people) for people in most["people"]],
        share_words=[share_words(share) for share in most["share_of_source"]],
        trend_words=[TREND_WORDS.get(trend, trend) for trend in most["trend"]],
    )


def hotspot_list(shown: gpd.GeoDataFrame) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the list of threat areas, its heading first."""
    head = ("No.", "Threat area", "Source", "People", "Of its risk", "Trend")
    columns = ["rank", "name", "source_words", "people_words", "share_words", "trend_words"]
    rows = shown[columns].to_numpy().tolist() if len(shown) else []
    return (head, *(tuple(str(value) for value in row) for row in rows))
