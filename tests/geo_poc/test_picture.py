"""A run folder read back as what its map shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from geo_poc.compare import comparison_page
from geo_poc.picture import TABLES, open_run, picture_of, run_breaks
from geo_poc.planning import Planned
from layers.errors import InputError
from layers.geopackage import read_layers, write_geopackage
from maps.compose import compose_map
from maps.render import render_map


def test_picture_has_observed_sources_and_their_total(tiny_run: Planned) -> None:
    """Sources that nobody sees have no surface and are named; bands, breaks and words are there."""
    run = open_run(tiny_run.run.path)
    picture = picture_of(run)
    assert set(picture.risk) == {"state", "armed_group", "total"}
    assert picture.not_observed == ("communal", "criminal")
    assert picture.breaks == run_breaks(run)
    assert picture.bands_min == (15, 30, 60, 120)
    assert 0 < picture.bands.classes.max() <= 4
    assert (picture.watermark, picture.classification) == ("EXERCISE", "Unclassified")
    assert "people at risk" in picture.headlines[0]
    assert picture.title == "Tiny"
    assert run.name == "Tiny"


def test_total_is_drawn_where_any_source_has_risk(tiny_run: Planned) -> None:
    """The total has a class wherever one of its sources has, and unknown cells are hatched in each."""
    picture = picture_of(open_run(tiny_run.run.path))
    armed, total = picture.risk["armed_group"].classes, picture.risk["total"].classes
    assert np.array_equal(armed == 255, total == 255)
    assert (armed == 255).any()
    assert (total[armed > 0] >= armed[armed > 0]).all()


def test_infeasible_run_opens_with_its_reasons(impossible_run: Planned) -> None:
    """The picture of a run without a plan starts with why, and shows today's reach."""
    picture = picture_of(open_run(impossible_run.run.path))
    assert picture.headlines[0] == "No plan meets every demand:"
    assert "Far corner" in picture.headlines[1]
    assert len(picture.tables["placements"]) == 0
    assert picture.bands.classes.max() > 0


def test_breaks_are_shared_over_runs(tiny_run: Planned, impossible_run: Planned) -> None:
    """Runs that are compared have one set of breaks."""
    one, other = open_run(tiny_run.run.path), open_run(impossible_run.run.path)
    shared = run_breaks(one, other)
    assert picture_of(one, breaks=shared).breaks == picture_of(other, breaks=shared).breaks == shared
    assert shared == run_breaks(other, one)


LATER = ("patrols", "threats", "reach_night", "other_actors")
LATER_KEYS = ("threats", "reach_night", "visited", "readiness", "groups_within")


def _as_of_before(run: Path, folder: Path) -> Path:
    """Return a copy of a run folder without what earlier versions did not write."""
    shutil.copytree(run, folder)
    write_geopackage(folder / "plan.gpkg", read_layers(run / "plan.gpkg", TABLES))
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    evaluation = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    plan.pop("engagements", None)
    evaluation.pop("partners", None)
    for part in (evaluation["present"], evaluation["plan"]):
        for key in LATER_KEYS:
            part.pop(key, None)
    (folder / "plan.json").write_text(json.dumps({**plan, "routes": []}), encoding="utf-8")
    (folder / "evaluation.json").write_text(json.dumps(evaluation), encoding="utf-8")
    return folder


def test_runs_of_before_are_drawn_without_what_they_lack(tiny_run: Planned, tmp_path: Path) -> None:
    """A run folder of an earlier version has its map and comparison; what it does not have is left out."""
    before = open_run(_as_of_before(tiny_run.run.path, tmp_path / "before"))
    picture = picture_of(before)
    assert not set(LATER) & set(picture.tables)
    assert set(LATER) <= set(picture_of(open_run(tiny_run.run.path)).tables)
    assert "Confidential" not in render_map(compose_map(picture))
    told = " ".join((*picture.headlines, *picture.plan_lines))
    assert not any(word in told for word in ("night", "respond as recorded", "patrol", "Engaged"))
    page = comparison_page([before, open_run(tiny_run.run.path)])
    assert "not in this run" in page


@pytest.mark.parametrize("tool", ["cla", "can"])
def test_who_can_call_is_confidential_whatever_the_inputs(
    tiny_run: Planned, tmp_path: Path, tool: str
) -> None:
    """A map with liaison posts or alert networks is Confidential, in an exercise of public layers too."""
    folder = tmp_path / "run"
    shutil.copytree(tiny_run.run.path, folder)
    tables = read_layers(folder / "plan.gpkg", TABLES)
    tables["placements"]["tool"] = tool
    write_geopackage(folder / "plan.gpkg", tables)
    assert picture_of(open_run(tiny_run.run.path)).classification == "Unclassified"
    assert picture_of(open_run(folder)).classification == "Confidential"


@pytest.mark.parametrize(
    "name", ["run.json", "plan.json", "evaluation.json", "risk.tif", "reach.tif", "plan.gpkg"]
)
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_damaged_folders_are_findings(tiny_run: Planned, tmp_path: Path, name: str, damage: str) -> None:
    """A file that is missing or cut off is named, not met as a traceback."""
    folder = tmp_path / "run"
    shutil.copytree(tiny_run.run.path, folder)
    file = folder / name
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(InputError, match=name):
        picture_of(open_run(folder))


@pytest.mark.parametrize("text", ["[]", "3", '{"schema_version": 1}'])
def test_documents_of_another_kind_are_findings(tiny_run: Planned, tmp_path: Path, text: str) -> None:
    """JSON that is no document of a run is told as such."""
    folder = tmp_path / "run"
    shutil.copytree(tiny_run.run.path, folder)
    (folder / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"plan\.json"):
        open_run(folder)


def test_scenario_names_the_run(tiny_run: Planned, tmp_path: Path) -> None:
    """A run of a scenario is called by it, and its intent is the subtitle."""
    folder = tmp_path / "run"
    shutil.copytree(tiny_run.run.path, folder)
    document = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    text = json.dumps({**document, "scenario": "wet", "intent": "The rains."})
    (folder / "run.json").write_text(text, encoding="utf-8")
    run = open_run(folder)
    assert run.name == "wet"
    assert picture_of(run).subtitle == "wet: The rains."
