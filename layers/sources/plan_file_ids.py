"""Ids of a plan's rows: as given, made where there is none, and never twice."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.sources.base_layer import unique_ids
from layers.sources.each_row import each_row


def doubled_ids(assets: pd.DataFrame, file: str, column: str) -> tuple[Finding, ...]:
    """Report ids given twice, but for the stops of one route."""
    given = assets["id"] != ""
    again = given & assets["id"].duplicated()
    first = assets["id"].map(assets.loc[given].drop_duplicates("id").set_index("id")["route"])
    stops = (assets["route"] != "") & (assets["route"] == first)
    message, remedy = "the id is that of an earlier row", "give each asset an id of its own, or none"
    return each_row(
        "error", message, remedy, file=file, column=column, bad=again & ~stops, values=assets["id"]
    )


def plan_ids(plan: gpd.GeoDataFrame) -> list[str]:
    """Return an id for each row: its own, with its stop where rows share it; else from tool and name."""
    given, stop = plan["id"].to_numpy(), plan["order"].astype(str)
    shared = plan["id"].duplicated(keep=False).to_numpy() & (given != "")
    nameless = given == ""
    made = (plan["tool"] + " " + plan["name"].where(plan["name"] != "", plan["site"])).where(
        plan["route"] == "", plan["route"] + " " + stop
    )
    wanted = np.where(shared, plan["id"] + "-" + stop, given)
    wanted[nameless] = unique_ids(made[nameless], otherwise="asset")
    taken = set(given[~shared & ~nameless])
    return [
        free_name(name, taken) if new else str(name)
        for name, new in zip(wanted, shared | nameless, strict=True)
    ]


def free_name(name: str, taken: set[str]) -> str:
    """Return a name that is not taken, the one asked for where it is free, and take it."""
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken.add(candidate)
    return candidate
