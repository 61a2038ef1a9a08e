"""Pieces of work in order, in workers or in this process, until somebody says stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from layers.errors import Finding, PocError

T = TypeVar("T")
R = TypeVar("R")

_CHUNK = 8
_POLL_S = 0.1


class PatrolCancelledError(PocError, RuntimeError):
    """The user stopped the generation of patrol routes."""


@dataclass(slots=True, eq=False)
class Work:
    """Where work is done, who may stop it, and who is told when workers fail.

    Parameters
    ----------
    executor : Executor or None
        None = this process.
    cancel : callable or None
        Asked between pieces; True stops.
    note : callable or None
        Told once when workers broke and this process took over.
    """

    executor: Executor | None
    cancel: Callable[[], bool] | None
    note: Callable[[Finding], None] | None

    def run(
        self, task: Callable[[Any, Sequence[T]], list[R]], here: object, there: object, items: Sequence[T]
    ) -> Iterator[R]:
        """Yield ``task(here, items)`` item by item, in order; workers get `there` in its place.

        Raises
        ------
        PatrolCancelledError
            When `cancel` said so.
        """
        size = max(1, min(_CHUNK, len(items) // 16))
        chunks = [items[k : k + size] for k in range(0, len(items), size)]
        done = 0
        if self.executor is not None and there is not None and len(chunks) > 1:
            task(here, [])  # compiled before the workers start: forked ones inherit it
            futures: list[Future[list[R]]] = []
            try:
                futures += [self.executor.submit(task, there, chunk) for chunk in chunks]
                for future in futures:
                    self._wait(future)
                    result = future.result()
                    done += 1
                    yield from result
            except (BrokenExecutor, OSError) as problem:
                self.executor = None
                self._tell(problem)
            finally:
                for future in futures:
                    future.cancel()
        for chunk in chunks[done:]:
            self.check()
            yield from task(here, chunk)

    def share(self, lay_down: Callable[[], T]) -> T | None:
        """Return what `lay_down` made for workers; None where there are none or files cannot be written."""
        if self.executor is None:
            return None
        try:
            return lay_down()
        except OSError as problem:
            self.executor = None
            self._tell(problem)
            return None

    def check(self) -> None:
        """Stop when asked to."""
        if self.cancel is not None and self.cancel():
            raise PatrolCancelledError("the generation of patrol routes was stopped")

    def _wait(self, future: Future[list[Any]]) -> None:
        self.check()
        while not wait([future], timeout=_POLL_S).done:
            self.check()

    def _tell(self, problem: Exception) -> None:
        if self.note is not None:
            cause = str(problem) or type(problem).__name__
            self.note(
                Finding(
                    "warning",
                    f"the worker processes failed ({cause}); the rest of patrols was planned in one process",
                    "free memory and disk space, or ask for fewer workers; the results are not affected",
                )
            )
