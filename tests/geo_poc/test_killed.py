"""Commands killed at any moment: nothing half written, no process left, and the next command works."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_poc import planning
from geo_poc.cli import run_command
from optimisation.leftovers import hold_folder
from tests.geo_poc.killable import Server, serving
from tests.geo_poc.test_planning import plain_pages
from tests.geo_poc.test_run import FILES
from tests.tiny_mission import Tiny, write_tiny

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")

STAGES = ("layers and risk: ", ": 1 of", "placement: ", "files: ")
SHARES = (0.05, 0.25, 0.5, 0.75, 1.0)
"""At which of the changes to the disk a command is killed, as shares of all of them."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return the process that commands are forked from."""
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a tiny mission."""
    return write_tiny(tmp_path_factory.mktemp("tiny") / "mission")


@pytest.fixture(scope="module")
def whole(server: Server, mission: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Return a run that nothing happened to, and how many changes to the disk it made."""
    folder = tmp_path_factory.mktemp("whole")
    command = server.start(
        ["plan", mission, "--out", folder / "out" / "run"],
        folder / "told",
        cache=str(folder / "out" / "cache"),
        watched=str(folder / "out"),
    )
    assert command.ended() == 0, command.said()
    return folder / "out" / "run", int((folder / "told" / "steps").read_text())


def _same(one: Path, other: Path) -> None:
    """Assert that two runs are whole and equal but for their timings and places."""
    assert {path.name for path in one.iterdir()} == FILES
    for name in ("plan.json", "evaluation.json"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


def _nothing_stale(folder: Path) -> None:
    """Assert that the run and the cache stand alone, and that the cache holds entries only."""
    assert {path.name for path in folder.iterdir()} == {"run", "cache"}
    entries = list((folder / "cache" / "geo_poc").iterdir())
    assert entries
    assert {path.suffix for path in entries} == {".reach"}


def _again(server: Server, mission: Path, tmp_path: Path, whole: Path) -> None:
    """Run the command once more: it works, and leaves nothing but a whole run and a whole cache."""
    out = tmp_path / "out" / "run"
    if out.exists():
        _same(out, whole)
        ended = 2  # a run is never overwritten
    else:
        ended = 0
    again = server.start(["plan", mission, "--out", out], tmp_path / "again", cache=str(out.parent / "cache"))
    assert again.ended() == ended, again.said()
    _same(out, whole)
    _nothing_stale(out.parent)


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_a_stage(
    server: Server, mission: Path, whole: tuple[Path, int], tmp_path: Path, stage: str
) -> None:
    """Killed in any stage a command leaves no folder at its output, and its workers end."""
    out = tmp_path / "out" / "run"
    command = server.start(
        ["plan", mission, "--out", out], tmp_path / "told", cache=str(out.parent / "cache"), hold_at=stage
    )
    command.until_held()
    assert bool(command.children) == (stage == ": 1 of")
    command.kill()
    assert command.ended() == -9
    assert not out.exists()
    assert command.survivors() == []
    _again(server, mission, tmp_path, whole[0])


@pytest.mark.parametrize("share", SHARES)
def test_killed_at_a_change_of_the_disk(
    server: Server, mission: Path, whole: tuple[Path, int], tmp_path: Path, share: float
) -> None:
    """Killed before any change of cache or output, a command leaves none or all of its run."""
    out = tmp_path / "out" / "run"
    command = server.start(
        ["plan", mission, "--out", out],
        tmp_path / "told",
        cache=str(out.parent / "cache"),
        watched=str(out.parent),
        die_at=1 + round(share * (whole[1] - 1)),
    )
    assert command.ended() == -9
    assert command.survivors() == []
    _again(server, mission, tmp_path, whole[0])


def test_killed_worker_changes_nothing(
    server: Server, mission: Path, whole: tuple[Path, int], tmp_path: Path
) -> None:
    """When a worker is killed the command goes on without and gives the same plan, with a note."""
    out = tmp_path / "out" / "run"
    command = server.start(
        ["plan", mission, "--out", out],
        tmp_path / "told",
        cache=str(out.parent / "cache"),
        kill_worker_at=": 1 of",
    )
    assert command.ended() == 0, command.said()
    assert (tmp_path / "told" / "killed").exists()
    _same(out, whole[0])
    _nothing_stale(out.parent)


def test_commands_at_once_on_one_cold_cache(
    server: Server, mission: Path, whole: tuple[Path, int], tmp_path: Path
) -> None:
    """Commands that fill one cache at once give equal plans; of two for one folder the quicker one writes."""
    folder, cache = tmp_path / "out", str(tmp_path / "out" / "cache")
    commands = [
        server.start(["plan", mission, "--out", out], tmp_path / f"told-{number}", cache=cache)
        for number, out in enumerate([tmp_path / "other", folder / "run", folder / "run"])
    ]
    assert sorted(command.ended() for command in commands) == [0, 0, 2]
    _same(tmp_path / "other", whole[0])
    _same(folder / "run", whole[0])
    _nothing_stale(folder)
    assert "there already" in "".join(command.said() for command in commands)


@pytest.mark.parametrize("most_bytes", [2_000, 9_000, 100_000, 300_000])
def test_files_that_cannot_grow(server: Server, mission: Path, tmp_path: Path, most_bytes: int) -> None:
    """When files cannot grow any further the command ends with 2, told in words, and nothing is written."""
    out = tmp_path / "out" / "run"
    command = server.start(
        ["plan", mission, "--out", out],
        tmp_path / "told",
        cache=str(tmp_path / "cache"),
        most_bytes=most_bytes,
    )
    assert command.ended() == 2, command.said()
    assert "cannot be written" in command.said()
    assert not out.parent.exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return the folder of a disk in memory that a run does not fit on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a disk, where that is allowed")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_full_disk(server: Server, mission: Path, small_disk: Path, tmp_path: Path) -> None:
    """On a disk without room for the run and the cache a command ends with 2, and the run leaves nothing."""
    command = server.start(
        ["plan", mission, "--out", small_disk / "run"], tmp_path / "told", cache=str(small_disk / "cache")
    )
    assert command.ended() == 2, command.said()
    assert "cannot be written" in command.said()
    assert {path.name for path in small_disk.iterdir()} == {"cache"}


def test_cache_that_cannot_be_written(
    server: Server, mission: Path, whole: tuple[Path, int], tmp_path: Path
) -> None:
    """A cache folder that cannot be made costs a note and not the run."""
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    command = server.start(
        ["plan", mission, "--out", tmp_path / "run"], tmp_path / "told", cache=str(tmp_path / "taken")
    )
    assert command.ended() == 0, command.said()
    assert "could not be kept" in command.said()
    _same(tmp_path / "run", whole[0])
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["findings"]


def test_demo_killed_while_it_was_replaced_is_put_back_and_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier demo that a killed command had moved aside is known as one again, and replaced."""
    scenario = '[[scenario]]\nname = "one"\nintent = "One team."\n'
    monkeypatch.setattr(planning, "write_training_mission", lambda f: write_tiny(f, Tiny(extra=scenario)))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    plain_pages(monkeypatch)
    monkeypatch.chdir(tmp_path)
    assert run_command(["demo"]) == 0
    demo = tmp_path / "runs" / "demo"
    (demo / "old").write_text("old", encoding="utf-8")
    killed = hold_folder(demo.parent, ".demo.", ".earlier")
    demo.rename(killed.path / "demo")
    killed.let_go()
    assert run_command(["demo"]) == 0
    assert not (demo / "old").exists()
    assert list(demo.parent.iterdir()) == [demo]
