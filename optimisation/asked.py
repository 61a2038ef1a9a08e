"""A program in a process of its own: asked again and again, killed when it overruns or nobody waits."""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from optimisation.exact import GRACE_S, POLL_S, PROOF, ROOT
from optimisation.leftovers import temporary_folder
from optimisation.side_child import write_program
from optimisation.side_program import SideProgram

CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; "
    "from optimisation.side_child import main; main(Path(sys.argv[2]))"
)


class Asked:
    """The process: started at the first question, and again after it was killed or has died.

    Parameters
    ----------
    program : SideProgram
    command : tuple of str or None
        Starts the process in place of the default, given the project's root and the program's path.

    Attributes
    ----------
    lost : bool
        Whether it ever ended, or could not begin, without an answer that nobody gave up.
    """

    def __init__(self, program: SideProgram, command: tuple[str, ...] | None = None) -> None:
        self.options = program.options
        self._command = command or (sys.executable, "-c", CHILD)
        self._kept = contextlib.ExitStack()
        folder = self._kept.enter_context(temporary_folder(PROOF))
        self._path = folder / "program.npz"
        write_program(self._path, program)
        self._child: subprocess.Popen[bytes] | None = None
        self.lost = False

    def close(self) -> None:
        """End the process and remove its files."""
        self._kill()
        self._kept.close()

    def ask(
        self, method: str, arguments: tuple[Any, ...], time_limit_s: float | None, cancel: Callable[[], bool]
    ) -> object:
        """Return what the process answers; None where it was killed or has died.

        Parameters
        ----------
        method : str
        arguments : tuple
        time_limit_s : float or None
            The process is killed soon after.
        cancel : callable
            Polled many times a second; True kills the process.
        """
        told: list[object] = []
        given_up = False
        try:
            child = self._started()  # by this thread: the process ends with the thread that started it
            asker = threading.Thread(target=_exchange, args=(child, (method, arguments), told), daemon=True)
            asker.start()
            began = time.monotonic()
            while asker.is_alive():
                late = time_limit_s is not None and time.monotonic() - began > time_limit_s + GRACE_S
                given_up = late or cancel()
                if given_up:
                    break
                asker.join(POLL_S)
        except OSError:  # no process to be had
            return None
        finally:
            if not told:
                self._kill()
            self.lost |= not (told or given_up)
        return told[0] if told else None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(  # noqa: S603 (our own interpreter and code)
                [*self._command, str(ROOT), str(self._path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    def _kill(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()


def _exchange(child: subprocess.Popen[bytes], question: object, told: list[object]) -> None:
    """Put a question and wait for the answer; a process that dies ends the wait."""
    assert child.stdin is not None  # noqa: S101 (both are pipes)
    assert child.stdout is not None  # noqa: S101
    try:
        pickle.dump(question, child.stdin)
        child.stdin.flush()
        told.append(pickle.load(child.stdout))  # noqa: S301 (from our own child)
    except Exception:  # noqa: BLE001 (whatever half an answer unpickles to: it is none)
        return
