"""Standard output and error that a command can rely on, whoever reads them.

A reader that goes away (`| head -1`) or a closed stream changes nothing: the command does its work and keeps
its exit code. What could not be written for another reason, such as a full disk, is remembered.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO


class Lasting(io.FileIO):
    """A standard stream that takes whatever is written, and keeps the first fault of writing it.

    Parameters
    ----------
    number : int
        1 = standard output, 2 = standard error.
    """

    fault: OSError | None

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self.fault = None

    def write(self, data: Any, /) -> int:
        """Write, or pass over what nobody can take any more."""
        if self.fault is None:
            try:
                return super().write(data)
            except OSError as fault:
                self.fault = fault
        return memoryview(data).nbytes


class Streams:
    """Standard output and error of this process, made to last.

    Closed ones are opened on nothing first, so that no file of the command takes their number.
    """

    __slots__ = ("_error", "_output")

    def __init__(self) -> None:
        for number, stream in ((1, sys.stdout), (2, sys.stderr)):
            if stream is None:  # closed by who started the command
                _open_nothing(number)
        self._output, sys.stdout = _made_to_last(1, sys.stdout)
        self._error, sys.stderr = _made_to_last(2, sys.stderr)

    def finish(self) -> str:
        """Write what waits, and return why standard output could not be written; "" where all is well."""
        sys.stdout.flush()
        sys.stderr.flush()
        fault = self._output.fault
        if fault is None or fault.errno == errno.EPIPE:
            return ""
        return fault.strerror or str(fault)


def _open_nothing(number: int) -> None:
    opened = os.open(os.devnull, os.O_WRONLY)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)


def _made_to_last(number: int, before: TextIO | None) -> tuple[Lasting, TextIO]:
    raw = Lasting(number)
    stream = io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=getattr(before, "encoding", "utf-8"),
        errors=getattr(before, "errors", "backslashreplace"),
        line_buffering=getattr(before, "line_buffering", False),
        write_through=getattr(before, "write_through", False),
    )
    return raw, stream
