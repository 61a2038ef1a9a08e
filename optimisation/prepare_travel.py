"""From sites on the landscape to minutes of travel, by road and by air."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from layers.grid import block_sum
from layers.landscape import Landscape
from optimisation.assets import ESCORT, Tool, whole_tenths
from optimisation.demand import Demand
from optimisation.plan import Site
from optimisation.travel import TravelTable, travel_table


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
