"""The tables and bands of a run: everything its map is drawn from, and what QGIS opens."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import LineString

from geo_poc.admin_reach import area_table
from geo_poc.asked_values import check_kinds
from geo_poc.outcome import Outcome
from geo_poc.plan_table import engagement_table, stop_table
from geo_poc.references import mgrs_of
from geo_poc.shown_tables import agreeing_actors, night_reach, threat_areas
from geo_poc.surroundings import near_area, towns
from layers.landscape import SOURCES
from layers.polygons import outline_cells
from optimisation.evaluate import Evaluation


def risk_bands(outcome: Outcome) -> dict[str, NDArray[np.float64]]:
    """Return one band for each source, NaN outside the area and where the source is not observed."""
    grid = outcome.landscape.grid
    outside = ~grid.mask
    bands: dict[str, NDArray[np.float64]] = {}
    for source in SOURCES:
        surface = outcome.risk.risk.get(source)
        bands[source] = np.full(grid.shape, np.nan) if surface is None else np.where(outside, np.nan, surface)
    return bands


def reach_bands(outcome: Outcome) -> dict[str, NDArray[np.float64]]:
    """Return minutes from a tier II tool in the present and the plan, tier I engagement, and the unknown."""
    plan = outcome.evaluation or outcome.present
    return {
        "minutes_present": _on_grid(outcome, outcome.present.minutes),
        "minutes_plan": _on_grid(outcome, plan.minutes),
        "minutes_night_plan": _on_grid(outcome, plan.minutes_night),
        "within_own_reach_plan": _on_grid(outcome, plan.within_reach.astype(float)),
        "visits_plan": _on_grid(outcome, plan.visits.astype(float)),
        "alerted_plan": _on_grid(outcome, plan.alerted.astype(float)),
        "engaged_plan": _on_grid(outcome, plan.engaged.astype(float)),
        "team_minutes_plan": _on_grid(outcome, plan.team_minutes),
        "unknown": _on_grid(outcome, outcome.demand.unknown.astype(float)),
        "people": _on_grid(outcome, outcome.demand.people),
    }


def _on_grid(outcome: Outcome, values: NDArray[np.float64]) -> NDArray[np.float64]:
    full = np.full(outcome.landscape.grid.mask.size, np.nan)
    full[outcome.demand.cells] = np.where(np.isfinite(values), values, np.nan)
    return full.reshape(outcome.landscape.grid.shape)


def context_tables(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """Return the layers of plan.gpkg: the plan first, then what is drawn under it.

    Parameters
    ----------
    outcome : Outcome
        Of :func:`geo_poc.plan` or :func:`geo_poc.evaluate`.

    Returns
    -------
    dict of str to GeoDataFrame
        By the name of the layer, in EPSG:4326: `placements`, `patrols`, `stops`, `engagements`, `uncovered`
        (the largest first, and of what stands today where there is no plan), `threats`, `reach` and others;
        docs/run-folder.md says what is in their columns.

    Raises
    ------
    InputError
        When it is no outcome.
    """
    check_kinds({"outcome": outcome}, {"outcome": (Outcome, "give what geo_poc.plan(mission) returns")})
    landscape = outcome.landscape
    evaluation = outcome.evaluation or outcome.present
    tables: dict[str, pd.DataFrame] = {
        "placements": _placements(outcome),
        "patrols": _patrols(outcome),
        "stops": stop_table(outcome.plan),
        "engagements": engagement_table(outcome.plan),
        "uncovered": _uncovered(outcome, evaluation),
        "threats": threat_areas(outcome, evaluation),
        "reach": _reach(outcome, evaluation),
        "reach_night": night_reach(outcome, evaluation),
        "other_actors": agreeing_actors(outcome),
        "sites": _sites(outcome),
        "area": gpd.GeoDataFrame(
            {"name": [outcome.mission.keys.name]}, geometry=[landscape.area], crs=landscape.grid.crs
        ).to_crs(4326),
        "restrictions": landscape.restrictions,
        "displaced": landscape.displaced,
        "districts": landscape.districts,
        "areas": area_table(outcome),
        "roads": near_area(landscape, landscape.roads),
        "rivers": near_area(landscape, landscape.rivers),
        "lakes": near_area(landscape, landscape.lakes),
        "towns": towns(landscape, outcome.risk.people),
    }
    return {name: named_columns(table) for name, table in tables.items()}


def named_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in EPSG:4326 with dates as text, so that every reader agrees on them."""
    flat = table.copy()
    for column in flat.columns:
        if pd.api.types.is_datetime64_any_dtype(flat[column]):
            flat[column] = flat[column].dt.strftime("%Y-%m-%d")
    return flat


