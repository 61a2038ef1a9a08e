"""What a command shows while it works, and what Ctrl-C does."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType, TracebackType
from typing import Any

from rich.console import Console as RichConsole
from rich.live import Live
from rich.markup import escape
from rich.status import Status
from rich.table import Table

from layers.errors import Finding
from optimisation.placement import Progress

STOPPING = (
    b"\nstopping with the best plan so far; Ctrl-C again discards it\n"
    b"it is kept: its evaluation follows, then its files and map where any were asked for\n"
)
"""What a first Ctrl-C says at once."""


class Interrupts:
    """First Ctrl-C: stop with the best plan so far; a second, or one before any plan: stop at once.

    So does a request to end from outside (SIGTERM), whose sender does not wait for files to be written.
    """

    __slots__ = ("_asked", "_before", "has_plan")

    def __init__(self) -> None:
        self.has_plan = False
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}

    def asked(self) -> bool:
        """Return whether somebody asked to stop."""
        return self._asked

    def __enter__(self) -> Interrupts:
        self._before = {
            signal.SIGINT: signal.signal(signal.SIGINT, self._on_signal),
            signal.SIGTERM: signal.signal(signal.SIGTERM, self._on_end),
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked or not self.has_plan:
            raise KeyboardInterrupt
        self._asked = True
        # Not through sys.stderr: a signal may arrive in the middle of a write to it.
        os.write(2, STOPPING)

    def _on_end(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        raise KeyboardInterrupt


class Console:
    """Progress on standard error where it is a terminal; nothing otherwise."""

    __slots__ = ("_line", "_quiet", "_rich", "_stage", "_status")

    def __init__(self, *, quiet: bool) -> None:
        self._rich = RichConsole(stderr=True, highlight=False)
        self._quiet = quiet or not sys.stderr.isatty()
        self._stage = ""
        self._line: Live | None = None
        self._status: Status | None = None

    def __enter__(self) -> Console:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def tell(self, stage: str, words: str) -> None:
        """Show what a stage is doing: a line for each stage, and one below it that its news replace."""
        if self._quiet:
            return
        text = f"[bold]{escape(stage)}[/bold]: {escape(words)}"
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._rich.print(text)
            return
        if self._line is None:
            # Without a drawing thread: worker processes are forked only while there is no other thread.
            self._line = Live(console=self._rich, auto_refresh=False, transient=True)
            self._line.start()
        self._line.update(text, refresh=True)

    def solving(self, interrupts: Interrupts) -> Callable[[Progress], None]:
        """Return what the optimiser reports to: best, bound and distance while it runs."""

        def show(progress: Progress) -> None:
            if progress.best is not None:
                interrupts.has_plan = True
            if self._quiet:
                return
            best = "-" if progress.best is None else f"{progress.best:.6g}"
            bound = "-" if progress.bound is None else f"{progress.bound:.6g}"
            gap = "-" if progress.gap is None else f"{progress.gap:.3%}"
            words = f"best {best}, bound {bound}, distance {gap}"
            if self._status is None:
                self.close()
                self._status = self._rich.status("")
                self._status.start()
            self._status.update(f"[bold]placement[/bold]: {escape(progress.stage)}: {words}")

        return show

    def close(self) -> None:
        """Stop showing progress."""
        self._stage = ""
        if self._line is not None:
            self._line.stop()
            self._line = None
        if self._status is not None:
            self._status.stop()
            self._status = None

    def table(self, findings: Sequence[Finding]) -> None:
        """Print findings on standard output: a table on a terminal, one line each otherwise."""
        if not sys.stdout.isatty():
            for finding in findings:
                sys.stdout.write(f"{finding.text()}\n")
            if not findings:
                sys.stdout.write("no findings\n")
            return
        table = Table(show_lines=True)
        for heading in ("severity", "file", "row", "column", "value", "message", "remedy"):
            table.add_column(heading, overflow="fold")
        colours = {"error": "red", "warning": "yellow", "info": "cyan"}
        for finding in findings:
            cells = [
                finding.file,
                str(finding.row or ""),
                finding.column,
                finding.value,
                finding.message,
                finding.remedy,
            ]
            table.add_row(f"[{colours[finding.severity]}]{finding.severity}[/]", *map(escape, cells))
        RichConsole().print(table)
