"""Futures in which a rule or a caveat holds and another not: what stands acts, and patrols keep to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

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
    """Roads that the rains slow put Far beyond the hub: a rule is broken, and the base still stands."""
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
    assert line.endswith(f" A rule is broken there: {late[0]}; {late[1]}.")
    # The hub itself is lost: what is new stays, and no plan of that future opens anything new.
    (lost,) = (plan for plan in told["plans"] if plan["name"] == "lost:west")
    assert lost["placed"] == []
    assert first["credit"]["lost:west"] > lost["credit"]["lost:west"]


def test_a_base_that_may_close_is_lost_in_a_future_too(tmp_path: Path) -> None:
    """The lock of that future contradicts no release of the mission."""
    rule = '[[constraints.release]]\nsite = "East"\nreason = "quiet"\nclose_cost = 0\n'
    told = robust(Mission.load(write_tiny(tmp_path, replace(TINY, extra=rule))), lose=2, members=0)
    assert told["left_out"] == []
    assert {"lost:west", "lost:east"} <= {future["name"] for future in told["futures"]}


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
