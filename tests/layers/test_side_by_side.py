"""Tests of work side by side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from layers.side_by_side import AHEAD, MOST_THREADS, do_all, side_by_side


@pytest.mark.parametrize("threads", [0, 1, 2, 100])
def test_results_come_in_the_order_of_the_items(threads: int) -> None:
    """Whatever the number of threads, and although later items may be done first."""
    second = threading.Event()

    def task(item: int) -> int:
        if threads > 1 and item == 0:
            assert second.wait(20)
        if item == 1:
            second.set()
        return item * item

    assert list(side_by_side(task, range(50), threads=threads)) == [n * n for n in range(50)]


def test_threads_end_and_items_are_taken_as_they_are_needed() -> None:
    """No more items are begun than are looked ahead, and no thread is left when the reader stops early."""
    taken = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    before = threading.active_count()
    found = side_by_side(str, items(), threads=100)
    assert next(found) == "0"
    assert len(taken) == AHEAD * MOST_THREADS
    found.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


@pytest.mark.parametrize("threads", [1, 2])
def test_a_failure_is_that_of_its_item(threads: int) -> None:
    """Results before it are given; then what the task raised is raised, and the threads end."""
    before = threading.active_count()
    found = side_by_side(lambda item: 12 // item, (3, 2, 0, 1), threads=threads)
    assert [next(found), next(found)] == [4, 6]
    with pytest.raises(ZeroDivisionError):
        next(found)
    assert threading.active_count() == before


@pytest.mark.parametrize("threads", [1, 2])
def test_all_jobs_are_done_and_a_failure_is_told(threads: int) -> None:
    """A job that takes long holds none up; what one raises is raised, and the threads end."""
    done: list[int] = []
    last = threading.Event()

    def first() -> None:
        assert threads == 1 or last.wait(20)

    jobs = [first, *(partial(done.append, number) for number in range(40)), last.set]
    do_all(jobs, threads=threads)
    assert done == list(range(40))
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        do_all([lambda: None, lambda: done.append(1 // 0)], threads=threads)
    assert threading.active_count() == before
