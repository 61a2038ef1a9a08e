"""The training mission's mission.toml: commented, because people copy it as a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from layers.training.clusters import ACTORS
from layers.training.frame import Frame
from layers.training.layout import COUNTRY, FRAME, Point, town
from layers.training.register import BUDGET, INJECTS, SCENARIOS, THREATS, Inject, Scenario, Threat
from layers.training.violence import AS_OF

_HEAD = Template("""\
# $country: the training mission of geo_poc. EXERCISE: country, people, names and coordinates are fictional
# (the coordinates lie in the open ocean). Written by the program from seed $seed; copy it as a template.
# Order matters in TOML: first the single keys, then the [tables], then the [[lists of tables]].
schema_version = 1
name = "$country (training)"
kind = "exercise"                     # exercise | illustration | operation
as_of = $as_of                    # nothing dated later is read
bands_min = [15, 30, 60, 120]         # minutes of travel; a band includes its edge

[area]
path = "area.geojson"                 # paths are relative to this file
borders = "closed"                    # closed: nobody travels outside the outline
classification = "Unclassified"       # of each layer; without one it is Confidential
attribution = "Fictional, generated"

[grid]
demand_cell_m = $demand_cell_m                  # where people are counted
travel_cell_m = $travel_cell_m                   # where travel is timed; divides demand_cell_m
crs = "auto"                          # local Lambert azimuthal equal-area

# --- layers: files as the mission's sections hand them over -------------------------------------------

[layers.incidents]                    # UCDP GED, recognised by its 49 columns
path = "incidents.csv"
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.bases]                        # each base names its contingent
path = "bases.csv"
columns = { name = "name", latitude = "latitude", longitude = "longitude", personnel = "personnel" }
classification = "Unclassified"
attribution = "Fictional, generated"

[[layers.population]]                 # in order: a later layer fills only the holes of the earlier ones
path = "population.tif"
unit = "people_per_cell"              # or people_per_km2
classification = "Unclassified"
attribution = "Fictional, generated"

[[layers.roads]]
path = "roads.geojson"
columns = { class = "highway" }
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.rivers]                       # a road that crosses a river is taken for a bridge
path = "rivers.geojson"
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.lakes]                        # lakes always block
path = "lakes.geojson"
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.places]
path = "places.geojson"
columns = { name = "name", class = "place" }
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.districts]
path = "districts.geojson"
columns = { name = "name", code = "code" }
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.displaced]                    # name, type, people, date; older than 90 days is marked stale
path = "displaced.csv"
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.groups]                       # women, men, girls, boys: a folder of rasters by age and sex
path = "age_sex"
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.other_actors]                 # who else is there; shown, and never tasked by a plan
path = "other_actors.csv"
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.contingents]                  # caveats, preparation time, reliability; never below Confidential
path = "contingents.csv"
classification = "Confidential"
attribution = "Fictional, generated"

[layers.restrictions]                 # who may not go where: free | notify | authorise | seasonal | denied
path = "restrictions.geojson"
classification = "Unclassified"
attribution = "Fictional, generated"

# --- settings -----------------------------------------------------------------------------------------

[evaluation]                          # the last three years
window_start = 2022-07-01
window_end = $as_of

[travel]
season = "dry"

[budget]                              # on top of the bases in place, which are kept
cob = $cob                               # company operating bases
jpt = $jpt                               # joint protection teams, one month each

[candidates]
$candidates

[limits]
gap = $gap                              # distance from the best plan to stop at; 0 asks for a proof

# How far a tool is expected to lower each source of threat, 0 to 1, as low, mid and high, each with its
# source. Left out, the defaults hold (mid, for state / armed_group / communal / criminal: COB .2/.8/.6/.5,
# JPT .6/.3/.6/.3). An own judgement is entered like this:
# [effectiveness.cob]
# state = { low = 0.1, mid = 0.2, high = 0.3, source = "Fjelde, Hultman and Nilsson 2019" }

