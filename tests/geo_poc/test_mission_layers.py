"""Scenarios and settings laid over the keys of a mission file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo_poc.mission import Mission
from layers.errors import InputError
from tests.geo_poc.mission_texts import SCENARIOS, SMALL, write_mission


def test_scenario_merges_tables_and_replaces_lists(tmp_path: Path) -> None:
    """Overrides change the keys they name in a table, and a whole list at a time."""
    mission = Mission.load(write_mission(tmp_path, SMALL + SCENARIOS), scenario="wet")
    keys = mission.keys
    assert (keys.budget.cob, keys.budget.jpt) == (5, 2)
    assert keys.travel.season == "wet"
    assert keys.travel.road_kmh["primary"] == 50
    assert keys.bands_min == [30, 60]
    assert [layer.path for layer in keys.layers.population] == ["other.tif"]
    assert keys.layers.bases.path == "bases.csv"
    assert (mission.scenario_name, keys.scenario) == ("wet", [])
    assert keys.applied is not None
    assert keys.applied.intent == "The rains."


def test_unknown_scenario_names_those_there_are(tmp_path: Path) -> None:
    """A misspelt scenario is told with the names to choose from."""
    with pytest.raises(InputError, match="wet, dry"):
        Mission.load(write_mission(tmp_path, SMALL + SCENARIOS), scenario="wett")


@pytest.mark.parametrize(
    ("setting", "get", "value"),
    [
        ("budget.cob=3", lambda k: k.budget.cob, 3),
        (" budget . cob = 3", lambda k: k.budget.cob, 3),
        ("travel.season=wet", lambda k: k.travel.season, "wet"),
        ("name='Two words'", lambda k: k.name, "Two words"),
        ("name=Two = words", lambda k: k.name, "Two = words"),
        ("as_of=2024-01-31", lambda k: k.as_of, date(2024, 1, 31)),
        ("allow_outside=true", lambda k: k.allow_outside, True),
        ("bands_min=[10, 20.5, 40, 80]", lambda k: k.bands_min, [10, 20.5, 40, 80]),
        ("travel.road_kmh.primary=12.5", lambda k: k.travel.road_kmh["primary"], 12.5),
        ("effectiveness.cob.state=0.4", lambda k: k.effectiveness["cob"]["state"].low, 0.4),
        ("effectiveness.cob.state.mid=0.3", lambda k: k.effectiveness["cob"]["state"].mid, 0.3),
        ("effectiveness.cob.state.mid=0.3", lambda k: k.effectiveness["cob"]["state"].high, 0.4),
        ("effectiveness.cob.state.mid=0.05", lambda k: k.effectiveness["cob"]["state"].low, 0.05),
        ("effectiveness.cob.state.mid=0.9", lambda k: k.effectiveness["cob"]["state"].high, 0.9),
        ("candidates={max = 7}", lambda k: k.candidates.max, 7),
        ("site=[{name='A', status='locked', reason='agreed'}]", lambda k: k.site[0].reason, "agreed"),
    ],
)
def test_settings_are_read_as_toml(tmp_path: Path, setting: str, get: Any, value: object) -> None:
    """Numbers, words, dates, lists and tables are set by a dotted key, and are on record."""
    mission = Mission.load(write_mission(tmp_path, SMALL), settings=[setting])
    assert get(mission.keys) == value
    assert mission.keys.applied is not None
    assert mission.keys.applied.set == [setting]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("budget.cob", "key=value"),
        ("=3", "key=value"),
        ("budget..cob=3", "key=value"),
        ("name.first=3", "not a table"),
        ("bands_min=[1e308]", "at most 6000"),
        ("travel.road_kmh.primary=1e9", "at most 1000 "),
        ("travel.off_road_kmh.military=1001", "at most 1000 "),
        ("budget.cobs=3", "there is no such key here"),
        ("budget.cob=many", "must be a whole number"),
        ("scenario=[]", "not changed by a setting"),
        ("applied.set=[]", "not changed by a setting"),
        ("effectiveness.cob.state.low=0.3", "must rise"),
    ],
)
def test_bad_settings_are_refused(tmp_path: Path, setting: str, words: str) -> None:
    """A setting without a value, through a value or of an unknown key is a finding."""
    with pytest.raises(InputError, match=words):
        Mission.load(write_mission(tmp_path, SMALL), settings=[setting])


def test_settings_win_over_the_scenario(tmp_path: Path) -> None:
    """What is set on the command line holds whatever the scenario says, also where it is applied later."""
    path = write_mission(tmp_path, SMALL + SCENARIOS)
    at_once = Mission.load(path, scenario="wet", settings=["budget.cob=9"])
    assert at_once.keys.budget.cob == 9
    later = Mission.load(path, settings=["budget.cob=9"]).scenario("wet", ["budget.jpt=0"])
    assert (later.keys.budget.cob, later.keys.budget.jpt) == (9, 0)
    assert later.keys.applied is not None
    assert later.keys.applied.set == ["budget.cob=9", "budget.jpt=0"]
    assert later.scenario("dry").keys.budget.cob == 9
    assert later.scenario("dry").scenario_name == "dry"


def test_with_settings_replaces_keys_and_survives_a_scenario(tmp_path: Path) -> None:
    """Keys replaced in code are validated, leave the mission as it was, and stay under a scenario."""
    mission = Mission.load(write_mission(tmp_path, SMALL + SCENARIOS))
    changed = mission.with_settings(budget__jpt=7, limits__effort=2)
    assert (changed.keys.budget.jpt, changed.keys.limits.effort) == (7, 2)
    assert mission.keys.budget.jpt == 2
    assert changed.scenario_names == ("wet", "dry")
    assert changed.scenario("wet").keys.budget.jpt == 7
    assert changed.scenario("wet").keys.budget.cob == 5
    with pytest.raises(InputError, match=r"budget\.jpt"):
        mission.with_settings(budget__jpt=-1)
    with pytest.raises(InputError, match="leaves its folder"):
        mission.with_settings(layers__bases__path="../bases.csv")


def test_malformed_scenario_tables_are_findings(tmp_path: Path) -> None:
    """Scenarios that are no tables, without a name or with an intent that is no text end in findings."""
    for text in (
        "scenario = 3\n" + SMALL,
        SMALL + '[[scenario]]\nintent = "x"\n',
        SMALL + '[[scenario]]\nname = "a"\nintent = 3\n',
        SMALL + '[[scenario]]\nname = ["a"]\nintent = "x"\n',
    ):
        path = write_mission(tmp_path, text)
        with pytest.raises(InputError, match="scenario"):
            Mission.load(path)
        with pytest.raises(InputError, match=r"scenario|applied\.intent"):
            Mission.load(path, scenario="a", settings=["budget.cob=1"])
