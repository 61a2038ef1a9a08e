"""Threat areas on maps and sheets: which are numbered, their list in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import count

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from maps.wording import SOURCE_WORDS, people_words, share_words

MOST_HOTSPOTS = 20
"""Threat areas numbered on a map; the files list all of them."""

APART = 0.03
"""Least distance of two numbers, of the longer side of what is shown."""

TREND_WORDS = {"rising": "rising", "falling": "falling", "steady": "steady", "too few": "too few"}


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
    head = ("No.", "Threat area", "Source", "People", "Share", "Trend")
    columns = ["rank", "name", "source_words", "people_words", "share_words", "trend_words"]
    rows = shown[columns].to_numpy().tolist() if len(shown) else []
    return (head, *(tuple(str(value) for value in row) for row in rows))


def left_out_note(hotspots: gpd.GeoDataFrame) -> str:
    """Return how many threat areas a page does not show, "" where it shows all.

    Their people are not summed: areas of several sources lie over each other.
    """
    rest = len(hotspots) - MOST_HOTSPOTS
    if rest <= 0:
        return ""
    more = "1 more threat area" if rest == 1 else f"{rest} more threat areas"
    return f"Neither listed nor drawn here: {more}. hotspots.csv lists all."


def apart(points: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Return places moved aside until none is nearer to one before it than `least`.

    Areas of several sources lie over each other; the first of them keeps its place, the others stand around.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        In order of importance.
    least : float
        In the units of the points.
    """
    placed: list[NDArray[np.float64]] = []
    for point in points:
        placed.append(next(spot for spot in _around(point, least) if _free(spot, placed, least)))
    return np.array(placed).reshape(-1, 2)


def _around(point: NDArray[np.float64], least: float) -> Iterator[NDArray[np.float64]]:
    """Yield a place, then places on wider and wider rings around it, from the right, against the clock."""
    yield point
    for ring in count(1):
        for step in range(6 * ring):
            angle = 2 * math.pi * step / (6 * ring)
            yield point + least * 1.02 * ring * np.array([math.cos(angle), math.sin(angle)])


def _free(spot: NDArray[np.float64], placed: list[NDArray[np.float64]], least: float) -> bool:
    return all(float(np.hypot(*(spot - other))) >= least for other in placed)
