"""What a plan reaches in each administrative area: people and risk by district, of every level there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.landscape import Landscape
from layers.polygons import outline_cells
from optimisation.demand import Demand
from optimisation.evaluate import Evaluation

if TYPE_CHECKING:
    from geo_poc.outcome import Outcome

OUTSIDE = "outside any district"
"""Where the demand cells go whose centre lies in no district of a level."""


@dataclass(frozen=True, slots=True, eq=False)
class AdminArea:
    """A district with its demand cells.

    Parameters
    ----------
    level : int or None
        1 for the first below the country, and so on; None where the mission does not say.
    name, code : str
        As the layer has them; :data:`OUTSIDE` and "" for the rest of a level.
    positions : ndarray of int64
        Positions in :class:`optimisation.demand.Demand`; never empty.
    row : int
        Position in the table of districts, -1 for the rest of a level.
    """

    level: int | None
    name: str
    code: str
    positions: NDArray[np.int64]
    row: int


def admin_areas(landscape: Landscape, demand: Demand) -> tuple[AdminArea, ...]:
    """Return the districts of each level with their demand cells, by the cells' centres.

    Parameters
    ----------
    landscape : Landscape
    demand : Demand

    Returns
    -------
    tuple of AdminArea
        Coarsest level first; in a level by falling weight, :data:`OUTSIDE` last. Each demand cell is in one
        area of each level (of districts that overlap, in the first). Districts without the centre of a cell
        are left out. Empty where the mission has no districts.
    """
    weight = demand.total()
    areas: list[AdminArea] = []
    for level, table in districts_of_levels(landscape):
        owner = district_of(table, demand.lon, demand.lat)
        found = [
            AdminArea(
                level,
                OUTSIDE if row < 0 else str(table["name"].iloc[row]),
                "" if row < 0 or "code" not in table.columns else _text(table["code"].iloc[row]),
                np.flatnonzero(owner == row),
                -1 if row < 0 else int(table.index[row]),
            )
            for row in np.unique(owner)
        ]
        areas += sorted(found, key=lambda area: _rank(area, weight))
    return tuple(areas)


def district_of(
    table: gpd.GeoDataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the position in `table` of the first district that each point lies in, -1 where none does.

    Parameters
    ----------
    table : GeoDataFrame
        Polygons, EPSG:4326.
    lon, lat : ndarray of float64, shape (points,)
    """
    owner = np.full(lon.size, -1, dtype=np.int64)
    order = np.argsort(lon)
    rising = lon[order]
    polygons = table.geometry.to_numpy()
    for number, (west, south, east, north) in enumerate(shapely.bounds(polygons)):
        near = order[np.searchsorted(rising, west) : np.searchsorted(rising, east, side="right")]
        near = near[(lat[near] >= south) & (lat[near] <= north) & (owner[near] < 0)]
        if near.size:
            # Prepared, a district of many corners is asked of all its points at once, without their objects.
            shapely.prepare(polygons[number])
            owner[near[shapely.intersects_xy(polygons[number], lon[near], lat[near])]] = number
            shapely.destroy_prepared(polygons[number])
    return owner


def _rank(area: AdminArea, weight: NDArray[np.float64]) -> tuple[bool, float, str, str, int]:
    return area.row < 0, -float(weight[area.positions].sum()), area.name, area.code, area.row


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)


def districts_by_level(landscape: Landscape) -> gpd.GeoDataFrame:
    """Return the districts of all levels, those of the finest alone where no levels are told apart."""
    return landscape.levels if len(landscape.levels) else landscape.districts


def districts_of_levels(landscape: Landscape) -> Iterator[tuple[int | None, gpd.GeoDataFrame]]:
    """Yield each level, None where it is not known, and its districts; nothing without districts."""
    table = districts_by_level(landscape)
    if not len(table):
        return
    if "level" not in table.columns:
        yield None, table
        return
    for level in sorted({int(level) for level in table["level"]}):
        yield (level if level >= 0 else None), table[table["level"] == level]


