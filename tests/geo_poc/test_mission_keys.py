"""Keys of a mission file: filled from the defaults, everything wrong told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.mission import Mission
from layers.errors import InputError
from tests.geo_poc.mission_texts import SMALL, THREAT, found_in, write_mission


def test_small_file_is_filled_from_the_defaults(tmp_path: Path) -> None:
    """A file that names no band, speed or effect has all of the defaults, and its own keys."""
    mission = Mission.load(write_mission(tmp_path, SMALL))
    assert mission.keys.bands_min == [15, 30, 60, 120]
    assert mission.keys.effectiveness["jpt"]["state"].mid == 0.6
    assert (mission.keys.budget.cob, mission.keys.budget.jpt) == (1, 2)
    assert mission.keys.layers.bases.classification == "Confidential"
    assert list(mission.layers()) == ["area", "layers.incidents", "layers.bases", "layers.population[1]"]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Wrong values, unknown keys and missing keys come together, each with key, value and remedy."""
    text = SMALL.replace("cob = 1", "cob = -1\ntank = 3").replace("as_of = 2025-06-30\n", "")
    text += '[travel]\nseason = "monsoon"\n' + THREAT + 'time_limit_min = "soon"\ndistrict = "North"\n'
    found = found_in(write_mission(tmp_path, text))
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
    assert set(found_in(write_mission(tmp_path, text))) == {key}


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
