"""The mission file: everything wrong told at once, scenarios and settings laid over, paths kept inside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from geo_poc.mission import DATA_VARIABLE, Mission
from geo_poc.run import mission_text
from layers.errors import Finding, InputError

SMALL = """\
schema_version = 1
name = "Small"
kind = "exercise"
as_of = 2025-06-30
[area]
path = "area.geojson"
[layers.incidents]
path = "incidents.csv"
[layers.bases]
path = "bases.csv"
[[layers.population]]
path = "people.tif"
unit = "people_per_cell"
[budget]
cob = 1
jpt = 2
"""
SCENARIOS = """\
[[scenario]]
name = "wet"
intent = "The rains."
[scenario.overrides]
bands_min = [30, 60]
band_values = [1.0, 0.4]
travel = { season = "wet" }
budget = { cob = 5 }
[scenario.overrides.layers]
population = [{ path = "other.tif", unit = "people_per_km2" }]
[[scenario]]
name = "dry"
intent = "The dry months."
"""
THREAT = '[[threat]]\nid = "T1"\nname = "Raids"\nsource = "state"\npriority = "must"\n'


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)


def _write(folder: Path, text: str) -> Path:
    path = folder / "mission.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _found(path: Path, **options: Any) -> dict[str, Finding]:
    with pytest.raises(InputError) as caught:
        Mission.load(path, **options)
    assert all(f.severity == "error" and f.remedy and f.file == path.name for f in caught.value.findings)
    return {finding.column: finding for finding in caught.value.findings}


def test_small_file_is_filled_from_the_defaults(tmp_path: Path) -> None:
    """A file that names no band, speed or effect has all of the defaults, and its own keys."""
    mission = Mission.load(_write(tmp_path, SMALL))
    assert mission.keys.bands_min == [15, 30, 60, 120]
    assert mission.keys.effectiveness["jpt"]["state"].mid == 0.6
    assert (mission.keys.budget.cob, mission.keys.budget.jpt) == (1, 2)
    assert mission.keys.layers.bases.classification == "Confidential"
    assert list(mission.layers()) == ["area", "layers.incidents", "layers.bases", "layers.population[1]"]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Wrong values, unknown keys and missing keys come together, each with key, value and remedy."""
    text = SMALL.replace("cob = 1", "cob = -1\ntank = 3").replace("as_of = 2025-06-30\n", "")
    text += '[travel]\nseason = "monsoon"\n' + THREAT + 'time_limit_min = "soon"\ndistrict = "North"\n'
    found = _found(_write(tmp_path, text))
    assert set(found) == {
        "as_of",
        "budget.cob",
        "budget.tank",
        "travel.season",
        "threat[1].time_limit_min",
    }
    assert found["budget.cob"].value == "-1"
    assert "larger" in found["budget.cob"].remedy
    assert "spelling" in found["budget.tank"].remedy
    assert found["travel.season"].value == "monsoon"
    assert "add this key" in found["as_of"].remedy


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("colour = 1\n" + SMALL, "colour"),
        (SMALL + "[objective.source_weights]\naliens = 1\n", "objective.source_weights.aliens"),
        (SMALL + "[risk]\nhalf_life_days = nan\n", "risk.half_life_days"),
        (SMALL + "[limits]\ntime_limit_s = inf\n", "limits.time_limit_s"),
        (SMALL.replace('path = "bases.csv"', 'path = "a\\u0000b"'), "layers.bases.path"),
        (SMALL.replace('path = "bases.csv"', 'path = ""'), "layers.bases.path"),
        (SMALL.replace("schema_version = 1", "schema_version = 2"), "schema_version"),
    ],
)
def test_single_fault_has_its_key(tmp_path: Path, text: str, key: str) -> None:
    """Unknown keys at any depth, numbers that are none and paths that cannot be are told by their key."""
    assert set(_found(_write(tmp_path, text))) == {key}


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe\x00", "not UTF-8"), (b"name = [", "not TOML"), (b"a = 1\na = 2\n", "not TOML")],
)
def test_unreadable_files_are_findings(tmp_path: Path, content: bytes, words: str) -> None:
    """A file that is no text or no TOML is one finding and no traceback."""
    path = tmp_path / "mission.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        Mission.load(path)


