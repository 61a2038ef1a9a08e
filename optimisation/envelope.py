"""The covered weight as a concave, piecewise linear function of the options, in blocks of rows.

For options y in [0, 1] the covered weight of a block is sum_r w_r min(most_r, (A y)_r), and of a joint row
w_r min(1, (A y)_r, (B y)_r). Its tangents are the Benders cuts of the covering problem (Cordeau, Furini and
Ljubic 2019, "Benders decomposition for very large scale partial set covering and maximal covering location
problems", eq. 10-12): each row gives the slope of its smallest piece. One tangent for each block of rows
instead of one for all makes the cutting plane method converge in tens of rounds instead of thousands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from optimisation.cover_sets import laid_on, plain
from optimisation.neighbours import neighbours
from optimisation.presolve import Core

UNIT = 1000.0
"""Value of one whole (all weight, or a whole floor) inside the linear programs, for their tolerances."""

MAX_BLOCKS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A tangent: value[part] <= constant + slope @ y[options]."""

    part: int
    options: NDArray[np.int32]
    slope: NDArray[np.float64]
    constant: float


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """Rows in blocks, and their weights in units.

    Parameters
    ----------
    covers : tuple of csr_array, each (rows of the block, n)
    transposed : tuple of csr_array, each (n, rows of the block)
    gains : tuple of ndarray of float64, each (rows of the block, columns)
        Worth each time that a row counts.
    also : tuple of (csr_array, its transpose, ndarray of int64) or None, for each block
        Second sets of the block's joint rows, and which of its rows those are; None for a block without any.
    most : tuple of ndarray of float64 or None, each (rows of the block,)
        None for a block whose rows all count once.
    floors : ndarray of int64, shape (columns - 1,)
        Floors that the fixed options leave short, one for each column after the objective.
    totals : ndarray of float64, shape (columns * blocks,)
        Most that each part, numbered column * blocks + block, can be worth.
    """

    covers: tuple[sparse.csr_array, ...]
    transposed: tuple[sparse.csr_array, ...]
    gains: tuple[NDArray[np.float64], ...]
    also: tuple[tuple[sparse.csr_array, sparse.csr_array, NDArray[np.int64]] | None, ...]
    most: tuple[NDArray[np.float64] | None, ...]
    floors: NDArray[np.int64]
    totals: NDArray[np.float64]

    @property
    def blocks(self) -> int:
        """Blocks of rows."""
        return len(self.covers)

    @property
    def columns(self) -> int:
        """Objective and floors."""
        return 1 + self.floors.size

    def cuts(self, y: NDArray[np.float64], values: NDArray[np.float64] | None, tolerance: float) -> list[Cut]:
        """Return the tangents at `y` of the parts whose claimed value lies above by more than `tolerance`.

        Parameters
        ----------
        y : ndarray of float64, shape (n,)
        values : ndarray of float64, shape (columns * blocks,) or None
            Claimed values at `y`; None asks for the tangents of all parts.
        tolerance : float
            In units.
        """
        found = []
        for block, gains in enumerate(self.gains):
            hit, second = self._hit(block, y)
            most = self.most[block]
            short = hit < (1.0 if most is None else most) - 1e-12
            worth = gains.T @ np.minimum(hit, 1.0 if most is None else most)
            for column in range(self.columns):
                part = column * self.blocks + block
                if self.totals[part] <= 0 or (
                    values is not None and values[part] <= worth[column] + tolerance
                ):
                    continue
                full = gains[~short, column] if most is None else (gains[:, column] * most)[~short]
                slope = self._slope(block, np.where(short, gains[:, column], 0.0), second)
                found.append(_cut(part, slope, float(full.sum())))
        return found

    def worth(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the value of each column at `y`, in units."""
        total = np.zeros(self.columns)
        for block, gains in enumerate(self.gains):
            most = self.most[block]
            total += gains.T @ np.minimum(self._hit(block, y)[0], 1.0 if most is None else most)
        return total

    def _hit(
        self, block: int, y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_] | None]:
        """Return the smaller hit of each row, and for which joint rows it is the second set's (ties too)."""
        hit = self.covers[block] @ y
        joint = self.also[block]
        if joint is None:
            return hit, None
        also, _, rows = joint
        other = also @ y
        second = other <= hit[rows]
        hit[rows] = np.minimum(hit[rows], other)
        return hit, second

    def _slope(
        self, block: int, gains: NDArray[np.float64], second: NDArray[np.bool_] | None
    ) -> NDArray[np.float64]:
        joint = self.also[block]
        if joint is None or second is None:
            return np.asarray(self.transposed[block] @ gains)
        _, back, rows = joint
        other = np.where(second, gains[rows], 0.0)
        gains[rows] -= other
        return np.asarray(self.transposed[block] @ gains + back @ other)


def _cut(part: int, slope: NDArray[np.float64], constant: float) -> Cut:
    """Return the cut, its slopes that are too small for the solver moved to the constant: still valid."""
    small = slope < 1e-7
    kept = np.flatnonzero(~small).astype(np.int32)
    return Cut(part, kept, slope[kept], constant + float(slope[small].sum()))


def make_envelope(
    core: Core, *, max_blocks: int = MAX_BLOCKS, stop: Callable[[], bool] = lambda: False
) -> Envelope:
    """Return the blocks of a core: rows of equal weight in the order of the options that cover them.

    Parameters
    ----------
    core : Core
    max_blocks : int
        At most so many blocks; fewer rows make fewer.
    stop : callable
        Asked now and then.

    Raises
    ------
    Stopped
        When `stop` said so.
    """
    floors = np.flatnonzero(core.wanted > 0)
    gains = core.gains[:, np.concatenate([[0], floors + 1])] * UNIT
    order, starts = _blocks(core, max_blocks, stop)
    members = [order[low:high] for low, high in pairwise(starts)]
    covers = [sparse.csr_array(core.cover[rows]) for rows in members]
    transposed = [sparse.csr_array(cover.T) for cover in covers]
    if plain(core.cover):
        ones = np.ones(max((cover.nnz for cover in covers), default=0))
        covers, transposed = ([laid_on(one, ones) for one in side] for side in (covers, transposed))
    full = gains if core.most is None else gains * core.most[:, None]
    totals = (
        np.stack([full[rows].sum(axis=0) for rows in members], axis=1).ravel() if members else np.empty(0)
    )
    return Envelope(
        covers=tuple(covers),
        transposed=tuple(transposed),
        gains=tuple(gains[rows] for rows in members),
        also=tuple(_joint(core, rows) for rows in members),
        most=tuple(_most(core, rows) for rows in members),
        floors=floors,
        totals=totals,
    )


def _joint(
    core: Core, rows: NDArray[np.int64]
) -> tuple[sparse.csr_array, sparse.csr_array, NDArray[np.int64]] | None:
    if core.also is None:
        return None
    joint = np.flatnonzero(np.diff(core.also.indptr)[rows])
    also = core.also[rows[joint]]
    return (also, sparse.csr_array(also.T), joint) if joint.size else None


def _most(core: Core, rows: NDArray[np.int64]) -> NDArray[np.float64] | None:
    most = None if core.most is None else core.most[rows]
    return most if most is not None and bool((most > 1).any()) else None


def _blocks(
    core: Core, max_blocks: int, stop: Callable[[], bool]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows in an order that keeps neighbours together, and where each block of it starts."""
    rows = core.cover.shape[0]
    if rows == 0:
        return np.empty(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
    near_ptr, near = neighbours(core, stop=stop)
    shape = (core.size, core.size)
    together = sparse.csr_matrix((np.ones(near.size, dtype=np.int8), near, near_ptr), shape=shape)
    place = np.empty(core.size)
    place[reverse_cuthill_mckee(together, symmetric_mode=True)] = np.arange(core.size)
    middle = (core.cover @ place) / np.diff(core.cover.indptr)
    order = np.argsort(middle, kind="stable")
    weight = np.cumsum(core.full[order].sum(axis=1))
    blocks = min(max_blocks, rows)
    inner = np.searchsorted(weight, weight[-1] * np.arange(1, blocks) / blocks)
    return order, np.unique(np.concatenate([[0], inner, [rows]]))
