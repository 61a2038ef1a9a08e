"""The commands that weigh, vary and explain a plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo_poc.cli import run_command
from tests.tiny_mission import Tiny, write_tiny


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times out of the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["frontier", "--points", "2"], "frontier"),
        (["portfolio", "--plans", "2", "--within", "1"], "portfolio"),
        (["explain", "--solve", "1"], "explain"),
    ],
)
def test_command_prints_its_document_and_lines(
    arguments: list[str], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json a versioned document, without it lines to read; nothing else on standard output."""
    mission = str(write_tiny(tmp_path / "mission", Tiny(budget={"cob": 1, "jpt": 0})))
    assert run_command([*arguments, mission, "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["kind"], document["schema_version"]) == (kind, 1)
    assert run_command([*arguments, mission, "--quiet"]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 1


def test_unknown_view_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A view that the register does not have is told with what there is."""
    mission = str(write_tiny(tmp_path / "mission"))
    assert run_command(["frontier", mission, "--second", "should", "--quiet"]) == 2
    assert "no such view" in capsys.readouterr().err
