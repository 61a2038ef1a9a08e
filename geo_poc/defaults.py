"""Every default of a mission file, in one place, with its source.

None of these is an official figure: they are editable starting points and are shown as such. A mission
file that names none of them uses all of them; whatever it names replaces just that value.
"""

from __future__ import annotations

from typing import Any, Literal

from geo_poc.defaults_assets import ASSETS
from geo_poc.defaults_effects import EFFECTIVENESS
from layers.access import OFF_ROAD_KMH as OFF_ROAD_SPEEDS
from layers.access import ROAD_KMH as ROAD_SPEEDS

BANDS_MIN = [15.0, 30.0, 60.0, 120.0]
"""Road-time bands in minutes, edges included; no official norm found."""

BAND_VALUES = [1.0, 0.8, 0.5, 0.2]
"""Value of being reached within each band; step function, planning judgement."""

SERVICES = {"presence": 0.3, "response": 0.4, "dialogue": 0.3}
"""Shares of the three services in a cell's credit; planning judgement, the same for every source."""

PATROL_MIN = 480.0
NIGHT_PATROL_MIN = 240.0
PATROL_STOP_MIN = 30.0
PATROL_VISIT_M = 2500.0
PATROL_REPEATS = [0.6, 0.3, 0.1]
PATROL_WAYPOINTS = 1000
"""A short patrol is a working day with halts of half an hour; a halt is seen within a walk of 2.5 km; the
first visit in a period is worth most; judgement."""

ROUTE_DAYS = 9.0
"""Patrol-days of a month that a route kept going takes: about twice a week."""

SETTLED_M = 2500.0
"""How near a base is to a place or a site of displaced people that police there serve; judgement."""

NIGHT_SHARE = 0.5
NIGHT_FACTOR = 1.0
"""Half of the day is dark near the equator; travel by night takes as long as by day unless somebody knows."""

ALERT_WITHOUT = 0.5
"""What response is worth where nobody can call it: a default of this planner, not calibrated."""

RECORDED = [0.2, 0.2, 0.4]
"""Share of calls that a unit without a record responds to, low, middle, high: 20 % of 507 attacks met an
immediate response (OIOS 2014)."""

PARTNER_REACH_MIN = 30.0

GROUP_SPREAD = 0.05
"""A group whose share of a cell's people differs less than this between cells (coefficient of variation)
cannot be told from the others by any placement; judgement."""

ACTORS_NEAR_M = 20_000.0
"""How far from a threat area another actor counts as near; judgement."""

HARM_RING = 1.5
"""Outer edge of the ring around a new base in which violence may reappear, in parts of its own reach.

Violence moves away from new bases (Peitz and Reisch 2019); how far in minutes is judgement."""

HARM_BESIDE_M = 1000.0
HARM_PARALLEL_M = 10_000.0
HARM_SETTLEMENT_M = 2000.0
HARM_DOMINATES = 0.5
"""People beside a base, as the Juba inquiry measured it; how near to a parallel force's place or area a base
is flagged, and how near to a town or a displaced people's site a new one; the share of a cell's risk from
which a source dominates it. No official figures found: judgement."""

KEEP_AWAY_DISPLACED_M = 500.0
KEEP_AWAY_HUMANITARIAN_M = 500.0
KEEP_AWAY_SCHOOL_M = 500.0
KEEP_AWAY_HOSPITAL_M = 500.0
"""Distances that bases keep from sites of displaced people, humanitarian places, schools and hospitals.

That armed forces stay away from schools is asked for by the Oslo declaration on schools in armed conflict
(2015), from hospitals by international humanitarian law; neither has a figure: judgement."""

HUB_AIR_KMH = 200.0
"""Cruising speed of a transport helicopter (Mi-8: about 225 km/h), turns and landing included; judgement."""

BACKUP_SITES = 2
KEEP_COST = 1.0
"""A second site within reach is the least backup; keeping a base that may go costs what placing one does."""

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

SPREAD_BY: Literal["people", "people_and_incidents"] = "people_and_incidents"
"""An incident known to a district is likeliest where people live and others happened; judgement."""

INCIDENT_DATES: Literal["first_day", "interval"] = "interval"
"""An incident dated to a month happened on one of its days; UCDP gives both ends (date_start, date_end)."""

MASS_DEATHS = 10
"""An event with this many deaths is a mass casualty. No official figure found: judgement."""

HOTSPOT_SHARE = 0.5
"""A source's threat areas are the fewest cells that hold this share of its risk; judgement."""

PATROL_SECTIONS = ["patrol"]
"""An incident whose reporting section contains one of these words was found by a patrol."""

PATROL_FOUND_WEIGHT = 1.0
"""Weight of an incident that UN patrols found, against 1 for one reported otherwise; equal until lowered."""

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
"""Travel takes this many times as long in the wet season, but where land cover has factors; judgement."""

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