def _placements(outcome: Outcome) -> gpd.GeoDataFrame:
    rows = outcome.plan.placements
    labels = {tool.name: tool.label for tool in outcome.tools}
    return gpd.GeoDataFrame(
        {
            "id": [p.id for p in rows],
            "tool": [p.tool for p in rows],
            "asset": [
                labels[p.tool] + (f", escorted from {p.escort_from}" if p.escort_from else "") for p in rows
            ],
            "mgrs": [mgrs_of(p.lon, p.lat) for p in rows],
            "site": [p.site for p in rows],
            "name": [p.name for p in rows],
            "fixed": [p.fixed for p in rows],
            "in_place": [p.in_place for p in rows],
            "personnel": [float(p.personnel) for p in rows],
            "visits_per_month": [p.visits_per_month for p in rows],
            "escort_from": [p.escort_from for p in rows],
        },
        geometry=gpd.points_from_xy([p.lon for p in rows], [p.lat for p in rows]),
        crs=4326,
    )


def _patrols(outcome: Outcome) -> gpd.GeoDataFrame:
    routes = outcome.plan.routes
    labels = {tool.name: tool.label for tool in outcome.tools}
    return gpd.GeoDataFrame(
        {
            "id": [r.id for r in routes],
            "tool": [r.tool for r in routes],
            "asset": [labels[r.tool] for r in routes],
            "site": [r.site for r in routes],
            "name": [r.name for r in routes],
            "minutes": [r.minutes for r in routes],
            "stops": [len(r.stops) for r in routes],
            "people": [r.people for r in routes],
        },
        # A patrol that only halts at its base has a way of one point.
        geometry=[LineString(r.line if len(r.line) > 1 else r.line * 2) for r in routes],
        crs=4326,
    )


def _uncovered(outcome: Outcome, evaluation: Evaluation) -> gpd.GeoDataFrame:
    areas = evaluation.uncovered
    return gpd.GeoDataFrame(
        {
            "rank": [a.rank for a in areas],
            "name": [a.name for a in areas],
            "lon": [a.lon for a in areas],
            "lat": [a.lat for a in areas],
            "people": [a.people for a in areas],
            "risk": [a.risk for a in areas],
            "sources": [";".join(a.sources) for a in areas],
            "why": [a.why for a in areas],
        },
        geometry=outline_cells([a.cells for a in areas], outcome.landscape.grid),
        crs=4326,
    )


def _reach(outcome: Outcome, evaluation: Evaluation) -> gpd.GeoDataFrame:
    """Return the outline of what lies within each band of a tier II tool, cumulative."""
    bands = [b for b in outcome.mission.keys.bands_min if (evaluation.minutes <= b).any()]
    cells = [outcome.demand.cells[evaluation.minutes <= band] for band in bands]
    shapes = [outline_cells([group], outcome.landscape.grid).iloc[0] for group in cells]
    return gpd.GeoDataFrame({"minutes": bands}, geometry=shapes, crs=4326)


def _sites(outcome: Outcome) -> gpd.GeoDataFrame:
    sites = outcome.sites
    return gpd.GeoDataFrame(
        {"id": [s.id for s in sites], "name": [s.name for s in sites], "kind": [s.kind for s in sites]},
        geometry=gpd.points_from_xy([s.lon for s in sites], [s.lat for s in sites]),
        crs=4326,
    )
