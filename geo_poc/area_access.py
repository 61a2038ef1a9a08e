"""Who may enter a threat's area: the restrictions on each persona there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.landscape import Landscape
from layers.sources.restrictions import STATES
from optimisation.demand import Demand, ThreatArea


def area_access(
    landscape: Landscape, demand: Demand, threat: ThreatArea, persona: str, season: str
) -> dict[str, Any]:
    """Return the access of one persona to a threat's area.

    Parameters
    ----------
    landscape : Landscape
    demand : Demand
    threat : ThreatArea
    persona : str
    season : str
        In which seasonal restrictions close.

    Returns
    -------
    dict
        persona; state, the strictest of any part of the area; shares of its weight by state, each part by
        its strictest; closed_share, which nobody of this persona enters in this season; probability of
        denial, the highest; authorities, each once; by_its_source, whether one of them is the very source
        of the threat.
    """
    table = landscape.restrictions
    weight = threat.weights / float(threat.weights.sum())
    strictest = np.zeros(threat.cells.size, dtype=np.int64)
    closed = np.zeros(threat.cells.size, dtype=np.bool_)
    probability, authorities = 0.0, set()
    for row in table.itertuples() if len(table) else ():
        if persona not in row.applies_to or row.state not in STATES:
            continue
        inside = _inside(row.geometry, demand, threat)
        if not inside.any():
            continue
        strictest[inside] = np.maximum(strictest[inside], STATES.index(row.state))
        if _closes(row, season):
            closed |= inside
        if row.state != "free":
            probability = max(probability, float(row.probability))
            authorities.add(str(row.authority))
    shares: Mapping[str, float] = {
        state: float(weight[strictest == level].sum()) for level, state in enumerate(STATES)
    }
    named = sorted(authorities - {""})
    return {
        "persona": persona,
        "state": STATES[int(strictest.max(initial=0))],
        "shares": {state: share for state, share in shares.items() if share > 0},
        "closed_share": float(weight[closed].sum()),
        "probability": probability,
        "authorities": named,
        "by_its_source": any(name.casefold().replace(" ", "_") == threat.source for name in named),
    }


def _closes(row: Any, season: str) -> bool:
    return row.state == "denied" or (row.state == "seasonal" and getattr(row, "season", "") == season)


def _inside(geometry: Any, demand: Demand, threat: ThreatArea) -> NDArray[np.bool_]:
    """Return which cells of a threat's area have their centre in a restriction."""
    shapely.prepare(geometry)
    return np.asarray(
        shapely.contains_xy(geometry, demand.lon[threat.cells], demand.lat[threat.cells]), dtype=np.bool_
    )
