"""Travel minutes kept on disk: one small file per site, named by a hash of all that they depend on.

Files are written under a temporary name and renamed, and carry a checksum: two commands at once on one
folder, a kill at any moment and a power cut leave nothing that would be trusted wrongly. They are not forced
to the disk, which would cost more than computing a few again. They hold what a site reaches,
so they are made readable by their owner alone.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding
from optimisation.leftovers import Held, hold_file, remove_leftovers

CODE_VERSION = b"travel-1"
"""Change it whenever the same input would give other minutes, or the file another layout."""

CAP_BYTES = 2 * 1024**3
WORK = "travel-"
"""How the names of folders begin that a command makes for as long as it runs."""

_DRAFT = ".reach-"
_DIGEST = 32
_SUFFIX = ".reach"

Pairs = tuple[NDArray[np.int32], NDArray[np.uint16]]


class TravelCache:
    """A folder of results that may be missing, read-only, full or shared with other commands.

    Parameters
    ----------
    folder : Path
        Made when missing.
    cap_bytes : int
        :meth:`prune` removes the files unused for longest beyond this.

    Attributes
    ----------
    notes : list of Finding
        What did not work; the caller goes on without.
    writable : bool
        Whether storing has worked so far.
    """

    def __init__(self, folder: Path, *, cap_bytes: int = CAP_BYTES) -> None:
        self.folder = folder
        self.cap_bytes = cap_bytes
        self.notes: list[Finding] = []
        self.writable = True
        self._wrote = False
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            self._give_up(problem)

    def get(self, key: str) -> Pairs | None:
        """Return the stored cells and tenths, or None where there are none that can be trusted."""
        path = self.folder / (key + _SUFFIX)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        body, digest = raw[:-_DIGEST], raw[-_DIGEST:]
        if len(body) % 6 or _checksum(key, body) != digest:
            return None
        with suppress(OSError):  # a read-only cache still serves; only its order of age stands still
            os.utime(path)
        count = len(body) // 6
        cells = np.frombuffer(body, dtype="<i4", count=count).astype(np.int32)
        tenths = np.frombuffer(body, dtype="<u2", offset=4 * count).astype(np.uint16)
        return cells, tenths

    def put(self, key: str, cells: NDArray[np.int32], tenths: NDArray[np.uint16]) -> None:
        """Store cells and tenths; after the first failure nothing more is tried, and `notes` says so."""
        if not self.writable:
            return
        body = cells.astype("<i4").tobytes() + tenths.astype("<u2").tobytes()
        draft: Held | None = None
        try:
            draft = hold_file(self.folder, _DRAFT)
            with open(draft.handle, "wb", closefd=False) as file:
                file.write(body + _checksum(key, body))
            draft.path.replace(self.folder / (key + _SUFFIX))
            draft.let_go()
        except OSError as problem:
            self._give_up(problem)
            if draft is not None:
                draft.remove()
        self._wrote = True

    def prune(self) -> None:
        """Remove leftovers of killed commands and, beyond the cap, the files unused for longest.

        Goes down to nine tenths of the cap; sizes are looked at only where something was written.
        """
        for prefix in (WORK, _DRAFT):
            remove_leftovers(self.folder, prefix)
        if not self._wrote:
            return
        total = 0
        kept: list[tuple[float, str, int]] = []
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    state = _state(entry) if entry.name.endswith(_SUFFIX) else None
                    if state is not None:
                        kept.append((state.st_mtime, entry.name, max(state.st_size, 4096)))
                        total += kept[-1][2]
        except OSError:
            return
        if total > self.cap_bytes:
            for _, name, size in sorted(kept):
                if total <= 0.9 * self.cap_bytes:
                    break
                with suppress(OSError):  # another command was quicker, or the folder is read-only
                    (self.folder / name).unlink()
                total -= size

    def _give_up(self, problem: OSError) -> None:
        self.writable = False
        self.notes.append(
            Finding(
                "warning",
                f"travel times could not be kept for the next time ({problem.strerror or problem})",
                "free space, or name a cache folder that can be written; the results are not affected",
                file=self.folder.name,
            )
        )


class SiteKeys:
    """Names of cache entries: a hash of the tiles of the grids round a site, and of every setting.

    The grids are hashed once, in tiles; a site's key takes the tiles that its window touches, so that a
    change elsewhere leaves it as it was.

    Parameters
    ----------
    friction, people : ndarray of float64, travel shape
    demand_mask : ndarray of bool, demand shape
    factor : int
    settings : str
        Everything else that the minutes depend on, in words.
    """

    def __init__(
        self,
        friction: NDArray[np.float64],
        people: NDArray[np.float64],
        demand_mask: NDArray[np.bool_],
        *,
        factor: int,
        settings: str,
    ) -> None:
        side = max(1, 64 // factor)
        self._tile = side * factor
        self._start = CODE_VERSION + settings.encode()
        ny, nx = demand_mask.shape
        self._tiles: list[list[bytes]] = []
        for i in range(0, ny, side):
            row = []
            for j in range(0, nx, side):
                fine = np.s_[i * factor : (i + side) * factor, j * factor : (j + side) * factor]
                tile = hashlib.blake2b(friction[fine].tobytes(), digest_size=16)
                tile.update(people[fine].tobytes())
                tile.update(demand_mask[i : i + side, j : j + side].tobytes())
                row.append(tile.digest())
            self._tiles.append(row)

    def key(self, site_cell: int, window: tuple[int, int, int, int]) -> str:
        """Return the name for one site: flat travel cell, and its window (north, west, rows, columns)."""
        north, west, rows, columns = window
        found = hashlib.blake2b(self._start + repr((site_cell, window)).encode(), digest_size=20)
        for i in range(north // self._tile, (north + rows - 1) // self._tile + 1):
            for j in range(west // self._tile, (west + columns - 1) // self._tile + 1):
                found.update(self._tiles[i][j])
        return found.hexdigest()


def _checksum(key: str, body: bytes) -> bytes:
    return hashlib.blake2b(CODE_VERSION + key.encode() + body, digest_size=_DIGEST).digest()


def _state(entry: os.DirEntry[str]) -> os.stat_result | None:
    with suppress(OSError):
        return entry.stat()
    return None
