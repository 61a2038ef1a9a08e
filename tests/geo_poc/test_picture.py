"""A run folder read back as what its map shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from geo_poc.picture import open_run, picture_of, run_breaks
from geo_poc.planning import Planned
from layers.errors import InputError


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
