"""How fast a loaded vehicle goes on a road: by its class, and by what is said of its surface."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import Finding

ROAD_KMH: Mapping[str, float] = {
    "motorway": 60.0,
    "trunk": 60.0,
    "primary": 50.0,
    "secondary": 40.0,
    "tertiary": 30.0,
    "unclassified": 20.0,
    "residential": 20.0,
    "living_street": 20.0,
    "service": 20.0,
    "track": 15.0,
    "path": 5.0,
    "footway": 5.0,
    "": 25.0,
}
"""Speed of a loaded vehicle by OpenStreetMap class, km/h; "" for roads of no or unknown class."""

SURFACE_FACTOR: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys(("asphalt", "concrete", "chipseal", "bitumen", "tarmac"), 1.0),
        **dict.fromkeys(("paved", "concrete:plates", "concrete:lanes", "metal"), 0.9),
        **dict.fromkeys(("compacted", "fine_gravel", "paving_stones"), 0.85),
        **dict.fromkeys(("sett", "cobblestone", "bricks", "wood"), 0.75),
        **dict.fromkeys(
            ("unpaved", "ground", "dirt", "earth", "soil", "gravel", "laterite", "pebblestone"), 0.7
        ),
        **dict.fromkeys(("grass", "rock", "stone"), 0.5),
        **dict.fromkeys(("sand", "clay"), 0.4),
        "mud": 0.3,
    }
)
"""Share of a class's speed that is left on OpenStreetMap's `surface`; words not listed change nothing.

Paved, compacted and unpaved as in geohealthaccess (Bluesquare); the looser surfaces are planning assumptions.
"""

SMOOTHNESS_FACTOR: Mapping[str, float] = MappingProxyType(
    {
        "excellent": 1.0,
        "very_good": 0.9,
        "good": 0.9,
        "intermediate": 0.7,
        "bad": 0.6,
        "very_bad": 0.5,
        "horrible": 0.4,
        "very_horrible": 0.3,
        "impassable": 0.0,
    }
)
"""The same by `smoothness`, as in geohealthaccess but for "good" (0.8 there); 0 is no road at all."""

UNPAVED_CLASSES = frozenset({"track", "path", "footway"})
"""Classes whose speed is already that of bare ground: their surface does not slow them again."""


def road_speeds(
    roads: gpd.GeoDataFrame,
    road_kmh: Mapping[str, float],
    *,
    surface_factor: Mapping[str, float] = SURFACE_FACTOR,
    smoothness_factor: Mapping[str, float] = SMOOTHNESS_FACTOR,
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Return the speed of each road: its own where it states one, else its class's on its surface.

    Parameters
    ----------
    roads : GeoDataFrame
        Columns class, and optionally speed_kmh, surface and smoothness.
    road_kmh : mapping of str to float
        Speed by class, km/h; the entry "" serves every other class.
    surface_factor, smoothness_factor : mapping of str to float
        The lower of the two factors counts: bad asphalt is no better than a bad track.

    Returns
    -------
    kmh : ndarray of float64, shape (roads,)
    findings : tuple of Finding
        Classes without a speed, and roads slowed by their surface.
    """
    if len(roads) == 0:
        message, remedy = "there are no roads: all travel is off roads", "add [[layers.roads]]"
        return np.empty(0), (Finding("warning", message, remedy, column="layers.roads"),)
    named = _words(roads, "class").str.removesuffix("_link")
    rest = road_kmh.get("", ROAD_KMH[""])
    by_class = np.array([road_kmh.get(name, rest) for name in named], dtype=float)
    own = np.full(len(roads), np.nan)
    if "speed_kmh" in roads:
        own = np.asarray(roads["speed_kmh"], dtype=float)
    stated = np.isfinite(own) & (own > 0)
    surface = _words(roads, "surface").map(surface_factor).fillna(1.0).to_numpy(dtype=float, copy=True)
    surface[named.isin(UNPAVED_CLASSES)] = 1.0
    smoothness = _words(roads, "smoothness").map(smoothness_factor).fillna(1.0).to_numpy(dtype=float)
    factor = np.minimum(surface, smoothness)
    findings = [*_classless(named, stated, road_kmh, rest), *_slowed(factor, stated)]
    return np.where(stated, own, by_class * factor), tuple(findings)


def _words(roads: gpd.GeoDataFrame, column: str) -> pd.Series:
    if column not in roads:
        return pd.Series("", index=roads.index, dtype=object)
    text: pd.Series = roads[column].astype(object).where(roads[column].notna(), "")
    return text.astype(str).str.strip().str.lower()


def _classless(
    named: pd.Series, stated: NDArray[np.bool_], road_kmh: Mapping[str, float], rest: float
) -> list[Finding]:
    unknown = sorted(
        {name for name, has in zip(named, stated, strict=True) if not has and name not in road_kmh}
    )
    if not unknown:
        return []
    listed = ", ".join(unknown[:10]) + (f" and {len(unknown) - 10} more" if len(unknown) > 10 else "")
    message = f"road classes without a speed are taken at {rest:g} km/h"
    return [Finding("warning", message, "add them to travel.road_kmh", column="class", value=listed)]


def _slowed(factor: NDArray[np.float64], stated: NDArray[np.bool_]) -> list[Finding]:
    slow, shut = int(((factor < 1) & (factor > 0) & ~stated).sum()), int(((factor == 0) & ~stated).sum())
    if not slow and not shut:
        return []
    message = f"{slow:,} of {len(factor):,} roads are slowed by their surface or smoothness"
    if shut:
        message += f", and {shut:,} are impassable and give way to walking"
    return [Finding("info", message, column="surface")]