""")

_ACTORS = """\
# --- actors: who stands behind a name in the incidents --------------------------------------------------
# Without an entry, clashes between non-state actors count as violence of an armed group.
"""

_THREATS = """\
# --- threat register ----------------------------------------------------------------------------------
# priority: must (reached within its limit, else the first line of the plan), should or could.
# Where: a district by name, or a centre [longitude, latitude] with a radius.
"""

_SITES = """\
# --- sites decided before planning: forbidden or locked, each with a reason ---------------------------
"""

_SCENARIOS = """\
# --- scenarios: what is compared, side by side --------------------------------------------------------
"""


@dataclass(frozen=True, slots=True)
class Script:
    """What one training mission's file says.

    Parameters
    ----------
    country : str
    frame : Frame
    cells_m : tuple of int
        Demand and travel cells.
    budget : tuple of int
        Company operating bases and joint protection teams.
    candidates : mapping of str to int
        Keys of the table `candidates`.
    actors : tuple of (name, source)
    threats, scenarios, injects : tuple
    forbidden : str
        Name of the site that no base may take, "" for none.
    gap : float
        Distance from the best possible plan at which the search may stop.
    """

    country: str
    frame: Frame
    cells_m: tuple[int, int]
    budget: tuple[int, int]
    candidates: Mapping[str, int]
    actors: tuple[tuple[str, str], ...]
    threats: tuple[Threat, ...]
    scenarios: tuple[Scenario, ...]
    injects: tuple[Inject, ...]
    forbidden: str = ""
    gap: float = 0.0


DEMO = Script(
    COUNTRY,
    FRAME,
    (2000, 500),
    BUDGET,
    {"max": 80},
    ACTORS,
    THREATS,
    SCENARIOS,
    INJECTS,
    town("lowland_gate").name,
)


def mission_text(*, seed: int, town_at: Mapping[str, Point], script: Script = DEMO) -> str:
    """Return the text of mission.toml.

    Parameters
    ----------
    seed : int
        Named in the first comment.
    town_at : mapping of str to point
        Where the seed put each town, by its key, kilometres.
    script : Script
    """
    head = _HEAD.substitute(
        country=script.country,
        seed=seed,
        as_of=AS_OF.isoformat(),
        demand_cell_m=script.cells_m[0],
        travel_cell_m=script.cells_m[1],
        cob=script.budget[0],
        jpt=script.budget[1],
        candidates="\n".join(f"{key} = {value}" for key, value in script.candidates.items()),
        gap=f"{script.gap:g}",
    )
    parts = [head, _ACTORS]
    parts += [_table("actor", {"name": name, "source": source}) for name, source in script.actors]
    parts.append(_THREATS)
    parts += [_threat(threat, town_at, script.frame) for threat in script.threats]
    if script.forbidden:
        parts.append(_SITES)
        reason = "The only level ground is the school compound; bases keep away from schools."
        parts.append(_table("site", {"name": script.forbidden, "status": "forbidden", "reason": reason}))
    parts.append(_SCENARIOS)
    parts += [_scenario(scenario) for scenario in script.scenarios]
    return "".join(parts).rstrip("\n") + "\n"


def toml_value(value: object) -> str:
    """Return text, numbers, dates (as given by str) and lists of them in TOML, texts escaped."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml_value(entry) for entry in value) + "]"
    return str(value)


def _table(name: str, values: Mapping[str, object]) -> str:
    """Return one entry of a list of tables."""
    lines = [f"{key} = {toml_value(value)}" for key, value in values.items()]
    return "\n".join([f"[[{name}]]", *lines]) + "\n\n"


def _threat(threat: Threat, town_at: Mapping[str, Point], frame: Frame) -> str:
    """Return one threat; its place is a district, or a town's surroundings."""
    where: dict[str, object] = {"district": threat.where}
    if threat.radius_km is not None:
        lon, lat = frame.to_lonlat(*town_at[threat.where])
        where = {"centre": [round(float(lon), 5), round(float(lat), 5)], "radius_km": threat.radius_km}
    values: dict[str, object] = {
        "id": threat.id,
        "name": threat.name,
        "source": threat.source,
        "objective": threat.objective,
        "priority": threat.priority,
        "time_limit_min": threat.time_limit_min,
        "tools": threat.tools,
        "groups": threat.groups,
        **where,
        "legal_frame": threat.legal_frame,
        "strategy_reference": threat.strategy_reference,
        "owner_role": threat.owner_role,
        "review_date": threat.review_date,
    }
    return _table("threat", values)


def _scenario(scenario: Scenario) -> str:
    """Return one scenario with the budget that it overrides."""
    table = _table("scenario", {"name": scenario.name, "intent": scenario.intent}).rstrip("\n")
    return f"{table}\n[scenario.overrides]\nbudget = {{ cob = {scenario.cob}, jpt = {scenario.jpt} }}\n\n"
