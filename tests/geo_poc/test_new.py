"""A mission to begin with."""

from __future__ import annotations

import os
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from geo_poc.cli import run_command
from geo_poc.mission import Mission
from geo_poc.new import BOX_FILE, new_mission
from geo_poc.new_words import MISSION
from geo_poc.pipeline import check, make_plan
from layers.errors import InputError
from optimisation.leftovers import hold_file
from tests.tiny_mission import write_tiny

TODAY = date(2026, 1, 31)
DATA = Path(os.environ.get("GEO_POC_DATA", Path(__file__).parents[3] / "shared" / "data"))


def _files(folder: Path) -> Path:
    """Write a tiny mission's layers under names that say nothing."""
    write_tiny(folder).unlink()
    for number, file in enumerate(sorted(folder.iterdir())):
        file.rename(folder / f"{number}{file.suffix}")
    return folder


def test_the_training_mission_is_the_default(tmp_path: Path) -> None:
    """Without a template the training mission is written, and its file loads."""
    made = new_mission(tmp_path / "m", today=TODAY)
    assert Mission.load(made.path).keys.kind == "exercise"


def test_the_empty_mission_plans_once_its_files_are_there(tmp_path: Path) -> None:
    """The empty template with the files under its names is checked and planned as it is."""
    made = new_mission(tmp_path / "m", template="empty", today=TODAY)
    assert "area.geojson" in (tmp_path / "m" / "README.txt").read_text(encoding="utf-8")
    write_tiny(tmp_path / "tiny")
    for name in ("area.geojson", "incidents.csv", "bases.csv", "population.tif"):
        shutil.copy(tmp_path / "tiny" / name, made.path.parent / name)
    outcome = make_plan(Mission.load(made.path))
    assert outcome.plan.status == "optimal"


def test_a_folder_of_files_becomes_a_mission(tmp_path: Path) -> None:
    """Files with names that say nothing are recognised, checked and planned without a touch."""
    made = new_mission(tmp_path / "m", from_folder=_files(tmp_path / "files"), today=TODAY)
    mission = Mission.load(made.path)
    assert set(mission.layers()) >= {"area", "layers.incidents", "layers.bases", "layers.population[1]"}
    assert mission.keys.layers.places is not None
    assert mission.keys.allow_outside
    assert not [finding for finding in check(mission) if finding.severity == "error"]
    assert make_plan(mission).plan.status == "optimal"
    assert not made.findings
    assert any("allow_outside" in line for line in made.lines)


def test_sets_by_age_and_sex_are_found(tmp_path: Path) -> None:
    """A whole set becomes [layers.groups], told as an assumption, and the mission is checked as it is."""
    template = new_mission(tmp_path / "training", today=TODAY).path
    made = new_mission(tmp_path / "m", from_folder=template.parent, today=TODAY)
    layer = Mission.load(made.path).keys.layers.groups
    assert layer is not None
    assert layer.path.endswith("age_sex")
    assert not layer.groups
    assert any("layers.groups" in line and "NAMES" in line for line in made.lines)
    assert not any("_f_15_" in line for line in made.lines)
    assert not [finding for finding in check(Mission.load(made.path)) if finding.severity == "error"]


def test_a_mission_beside_its_files_needs_no_leave(tmp_path: Path) -> None:
    """In the folder of the files itself only the mission file is added, with paths inside."""
    files = _files(tmp_path / "files")
    before = set(files.iterdir())
    made = new_mission(files, from_folder=files, today=TODAY)
    assert set(files.iterdir()) - before == {made.path}
    assert not Mission.load(made.path).keys.allow_outside
    with pytest.raises(InputError, match="already"):
        new_mission(files, from_folder=files, today=TODAY)


