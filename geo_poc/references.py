"""Grid references as people in the field write them."""

from __future__ import annotations

from functools import cache

import mgrs


@cache
def _converter() -> mgrs.MGRS:
    return mgrs.MGRS()


def mgrs_of(lon: float, lat: float) -> str:
    """Return the MGRS reference of a place to a metre.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS84.
    """
    return str(_converter().toMGRS(lat, lon))
