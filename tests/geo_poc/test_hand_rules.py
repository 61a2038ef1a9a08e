"""A change by hand is held against hubs, distances, floors, backup and tiers, as an evaluation is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo_poc.evaluating import evaluate
from geo_poc.hand_session import HandSession, prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.mission import Mission
from tests.tiny_mission import Tiny, write_tiny

NO_PATROLS = {"jpt": 0, "patrol": 0, "night_patrol": 0}
ON_THE_ROAD = (("Mid", 0.30, 0.30), ("Far", 0.50, 0.30))
HUB = '[[constraints.hub]]\nname = "medevac"\nsites = ["West"]\nwithin_min = 60\n'
RULES = """
[[constraints.floor]]
name = "all"
of = "people"
share = 0.85
[[constraints.floor]]
name = "risk"
base = "reachable"
share = 1.0
[[constraints.backup]]
name = "two"
site = "Mid"
within_min = 500
[[constraints.tier]]
name = "troops"
tier = 2
least = 2
"""
ONE_ROAD = '[[constraints.spacing]]\nmetres = 30000\nreason = "one road"\n'


def _session(folder: Path, extra: str, *bases: tuple[str, float, float], cob: int = 2) -> HandSession:
    tiny = Tiny(bases=bases, places=ON_THE_ROAD, budget={"cob": cob, "tob": 1} | NO_PATROLS, extra=extra)
    return prepare_what_if(Mission.load(write_tiny(folder, tiny)))


def test_a_base_beyond_every_hub_is_told_and_stays(tmp_path: Path) -> None:
    """It needs a base that passes support on; without it a rule is broken, and it acts all the same."""
    session = _session(tmp_path, HUB, ("West", 0.05, 0.30))
    (told,) = what_if(session, add=[("cob", "Far")])["breaks"]
    beyond = "company operating base at Far: medevac: over 60 minutes by road from every hub"
    assert told == f"{beyond}, and no other base of the plan passes support on"
    assert what_if(session, add=[("cob", "Far"), ("cob", "Mid")])["breaks"] == []


def test_dropping_what_passes_support_on_leaves_what_it_supported(tmp_path: Path) -> None:
    """A base is no team that goes with its host: it stays, and the rule that is broken is told."""
    stands = (("West", 0.05, 0.30), ("Middle", 0.30, 0.30))
    session = _session(tmp_path, HUB, *stands)
    assert what_if(session, add=[("cob", "Far")])["breaks"] == []
    found = what_if(session, add=[("cob", "Far")], drop=["Middle"])
    assert [change["closes"] for change in found["changes"]] == [["cob:middle"], []]
    closes, told = found["breaks"]
    assert closes.startswith("company operating base at Middle closes")
    assert told.startswith("company operating base at Far: medevac: over 60 minutes by road from every hub")


def test_floors_backup_and_tiers_that_a_change_leaves_short_are_told(tmp_path: Path) -> None:
    """With the share before, as evaluating the plan without the base has it; what stays as it was is not."""
    bases = (("West", 0.15, 0.30), ("East", 0.45, 0.30))
    session = _session(tmp_path / "m", RULES, *bases)
    assert what_if(session, add=[("cob", "Mid")])["breaks"] == []
    told = what_if(session, drop=["East"])["breaks"]
    assert told[0].startswith("company operating base at East closes")
    plan = pd.DataFrame({"site": ["west"], "tool": ["cob"]})
    outcome = evaluate(session.mission, plan, only=True)
    found = [f.message for f in outcome.findings if f.column == "constraints"]
    assert found[0] == told[0]
    short = [words.split(": the plan has ") for words in found[1:]]
    assert [words.split(" of what counts")[0] for words in told[1:]] == [
        f"{name}: {rest.split(' of what counts')[0]}" for name, rest in short
    ]
    assert [name for name, _ in short] == ["floor: all", "floor: risk", "backup: two", "tier II: troops"]
    assert told[-1] == "tier II: troops: 50.0% of what counts instead of 100.0%, and 100.0% is asked for"


def test_what_rules_out_a_site_and_what_stands_too_near_are_told_with_the_reason(tmp_path: Path) -> None:
    """Of two new bases too near to each other, and of one too near to what stands, the rule is said."""
    session = _session(tmp_path / "far", ONE_ROAD, ("Corner", 0.05, 0.05))
    (told,) = what_if(session, add=[("cob", "Mid"), ("cob", "Far")])["breaks"]
    assert told == "Mid and Far are less than 30 km apart (one road)"
    beside = _session(tmp_path / "near", ONE_ROAD, ("East", 0.45, 0.30))
    (told,) = what_if(beside, add=[("cob", "Mid")])["breaks"]
    near = "less than 30 km from East: one road"
    assert told == f"company operating base at Mid opens, and the mission rules it out: {near}"


def test_a_site_that_one_rule_rules_out_is_held_against_the_others(tmp_path: Path) -> None:
    """A place that the mission forbids, too near to what stands and beyond the hub, breaks three rules."""
    flood = '[[site]]\nname = "Far"\nstatus = "forbidden"\nreason = "flood"\n'
    near = ONE_ROAD.replace("30000", "60000")
    session = _session(tmp_path, HUB + near + flood, ("West", 0.05, 0.30))
    flooded, too_near, beyond = what_if(session, add=[("cob", "Far")])["breaks"]
    assert flooded == "company operating base at Far opens, and the mission rules it out: flood"
    assert too_near == "West and Far are less than 60 km apart (one road)"
    assert beyond.startswith("company operating base at Far: medevac: over 60 minutes by road from every hub")


def test_a_base_that_closes_though_it_may_not_is_told_alike(tmp_path: Path) -> None:
    """An evaluation of the plan without it tells it too; what stands with it goes with it, and not alone."""
    stands = "name,latitude,longitude,personnel,cla\nWest,0.30,0.15,120,2\nEast,0.30,0.45,120,2\n"
    tiny = Tiny(budget={"cob": 1} | NO_PATROLS, files={"bases.csv": stands})
    mission = Mission.load(write_tiny(tmp_path / "a", tiny))
    session = prepare_what_if(mission)
    outcome = evaluate(mission, pd.DataFrame({"site": ["west"], "tool": ["cob"]}), only=True)
    told = [f.message for f in outcome.findings if f.column == "constraints"]
    assert len(told) == 2
    assert told[0].endswith("the mission says of no such base that it may (constraints.release)")
    assert told[1].endswith("only a base in place may go, with what stands there (constraints.release)")
    assert sorted(told) == sorted(what_if(session, drop=["East", ("cla", "West")])["breaks"])
    added = evaluate(mission, pd.DataFrame({"site": ["west"], "tool": ["cob"]}))
    assert [f for f in added.findings if f.column == "constraints"] == []
    going = '[[constraints.release]]\nsite = "East"\nreason = "quiet"\nclose_cost = 0\n'
    mission = Mission.load(
        write_tiny(tmp_path / "b", Tiny(budget=tiny.budget, files=tiny.files, extra=going))
    )
    plan = pd.DataFrame({"site": ["west", "west"], "tool": ["cob", "cla"]})
    let = evaluate(mission, plan, only=True)
    assert [f for f in let.findings if f.column == "constraints"] == []


def test_what_patrols_alone_reach_is_part_of_what_can_be_reached(tmp_path: Path) -> None:
    """A base that closes takes its patrols with it, and a floor that they held is told."""
    threat = (
        '[[threat]]\nid = "Ford"\nname = "Ford"\nsource = "armed_group"\npriority = "should"\n'
        "strategic = true\n"
        'tools = ["patrol"]\ncentre = [0.30, 0.30]\nradius_km = 4\n'
    )
    floor = '[[constraints.floor]]\nname = "named"\nof = "strategic"\nbase = "reachable"\nshare = 1.0\n'
    tiny = Tiny(bases=(("West", 0.15, 0.30), ("East", 0.45, 0.30)), budget={"cob": 0, "jpt": 0})
    session = prepare_what_if(Mission.load(write_tiny(tmp_path, replace(tiny, extra=threat + floor))))
    told = what_if(session, drop=["West", "East"])["breaks"]
    assert [
        words for words in told if words.startswith("floor: named: 0.0% of what counts instead of 100.0%")
    ]
