"""Plans with fewer options that are worth as much, where options differ by what they cover alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.exchange import Exchange
from optimisation.presolve import Core
from optimisation.row_proof import falls_short
from optimisation.union import worth

SLICE = 100
"""Restarts between two looks at whether one option less will do."""

MOST_SLICES = 30
"""Slices after which one option less is given up."""

BRANCHED = 20_000
"""Cover entries up to which a tree looks for fewer options still."""


@dataclass(frozen=True, slots=True, eq=False)
class Fewer:
    """The search for plans with fewer options.

    Parameters
    ----------
    core : Core
        One whose options are alike, as `optimisation.exchange.places` tells.
    value : float
        That plans have to reach, in units.
    seed : int
    stop : callable
        True ends a search with what there is.
    """

    core: Core
    value: float
    seed: int
    stop: Callable[[], bool]

    @property
    def branched(self) -> bool:
        """Whether a tree may look for fewer still: in larger cores it takes long and finds little."""
        return self.core.entries <= BRANCHED

    def found_from(self, plan: NDArray[np.bool_], least: float) -> NDArray[np.bool_]:
        """Return a plan that is worth enough with as few options as exchanges find, from one that is.

        Parameters
        ----------
        plan : ndarray of bool, shape (n,)
        least : float
            As a share of all weight.
        """
        while (count := int(plan.sum()) - 1) > 0:
            exchange, found = Exchange(self.core, count, self.seed), plan
            for _ in range(MOST_SLICES):
                if self.stop():
                    return plan
                found = exchange.search(found, SLICE, self.stop)
                if worth(self.core, np.flatnonzero(found)) >= least:
                    break
            else:
                return plan
            plan = found
        return plan

    def too_few(self, count: int) -> bool:
        """Return whether so many options are too few, by the row model.

        Parameters
        ----------
        count : int
        """
        return count < 1 or falls_short(self.core, count, self.value, self.stop)
