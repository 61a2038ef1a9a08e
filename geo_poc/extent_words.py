"""How far a layer extends, in words: as a share of the area, or its sides where that says nothing."""

from __future__ import annotations

import math

from geo_poc.words import percent

Box = tuple[float, float, float, float]

WHOLE = 0.995
LITTLE = 0.005
"""Share of the area below which a box is a line, a place or two, or beside the area: its sides are told."""

KM_PER_DEGREE = 111.2
"""Of latitude, on a sphere of the Earth's mean radius."""


def extent_words(bounds: Box | None, area_share: float | None) -> str:
    """Return how far a layer extends: "spans 40 % of the area", "extends 35 km by less than 1 km".

    Parameters
    ----------
    bounds : tuple of float or None
        West, south, east, north, degrees.
    area_share : float or None
        Share of the area inside these bounds; None = not known, nothing is told.
    """
    if area_share is None:
        return ""
    if area_share > WHOLE:
        return "spans the area"
    if area_share >= LITTLE or bounds is None:
        return f"spans {percent(area_share)} of the area"
    west, south, east, north = bounds
    shrunk = math.cos(math.radians((south + north) / 2))
    sides = ((east - west) * KM_PER_DEGREE * shrunk, (north - south) * KM_PER_DEGREE)
    long_km, short_km = max(sides), min(sides)
    if long_km < 1:
        return "less than 1 km across"
    if short_km < 1:
        return f"extends {long_km:,.0f} km by less than 1 km"
    return f"extends {long_km:,.0f} km by {short_km:,.0f} km, under 1 % of the area"
