"""Telling a full disk from other faults, for libraries that say only that something failed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM_BYTES = 4_000_000
"""A disk that takes this much more is not called full."""


@contextmanager
def telling_full_disk(folder: Path) -> Iterator[None]:
    """Turn a fault of the block into the disk's own where the disk has no room.

    GDAL and SQLite say "failed to commit transaction" or "no such table" then.

    Parameters
    ----------
    folder : Path
        Where the block writes.

    Raises
    ------
    OSError
        With the number of the disk's fault, instead of what the block raised.
    """
    try:
        yield
    except OSError:
        raise
    except Exception as fault:
        try:
            _fill(folder)
        except OSError as disk:
            raise OSError(disk.errno, disk.strerror, str(folder)) from fault
        raise


def _fill(folder: Path) -> None:
    """Write and drop a file of some size."""
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(bytes(ROOM_BYTES))
        probe.flush()
        os.fsync(probe.fileno())
