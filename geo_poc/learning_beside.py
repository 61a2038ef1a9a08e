"""Learn what the next months may hold beside other work, which does not wait for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pandas as pd

from layers.landscape import Landscape
from layers.risk.learned import Learned, learn_each
from optimisation.pool import processors


class LearningBeside:
    """What is learned in a thread of its own, once it has been begun.

    Parameters
    ----------
    thread : Executor
        Of one thread.
    as_of : date
    months : sequence of float
        Lengths of the windows.
    """

    __slots__ = ("_as_of", "_ended", "_learning", "_months", "_thread")

    def __init__(self, thread: ThreadPoolExecutor, as_of: date, months: Sequence[float]) -> None:
        self._thread, self._as_of, self._months = thread, as_of, tuple(months)
        self._ended = threading.Event()
        self._learning: Future[tuple[Learned, ...]] | None = None

    def begin(self, landscape: Landscape, attributed: pd.DataFrame) -> None:
        """Begin to learn from a landscape and its incidents; without months nothing is begun."""
        if self._months:
            self._learning = self._thread.submit(self._learn, landscape, attributed)

    def result(self) -> tuple[Learned, ...]:
        """Wait for what was learned; empty where nothing was begun."""
        return () if self._learning is None else self._learning.result()

    def end(self) -> None:
        """Let the work stop after the window it is at."""
        self._ended.set()

    def _learn(self, landscape: Landscape, attributed: pd.DataFrame) -> tuple[Learned, ...]:
        return learn_each(
            landscape,
            attributed,
            as_of=self._as_of,
            months=self._months,
            threads=processors(),
            progress=self._look,
        )

    def _look(self, _done: int, _of: int) -> None:
        if self._ended.is_set():
            raise InterruptedError("what was learned is no longer wanted")


@contextmanager
def learning_beside(as_of: date, months: Sequence[float]) -> Iterator[LearningBeside]:
    """Give a learner whose thread ends with the block, after the window it is at where the block fails.

    Parameters
    ----------
    as_of : date
        Nothing that begins or ends later is read.
    months : sequence of float
        Lengths of the windows; empty for nothing.
    """
    with ThreadPoolExecutor(1) as thread:
        learner = LearningBeside(thread, as_of, months)
        try:
            yield learner
        finally:
            learner.end()
