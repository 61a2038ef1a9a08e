"""The bound from prices of rows, for cores whose options differ by what they cover alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimisation.dual_kernel import compiled_dual
from optimisation.envelope import UNIT
from optimisation.master import MasterPoint
from optimisation.presolve import Core

SLICE_WORK = 200_000_000
"""Steps times cover entries between two looks at the clock, each of which starts the steps afresh."""

SHORTEST = 2e-4
"""Length of steps at which they lead no further."""


class Dual:
    """Prices that are lowered in slices; the bound is recomputed from them in float64.

    Parameters
    ----------
    core : Core
    count : int
        How many options can be open, as `optimisation.exchange.places` gives it.
    """

    def __init__(self, core: Core, count: int) -> None:
        self._columns = core.cover.tocsc()
        self._weights = np.ascontiguousarray(core.gains[:, 0] * UNIT)
        self._core = (
            self._columns.indptr.astype(np.int32),
            self._columns.indices.astype(np.int32),
            self._weights,
        )
        self._count = count
        self._slice = max(100, SLICE_WORK // max(core.entries, 1))
        self._prices = self._weights / np.maximum(np.diff(core.cover.indptr), 1)
        self._length = np.array([1.0])
        self._average = np.full(core.size, count / core.size)

    def lower(self, best: float, rounds: int, stop: Callable[[float], bool]) -> MasterPoint:
        """Return the least bound found and what each option changes of it.

        Parameters
        ----------
        best : float
            What the best plan is worth, in units.
        rounds : int
            Steps.
        stop : callable
            Asked with the bound between slices.
        """
        while rounds > 0 and self._length[0] > SHORTEST:
            step = min(self._slice, rounds)
            bound = compiled_dual()(
                self._core, self._prices, self._count, best, step, self._length, self._average
            )
            rounds -= step
            if stop(float(bound)):
                break
        return self.point()

    def point(self) -> MasterPoint:
        """Return the bound and reduced costs of the best prices, and the average of what was chosen."""
        sums = self._columns.T @ self._prices
        order = np.argsort(-sums, kind="stable")
        chosen, rest = order[: self._count], order[self._count :]
        bound = float((self._weights - self._prices).sum() + sums[chosen].sum())
        reduced = np.empty(sums.size)
        reduced[chosen] = sums[chosen] - sums[rest].max(initial=0.0)
        reduced[rest] = sums[rest] - sums[chosen].min()
        return MasterPoint(bound, self._average.copy(), np.empty(0), reduced, feasible=True)
