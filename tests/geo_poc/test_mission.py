"""The mission: paths kept inside, replayed, and written as text again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from geo_poc.mission import DATA_VARIABLE, Mission
from geo_poc.run import mission_text
from tests.geo_poc.mission_texts import SCENARIOS, SMALL, THREAT, found_in, write_mission


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)


def test_data_prefix_comes_from_the_environment_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """$GEO_POC_DATA/ stands for the variable, else for data_root; nothing else in a path is replaced."""
    text = SMALL.replace('"bases.csv"', '"$GEO_POC_DATA/b/bases.csv"')
    mission = Mission.load(write_mission(tmp_path, 'data_root = "deep/data"\n' + text))
    assert mission.file("$GEO_POC_DATA/b/bases.csv") == tmp_path / "deep/data/b/bases.csv"
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "elsewhere"))
    assert mission.file("$GEO_POC_DATA/b/bases.csv") == tmp_path / "elsewhere/b/bases.csv"
    monkeypatch.setenv("HOME", "/nowhere")
    for written in ("$HOME/x.csv", "~/x.csv", "a/$GEO_POC_DATA/x.csv", "$GEO_POC_DATAx/x.csv", "%TMP%/x"):
        assert mission.file(written) == tmp_path / written
    monkeypatch.delenv(DATA_VARIABLE)
    plain = Mission.load(write_mission(tmp_path, text))
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
    found = found_in(write_mission(home, text))
    assert set(found) == {"layers.bases.path"}
    assert found["layers.bases.path"].value == prefix + written
    assert "allow_outside" in found["layers.bases.path"].remedy
    assert Mission.load(write_mission(home, "allow_outside = true\n" + text)).keys.allow_outside


def test_every_path_that_leaves_is_told(tmp_path: Path) -> None:
    """Two layers outside are two findings, and a path that leaves and comes back is none."""
    text = SMALL.replace('"bases.csv"', '"../b.csv"').replace('"people.tif"', '"../p.tif"')
    text = text.replace('"area.geojson"', f'"../{tmp_path.name}/area.geojson"')
    assert set(found_in(write_mission(tmp_path, text))) == {"layers.bases.path", "layers.population[1].path"}


def test_replayed_inputs_replace_paths(tmp_path: Path) -> None:
    """A replay gives files for paths as written; nothing is looked up or refused."""
    text = SMALL.replace('"bases.csv"', '"../bases.csv"')
    kept = tmp_path / "kept.csv"
    mission = Mission.load(write_mission(tmp_path, text), inputs={"../bases.csv": kept})
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
    mission = Mission.load(write_mission(tmp_path, SMALL + more), **options)
    text = mission_text(mission)
    again = Mission.load(write_mission(tmp_path, text))
    assert again.keys == mission.keys
    assert mission_text(again) == text
    assert tomlkit.parse(text)["effectiveness"]


def test_settings_on_a_runs_mission_keep_its_record(tmp_path: Path) -> None:
    """Changing a key of a run's own mission file does not forget the scenario that was in it."""
    mission = Mission.load(
        write_mission(tmp_path, SMALL + SCENARIOS), scenario="wet", settings=["budget.jpt=4"]
    )
    again = Mission.load(write_mission(tmp_path, mission_text(mission)), settings=["budget.cob=6"])
    assert again.scenario_name == "wet"
    assert again.keys.applied is not None
    assert again.keys.applied.set == ["budget.jpt=4", "budget.cob=6"]
    assert (again.keys.budget.cob, again.keys.budget.jpt) == (6, 4)
