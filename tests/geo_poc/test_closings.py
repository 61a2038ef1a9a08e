"""A base that closes takes down what it alone hosts: explanations and changes by hand agree."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo_poc.answer_sheets import answer_sheets
from geo_poc.explaining import explain
from geo_poc.hand_session import prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.mission import Mission
from geo_poc.planning import plan_to
from geo_poc.record import as_text
from geo_poc.tradeoff_words import tradeoff_lines
from tests.geo_poc.weighed_missions import published
from tests.tiny_mission import Event, Tiny, write_tiny

ALONE = Tiny(
    bases=(("West", 0.15, 0.30),),
    places=(("Near", 0.25, 0.30),),
    people=((0.15, 0.30, 20_000), (0.25, 0.30, 10_000), (0.40, 0.30, 5_000)),
    events=(Event(0.15, 0.30), Event(0.40, 0.30)),
    budget={"cob": 0, "tob": 1, "jpt": 0, "patrol": 0, "night_patrol": 0},
    extra="[assets.cob]\nreach_min = 20\n",
)
"""One company base, and a place where a temporary base may stand that only it supports."""

STANDING = "name,latitude,longitude,personnel,tool\nWest,0.30,0.15,120,cob\nNear,0.30,0.25,30,tob\n"


def _mission(folder: Path, *, standing: bool) -> Mission:
    tiny = ALONE if not standing else replace(ALONE, places=(("South", 0.30, 0.10),), budget={"cob": 0})
    path = write_tiny(folder / "mission", tiny)
    if standing:
        (path.parent / "bases.csv").write_text(STANDING, encoding="utf-8")
    return Mission.load(path)


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("id", "people", "lose_reach", "near", "taken_over_by")}


@pytest.mark.parametrize("standing", [True, False], ids=["in place", "new"])
def test_a_base_without_its_support_does_not_take_over(tmp_path: Path, *, standing: bool) -> None:
    """The temporary base closes with the company base that supports it, as `what-if` has it."""
    mission = _mission(tmp_path, standing=standing)
    plan_to(mission, tmp_path / "run")
    session = prepare_what_if(mission, run=tmp_path / "run")
    dropped = json.loads(as_text(what_if(session, drop=["West"])))
    found = published(explain(mission, solve=2))
    site = {row["name"]: row for row in found["sites"]}["West"]
    assert {one["tool"] for one in site["closes"]} == {"cob", "tob"}
    assert site["parts"]["credit"] == pytest.approx(found["credit"])
    assert site["status"] == "solved"  # nothing that could host the temporary base is left
    assert site["least"] == pytest.approx(site["loss"])
    rows = {row["name"]: row for row in found["closings"]}
    assert set(rows) == {"West", "Near"}
    by_hand = {row["name"]: row for row in dropped["closes"]}
    assert set(by_hand) == {"West", "Near"}
    west = rows["West"]
    assert _figures(west) == _figures(by_hand["West"])
    assert west["taken_over_by"] == []
    assert west["lose_reach"] == pytest.approx(west["people"])
    assert [one["tool"] for one in west["closes_with"]] == ["tob"]
    assert west["lose_reach_in_all"] == pytest.approx(dropped["lose_reach"])
    assert west["lose_reach_in_all"] > west["lose_reach"]
    near = rows["Near"]
    assert [one["name"] for one in near["taken_over_by"]] == ["West"]
    assert (near["closes_with"], near["lose_reach_in_all"]) == ([], near["lose_reach"])
    (line,) = (line for line in tradeoff_lines(found) if line.startswith("If West closes"))
    assert "nobody takes over. It takes with it temporary operating base at Near: " in line
    assert line.endswith("people lose reach in all.")
    sheet = answer_sheets(found)["closings"].set_index("name")
    assert sheet.loc["West", "closes_with"] == "temporary operating base at Near"


def test_what_a_base_passes_support_on_to_does_not_close_with_it(tmp_path: Path) -> None:
    """Beyond its hub it breaks a rule and stands all the same: a change by hand says so too."""
    hub = '[[constraints.hub]]\nname = "aid"\nsites = ["West"]\nwithin_min = 60\n'
    tiny = Tiny(
        bases=(("West", 0.05, 0.30),),
        places=(("Mid", 0.30, 0.30), ("Far", 0.55, 0.30)),
        people=((0.05, 0.30, 9_000), (0.30, 0.30, 10_000), (0.55, 0.30, 20_000)),
        events=(Event(0.05, 0.30), Event(0.30, 0.30), Event(0.55, 0.30)),
        budget={"cob": 2, "jpt": 0, "patrol": 0, "night_patrol": 0},
        extra=f"[assets.cob]\nreach_min = 20\n{hub}",
    )
    mission = Mission.load(write_tiny(tmp_path / "mission", tiny))
    rows = {row["id"]: row for row in explain(mission, solve=0)["closings"]}
    assert set(rows) == {"cob:west", "cob:c-mid", "cob:c-far"}
    assert rows["cob:c-mid"]["closes_with"] == []
    plan_to(mission, tmp_path / "run")
    by_hand = what_if(prepare_what_if(mission, run=tmp_path / "run"), drop=["Mid"])
    assert [change["closes"] for change in by_hand["changes"]] == [["cob:c-mid"]]
    assert [row["lose_reach"] for row in by_hand["closes"]] == [rows["cob:c-mid"]["lose_reach"]]
    (told,) = by_hand["breaks"]
    assert told.startswith("company operating base at Far: aid: over 60 minutes by road from every hub")


HELICOPTER = Tiny(
    bases=(("West", 0.10, 0.30), ("East", 0.40, 0.30)),
    people=((0.10, 0.30, 20_000), (0.40, 0.30, 10_000), (0.30, 0.50, 9_000)),
    events=(Event(0.10, 0.30), Event(0.40, 0.30), Event(0.30, 0.50)),
    places=(("Near", 0.25, 0.30),),
    budget={"cob": 0, "jpt": 0, "patrol": 0, "night_patrol": 0, "qrf_air": 1, "helicopter_hours": 60},
    extra="[assets.cob]\nreach_min = 20\n",
)
"""Two bases, and a quick reaction force by helicopter at one of them that reaches everybody."""


def test_forces_that_stay_take_over_and_those_that_close_are_lost(tmp_path: Path) -> None:
    """A base's people whom a helicopter reaches lose nothing; whom it alone reached its base loses."""
    mission = Mission.load(write_tiny(tmp_path / "mission", HELICOPTER))
    plan_to(mission, tmp_path / "run")
    session = prepare_what_if(mission, run=tmp_path / "run")
    found = published(explain(mission, solve=0))
    rows = {row["name"]: row for row in found["closings"]}
    (host,) = (row for row in rows.values() if row["closes_with"])
    (other,) = (row for row in rows.values() if not row["closes_with"])
    for row in rows.values():
        dropped = json.loads(as_text(what_if(session, drop=[row["name"]])))
        assert row["lose_reach_in_all"] == pytest.approx(dropped["lose_reach"])
        assert [_figures(row)] == [_figures(one) for one in dropped["closes"]]
    assert (other["lose_reach"], [one["id"] for one in other["taken_over_by"]]) == (
        0.0,
        [f"qrf_air:{host['id'].removeprefix('cob:')}"],
    )
    assert host["lose_reach_in_all"] > host["people"]
    (line,) = (one for one in tradeoff_lines(found) if one.startswith(f"If {other['name']} closes"))
    assert f"quick reaction force by helicopter at {host['name']} (" in line
    sheet = answer_sheets(found)["closings"].set_index("name")
    taken = sheet.loc[other["name"], "taken_over_by"]
    assert taken == f"quick reaction force by helicopter at {host['name']}"
