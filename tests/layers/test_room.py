"""A full disk is told as such, whatever the library said."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from layers import room
from layers.room import telling_full_disk


def test_fault_of_a_full_disk_is_the_disks_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed while the disk had no room becomes an error with the disk's number and the folder."""

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as told, telling_full_disk(tmp_path):
        raise RuntimeError("failed to commit transaction")
    assert told.value.errno == errno.ENOSPC
    assert told.value.filename == str(tmp_path)
    assert str(told.value.__cause__) == "failed to commit transaction"


def test_other_faults_stay_what_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk has room a fault is passed on, and what was tried leaves nothing."""
    monkeypatch.setattr(room, "ROOM_BYTES", 1000)
    fault = RuntimeError("no such column")
    with pytest.raises(RuntimeError) as told, telling_full_disk(tmp_path):
        raise fault
    assert told.value is fault
    assert list(tmp_path.iterdir()) == []
