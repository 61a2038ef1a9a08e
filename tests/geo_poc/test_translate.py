"""From mission keys to the values of the floors below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo_poc import translate
from geo_poc.mission import Mission
from tests.tiny_mission import Tiny, write_tiny

THREATS = """
[[threat]]
id = "T1"
name = "Raids"
source = "communal"
priority = "must"
hard = true
strategic = true
share = 0.7
time_limit_min = 150
tools = ["cob", "jpt"]
centre = [0.3, 0.4]
radius_km = 5
[[threat]]
id = "T2"
name = "Arrests"
source = "state"
priority = "could"
district = "North"
"""


@pytest.fixture
def mission(tmp_path: Path) -> Mission:
    """Return a tiny mission with a threat register."""
    return Mission.load(write_tiny(tmp_path / "m", Tiny(extra=THREATS)))


def test_buffer_reaches_as_far_as_anybody_travels(mission: Mission) -> None:
    """Beyond open borders travel is looked at as far as the longest time asked for, at the fastest speed."""
    assert translate.buffer_m(mission) == 2000.0
    opened = mission.with_settings(area__borders="open")
    assert translate.buffer_m(opened) == pytest.approx(translate.largest_limit_min(mission) * 1000.0)
    assert translate.largest_limit_min(mission) >= 120
    cut = mission.with_settings(area__bbox=[0.1, 0.1, 0.5, 0.5])
    assert translate.buffer_m(cut) == translate.buffer_m(opened)
    assert translate.buffer_m(opened.with_settings(travel__buffer_km=7)) == 7000.0


def test_tools_come_hosts_first(mission: Mission) -> None:
    """A host stands before its guests, whatever their order in the file."""
    keys: dict[str, Any] = mission.keys.model_dump()["assets"]
    turned = mission.with_settings(assets={"jpt": keys["jpt"], "cob": keys["cob"]})
    tools = translate.tools(turned)
    names = [tool.name for tool in tools]
    assert all(names.index(host) < names.index(tool.name) for tool in tools for host in tool.hosts)
    base, team = (tools[names.index(name)] for name in ("cob", "jpt"))
    assert (base.name, base.tier, base.persona, base.personnel, base.hosts) == ("cob", 2, "military", 120, ())
    assert (team.name, team.tier, team.persona, team.hosts) == ("jpt", 1, "civilian", ("cob", "tob"))
    assert team.visits_per_month == 4


@pytest.mark.parametrize(("end", "value"), [("low", 0.1), ("mid", 0.2), ("high", 0.4)])
def test_scale_takes_one_end(mission: Mission, end: str, value: float) -> None:
    """Each end of effectiveness makes its own scale; bands and services stay."""
    scale = translate.scale(mission, end)
    assert scale.effectiveness["cob"]["state"] == value
    assert scale.bands_min == (15, 30, 60, 120)
    assert scale.services == {"presence": 0.3, "response": 0.4, "dialogue": 0.3}


def test_register_keeps_every_demand(mission: Mission) -> None:
    """Limits, shares, tools and areas of threats arrive in the units of the floor below."""
    raids, arrests = translate.register(mission)
    assert (raids.limit_min, raids.share, raids.hard, raids.strategic) == (150, 0.7, True, True)
    assert (raids.centre, raids.radius_m, raids.district) == ((0.3, 0.4), 5000.0, None)
    assert raids.tools == ("cob", "jpt")
    assert (arrests.district, arrests.centre, arrests.radius_m) == ("North", None, None)
    assert (arrests.limit_min, arrests.hard, arrests.strategic) == (60, False, False)


def test_weights_of_sources_and_priorities(mission: Mission) -> None:
    """Sources weigh the same and must areas three times as much, unless the file says otherwise."""
    weighting = translate.weighting(mission)
    assert set(weighting.source_weights.values()) == {1.0}
    assert weighting.priority_weights == {"must": 3.0, "should": 3.0, "could": 1.0}


def test_longest_limit_counts_bands_reach_and_threats(mission: Mission) -> None:
    """Travel is computed as far as anything asks for: here the limit of a threat, then a tool's reach."""
    assert translate.largest_limit_min(mission) == 150
    assert translate.largest_limit_min(mission.with_settings(threat=[])) == 120
    assert translate.largest_limit_min(mission.with_settings(assets__cob__reach_min=200)) == 200
