"""What travel cannot pass: rivers between their crossings, and places that a persona may not enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.cells import Geometries, rasterise_lines, rasterise_polygons
from layers.errors import Finding
from layers.grid import Grid
from layers.landscape import Persona


def river_barrier(
    rivers: NDArray[np.object_],
    roads: NDArray[np.object_],
    travel: Grid,
    lake: NDArray[np.bool_],
    *,
    bridges: bool,
) -> tuple[NDArray[np.bool_], tuple[Finding, ...]]:
    """Return the cells that rivers block, 4-connected.

    Where a road and a river share a cell the road stays passable: at crossings, and where the road runs
    beside the river closer than a cell can tell. With `bridges` off all these cells are blocked.

    Parameters
    ----------
    rivers, roads : ndarray of shapely geometries
        In the grid's system. River polygons block where they hold a cell's centre, and along their edge.
    travel : Grid
    lake : ndarray of bool, travel shape
        Blocked anyway: crossings there are not counted.
    bridges : bool
        Whether a road's crossing of a river is assumed passable.

    Returns
    -------
    blocked : ndarray of bool, travel shape
    findings : tuple of Finding
        Number of crossings and what was assumed of them.
    """
    blocked = rasterise_lines(rivers, travel) | rasterise_polygons(rivers, travel)
    shared = blocked & rasterise_lines(roads, travel) & ~lake
    if not shared.any():
        return blocked, ()
    crossed, crossings = _crossings(rivers, roads, travel, shared)
    beside = int((shared & ~crossed).sum())
    if not bridges:
        message = f"{crossings} road crossings of rivers are taken as blocked"
        closer = f", and {beside} cells more in which a road runs beside a river" if beside else ""
        return blocked, (Finding("info", message + closer, "set travel.bridges_assumed = true to open them"),)
    message = f"{crossings} road crossings of rivers assumed passable"
    closer = f"; in {beside} cells more a road runs beside a river and stays passable" if beside else ""
    return blocked & ~shared, (
        Finding("info", message + closer, "set travel.bridges_assumed = false to block them"),
    )


def _crossings(
    rivers: NDArray[np.object_], roads: NDArray[np.object_], travel: Grid, shared: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], int]:
    """Return the shared cells in which a road meets a river, and the number of meeting places."""
    road, river = shapely.STRtree(rivers).query(roads, predicate="intersects")
    met = shapely.get_parts(shapely.intersection(roads[road], rivers[river]))
    points = shapely.point_on_surface(met)
    x, y = shapely.get_x(points), shapely.get_y(points)
    cell = travel.cell_of(x, y)
    counted = (cell >= 0) & shared.ravel()[cell]
    # Two pieces of a road may meet on the bridge: one place, to the metre.
    places = np.unique(np.round(np.column_stack([x, y])[counted]), axis=0)
    crossed = np.zeros(travel.share.size, dtype=bool)
    crossed[cell[counted]] = True
    return crossed.reshape(travel.shape), len(places)


def denied_cells(
    restrictions: gpd.GeoDataFrame,
    travel: Grid,
    personas: Sequence[Persona],
    season: str,
    *,
    file: str = "",
) -> tuple[Mapping[Persona, NDArray[np.bool_]], tuple[Finding, ...]]:
    """Return the cells each persona may not enter, for personas with any, and what was noted.

    Parameters
    ----------
    restrictions : GeoDataFrame
        Columns name, applies_to (tuple of persona), state {free, notify, authorise, seasonal, denied},
        geometry, optionally season and row (of the file, for findings); lines are closed along their cells.
    travel : Grid
    personas : sequence of persona
    season : str
        A seasonal restriction blocks when its season is this one.
    file : str
        Name of the file of restrictions, for findings.

    Returns
    -------
    denied : mapping of persona to ndarray of bool, travel shape
    findings : tuple of Finding
    """
    denied: dict[Persona, NDArray[np.bool_]] = {}
    if len(restrictions) == 0:
        return denied, ()
    findings: list[Finding] = []
    shapes = np.asarray(restrictions.geometry.to_crs(travel.crs).values, dtype=object)
    seasons = restrictions["season"] if "season" in restrictions else [""] * len(restrictions)
    numbers = restrictions["row"] if "row" in restrictions else [None] * len(restrictions)
    table = (restrictions[name] for name in ("name", "applies_to", "state"))
    for name, applies_to, state, when, row, shape in zip(*table, seasons, numbers, shapes, strict=True):
        if state == "free":
            continue
        blocks = state == "denied" or (state == "seasonal" and when == season)
        cells = _closed(shape, travel) if blocks else np.zeros(travel.shape, dtype=bool)
        told = _noted(str(name), applies_to, str(state), blocks=blocks, cells=cells, travel=travel)
        findings.append(replace(told, file=file, row=None if row is None else int(row)))
        for persona in personas:
            if persona in applies_to and cells.any():
                denied[persona] = denied[persona] | cells if persona in denied else cells
    return denied, tuple(findings)


def denied_by(
    restrictions: gpd.GeoDataFrame, travel: Grid, persona: Persona, season: str, cell: int
) -> tuple[str, ...]:
    """Return the names of the restrictions that close a travel cell to a persona.

    Parameters
    ----------
    restrictions : GeoDataFrame
        As for :func:`denied_cells`.
    travel : Grid
    persona : persona
    season : str
    cell : int
        Flat travel cell; -1 = outside the grid, which none closes.
    """
    if cell < 0:
        return ()
    found = []
    for number, name in enumerate(restrictions["name"]):
        closed, _ = denied_cells(restrictions.iloc[[number]], travel, (persona,), season)
        if persona in closed and closed[persona].ravel()[cell]:
            found.append(str(name))
    return tuple(found)


def _closed(shape: object, travel: Grid) -> NDArray[np.bool_]:
    """Return the cells of a restriction: those it holds the centre of, else those it touches."""
    one: Geometries = np.array([shape], dtype=object)
    cells = rasterise_polygons(one, travel)
    return cells if cells.any() else rasterise_lines(one, travel)


def _noted(
    name: str,
    applies_to: Sequence[str],
    state: str,
    *,
    blocks: bool,
    cells: NDArray[np.bool_],
    travel: Grid,
) -> Finding:
    whom = ", ".join(applies_to)
    if not blocks:
        message = f"the restriction {name} ({state}, {whom}) is noted and blocks nobody"
        return Finding("info", message, "state it as denied to close it", column="state", value=state)
    if not cells.any():
        message = f"the restriction {name} ({state}, {whom}) meets no cell: it blocks nobody"
        return Finding("warning", message, "check its geometry", column="geometry")
    message = (
        f"the restriction {name} ({state}) closes {cells.sum() * travel.cell_m**2 / 1e6:,.0f} km2 to {whom}"
    )
    return Finding("info", message)
