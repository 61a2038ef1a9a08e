"""How often each row is hit, what that is worth, and what each other option, or pair, would add to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.partners import completed_by_pairs
from optimisation.presolve import Core

OPEN, FIRST, SECOND, DONE = range(4)
"""What a row lacks: both sets, its first, its second, nothing; a row that is not joint can lack the first."""


class Hits:
    """Rows that are not joint, as options open and close.

    Parameters
    ----------
    core : Core
    weights : ndarray of float64, shape (rows, columns)
        Worth of each row, each time that it counts.
    """

    def __init__(self, core: Core, weights: NDArray[np.float64]) -> None:
        self._core, self._weights = core, weights
        self._most = core.most
        self._by_option = core.cover.tocsc()
        self.covered = np.zeros(weights.shape[1])
        self.gain = core.cover.T @ weights
        self._count = np.zeros(core.cover.shape[0], dtype=np.int32)

    def parts(self) -> tuple[NDArray[np.generic], ...]:
        """Return the arrays that hold the state."""
        return self.covered, self.gain, self._count

    def pair_more(self, which: NDArray[np.int64] | slice) -> NDArray[np.float64] | None:  # noqa: ARG002
        """Return what pairs add beyond both their options alone, shape (pairs, columns); None = nothing."""
        return None

    def change(self, option: int, sign: int) -> None:
        """Open (1) or close (-1) an option."""
        rows = _column(self._by_option, option)
        count = self._count
        if sign < 0:
            count[rows] -= 1
        now = count[rows]
        last = now == 0 if self._most is None else now == self._most[rows] - 1
        turned = rows[last]
        if sign > 0:
            count[rows] += 1
        if self._most is not None:
            counting = rows[now < self._most[rows]]
            self.covered += sign * self._weights[counting].sum(axis=0)
        if turned.size:
            weights = self._weights[turned]
            if self._most is None:
                self.covered += sign * weights.sum(axis=0)
            self.gain -= sign * (self._core.cover[turned].T @ weights)


class JointHits:
    """The same where some rows are joint.

    What an option adds to a row depends on what the row lacks, so the rows of three matrices say who adds:
    the options in both sets and the pairs that complete it, the options of the first, those of the second.

    Parameters
    ----------
    core : Core
        With second sets.
    weights : ndarray of float64, shape (rows, columns)
    pairs : ndarray of int64, shape (pairs, 2)
    """

    def __init__(self, core: Core, weights: NDArray[np.float64], pairs: NDArray[np.int64]) -> None:
        also = core.also if core.also is not None else sparse.csr_array(core.cover.shape)
        self._weights, self._size = weights, core.size
        self._joint = np.diff(also.indptr) > 0
        self._most = np.ones(self._joint.size) if core.most is None else core.most
        self._first, self._second = core.cover.tocsc(), also.tocsc()
        self._either = (core.cover + also).tocsc()
        at_once = sparse.hstack([core.cover.multiply(also), completed_by_pairs(core, pairs)], format="csr")
        none = sparse.csr_array((self._joint.size, len(pairs)))
        self._adds = sparse.csr_array(
            sparse.vstack(
                [at_once, sparse.hstack([core.cover, none]), sparse.hstack([also, none])], format="csr"
            )
        )
        self._count = np.zeros(self._joint.size, dtype=np.int32)
        self._also_count = np.zeros(self._joint.size, dtype=np.int32)
        self.covered = np.zeros(weights.shape[1])
        every = np.arange(self._joint.size)
        self._gain = self._added(every, self._lacks(every))

    @property
    def gain(self) -> NDArray[np.float64]:
        """What each option adds to each column, shape (n, columns)."""
        return self._gain[: self._size]

    def parts(self) -> tuple[NDArray[np.generic], ...]:
        """Return the arrays that hold the state."""
        return self.covered, self._gain, self._count, self._also_count

    def pair_more(self, which: NDArray[np.int64] | slice) -> NDArray[np.float64] | None:
        """Return what pairs add beyond both their options alone, shape (pairs, columns); None = nothing."""
        return np.asarray(self._gain[self._size :][which])

    def change(self, option: int, sign: int) -> None:
        """Open (1) or close (-1) an option."""
        rows = _column(self._either, option)
        lacked, worth = self._lacks(rows), self._times(rows)
        self._count[_column(self._first, option)] += sign
        self._also_count[_column(self._second, option)] += sign
        lacks, times = self._lacks(rows), self._times(rows)
        moved = times != worth
        self.covered += (times - worth)[moved] @ self._weights[rows[moved]]
        turned = lacks != lacked
        rows = rows[turned]
        if rows.size:
            self._gain += self._added(rows, lacks[turned]) - self._added(rows, lacked[turned])

    def _lacks(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        full = self._count[rows] >= self._most[rows]
        half = ~self._joint[rows] | (self._also_count[rows] > 0)
        return np.where(half, np.where(full, DONE, FIRST), np.where(full, SECOND, OPEN))

    def _times(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        half = ~self._joint[rows] | (self._also_count[rows] > 0)
        return np.where(half, np.minimum(self._count[rows], self._most[rows]), 0.0)

    def _added(self, rows: NDArray[np.int64], lacks: NDArray[np.int64]) -> NDArray[np.float64]:
        some = lacks != DONE
        rows, lacks = rows[some], lacks[some]
        return np.asarray(self._adds[lacks * self._joint.size + rows].T @ self._weights[rows])


def _column(matrix: sparse.csc_array, option: int) -> NDArray[np.int64]:
    return np.asarray(matrix.indices[matrix.indptr[option] : matrix.indptr[option + 1]])
