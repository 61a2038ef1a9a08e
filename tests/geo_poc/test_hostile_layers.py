"""Faulty layers of every reader through the command line: exit 2, file, place and remedy, nothing written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_poc.cli import run_command
from tests.geo_poc.hostile import Case, write_case
from tests.geo_poc.hostile_bombs import BOMBS
from tests.geo_poc.hostile_events import EVENTS
from tests.geo_poc.hostile_packed import PACKED
from tests.geo_poc.hostile_rasters import RASTERS
from tests.geo_poc.hostile_shapes import SECRET, SHAPES
from tests.geo_poc.hostile_sites import SITES
from tests.geo_poc.measured import SECONDS, Commands

Captured = pytest.CaptureFixture[str]

CASES: dict[str, Case] = {**EVENTS, **SITES, **SHAPES, **RASTERS, **PACKED}
PLANNED = (
    "UCDP: short row",
    "ACLED: geo_precision",
    "own xlsx: source",
    "actors: two sources",
    "Geo-PKO: year",
    "districts: second level missing",
    "population: archive",
    "groups: missing band",
    "elevation: text",
    "database: password in the address",
)
"""Cases that are given to plan too."""

MOST_BYTES = 2 * 10**9
"""No bomb may take more memory than this."""


@pytest.fixture(scope="module")
def commands() -> Iterator[Commands]:
    """Give measured commands to all bombs."""
    with Commands() as running:
        yield running


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times of the tests apart from the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("GEO_POC_DATA", raising=False)


@pytest.mark.parametrize("name", CASES)
def test_faulty_layer_is_told_with_place_and_remedy(name: str, tmp_path: Path, capsys: Captured) -> None:
    """Exit is 2, with a line on file, place, fault and remedy; the folder stays as it is."""
    case = CASES[name]
    mission = write_case(tmp_path / "mission", case)
    before = sorted(tmp_path.rglob("*"))
    assert run_command(["check", str(mission), "--quiet"]) == 2
    _told(case, capsys.readouterr().err, tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", PLANNED)
def test_faulty_layer_is_not_planned_on(name: str, tmp_path: Path, capsys: Captured) -> None:
    """Planning refuses what checking refuses, and makes neither run folder nor parent."""
    case = CASES[name]
    mission = write_case(tmp_path / "mission", case)
    before = sorted(tmp_path.rglob("*"))
    assert run_command(["plan", str(mission), "--out", str(tmp_path / "deep" / "run")]) == 2
    said = capsys.readouterr()
    _told(case, said.err, tmp_path)
    assert said.out == ""
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(sys.platform == "win32", reason="memory cannot be limited there")
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_in_little_memory(name: str, tmp_path: Path, commands: Commands) -> None:
    """Exit is 2 in 30 s and 2 GB, with a line on file, fault and remedy; the folder stays as it is."""
    case = BOMBS[name]
    mission = write_case(tmp_path / "mission", case)
    before = sorted(tmp_path.rglob("*"))
    done = commands.run("check", str(mission), "--quiet")
    after = sorted(tmp_path.rglob("*"))
    (mission.parent / case.name).unlink()
    assert done.code == 2, done
    assert done.peak_bytes < MOST_BYTES, done
    assert done.seconds < SECONDS
    _told(case, done.said, tmp_path)
    assert after == before


def _told(case: Case, said: str, folder: Path) -> None:
    start = f"error: {case.file or case.name}{case.place}: "
    found = [line for line in said.splitlines() if line.startswith(start) and case.said in line]
    assert found, said
    assert found[0].partition(" Remedy: ")[2]
    assert "Traceback" not in said
    assert SECRET not in said
    assert str(folder) not in said
