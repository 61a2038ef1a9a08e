"""Futures in which a constraint no longer holds: what stands acts all the same, and a hub may be lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo_poc.evaluating import evaluate
from geo_poc.mission import Mission
from geo_poc.robustness import robust
from tests.tiny_mission import Event, Tiny, write_tiny

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
