"""Patrols of a plan: lines and rows become the ordered stops of routes."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import Finding
from layers.sources.each_row import each_row
from layers.sources.placed import WHERE
from layers.sources.plan_file_ids import doubled_ids, free_name, plan_ids
from layers.sources.plan_file_tools import ENGAGEMENTS, PATROLS

MOST_STOPS = 2000
"""A line of more vertices is a recorded track, not a plan."""

_SHARED = ("tool", "count", "contingent")
"""What the stops of one route may not say differently; given once, it holds for all."""


def route_rows(
    assets: pd.DataFrame,
    shapes: gpd.GeoSeries,
    at_fault: pd.Series,
    found: Mapping[str, str],
    *,
    file: str,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return assets and stops, the stops of a route one after the other, with what is wrong among rows.

    Parameters
    ----------
    assets : DataFrame
        Of :func:`layers.sources.plan_file_rows.asset_rows`.
    shapes : GeoSeries
        Points and lines of the rows, None where they have none.
    at_fault : Series of bool
        Rows whose place is told already.
    found : mapping of str to str
    file : str
    """
    column = {name: found.get(name, name) for name in (*_SHARED, "id", "route", "order")}
    column["place"] = ", ".join(found[name] for name in (*WHERE, "site") if name in found) or "site"
    findings = doubled_ids(assets, file, column["id"])
    line = pd.Series(shapely.get_type_id(shapes.to_numpy()) == 1, index=assets.index)
    assets = assets.assign(route=_routes(assets, line))
    assets, faults = _agreed(assets, file, column)
    findings += faults
    findings += _without_place(assets, shapes, at_fault, file, column)
    plan, faults = _stops(assets, shapes, line, file, column["route"])
    findings += faults
    plan, faults = _ordered(plan, file, column["order"])
    plan["id"] = plan_ids(plan)
    plan["count"] = plan["count"].fillna(1).astype("int64")
    return plan.reset_index(drop=True), (*findings, *faults)


def _routes(assets: pd.DataFrame, line: pd.Series) -> pd.Series:
    """Return the route of each row: patrols without one are a route of their own."""
    alone = (assets["route"] == "") & (line | assets["tool"].isin(PATROLS))
    taken = {*assets["route"], *assets["id"]}
    names = [
        own or free_name(f"route-{row}", taken)
        for row, own in zip(assets.index[alone], assets.loc[alone, "id"], strict=True)
    ]
    routes = assets["route"].copy()
    routes.loc[alone] = names
    return routes


def _agreed(
    assets: pd.DataFrame, file: str, column: Mapping[str, str]
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Give the stops of a route what one of them says of all, and report those that contradict it."""
    findings: tuple[Finding, ...] = ()
    routed = assets["route"] != ""
    for name in _SHARED:
        given = assets[name].where(assets[name] != "")
        first = given.groupby(assets["route"]).transform("first")
        findings += each_row(
            "error", f"the stops of one route do not have one {name}", "give it once, or always the same",
            file=file, column=column[name], values=assets[name],
            bad=routed & given.notna() & (given != first),
        )  # fmt: skip
        filled = given.where(~routed, first)
        assets = assets.assign(**{name: filled if name == "count" else filled.fillna("")})
    assets["tool"] = assets["tool"].mask(routed & (assets["tool"] == ""), "patrol")
    other = routed & ~assets["tool"].isin((*PATROLS, ""))
    findings += each_row(
        "error", "the row has a route and is no patrol", "remove the route, or make it a patrol",
        file=file, column=column["route"], bad=other, values=assets["route"],
    )  # fmt: skip
    return assets, findings


def _without_place(
    assets: pd.DataFrame,
    shapes: gpd.GeoSeries,
    at_fault: pd.Series,
    file: str,
    column: Mapping[str, str],
) -> tuple[Finding, ...]:
    """Report routes without a stop, and rows that nothing says a place of."""
    there = shapely.get_num_coordinates(shapes.to_numpy()) > 0
    placed = (assets["site"] != "") | at_fault | there
    placed |= (assets["threat"] != "") & assets["tool"].isin(ENGAGEMENTS)
    routed = assets["route"] != ""
    stopped = placed.groupby(assets["route"]).transform("any")
    first = ~assets["route"].duplicated()
    label = assets["name"].where(assets["name"] != "", assets["id"])
    return (
        *each_row(
            "error", "the route has no stop", "give at least one place, or remove it",
            file=file, column=column["route"], bad=routed & ~stopped & first, values=assets["route"],
        ),
        *each_row(
            "error", "the row has no position",
            "give latitude and longitude, MGRS, a geometry, the id of a site, or of a threat for mediation "
            "and pressure",
            file=file, column=column["place"], bad=~placed & (~routed | stopped), values=label,
        ),
    )  # fmt: skip


def _stops(
    assets: pd.DataFrame, shapes: gpd.GeoSeries, line: pd.Series, file: str, column: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Give each vertex of a line a row of its own; the same place twice in a row is one stop."""
    geometry = shapes.to_numpy()
    count = np.where(line, shapely.get_num_coordinates(geometry), 1)
    long = pd.Series(count > MOST_STOPS, index=assets.index)
    findings = each_row(
        "error", f"the line has more than {MOST_STOPS:,} vertices", "simplify it, or draw the stops alone",
        file=file, column=column, bad=long, values=assets["route"],
    )  # fmt: skip
    repeat = np.where(long, 0, count)
    source = np.repeat(np.arange(len(assets)), repeat)
    stop = np.arange(len(source)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    points = geometry[source].copy()
    drawn = line.to_numpy()[source]
    points[drawn] = shapely.get_point(points[drawn], stop[drawn])
    plan = gpd.GeoDataFrame(assets.iloc[source], geometry=points, crs=4326)
    plan["order"] = np.where(drawn, stop + 1.0, plan["order"])
    same = np.zeros(len(plan), dtype=bool)
    same[1:] = drawn[1:] & (source[1:] == source[:-1]) & shapely.equals(points[1:], points[:-1])
    return plan.loc[~same], findings


def _ordered(plan: gpd.GeoDataFrame, file: str, column: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Put the stops of each route behind each other and number them from 1; what is no patrol has 0."""
    routed = plan["route"] != ""
    given = plan["order"].notna() & routed
    some = given.groupby(plan["route"]).transform("any") & routed
    place = {"file": file, "column": column}
    findings = (
        *each_row(
            "error", "the stop has no order, and others of its route have one", "number all stops, or none",
            bad=some & ~given, values=plan["route"], **place,
        ),
        *each_row(
            "error", "two stops of one route have one order", "number the stops 1, 2, 3, ...",
            bad=given & plan.duplicated(["route", "order"]), values=plan["order"].map("{:g}".format), **place,
        ),
    )  # fmt: skip
    number = np.arange(len(plan))
    start = pd.Series(number, index=plan.index)
    start = start.where(~routed, start.groupby(plan["route"]).transform("min"))
    within = plan["order"].where(given, number)
    plan = plan.iloc[np.lexsort((number, within, start))].copy()
    order = plan.groupby("route").cumcount() + 1
    plan["order"] = order.where(plan["route"] != "", 0).astype("int64")
    return plan, findings
