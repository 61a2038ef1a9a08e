"""Forcing files to the disk, so that a power cut after a rename leaves no empty file under a final name."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def force_tree(folder: Path) -> None:
    """Force every file of a folder to the disk, then the folders that name them.

    Raises
    ------
    OSError
        When a file cannot be written: some disks say only now that they are full.
    """
    for place, _folders, files in os.walk(folder, topdown=False):
        for name in sorted(files):
            _force_file(Path(place) / name)
        force_folder(Path(place))


def force_folder(folder: Path) -> None:
    """Force the names that a folder holds to the disk, where its file system can."""
    if sys.platform == "win32":
        return
    with suppress(OSError):  # some network drives refuse it for folders
        _force(folder, os.O_RDONLY)


def _force_file(file: Path) -> None:
    _force(file, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)


def _force(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(path)) from fault
    finally:
        os.close(handle)
