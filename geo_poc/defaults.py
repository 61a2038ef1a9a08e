"""Every default of a mission file, in one place, with its source.

None of these is an official figure: they are editable starting points and are shown as such. A mission
file that names none of them uses all of them; whatever it names replaces just that value.
"""

from __future__ import annotations

from typing import Any

from layers.access import OFF_ROAD_KMH as OFF_ROAD_SPEEDS
from layers.access import ROAD_KMH as ROAD_SPEEDS

BANDS_MIN = [15.0, 30.0, 60.0, 120.0]
"""Road-time bands in minutes, edges included; no official norm found."""

BAND_VALUES = [1.0, 0.8, 0.5, 0.2]
"""Value of being reached within each band; step function, planning judgement."""

SERVICES = {"presence": 0.3, "response": 0.4, "dialogue": 0.3}
"""Shares of the three services in a cell's credit; planning judgement, the same for every source."""

PLACEHOLDER = "default of this planner, not calibrated"

EFFECTIVENESS: dict[str, dict[str, dict[str, Any]]] = {
    "cob": {
        "state": {
            "low": 0.1,
            "mid": 0.2,
            "high": 0.4,
            "source": "Fjelde, Hultman and Nilsson 2019: weak against states",
        },
        "armed_group": {
            "low": 0.6,
            "mid": 0.8,
            "high": 0.9,
            "source": "Fjelde, Hultman and Nilsson 2019: strong against rebels",
        },
        "communal": {"low": 0.4, "mid": 0.6, "high": 0.8, "source": PLACEHOLDER},
        "criminal": {"low": 0.3, "mid": 0.5, "high": 0.7, "source": PLACEHOLDER},
        "unattributed": {"low": 0.3, "mid": 0.525, "high": 0.7, "source": "mean of the four sources"},
    },
    "jpt": {
        "state": {"low": 0.4, "mid": 0.6, "high": 0.8, "source": PLACEHOLDER},
        "armed_group": {"low": 0.1, "mid": 0.3, "high": 0.5, "source": PLACEHOLDER},
        "communal": {"low": 0.4, "mid": 0.6, "high": 0.8, "source": PLACEHOLDER},
        "criminal": {"low": 0.1, "mid": 0.3, "high": 0.5, "source": PLACEHOLDER},
        "unattributed": {"low": 0.25, "mid": 0.45, "high": 0.65, "source": "mean of the four sources"},
    },
}
"""Effect of a tool on a source of threat, 0 to 1: low, middle and high end."""

ASSETS: dict[str, dict[str, Any]] = {
    "cob": {
        "label": "company operating base",
        "tier": 2,
        "service": "response",
        "persona": "military",
        "reach_min": 60.0,
        "personnel": 120,
        "hosts": [],
    },
    "jpt": {
        "label": "joint protection team",
        "tier": 1,
        "service": "dialogue",
        "persona": "civilian",
        "reach_min": 60.0,
        "personnel": 6,
        "hosts": ["cob"],
        "visits_per_month": 4,
        "team_days": 18,
    },
}
"""A company is about 117-120 troops (MONUSCO totals); a team makes 4 visits of 4-5 days a month."""

SOURCE_WEIGHTS = {
    "state": 1.0,
    "armed_group": 1.0,
    "communal": 1.0,
    "criminal": 1.0,
    "unattributed": 1.0,
}
"""A mission acts regardless of the source: equal. Lowering one needs a written reason."""

PRIORITY_WEIGHTS = {"must": 3.0, "should": 3.0, "could": 1.0}
"""Weight of risk in the areas of the threat register; 1 everywhere else."""

FLOOR_SHARE = 0.8
"""Every observed source reaches at least this part of the overall share S."""

SHORTFALL_PENALTY = 10.0
"""Objective lost per unit of share that an elastic floor falls short, times the weight of all rows."""

DEMAND_CELL_M = 5000.0
TRAVEL_CELL_M = 1000.0
"""Cells: at 5 km roads fill a tenth of the area, so travel is on finer cells than demand."""

HALF_LIFE_DAYS = 365.0
"""The weight of an incident halves in this time; the best of the half-lives tried on eastern DRC."""

BANDWIDTHS_M = [5000.0, 7500.0, 10000.0, 15000.0, 20000.0, 30000.0]
"""Kernels compared; finer than 5 km the positions of published incidents say nothing."""

FIGHTING_WEIGHT = 0.5
"""Weight of fighting nearby against 1 for violence against civilians; judgement."""

UNKNOWN_BEYOND_M = 30_000.0
UNKNOWN_EVENT_M = 10_000.0
"""A cell is unknown beyond the first from every base, road and place, with no event within the second."""

THREAT_LIMIT_MIN = 60.0
THREAT_SHARE = 0.5
"""A threat is met when this share of its area's risk is within its limit: the median, as for travel."""

CANDIDATES = 300
SPACING_M = 5000.0
CANDIDATE_RADIUS_M = 20_000.0
"""Candidate sites: how many, how far apart, and how far around a place risk counts when choosing."""

SNAP_M = 3000.0
"""How far a site in water or outside the outline may be moved; coarse outlines miss towns by that much."""

WET_FACTOR = 2.0
"""Travel off paved roads takes this many times longer in the wet season; judgement."""

EFFORT = 1
GAP = 0.0
"""Counted work of the optimiser, and the distance from the best plan at which it may stop: a proof."""

ROAD_KMH = dict(ROAD_SPEEDS)
"""Speed by OpenStreetMap class of road in the dry season; "" is a road without one."""

OFF_ROAD_KMH = dict(OFF_ROAD_SPEEDS)
"""Off the mapped roads: walking pace, 0.012 minutes per metre (Malaria Atlas Project friction 2015)."""

DEFAULTS: dict[str, Any] = {
    "bands_min": BANDS_MIN,
    "band_values": BAND_VALUES,
    "services": SERVICES,
    "effectiveness": EFFECTIVENESS,
    "assets": ASSETS,
    "objective": {"source_weights": SOURCE_WEIGHTS, "priority_weights": PRIORITY_WEIGHTS},
    "travel": {"road_kmh": ROAD_KMH, "off_road_kmh": OFF_ROAD_KMH},
}
"""What a mission file is laid over."""
