"""Temporary names: held while their process lives, known as leftovers once it is dead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from optimisation import leftovers as module
from optimisation.leftovers import hold_file, hold_folder, leftovers, remove_leftovers, temporary_folder

ROOT = Path(__file__).parents[2]
HOLDER = """
    import os, sys, time
    from pathlib import Path
    from optimisation.leftovers import hold_file, hold_folder
    folder = Path(sys.argv[1])
    held = [hold_folder(folder, "work-"), hold_file(folder, "work-")]
    (held[0].path / "file").write_text("x")
    if sys.argv[2] == "fork" and os.fork() == 0:
        print("up", flush=True)  # not before the fork has let go of its parent's locks
        time.sleep(60)
        os._exit(0)
    if sys.argv[2] != "fork":
        print("up", flush=True)
    time.sleep(60)
"""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("children", ["alone", "fork"])
def test_what_a_killed_process_held_is_left_over(tmp_path: Path, children: str) -> None:
    """While it lives nothing is taken; killed, all is, also where a forked child of it lives on."""
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(tmp_path), children]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        assert remove_leftovers(tmp_path, "work-") == 0
        assert len(_names(tmp_path)) == 2
        process.kill()
        process.wait()
        try:
            assert remove_leftovers(tmp_path, "work-") == 2
        finally:
            if children == "fork":
                os.killpg(process.pid, signal.SIGKILL)
    assert _names(tmp_path) == []


def test_own_things_are_not_left_over(tmp_path: Path) -> None:
    """A process holds what it made until it lets go."""
    folder, file = hold_folder(tmp_path, "a-"), hold_file(tmp_path, "b-", ".part")
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert remove_leftovers(tmp_path, "a-") == remove_leftovers(tmp_path, "b-", ".part") == 0
    file.let_go()
    assert remove_leftovers(tmp_path, "b-") == 0
    assert remove_leftovers(tmp_path, "b-", ".part") == 1
    folder.remove()
    folder.remove()
    assert _names(tmp_path) == []


def test_a_leftover_is_given_to_one_command_alone(tmp_path: Path) -> None:
    """Who has taken a leftover holds it against others, and may keep it."""
    hold_folder(tmp_path, "a-").let_go()
    first = next(leftovers(tmp_path, "a-"))
    assert list(leftovers(tmp_path, "a-")) == []
    first.let_go()
    assert remove_leftovers(tmp_path, "a-") == 1


def test_other_names_and_other_machines_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only looks alike is not touched, nor what another machine made, nor the target of a link."""
    for name in ("a-", "a-x", "a-0123abcd.0123456789ab"):
        (tmp_path / name).mkdir()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("socket.gethostname", lambda: "elsewhere")
        hold_folder(tmp_path, "a-").let_go()
    (tmp_path / "mine").mkdir()
    (tmp_path / f"a-{module._machine()}.0123456789ab").symlink_to(tmp_path / "mine")
    before = _names(tmp_path)
    assert remove_leftovers(tmp_path, "a-") == 0
    assert _names(tmp_path) == before


def test_without_locks_nothing_is_left_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file system has no locks folders are made all the same and none is ever taken."""
    monkeypatch.setattr(module, "_lock", lambda _handle: None)
    hold_folder(tmp_path, "a-").let_go()
    assert remove_leftovers(tmp_path, "a-") == 0
    assert len(_names(tmp_path)) == 1


def test_folder_removed_before_it_was_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another command may take a new folder for a leftover: then it is made under another name."""
    lock, calls = module._lock, []

    def late(handle: int) -> bool | None:
        calls.append(handle)
        if len(calls) == 1:
            next(tmp_path.iterdir()).rmdir()
        return lock(handle)

    monkeypatch.setattr(module, "_lock", late)
    held = hold_folder(tmp_path, "a-")
    assert len(calls) == 2
    assert _names(tmp_path) == [held.path.name]
    held.remove()


def test_missing_folder_has_no_leftovers(tmp_path: Path) -> None:
    """A folder that is not there is passed over; making something in it is an error."""
    assert remove_leftovers(tmp_path / "none", "a-") == 0
    with pytest.raises(OSError, match="none"), temporary_folder("a-", tmp_path / "none"):
        pass


def test_removing_what_another_wrote_into_meanwhile(tmp_path: Path) -> None:
    """A block's folder is gone after it with all it holds."""
    with temporary_folder("a-", tmp_path) as folder:
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("x")
    assert _names(tmp_path) == []
    assert time.monotonic() > 0
