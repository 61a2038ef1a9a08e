"""Which options share a row: by marks instead of a sparse product, which takes many times as long."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimisation.neighbours_kernel import compiled_near, compiled_two_steps
from optimisation.presolve import Core
from optimisation.watch import Stopped

ROOM = 4_000_000
"""Neighbours that there is room for at first: what nobody writes to takes no memory."""

SLICE = 200
"""Options between two looks at whether to stop."""

MOST_WORDS = 4_000_000
"""Words of 64 bits up to which it is kept who is two steps away: 16,000 options, 32 MB."""

MOST_STEPS = 1_000_000_000
"""Words joined up to which it is: about half a second."""


def neighbours(
    core: Core, *, stop: Callable[[], bool] = lambda: False
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return for each option the options that share a row with it, itself included, as indptr and indices.

    Parameters
    ----------
    core : Core
        First sets alone are looked at.
    stop : callable
        Asked every so many options.

    Raises
    ------
    Stopped
        When `stop` said so.
    """
    columns = core.cover.tocsc()
    rows = core.cover.indptr.astype(np.int32), core.cover.indices.astype(np.int32)
    sides = (*rows, columns.indptr.astype(np.int32), columns.indices.astype(np.int32))
    indptr = np.zeros(core.size + 1, dtype=np.int64)
    room = min(ROOM, core.size**2)
    while True:
        found, total = np.empty(room, dtype=np.int32), 0
        for first in range(0, core.size, SLICE):
            if stop():
                raise Stopped
            total = int(compiled_near()(*sides, indptr, found, first, min(first + SLICE, core.size)))
        if total <= room:
            return indptr, found[:total].copy()
        room = total


def two_steps(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return bits that tell which options share a neighbour: options x words of 64; none where that is dear.

    Parameters
    ----------
    indptr, indices : ndarray
        As `neighbours` gives them.
    """
    size = indptr.size - 1
    words = (size + 63) // 64
    if size * words > MOST_WORDS or indices.size * words > MOST_STEPS:
        return np.zeros((0, words), dtype=np.int64)
    one = np.zeros((size, words), dtype=np.int64)
    two = np.zeros_like(one)
    compiled_two_steps()(indptr, indices, one, two)
    return two
