"""Work on several items side by side in threads, results in the order of the items."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST_THREADS = 4
"""Each holds what it works on: more would cost memory for little."""

AHEAD = 2
"""Items for each thread that are begun or waiting at once: what comes of the others is not held."""


def side_by_side(task: Callable[[T], R], items: Iterable[T], *, threads: int) -> Iterator[R]:
    """Yield what a task makes of each item, in their order; the number of threads changes nothing else.

    For work that leaves Python's lock for most of its time: transforms, trees, compression. The threads end
    with the iteration, so that worker processes may be forked after it.

    Parameters
    ----------
    task : callable
        Called from several threads at once, each item once.
    items : iterable
    threads : int
        At most `MOST_THREADS` are taken; 1, or fewer: in this thread.

    Raises
    ------
    Exception
        What the task raises for the first item that fails; items that were not begun are left.
    """
    if threads <= 1:
        yield from map(task, items)
        return
    threads = min(threads, MOST_THREADS)
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(threads)
    try:
        for item in items:
            waiting.append(pool.submit(task, item))
            if len(waiting) >= AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def do_all(jobs: Iterable[Callable[[], None]], *, threads: int) -> None:
    """Do jobs side by side, begun in their order.

    Parameters
    ----------
    jobs : iterable of callable
        Called once each; none waits for another.
    threads : int
        As in :func:`side_by_side`.

    Raises
    ------
    Exception
        What the first failing job in their order raises; jobs that were not begun are left.
    """
    if threads <= 1:
        for job in jobs:
            job()
        return
    pool = ThreadPoolExecutor(min(threads, MOST_THREADS))
    try:
        for done in [pool.submit(job) for job in jobs]:
            done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
