"""Points from a column of MGRS references (Military Grid Reference System, NGA.STND.0037)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import mgrs
import numpy as np
import pandas as pd
import shapely

from layers.errors import Finding
from layers.fields import rows_finding, words

_REFERENCE = re.compile(r"^(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z]{2})(\d*)$")
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_FINEST = 5
_PRECISION: Mapping[int, int] = MappingProxyType({0: 5, 1: 2})
"""Digits per axis to the scale of 1 to 7: a square of 100 km is fuzzy, one of 10 km near by, finer exact."""


def read_mgrs(
    values: pd.Series, *, file: str, column: str
) -> tuple[gpd.GeoSeries, pd.Series, tuple[Finding, ...]]:
    """Return the centre of each reference's square.

    Parameters
    ----------
    values : Series
        References such as "35N QB 123 456" (spaces, hyphens and case do not matter); the index holds row
        numbers.
    file, column : str

    Returns
    -------
    GeoSeries
        EPSG:4326, None where empty or at fault.
    Series of float64
        Precision of the position, 1 to 7; NaN where there is none. A square of up to 1 km counts as exact.
    tuple of Finding
        Errors for what is no reference (odd numbers of digits, letters that no zone has, polar references).
    """
    text = words(values).str.upper().str.replace(r"[\s-]+", "", regex=True)
    converter = mgrs.MGRS()
    known = {reference: _centre(converter, reference) for reference in text.unique() if reference}
    points = np.full(len(text), None, dtype=object)
    precision = np.full(len(text), np.nan)
    for position, reference in enumerate(text):
        found = known.get(reference)
        if found is not None:
            points[position] = shapely.Point(found[0], found[1])
            precision[position] = found[2]
    bad = (text != "") & np.isnan(precision)
    findings = rows_finding(
        "error",
        "the value is no MGRS reference",
        "give zone, band, square and as many digits east as north, e.g. 35N QB 12345 67890",
        file=file,
        column=column,
        bad=bad,
        values=values,
    )
    series = gpd.GeoSeries(points, index=values.index, crs=4326)
    return series, pd.Series(precision, index=values.index), findings


def _centre(converter: mgrs.MGRS, reference: str) -> tuple[float, float, int] | None:
    """Return longitude, latitude and precision of a square's centre; None when there is no such square."""
    match = _REFERENCE.match(reference)
    if match is None or not 1 <= int(match.group(1)) <= 60:
        return None
    zone, band, square, digits = match.groups()
    half = len(digits) // 2
    if len(digits) % 2 or half > _FINEST:
        return None
    # Written out to the metre, the middle does not depend on whether the library gives corners or centres.
    middle = "5".ljust(_FINEST - half, "0") if half < _FINEST else ""
    finer = f"{int(zone):02d}{band}{square}{digits[:half]}{middle}{digits[half:]}{middle}"
    try:
        latitude, longitude = converter.toLatLon(finer)
    except (mgrs.core.MGRSError, ValueError):
        return None
    south = -80.0 + 8.0 * _BANDS.index(band)
    north = 84.0 if band == "X" else south + 8.0
    size = 100_000.0 / 10**half
    slack = size / 110_000.0 + 0.01
    if not (math.isfinite(longitude) and south - slack <= latitude <= north + slack):
        return None
    return longitude, latitude, _PRECISION.get(half, 1)
