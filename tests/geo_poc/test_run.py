"""Run folders: whole or not at all, never changed, and enough to plan again."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import signal
from pathlib import Path

import pytest
import rasterio

from geo_poc import run as run_module
from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from geo_poc.planning import Planned, plan_to
from geo_poc.record import as_text, evaluation_document, plan_document
from geo_poc.run import attributions, mission_text, whole_folder
from layers.errors import InputError
from layers.landscape import SOURCES
from tests.tiny_mission import write_tiny

FILES = {
    "mission.toml",
    "plan.json",
    "plan.gpkg",
    "evaluation.json",
    "risk.tif",
    "reach.tif",
    "map.html",
    "run.json",
}


def test_draft_is_a_hidden_sibling_until_it_is_whole(tmp_path: Path) -> None:
    """The folder appears only at the end, with its missing parents, and nothing else stays."""
    out = tmp_path / "a" / "b" / "run"
    with whole_folder(out) as draft:
        (draft / "file").write_text("text", encoding="utf-8")
        assert draft.parent == out.parent
        assert draft.name.startswith(".run.")
        assert not out.exists()
    assert [path.name for path in out.parent.iterdir()] == ["run"]
    assert [path.name for path in out.iterdir()] == ["file"]


@pytest.mark.parametrize("fault", [RuntimeError("no"), KeyboardInterrupt(), OSError(errno.EIO, "no")])
def test_nothing_stays_when_the_work_fails(tmp_path: Path, fault: BaseException) -> None:
    """Neither the draft nor a parent made for it outlives a failure, which is passed on as it is."""

    def fail() -> None:
        with whole_folder(tmp_path / "a" / "b" / "run") as draft:
            (draft / "file").write_text("text", encoding="utf-8")
            raise fault

    with pytest.raises(type(fault)) as told:
        fail()
    assert told.value is fault
    assert list(tmp_path.iterdir()) == []


def test_parent_that_was_there_stays(tmp_path: Path) -> None:
    """An empty parent that the user made is not removed after a failure."""
    (tmp_path / "mine").mkdir()

    def fail() -> None:
        with whole_folder(tmp_path / "mine" / "new" / "run"):
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.rglob("*")) == [tmp_path / "mine"]


def test_full_disk_is_told_as_such(tmp_path: Path) -> None:
    """Running out of space while a run is written names the output and not an input."""

    def fail() -> None:
        with whole_folder(tmp_path / "run"):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(InputError, match="cannot be written: No space left") as told:
        fail()
    assert told.value.findings[0].column == "--out"
    assert list(tmp_path.iterdir()) == []


def test_impatient_ctrl_c_still_removes_the_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C pressed again in the middle of tidying up does not leave the draft behind."""
    remove, calls = shutil.rmtree, []

    def interrupted(folder: Path, ignore_errors: bool = False) -> None:
        calls.append(folder)
        if len(calls) == 1:
            signal.raise_signal(signal.SIGINT)
        remove(folder, ignore_errors=ignore_errors)

    monkeypatch.setattr(run_module.shutil, "rmtree", interrupted)

    def fail() -> None:
        with whole_folder(tmp_path / "run"):
            raise RuntimeError("no")

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert len(calls) == 2
    assert list(tmp_path.iterdir()) == []


