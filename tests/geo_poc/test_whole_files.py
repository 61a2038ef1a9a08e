"""Output files: never overwritten, whole or not at all, and put right after a kill."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from geo_poc import whole_files
from geo_poc.whole_files import check_new, write_all_new, write_new
from layers.errors import InputError
from tests.geo_poc.test_whole_folder import LIGHT

ROOT = Path(__file__).parents[2]


def test_files_are_never_overwritten(tmp_path: Path) -> None:
    """A file that is there already stays, and is named."""
    file = tmp_path / "map.html"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="there already"):
        write_new(file, "theirs")
    assert file.read_text(encoding="utf-8") == "mine"


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A folder that is missing is a finding, and no half of a file is left."""
    with pytest.raises(InputError, match="the folder of the file is not there"):
        write_new(tmp_path / "none" / "map.html", "text")
    write_new(tmp_path / "map.html", "Größe")
    assert (tmp_path / "map.html").read_bytes() == "Größe".encode()
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_full_disk_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int) -> None:
    """A disk that is full or read-only is a finding, and nothing is left."""

    def refuse(_handle: int) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(InputError, match=f"cannot be written: {os.strerror(fault)}"):
        write_new(tmp_path / "map.html", "text")
    assert list(tmp_path.iterdir()) == []


def test_several_files_are_written_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last of several files cannot be put in place, the first ones go again."""
    link = os.link

    def refuse(source: Path, target: Path) -> None:
        if target.name == "b":
            raise OSError(errno.EIO, "broken")
        link(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", refuse)
        with pytest.raises(InputError, match="broken"):
            write_all_new({tmp_path / "a": "a", tmp_path / "b": "b"})
    assert list(tmp_path.iterdir()) == []
    write_all_new({tmp_path / "a": "a", tmp_path / "b": "b"})
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "a": "a",
        "b": "b",
    }


@pytest.mark.parametrize("links", [True, False])
def test_file_that_appeared_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """A file that somebody writes in the last moment stays, with and without links of the file system."""
    file, force = tmp_path / "map.html", os.fsync

    def also(handle: int) -> None:
        force(handle)
        file.write_text("theirs", encoding="utf-8")

    def refuse(_source: Path, _target: Path) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    if not links:
        monkeypatch.setattr(os, "link", refuse)
        write_new(tmp_path / "other.html", "text")
        assert (tmp_path / "other.html").read_text(encoding="utf-8") == "text"
        (tmp_path / "other.html").unlink()
    monkeypatch.setattr(os, "fsync", also)
    with pytest.raises(InputError, match="there already"):
        write_new(file, "mine")
    assert file.read_text(encoding="utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("where", ["os.fsync", "os.link", "whole_files.force_folder"])
def test_file_of_a_killed_command_is_absent_or_whole(tmp_path: Path, where: str) -> None:
    """A kill while a file is written leaves none or all of it, and the next command removes the draft."""
    file = tmp_path / "map.html"
    script = f"""
        from geo_poc import whole_files
        {where} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        whole_files.write_new(Path({str(file)!r}), "text" * 1000)
    """
    ended = subprocess.run([sys.executable, "-c", LIGHT + textwrap.dedent(script)], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    if where == "whole_files.force_folder":
        assert file.read_text(encoding="utf-8") == "text" * 1000
        with pytest.raises(InputError):
            check_new(file)
    else:
        assert not file.exists()
        assert len(list(tmp_path.iterdir())) == 1
        write_new(file, "again")
    assert list(tmp_path.iterdir()) == [file]


def test_drafts_follow_the_users_mask(tmp_path: Path) -> None:
    """A file is as readable as any other that the user makes, not for its owner alone."""
    before = os.umask(0o022)
    try:
        write_new(tmp_path / "map.html", "text")
    finally:
        os.umask(before)
    assert (tmp_path / "map.html").stat().st_mode & 0o777 == 0o644
    assert whole_files.put_right(tmp_path / "map.html") is False


def test_file_without_a_place_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is not there, or may not be written to, is found by the look before a command's work."""
    with pytest.raises(
        InputError, match=r"the folder of the file is not there .*Remedy: make the folder first"
    ):
        check_new(tmp_path / "none" / "x.csv")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        check_new(tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []
