"""Run folders: whole or not at all, never changed, and enough to plan again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

import pandas as pd
import rasterio

from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from geo_poc.planning import Planned, plan_to
from geo_poc.record import as_text, evaluation_document, plan_document
from geo_poc.run import attributions, mission_text
from layers.landscape import SOURCES
from tests.tiny_mission import write_tiny

FILES = {
    "mission.toml",
    "plan.json",
    "plan.gpkg",
    "plan.csv",
    "evaluation.json",
    "indicators.csv",
    "risk.tif",
    "reach.tif",
    "map.html",
    "run.json",
}


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


def test_tables_of_a_run_are_marked(tiny_run: Planned) -> None:
    """Each row of plan.csv and each layer of plan.gpkg says how it is classified and watermarked."""
    marks = json.loads(tiny_run.run.file("plan.json").read_text(encoding="utf-8"))
    table = pd.read_csv(tiny_run.run.file("plan.csv"))
    assert set(table["classification"]) == {marks["classification"]}
    assert set(table["watermark"]) == {marks["watermark"]}
    with sqlite3.connect(tiny_run.run.file("plan.gpkg")) as connection:
        told = {row[0] for row in connection.execute("SELECT description FROM gpkg_contents")}
    assert told == {f"{marks['classification']}; {marks['watermark']}"}
