"""Travel minutes kept on disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimisation.leftovers import hold_file, hold_folder
from optimisation.travel_cache import SiteKeys, TravelCache

CELLS = np.arange(0, 5000, 7, dtype=np.int32)
TENTHS = np.arange(CELLS.size, dtype=np.uint16)


def filled(folder: Path, *keys: str) -> TravelCache:
    """Return a cache that holds the same arrays under some keys."""
    cache = TravelCache(folder)
    for key in keys:
        cache.put(key, CELLS, TENTHS)
    return cache


def test_what_was_put_is_got(tmp_path: Path) -> None:
    """Cells and tenths come back with their types, from another cache on the folder too."""
    filled(tmp_path / "new", "k")
    found = TravelCache(tmp_path / "new").get("k")
    assert found is not None
    assert [array.dtype.name for array in found] == ["int32", "uint16"]
    np.testing.assert_array_equal(found[0], CELLS)
    np.testing.assert_array_equal(found[1], TENTHS)


def test_an_empty_result_is_kept_too(tmp_path: Path) -> None:
    """A site that reaches nothing is a result, not a miss."""
    cache = TravelCache(tmp_path)
    cache.put("k", CELLS[:0], TENTHS[:0])
    found = cache.get("k")
    assert found is not None
    assert found[0].size == found[1].size == 0


def test_a_missing_key_is_a_miss(tmp_path: Path) -> None:
    """Nothing is found under a key that was not put."""
    assert filled(tmp_path, "k").get("other") is None


@pytest.mark.parametrize("place", [0, 100, -1])
def test_a_changed_byte_is_not_trusted(tmp_path: Path, place: int) -> None:
    """One wrong byte anywhere makes the file a miss."""
    cache = filled(tmp_path, "k")
    path = next(tmp_path.iterdir())
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    assert cache.get("k") is None


@pytest.mark.parametrize("length", [0, 5, 31, 32, 600])
def test_a_cut_file_is_not_trusted(tmp_path: Path, length: int) -> None:
    """A file cut at any length is a miss."""
    cache = filled(tmp_path, "k")
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:length])
    assert cache.get("k") is None


def test_a_file_under_another_name_is_not_trusted(tmp_path: Path) -> None:
    """A file copied to another key is a miss."""
    cache = filled(tmp_path, "k")
    path = next(tmp_path.iterdir())
    path.rename(path.with_name(path.name.replace("k", "m", 1)))
    assert cache.get("m") is None


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    """Others of the machine cannot read what a site reaches."""
    filled(tmp_path / "new", "k")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert next((tmp_path / "new").iterdir()).stat().st_mode & 0o077 == 0


def test_a_full_disk_is_noted_once_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a file cannot be finished the cache gives up with one note and no leftovers."""

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    cache = filled(tmp_path, "k", "m")
    assert list(tmp_path.iterdir()) == []
    assert [note.severity for note in cache.notes] == ["warning"]
    assert "No space left" in cache.notes[0].message
    assert cache.get("k") is None


def test_a_folder_that_cannot_be_made_is_noted(tmp_path: Path) -> None:
    """A file in the place of the folder gives a note, misses and no error."""
    (tmp_path / "taken").write_text("x")
    cache = filled(tmp_path / "taken", "k")
    cache.prune()
    assert cache.get("k") is None
    assert len(cache.notes) == 1
    assert not cache.writable


def test_pruning_removes_what_was_unused_for_longest(tmp_path: Path) -> None:
    """Over the cap the oldest go, down to nine tenths, and what was read lately stays."""
    cache = TravelCache(tmp_path, cap_bytes=10 * 8192)
    body = np.zeros(1350, dtype=np.int32)  # 8,132 bytes with its checksum, two blocks of a disk
    names = [f"k{number:02}" for number in range(12)]
    for number, name in enumerate(names):
        cache.put(name, body, body.astype(np.uint16))
        os.utime(next(tmp_path.glob(f"{name}*")), (1000.0 + number, 1000.0 + number))
    assert cache.get("k00") is not None
    cache.prune()
    left = {path.name[:3] for path in tmp_path.iterdir()}
    assert "k00" in left
    assert "k11" in left
    assert "k01" not in left
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 9 * 8192


def test_pruning_removes_leftovers_of_killed_commands(tmp_path: Path) -> None:
    """What dead commands left goes, also where nothing was written; what is held and foreign files stay."""
    for name in (".reach-old", "travel-old", "mine.txt"):
        (tmp_path / name).write_text("x")
    hold_file(tmp_path, ".reach-").let_go()
    dead = hold_folder(tmp_path, "travel-")
    (dead.path / "friction.npy").write_text("x")
    dead.let_go()
    living = hold_file(tmp_path, ".reach-"), hold_folder(tmp_path, "travel-")
    TravelCache(tmp_path).prune()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {".reach-old", "travel-old", "mine.txt", *(held.path.name for held in living)}
    for held in living:
        held.remove()


def keys(**changes: Any) -> str:
    """Return the key of a site in the middle of 300 x 300 travel cells, with some inputs changed."""
    arrays: dict[str, Any] = {
        "friction": np.full((300, 300), 0.01),
        "people": np.zeros((300, 300)),
        "demand_mask": np.ones((60, 60), bool),
    }
    for name, cell in changes.items():
        if name in arrays:
            arrays[name][cell] = 0.5
    made = SiteKeys(*arrays.values(), factor=5, settings=changes.get("settings", "s"))
    return made.key(changes.get("site", 150 * 300 + 150), changes.get("window", (140, 140, 20, 20)))


@pytest.mark.parametrize(
    "change",
    [
        {"friction": (159, 140)},
        {"people": (140, 159)},
        {"settings": "t"},
        {"site": 150 * 300 + 151},
        {"window": (135, 140, 20, 20)},
    ],
)
def test_a_key_changes_with_what_it_stands_for(change: dict[str, Any]) -> None:
    """Friction and people in the window, settings, site and window each change the key."""
    assert keys() == keys()
    assert keys(**change) != keys()


def test_a_key_changes_with_the_mask() -> None:
    """A demand cell taken out of the mask changes the key."""
    arrays = np.full((10, 10), 0.01), np.zeros((10, 10)), np.ones((5, 5), bool)
    before = SiteKeys(*arrays, factor=2, settings="").key(0, (0, 0, 10, 10))
    arrays[2][4, 4] = False
    assert SiteKeys(*arrays, factor=2, settings="").key(0, (0, 0, 10, 10)) != before


def test_a_key_stays_when_something_far_away_changes() -> None:
    """Friction and people at the other end of the grid do not touch the key."""
    assert keys(friction=(0, 0), people=(299, 299)) == keys()
