"""Friction: minutes per metre on the travel cells, from roads, water, restrictions and borders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.barriers import denied_cells, river_barrier
from layers.cells import line_cells, rasterise_polygons
from layers.errors import Finding
from layers.grid import Grid
from layers.landscape import Persona
from layers.snapping import snap_sites

__all__ = ["ROAD_KMH", "FrictionSettings", "build_friction", "snap_sites"]

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

OFF_ROAD_KMH: Mapping[Persona, float] = {"military": 5.0, "civilian": 5.0, "police": 5.0}
"""Speed off roads, km/h: walking pace, as the Malaria Atlas Project's friction of 0.012 min/m."""


@dataclass(frozen=True, slots=True)
class FrictionSettings:
    """What friction is built with.

    Parameters
    ----------
    road_kmh : mapping of str to float
        Speed by road class, km/h; the entry "" serves every other class.
    off_road_kmh : mapping of persona to float
        Speed off roads, km/h.
    wet_factor : float
        In the wet season every minute per metre is multiplied by this (a planning assumption).
    season : {"dry", "wet"}
    bridges_assumed : bool
        Whether roads cross line rivers: road layers seldom say where bridges are.
    """

    road_kmh: Mapping[str, float] = field(default_factory=lambda: dict(ROAD_KMH))
    off_road_kmh: Mapping[Persona, float] = field(default_factory=lambda: dict(OFF_ROAD_KMH))
    wet_factor: float = 2.0
    season: Literal["dry", "wet"] = "dry"
    bridges_assumed: bool = True


def build_friction(
    travel: Grid,
    *,
    roads: gpd.GeoDataFrame,
    rivers: gpd.GeoDataFrame,
    lakes: gpd.GeoDataFrame,
    restrictions: gpd.GeoDataFrame,
    outline: BaseGeometry | None,
    settings: FrictionSettings,
    personas: Sequence[Persona],
) -> tuple[Mapping[tuple[Persona, str], NDArray[np.float64]], tuple[Finding, ...]]:
    """Build the friction of each persona in the season of the settings.

    A cell has the speed of its fastest road, else the speed off roads. Lakes block where they hold a
    cell's centre, with or without road; line rivers block but for road crossings; restrictions in state
    "denied" block the personas they apply to, "seasonal" ones in the season of their row; "notify" and
    "authorise" are noted. Barriers along lines are 4-connected.

    Parameters
    ----------
    travel : Grid
    roads : GeoDataFrame
        Columns class, geometry, and optionally speed_kmh, which overrides the class. Any system.
    rivers, lakes : GeoDataFrame
        Column geometry. Any system.
    restrictions : GeoDataFrame
        Columns name, applies_to (tuple of persona), state, geometry, optionally season. Any system.
    outline : shapely geometry or None
        Where travel is possible, in the grid's system, metres; None where borders are open.
    settings : FrictionSettings
    personas : sequence of persona

    Returns
    -------
    friction : mapping of (persona, season) to ndarray of float64, travel shape
        Minutes per metre, inf where that persona cannot pass; read-only. Personas that travel alike share
        one array.
    findings : tuple of Finding
        Road classes without a speed, crossings assumed passable, restrictions and what they block.
    """
    lines = _shapes(roads, travel)
    speeds, findings = _speeds(roads, settings.road_kmh)
    road = _fastest(lines, speeds, travel)
    lake = rasterise_polygons(_shapes(lakes, travel), travel)
    blocked, found = river_barrier(
        _shapes(rivers, travel), lines, travel, lake, bridges=settings.bridges_assumed
    )
    blocked |= lake
    if outline is not None:
        blocked |= ~rasterise_polygons(np.array([outline], dtype=object), travel)
    denied, noted = denied_cells(restrictions, travel, personas, settings.season)
    factor = settings.wet_factor if settings.season == "wet" else 1.0
    if factor != 1.0:
        noted = (
            *noted,
            Finding("info", f"wet season: all travel is assumed to take {factor:g} times as long"),
        )
    made: dict[tuple[float, bytes], NDArray[np.float64]] = {}
    friction: dict[tuple[Persona, str], NDArray[np.float64]] = {}
    for persona in personas:
        off_road, closed = settings.off_road_kmh[persona], denied.get(persona)
        alike = off_road, b"" if closed is None else np.packbits(closed).tobytes()
        if alike not in made:
            shut = blocked if closed is None else blocked | closed
            made[alike] = _minutes(np.maximum(road, off_road), shut, factor)
        friction[persona, settings.season] = made[alike]
    return friction, (*findings, *found, *noted)


def _minutes(kmh: NDArray[np.float64], blocked: NDArray[np.bool_], factor: float) -> NDArray[np.float64]:
    minutes = factor * 0.06 / kmh
    minutes[blocked] = np.inf
    minutes.flags.writeable = False
    return minutes


def _shapes(table: gpd.GeoDataFrame, travel: Grid) -> NDArray[np.object_]:
    if len(table) == 0:
        return np.empty(0, dtype=object)
    return np.asarray(table.geometry.to_crs(travel.crs).values, dtype=object)


def _fastest(lines: NDArray[np.object_], kmh: NDArray[np.float64], travel: Grid) -> NDArray[np.float64]:
    """Return the speed of the fastest road in each cell, 0 without road."""
    fastest = np.zeros(travel.share.size)
    line, cell = line_cells(lines, travel)
    np.maximum.at(fastest, cell, kmh[line])
    return fastest.reshape(travel.shape)


def _speeds(
    roads: gpd.GeoDataFrame, road_kmh: Mapping[str, float]
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Return the speed of each road: its own where it states one, else its class's."""
    if len(roads) == 0:
        return np.empty(0), (Finding("warning", "there are no roads: all travel is off roads"),)
    if "class" in roads:
        named = roads["class"].fillna("").astype(str).str.strip().str.lower().str.removesuffix("_link")
    else:
        named = roads.geometry.map(lambda _: "")
    rest = road_kmh.get("", ROAD_KMH[""])
    by_class = np.array([road_kmh.get(name, rest) for name in named], dtype=float)
    own = np.full(len(roads), np.nan)
    if "speed_kmh" in roads:
        own = np.asarray(roads["speed_kmh"], dtype=float)
    stated = np.isfinite(own) & (own > 0)
    unknown = sorted(
        {name for name, has in zip(named, stated, strict=True) if not has and name not in road_kmh}
    )
    findings = []
    if unknown:
        listed = ", ".join(unknown[:10]) + (f" and {len(unknown) - 10} more" if len(unknown) > 10 else "")
        message = f"road classes without a speed are taken at {rest:g} km/h"
        findings.append(
            Finding("warning", message, "add them to travel.road_kmh", column="class", value=listed)
        )
    return np.where(stated, own, by_class), tuple(findings)
