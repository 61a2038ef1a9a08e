"""Friction: minutes per metre on the travel cells, from roads, land, water, restrictions and borders.

docs/access.md says what each speed and factor is and where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.barriers import denied_cells, river_barrier
from layers.bridges import crossed_rivers
from layers.cells import line_cells, rasterise_polygons
from layers.errors import Finding
from layers.friction_raster import read_friction
from layers.grid import Grid
from layers.landcover import Scheme, cover_speeds, read_landcover
from layers.landscape import Persona
from layers.road_speed import ROAD_KMH, SMOOTHNESS_FACTOR, SURFACE_FACTOR, road_speeds
from layers.snapping import snap_sites
from layers.terrain import read_slope, vehicle_factor, walking_factor

__all__ = [
    "ROAD_KMH",
    "FrictionSettings",
    "build_friction",
    "read_friction",
    "read_landcover",
    "read_slope",
    "snap_sites",
]

ROAD_PACE = 0.06 / 10.0
"""Cells of a friction raster at 10 km/h or faster hold a road, and cross the rivers that bridges cross."""

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
    unbridged_blocked : bool
        Whether a road that its layer says is no bridge is stopped by a line river.
    surface_factor, smoothness_factor : mapping of str to float
        Share of a class's speed left on a surface; the lower of the two counts.
    """

    road_kmh: Mapping[str, float] = field(default_factory=lambda: dict(ROAD_KMH))
    off_road_kmh: Mapping[Persona, float] = field(default_factory=lambda: dict(OFF_ROAD_KMH))
    wet_factor: float = 2.0
    season: Literal["dry", "wet"] = "dry"
    bridges_assumed: bool = True
    unbridged_blocked: bool = False
    surface_factor: Mapping[str, float] = field(default_factory=lambda: dict(SURFACE_FACTOR))
    smoothness_factor: Mapping[str, float] = field(default_factory=lambda: dict(SMOOTHNESS_FACTOR))


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
    landcover: tuple[NDArray[np.int16], Scheme] | None = None,
    slope: NDArray[np.float64] | None = None,
    raster: NDArray[np.float64] | None = None,
    restrictions_file: str = "",
) -> tuple[Mapping[tuple[Persona, str], NDArray[np.float64]], tuple[Finding, ...]]:
    """Build the friction of each persona in the season of the settings.

    A cell has the speed of its fastest road, or of the ground off roads where that is faster: of its land
    cover on its slope, of the friction raster, or else of the settings. Lakes and water in the land cover
    block where they hold a cell's centre or most of it, with or without road; line rivers block but for
    crossings; restrictions in state "denied" block the personas they apply to, "seasonal" ones in the season
    of their row; "notify" and "authorise" are noted. Barriers along lines are 4-connected.

    Parameters
    ----------
    travel : Grid
    roads : GeoDataFrame
        Columns class, geometry, and optionally speed_kmh, which overrides the class, surface, smoothness
        and bridge ("yes", "no", or "" where the layer does not say). Any system.
    rivers, lakes : GeoDataFrame
        Column geometry. Any system.
    restrictions : GeoDataFrame
        Columns name, applies_to (tuple of persona), state, geometry, optionally season. Any system.
    outline : shapely geometry or None
        Where travel is possible, in the grid's system, metres; None where borders are open.
    settings : FrictionSettings
    personas : sequence of persona
    landcover : tuple of (ndarray of int16, scheme), optional
        Classes on the travel cells and their scheme (:func:`layers.landcover.read_landcover`).
    slope : ndarray of float64, travel shape, optional
        Degrees, NaN counts as level (:func:`layers.terrain.read_slope`).
    raster : ndarray of float64, travel shape, optional
        Minutes per metre of a ready friction raster (:func:`layers.friction_raster.read_friction`): inf
        blocks, NaN is filled from land cover or settings. It already holds land cover and slope.
    restrictions_file : str
        Name of the file of restrictions, for findings.

    Returns
    -------
    friction : mapping of (persona, season) to ndarray of float64, travel shape
        Minutes per metre, inf where that persona cannot pass; read-only. Personas that travel alike share
        one array.
    findings : tuple of Finding
        Road classes without a speed, crossings assumed passable, restrictions and what they block.
    """
    lines = _shapes(roads, travel)
    speeds, findings = road_speeds(
        roads,
        settings.road_kmh,
        surface_factor=settings.surface_factor,
        smoothness_factor=settings.smoothness_factor,
    )
    if raster is not None and not len(roads):
        findings = ()  # the raster holds the roads
    road = _fastest(lines, speeds, travel)
    lake = rasterise_polygons(_shapes(lakes, travel), travel)
    blocked, found = _rivers(rivers, roads, lines, travel, lake, settings, raster)
    blocked |= lake
    if outline is not None:
        blocked |= ~rasterise_polygons(np.array([outline], dtype=object), travel)
    denied, noted = denied_cells(restrictions, travel, personas, settings.season, file=restrictions_file)
    wet = settings.season == "wet"
    factor = settings.wet_factor if wet else 1.0
    ground = _Ground(landcover, slope, raster, wet, factor)
    if slope is not None:
        road = road * vehicle_factor(slope, road=True)
    made: dict[tuple[float, bool, bytes], NDArray[np.float64]] = {}
    friction: dict[tuple[Persona, str], NDArray[np.float64]] = {}
    for persona in personas:
        off_road, closed = settings.off_road_kmh[persona], denied.get(persona)
        # The military differ from the others where they drive off roads by land cover.
        drives = landcover is not None and persona == "military"
        alike = off_road, drives, b"" if closed is None else np.packbits(closed).tobytes()
        if alike not in made:
            shut = blocked if closed is None else blocked | closed
            off, water = ground.speed(persona, off_road)
            made[alike] = _minutes(np.maximum(road / factor, off), shut | water)
        friction[persona, settings.season] = made[alike]
    return friction, (*findings, *found, *noted, *_slower(factor, landcover is not None))


