"""All layers of a mission, read, checked together and laid on one pair of grids."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.access import FrictionSettings, build_friction, snap_sites
from layers.cells import rasterise_polygons
from layers.errors import Finding, InputError, raise_errors
from layers.grid import Grid
from layers.gridding import Grids, make_grids, project_area
from layers.landscape import Landscape, Persona
from layers.population import PopulationLayer, add_displaced, people_on_grid
from layers.positions import BBox
from layers.sources.area import AreaShapes, read_area
from layers.sources.bases import read_bases
from layers.sources.displaced import read_displaced
from layers.sources.districts import read_districts
from layers.sources.places import UNNAMED, read_places
from layers.sources.restrictions import read_restrictions
from layers.sources.roads import read_roads
from layers.sources.ucdp import read_ucdp
from layers.sources.water import read_lakes, read_rivers


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A file of the mission: where it is, which key names it, and how its columns are called."""

    path: Path
    role: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LandscapeRequest:
    """What to read and onto which cells.

    Parameters
    ----------
    area : LayerFile
    bbox : tuple of float or None
        West, south, east, north in degrees: the part of the outline to plan for.
    borders_closed : bool
        Nobody travels outside the outline.
    as_of : date
        Nothing dated later is read.
    demand_cell_m, travel_cell_m : float
    buffer_m : float
        How far beyond the area travel is looked at.
    crs : str
        "auto" or a projected system in metres.
    incidents, bases : LayerFile
    population : tuple of (LayerFile, unit)
    roads : tuple of (LayerFile, skeleton)
    rivers, lakes, places, districts, displaced, restrictions : LayerFile or None
    friction : FrictionSettings
    personas : tuple of Persona
    snap_m : float
        How far a site in an impassable cell may be moved.
    """

    area: LayerFile
    bbox: tuple[float, float, float, float] | None
    borders_closed: bool
    as_of: date
    demand_cell_m: float
    travel_cell_m: float
    buffer_m: float
    crs: str
    incidents: LayerFile
    bases: LayerFile
    population: tuple[tuple[LayerFile, Literal["people_per_cell", "people_per_km2"]], ...]
    friction: FrictionSettings
    personas: tuple[Persona, ...]
    roads: tuple[tuple[LayerFile, bool], ...] = ()
    rivers: LayerFile | None = None
    lakes: LayerFile | None = None
    places: LayerFile | None = None
    districts: LayerFile | None = None
    displaced: LayerFile | None = None
    restrictions: LayerFile | None = None
    snap_m: float = 3000.0


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """Every vector layer, empty where the mission has none."""

    incidents: gpd.GeoDataFrame
    bases: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    displaced: gpd.GeoDataFrame
    restrictions: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame


def read_landscape(request: LandscapeRequest) -> Landscape:
    """Read every layer, collect all findings, and lay the layers on the grids.

    Raises
    ------
    InputError
        Once, with every finding of every layer, when any of them is an error.
    """
    findings: list[Finding] = []
    found: Iterable[Finding]
    shapes, found = read_area(request.area.path, role=request.area.role, bbox=request.bbox)
    findings += found
    raise_errors(findings)
    tables = _read_tables(request, shapes, findings)
    try:
        grids = make_grids(
            shapes.area,
            demand_cell_m=request.demand_cell_m,
            travel_cell_m=request.travel_cell_m,
            buffer_m=request.buffer_m,
            crs=request.crs,
        )
        people, found = people_on_grid(
            [PopulationLayer(file.path, unit, file.role) for file, unit in request.population],
            grids.travel,
            area_lonlat=shapes.area,
            water=_water(tables.lakes, grids.travel),
        )
    except InputError as fault:
        raise InputError([*findings, *fault.findings]) from fault
    findings += found
    raise_errors(findings)
    people, found = add_displaced(people, grids.travel, tables.displaced)
    findings += found
    friction, found = build_friction(
        grids.travel,
        roads=tables.roads,
        rivers=tables.rivers,
        lakes=tables.lakes,
        restrictions=tables.restrictions,
        outline=project_area(shapes.outline, grids.travel.crs) if request.borders_closed else None,
        settings=request.friction,
        personas=request.personas,
    )
    findings += found
    bases, found = _snapped(tables.bases, grids, friction[("military", request.friction.season)], request)
    findings += found
    raise_errors(findings)
    if request.borders_closed:
        findings.append(
            Finding(
                "info",
                "borders are closed: nobody travels outside the area's outline",
                'set area.borders = "open" where transit is agreed',
                column="area.borders",
            )
        )
    people.flags.writeable = False
    return Landscape(
        grid=grids.demand,
        travel=grids.travel,
        factor=grids.factor,
        area=grids.area,
        borders_closed=request.borders_closed,
        travel_people=people,
        friction=friction,
        incidents=tables.incidents,
        bases=bases,
        places=tables.places,
        districts=tables.districts,
        displaced=tables.displaced,
        restrictions=tables.restrictions,
        roads=tables.roads,
        rivers=tables.rivers,
        lakes=tables.lakes,
        findings=tuple(findings),
    )


