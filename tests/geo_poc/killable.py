"""Commands in processes that can be killed at a chosen moment, forked from one that has everything loaded."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
"""How long a state is waited for before a test gives up."""

GONE_S = 15
"""How long children may outlive a killed command."""

STEPS = ("open", "os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir", "os.chmod", "sqlite3.connect")
"""Audit events of Python that change files."""


@dataclass(frozen=True)
class Wish:
    """A command and what shall happen to it.

    Parameters
    ----------
    arguments : tuple of str
    cache : str
        Its folder for caches.
    folder : str
        Where it writes what it says, and the flags.
    hold_at : str
        Progress line at which it waits, and touches the flag "held".
    die_at : int
        Number of the step on `watched` at which it kills itself; 0 = never. "steps" tells how many there are.
    watched : str
        Folder whose changes are counted.
    most_bytes : int
        Longest file it may write; 0 = any.
    kill_worker_at : str
        Progress line at which it kills one of its workers.
    """

    arguments: tuple[str, ...]
    cache: str
    folder: str
    hold_at: str = ""
    die_at: int = 0
    watched: str = ""
    most_bytes: int = 0
    kill_worker_at: str = ""
    plain: bool = True


@dataclass
class Command:
    """A command that has been started."""

    pid: int
    folder: Path
    server: Server
    children: list[int] = field(default_factory=list)

    def until_held(self) -> None:
        """Wait until it holds still, and note its children."""
        end = time.monotonic() + PATIENCE_S
        while not (self.folder / "held").exists():
            assert psutil.pid_exists(self.pid), self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.01)
        self.children = [child.pid for child in psutil.Process(self.pid).children(recursive=True)]

    def kill(self) -> None:
        """Kill it alone, as the kernel does when memory runs out."""
        os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> int:
        """Wait for its end and return its exit code, or minus the signal that ended it."""
        status = self.server.ask({"wait": self.pid})
        if (self.folder / "children").exists():
            self.children = json.loads((self.folder / "children").read_text())
        return int(status)

    def survivors(self) -> list[int]:
        """Return the children that have not ended within the time they are given."""
        end = time.monotonic() + GONE_S
        while (alive := [pid for pid in self.children if _alive(pid)]) and time.monotonic() < end:
            time.sleep(0.05)
        return alive

    def said(self) -> str:
        """Return what it printed."""
        return (self.folder / "said").read_text(encoding="utf-8", errors="replace")


class Server:
    """The process that forks commands."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, question: Mapping[str, Any]) -> Any:
        """Send one line, return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def start(self, arguments: Sequence[object], folder: Path, **wishes: Any) -> Command:
        """Start a command; what it says goes to a folder of its own."""
        folder.mkdir(parents=True)
        wish = Wish(tuple(map(str, arguments)), folder=str(folder), **wishes)
        return Command(self.ask(vars(wish)), folder, self)


@contextmanager
def serving() -> Iterator[Server]:
    """Give a server for as long as the block lasts."""
    command = [sys.executable, "-m", "tests.geo_poc.killable"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Server(process)
        assert process.stdin is not None
        process.stdin.close()


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _serve() -> None:
    import geo_poc.commands  # noqa: F401, PLC0415 - loaded once, before any fork
    from optimisation.parent_death import end_with_parent  # noqa: PLC0415
    from optimisation.travel_kernel import compiled  # noqa: PLC0415

    end_with_parent(os.getppid())
    compiled()
    for line in sys.stdin:
        question = json.loads(line)
        if "wait" in question:
            answer = os.waitstatus_to_exitcode(os.waitpid(question["wait"], 0)[1])
        else:
            answer = os.fork()
            if not answer:
                _run(Wish(**question))
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


def _run(wish: Wish) -> None:
    """Run one command in this forked process, and end it."""
    from geo_poc import control, planning  # noqa: PLC0415
    from geo_poc.cli import run_command  # noqa: PLC0415
    from geo_poc.console import Console  # noqa: PLC0415

    folder = Path(wish.folder)
    os.setsid()
    signal.alarm(PATIENCE_S)  # a command that hangs fails its test, and does not outlive it
    said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.environ["XDG_CACHE_HOME"] = wish.cache
    control.LITTLE = 0  # a tiny mission has workers too: they are what is killed
    children = psutil.Process()

    def telling(_self: Console, stage: str, words: str) -> None:
        line = f"{stage}: {words}"
        if wish.kill_worker_at and wish.kill_worker_at in line:
            for child in children.children()[:1]:
                child.kill()
                (folder / "killed").touch()
        if wish.hold_at and wish.hold_at in line:
            (folder / "held").touch()
            time.sleep(PATIENCE_S)

    Console.tell = telling  # type: ignore[method-assign]
    if wish.plain:  # drawing takes longer than all the rest
        planning.map_page = lambda _folder: "map" * 1000  # type: ignore[assignment]
    steps = _count_steps(wish, folder) if wish.watched else []
    if wish.most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (wish.most_bytes, wish.most_bytes))
    code = run_command(list(wish.arguments))
    sys.stdout.flush()
    sys.stderr.flush()
    if wish.watched and not wish.most_bytes:
        (folder / "steps").write_text(str(len(steps)))
    os._exit(code)


def _count_steps(wish: Wish, folder: Path) -> list[str]:
    """Watch every change of a folder, and kill this process at the one that is wished."""
    steps: list[str] = []
    main = os.getpid()

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in STEPS or os.getpid() != main or not str(arguments[0]).startswith(wish.watched):
            return
        steps.append(event)
        if len(steps) == wish.die_at:
            pids = [child.pid for child in psutil.Process().children(recursive=True)]
            (folder / "children").write_text(json.dumps(pids))
            os.kill(main, signal.SIGKILL)

    sys.addaudithook(watch)
    return steps


if __name__ == "__main__":
    _serve()
