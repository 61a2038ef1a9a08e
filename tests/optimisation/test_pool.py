"""The local pool: how it starts, and that its workers end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Future

import psutil  # type: ignore[import-untyped]
import pytest

from layers.errors import InputError
from optimisation.pool import process_pool, start_method

PARENT = """
import os, sys, threading, time
from optimisation.pool import process_pool

if sys.argv[1] == "spawn":
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
with process_pool(2) as pool:
    futures = [pool.submit(time.sleep, 0.3), pool.submit(time.sleep, 0.3)]
    pids = {pool.submit(os.getpid).result() for _ in range(4)}
    pool.submit(time.sleep, 600), pool.submit(time.sleep, 600)
    children = [process.pid for process in pool._pool._processes.values()]
    print(pool._pool._mp_context.get_start_method(), *children, flush=True)
    time.sleep(600)
"""


def test_tasks_run_in_other_processes() -> None:
    """A task runs outside this process and gives its result."""
    with process_pool(1) as pool:
        assert pool.submit(os.getpid).result() != os.getpid()
        assert pool.submit(divmod, 7, 2).result() == (3, 1)


def test_nothing_starts_before_the_first_task() -> None:
    """A pool that is not used starts no process."""
    before = len(psutil.Process().children())
    with process_pool(2) as pool:
        assert not pool.started
        assert len(psutil.Process().children()) == before


def test_the_workers_end_with_the_block() -> None:
    """No process is left after the block."""
    with process_pool(2) as pool:
        worker = pool.submit(os.getpid).result()
    assert not _alive(worker)


def test_a_closed_pool_takes_no_task() -> None:
    """Submitting after the block is refused in words."""
    with process_pool(1) as pool:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(os.getpid)


def test_waiting_tasks_are_dropped_when_the_block_fails() -> None:
    """An error in the block does not wait for tasks that have not begun."""
    begun = time.monotonic()
    futures: list[Future[None]] = []

    def fail() -> None:
        with process_pool(1) as pool:
            futures.extend(pool.submit(time.sleep, 0.05) for _ in range(2000))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert futures[-1].cancelled()
    assert time.monotonic() - begun < 60


def test_nobody_waits_for_running_tasks_when_the_block_fails() -> None:
    """Who stops the work does not want what runs: the workers end in the middle of it."""
    workers: list[int] = []
    running: list[Future[None]] = []

    def stopped() -> None:
        with process_pool(2) as pool:
            workers.extend(pool.submit(os.getpid).result() for _ in range(2))
            running.append(pool.submit(time.sleep, 600))
            while not running[0].running():
                time.sleep(0.01)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert isinstance(running[0].exception(timeout=60), BrokenExecutor)
    assert not any(_alive(worker) for worker in workers)


def test_workers_leave_interrupts_to_the_parent() -> None:
    """Ctrl-C, which reaches every process of a terminal, does not end a worker."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # may be ignored where tests run
    try:
        with process_pool(1) as pool:
            worker = pool.submit(os.getpid).result()
            os.kill(worker, signal.SIGINT)
            time.sleep(0.2)
            assert pool.submit(os.getpid).result() == worker
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_killed_worker_breaks_the_pool() -> None:
    """The caller is told, not left waiting."""
    with process_pool(1) as pool:
        os.kill(pool.submit(os.getpid).result(), signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            pool.submit(time.sleep, 60).result(timeout=60)


@pytest.mark.parametrize("which", [0, 1])
def test_a_worker_killed_while_it_waits_does_not_hold_up_the_end(which: int) -> None:
    """Whichever worker is killed just before the block ends, and whatever lock it had, the block ends."""
    with process_pool(2) as pool:
        # At once, so that no worker is idle and both are started.
        for future in [pool.submit(time.sleep, 0.2) for _ in range(4)]:
            future.result()
        assert pool._pool is not None
        workers = sorted(pool._pool._processes)
        os.kill(workers[which], signal.SIGKILL)
    assert not any(_alive(pid) for pid in workers)


def test_a_pool_needs_a_worker() -> None:
    """No workers are an input error."""
    with pytest.raises(InputError, match="at least one worker"), process_pool(0):
        pass


def test_workers_default_to_the_processors() -> None:
    """Without a number the pool has at least one worker and no more than there are processors."""
    with process_pool() as pool:
        assert 1 <= pool.workers <= (os.cpu_count() or 1)


def test_beside_threads_workers_are_started_afresh() -> None:
    """With a second thread in the process nothing is forked."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert start_method() == "spawn"
    finally:
        stop.set()
        thread.join()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_end_when_their_parent_is_killed(method: str) -> None:
    """After SIGKILL of the parent its busy and idle workers are gone within seconds."""
    command = [sys.executable, "-c", PARENT, method]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment()) as parent:
        assert parent.stdout is not None
        words = parent.stdout.readline().split()
        parent.kill()
    assert words[0] == ("spawn" if sys.platform != "linux" else method)
    workers = [int(word) for word in words[1:]]
    assert len(workers) == 2
    deadline = time.monotonic() + 20
    while any(_alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(_alive(pid) for pid in workers)


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