def _slower(factor: float, covered: bool) -> tuple[Finding, ...]:
    """Tell how much longer travel is assumed to take in the wet season."""
    if factor == 1.0:
        return ()
    but = " but off roads, where land cover has factors of its own," if covered else ""
    return (Finding("info", f"wet season: all travel{but} is assumed to take {factor:g} times as long"),)


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What is known of the ground off roads."""

    landcover: tuple[NDArray[np.int16], Scheme] | None
    slope: NDArray[np.float64] | None
    raster: NDArray[np.float64] | None
    wet: bool
    wet_factor: float

    def speed(
        self, persona: Persona, otherwise: float
    ) -> tuple[NDArray[np.float64] | float, NDArray[np.bool_] | bool]:
        """Return km/h off roads in this season, and the cells that water or holes block."""
        speed: NDArray[np.float64] | float = otherwise / self.wet_factor
        water: NDArray[np.bool_] | bool = False
        driving: NDArray[np.float64] | float = 0.0
        if self.landcover is not None:
            walking, vehicle, water = cover_speeds(*self.landcover, persona, wet=self.wet)
            speed, driving = np.where(np.isnan(walking), speed, walking), np.nan_to_num(vehicle)
        if self.slope is not None:
            speed = speed * walking_factor(self.slope)
            driving = driving * vehicle_factor(self.slope, road=False)
        speed = np.maximum(speed, driving)
        if self.raster is not None:
            with np.errstate(divide="ignore"):
                ready = 0.06 / self.raster / self.wet_factor
            # The raster knows water better than classes do; where it is silent they count.
            water = np.isinf(self.raster) | (np.isnan(self.raster) & water)
            speed = np.where(np.isnan(self.raster), speed, ready)
        return speed, water


def _rivers(
    rivers: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame,
    lines: NDArray[np.object_],
    travel: Grid,
    lake: NDArray[np.bool_],
    settings: FrictionSettings,
    raster: NDArray[np.float64] | None,
) -> tuple[NDArray[np.bool_], tuple[Finding, ...]]:
    """Return the cells that rivers block, by bridges where the roads tell them."""
    shapes = _shapes(rivers, travel)
    said = "bridge" in roads and bool((roads["bridge"].fillna("") != "").any())
    if said and len(shapes):
        blocked, findings = crossed_rivers(
            shapes,
            lines,
            roads["bridge"].fillna("").to_numpy(),
            travel,
            lake,
            assumed=settings.bridges_assumed,
            unbridged_blocked=settings.unbridged_blocked,
        )
    else:
        blocked, findings = river_barrier(shapes, lines, travel, lake, bridges=settings.bridges_assumed)
    if raster is not None and settings.bridges_assumed:
        crossing = blocked & (raster <= ROAD_PACE) & ~lake
        if crossing.any():
            message = (
                f"{int(crossing.sum())} cells of rivers stay passable: the friction raster has roads there"
            )
            findings = (
                *findings,
                Finding("info", message, "set travel.bridges_assumed = false to block them"),
            )
        blocked &= ~crossing
    return blocked, findings


def _minutes(kmh: NDArray[np.float64], blocked: NDArray[np.bool_]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        minutes = 0.06 / kmh
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
