"""From geodata to arrays: the only door between the landscape and the optimiser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.errors import Finding, raise_errors
from layers.grid import Grid, block_sum
from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.assets import ESCORT, Tool, whole_tenths
from optimisation.demand import Demand, ThreatArea, area_weights
from optimisation.plan import Site
from optimisation.travel import TravelTable, travel_table


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A threat as the register has it: its area is a district's name, or a centre and a radius."""

    id: str
    name: str
    source: str
    priority: str
    limit_min: float
    tools: tuple[str, ...]
    share: float
    hard: bool = False
    strategic: bool = False
    district: str | None = None
    centre: tuple[float, float] | None = None
    radius_m: float | None = None
    interlocutors: tuple[str, ...] = ()
    revisits: int = 0


@dataclass(frozen=True, slots=True)
class Weighting:
    """How risk becomes W: weights of sources and of priorities."""

    source_weights: Mapping[str, float]
    priority_weights: Mapping[str, float]


def priority_map(landscape: Landscape, register: Sequence[RegisterEntry]) -> dict[str, NDArray[np.bool_]]:
    """Return, for each entry, its cells on the demand grid (flat, bool).

    Raises
    ------
    InputError
        With every district that no polygon is named after, and every area without a cell.
    """
    grid = landscape.grid
    cells = np.flatnonzero(grid.mask.ravel())
    x, y = grid.centre(cells)
    areas: dict[str, NDArray[np.bool_]] = {}
    findings: list[Finding] = []
    for entry in register:
        shape = None
        if entry.district is not None:
            shape = _district(landscape.districts, entry.district, grid)
            if shape is None:
                findings.append(_no_district(landscape.districts, entry))
                continue
        inside = np.zeros(grid.mask.size, dtype=np.bool_)
        inside[cells[_inside(entry, shape, grid, x, y)]] = True
        if not inside.any():
            findings.append(_no_cell(entry))
        areas[entry.id] = inside
    raise_errors(findings)
    return areas


