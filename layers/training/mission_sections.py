"""The fixed text of the training mission's mission.toml: its head, and a heading for each list of tables."""

from __future__ import annotations

from string import Template

HEAD = Template("""\
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

[layers.bases]                        # each base names its contingent and its liaison assistants
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
$budget

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

BUDGET_WORDS = {
    "cob": "company operating bases",
    "tob": "temporary operating bases, within an hour of a company base",
    "jpt": "joint protection teams, one month each",
    "cla": "posts of community liaison assistants at bases",
    "can": "community alert networks in villages",
    "adviser": "protection advisers at bases",
    "patrol": "patrols by day; left out: as many as the bases keep going",
    "night_patrol": "patrols by night",
    "engagements": "mediation and pressure kept up at once, where the register has an interlocutor",
}

ACTORS_HEADING = """\
# --- actors: who stands behind a name in the incidents --------------------------------------------------
# Without an entry, clashes between non-state actors count as violence of an armed group.
"""

THREATS_HEADING = """\
# --- threat register ----------------------------------------------------------------------------------
# priority: must (reached within its limit, else the first line of the plan), should or could.
# Where: a district by name, or a centre [longitude, latitude] with a radius.
"""

VIEWS_HEADING = """\
# --- views: whose priorities differ, who was asked, and the weight of a threat's area in that view -------
# A plan uses them only where asked: geo-poc plan --weights national=0.6,local=0.4, geo-poc compromise.
"""

PARTNERS_HEADING = """\
# --- partners: others in place whose presence counts, each for a part of a company base's effect --------
# Support (joint_operation, transport, fuel, intelligence, escort) counts only with a due diligence assessment
# that allows it; humanitarians are never tasked and earn no credit.
"""

SUPPORT_HEADING = """\
# --- support to host police and justice, by district: an option where budget.host_support allows one ----
# Barred, not assessed or expired under the due diligence policy it is none; never against the state itself.
"""

SITES_HEADING = """\
# --- sites decided before planning: forbidden or locked, each with a reason ---------------------------
"""

SCENARIOS_HEADING = """\
# --- scenarios: what is compared, side by side --------------------------------------------------------
"""

FACTOR_EXAMPLE = """\
# --- factors of risk: judgements about places ---------------------------------------------------------
# factors.csv holds three analysts' values by district; their median counts and their spread is drawn. Remove
# the marks to lay it over risk, and compare: geo-poc risk tells which part of a cell is judgement.
# [[factor]]
# name = "herds pass through fields"
# role = "vulnerability"
# path = "factors.csv"
# classification = "Unclassified"
# attribution = "Fictional, generated"
# sources = ["communal"]
# source = "workshop of the dry season (fictional)"
# date = 2025-05-15
# author = "JMAC, civil affairs and gender unit"
# reliability = "B3"
# elsewhere = 0.6

"""
