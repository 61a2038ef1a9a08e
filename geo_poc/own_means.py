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
        Those open that come to some of its risk: tier II tools that stand within the threat's time limit,
        others within their own reach, engagements on it.
    patrols : tuple of Asset
        Those that visit some of its risk. They are there when their route is, not within minutes of a call.
    within : ndarray of bool, by cell of the threat's area
        Where any of the assets comes.
    accepted : ndarray of bool, by cell of the threat's area
        Where one comes that the register accepts.
    in_time : ndarray of bool, by cell of the threat's area
        Where one of tier II comes; what engages or supports never counts.
    visited : ndarray of bool, by cell of the threat's area
        Where a patrol comes.
    """

    tools: tuple[Tool, ...]
    assets: tuple[Asset, ...]
    patrols: tuple[Asset, ...]
    within: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    in_time: NDArray[np.bool_]
    visited: NDArray[np.bool_]

    @property
    def names(self) -> frozenset[str]:
        """Tools of all that comes, patrols among them."""
        return frozenset(asset.tool for asset in (*self.assets, *self.patrols))


def accepted_tools(threat: ThreatArea) -> frozenset[str]:
    """Return the tools that the register accepts against a threat, engagements with an interlocutor too."""
    return frozenset((*threat.tools, *threat.interlocutors))


def means_for(case: Case, threat: ThreatArea, kind: str) -> Means:
    """Return what one component has in reach of a threat."""
    kinds = {tool.name: tool for tool in case.reaches.tools.values() if kind_of(tool) == kind}
    at_risk = threat.cells[threat.weights > 0]
    within, accepted, in_time, visited = np.zeros((4, case.demand.cells.size), dtype=np.bool_)
    coming: list[Asset] = []
    patrols: list[Asset] = []
    for asset in case.assets:
        if asset.tool not in kinds:
            continue
        at, own = np.intersect1d(reached(case, threat, asset), at_risk), kinds[asset.tool]
        if not at.size:
            continue
        if own.stands == "route":
            visited[at] = True
            patrols.append(asset)
            continue
        within[at] = True
        accepted[at] |= asset.tool in accepted_tools(threat)
        in_time[at] |= own.tier == 2 and own.timely
        coming.append(asset)
    masks = (mask[threat.cells] for mask in (within, accepted, in_time, visited))
    return Means(tuple(kinds.values()), tuple(coming), tuple(patrols), *masks)


def reached(case: Case, threat: ThreatArea, asset: Asset) -> NDArray[np.int64]:
    """Return the demand positions an asset comes to, in time or as a patrol visits; by day if it acts so."""
    tool = case.reaches.tools[asset.tool]
    if tool.stands == "threat":
        mine = asset.id == f"{asset.tool}:{threat.id}"
        return threat.cells if mine else np.empty(0, dtype=np.int64)
    hours = "day" if "day" in tool.hours else "night"
    if tool.stands == "route":
        return case.reaches.pairs(asset, hours)[0]
    return case.reaches.within(asset, threat.limit_min if tool.tier == 2 else tool.reach_min, hours)
