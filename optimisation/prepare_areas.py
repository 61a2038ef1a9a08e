"""From the register's areas and the districts to cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.admin import suggest
from layers.errors import Finding, raise_errors
from layers.grid import Grid
from layers.landscape import Landscape
from optimisation.demand import Demand


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A threat as the register has it: its area is a district's name, a centre and radius, or an outline.

    `outline` is a polygon or multipolygon, EPSG:4326.
    """

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
    outline: BaseGeometry | None = None
    interlocutors: tuple[str, ...] = ()
    revisits: int = 0


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
        elif entry.outline is not None:
            shape = gpd.GeoSeries([entry.outline], crs=4326).to_crs(grid.crs).iloc[0]
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
        "correct its centre, radius_km, outline or district",
        file="mission.toml",
        column=f"threat.{entry.id}",
        value=str(entry.district or entry.centre or entry.outline)[:60],
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
    like = suggest(str(entry.district), districts) if len(districts) else ""
    near = f"{like}, or " if like else ""
    return Finding(
        "error",
        f"threat {entry.id} names a district that is not there",
        f"use {near}one of: {known}",
        file="mission.toml",
        column=f"threat.{entry.id}.district",
        value=str(entry.district),
    )
