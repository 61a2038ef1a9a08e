"""Restrictions that contradict each other: one persona, one place, one time, two states."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import Finding
from layers.sources.district_topology import MIN_KM2, flattened

_MANY = 50_000
"""More restrictions than this are not compared pair by pair."""


def contradictions(
    table: gpd.GeoDataFrame, states: Sequence[str], *, file: str, column: str
) -> tuple[Finding, ...]:
    """Return one warning for all pairs of restrictions that contradict each other.

    Parameters
    ----------
    table : GeoDataFrame
        Columns name, applies_to, state, season, valid_from, valid_to (ISO days or ""); valid polygons,
        EPSG:4326; index = number of the feature.
    states : sequence of str
        From the most lenient to the strictest.
    file, column : str

    Returns
    -------
    tuple of Finding
        Pairs that share a persona, at least a hectare, a day of their terms and, where both have one, a
        season, in different states. The one that shares most is named, and that the stricter counts.
    """
    if len(table) < 2 or len(table) > _MANY:
        return ()
    flat, _ = flattened(table)
    one, other = shapely.STRtree(flat).query(flat, predicate="intersects")
    rank = np.array([states.index(state) for state in table["state"]])
    kept = (rank[one] > rank[other]) & _share(table, one, other)  # each pair once, the stricter first
    one, other = one[kept], other[kept]
    area = shapely.area(shapely.intersection(flat[one], flat[other]))
    large = area >= MIN_KM2
    if not large.any():
        return ()
    one, other, area = one[large], other[large], area[large]
    top = int(np.argmax(area))
    strict, lenient = (table.iloc[int(pair[top])] for pair in (one, other))
    whom = ", ".join(name for name in strict["applies_to"] if name in lenient["applies_to"])
    pairs = f"{len(area):,} pairs of restrictions" if len(area) > 1 else "two restrictions"
    message = (
        f"{pairs} contradict each other; the stricter counts. On {area[top]:,.2f} km2 {_named(strict)} is "
        f"{strict['state']} and {_named(lenient)} is {lenient['state']} for {whom}"
    )
    remedy = "cut one by the other, or end the one that no longer holds"
    row = int(table.index[int(other[top])])
    return (Finding("warning", message, remedy, file, row, column, str(lenient["state"])),)


def _share(table: gpd.GeoDataFrame, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which pairs share a persona, a day and a season."""
    names = sorted({name for personas in table["applies_to"] for name in personas})
    bits = np.array([sum(1 << names.index(name) for name in personas) for personas in table["applies_to"]])
    begins = table["valid_from"].to_numpy(dtype=str)
    ends = np.array([day or "9999-12-31" for day in table["valid_to"]])
    season = table["season"].to_numpy(dtype=str)
    shared: NDArray[np.bool_] = (bits[one] & bits[other]) > 0
    shared &= (begins[one] <= ends[other]) & (begins[other] <= ends[one])
    shared &= (season[one] == season[other]) | (season[one] == "") | (season[other] == "")
    return shared


def _named(row: gpd.GeoSeries) -> str:
    return str(row["name"]) or f"feature {row.name}"
