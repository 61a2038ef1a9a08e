"""Kernels of origins that windows of several lengths share: made once, dropped after their last use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from layers.risk.features_kernels import MIXED, kernel_surfaces
from layers.risk.folds import PlacedEvents, TestGround


class KeptKernels:
    """The mixture's kernels at origins, each made when it is first asked for.

    Parameters
    ----------
    events : PlacedEvents
    ground : TestGround
    wanted : iterable of int
        Origins that will be asked for, as often as each will be: what nobody wants again is not held.
    """

    __slots__ = ("_events", "_ground", "_held", "_left")

    def __init__(self, events: PlacedEvents, ground: TestGround, wanted: Iterable[int]) -> None:
        self._events, self._ground = events, ground
        self._left = Counter(wanted)
        self._held: dict[int, NDArray[np.float64]] = {}

    def at(self, origin: int) -> NDArray[np.float64]:
        """Return the kernels `MIXED` at an origin, shape (kernels, cells); not to be written to.

        Several threads may ask at once, each for another origin.
        """
        found = self._held.pop(origin, None)
        if found is None:
            found = kernel_surfaces(self._events, self._ground, origin, MIXED)
            found.setflags(write=False)
        self._left[origin] -= 1
        if self._left[origin] > 0:
            self._held[origin] = found
        return found

    @property
    def held(self) -> int:
        """How many origins' kernels are held for later."""
        return len(self._held)
