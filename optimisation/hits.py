"""How often each row is hit, what that is worth, and what each other option, or pair, would add to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.cover_sets import laid_on, layers, plain, summed_over
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
        self._weights = weights
        self._most = core.most
        by_option = core.cover.tocsc()
        self._by_option = laid_on(by_option, core.cover.data) if plain(core.cover) else by_option
        self.covered = np.zeros(weights.shape[1])
        # An entry is no larger than its row can count, so that all of it is gained at first.
        self.gain = core.cover.T @ weights
        self._layers = [laid_on(core.cover, core.cover.data.astype(np.bool_)), *layers(core.cover)]
        self._count = np.zeros(core.cover.shape[0], dtype=np.int32)

    def parts(self) -> tuple[NDArray[np.generic], ...]:
        """Return the arrays that hold the state."""
        return self.covered, self.gain, self._count

    def pair_more(self, which: NDArray[np.int64] | slice) -> NDArray[np.float64] | None:  # noqa: ARG002
        """Return what pairs add beyond both their options alone, shape (pairs, columns); None = nothing."""
        return None

    def change(self, option: int, sign: int) -> None:
        """Open (1) or close (-1) an option."""
        rows, times = _column(self._by_option, option), _times(self._by_option, option)
        most = 1 if self._most is None else self._most[rows]
        before = np.maximum(most - self._count[rows], 0)
        self._count[rows] += sign * times
        left = np.maximum(most - self._count[rows], 0)
        moved = before != left
        if not moved.any():
            return
        self.covered += (before - left)[moved] @ self._weights[rows[moved]]
        self.gain -= _lost(self._layers, rows, before, left, self._weights)


def _lost(
    found: list[sparse.csr_array],
    rows: NDArray[np.int64],
    before: NDArray[np.float64],
    left: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what each option adds no more (less what it adds again), shape (n, columns).

    A row that can count `left` more times gives an option with entry m its weight min(m, left) times: once
    for each layer up to m that `left` has not fallen below.
    """
    lost: NDArray[np.float64] | float = 0.0
    for times, layer in enumerate(found, start=1):
        fell = (before >= times).astype(np.int8) - (left >= times)
        turned = np.flatnonzero(fell)
        if turned.size:
            fallen = rows[turned]
            lost = lost + summed_over(layer, fallen, weights[fallen] * fell[turned, None])
    return np.asarray(lost)


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
        self._layers = layers(core.cover)
        self._either = (core.cover + also).tocsc()
        at_once = sparse.hstack([core.cover.multiply(also), completed_by_pairs(core, pairs)], format="csr")
        none = sparse.csr_array((self._joint.size, len(pairs)))
        first = core.cover.astype(np.bool_).astype(np.float64)
        self._adds = sparse.csr_array(
            sparse.vstack([at_once, sparse.hstack([first, none]), sparse.hstack([also, none])], format="csr")
        )
        self._count = np.zeros(self._joint.size, dtype=np.int32)
        self._also_count = np.zeros(self._joint.size, dtype=np.int32)
        self.covered = np.zeros(weights.shape[1])
        every = np.arange(self._joint.size)
        self._gain = self._added(every, self._lacks(every))
        for layer in self._layers:
            self._gain[: self._size] += layer.T @ weights

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
        before = np.maximum(self._most[rows] - self._count[rows], 0)
        self._count[_column(self._first, option)] += sign * _times(self._first, option)
        self._also_count[_column(self._second, option)] += sign
        lacks, times = self._lacks(rows), self._times(rows)
        moved = times != worth
        self.covered += (times - worth)[moved] @ self._weights[rows[moved]]
        if self._layers:
            left = np.maximum(self._most[rows] - self._count[rows], 0)
            deep = _lost(
                [sparse.csr_array(self._first.shape, dtype=bool), *self._layers],
                rows,
                before,
                left,
                self._weights,
            )
            if deep.size > 1:
                self._gain[: self._size] -= deep
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
        return summed_over(self._adds, lacks * self._joint.size + rows, self._weights[rows])


def _times(matrix: sparse.csc_array, option: int) -> NDArray[np.int32]:
    return np.asarray(matrix.data[matrix.indptr[option] : matrix.indptr[option + 1]], dtype=np.int32)


def _column(matrix: sparse.csc_array, option: int) -> NDArray[np.int64]:
    return np.asarray(matrix.indices[matrix.indptr[option] : matrix.indptr[option + 1]])
