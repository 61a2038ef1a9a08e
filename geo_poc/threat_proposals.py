"""Proposed entries of the threat register, and what analysts decided on them.

`geo-poc threats` writes a table of the threat areas; an analyst fills in `decision` (accept, override with
other values, reject) and `decision_reason`; the mission names the table as `threat_decisions`, and what is
accepted is in its register (:mod:`geo_poc.threat_decisions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo_poc import defaults
from geo_poc.classification import classification, watermark
from geo_poc.mission import Mission
from geo_poc.words import lowered_banner
from layers.outline_text import outline_text
from layers.risk.hotspots import Hotspot
from layers.workbook_out import plain_text

STRATEGIC_CHANCE = 0.5
"""From this chance of a mass casualty within a year on, low end, an area is strategic; judgement."""

METRES_PER_DEGREE = 111_000.0

COLUMNS = (
    *("id", "rank", "source", "name", "district", "people", "risk", "risk_share", "events_per_year"),
    *("trend", "events_last_half_year", "flags", "group_targeted"),
    *(
        "mass_casualty_low",
        "mass_casualty",
        "mass_casualty_high",
        "harm",
        "found_by_patrols",
        "method",
        "in_register",
        "why",
    ),
    *("classification", "watermark", "as_of", "banners"),
    *("longitude", "latitude", "radius_km", "priority", "time_limit_min", "tools", "strategic", "objective"),
    *("group_targeted_reason", "owner_role", "review_date", "decision", "decision_reason", "outline"),
)
"""Columns of the table: what was found, what is proposed, and last what an analyst decides."""

_WORDS = {
    "state": "violence by state forces",
    "armed_group": "violence by armed groups",
    "communal": "communal violence",
    "criminal": "criminal violence",
    "unattributed": "violence whose source is not known",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """An entry that is proposed for the threat register; an analyst decides.

    Parameters
    ----------
    priority : {"must", "should"}
    time_limit_min : float
    strategic : bool
    objective : str
    in_register : tuple of str
        Entries of the same source on any of its cells.
    """

    priority: str
    time_limit_min: float
    strategic: bool
    objective: str
    in_register: tuple[str, ...]


def proposed(spot: Hotspot, mission: Mission, threats: Mapping[str, Any]) -> Proposed:
    """Return what is proposed for a threat area; parameters as of :func:`proposals`."""
    strategic = bool(spot.flags) or (
        spot.mass_casualty is not None and spot.mass_casualty[0] >= STRATEGIC_CHANCE
    )
    return Proposed(
        priority="must" if strategic else "should",
        time_limit_min=defaults.THREAT_LIMIT_MIN,
        strategic=strategic,
        objective=f"lower {_WORDS[spot.source]} around {spot.name}",
        in_register=tuple(_overlapping(spot, mission, threats)),
    )


def proposals(hotspots: Sequence[Hotspot], mission: Mission, threats: Mapping[str, Any]) -> str:
    """Return the table as csv text.

    Parameters
    ----------
    hotspots : sequence of Hotspot
    mission : Mission
    threats : mapping of id to ndarray of bool, flat demand cells
        Areas of the register that the mission has.
    """
    marks = {
        "classification": classification(mission),
        "watermark": watermark(mission),
        "as_of": mission.keys.as_of.isoformat(),
        "banners": " ".join(lowered_banner(mission.keys)),
    }
    step = 0.25 * mission.keys.grid.demand_cell_m / METRES_PER_DEGREE
    rows = [_row(spot, mission, threats, step) | marks for spot in hotspots]
    table = plain_text(pd.DataFrame(rows, columns=list(COLUMNS)))
    return str(table.to_csv(index=False, lineterminator="\r\n"))


def _row(
    spot: Hotspot, mission: Mission, threats: Mapping[str, Any], step_degrees: float
) -> dict[str, object]:
    entry = proposed(spot, mission, threats)
    return {
        "id": spot.id,
        "rank": spot.rank,
        "source": spot.source,
        "name": spot.name,
        "district": spot.district,
        "people": round(spot.people),
        "risk": _digits(spot.risk),
        "risk_share": _digits(spot.risk_share),
        "events_per_year": _digits(spot.events_per_year),
        "trend": spot.trend.direction,
        "events_last_half_year": spot.trend.recent,
        "flags": "; ".join(spot.flags),
        "group_targeted": spot.group_targeted.answer,
        **_mass_casualty(spot),
        "harm": "; ".join(f"{harm} {count}" for harm, count in spot.harms),
        "found_by_patrols": spot.found_by_patrols,
        "method": spot.method,
        "in_register": "; ".join(entry.in_register),
        "why": _why(spot),
        "longitude": round(spot.lon, 5),
        "latitude": round(spot.lat, 5),
        "radius_km": round(spot.radius_m / 1000.0, 1),
        "priority": entry.priority,
        "time_limit_min": entry.time_limit_min,
        "tools": "; ".join(_tools(mission)),
        "strategic": "yes" if entry.strategic else "no",
        "objective": entry.objective,
        "group_targeted_reason": spot.group_targeted.reason if spot.group_targeted.flag else "",
        "owner_role": "",
        "review_date": "",
        "decision": "",
        "decision_reason": "",
        # Last: it is long.
        "outline": outline_text(spot.outline, step_degrees=step_degrees),
    }


def _mass_casualty(spot: Hotspot) -> dict[str, object]:
    """Return the low, middle and high chance of a mass casualty, None where severity is not known."""
    names = ("mass_casualty_low", "mass_casualty", "mass_casualty_high")
    ends = (None, None, None) if spot.mass_casualty is None else map(_digits, spot.mass_casualty)
    return dict(zip(names, ends, strict=True))


def _overlapping(spot: Hotspot, mission: Mission, threats: Mapping[str, Any]) -> list[str]:
    """Return the register's entries of the same source on any of its cells."""
    return [
        entry.id
        for entry in mission.keys.threat
        if entry.source == spot.source and entry.id in threats and bool(threats[entry.id][spot.cells].any())
    ]


def _tools(mission: Mission) -> list[str]:
    assets = list(mission.keys.assets)
    return [name for name in assets if name in ("cob", "jpt")] or assets[:1]


def _why(spot: Hotspot) -> str:
    told = [f"{spot.risk_share:.0%} of the known risk of its source"]
    if spot.method == "clustered" or spot.significant:
        told.append("incidents cluster beyond chance")
    if spot.trend.direction in ("rising", "falling"):
        ratio = "from none" if np.isinf(spot.trend.ratio) else f"x {spot.trend.ratio:.1f}"
        told.append(f"{spot.trend.direction} ({ratio})")
    if spot.trend.spreading:
        told.append(f"spreading: {spot.trend.cells_before} to {spot.trend.cells_recent} cells in a year")
    if spot.group_targeted.flag:
        told.append(spot.group_targeted.reason)
    return "; ".join(told)


def _digits(value: float) -> float:
    return float(f"{value:.4g}")
