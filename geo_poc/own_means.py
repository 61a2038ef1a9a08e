"""What the mission's own components have in reach of a threat, in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_poc.case import Case
from optimisation.assets import Asset, Tool
from optimisation.demand import ThreatArea

KINDS = ("un_military", "un_police", "un_civilian", "mediation")
"""Components of the mission: by whose personnel it is, and engagements on the threat itself."""

_PERSONAS = {"military": "un_military", "police": "un_police", "civilian": "un_civilian"}
PERSONA_OF = {kind: persona for persona, kind in _PERSONAS.items()} | {"mediation": "civilian"}


def kind_of(tool: Tool) -> str:
    """Return which component a tool belongs to; "" for somebody who is not of the mission."""
    if tool.stands == "partner":
        return ""
    return "mediation" if tool.stands == "threat" else _PERSONAS[tool.persona]


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """What one component has for one threat.

    Parameters
    ----------
    tools : tuple of Tool
        Of this component, in the mission file.
    assets : tuple of Asset
        Those open that come to some of its risk: tier II tools within the threat's time limit, others
        within their own reach, patrols that visit it, engagements on it.
    within : ndarray of bool, by cell of the threat's area
        Where any of them comes.
    in_time : ndarray of bool, by cell of the threat's area
        Where one of tier II comes; what engages or supports never counts.
    """

    tools: tuple[Tool, ...]
    assets: tuple[Asset, ...]
    within: NDArray[np.bool_]
    in_time: NDArray[np.bool_]


def means_for(case: Case, threat: ThreatArea, kind: str) -> Means:
    """Return what one component has in reach of a threat."""
    tools = tuple(tool for tool in case.reaches.tools.values() if kind_of(tool) == kind)
    names = {tool.name for tool in tools}
    inside = np.zeros(case.demand.cells.size, dtype=np.bool_)
    at_risk = threat.cells[threat.weights > 0]
    timely = inside.copy()
    coming = []
    for asset in case.assets:
        if asset.tool in names:
            at = np.intersect1d(reached(case, threat, asset), at_risk)
            if at.size:
                inside[at] = True
                own = case.reaches.tools[asset.tool]
                timely[at] |= own.tier == 2 and own.timely
                coming.append(asset)
    return Means(tools, tuple(coming), inside[threat.cells], timely[threat.cells])


def reached(case: Case, threat: ThreatArea, asset: Asset) -> NDArray[np.int64]:
    """Return the demand positions that an asset comes to in time for a threat, by day if it acts by day."""
    tool = case.reaches.tools[asset.tool]
    if tool.stands == "threat":
        mine = asset.id == f"{asset.tool}:{threat.id}"
        return threat.cells if mine else np.empty(0, dtype=np.int64)
    hours = "day" if "day" in tool.hours else "night"
    if tool.stands == "route":
        return case.reaches.pairs(asset, hours)[0]
    return case.reaches.within(asset, threat.limit_min if tool.tier == 2 else tool.reach_min, hours)
