"""A plan as rows that people edit and give back: plan.csv, and layers of plan.gpkg."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_poc.references import mgrs_of
from layers.workbook_out import plain_cell
from optimisation.plan import Plan

COLUMNS = (
    "id", "tool", "name", "site", "mgrs", "latitude", "longitude", "count", "in_place", "escort_from",
    "route", "order", "threat",
)  # fmt: skip
"""Columns of plan.csv, as :func:`layers.sources.plan_file.read_plan_file` reads them; marks come last."""


def plan_text(plan: Plan, marks: Mapping[str, str] | None = None) -> str:
    """Return plan.csv: a row for each asset, stop of a patrol and engagement, all with the same marks."""
    marked = dict(marks or {})
    rows = [{name: row.get(name, "") for name in COLUMNS} | marked for row in _rows(plan)]
    for row in rows:
        row["name"] = plain_cell(row["name"])
    return str(pd.DataFrame(rows, columns=[*COLUMNS, *marked]).to_csv(index=False, lineterminator="\r\n"))


def _rows(plan: Plan) -> Iterator[dict[str, Any]]:
    for item in plan.placements:
        yield {
            "id": item.id,
            "tool": item.tool,
            "name": item.name,
            "site": item.site,
            **_place(item.lon, item.lat),
            "count": 1,
            "in_place": "yes" if item.in_place else "no",
            "escort_from": item.escort_from,
        }
    for stop in _stops(plan):
        yield {**stop, **_place(stop["lon"], stop["lat"]), "count": 1}
    for engagement in plan.engagements:
        yield {
            "id": engagement.id,
            "tool": engagement.tool,
            "name": engagement.name,
            "count": 1,
            "threat": engagement.threat,
        }


def _place(lon: float, lat: float) -> dict[str, Any]:
    return {"mgrs": mgrs_of(lon, lat), "latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}"}


def _stops(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the stops of each patrol, the base of each named."""
    for route in plan.routes:
        for order, (lon, lat) in enumerate(route.stops, start=1):
            yield {
                "id": route.id,
                "tool": route.tool,
                "name": route.name,
                "site": route.site,
                "route": route.id,
                "order": order,
                "lon": lon,
                "lat": lat,
            }


def stop_table(plan: Plan) -> gpd.GeoDataFrame:
    """Return where the patrols of a plan halt, in order: what is read when it is evaluated again."""
    stops = list(_stops(plan))
    columns = ["id", "tool", "name", "site", "route", "order"]
    return gpd.GeoDataFrame(
        pd.DataFrame([{name: stop[name] for name in columns} for stop in stops], columns=columns),
        geometry=gpd.points_from_xy([s["lon"] for s in stops], [s["lat"] for s in stops]),
        crs=4326,
    )


def engagement_table(plan: Plan) -> gpd.GeoDataFrame:
    """Return the engagements of a plan, which have no place of their own."""
    return gpd.GeoDataFrame(
        {
            "id": [item.id for item in plan.engagements],
            "tool": [item.tool for item in plan.engagements],
            "threat": [item.threat for item in plan.engagements],
            "name": [item.name for item in plan.engagements],
            "delay_weeks": [item.delay_weeks for item in plan.engagements],
        },
        geometry=[None] * len(plan.engagements),
        crs=4326,
    )