def test_missing_file_and_folder_are_findings(tmp_path: Path) -> None:
    """A path that is no file is told as such."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError, match="no such mission file"):
            Mission.load(path)


def test_scenario_merges_tables_and_replaces_lists(tmp_path: Path) -> None:
    """Overrides change the keys they name in a table, and a whole list at a time."""
    mission = Mission.load(_write(tmp_path, SMALL + SCENARIOS), scenario="wet")
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
        Mission.load(_write(tmp_path, SMALL + SCENARIOS), scenario="wett")


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
    mission = Mission.load(_write(tmp_path, SMALL), settings=[setting])
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
        ("travel.road_kmh.primary=1e9", "less than or equal to 1000"),
        ("travel.off_road_kmh.military=1001", "less than or equal to 1000"),
        ("budget.cobs=3", "Extra inputs"),
        ("budget.cob=many", "valid integer"),
        ("scenario=[]", "not changed by a setting"),
        ("applied.set=[]", "not changed by a setting"),
        ("effectiveness.cob.state.low=0.3", "must rise"),
    ],
)
def test_bad_settings_are_refused(tmp_path: Path, setting: str, words: str) -> None:
    """A setting without a value, through a value or of an unknown key is a finding."""
    with pytest.raises(InputError, match=words):
        Mission.load(_write(tmp_path, SMALL), settings=[setting])


def test_settings_win_over_the_scenario(tmp_path: Path) -> None:
    """What is set on the command line holds whatever the scenario says, also where it is applied later."""
    path = _write(tmp_path, SMALL + SCENARIOS)
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
    mission = Mission.load(_write(tmp_path, SMALL + SCENARIOS))
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
        path = _write(tmp_path, text)
        with pytest.raises(InputError, match="scenario"):
            Mission.load(path)
        with pytest.raises(InputError, match=r"scenario|applied\.intent"):
            Mission.load(path, scenario="a", settings=["budget.cob=1"])


def test_data_prefix_comes_from_the_environment_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """$GEO_POC_DATA/ stands for the variable, else for data_root; nothing else in a path is replaced."""
    text = SMALL.replace('"bases.csv"', '"$GEO_POC_DATA/b/bases.csv"')
    mission = Mission.load(_write(tmp_path, 'data_root = "deep/data"\n' + text))
    assert mission.file("$GEO_POC_DATA/b/bases.csv") == tmp_path / "deep/data/b/bases.csv"
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "elsewhere"))
    assert mission.file("$GEO_POC_DATA/b/bases.csv") == tmp_path / "elsewhere/b/bases.csv"
    monkeypatch.setenv("HOME", "/nowhere")
    for written in ("$HOME/x.csv", "~/x.csv", "a/$GEO_POC_DATA/x.csv", "$GEO_POC_DATAx/x.csv", "%TMP%/x"):
        assert mission.file(written) == tmp_path / written
    monkeypatch.delenv(DATA_VARIABLE)
    plain = Mission.load(_write(tmp_path, text))
    assert plain.file("$GEO_POC_DATA/b/bases.csv") == tmp_path / "b/bases.csv"


@pytest.mark.parametrize(
    "written", ["../bases.csv", "sub/../../bases.csv", "/etc/hostname", "link/bases.csv", "link.csv"]
)
@pytest.mark.parametrize("prefix", ["", "$GEO_POC_DATA/"])
def test_paths_stay_in_their_folder(tmp_path: Path, written: str, prefix: str) -> None:
    """A path that climbs out, is absolute or follows a link out is refused unless allow_outside says so."""
    home, outside = tmp_path / "home", tmp_path / "outside"
    for folder in (home / "sub", home / "data/sub", outside):
        folder.mkdir(parents=True)
    (outside / "bases.csv").write_text("name\n", encoding="utf-8")
    for folder in (home, home / "data"):
        (folder / "link").symlink_to(outside)
        (folder / "link.csv").symlink_to(outside / "bases.csv")
    text = 'data_root = "data"\n' + SMALL.replace('"bases.csv"', f'"{prefix}{written}"')
    found = _found(_write(home, text))
    assert set(found) == {"layers.bases.path"}
    assert found["layers.bases.path"].value == prefix + written
    assert "allow_outside" in found["layers.bases.path"].remedy
    assert Mission.load(_write(home, "allow_outside = true\n" + text)).keys.allow_outside


def test_every_path_that_leaves_is_told(tmp_path: Path) -> None:
    """Two layers outside are two findings, and a path that leaves and comes back is none."""
    text = SMALL.replace('"bases.csv"', '"../b.csv"').replace('"people.tif"', '"../p.tif"')
    text = text.replace('"area.geojson"', f'"../{tmp_path.name}/area.geojson"')
    assert set(_found(_write(tmp_path, text))) == {"layers.bases.path", "layers.population[1].path"}


def test_replayed_inputs_replace_paths(tmp_path: Path) -> None:
    """A replay gives files for paths as written; nothing is looked up or refused."""
    text = SMALL.replace('"bases.csv"', '"../bases.csv"')
    kept = tmp_path / "kept.csv"
    mission = Mission.load(_write(tmp_path, text), inputs={"../bases.csv": kept})
    assert mission.file("../bases.csv") == kept
    assert mission.file("people.tif") == tmp_path / "people.tif"


@pytest.mark.parametrize(
    ("more", "options"),
    [
        ("", {}),
        (SCENARIOS, {}),
        (SCENARIOS, {"scenario": "wet", "settings": ["budget.jpt=4", "name=A 'quoted' \"name\""]}),
        (THREAT + 'district = "N"\nreview_date = 2025-01-31\ngroups = ["women"]\n', {}),
        (THREAT + "centre = [1, 2]\nradius_km = 3\n[evaluation]\nwindow_start = 2020-01-01\n", {}),
        ("[objective]\nreason = 'Ça\\nsuffit'\nfloor_share = 0.1\n", {}),
        ("[objective]\nreason = '''two\nlines'''\n[limits]\ntime_limit_s = 5\n", {}),
    ],
)
def test_mission_text_of_a_run_loads_to_the_same_keys(
    tmp_path: Path, more: str, options: Mapping[str, Any]
) -> None:
    """The file that a run keeps says everything, defaults included, and reads back as the same mission."""
    mission = Mission.load(_write(tmp_path, SMALL + more), **options)
    text = mission_text(mission)
    again = Mission.load(_write(tmp_path, text))
    assert again.keys == mission.keys
    assert mission_text(again) == text
    assert tomlkit.parse(text)["effectiveness"]


def test_settings_on_a_runs_mission_keep_its_record(tmp_path: Path) -> None:
    """Changing a key of a run's own mission file does not forget the scenario that was in it."""
    mission = Mission.load(_write(tmp_path, SMALL + SCENARIOS), scenario="wet", settings=["budget.jpt=4"])
    again = Mission.load(_write(tmp_path, mission_text(mission)), settings=["budget.cob=6"])
    assert again.scenario_name == "wet"
    assert again.keys.applied is not None
    assert again.keys.applied.set == ["budget.jpt=4", "budget.cob=6"]
    assert (again.keys.budget.cob, again.keys.budget.jpt) == (6, 4)
