"""A tiny mission with contingents, other actors, displaced people and a register: every account has rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from geo_poc.case import Case, case_of
from geo_poc.outcome import Outcome
from optimisation.assets import Asset
from optimisation.evaluate import evaluate
from tests.tiny_mission import STATE, Event, Tiny, box

BASES = """\
name,latitude,longitude,personnel,contingent,cla
West,0.30,0.15,120,Alpha,3
East,0.30,0.45,120,Bravo,0
"""
ACTORS = """\
name,kind,component,latitude,longitude,hrddp,hrddp_reference,hrddp_expiry,mandate
Home Guard,host_state,military,0.31,0.45,cleared,R1,2026-01-01,order
Region Force,regional,military,0.31,0.46,barred,,,
Blue Force,parallel_force,military,0.36,0.15,not_assessed,,,
Elders,community,community,0.30,0.16,,,,
Relief,humanitarian,civilian,0.303,0.15,,,,
"""
CONTINGENTS = """\
contingent,caveat,value,declared,preparation_min,reliability_low,reliability_mid,reliability_high
Alpha,no_night,,declared,10,0.1,0.2,0.3
Bravo,maximum_distance,5,suspected,,,,
Bravo,no_joint,,declared,,,,
"""
DISPLACED = """\
name,people,date,latitude,longitude
Camp,500,2025-06-01,0.302,0.452
"""
EXTRA = """\
[layers.other_actors]
path = "other_actors.csv"
classification = "Unclassified"
[layers.contingents]
path = "contingents.csv"
[layers.displaced]
path = "displaced.csv"
classification = "Unclassified"
[[threat]]
id = "T1"
name = "East"
source = "state"
priority = "must"
centre = [0.45, 0.30]
radius_km = 8
interlocutors = { pressure = "governor" }
[[threat]]
id = "T2"
name = "West"
source = "armed_group"
priority = "should"
centre = [0.15, 0.30]
radius_km = 8
"""
FILES = {
    "bases.csv": BASES,
    "other_actors.csv": ACTORS,
    "contingents.csv": CONTINGENTS,
    "displaced.csv": DISPLACED,
}
TOLD = Tiny(
    events=(Event(0.45, 0.30, side=STATE), Event(0.15, 0.30)),
    restrictions=(("Closed", box(0.36, 0.21, 0.54, 0.39), "civilian"),),
    budget={"cob": 1, "jpt": 1, "patrol": 0, "night_patrol": 0, "engagements": 1},
    files=FILES,
    extra=EXTRA,
)
"""A state threat at East, where civilians are denied passage; an armed group's at West."""


def now(outcome: Outcome) -> Case:
    """Return the case of the present."""
    return case_of(outcome, outcome.present, outcome.present_assets)


def then(outcome: Outcome) -> Case:
    """Return the case of the plan."""
    assert outcome.evaluation is not None
    return case_of(outcome, outcome.evaluation, outcome.assets)


def with_assets(case: Case, *names: str, dropped: tuple[str, ...] = ()) -> Case:
    """Return a case in which tools stand at more sites ("cob:c-north") and some of its assets do not."""
    place = {site.id: number for number, site in enumerate(case.sites)}
    kept = [asset for asset in case.assets if asset.id not in dropped]
    added = [Asset(name, name.split(":")[0], place[name.split(":")[1]]) for name in names]
    return evaluated(replace(case, assets=(*kept, *added)))


def evaluated(case: Case, **changes: Any) -> Case:
    """Return a case with some of its parts changed, evaluated anew."""
    changed = replace(case, **changes)
    scale = changed.scale
    evaluation = evaluate(changed.assets, reaches=changed.reaches, scale=scale, low=scale, high=scale)
    return replace(changed, evaluation=evaluation)
