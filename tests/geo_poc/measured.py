"""Commands in processes of their own, with their peak memory and a limit on their time.

A server imports geo_poc once and forks for each command: the fork's peak is its own, and nobody waits for the
imports twice.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from types import TracebackType

SECONDS = 30
GUARD_BYTES = 3 * 10**9
"""A command that asks for more fails by itself, before it hurts the machine."""

_SERVER = """
import json, os, resource, signal, sys, tempfile, time
from geo_poc.cli import run_command
for line in sys.stdin:
    asked = json.loads(line)
    said = tempfile.TemporaryFile()
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        os.dup2(said.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        resource.setrlimit(resource.RLIMIT_DATA, (asked["guard"],) * 2)
        signal.alarm(asked["seconds"])
        code = 70
        try:
            code = run_command(asked["arguments"])
        finally:
            sys.stderr.flush()
            os._exit(code)
    _, status, used = os.wait4(child, 0)
    said.seek(0)
    unit = 1 if sys.platform == "darwin" else 1024
    told = {
        "code": os.waitstatus_to_exitcode(status),
        "said": said.read().decode("utf-8", "replace"),
        "peak_bytes": used.ru_maxrss * unit,
        "seconds": time.monotonic() - start,
    }
    sys.stdout.write(json.dumps(told) + "\\n")
    sys.stdout.flush()
"""


@dataclass(frozen=True)
class Measured:
    """What became of a command: minus the signal's number as code where it was stopped by one."""

    code: int
    said: str
    peak_bytes: int
    seconds: float


class Commands:
    """Runs geo-poc commands one after another, each in a fork that is measured."""

    def __enter__(self) -> Commands:
        """Start the server."""
        self._server = subprocess.Popen(
            [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(timeout=SECONDS)
        self._server.stdout.close()

    def run(self, *arguments: str) -> Measured:
        """Run a command; a watchdog stops it after 30 seconds."""
        asked = {"arguments": arguments, "guard": GUARD_BYTES, "seconds": SECONDS}
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        return Measured(**json.loads(self._server.stdout.readline()))
