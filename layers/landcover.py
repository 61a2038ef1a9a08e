"""Land cover on the travel cells, and how fast one gets through it off roads.

Speeds on foot are those of Weiss et al. (2018, doi:10.1038/nature25181; 2020, doi:10.1038/s41591-020-1059-1),
the Malaria Atlas Project's friction, by MODIS IGBP class. They were held against three independent
transcriptions in public code, one of which names the supplement of 2020 (MOESM2) as its source; these agree
on every class but permanent wetland: 2.0 by two, 1.0 by one that marks it as doubtful. The supplement itself
was not at hand. ESA WorldCover classes take those of the IGBP classes nearest to them. Speeds of vehicles off
roads and factors of the wet season are planning assumptions, to be replaced by what the mission's engineers
know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding, error
from layers.grid import Grid
from layers.landscape import Persona
from layers.rasters import RasterWindow, read_window
from layers.sampling import pixels_under, points_per_side, travel_box
from layers.whereabouts import describe_cells

Scheme = Literal["igbp", "worldcover"]

NO_COVER = -1
"""Class of a cell that no pixel with a class lies under."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How a class of land cover is passed off roads.

    Parameters
    ----------
    name : str
    walking_kmh : float
        On foot, km/h; 0 for water, which blocks.
    vehicle_kmh : float
        A military vehicle across country, km/h; where it is no faster than walking, troops dismount.
    wet_factor : float
        In the wet season every minute is multiplied by this.
    """

    name: str
    walking_kmh: float
    vehicle_kmh: float
    wet_factor: float


_FOREST_WET, _OPEN_WET, _SOIL_WET, _SWAMP_WET = 1.5, 1.5, 2.0, 3.0
_WATER = Cover("water", 0.0, 0.0, 1.0)

IGBP: Mapping[int, Cover] = MappingProxyType(
    {
        0: _WATER,
        1: Cover("evergreen needleleaf forest", 3.24, 0.0, _FOREST_WET),
        2: Cover("evergreen broadleaf forest", 1.62, 0.0, _FOREST_WET),
        3: Cover("deciduous needleleaf forest", 3.24, 0.0, _FOREST_WET),
        4: Cover("deciduous broadleaf forest", 4.0, 0.0, _FOREST_WET),
        5: Cover("mixed forest", 3.24, 0.0, _FOREST_WET),
        6: Cover("closed shrubland", 3.0, 5.0, _OPEN_WET),
        7: Cover("open shrubland", 4.2, 12.0, _OPEN_WET),
        8: Cover("woody savanna", 4.86, 8.0, _OPEN_WET),
        9: Cover("savanna", 4.86, 12.0, _OPEN_WET),
        10: Cover("grassland", 4.86, 15.0, _OPEN_WET),
        11: Cover("permanent wetland", 2.0, 0.0, _SWAMP_WET),
        12: Cover("cropland", 2.5, 8.0, _SOIL_WET),
        13: Cover("built-up", 5.0, 15.0, 1.2),
        14: Cover("cropland and natural vegetation", 3.24, 8.0, _SOIL_WET),
        15: Cover("snow and ice", 1.62, 0.0, 1.0),
        16: Cover("barren", 3.0, 15.0, 1.2),
        17: _WATER,
    }
)
"""MODIS MCD12C1 and MCD12Q1; water is 0 in the first and 17 in the second."""

WORLDCOVER: Mapping[int, Cover] = MappingProxyType(
    {
        10: Cover("tree cover", 1.62, 0.0, _FOREST_WET),
        20: Cover("shrubland", 4.2, 8.0, _OPEN_WET),
        30: Cover("grassland", 4.86, 15.0, _OPEN_WET),
        40: Cover("cropland", 2.5, 8.0, _SOIL_WET),
        50: Cover("built-up", 5.0, 15.0, 1.2),
        60: Cover("bare or sparse vegetation", 3.0, 15.0, 1.2),
        70: Cover("snow and ice", 1.62, 0.0, 1.0),
        80: _WATER,
        90: Cover("herbaceous wetland", 2.0, 0.0, _SWAMP_WET),
        95: Cover("mangroves", 1.62, 0.0, _SWAMP_WET),
        100: Cover("moss and lichen", 3.0, 8.0, _SOIL_WET),
    }
)
"""ESA WorldCover; tree cover takes the slowest forest, for its kind is not told."""

SCHEMES: Mapping[str, Mapping[int, Cover]] = MappingProxyType({"igbp": IGBP, "worldcover": WORLDCOVER})

_FILL: Mapping[str, tuple[int, ...]] = {"igbp": (254, 255), "worldcover": (0, 255)}
_DRIVING: tuple[Persona, ...] = ("military",)
"""Who leaves the roads in a vehicle; everybody else does so on foot."""


def read_landcover(
    path: Path, travel: Grid, *, role: str = "layers.landcover", scheme: Scheme | None = None
) -> tuple[NDArray[np.int16], Scheme, tuple[Finding, ...]]:
    """Read land cover onto the travel cells.

    Parameters
    ----------
    path : path
        A raster of classes.
    travel : Grid
    role : str
        Key of the mission file.
    scheme : {"igbp", "worldcover"}, optional
        Recognised by the classes present where it is not stated.

    Returns
    -------
    classes : ndarray of int16, travel shape
        The class that covers most of each cell, the lower one of equals; NO_COVER (-1) where none is known.
    scheme : {"igbp", "worldcover"}
    findings : tuple of Finding

    Raises
    ------
    InputError
        When the raster cannot be read, holds no classes, or both schemes are possible.
    """
    window = read_window(path, bbox=travel_box(travel), role="land cover")
    kind, findings = _recognised(window, scheme, role)
    classes = _majority(window, travel, SCHEMES[kind])
    unknown = travel.mask & (classes == NO_COVER)
    share = float(travel.share[unknown].sum(dtype=float) / travel.share.sum(dtype=float))
    if share > 0:
        message = f"land cover is unknown in {share:.1%} of the area, {describe_cells(unknown, travel)}"
        remedy = "travel there is at travel.off_road_kmh; give a raster that covers the area"
        severity: Literal["warning", "info"] = "warning" if share >= 0.001 else "info"
        findings.append(Finding(severity, message, remedy, window.file, None, role))
    return classes, kind, (*window.findings, *findings)


def cover_speeds(
    classes: NDArray[np.int16], scheme: Scheme, persona: Persona, *, wet: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return speed on foot and in a vehicle (0 for those on foot), km/h, and where water blocks.

    Parameters
    ----------
    classes : ndarray of int16, travel shape
    scheme : {"igbp", "worldcover"}
    persona : {"military", "civilian", "police"}
        The military drive across country, the others walk off roads.
    wet : bool
        Whether speeds are divided by the factor of the wet season.

    Returns
    -------
    walking, vehicle : ndarray of float64, travel shape
        NaN where the class is unknown; level ground.
    water : ndarray of bool, travel shape
    """
    walking, vehicle = np.full(classes.shape, np.nan), np.full(classes.shape, np.nan)
    water = np.zeros(classes.shape, dtype=bool)
    for number, cover in SCHEMES[scheme].items():
        here = classes == number
        factor = cover.wet_factor if wet else 1.0
        walking[here] = cover.walking_kmh / factor
        vehicle[here] = cover.vehicle_kmh / factor if persona in _DRIVING else 0.0
        if cover.walking_kmh == 0:
            water |= here
    return walking, vehicle, water


