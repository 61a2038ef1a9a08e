"""The training mission's mission.toml: commented, because people copy it as a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from string import Template

from layers.training.clusters import ACTORS
from layers.training.layout import COUNTRY, Point, to_lonlat, town
from layers.training.register import BUDGET, SCENARIOS, THREATS, Scenario, Threat
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
demand_cell_m = 2000                  # where people are counted
travel_cell_m = 500                   # where travel is timed; demand_cell_m is a whole multiple of it
crs = "auto"                          # local Lambert azimuthal equal-area

# --- layers: files as the mission's sections hand them over -------------------------------------------

[layers.incidents]                    # UCDP GED, recognised by its 49 columns
path = "incidents.csv"
classification = "Unclassified"
attribution = "Fictional, generated"

[layers.bases]                        # the contingents' caveats are told in injects.csv
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
max = 80

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


def mission_text(*, seed: int, town_at: Mapping[str, Point]) -> str:
    """Return the text of mission.toml.

    Parameters
    ----------
    seed : int
        Named in the first comment.
    town_at : mapping of str to point
        Where the seed put each town, by its key, kilometres.
    """
    head = _HEAD.substitute(country=COUNTRY, seed=seed, as_of=AS_OF.isoformat(), cob=BUDGET[0], jpt=BUDGET[1])
    parts = [head, _ACTORS]
    parts += [_table("actor", {"name": name, "source": source}) for name, source in ACTORS]
    parts.append(_THREATS)
    parts += [_threat(threat, town_at) for threat in THREATS]
    parts.append(_SITES)
    reason = "The only level ground is the school compound; bases keep away from schools."
    parts.append(_table("site", {"name": town("lowland_gate").name, "status": "forbidden", "reason": reason}))
    parts.append(_SCENARIOS)
    parts += [_scenario(scenario) for scenario in SCENARIOS]
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


def _threat(threat: Threat, town_at: Mapping[str, Point]) -> str:
    """Return one threat; its place is a district, or a town's surroundings."""
    where: dict[str, object] = {"district": threat.where}
    if threat.radius_km is not None:
        lon, lat = to_lonlat(*town_at[threat.where])
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
