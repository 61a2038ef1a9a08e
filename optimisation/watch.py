"""Where a search stands, and whether it is to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


class Stopped(Exception):  # noqa: N818 (nothing went wrong)
    """Somebody asked to stop in the middle of work that is worth nothing by half."""


def look(stop: Callable[[], bool]) -> None:
    """Give up work that is worth nothing by half where somebody asks to stop.

    Raises
    ------
    Stopped
    """
    if stop():
        raise Stopped


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands.

    Parameters
    ----------
    stage : str
        "start", "bound", "branch", "exact", "cost" or "done".
    best, bound : float or None
        In the problem's weights.
    gap : float or None
        Distance as a share of what can be gained over the fixed options.
    """

    stage: str
    best: float | None
    bound: float | None
    gap: float | None


class Watch:
    """Says whether to stop before the work is done, and remembers why.

    `lost` tells that the exact solver ended without an answer: it crashed, or somebody killed it.

    Parameters
    ----------
    time_limit_s : float or None
    cancel : callable or None
    """

    def __init__(self, time_limit_s: float | None, cancel: Callable[[], bool] | None) -> None:
        self._end = None if time_limit_s is None else time.monotonic() + time_limit_s
        self._cancel = cancel or (lambda: False)
        self.why = ""
        self.lost = False

    def heard(self, status: str) -> None:
        """Take down how a solver in a process of its own ended: at its time, or without an answer."""
        if status == "time":
            self.why = self.why or "time"
        self.lost |= status == "failed"

    def hit(self) -> bool:
        """Return whether the time is up or the user cancelled; once hit it stays hit."""
        if not self.why and self._cancel():
            self.why = "user"
        if not self.why and self._end is not None and time.monotonic() >= self._end:
            self.why = "time"
        return bool(self.why)

    def cancelled(self) -> bool:
        """Return whether the user cancelled, whatever the time."""
        if not self.why and self._cancel():
            self.why = "user"
        return self.why == "user"

    def left_s(self) -> float | None:
        """Return the seconds left, None without a limit."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())