def _inside(
    entry: RegisterEntry,
    shape: BaseGeometry | None,
    grid: Grid,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Return which centres an entry's area holds; an area smaller than a cell has the cell it lies in."""
    if shape is not None:
        shapely.prepare(shape)
        inside = np.asarray(shapely.contains_xy(shape, x, y), dtype=np.bool_)
        if inside.any():
            return inside
        middle = shape.representative_point()
        cx, cy = middle.x, middle.y
    elif entry.centre is not None and entry.radius_m is not None:
        cx, cy = (float(v) for v in grid.project(*entry.centre))
        inside = np.hypot(x - cx, y - cy) <= entry.radius_m
    else:
        return np.zeros(x.size, dtype=np.bool_)
    own = grid.cell_of(cx, cy)
    around: NDArray[np.bool_] = inside | ((grid.cell_of(x, y) == own) & (own >= 0))
    return around


def _no_cell(entry: RegisterEntry) -> Finding:
    return Finding(
        "error",
        f"the area of threat {entry.id} has no cell inside the mission's area",
        "correct its centre, radius_km or district",
        file="mission.toml",
        column=f"threat.{entry.id}",
        value=str(entry.district or entry.centre),
    )


def cells_of_district(landscape: Landscape, demand: Demand, name: str) -> NDArray[np.bool_] | None:
    """Return which demand positions have their centre in a district; None where none is called so."""
    shape = _district(landscape.districts, name, landscape.grid)
    if shape is None:
        return None
    shapely.prepare(shape)
    return np.asarray(shapely.contains_xy(shape, demand.x, demand.y), dtype=np.bool_)


def _district(districts: gpd.GeoDataFrame, name: str, grid: Grid) -> BaseGeometry | None:
    """Return a district, by name or code in any case, in the grid's system."""
    wanted = name.casefold()
    if len(districts):
        match = districts[
            (districts["name"].str.casefold() == wanted)
            | (districts["code"].astype(str).str.casefold() == wanted)
        ]
        if len(match):
            shape: BaseGeometry = match.to_crs(grid.crs).geometry.union_all()
            return shape
    return None


def _no_district(districts: gpd.GeoDataFrame, entry: RegisterEntry) -> Finding:
    known = (
        ", ".join(sorted(districts["name"].astype(str))[:12])
        if len(districts)
        else "no district layer is given"
    )
    return Finding(
        "error",
        f"threat {entry.id} names a district that is not there",
        f"use one of: {known}",
        file="mission.toml",
        column=f"threat.{entry.id}.district",
        value=str(entry.district),
    )


def priority_weight(
    areas: Mapping[str, NDArray[np.bool_]], register: Sequence[RegisterEntry], weighting: Weighting, size: int
) -> NDArray[np.float64]:
    """Return the priority factor of each flat demand cell: the highest of the areas on it, 1 elsewhere."""
    factor = np.full(size, np.nan)
    for entry in register:
        inside = areas[entry.id]
        factor[inside] = np.fmax(factor[inside], weighting.priority_weights[entry.priority])
    return np.where(np.isnan(factor), 1.0, factor)


def build_demand(
    landscape: Landscape,
    risk: Risk,
    *,
    register: Sequence[RegisterEntry],
    weighting: Weighting,
    keep_earlier: NDArray[np.bool_] | None = None,
) -> Demand:
    """Lay risk, priorities, people and denials on the cells of the area.

    Parameters
    ----------
    landscape : Landscape
    risk : Risk
    register : sequence of RegisterEntry
    weighting : Weighting
    keep_earlier : ndarray of bool, demand shape flattened, or None
        Cells within reach of a base that this scenario closes: their weight is the higher of recent and
        earlier intensity, since presence may be what made them calm.
    """
    grid = landscape.grid
    cells = np.flatnonzero(grid.mask.ravel())
    position = np.full(grid.mask.size, -1, dtype=np.int64)
    position[cells] = np.arange(cells.size)
    areas = priority_map(landscape, register)
    factor = priority_weight(areas, register, weighting, grid.mask.size)[cells]
    weights: dict[str, NDArray[np.float64]] = {}
    for source in risk.observed:
        surface = risk.risk[source].ravel()[cells]
        if keep_earlier is not None:
            before = risk.earlier[source].ravel()[cells]
            surface = np.where(keep_earlier[cells], np.maximum(surface, before), surface)
        weights[source] = weighting.source_weights[source] * surface * factor
    x, y = grid.centre(cells)
    lon, lat = grid.unproject(x, y)
    must_should = np.zeros(cells.size, dtype=np.bool_)
    for entry in register:
        if entry.priority in ("must", "should"):
            must_should |= areas[entry.id][cells]
    people = risk.people.ravel()[cells]
    places = landscape.places[landscape.places["name"] != ""]
    px, py = grid.project(places.geometry.x, places.geometry.y) if len(places) else (np.empty(0), np.empty(0))
    return Demand(
        shape=grid.shape,
        cells=cells,
        position=position,
        weights=weights,
        people=people,
        unknown=risk.unknown.ravel()[cells],
        denied=_denied(landscape, x, y),
        priority_area=must_should,
        threats=tuple(_threat(entry, areas[entry.id], position, weights, people) for entry in register),
        x=x,
        y=y,
        lon=lon,
        lat=lat,
        place_names=tuple(str(name) for name in places["name"]) if len(places) else (),
        place_xy=np.column_stack([px, py]),
        cell_m=grid.cell_m,
    )


def _denied(landscape: Landscape, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the cells whose centre lies where troops are denied passage."""
    denied = np.zeros(x.size, dtype=np.bool_)
    table = landscape.restrictions
    if not len(table):
        return denied
    for row in table.to_crs(landscape.grid.crs).itertuples():
        if row.state == "denied" and "military" in row.applies_to:
            shapely.prepare(row.geometry)
            denied |= shapely.contains_xy(row.geometry, x, y)
    return denied


def _threat(
    entry: RegisterEntry,
    inside: NDArray[np.bool_],
    position: NDArray[np.int64],
    weights: Mapping[str, NDArray[np.float64]],
    people: NDArray[np.float64],
) -> ThreatArea:
    cells = position[np.flatnonzero(inside)]
    cells = cells[cells >= 0]
    return ThreatArea(
        id=entry.id,
        name=entry.name,
        source=entry.source,
        priority=entry.priority,
        cells=cells,
        weights=area_weights(entry.source, cells, weights, people),
        limit_min=entry.limit_min,
        tools=entry.tools,
        share=entry.share,
        hard=entry.hard,
        strategic=entry.strategic,
        interlocutors=entry.interlocutors,
        revisits=entry.revisits,
    )


def site_list(
    bases: gpd.GeoDataFrame, candidates: gpd.GeoDataFrame, partners: gpd.GeoDataFrame | None = None
) -> tuple[tuple[Site, ...], NDArray[np.int64]]:
    """Return the sites, bases first and partners last, and the travel cell of each."""
    sites: list[Site] = []
    tables = [("base", bases), ("candidate", candidates)]
    if partners is not None:
        tables.append(("partner", partners))
    for kind, table in tables:
        for row in table.itertuples():
            personnel = float(row.personnel) if kind == "base" else float("nan")
            sites.append(Site(str(row.id), str(row.name), row.geometry.x, row.geometry.y, kind, personnel))
    cells = [np.asarray(table["travel_cell"], dtype=np.int64) for _, table in tables if len(table)]
    return tuple(sites), np.concatenate(cells) if cells else np.empty(0, dtype=np.int64)


def site_positions(landscape: Landscape, demand: Demand, site_cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the demand position of the cell that each site's travel cell lies in, -1 outside the area."""
    rows, columns = np.divmod(site_cells, landscape.travel.shape[1])
    width = landscape.grid.shape[1]
    positions: NDArray[np.int64] = demand.position[
        rows // landscape.factor * width + columns // landscape.factor
    ]
    return positions


def people_by_group(landscape: Landscape, demand: Demand) -> dict[str, NDArray[np.float64]]:
    """Return the people of each group by demand position, those nobody counted as none."""
    return {
        name: block_sum(np.nan_to_num(fine), landscape.factor).ravel()[demand.cells]
        for name, fine in landscape.groups.items()
    }


def travel_tables(
    landscape: Landscape,
    sites: Sequence[Site],
    site_cells: NDArray[np.int64],
    *,
    tools: Sequence[Tool],
    season: str,
    limit_min: float,
    executor: Executor | None,
    cache_dir: Path | None,
    progress: Callable[[str, int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, TravelTable]:
    """Return minutes from every site for the persona of each tool.

    A site that a persona may not enter has an empty row for it. Personas with the same friction share one
    table.
    """
    by_friction: dict[int, TravelTable] = {}
    tables: dict[str, TravelTable] = {}
    for tool in tools:
        if tool.stands in ("route", "threat", "district"):  # a path or cells of their own: no table
            continue
        if tool.flies_kmh:
            tables[tool.name] = flight_table(landscape, sites, site_cells, tool, season=season)
            continue
        friction = landscape.friction[(tool.persona, season)]  # type: ignore[index]
        if id(friction) not in by_friction:
            open_to = np.isfinite(friction.ravel()[site_cells])
            table = travel_table(
                friction,
                cell_m=landscape.travel.cell_m,
                people=landscape.travel_people,
                factor=landscape.factor,
                demand_mask=landscape.grid.mask,
                site_ids=[site.id for site, entered in zip(sites, open_to, strict=True) if entered],
                site_cells=site_cells[open_to],
                limit_min=limit_min,
                executor=executor,
                cache_dir=cache_dir,
                progress=None if progress is None else _told(progress, tool.persona),
                cancel=cancel,
            )
            by_friction[id(friction)] = _with_empty_rows(table, [site.id for site in sites], open_to)
        tables[tool.name] = by_friction[id(friction)]
    escorting = [tool.name for tool in tools if tool.base and tool.persona == "military"]
    if escorting and any(tool.escorted_by for tool in tools):
        tables[ESCORT] = tables[escorting[0]]
    return tables


def flight_table(
    landscape: Landscape, sites: Sequence[Site], site_cells: NDArray[np.int64], tool: Tool, *, season: str
) -> TravelTable:
    """Return the minutes that a tool flies from every site, in a straight line to the middle of a cell.

    It lands anywhere where troops may be: in every demand cell of which half, by people where it has any,
    can be passed by troops. Time to prepare comes on top, and is not in the table.
    """
    grid, travel = landscape.grid, landscape.travel
    open_ground = np.isfinite(landscape.friction[("military", season)])
    people = np.where(np.isnan(landscape.travel_people), 0.0, landscape.travel_people)
    counted = block_sum(people, landscape.factor)
    share = block_sum(np.where(open_ground, people, 0.0), landscape.factor) / np.where(
        counted > 0, counted, 1
    )
    bare = block_sum(open_ground.astype(np.float64), landscape.factor) / landscape.factor**2
    lands = (np.where(counted > 0, share, bare) >= 0.5) & grid.mask
    cells = np.flatnonzero(lands.ravel())
    x, y = grid.centre(cells)
    at_x, at_y = travel.centre(site_cells)
    kept, tenths = [], []
    for site_x, site_y in zip(at_x, at_y, strict=True):
        minutes = np.hypot(x - site_x, y - site_y) / (tool.flies_kmh * 1000.0 / 60.0)
        found = np.ceil(np.round(minutes * 10.0, 3))
        near = found <= whole_tenths(tool.reach_min)
        kept.append(cells[near].astype(np.int32))
        tenths.append(found[near].astype(np.uint16))
    return TravelTable(
        site_ids=tuple(site.id for site in sites),
        indptr=np.concatenate([[0], np.cumsum([part.size for part in kept])]).astype(np.int64),
        cells=np.concatenate([np.empty(0, dtype=np.int32), *kept]),
        tenths=np.concatenate([np.empty(0, dtype=np.uint16), *tenths]),
        limit_min=tool.reach_min,
    )


def _with_empty_rows(table: TravelTable, site_ids: Sequence[str], open_to: NDArray[np.bool_]) -> TravelTable:
    """Return the table over all sites, with nothing from those the persona may not enter."""
    lengths = np.zeros(len(site_ids), dtype=np.int64)
    lengths[open_to] = np.diff(table.indptr)
    indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return replace(table, site_ids=tuple(site_ids), indptr=indptr)


def _told(progress: Callable[[str, int, int], None], persona: str) -> Callable[[int, int], None]:
    return lambda done, of: progress(persona, done, of)
