"""What stands today and under which conditions: units by site, liaison assistants, what is known of alert."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_poc.mission import Mission
from layers.errors import Finding
from layers.fields import plain
from layers.landscape import Landscape
from optimisation.assets import Unit
from optimisation.demand import Demand
from optimisation.plan import Site


def standing(landscape: Landscape) -> tuple[tuple[int, str], ...]:
    """Return what stands today: (site, tool); liaison assistants of a base are a tool of their own."""
    found = [(number, str(tool)) for number, tool in enumerate(landscape.bases["tool"])]
    if "cla" in landscape.bases:
        found += [(number, "cla") for number, count in enumerate(landscape.bases["cla"]) if count > 0]
    return tuple(found)


def alert_known(mission: Mission, landscape: Landscape) -> bool:
    """Return whether response is counted by who can call it: asked for, or something is said about alert."""
    keys = mission.keys
    if keys.alert.modelled != "auto":
        return keys.alert.modelled == "yes"
    said = "cla" in landscape.bases and bool(landscape.bases["cla"].notna().any())
    locked = any(lock.tool in ("cla", "can") for lock in keys.site)
    return said or locked or keys.budget.cla > 0 or keys.budget.can > 0


def alert_findings(mission: Mission, landscape: Landscape) -> tuple[Finding, ...]:
    """Return that alert is not counted, where nothing is known of it."""
    if mission.keys.alert.modelled != "auto" or alert_known(mission, landscape):
        return ()
    return (
        Finding(
            "info",
            "nothing is said of liaison assistants or alert networks: response counts as if every call came",
            "add a column cla to the bases, or set budget.cla",
            file=mission.path.name,
            column="alert.modelled",
        ),
    )


def units(mission: Mission, landscape: Landscape, sites: Sequence[Site]) -> dict[int, Unit]:
    """Return whose troops stand at each site, those of new bases included.

    A unit without a record responds as the mission's `readiness.recorded` says. Caveats that are only
    suspected bind where `readiness.suspected_bite` says so.
    """
    table = landscape.bases
    names = [str(name) for name in table["contingent"]] if "contingent" in table else []
    names += [""] * (len(sites) - len(names))
    known = {name: unit_of(mission, landscape, name) for name in dict.fromkeys(names)}
    return {n: known[names[n]] for n, site in enumerate(sites) if site.kind != "partner"}


def unit_of(mission: Mission, landscape: Landscape, name: str) -> Unit:
    """Return the conditions of a contingent's troops, those of nobody's in particular where it is unknown."""
    low, middle, high = mission.keys.readiness.recorded
    unnamed = Unit(name=name, reliability=(low, middle, high))
    for _, row in landscape.contingents.iterrows():
        if name and str(row["name"]).casefold() == name.casefold():
            return _unit(row, unnamed, mission.keys.readiness.suspected_bite)
    return unnamed


def _unit(row: pd.Series, unnamed: Unit, suspected_bite: bool) -> Unit:
    suspected = tuple(row["suspected"])
    free = set() if suspected_bite else set(suspected)
    ends = [float(row[f"reliability_{end}"]) for end in ("low", "mid", "high")]
    reliability = unnamed.reliability if np.isnan(ends).any() else (ends[0], ends[1], ends[2])
    preparation = float(row["preparation_min"])
    lifted = {name.casefold() for name in row["no_go_suspected"]} if not suspected_bite else set()
    return Unit(
        name=str(row["name"]),
        preparation_min=0.0 if math.isnan(preparation) else preparation,
        max_distance_m=math.inf if "maximum_distance" in free else float(row["max_distance_m"]),
        night=not bool(row["no_night"]) or "no_night" in free,
        reliability=reliability,
        suspected=suspected,
        no_go=tuple(name for name in row["no_go"] if name.casefold() not in lifted),
        joint=not bool(row["no_joint"]) or "no_joint" in free,
    )


def caveat_findings(mission: Mission, landscape: Landscape) -> tuple[Finding, ...]:
    """Return which caveats are only suspected, and whether they bind."""
    table = landscape.contingents
    if not len(table):
        return ()
    findings: list[Finding] = []
    suspected = [str(row["name"]) for _, row in table.iterrows() if len(row["suspected"])]
    if suspected:
        bite = mission.keys.readiness.suspected_bite
        whose = "1 contingent" if len(suspected) == 1 else f"{len(suspected)} contingents"
        findings.append(
            Finding(
                "warning",
                f"caveats of {whose} are only suspected and "
                f"{'bind in this plan' if bite else 'do not bind in this plan'}",
                "plan with readiness.suspected_bite = true and false, and compare",
                file=mission.path.name,
                column="readiness.suspected_bite",
            )
        )
    return tuple(findings)


def sectors(landscape: Landscape, demand: Demand) -> dict[str, NDArray[np.bool_]]:
    """Return where the sectors lie that some contingent does not enter, by demand position.

    A sector is a district of any level by name or code, or an area of `layers.restrictions` by name; what
    neither has is told where the table of contingents is read, and bars nothing.
    """
    found: dict[str, NDArray[np.bool_]] = {}
    for name in sorted({name for names in landscape.contingents["no_go"] for name in names}):
        shape = sector_shape(landscape, name)
        if shape is not None:
            shapely.prepare(shape)
            found[name] = np.asarray(shapely.contains_xy(shape, demand.lon, demand.lat), dtype=np.bool_)
    return found


def sector_shape(landscape: Landscape, name: str) -> BaseGeometry | None:
    """Return the outline of a sector in EPSG:4326, None where nothing has its name."""
    wanted = plain(name)
    for table, columns in ((landscape.levels, ("name", "code")), (landscape.restrictions, ("name",))):
        for column in columns if len(table) else ():
            own = table[table[column].astype(str).map(plain) == wanted]
            if len(own):
                shape: BaseGeometry = own.to_crs(4326).geometry.union_all()
                return shape
    return None
