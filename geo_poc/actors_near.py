"""Other actors in and near a threat's area: who is there, and in which state their assessment is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo_poc.case import Case
from geo_poc.distances import actors_of, demand_cells_of, in_metres
from layers.sources.other_actors import SCREENED
from optimisation.demand import ThreatArea


def actors_near(case: Case, threat: ThreatArea, kind: str) -> list[dict[str, Any]]:
    """Return the actors of one kind within or near a threat's area, nearest first.

    No names of persons are in the layer; the names of units and organisations are at least Confidential.

    Returns
    -------
    list of dict
        name, component, mandate, where ("within" or "near"), distance_km (0 within), hrddp, hrddp_expiry
        and support_possible (null where the policy does not govern the kind), credited.
    """
    found = []
    for _, row in actors_of(case, kind).iterrows():
        metres = _distance_m(case, threat, row["geometry"])
        if metres <= case.mission.keys.evaluation.actors_near_m:
            found.append((metres, str(row["id"]), row))
    return [_row(case, metres, row) for metres, _, row in sorted(found, key=lambda item: item[:2])]


def _distance_m(case: Case, threat: ThreatArea, geometry: Any) -> float:
    """Return metres from an actor to a threat's area, 0 where it is in a cell of it."""
    if np.isin(demand_cells_of(case, geometry), threat.cells).any():
        return 0.0
    centres = shapely.points(case.demand.x[threat.cells], case.demand.y[threat.cells])
    return float(np.min(shapely.distance(in_metres(case, geometry), np.asarray(centres, dtype=object))))


def _row(case: Case, metres: float, row: pd.Series) -> dict[str, Any]:
    governed, expiry = row["kind"] in SCREENED, row["hrddp_expiry"]
    return {
        "name": str(row["name"]),
        "component": str(row["component"]),
        "mandate": str(row["mandate"]),
        "where": "within" if metres == 0 else "near",
        "distance_km": metres / 1000,
        "hrddp": str(row["hrddp"]) if governed else None,
        "hrddp_expiry": None if pd.isna(expiry) else pd.Timestamp(expiry).date().isoformat(),
        "support_possible": bool(row["supportable"]) if governed else None,
        "credited": f"partner:{row['id']}" in case.reaches.tools,
    }
