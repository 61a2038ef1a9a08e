"""A core with some of its options decided, as part of the whole core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.envelope import UNIT
from optimisation.presolve import Core, shrink
from optimisation.watch import Stopped


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A core with some options decided: its part of the whole core.

    Parameters
    ----------
    core : Core
    free : ndarray of int64, shape (core.size,)
        Position of its options in the whole core.
    opened : ndarray of bool, shape (n,)
        Options of the whole core decided to be open.
    offset : float
        Value of the whole core when that of this one is 0, in units.
    """

    core: Core
    free: NDArray[np.int64]
    opened: NDArray[np.bool_]
    offset: float

    @classmethod
    def of(cls, core: Core) -> Level:
        """Return a whole core as a level."""
        return cls(core, np.arange(core.size), np.zeros(core.size, dtype=bool), 0.0)

    def deeper(
        self,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        stop: Callable[[], bool] = lambda: False,
    ) -> Level | None:
        """Return the level with more options decided, by ranges of its options, shape (core.size,) each.

        None where `stop`, asked between steps, said so.
        """
        try:
            core, free = shrink(self.core, lower, upper, stop)
        except Stopped:
            return None
        opened = self.opened.copy()
        opened[self.free[lower > 0.5]] = True
        return Level(core, self.free[free], opened, self.offset + (core.credit - self.core.credit) * UNIT)

    def part(self, plan: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
        """Return a plan of the whole core as one of this level; None where it is none."""
        inside = plan[self.free]
        return inside if np.array_equal(self.whole(inside), plan) else None

    def whole(self, part: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a plan of the whole core."""
        plan = self.opened.copy()
        plan[self.free] = part
        return plan


def undecided(size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ranges of so many options of which none is decided.

    Parameters
    ----------
    size : int
    """
    return np.zeros(size), np.ones(size)
