"""The command `geo-poc robust`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo_poc.cli import run_command
from tests.geo_poc.test_robustness import published
from tests.tiny_mission import write_tiny


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times out of the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_command_writes_its_files_and_prints_the_same_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """robust.json is what --json prints; robust.csv has its matrix."""
    mission, out = str(write_tiny(tmp_path / "mission")), tmp_path / "out"
    command = ["robust", mission, "--out", str(out), "--json", "--quiet", "--lose", "0"]
    assert run_command([*command, "--weight", "wet_season=2"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((out / "robust.json").read_text(encoding="utf-8"))
    assert published(printed)["futures"][3]["weight"] == 2
    assert (out / "robust.csv").read_text("utf-8-sig").startswith("plan_made_for,regret:as_planned,")


def test_bad_weights_and_taken_folders_are_told_before_planning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A weight without a number and a folder that holds something end with the code of bad input."""
    mission = str(write_tiny(tmp_path / "mission"))
    assert run_command(["robust", mission, "--weight", "wet_season", "--quiet"]) == 2
    assert "write FUTURE=NUMBER" in capsys.readouterr().err
    assert run_command(["robust", mission, "--out", str(tmp_path / "mission"), "--quiet"]) == 2
