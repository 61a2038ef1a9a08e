"""Support to the host state's police and justice, and patrols with forces outside the United Nations.

Both are support under the human rights due diligence policy: barred, not assessed or expired, there is none
and no credit for it. Neither has any effect against the state: no source of threat protects from itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo_poc.mission import Mission
from geo_poc.partners import actor_row, assessment_words
from geo_poc.troops import sector_shape
from layers.errors import Finding, raise_errors
from layers.landscape import Landscape
from optimisation.assets import Asset, Scale
from optimisation.demand import Demand

TOOL = "host_support"
COORDINATED = "coordinated_patrol"
HOST = "host_state"


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """Support to the host state as the mission names it: by actor and district, and whether it is allowed."""

    asset: Asset
    names: tuple[str, ...]
    allowed: bool


def every_support(mission: Mission, landscape: Landscape, demand: Demand) -> tuple[Support, ...]:
    """Return the support that a mission names, on the cells of its district, allowed or not."""
    found: list[Support] = []
    for entry in mission.keys.host_support:
        row, _ = actor_row(landscape.other_actors, entry.actor)
        shape = sector_shape(landscape, entry.district)
        if row is None or shape is None:
            continue
        shapely.prepare(shape)
        cells = np.flatnonzero(shapely.contains_xy(shape, demand.lon, demand.lat))
        if cells.size:
            about = f"{row['id']}/{entry.district}"
            words = f"{row['name']} in {entry.district}"
            asset = Asset(f"{TOOL}:{about}", TOOL, cells=cells, about=words)
            names = (asset.id, about, f"{row['name']}/{entry.district}", entry.district)
            found.append(Support(asset, names, bool(row["supportable"]) and row["kind"] == HOST))
    return tuple(found)


def supported_assets(mission: Mission, landscape: Landscape, demand: Demand) -> tuple[Asset, ...]:
    """Return the support that a plan may give: to whom the policy allows it."""
    if mission.keys.budget.host_support <= 0:
        return ()
    return tuple(item.asset for item in every_support(mission, landscape, demand) if item.allowed)


def support_findings(mission: Mission, landscape: Landscape) -> tuple[Finding, ...]:
    """Return what support and coordinated patrols the due diligence policy withholds.

    Raises
    ------
    InputError
        For actors that nobody has the name of or that are not of the host state, and unknown districts.
    """
    table, findings = landscape.other_actors, []
    for number, entry in enumerate(mission.keys.host_support, start=1):
        row, told = actor_row(table, entry.actor)
        if row is None:
            findings.append(_at(mission, f"host_support[{number}].actor", *told))
        elif row["kind"] != HOST:
            message = f"{row['name']} is not of the host state: this support is for its police and justice"
            remedy = "name an actor of the kind host_state"
            findings.append(_at(mission, f"host_support[{number}].actor", message, remedy, entry.actor))
        elif not row["supportable"]:
            findings.append(_withheld(mission, f"host_support[{number}].actor", row, "support"))
        if sector_shape(landscape, entry.district) is None:
            message, remedy = "no district has this name or code", "name one of layers.districts"
            findings.append(_at(mission, f"host_support[{number}].district", message, remedy, entry.district))
    if mission.keys.patrols.coordinated_with:
        row, told = actor_row(table, mission.keys.patrols.coordinated_with)
        if row is None:
            findings.append(_at(mission, "patrols.coordinated_with", *told))
        elif row["never_tasked"]:
            message = f"{row['name']} is humanitarian: it is shown, never tasked, and goes on no patrol"
            findings.append(
                _at(mission, "patrols.coordinated_with", message, "name another actor", str(row["name"]))
            )
        elif not row["supportable"]:
            findings.append(_withheld(mission, "patrols.coordinated_with", row, "a coordinated patrol"))
    raise_errors(findings)
    return tuple(findings)


def may_coordinate(mission: Mission, table: gpd.GeoDataFrame) -> bool:
    """Return whether the policy allows the patrols that the mission would coordinate."""
    row, _ = actor_row(table, mission.keys.patrols.coordinated_with)
    return row is not None and bool(row["supportable"]) and not row["never_tasked"]


def without_host_against_itself(scale: Scale, mission: Mission, landscape: Landscape) -> Scale:
    """Return a scale in which patrols with the host state's forces have no effect against the state."""
    if not mission.keys.patrols.coordinated_with or COORDINATED not in scale.effectiveness:
        return scale
    row, _ = actor_row(landscape.other_actors, mission.keys.patrols.coordinated_with)
    if row is None or row["kind"] != HOST:
        return scale
    own = {**scale.effectiveness[COORDINATED], "state": 0.0}
    return replace(scale, effectiveness={**scale.effectiveness, COORDINATED: own})


def _at(mission: Mission, column: str, message: str, remedy: str, value: str) -> Finding:
    return Finding("error", message, remedy, file=mission.path.name, column=column, value=value)


def _withheld(mission: Mission, column: str, row: Any, what: str) -> Finding:
    message = (
        f"{what} with {row['name']} is no option: it is support under the human rights due diligence policy, "
        f"and its assessment is {assessment_words(row, mission.keys.as_of)}"
    )
    found = _at(mission, column, message, "have it assessed, or plan without it", str(row["name"]))
    return replace(found, severity="warning")
