"""The table of travel minutes: executors, the cache, progress and stopping."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimisation import travel
from optimisation.pool import process_pool
from optimisation.travel import TravelCancelledError, TravelTable, travel_table
from tests.optimisation.travel_cases import rough, same, searched, tenths_of

SITES = np.random.default_rng(9).choice(80 * 100, size=40, replace=False)
SITES[3] = SITES[2]


def world(**options: Any) -> TravelTable:
    """Compute the table of 40 sites on 80 x 100 travel cells."""
    friction = rough(21, (80, 100), blocked=0.1)
    friction.flat[SITES] = 0.01
    people = np.random.default_rng(22).choice([0.0, 3.0, np.nan], size=friction.shape)
    arguments: dict[str, Any] = {
        "cell_m": 1000.0,
        "people": people,
        "factor": 5,
        "demand_mask": np.ones((16, 20), dtype=bool),
        "site_ids": [f"s{number}" for number in range(SITES.size)],
        "site_cells": SITES,
        "limit_min": 90.0,
    }
    return travel_table(friction, **(arguments | options))


@pytest.fixture(scope="module")
def plain() -> TravelTable:
    """Return the table computed in this process without a cache."""
    return world()


def test_the_table_is_in_order_and_read_only(plain: TravelTable) -> None:
    """Each site has its own stretch of pairs, and arrays cannot be written."""
    assert plain.indptr.shape == (41,)
    assert plain.indptr[-1] == plain.cells.size == plain.tenths.size > 300
    arrays = (plain.cells, plain.tenths, plain.indptr)
    assert [array.dtype.name for array in arrays] == ["int32", "uint16", "int64"]
    assert plain.tenths.max() <= 900
    assert not any(array.flags.writeable for array in arrays)
    assert plain.notes == ()


def test_sites_on_one_cell_share_their_minutes(plain: TravelTable) -> None:
    """Two ids on one travel cell both have pairs, and the same ones."""
    assert plain.minutes(2)[0].size > 0
    np.testing.assert_array_equal(plain.minutes(2), plain.minutes(3))


def test_each_site_has_its_own_row() -> None:
    """Sites given out of the order of their cells keep their places in the table."""
    friction = rough(2, (12, 12))
    cells = np.array([100, 5, 60])
    table = travel_table(
        friction,
        cell_m=1000.0,
        people=np.zeros((12, 12)),
        factor=1,
        demand_mask=np.ones((12, 12), bool),
        site_ids=["z", "a", "m"],
        site_cells=cells,
        limit_min=500.0,
    )
    for number, cell in enumerate(cells.tolist()):
        found, minutes = table.minutes(number)
        expected = tenths_of(searched(friction, cell, cell_m=1000.0).ravel()[found]) / 10
        np.testing.assert_array_equal(minutes, expected)
        assert minutes[found == cell] == 0.0
    np.testing.assert_array_equal(table.sites(), np.repeat([0, 1, 2], 144))


def test_bands_include_their_edge() -> None:
    """60 tenths of a minute are within 6 minutes and 61 are not, for bands such as 0.3 as well."""
    table = TravelTable(
        ("a",), np.array([0, 4]), np.arange(4, dtype=np.int32), np.array([3, 4, 60, 61], dtype=np.uint16), 9.0
    )
    assert table.within(6.0).tolist() == [True, True, True, False]
    assert table.within(0.1 + 0.2).tolist() == [True, False, False, False]
    assert table.minutes(0)[1].tolist() == [0.3, 0.4, 6.0, 6.1]


def test_no_sites_give_an_empty_table() -> None:
    """A table over no sites has no pairs and is no error, even where nobody can pass."""
    table = world(site_ids=[], site_cells=np.array([], dtype=np.int64))
    assert table.indptr.tolist() == [0]
    assert table.cells.size == 0


def test_unknown_people_count_as_none(plain: TravelTable) -> None:
    """NaN people and zero people give the same table."""
    people = np.nan_to_num(np.random.default_rng(22).choice([0.0, 3.0, np.nan], size=(80, 100)))
    assert same(world(people=people), plain)


def test_layers_in_other_layouts_are_taken(plain: TravelTable) -> None:
    """Fortran-ordered and read-only people and a mask of another layout give the same table."""
    people = np.asfortranarray(np.random.default_rng(22).choice([0.0, 3.0, np.nan], size=(80, 100)))
    people.flags.writeable = False
    assert same(world(people=people, demand_mask=np.ones((20, 16), bool).T), plain)


def test_processes_give_the_same_bytes(plain: TravelTable, tmp_path: Path) -> None:
    """A pool of processes gives the table of one process, with and without a cache."""
    with process_pool(2) as pool:
        assert same(world(executor=pool), plain)
        assert pool.started
        assert same(world(executor=pool, cache_dir=tmp_path), plain)
    assert {path.suffix for path in tmp_path.iterdir()} == {".reach"}


def test_threads_give_the_same_bytes(plain: TravelTable) -> None:
    """Any executor of the standard library can be given."""
    with ThreadPoolExecutor(3) as pool:
        assert same(world(executor=pool), plain)


def test_the_cache_gives_the_same_bytes(
    plain: TravelTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second call reads everything from the cache and computes nothing."""
    assert same(world(cache_dir=tmp_path), plain)
    assert len(list(tmp_path.iterdir())) == 39  # two of forty sites share a cell

    def refuse(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(travel, "reach", refuse)
    with process_pool(2) as pool:
        assert same(world(cache_dir=tmp_path, executor=pool), plain)
        assert not pool.started


def test_damaged_cache_files_are_computed_again(plain: TravelTable, tmp_path: Path) -> None:
    """Cut, emptied and scrambled files change nothing and are mended."""
    world(cache_dir=tmp_path)
    whole = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for number, name in enumerate(sorted(whole)[:9]):
        raw = whole[name]
        (tmp_path / name).write_bytes([raw[:40], b"", raw[:2] + b"\xff\xff" + raw[4:]][number % 3])
    assert same(world(cache_dir=tmp_path), plain)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == whole


@pytest.mark.parametrize("change", [{"limit_min": 89.9}, {"cell_m": 999.0}, {"factor": 10}])
def test_other_settings_do_not_meet_in_the_cache(tmp_path: Path, change: dict[str, Any]) -> None:
    """A limit, a cell size or a factor of its own is computed anew on the same folder."""
    world(cache_dir=tmp_path)
    if "factor" in change:
        change = change | {"demand_mask": np.ones((8, 10), dtype=bool)}
    assert same(world(cache_dir=tmp_path, **change), world(**change))


def test_a_cache_that_cannot_be_written_is_noted(plain: TravelTable, tmp_path: Path) -> None:
    """The table is the same and carries a warning."""
    (tmp_path / "taken").write_text("x")
    with process_pool(2) as pool:
        table = world(cache_dir=tmp_path / "taken", executor=pool)
    assert same(table, plain)
    assert [note.severity for note in table.notes] == ["warning"]


def test_progress_counts_all_sites(tmp_path: Path) -> None:
    """Progress rises to the number of sites, computed or cached."""
    for _ in range(2):
        told: list[tuple[int, int]] = []
        world(cache_dir=tmp_path, progress=lambda done, of, told=told: told.append((done, of)))
        assert told == sorted(told)
        assert told[-1] == (40, 40)


class _Counting:
    """A cancel token that says yes from the given question on."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor])
def test_stopping_raises_and_keeps_what_is_done(
    plain: TravelTable, tmp_path: Path, executor: Callable[[int], Executor] | None
) -> None:
    """A stop half-way raises, and the next call goes on from the cache."""
    pool = executor(1) if executor else None
    with pytest.raises(TravelCancelledError):
        world(cache_dir=tmp_path, cancel=_Counting(39 + 5), executor=pool)
    done = len(list(tmp_path.glob("*.reach")))
    assert 0 < done < 39
    assert same(world(cache_dir=tmp_path), plain)
    if pool:
        pool.shutdown()


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_worker_does_not_lose_the_table(plain: TravelTable) -> None:
    """When a worker dies the rest is computed here, and the table carries a warning."""
    with process_pool(2) as pool:
        dying = pool.submit(_die)
        dying.exception()
        table = world(executor=pool)
    assert same(table, plain)
    assert "worker processes failed" in table.notes[0].message


class _Blind(Executor):
    """An executor whose workers see the shared files at first and then no longer."""

    def __init__(self, good: int) -> None:
        self.good = good

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.good -= 1
        if self.good >= 0:
            future.set_result(fn(*args))
        else:
            future.set_exception(FileNotFoundError("friction.npy"))
        return future


def test_workers_that_cannot_see_the_grid_do_not_lose_the_table(plain: TravelTable) -> None:
    """Chunks that came back are kept, the others computed here, with a warning."""
    table = world(executor=_Blind(4))
    assert same(table, plain)
    assert "friction.npy" in table.notes[0].message
