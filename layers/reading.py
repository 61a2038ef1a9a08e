"""All layers of a mission, read, checked together and laid on one pair of grids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.access import build_friction, snap_sites
from layers.barriers import denied_by
from layers.cells import rasterise_polygons
from layers.errors import Finding, InputError, error, raise_errors
from layers.friction_raster import read_friction
from layers.grid import Grid
from layers.gridding import Grids, make_grids, project_area
from layers.groups import GroupSet, read_groups
from layers.landcover import read_landcover
from layers.landscape import Landscape, LayerReport, Persona
from layers.missing_files import missing_files
from layers.population import PopulationLayer, add_displaced, people_on_grid
from layers.request import LandscapeRequest
from layers.sources.area import AreaShapes, read_area
from layers.sources.contingent_links import link_contingents
from layers.sources.contingents import empty_contingents, read_contingents
from layers.terrain import read_slope
from layers.vector_layers import VectorLayers, read_vector_layers


def read_landscape(request: LandscapeRequest) -> Landscape:
    """Read every layer, collect all findings, and lay the layers on the grids.

    Raises
    ------
    InputError
        Once, with every finding of every layer, when any of them is an error.
    """
    findings: list[Finding] = []
    shapes, found = read_area(request.area.path, role=request.area.role, bbox=request.bbox)
    findings += found
    if any(finding.severity == "error" for finding in found):
        raise InputError([*found, *missing_files(request)])
    tables = read_vector_layers(request, shapes)
    findings += tables.findings
    contingents, placed, told, found = _contingents(request, tables)
    findings += found
    laid = _lay(request, shapes, tables, findings)
    raise_errors(findings)
    military = laid.friction[("military", request.friction.season)]
    bases, snapped = _snapped(placed, laid.grids, military, request, tables.restrictions)
    findings += snapped
    raise_errors(findings)
    if request.borders_closed:
        findings.append(_CLOSED)
    reports = (*tables.reports, *told, *_raster_reports(request))
    return _landscape(request, tables, laid, bases, contingents, reports, findings)


_CLOSED = Finding(
    "info",
    "borders are closed: nobody travels outside the area's outline",
    'set area.borders = "open" where transit is agreed',
    column="area.borders",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """What lies on the grids: people on the travel cells, all and by group, and minutes per metre."""

    grids: Grids
    people: NDArray[np.float64]
    groups: Mapping[str, NDArray[np.float64]]
    friction: Mapping[tuple[Persona, str], NDArray[np.float64]]


def _lay(
    request: LandscapeRequest, shapes: AreaShapes, tables: VectorLayers, findings: list[Finding]
) -> _Laid:
    """Lay people and friction on the grids; what is found goes to what was found so far.

    Raises
    ------
    InputError
        With all that was found, where the grids cannot be made or a raster cannot be used.
    """
    try:
        grids = _grids(request, shapes)
        water = _water(tables.lakes, grids.travel)
        people, groups, found = _people(request, shapes, tables, grids, water)
        findings += found
        friction, found = _friction(request, shapes, tables, grids)
    except InputError as fault:
        raise InputError([*findings, *fault.findings]) from fault
    findings += found
    people.flags.writeable = False
    return _Laid(grids, people, groups, friction)


def _landscape(
    request: LandscapeRequest,
    tables: VectorLayers,
    laid: _Laid,
    bases: gpd.GeoDataFrame,
    contingents: pd.DataFrame,
    reports: tuple[LayerReport, ...],
    findings: Iterable[Finding],
) -> Landscape:
    return Landscape(
        grid=laid.grids.demand,
        travel=laid.grids.travel,
        factor=laid.grids.factor,
        area=laid.grids.area,
        borders_closed=request.borders_closed,
        travel_people=laid.people,
        friction=laid.friction,
        incidents=tables.incidents,
        bases=bases,
        places=tables.places,
        districts=tables.districts,
        levels=tables.levels,
        other_actors=tables.other_actors,
        contingents=contingents,
        groups=laid.groups,
        reports=reports,
        displaced=tables.displaced,
        restrictions=tables.restrictions.drop(columns="row", errors="ignore"),
        roads=tables.roads,
        rivers=tables.rivers,
        lakes=tables.lakes,
        findings=tuple(findings),
    )


def _contingents(
    request: LandscapeRequest, tables: VectorLayers
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, tuple[LayerReport, ...], tuple[Finding, ...]]:
    """Return the contingents and the bases with their names, as they are where there is no table."""
    file = request.contingents
    if file is None:
        return empty_contingents(), tables.bases, (), ()
    path = file.path
    if not isinstance(path, Path):
        raise error("the table of contingents is not a file", "give a csv or an xlsx", column=file.role)
    contingents, findings = read_contingents(path, role=file.role, columns=file.columns)
    rows = int(contingents["rows"].sum())
    reports = (LayerReport(file.role, path.name, "contingents with their caveats", rows, {}, None, None),)
    if contingents.empty:
        return contingents, tables.bases, reports, findings
    contingents, bases, found = link_contingents(
        contingents,
        tables.bases,
        tables.levels,
        file=path.name,
        role=file.role,
        bases_file=request.bases.path.name,
        areas=[str(name) for name in tables.restrictions["name"] if name],
    )
    return contingents, bases, reports, (*findings, *found)


def _people(
    request: LandscapeRequest,
    shapes: AreaShapes,
    tables: VectorLayers,
    grids: Grids,
    water: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], Mapping[str, NDArray[np.float64]], tuple[Finding, ...]]:
    """Return people and people by group on the travel cells, displaced people in the people alone."""
    layers = [PopulationLayer(p.path, p.unit, p.role, holes=p.holes) for p in request.population]
    people, findings = people_on_grid(layers, grids.travel, area_lonlat=shapes.area, water=water)
    raise_errors(findings)
    groups: Mapping[str, NDArray[np.float64]] = {}
    if request.groups is not None:
        given = GroupSet(
            request.groups.path, request.groups.groups or None, request.groups.holes, request.groups.role
        )
        groups, found = read_groups(
            given,
            grids.travel,
            area_lonlat=shapes.area,
            total=people,
            districts=tables.districts if len(tables.districts) else None,
            area=grids.area,
            water=water,
        )
        findings = (*findings, *found)
    people, found = add_displaced(people, grids.travel, tables.displaced)
    return people, groups, (*findings, *found)


def _friction(
    request: LandscapeRequest, shapes: AreaShapes, tables: VectorLayers, grids: Grids
) -> tuple[Mapping[tuple[Persona, str], NDArray[np.float64]], tuple[Finding, ...]]:
    """Return minutes per metre by persona from what the mission has: roads, rasters, land cover."""
    findings: tuple[Finding, ...] = ()
    landcover = slope = raster = None
    if request.landcover is not None:
        file, wanted = request.landcover
        classes, scheme, found = read_landcover(file.path, grids.travel, role=file.role, scheme=wanted)
        landcover, findings = (classes, scheme), (*findings, *found)
    if request.elevation is not None:
        slope, found = read_slope(request.elevation.path, grids.travel, role=request.elevation.role)
        findings = (*findings, *found)
    if request.friction_raster is not None:
        file = request.friction_raster
        raster, found = read_friction(file.path, grids.travel, role=file.role)
        findings = (*findings, *found)
    friction, found = build_friction(
        grids.travel,
        roads=tables.roads,
        rivers=tables.rivers,
        lakes=tables.lakes,
        restrictions=tables.restrictions,
        outline=project_area(shapes.outline, grids.travel.crs) if request.borders_closed else None,
        settings=request.friction,
        personas=request.personas,
        landcover=landcover,
        slope=slope,
        raster=raster,
        restrictions_file="" if request.restrictions is None else request.restrictions.path.name,
    )
    return friction, (*findings, *found)


def _grids(request: LandscapeRequest, shapes: AreaShapes) -> Grids:
    return make_grids(
        shapes.area,
        demand_cell_m=request.demand_cell_m,
        travel_cell_m=request.travel_cell_m,
        buffer_m=request.buffer_m,
        crs=request.crs,
    )


def read_free_friction(request: LandscapeRequest) -> Mapping[tuple[Persona, str], NDArray[np.float64]]:
    """Return minutes per metre by persona as they would be if no restriction closed anything.

    Only what friction rests on is read; what is noted of it is left to :func:`read_landscape`.

    Raises
    ------
    InputError
        As :func:`read_landscape` does.
    """
    shapes, found = read_area(request.area.path, role=request.area.role, bbox=request.bbox)
    raise_errors(found)
    tables = read_vector_layers(request, shapes)
    raise_errors(tables.findings)
    grids = _grids(request, shapes)
    open_to_all = replace(tables, restrictions=tables.restrictions.iloc[:0])
    friction, found = _friction(request, shapes, open_to_all, grids)
    raise_errors(found)
    return friction


def _raster_reports(request: LandscapeRequest) -> list[LayerReport]:
    """Return a line for each raster that was read; rows are no word for it."""
    words = [(p.role, p.path, f"raster of people ({p.unit.replace('_', ' ')})") for p in request.population]
    if request.groups is not None:
        words.append((request.groups.role, request.groups.path, "rasters of people by age and sex"))
    if request.friction_raster is not None:
        words.append((request.friction_raster.role, request.friction_raster.path, "minutes per metre"))
    if request.landcover is not None:
        words.append((request.landcover[0].role, request.landcover[0].path, "classes of land cover"))
    if request.elevation is not None:
        words.append((request.elevation.role, request.elevation.path, "elevation"))
    return [LayerReport(role, path.name, told, None, {}, None, None) for role, path, told in words]


def _water(lakes: gpd.GeoDataFrame, travel: Grid) -> NDArray[np.bool_]:
    """Return the travel cells in lakes, where coarse population rasters put people who live on the shore."""
    return rasterise_polygons(lakes.to_crs(travel.crs).geometry, travel)


def _snapped(
    bases: gpd.GeoDataFrame,
    grids: Grids,
    friction: NDArray[np.float64],
    request: LandscapeRequest,
    restrictions: gpd.GeoDataFrame,
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Move each base to the nearest passable travel cell; further than allowed, or outside, is told."""
    findings: list[Finding] = []
    x, y = grids.travel.project(bases.geometry.x, bases.geometry.y)
    cells, moved_m = snap_sites(x, y, grids.travel, np.isfinite(friction), max_m=request.snap_m)
    name = request.bases.path.name
    rows = bases["row"] if "row" in bases else [None] * len(bases)
    own = grids.travel.cell_of(x, y).tolist()
    told = zip(bases["name"], bases.geometry, rows, cells, moved_m, own, strict=True)
    for label, point, row, cell, metres, here in told:
        if cell == here and cell >= 0:
            continue
        deniers = denied_by(restrictions, grids.travel, "military", request.friction.season, here)
        if cell < 0:
            findings.append(
                Finding(
                    "error",
                    f"no passable cell lies within {request.snap_m / 1000:g} km of this base"
                    + _denied(deniers),
                    "correct its position or the restriction, or remove it"
                    if deniers
                    else "correct its position, or remove it",
                    file=name,
                    row=None if row is None else int(row),
                    column=request.bases.role,
                    value=f"{label} ({point.x:.4f}, {point.y:.4f})",
                )
            )
        elif metres > 0:
            findings.append(
                Finding(
                    "warning",
                    f"the base stands in a cell that cannot be passed ({_why_closed(deniers)}): "
                    f"travel starts {metres / 1000:.1f} km away, from the nearest cell that can",
                    "check its position and the restriction" if deniers else "check its position",
                    file=name,
                    row=None if row is None else int(row),
                    column=request.bases.role,
                    value=str(label),
                )
            )
    placed = bases.drop(columns="row", errors="ignore").assign(travel_cell=cells, snapped_m=moved_m)
    px, py = grids.travel.centre(np.maximum(cells, 0))
    return placed.assign(demand_cell=grids.demand.cell_of(px, py)), findings


def _denied(deniers: Sequence[str]) -> str:
    """Return, in words that end a sentence, which restrictions deny troops the place; "" where none does."""
    return f": troops are denied its place by {', '.join(deniers)}" if deniers else ""


def _why_closed(deniers: Sequence[str]) -> str:
    """Return why a cell cannot be passed: the restrictions that deny it, else what may be there."""
    if deniers:
        return f"troops are denied it by {', '.join(deniers)}"
    return "water, or outside closed borders"
