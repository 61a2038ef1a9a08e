"""What a proof asks of the search that it works for, and tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """The search that a proof works for; values are in units of the whole core.

    Parameters
    ----------
    reach : callable
        The value up to which plans need not be told apart from the best one.
    lower : callable
        Takes a bound on all plans.
    take : callable
        Takes a plan of the whole core, which is kept if it is the best.
    plan : callable
        Gives the best plan.
    over : callable
        Whether there is nothing left to do.
    stop : callable
        Whether there is no leave to go on.
    """

    reach: Callable[[], float]
    lower: Callable[[float], None]
    take: Callable[[NDArray[np.bool_]], object]
    plan: Callable[[], NDArray[np.bool_]]
    over: Callable[[], bool]
    stop: Callable[[], bool]