def test_missing_layers_are_told_and_marked(tmp_path: Path) -> None:
    """Without outline, bases and population a mission is written that says so, with a box for area."""
    files = _files(tmp_path / "files")
    for file in files.iterdir():
        if file.suffix != ".csv" or "date_start" not in file.read_text(encoding="utf-8"):
            file.unlink()
    made = new_mission(tmp_path / "m", from_folder=files, today=TODAY)
    assert {finding.column for finding in made.findings} == {"layers.bases", "layers.population"}
    text = made.path.read_text(encoding="utf-8")
    assert text.count("# MISSING: ") == 2
    assert (tmp_path / "m" / tomllib.loads(text)["area"]["path"]).is_file()


@pytest.mark.parametrize(
    "rubbish", [{}, {"a.csv": b"\x00\x01", "b.tif": b"II*\0", "c.geojson": b"{", "d.txt": b"x"}]
)
def test_nothing_is_written_from_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rubbish: dict[str, bytes]
) -> None:
    """An empty folder, or one of rubbish, ends with exit code 2, reasons, and no folder."""
    files = tmp_path / "files"
    files.mkdir()
    for name, content in rubbish.items():
        (files / name).write_bytes(content)
    assert run_command(["new", str(tmp_path / "m"), "--from-folder", str(files)]) == 2
    assert list(tmp_path.iterdir()) == [files]
    told = capsys.readouterr().err
    assert "no layer was recognised" in told
    assert all(name in told for name in rubbish if name != "d.txt")


@pytest.mark.parametrize(
    "arguments",
    [["--template", "other"], ["--from-folder", "nowhere"], ["--template", "empty", "--from-folder", "."]],
)
def test_wrong_wishes_write_nothing(tmp_path: Path, arguments: list[str]) -> None:
    """An unknown template, a folder that is not there, or both at once end with exit code 2."""
    assert run_command(["new", str(tmp_path / "m"), *arguments]) == 2
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    """What is there is never overwritten."""
    (tmp_path / "mine").write_text("x", encoding="utf-8")
    for more in ([], ["--template", "empty"], ["--from-folder", str(DATA)]):
        assert run_command(["new", str(tmp_path), *more]) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(("country", "levels", "as_of"), [("drc_east", 0, 2024), ("south_sudan", 2, 2024)])
def test_public_data_make_a_mission(tmp_path: Path, country: str, levels: int, as_of: int) -> None:
    """The public extracts give a mission that is checked without errors."""
    if not (DATA / country).is_dir():
        pytest.skip("the open data are not here")
    made = new_mission(tmp_path / "m", from_folder=DATA / country, today=TODAY)
    mission = Mission.load(made.path)
    layers = mission.keys.layers
    assert len(layers.population) == 2
    assert [raster.unit for raster in layers.population] == ["people_per_cell", "people_per_km2"]
    assert len(layers.districts) == levels
    assert mission.keys.as_of.year == as_of
    assert layers.bases.path.endswith("_bases_2024.csv")
    assert layers.places is not None
    assert layers.places.path.endswith("osm_places_2019.gpkg")
    assert all(road.skeleton for road in layers.roads)
    assert not [finding for finding in check(mission) if finding.severity == "error"]


def test_box_of_a_killed_command_is_written_again(tmp_path: Path) -> None:
    """Killed between its two files a command leaves a box without mission, which the next one replaces."""
    files = _files(tmp_path / "files")
    for file in files.iterdir():
        if file.suffix != ".csv" or "date_start" not in file.read_text(encoding="utf-8"):
            file.unlink()
    whole = new_mission(files, from_folder=files, today=TODAY)
    written = {path.name: path.read_bytes() for path in files.iterdir()}
    assert {MISSION, BOX_FILE} < written.keys()
    whole.path.unlink()
    with pytest.raises(InputError, match="already"):
        new_mission(files, from_folder=files, today=TODAY)
    hold_file(files, f".{MISSION}.", ".partial").let_go()
    new_mission(files, from_folder=files, today=TODAY)
    assert {path.name: path.read_bytes() for path in files.iterdir()} == written