def _recognised(window: RasterWindow, scheme: Scheme | None, role: str) -> tuple[Scheme, list[Finding]]:
    values = window.values[~np.isnan(window.values)]
    present = np.unique(values)
    place = {"file": window.file, "column": role}
    if len(present) > 256 or (present != np.round(present)).any():
        message = "the land cover raster holds measures, not classes"
        remedy = "give whole numbers; resample classes by the nearest or the commonest, never by the mean"
        raise error(message, remedy, **place, value=f"{present[:3].tolist()} ...")
    seen = {int(value) for value in present}
    possible = [name for name, table in SCHEMES.items() if seen - set(_FILL[name]) <= set(table)]
    listed = ", ".join(map(str, sorted(seen)[:20]))
    if scheme is None and len(possible) != 1:
        both = bool(possible)
        message = "the classes fit both schemes" if both else "the classes are of no scheme that is known"
        remedy = 'set scheme = "igbp" (MODIS, 0 to 17) or "worldcover" (ESA, 10 to 100)'
        raise error(f"{message} of land cover", remedy, **place, value=listed)
    kind: Scheme = scheme if scheme is not None else possible[0]  # type: ignore[assignment]
    strange = sorted(seen - set(SCHEMES[kind]) - set(_FILL[kind]))
    if strange:
        message = f"{len(strange)} classes are not of the scheme {kind}; they count as unknown"
        shown = ", ".join(map(str, strange[:20]))
        return kind, [Finding("warning", message, "check the scheme", window.file, None, role, shown)]
    read_by = f"land cover is read by the scheme {kind}"
    return kind, [Finding("info", read_by, "", window.file, None, role, listed)]


def _majority(window: RasterWindow, travel: Grid, table: Mapping[int, Cover]) -> NDArray[np.int16]:
    number = np.zeros(257, dtype=np.int64)
    order = sorted(table)
    number[[value + 1 for value in order]] = np.arange(1, len(order) + 1)
    flat = np.clip(np.nan_to_num(window.values.ravel(), nan=-1.0), -1, 255).astype(np.int16)
    classes = np.full(travel.shape, NO_COVER, dtype=np.int16)
    kinds = len(order) + 1
    for rows, pixel in pixels_under(window, travel, side=points_per_side(window, travel)):
        known = np.where(pixel >= 0, number[flat[pixel] + 1], 0).reshape(-1, pixel.shape[2] * pixel.shape[3])
        cell = np.arange(len(known))[:, None] * kinds
        count = np.bincount((cell + known).ravel(), minlength=len(known) * kinds).reshape(-1, kinds)
        best = count[:, 1:].argmax(axis=1)
        found = np.where(count[:, 1:].any(axis=1), np.array(order)[best], NO_COVER)
        classes[rows] = found.reshape(pixel.shape[:2])
    return classes
