"""Police, offices and community projects stand in settlements and at sites of displaced people."""

from __future__ import annotations

from geo_poc.outcome import Outcome
from geo_poc.settled import settled_sites
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import REBELS, Event, Tiny

BASES = """\
name,latitude,longitude,personnel
Lonely,0.30,0.15,120
Beside,0.495,0.305,120
"""
CAMP = "name,people,date,latitude,longitude\nCamp,9000,2025-06-01,0.12,0.45\n"
LAYER = '[layers.displaced]\npath = "displaced.csv"\n'


def _planned(plan_tiny: Planner, extra: str = "", **budget: int) -> Outcome:
    return plan_tiny(
        Tiny(
            events=(Event(0.30, 0.50, REBELS, 20), Event(0.45, 0.12, REBELS, 20)),
            people=((0.30, 0.50, 9_000.0), (0.45, 0.12, 9_000.0)),
            budget={"cob": 0, "jpt": 0, "patrol": 0, "night_patrol": 0} | budget,
            extra=LAYER + extra,
            files={"bases.csv": BASES, "displaced.csv": CAMP},
        )
    )


def _at(outcome: Outcome, tool: str) -> list[str]:
    return [placement.name for placement in outcome.plan.placements if placement.tool == tool]


def test_candidates_and_bases_beside_people_are_settled(plan_tiny: Planner) -> None:
    """A base in the open is none; one half a kilometre from a town is."""
    outcome = _planned(plan_tiny)
    named = {outcome.sites[n].name for n in settled_sites(outcome.landscape, outcome.sites)}
    assert "Lonely" not in named
    assert {"Beside", "South"} <= named


def test_camps_can_be_candidate_sites(plan_tiny: Planner) -> None:
    """Where asked for, a site of displaced people is a candidate; else it is none."""
    asked = _planned(plan_tiny, "[candidates]\ndisplaced = true\n")
    assert "Camp" in {site.name for site in asked.sites}
    assert "Camp" not in {site.name for site in _planned(plan_tiny).sites}


def test_police_stand_where_people_live_and_troops_are_near(plan_tiny: Planner) -> None:
    """With security within half an hour a unit stands in town; in the open, or alone, it does not."""
    strong = "[effectiveness.fpu]\narmed_group = 1.0\n"
    outcome = _planned(plan_tiny, strong, fpu=3)
    assert _at(outcome, "fpu") == ["Beside"]
    assert outcome.evaluation is not None
    assert {tool.name for tool in outcome.tools} >= {"fpu"}
    far = _planned(plan_tiny, strong + "[assets.fpu]\nnear_min = 1000\n", fpu=4)
    assert {"Beside", "South"} <= set(_at(far, "fpu"))
    assert "Lonely" not in _at(far, "fpu")


def test_a_field_office_hosts_teams(plan_tiny: Planner) -> None:
    """A team may stand at a civilian office where there is no base."""
    outcome = _planned(plan_tiny, jpt=4, field_office=2, human_rights=1)
    offices = set(_at(outcome, "field_office"))
    assert offices
    assert offices & set(_at(outcome, "jpt"))
    hosts = {"Lonely", "Beside"} | offices
    assert set(_at(outcome, "human_rights")) <= hosts
