"""From missions to run folders: one run, several scenarios, the demo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo_poc import planning
from geo_poc.control import Control
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.planning import plan_demo, plan_scenarios, plan_to
from geo_poc.siting import prepare_ground
from geo_poc.whole_files import write_new
from layers.errors import InputError
from tests.tiny_mission import Tiny, write_tiny

SCENARIOS = """\
[[scenario]]
name = "one"
intent = "One team."
[[scenario]]
name = "two"
intent = "Two teams."
[scenario.overrides]
budget = { jpt = 2 }
[[scenario]]
name = "wet"
intent = "One team in the rains."
[scenario.overrides]
travel = { season = "wet" }
"""


def plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a word in place of each page, for tests that look at something else."""
    monkeypatch.setattr(planning, "map_page", lambda _run: "map")
    monkeypatch.setattr(planning, "draw_comparison", lambda _runs, file: write_new(file, "comparison"))


@pytest.fixture(autouse=True)
def _plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_pages(monkeypatch)


def _mission(folder: Path, extra: str = SCENARIOS) -> Mission:
    return Mission.load(write_tiny(folder / "mission", Tiny(extra=extra)))


def _teams(folder: Path) -> int:
    placements = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["placements"]
    return sum(placement["tool"] == "jpt" for placement in placements)


def test_each_scenario_has_a_run_and_they_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every scenario is planned with its overrides and its own map, and what they share is read once."""
    grounds: list[str] = []

    def counted(mission: Mission, control: Control) -> Ground:
        grounds.append(mission.scenario_name)
        return prepare_ground(mission, control)

    monkeypatch.setattr(planning, "prepare_ground", counted)
    told: list[tuple[str, str]] = []
    planned = plan_scenarios(
        _mission(tmp_path), tmp_path / "out", control=Control(tell=lambda *words: told.append(words))
    )
    assert [item.run.path for item in planned] == [tmp_path / "out" / name for name in ("one", "two", "wet")]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"one", "two", "wet", "compare.html"}
    assert (_teams(tmp_path / "out" / "one"), _teams(tmp_path / "out" / "two")) == (1, 2)
    assert all(item.run.file("map.html").is_file() for item in planned)
    assert grounds == ["one", "wet"]
    assert [words for stage, words in told if stage == "scenario"] == ["one", "two", "wet"]
    assert planned[2].outcome.mission.keys.travel.season == "wet"


def test_chosen_scenarios_come_in_the_order_asked(tmp_path: Path) -> None:
    """Names pick scenarios and settings are laid over each of them."""
    planned = plan_scenarios(
        _mission(tmp_path), tmp_path / "out", names=["two", "one"], settings=["budget.jpt=0"]
    )
    assert [item.outcome.mission.scenario_name for item in planned] == ["two", "one"]
    assert [_teams(item.run.path) for item in planned] == [0, 0]


def test_mission_without_scenarios_is_refused(tmp_path: Path) -> None:
    """Asking for all scenarios of a mission that has none is an error, and writes nothing."""
    with pytest.raises(InputError, match="no scenarios"):
        plan_scenarios(_mission(tmp_path, ""), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["mission"]


def test_unknown_scenario_is_refused_before_any_work(tmp_path: Path) -> None:
    """All names are looked up before the first plan is made."""
    told: list[str] = []
    with pytest.raises(InputError, match="no such scenario"):
        plan_scenarios(
            _mission(tmp_path),
            tmp_path / "out",
            names=["one", "four"],
            control=Control(tell=lambda stage, words: told.append(f"{stage}: {words}")),
        )
    assert told == []
    assert [path.name for path in tmp_path.iterdir()] == ["mission"]


def test_stopping_in_one_scenario_still_writes_all(tmp_path: Path) -> None:
    """Who asks to stop during the first placement gets every scenario, also those that must travel anew."""
    asked: list[bool] = []
    control = Control(solving=lambda _progress: asked.append(True), cancel=lambda: bool(asked))
    planned = plan_scenarios(_mission(tmp_path), tmp_path / "out", names=["one", "wet"], control=control)
    assert [item.run.file("map.html").is_file() for item in planned] == [True, True]
    assert {item.outcome.plan.stopped_by for item in planned} == {"user"}


def test_occupied_folder_is_refused_before_any_work(tmp_path: Path) -> None:
    """A folder with something in it is left alone, before anything is read."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine", encoding="utf-8")
    told: list[str] = []
    with pytest.raises(InputError, match="not empty"):
        plan_to(
            _mission(tmp_path),
            tmp_path / "out",
            control=Control(tell=lambda stage, words: told.append(f"{stage}: {words}")),
        )
    assert told == []
    assert (tmp_path / "out" / "mine").read_text(encoding="utf-8") == "mine"


def test_demo_writes_its_mission_beside_its_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo holds the mission it planned, and its runs find their inputs in it wherever it is moved."""
    scenario = '[[scenario]]\nname = "one"\nintent = "One team."\n'
    monkeypatch.setattr(
        planning, "write_training_mission", lambda folder: write_tiny(folder, Tiny(extra=scenario))
    )
    planned = plan_demo(tmp_path / "demo")
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {"mission", "one", "compare.html"}
    assert [item.run.path for item in planned] == [tmp_path / "demo" / "one"]
    moved = (tmp_path / "demo").rename(tmp_path / "moved")
    document = json.loads((moved / "one" / "run.json").read_text(encoding="utf-8"))
    assert document["inputs"]
    for item in document["inputs"]:
        assert (moved / "one" / item["file"]).is_file()
