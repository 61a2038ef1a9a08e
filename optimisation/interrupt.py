"""Ends a linear program while it runs, when time is up or somebody cancels."""

from __future__ import annotations

import time
from collections.abc import Callable

import highspy

LOOK_S = 0.05
"""Seconds between two looks at whether to stop."""


class Interrupt:
    """Asked by running solvers whether to stop; once it says so it keeps to it.

    It knows no solver, so that a solver that knows it goes as soon as nobody needs it.

    Parameters
    ----------
    stop : callable
        Asked about every `LOOK_S`.
    """

    def __init__(self, stop: Callable[[], bool]) -> None:
        self._stop, self._looked_s = stop, 0.0
        self._fault: BaseException | None = None
        self.stopped = False

    def watch(self, solver: highspy.Highs) -> None:
        """Have a solver ask, in the simplex and in the interior point method with its crossover."""
        solver.cbSimplexInterrupt.subscribe(self._look)
        solver.cbIpmInterrupt.subscribe(self._look)

    def ask(self) -> None:
        """Ask once, for a solver too quick to be watched: to ask at each iteration doubles its work."""
        self.stopped = self.stopped or self._stop()

    def settle(self) -> bool:
        """Return whether the solver was stopped; call it after each run.

        Raises
        ------
        BaseException
            What the one who was asked raised: it cannot pass through the solver.
        """
        if self._fault is not None:
            raise self._fault
        return self.stopped

    def _look(self, event: highspy.highs.HighsCallbackEvent) -> None:
        now_s = time.monotonic()
        if not self.stopped and now_s - self._looked_s >= LOOK_S:
            self._looked_s = now_s
            try:
                self.stopped = self._stop()
            except BaseException as fault:  # noqa: BLE001 (raised by `settle`)
                self._fault, self.stopped = fault, True
        if self.stopped:
            event.interrupt()
