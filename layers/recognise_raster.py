"""What a population raster's numbers say of its unit: people per pixel, or people per km2.

A name is no evidence, and a declared unit is kept; where the numbers speak against it, they are told.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from affine import Affine

from layers.errors import Finding
from layers.rasters import RasterWindow
from layers.subpixels import pixel_km2

Unit = Literal["people_per_cell", "people_per_km2"]

LOW_KM2, HIGH_KM2 = 1.0, 5000.0
"""Mean people per km2 of land over a mission area: fewer live in deserts alone, more in cities alone."""

PEAK_KM2 = 150_000.0
"""More people per km2 than this live nowhere, not in the densest slums."""

_ALIKE = 0.6, 1.7
"""Pixels of about a km2: counts and densities are nearly the same number and cannot be told apart."""

_LOOKED_AT = 4_000_000
"""Of a larger raster every so manyth row and column is looked at."""

_DENSITY = re.compile(r"densit|(per|/)\s*(sq(uare)?\.?\s*)?km|km[\^-]*2|per hectare", re.IGNORECASE)
_COUNT = re.compile(
    r"(people|persons?|population|pop(ulation)?)\s*(count|per (grid )?(cell|pixel))", re.IGNORECASE
)
_SAYING = ("units", "unit", "description", "long_name", "standard_name", "tifftag_imagedescription", "title")


@dataclass(frozen=True, slots=True)
class Densities:
    """People per km2 that a raster would mean under each unit.

    Parameters
    ----------
    pixel_km2 : float
        Mean area of a pixel with a value.
    as_count, as_density : float
        Mean people per km2 if the values are counts per pixel, or densities.
    peak_as_count, peak_as_density : float
        The same of the 99.9th percentile of the values.
    """

    pixel_km2: float
    as_count: float
    as_density: float
    peak_as_count: float
    peak_as_density: float


def densities(window: RasterWindow) -> Densities | None:
    """Return what the values would mean, None without any person."""
    step = max(1, math.ceil(math.sqrt(window.values.size / _LOOKED_AT)))
    a, b, c, d, e, f = window.transform[:6]
    scaled = Affine(a * step, b * step, c, d * step, e * step, f)
    window = replace(window, values=window.values[::step, ::step], transform=scaled)
    known = ~np.isnan(window.values)
    area = np.broadcast_to(pixel_km2(window) / step**2, window.values.shape)
    km2, pixels = float(area[known].sum()), int(known.sum())
    total = float(np.nansum(window.values, dtype=float))
    if not pixels or not km2 > 0 or not total > 0:
        return None
    mean, peak = total / pixels, float(np.percentile(window.values[known], 99.9))
    return Densities(km2 / pixels, total / km2, mean, peak * pixels / km2, peak)


def plausible(mean: float, peak: float) -> bool:
    """Return whether people per km2, on average and at the peak, can be those of a mission area."""
    return LOW_KM2 <= mean <= HIGH_KM2 and peak <= PEAK_KM2


def unit_doubts(window: RasterWindow, unit: Unit, *, role: str = "population") -> tuple[Finding, ...]:
    """Return warnings where a raster's tags or numbers speak against its declared unit.

    Parameters
    ----------
    window : RasterWindow
        Values as stored, NaN where unknown.
    unit : {"people_per_cell", "people_per_km2"}
        As declared.
    role : str
        Key of the mission file.

    Returns
    -------
    tuple of Finding
        With the numbers that made it suspicious. Pixels of about a km2 say nothing of the unit.
    """
    other: Unit = "people_per_km2" if unit == "people_per_cell" else "people_per_cell"
    findings = [*_tag_doubts(window, unit, other, role), *_limit_doubts(window, role)]
    means = densities(window)
    if means is None or _ALIKE[0] <= means.pixel_km2 <= _ALIKE[1]:
        return tuple(findings)
    count = means.as_count, means.peak_as_count
    density = means.as_density, means.peak_as_density
    declared, instead = (count, density) if unit == "people_per_cell" else (density, count)
    if not plausible(*declared) and (plausible(*instead) or declared[1] > PEAK_KM2):
        message = (
            f"the values look like {other}, not {unit}: as declared they mean {_short(declared[0])} people "
            f"per km2 on average and {_short(declared[1])} at the peak, as {other} {_short(instead[0])} and "
            f"{_short(instead[1])} (pixels of {_short(means.pixel_km2)} km2)"
        )
        remedy = f'check the total, and set unit = "{other}" if it is wrong'
        findings.append(Finding("warning", message, remedy, window.file, None, role, unit))
    return tuple(findings)


def _short(value: float) -> str:
    """Return three digits of a number, without exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _tag_doubts(window: RasterWindow, unit: Unit, other: Unit, role: str) -> list[Finding]:
    against = _DENSITY if unit == "people_per_cell" else _COUNT
    for key, value in window.tags.items():
        if key.lower() in _SAYING and against.search(value):
            message = f"the file calls its values {value[:60]!r}, which is not {unit}"
            remedy = f'set unit = "{other}" if the file is right'
            return [Finding("warning", message, remedy, window.file, None, role, f"{key}={value[:40]}")]
    return []


def _limit_doubts(window: RasterWindow, role: str) -> list[Finding]:
    """Warn where whole numbers pile up at the largest one that their type can hold."""
    name = window.tags.get("dtype", "")
    if name not in ("uint8", "int8", "int16", "uint16"):
        return []
    largest = int(np.iinfo(name).max)
    at = int((window.values >= largest).sum())
    if not at:
        return []
    message = (
        f"{at:,} pixels hold {largest}, the largest number of their type ({name}): more people may be cut off"
    )
    remedy = "give the raster as float32, or declare this value as nodata if it is one"
    return [Finding("warning", message, remedy, window.file, None, role, name)]
