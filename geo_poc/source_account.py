"""Impartiality and equity in evaluation.json: reach per source beside its need, and per group of people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo_poc.case import Case
from layers.landscape import SOURCES
from optimisation.assets import whole_tenths
from optimisation.equity import equity
from optimisation.impartiality import impartiality
from optimisation.prepare import people_by_group

NO_INFORMATION = (
    "The shares of the groups barely vary between cells: a figure per group is that of everybody and carries "
    "no information of its own."
)


def impartiality_part(case: Case) -> dict[str, Any]:
    """Return need, reach and their ratio by source; a source that nobody observes is null, never zero."""
    found = impartiality(case.demand, case.evaluation)
    document: dict[str, Any] = dict.fromkeys(SOURCES)
    for source, account in found.items():
        document[source] = {
            "need": account.need,
            "people_at_risk": account.people,
            "reach": dict(account.reach),
            "visited": account.visited,
            "engaged": account.engaged,
            "credited": account.credited,
            "reach_to_need": dict(account.ratio),
        }
    return document


def groups_part(case: Case) -> dict[str, Any]:
    """Return what each group has within reach, whether that says anything, and sites of displaced people."""
    least = case.mission.keys.evaluation.group_spread
    found = equity(
        case.demand,
        people_by_group(case.landscape, case.demand),
        case.evaluation.groups_within,
        least_spread=least,
    )
    informative = any(account.informative for account in found.values())
    return {
        "groups": {
            name: {
                "people": account.people,
                "share": account.share,
                "at_risk": account.at_risk,
                "within": dict(account.within),
                "spread": account.spread,
                "informative": account.informative,
            }
            for name, account in found.items()
        },
        "least_spread": least,
        "note": NO_INFORMATION if found and not informative else "",
        "displaced": displaced_rows(case),
    }


def displaced_rows(case: Case) -> list[dict[str, Any]]:
    """Return each site of displaced people with the least minutes from a tier II tool, null out of reach.

    A site drawn as an area is looked at in its middle.
    """
    table = case.landscape.displaced
    if not len(table):
        return []
    grid = case.landscape.grid
    middle = shapely.centroid(np.asarray(table.geometry.values, dtype=object))
    lon, lat = shapely.get_x(middle), shapely.get_y(middle)
    flat = grid.cell_of(*grid.project(lon, lat))
    position = np.where(flat >= 0, case.demand.position[np.maximum(flat, 0)], -1)
    rows = []
    for number, where in enumerate(position.tolist()):
        row = table.iloc[number]
        minutes = float(case.evaluation.minutes[where]) if where >= 0 else float("inf")
        day = row["date"]
        rows.append(
            {
                "name": str(row["name"]),
                "lon": float(lon[number]),
                "lat": float(lat[number]),
                "people": float(row["people"]),
                "counted": None if pd.isna(day) else pd.Timestamp(day).date().isoformat(),
                "stale": bool(row["stale"]),
                "minutes": minutes if np.isfinite(minutes) else None,
                "within": _band(minutes, case),
                "visits": int(case.evaluation.visits[where]) if where >= 0 else 0,
                "engaged": bool(case.evaluation.engaged[where]) if where >= 0 else False,
            }
        )
    return rows


def _band(minutes: float, case: Case) -> float | None:
    """Return the narrowest band that holds some minutes, None beyond them all."""
    bands = case.scale.bands_min
    return (
        next((b for b in bands if round(minutes * 10) <= whole_tenths(b)), None) if minutes < 6500 else None
    )
