"""Output folders: whole or not at all, never overwritten, and put right after a kill."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from geo_poc import to_disk
from geo_poc.whole_folder import check_free, put_right, whole_folder
from layers.errors import InputError
from optimisation.leftovers import hold_folder

ROOT = Path(__file__).parents[2]
LIGHT = """
import os, signal, sys, types
from pathlib import Path
sys.modules["geo_poc"] = types.ModuleType("geo_poc")
sys.modules["geo_poc"].__path__ = ["geo_poc"]
"""
"""Keeps a child from importing the whole package for two small modules of it."""


def test_draft_is_a_hidden_sibling_until_it_is_whole(tmp_path: Path) -> None:
    """The folder appears only at the end, with its missing parents, and nothing else stays."""
    out = tmp_path / "a" / "b" / "run"
    with whole_folder(out) as draft:
        (draft / "file").write_text("text", encoding="utf-8")
        assert draft.parent == out.parent
        assert draft.name.startswith(".run.")
        assert not out.exists()
    assert [path.name for path in out.parent.iterdir()] == ["run"]
    assert [path.name for path in out.iterdir()] == ["file"]


@pytest.mark.parametrize("fault", [RuntimeError("no"), KeyboardInterrupt(), OSError(errno.EIO, "no")])
def test_nothing_stays_when_the_work_fails(tmp_path: Path, fault: BaseException) -> None:
    """Neither the draft nor a parent made for it outlives a failure, which is passed on as it is."""

    def fail() -> None:
        with whole_folder(tmp_path / "a" / "b" / "run") as draft:
            (draft / "file").write_text("text", encoding="utf-8")
            raise fault

    with pytest.raises(type(fault)) as told:
        fail()
    assert told.value is fault
    assert list(tmp_path.iterdir()) == []


def test_parent_that_was_there_stays(tmp_path: Path) -> None:
    """An empty parent that the user made is not removed after a failure."""
    (tmp_path / "mine").mkdir()

    def fail() -> None:
        with whole_folder(tmp_path / "mine" / "new" / "run"):
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.rglob("*")) == [tmp_path / "mine"]


def test_full_disk_is_told_as_such(tmp_path: Path) -> None:
    """Running out of space while a run is written names the output and not an input."""

    def fail() -> None:
        with whole_folder(tmp_path / "run"):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(InputError, match="cannot be written: No space left") as told:
        fail()
    assert told.value.findings[0].column == "--out"
    assert list(tmp_path.iterdir()) == []


def test_impatient_ctrl_c_still_removes_the_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C pressed again in the middle of tidying up does not leave the draft behind."""
    remove, calls = shutil.rmtree, []

    def interrupted(folder: Path, ignore_errors: bool = False) -> None:
        calls.append(folder)
        if len(calls) == 1:
            signal.raise_signal(signal.SIGINT)
        remove(folder, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", interrupted)

    def fail() -> None:
        with whole_folder(tmp_path / "run"):
            raise RuntimeError("no")

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert len(calls) == 2
    assert list(tmp_path.iterdir()) == []


def test_earlier_folder_is_replaced_only_when_the_new_one_is_whole(tmp_path: Path) -> None:
    """With `replaces` a failure leaves the earlier folder as it was, a success nothing of it."""
    out = tmp_path / "demo"
    out.mkdir()
    (out / "old").write_text("old", encoding="utf-8")

    def fail() -> None:
        with whole_folder(out, replaces=True):
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in out.iterdir()] == ["old"]
    with whole_folder(out, replaces=True) as draft:
        (draft / "new").write_text("new", encoding="utf-8")
    assert [path.name for path in out.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_earlier_folder_comes_back_when_the_swap_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new folder cannot be renamed into place the earlier one is put back."""
    out = tmp_path / "demo"
    out.mkdir()
    (out / "old").write_text("old", encoding="utf-8")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.endswith(".partial"):
            raise OSError(errno.EBUSY, "busy", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(InputError, match="cannot be written: busy"), whole_folder(out, replaces=True):
        pass
    assert [path.name for path in out.iterdir()] == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_empty_folder_and_a_link_to_one_are_used(tmp_path: Path) -> None:
    """An empty folder may be there already; a link to one goes on pointing at the run."""
    empty = tmp_path / "empty"
    empty.mkdir()
    link = tmp_path / "link"
    link.symlink_to(empty)
    with whole_folder(link) as draft:
        (draft / "file").write_text("text", encoding="utf-8")
    assert link.is_symlink()
    assert (empty / "file").is_file()


def test_current_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder cannot be replaced under the user's feet."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="current folder"), whole_folder(Path()):
        pass


def test_folder_that_appeared_meanwhile_is_kept(tmp_path: Path) -> None:
    """When two commands write one folder the quicker one's stays, also where both began without it."""
    out = tmp_path / "run"

    def second() -> None:
        with whole_folder(out) as slower:
            (slower / "file").write_text("second", encoding="utf-8")
            with whole_folder(out) as quicker:
                (quicker / "file").write_text("first", encoding="utf-8")

    with pytest.raises(InputError, match="there already"):
        second()
    assert (out / "file").read_text(encoding="utf-8") == "first"
    assert list(tmp_path.iterdir()) == [out]


def _killed(out: Path, where: str, *, replaces: bool = False) -> None:
    """Write a folder in another process that kills itself at a step."""
    script = f"""
        from geo_poc import whole_folder as module

        out, where, renames = Path({str(out)!r}), {where!r}, []
        rename = Path.rename

        def die():
            os.kill(os.getpid(), signal.SIGKILL)

        def counted(self, target):
            renames.append(1)
            if where == f"before rename {{len(renames)}}":
                die()
            made = rename(self, target)
            if where == f"after rename {{len(renames)}}":
                die()
            return made

        Path.rename = counted
        with module.whole_folder(out, replaces={replaces}) as draft:
            (draft / "new").write_text("new", encoding="utf-8")
            if where == "inside":
                die()
    """
    ended = subprocess.run([sys.executable, "-c", LIGHT + textwrap.dedent(script)], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize("where", ["inside", "before rename 1"])
def test_draft_of_a_killed_command_is_removed_by_the_next(tmp_path: Path, where: str) -> None:
    """The next command into the same folder removes it; that of another folder does not."""
    out = tmp_path / "deep" / "run"
    _killed(out, where)
    assert not out.exists()
    left = list(out.parent.iterdir())
    assert [path.suffix for path in left] == [".partial"]
    with whole_folder(out.parent / "ru"), whole_folder(out.parent / "run.b"):
        assert left[0].exists()
    with whole_folder(out) as draft:
        (draft / "file").write_text("text", encoding="utf-8")
    assert {path.name for path in out.parent.iterdir()} == {"ru", "run.b", "run"}


@pytest.mark.parametrize("where", [f"{when} rename {n}" for n in (1, 2, 3) for when in ("before", "after")])
def test_killed_replacement_leaves_the_earlier_or_the_new_one(tmp_path: Path, where: str) -> None:
    """A kill at any step of a replacement leaves one whole folder, once the next command looks."""
    out = tmp_path / "demo"
    out.mkdir()
    (out / "old").write_text("old", encoding="utf-8")
    _killed(out, where, replaces=True)
    put_right(out)
    held = [path.name for path in out.iterdir()]
    assert held == (["old"] if where.endswith(("1", "before rename 2")) else ["new"])
    assert list(tmp_path.iterdir()) == [out]


def test_what_is_being_written_is_left_alone(tmp_path: Path) -> None:
    """The draft of a living command and that of another machine stay; so do names that are not ours."""
    names = (".run.0123abcd.0123456789ab.partial", ".run.partial", ".run.mine")
    for name in names:
        (tmp_path / name).mkdir()
    living = hold_folder(tmp_path, ".run.", ".partial")
    try:
        put_right(tmp_path / "run")
        assert {path.name for path in tmp_path.iterdir()} == {*names, living.path.name}
    finally:
        living.remove()


def test_everything_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files and folders of the draft are forced to the disk before the rename, its parent after it."""
    steps: list[str] = []
    out, force, rename = tmp_path / "run", to_disk._force, Path.rename

    def noted(path: Path, flags: int) -> None:
        steps.append(path.name if path.name in ("a", "b", "in", tmp_path.name) else "draft")
        force(path, flags)

    def renamed(self: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(self, target)

    monkeypatch.setattr(to_disk, "_force", noted)
    monkeypatch.setattr(Path, "rename", renamed)
    with whole_folder(out) as draft:
        (draft / "in").mkdir()
        (draft / "in" / "b").write_text("b", encoding="utf-8")
        (draft / "a").write_text("a", encoding="utf-8")
    assert steps == ["b", "in", "a", "draft", "rename", tmp_path.name]


def test_disk_that_is_found_full_at_the_end_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some disks say only when forced that they are full; the folder does not appear then."""

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    def write() -> None:
        with whole_folder(tmp_path / "run") as draft:
            (draft / "file").write_text("text", encoding="utf-8")

    with pytest.raises(InputError, match="cannot be written: No space left"):
        write()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder_is_told(tmp_path: Path) -> None:
    """A folder that may not be written is a finding before any work."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="cannot be written: Permission"), whole_folder(tmp_path / "run"):
            pytest.fail("the work began")
    finally:
        tmp_path.chmod(0o700)


def test_read_only_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that cannot be written is a finding before any work."""

    def refuse(self: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InputError, match="cannot be written: Read-only"), whole_folder(tmp_path / "run"):
        pytest.fail("the work began")


def test_folder_without_a_place_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file above it, or a folder that may not be written to, is found before a command's work."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written: Not a directory"):
        check_free(tmp_path / "file" / "deep" / "run")
    check_free(tmp_path / "deep" / "run")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        check_free(tmp_path / "deep" / "run")
