"""A local pool of processes that starts at the first task and never outlives its parent.

Any `concurrent.futures.Executor` can stand in its place, a cluster's too.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar

from layers.errors import error
from optimisation.parent_death import end_with_parent

P = ParamSpec("P")
T = TypeVar("T")

WATCH_S = 1.0
"""How often a worker looks whether its parent still lives, seconds."""

POLL_S = 0.05
"""How often a pool that closes looks whether a worker has died, seconds."""

END_S = 2.0
"""How long a pool that was abandoned gives the library to say what has become of its tasks, seconds."""


class LocalPool(Executor):
    """Processes of this machine, started at the first task.

    Starting late costs nothing where all results come from a cache, and lets forked workers share what the
    parent has compiled by then. Workers are forked on Linux while the parent has a single Python thread,
    else started afresh (forking beside threads can lock up); a script needs the usual ``if __name__ ==
    "__main__":`` then.

    Parameters
    ----------
    workers : int
        Number of processes.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._abandoned = False

    @property
    def started(self) -> bool:
        """Whether worker processes have been started."""
        return self._pool is not None

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a call of a picklable function in a worker.

        Raises
        ------
        concurrent.futures.BrokenExecutor
            When a worker has died.
        RuntimeError
            After shutdown.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed: submit inside its with-block")
            if self._pool is None:
                self._pool = _start(self.workers)
                with warnings.catch_warnings():
                    # All workers fork here. Python 3.12 warns of threads, also of BLAS's, which stand a fork;
                    # beside threads of Python nothing is forked.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    return self._pool.submit(fn, *args, **kwargs)
        return self._pool.submit(fn, *args, **kwargs)

    def abandon(self) -> None:
        """Let nobody wait for the tasks that run: at the end their workers are killed."""
        self._abandoned = True

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers, after the running tasks unless they are abandoned."""
        with self._lock:
            self._closed = True
        if self._pool is None:
            return
        processes = _processes(self._pool)
        manager: Any = self._pool._executor_manager_thread  # typeshed has another class for it
        self._pool.shutdown(wait=False, cancel_futures=cancel_futures)
        if self._abandoned:  # after the library was told: it gives up what waits before it finds them dead
            for process in processes:
                process.kill()
            if wait and manager is not None:
                manager.join(END_S)
        if wait:
            _wait_for(processes)
            self._pool.shutdown(wait=True)


@contextmanager
def process_pool(workers: int | None = None) -> Iterator[LocalPool]:
    """Give a pool of local processes and end it with the block, dropping tasks that have not begun.

    Where the block fails, or somebody stops it, nobody waits for the tasks that run: their workers are ended.

    Parameters
    ----------
    workers : int or None
        Number of processes; None = one for each processor this process may use.

    Raises
    ------
    InputError
        When `workers` is below 1.
    """
    count = processors() if workers is None else workers
    if count < 1:
        raise error(
            "a pool needs at least one worker", "ask for 1 or more", column="workers", value=str(count)
        )
    pool = LocalPool(count)
    try:
        yield pool
    except BaseException:
        pool.abandon()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def start_method() -> str:
    """Return how a pool started now would start its workers: "fork" or "spawn"."""
    alone = threading.active_count() == 1
    return "fork" if sys.platform == "linux" and alone else "spawn"


def _start(workers: int) -> ProcessPoolExecutor:
    method = start_method()
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context(method),
        initializer=_begin_worker,
        initargs=(os.getpid(), method == "fork"),
    )


def _processes(pool: ProcessPoolExecutor | None) -> list[BaseProcess]:
    """Return the workers of a pool; none before it starts and once it has shut down."""
    return [] if pool is None else list((pool._processes or {}).values())


def _wait_for(processes: Sequence[BaseProcess]) -> None:
    """Wait until workers have ended; end all of them once one has died.

    A worker that is killed while it waits for a task may take the lock of the queue with it: the others then
    never hear that they shall end, and the library would wait for them for ever.
    """
    while alive := [process for process in processes if process.exitcode is None]:
        if any(process.exitcode not in (None, 0) for process in processes):
            for process in alive:
                process.kill()
        connection.wait([process.sentinel for process in alive], timeout=POLL_S)


def processors() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin_worker(parent: int, forked: bool) -> None:
    """Leave Ctrl-C to the parent, drop its signal handlers, and end when it does.

    Linux kills a worker when the thread that started it ends. Forking is left to a process with one thread,
    which ends with the process; a worker that another thread started must watch for itself.
    """
    if forked:
        end_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    """End this process once the parent is gone.

    The parent's number is asked for because its pipe stays open in forked siblings, and the pipe because
    Windows keeps the number. The compiled loops release the interpreter's lock, so that this is not held up.
    """
    handle: Any = multiprocessing.parent_process()
    while os.getppid() == parent and (handle is None or handle.is_alive()):
        time.sleep(WATCH_S)
    os._exit(1)