def within_reach(outcome: Outcome, evaluation: Evaluation) -> NDArray[np.bool_]:
    """Return the demand cells within the own reach of an open tier II tool, by position.

    Parameters
    ----------
    outcome : Outcome
    evaluation : Evaluation
        The present or the plan of this outcome.
    """
    reached = np.zeros(outcome.demand.cells.size, dtype=np.bool_)
    assets = outcome.present_assets if evaluation is outcome.present else outcome.assets
    for asset in assets:
        tool = outcome.reaches.tools[asset.tool]
        if tool.reaching:
            reached[outcome.reaches.within(asset, tool.reach_min)] = True
    return reached


def reach_by_area(
    outcome: Outcome, evaluation: Evaluation, areas: Sequence[AdminArea] | None = None
) -> tuple[Mapping[str, Any], ...]:
    """Return what is reached in each administrative area, as evaluation.json has it.

    Parameters
    ----------
    outcome : Outcome
    evaluation : Evaluation
        The present or the plan of this outcome.
    areas : sequence of AdminArea or None
        Of :func:`admin_areas`, to save finding them again.

    Returns
    -------
    tuple of mapping
        level, name, code, cells; people; people_out_of_reach: in the cells that hold 90 % of weighted risk,
        beyond every tier II tool's own reach; weighted_risk; reach: share of it within each band, 0 where
        there is none. Over a level the counts sum to those of the whole area.
    """
    demand = outcome.demand
    areas = admin_areas(outcome.landscape, demand) if areas is None else areas
    if not areas:
        return ()
    weight = demand.total()
    missed = np.where(demand.at_risk() & ~within_reach(outcome, evaluation), demand.people, 0.0)
    within = {f"{band:g}": evaluation.minutes <= band for band in outcome.mission.keys.bands_min}
    rows: list[Mapping[str, Any]] = []
    for area in areas:
        at, total = area.positions, float(weight[area.positions].sum())
        rows.append(
            {
                "level": area.level,
                "name": area.name,
                "code": area.code,
                "cells": int(at.size),
                "people": float(demand.people[at].sum()),
                "people_out_of_reach": float(missed[at].sum()),
                "weighted_risk": total,
                "reach": {
                    band: float(weight[at][near[at]].sum()) / total if total > 0 else 0.0
                    for band, near in within.items()
                },
            }
        )
    return tuple(rows)


def area_table(outcome: Outcome) -> gpd.GeoDataFrame:
    """Return the table `areas` of plan.gpkg: polygons with the figures of the present and of the plan.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; level, name, code, cells, people, weighted_risk, then out_present, out_plan and, for each
        band, reach_15_present, reach_15_plan. Those of the plan are empty where there is none. The polygon
        of :data:`OUTSIDE` is the outline of its cells.
    """
    areas = admin_areas(outcome.landscape, outcome.demand)
    now = reach_by_area(outcome, outcome.present, areas)
    plan = outcome.evaluation
    then = now if plan is None else reach_by_area(outcome, plan, areas)
    bands = [f"{band:g}" for band in outcome.mission.keys.bands_min]
    same = ("level", "name", "code", "cells", "people", "weighted_risk")
    columns: dict[str, list[Any]] = {name: [row[name] for row in now] for name in same}
    empty = [np.nan] * len(now)
    columns["out_present"] = [row["people_out_of_reach"] for row in now]
    columns["out_plan"] = empty if plan is None else [row["people_out_of_reach"] for row in then]
    for band in bands:
        columns[f"reach_{band}_present"] = [row["reach"][band] for row in now]
        columns[f"reach_{band}_plan"] = empty if plan is None else [row["reach"][band] for row in then]
    columns["level"] = [-1 if level is None else level for level in columns["level"]]
    return gpd.GeoDataFrame(columns, geometry=_polygons(outcome, areas), crs=4326)


def _polygons(outcome: Outcome, areas: Sequence[AdminArea]) -> list[shapely.Geometry]:
    geometry = districts_by_level(outcome.landscape).geometry
    cells = outcome.demand.cells
    return [
        geometry.loc[area.row]
        if area.row >= 0
        else outline_cells([cells[area.positions]], outcome.landscape.grid).iloc[0]
        for area in areas
    ]
