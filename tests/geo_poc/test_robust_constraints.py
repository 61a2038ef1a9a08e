"""Futures in which a rule or a caveat holds and another not: what stands acts, and patrols keep to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo_poc.control import Control
from geo_poc.evaluating import evaluate
from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from geo_poc.robust_words import robust_lines
from geo_poc.robustness import robust
from tests.tiny_mission import Event, Tiny, box, write_tiny

HUB = '[[constraints.hub]]\nname = "medevac"\nsites = ["West"]\nwithin_min = 60\nrelay = false\n'
TINY = Tiny(
    events=(Event(0.30, 0.30), Event(0.55, 0.30), Event(0.15, 0.30)),
    people=((0.30, 0.30, 20_000), (0.55, 0.30, 30_000), (0.15, 0.30, 5_000), (0.45, 0.30, 5_000)),
    places=(("Mid", 0.30, 0.30), ("Far", 0.55, 0.30)),
    budget={"cob": 1, "jpt": 0, "patrol": 0, "night_patrol": 0},
)


def test_a_base_that_is_late_for_its_hub_in_a_future_counts_as_an_evaluation_has_it(tmp_path: Path) -> None:
    """Roads that the rains slow put Far beyond the hub: the rule is not kept, and the base still stands."""
    mission = Mission.load(write_tiny(tmp_path, replace(TINY, extra=HUB)))
    told = robust(mission, lose=2, members=0)
    assert told["left_out"] == []
    first = told["plans"][0]
    assert [one["id"] for one in first["placed"]] == ["cob:c-far"]
    plan = pd.DataFrame({"site": ["c-far"], "tool": ["cob"]})
    wet = evaluate(mission.with_settings(travel__season="wet"), plan)
    assert any("over 60 minutes by road from every hub" in finding.message for finding in wet.findings)
    assert first["credit"]["wet_season"] == pytest.approx(wet.plan.credit, rel=1e-9)
    beyond = "company operating base at {}: medevac: over 60 minutes by road from every hub"
    late = [beyond.format(name) for name in ("East", "Far")]
    assert first["breaks"] == {"wet_season": late, "lost:west": late}
    (line,) = (line for line in robust_lines(told) if line.startswith("The wet season: "))
    assert line.endswith(f" Not kept there: {late[0]}; {late[1]}.")
    # The hub itself is lost: what is new stays, and no plan of that future opens anything new.
    (lost,) = (plan for plan in told["plans"] if plan["name"] == "lost:west")
    assert lost["placed"] == []
    assert first["credit"]["lost:west"] > lost["credit"]["lost:west"]


RULES = """
[[constraints.floor]]
name = "everybody"
of = "people"
share = 0.8
[[constraints.floor]]
name = "what can be"
of = "people"
share = 0.9
base = "reachable"
[[constraints.backup]]
name = "twice"
centre = [0.30, 0.30]
radius_km = 20
share = 0.9
[[constraints.tier]]
name = "presence"
tier = 2
least = 3
[[constraints.spacing]]
minutes = 30
reason = "one road"
"""


@pytest.mark.parametrize("season", ["wet", "dry"])
def test_what_falls_short_in_a_season_is_what_an_evaluation_tells_of_it(tmp_path: Path, season: str) -> None:
    """Floors, backup, tiers and least distances in minutes are held on the roads of that future."""
    other = "dry" if season == "wet" else "wet"
    tiny = replace(TINY, budget=TINY.budget | {"cob": 2}, extra=RULES)
    mission = Mission.load(write_tiny(tmp_path, tiny)).with_settings(travel__season=other)
    told = robust(mission, lose=0, members=0)
    assert told["left_out"] == []
    differ = 0
    for made in told["plans"]:
        rows = [("east", "cob"), *((one["id"].split(":")[1], one["tool"]) for one in made["placed"])]
        placed = pd.DataFrame(rows, columns=["site", "tool"])
        for name, travel in (("as_planned", other), (f"{season}_season", season)):
            found = evaluate(mission.with_settings(travel__season=travel), placed).findings
            expected = [finding.message for finding in found if finding.column == "constraints"]
            assert sorted(made["breaks"].get(name, [])) == sorted(expected)
        differ += made["breaks"].get("as_planned") != made["breaks"].get(f"{season}_season")
    assert differ


def test_a_base_lost_leaves_a_tier_short_and_a_line_says_what_it_changes(tmp_path: Path) -> None:
    """What is short as planned already is said there, and not again in every future."""
    tier = '[[constraints.tier]]\nname = "{}"\ntier = 2\nleast = {}\n'
    extra = tier.format("few", 3) + tier.format("many", 9)
    told = robust(Mission.load(write_tiny(tmp_path, replace(TINY, extra=extra))), lose=1, members=0)
    first = told["plans"][0]
    (lost,) = (future["name"] for future in told["futures"] if future["name"].startswith("lost:"))
    many, fewer = (
        f"tier II: many: the plan has {share} of what counts, and 100.0% is asked for"
        for share in ("33.3%", "22.2%")
    )
    few = "tier II: few: the plan has 66.7% of what counts, and 100.0% is asked for"
    assert first["breaks"]["as_planned"] == [many]
    assert first["breaks"][lost] == [few, fewer]
    assert first["breaks"]["effectiveness_low"] == [many]
    lines = robust_lines(told | {"least_regret": "as_planned"})
    saying = {line.split(":")[0]: line for line in lines if "Not kept there" in line}
    assert saying["As planned"].endswith(f" Not kept there: {many}.")
    assert any(line.endswith(f" Not kept there: {few}; {fewer}.") for line in saying.values())
    assert len(saying) == 2


def test_a_base_that_may_close_is_lost_in_a_future_too(tmp_path: Path) -> None:
    """The lock of that future contradicts no release of the mission."""
    rule = '[[constraints.release]]\nsite = "East"\nreason = "quiet"\nclose_cost = 0\n'
    told = robust(Mission.load(write_tiny(tmp_path, replace(TINY, extra=rule))), lose=2, members=0)
    assert told["left_out"] == []
    assert {"lost:west", "lost:east"} <= {future["name"] for future in told["futures"]}


@pytest.mark.parametrize("stage", ["suspected caveats bite", "the wet season"])
def test_once_stopped_the_plans_made_are_kept_and_the_rest_is_left_out(tmp_path: Path, stage: str) -> None:
    """While patrols or travel of a future are laid out too: its plan is not made, and that is said."""
    bases = "name,latitude,longitude,personnel,contingent\nWest,0.30,0.15,120,Alpha\nEast,0.30,0.45,120,\n"
    caveats = "contingent,caveat,value,declared\nAlpha,maximum_distance,5,suspected\n"
    tiny = replace(
        TINY,
        budget={"cob": 1, "jpt": 0},
        extra='[layers.contingents]\npath = "contingents.csv"\n',
        files={"bases.csv": bases, "contingents.csv": caveats},
    )
    stopped: list[str] = []

    def tell(_: str, words: str) -> None:
        stopped.extend([words] if words == stage else [])

    control = Control(tell=tell, cancel=lambda: bool(stopped))
    told = robust(Mission.load(write_tiny(tmp_path, tiny)), lose=1, members=0, control=control)
    left = {one["words"]: one["reason"] for one in told["left_out"]}
    assert left[stage] == "it was stopped before a plan was made for it"
    assert set(left.values()) == {left[stage]}
    made = [one["words"] for one in told["futures"]]
    assert made[:3] == ["as planned: middle effectiveness", "low effectiveness", "high effectiveness"]
    assert [one["name"] for one in told["plans"]] == [
        one["name"] for one in told["futures"] if one["own_plan"]
    ]
    assert len(left) + len(made) == 7
    assert told["reproducible"] is False


def test_stopped_before_any_future_with_weight_the_others_count_alike(tmp_path: Path) -> None:
    """What was made by then is not lost to an error about weights that were sound."""
    stopped: list[str] = []

    def tell(_: str, words: str) -> None:
        stopped.extend([words] if words == "low effectiveness" else [])

    control = Control(tell=tell, cancel=lambda: bool(stopped))
    nothing = dict.fromkeys(("as_planned", "effectiveness_low", "effectiveness_high", "as_recorded"), 0.0)
    mission = Mission.load(write_tiny(tmp_path, TINY))
    told = robust(mission, lose=0, members=0, weights=nothing, control=control)
    assert [one["name"] for one in told["plans"]] == ["as_planned", "effectiveness_low"]
    assert "wet_season" in [one["name"] for one in told["left_out"]]
    assert {one["weight"] for one in told["futures"]} == {1.0}
    assert told["weights_held"] is False
    for plan in told["plans"]:
        assert plan["worst"] == max(plan["regret"].values())
        assert plan["expected"] == pytest.approx(sum(plan["regret"].values()) / len(plan["regret"]))


@pytest.mark.parametrize("caveat", ["maximum_distance,5", "no_go,Sector", "no_night,"])
def test_patrols_keep_to_caveats_that_bite_in_a_future(tmp_path: Path, caveat: str) -> None:
    """A route farther than the troops go is none: the best plan is that of a mission where they bite."""
    bases = "name,latitude,longitude,personnel,contingent\nWest,0.30,0.15,120,Alpha\nEast,0.30,0.45,120,\n"
    tiny = Tiny(
        people=((0.15, 0.30, 20_000), (0.25, 0.30, 20_000), (0.45, 0.30, 20_000)),
        budget={"cob": 0, "jpt": 0},
        districts=(("Sector", box(0.18, 0.20, 0.35, 0.40)),),
        extra='[layers.contingents]\npath = "contingents.csv"\n',
        files={
            "contingents.csv": f"contingent,caveat,value,declared\nAlpha,{caveat},suspected\n",
            "bases.csv": bases,
        },
    )
    mission = Mission.load(write_tiny(tmp_path, tiny))
    told = robust(mission, lose=0, members=0)
    biting = make_plan(mission.with_settings(readiness__suspected_bite=True))
    (future,) = (one for one in told["futures"] if one["name"] == "suspected_caveats")
    assert future["best"] == pytest.approx(biting.plan.credit, rel=1e-9)
    again = robust(mission.with_settings(readiness__suspected_bite=True), lose=0, members=0)
    (lifted,) = (one for one in again["futures"] if one["name"] == "suspected_caveats")
    assert lifted["best"] == pytest.approx(make_plan(mission).plan.credit, rel=1e-9)