def test_earlier_folder_is_replaced_only_when_the_new_one_is_whole(tmp_path: Path) -> None:
    """With `replaces` a failure leaves the earlier folder as it was, a success nothing of it."""
    out = tmp_path / "demo"
    out.mkdir()
    (out / "old").write_text("old", encoding="utf-8")

    def fail() -> None:
        with whole_folder(out, replaces=True):
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in out.iterdir()] == ["old"]
    with whole_folder(out, replaces=True) as draft:
        (draft / "new").write_text("new", encoding="utf-8")
    assert [path.name for path in out.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_earlier_folder_comes_back_when_the_swap_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new folder cannot be renamed into place the earlier one is put back."""
    out = tmp_path / "demo"
    out.mkdir()
    (out / "old").write_text("old", encoding="utf-8")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.endswith(".partial"):
            raise OSError(errno.EBUSY, "busy", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(InputError, match="cannot be written: busy"), whole_folder(out, replaces=True):
        pass
    assert [path.name for path in out.iterdir()] == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_empty_folder_and_a_link_to_one_are_used(tmp_path: Path) -> None:
    """An empty folder may be there already; a link to one goes on pointing at the run."""
    empty = tmp_path / "empty"
    empty.mkdir()
    link = tmp_path / "link"
    link.symlink_to(empty)
    with whole_folder(link) as draft:
        (draft / "file").write_text("text", encoding="utf-8")
    assert link.is_symlink()
    assert (empty / "file").is_file()


def test_current_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder cannot be replaced under the user's feet."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="current folder"), whole_folder(Path()):
        pass


def test_run_folder_holds_its_files_and_no_more(tiny_run: Planned) -> None:
    """A run folder has its eight files, readable by others, and nothing beside it is left over."""
    assert {path.name for path in tiny_run.run.path.iterdir()} == FILES
    assert {path.name for path in tiny_run.run.path.parent.iterdir()} == {"mission", "run"}
    assert tiny_run.run.path.stat().st_mode & 0o777 == 0o755


def test_risk_is_a_cog_with_a_band_for_each_source(tiny_run: Planned) -> None:
    """risk.tif is cloud-optimised, has the five sources in their order, and unobserved ones are empty."""
    with rasterio.open(tiny_run.run.file("risk.tif")) as raster:
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert raster.descriptions == SOURCES
        values = dict(zip(SOURCES, raster.read(masked=True), strict=True))
        assert raster.tags()["CLASSIFICATION"] == "Unclassified"
    assert values["armed_group"].max() > 0
    assert values["criminal"].mask.all()


def test_inputs_are_told_with_their_hashes(tiny_run: Planned) -> None:
    """Each input of run.json leads from the run folder to a file with that hash and size."""
    folder = tiny_run.run.path
    document = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert {item["key"] for item in document["inputs"]} == {
        "area.path",
        "layers.incidents.path",
        "layers.bases.path",
        "layers.population[1].path",
        "layers.roads[1].path",
        "layers.places.path",
    }
    for item in document["inputs"]:
        content = (folder / item["file"]).read_bytes()
        assert item["sha256"] == hashlib.sha256(content).hexdigest()
        assert item["bytes"] == len(content)
    mission_file = folder.parent / "mission" / "mission.toml"
    assert document["mission_file"]["sha256"] == hashlib.sha256(mission_file.read_bytes()).hexdigest()
    assert document["seed"] == 0
    assert {"travel", "placement"} <= document["timings"].keys()
    assert document["sizes"]["bases"] == 2
    assert document["versions"]["numpy"]


def test_inputs_elsewhere_are_absolute(tmp_path: Path) -> None:
    """A run far from its inputs names them in full, so that it can be moved."""
    mission = Mission.load(write_tiny(tmp_path / "here" / "mission"))
    planned = plan_to(mission, tmp_path / "there" / "run")
    document = json.loads(planned.run.file("run.json").read_text(encoding="utf-8"))
    for item in document["inputs"]:
        assert Path(item["file"]).is_absolute()
        assert Path(item["file"]).is_file()


def test_run_can_be_planned_again_from_its_own_files(tmp_path: Path) -> None:
    """The run's mission file, with run.json's inputs, has scenario and settings and gives the same plan."""
    source = write_tiny(tmp_path / "mission")
    text = source.read_text(encoding="utf-8")
    scenario = (
        '[[scenario]]\nname = "two"\nintent = "Two teams."\n[scenario.overrides]\nbudget = { jpt = 2 }\n'
    )
    source.write_text(text + scenario, encoding="utf-8")
    mission = Mission.load(source, scenario="two", settings=["travel.season=wet", 'name="Named: \\"x\\""'])
    planned = plan_to(mission, tmp_path / "run")
    folder = planned.run.path
    document = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    inputs = {item["path"]: folder / item["file"] for item in document["inputs"]}
    again = Mission.load(folder / "mission.toml", inputs=inputs)
    assert again.keys.budget.jpt == 2
    assert again.keys.travel.season == "wet"
    assert again.keys.name == 'Named: "x"'
    assert again.scenario_name == "two"
    assert {name: layer.path for name, layer in again.layers().items()} == {
        name: layer.path for name, layer in mission.layers().items()
    }
    outcome = make_plan(again)
    marks = {"classification": "Unclassified", "watermark": "EXERCISE"}
    assert as_text({**plan_document(outcome.plan), **marks}) == (folder / "plan.json").read_text(
        encoding="utf-8"
    )
    assert as_text(evaluation_document(outcome)) == (folder / "evaluation.json").read_text(encoding="utf-8")
    assert mission_text(again) == (folder / "mission.toml").read_text(encoding="utf-8")


def test_attributions_are_told_once(tmp_path: Path) -> None:
    """Sources are listed in the order of the layers, each once."""
    path = write_tiny(tmp_path)
    text = path.read_text(encoding="utf-8")
    for name, source in (("area", "A"), ("incidents", "B"), ("bases", "A")):
        text = text.replace(f'path = "{name}.', f'attribution = "{source}"\npath = "{name}.')
    path.write_text(text, encoding="utf-8")
    assert attributions(Mission.load(path)) == ("A", "B")