def _read_tables(request: LandscapeRequest, shapes: AreaShapes, findings: list[Finding]) -> _Tables:
    """Read every table; what a layer lacks is an empty table, what is wrong is among the findings."""
    west, south, east, north = (float(v) for v in shapely.bounds(shapes.area))
    near = _around((west, south, east, north), request.buffer_m)
    tables = _empty_tables()
    for name, read in _READERS.items():
        file: LayerFile | None = getattr(request, name)
        if file is not None:
            tables[name], found = read(file.path, role=file.role, columns=file.columns, bbox=near)
            findings += found
    if request.displaced is not None:
        file = request.displaced
        tables["displaced"], found = read_displaced(
            file.path, role=file.role, columns=file.columns, bbox=near, as_of=request.as_of
        )
        findings += found
    incidents, found = read_ucdp(
        request.incidents.path,
        role=request.incidents.role,
        as_of=request.as_of,
        near=(west, south, east, north),
    )
    findings += found
    # Nameless places go by their neighbours' names further on.
    tables["places"]["name"] = tables["places"]["name"].replace(UNNAMED, "")
    bases, found = read_bases(
        request.bases.path, role=request.bases.role, columns=request.bases.columns, near=near
    )
    findings += found
    tables["roads"] = _read_roads(request, near, findings, tables["roads"])
    return _Tables(incidents=incidents, bases=bases, **tables)


def _around(box: BBox, buffer_m: float) -> BBox:
    """Return a box in degrees widened by at least a distance: degrees of longitude shrink to the poles."""
    west, south, east, north = box
    up = buffer_m / 110_000.0
    across = up / max(0.05, math.cos(math.radians(max(abs(south - up), abs(north + up)))))
    return west - across, south - up, east + across, north + up


_READERS: Mapping[str, Callable[..., tuple[gpd.GeoDataFrame, tuple[Finding, ...]]]] = MappingProxyType(
    {
        "places": read_places,
        "districts": read_districts,
        "restrictions": read_restrictions,
        "rivers": read_rivers,
        "lakes": read_lakes,
    }
)


def _read_roads(
    request: LandscapeRequest,
    near: BBox,
    findings: list[Finding],
    empty: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    parts = []
    for file, skeleton in request.roads:
        part, found = read_roads(file.path, role=file.role, columns=file.columns, bbox=near)
        parts.append(part)
        findings += found
        if skeleton:
            findings.append(
                Finding(
                    "warning",
                    "these roads are a skeleton, main links only: off them travel is at walking pace, and "
                    "what is within reach is understated where roads are missing",
                    "add a dense road layer when there is one",
                    file=file.path.name,
                    column=file.role,
                )
            )
    if not parts:
        remedy = "add [[layers.roads]]"
        findings.append(
            Finding(
                "warning", "no roads are given: travel is off-road everywhere", remedy, column="layers.roads"
            )
        )
        return empty
    joined: gpd.GeoDataFrame = pd.concat(parts, ignore_index=True)
    return joined


def _empty_tables() -> dict[str, gpd.GeoDataFrame]:
    columns = {
        "places": ["name", "class"],
        "districts": ["name", "code"],
        "displaced": ["name", "type", "people", "date"],
        "restrictions": ["name", "applies_to", "state", "probability", "authority", "reason"],
        "roads": ["class", "speed_kmh"],
        "rivers": ["name"],
        "lakes": ["name"],
    }
    return {
        name: gpd.GeoDataFrame({c: [] for c in names}, geometry=[], crs=4326)
        for name, names in columns.items()
    }


def _water(lakes: gpd.GeoDataFrame, travel: Grid) -> NDArray[np.bool_]:
    """Return the travel cells in lakes, where coarse population rasters put people who live on the shore."""
    return rasterise_polygons(lakes.to_crs(travel.crs).geometry, travel)


def _snapped(
    bases: gpd.GeoDataFrame, grids: Grids, friction: NDArray[np.float64], request: LandscapeRequest
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Move each base to the nearest passable travel cell; further than allowed, or outside, is told."""
    findings: list[Finding] = []
    x, y = grids.travel.project(bases.geometry.x, bases.geometry.y)
    cells, moved_m = snap_sites(x, y, grids.travel, np.isfinite(friction), max_m=request.snap_m)
    name = request.bases.path.name
    for row, (label, cell, metres) in enumerate(zip(bases["name"], cells, moved_m, strict=True)):
        if cell < 0:
            findings.append(
                Finding(
                    "error",
                    f"no passable cell lies within {request.snap_m / 1000:g} km of this base",
                    "correct its position, or remove it",
                    file=name,
                    column=request.bases.role,
                    value=f"{label} ({bases.geometry.iloc[row].x:.4f}, {bases.geometry.iloc[row].y:.4f})",
                )
            )
        elif metres > 0:
            findings.append(
                Finding(
                    "warning",
                    f"the base stands in a cell that cannot be passed (water, or outside closed borders): "
                    f"travel starts {metres / 1000:.1f} km away, from the nearest cell that can",
                    "check its position",
                    file=name,
                    column=request.bases.role,
                    value=str(label),
                )
            )
    placed = bases.assign(travel_cell=cells, snapped_m=moved_m)
    px, py = grids.travel.centre(np.maximum(cells, 0))
    return placed.assign(demand_cell=grids.demand.cell_of(px, py)), findings
