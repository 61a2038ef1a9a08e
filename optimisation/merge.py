"""Rows over the options still free: what is open becomes a constant, and rows with equal cover sets merge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.cover_sets import (
    canonical,
    clipped,
    laid_on,
    left_by,
    restricted,
    row_any,
    row_count,
    row_sum,
    same_sets,
)
from optimisation.problem import CoverProblem
from optimisation.restrict_kernel import OPENED
from optimisation.watch import look


@dataclass(frozen=True, slots=True, eq=False)
class RowSets:
    """Cover sets of rows, without stored zeros and duplicates, and how often each row counts.

    Parameters
    ----------
    cover : csr_array, shape (rows, options)
        How often an option covers a row, no more often than the row counts.
    also : csr_array, shape (rows, options), or None
        Second sets; None where no row is joint.
    joint : ndarray of bool, shape (rows,), or None
        None where no row is.
    most : ndarray, shape (rows,), or None
        None where all rows count once.
    """

    cover: sparse.csr_array
    also: sparse.csr_array | None = None
    joint: NDArray[np.bool_] | None = None
    most: NDArray[np.int64] | None = None

    @property
    def caps(self) -> NDArray[np.int64]:
        """How often each row can count: not more often than it has options, and once where it has none."""
        if self.most is None:
            return np.ones(self.cover.shape[0], dtype=np.int64)
        return np.asarray(np.clip(row_sum(self.cover), 1, self.most), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Merged rows over free options.

    Parameters
    ----------
    cover : csr_array of float64, shape (merged rows, n)
        How often an option covers a row, no more often than the row can count.
    also : csr_array of float64, shape (merged rows, n), or None
        Second sets, empty for rows that are not joint; None where no row is joint.
    most : ndarray of float64, shape (merged rows,), or None
        How often each row can still count; None where all count once.
    columns : ndarray of float64, shape (merged rows, columns)
        Summed weights.
    constants : ndarray of float64, shape (columns,)
        What the open options are worth.
    """

    cover: sparse.csr_array
    also: sparse.csr_array | None
    most: NDArray[np.float64] | None
    columns: NDArray[np.float64]
    constants: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """Rows that can still count more: their positions, first and second sets, and how much more often."""

    rows: NDArray[np.int64]
    first: sparse.csr_array
    second: sparse.csr_array | None
    caps: NDArray[np.int64] | None


def row_sets(problem: CoverProblem) -> RowSets:
    """Return the cover sets of a valid problem's rows."""
    cover, also, joint, most = canonical(problem.cover), problem.also, problem.joint, problem.most
    if joint is None or not joint.any():
        also = joint = None
    else:
        also = canonical(also if also is not None else sparse.csr_array(cover.shape, dtype=bool))
    if most is None or bool((most <= 1).all()):
        return RowSets(cover.astype(np.bool_, copy=False), also, joint, None)
    return RowSets(clipped(cover, most), also, joint, most)


def merge_rows(
    sets: RowSets,
    columns: Sequence[NDArray[np.float64]],
    opened: NDArray[np.bool_],
    options: NDArray[np.int64],
    stop: Callable[[], bool] = lambda: False,
) -> Merged:
    """Merge the rows that open options leave incomplete by their sets of free options and their counts.

    A joint row with one set hit becomes a plain row over its other set; rows that nobody can complete go.

    Parameters
    ----------
    sets : RowSets
    columns : sequence of ndarray of float64, shape (rows,)
        Weights; rows without any go.
    opened : ndarray of bool, shape (options,)
    options : ndarray of int64, shape (n,)
        Free options; the columns of the result in this order.
    stop : callable
        Asked between steps, none of which takes long on millions of entries.

    Raises
    ------
    Stopped
        When `stop` said so.
    """
    matters = np.zeros(sets.cover.shape[0], dtype=bool)
    for w in columns:
        matters |= w > 0
    look(stop)
    position = np.full(sets.cover.shape[1], -1, dtype=np.int32)
    position[options] = np.arange(options.size, dtype=np.int32)
    if sets.also is None and sets.most is None:
        place = np.where(opened, np.int32(OPENED), position)
        sizes = left_by(sets.cover, place)
        constants = np.array([float(w[sizes < 0].sum()) for w in columns])
        rows = np.flatnonzero(matters & (sizes > 0))
        look(stop)
        left = _Left(rows, restricted(sets.cover, rows, place, options.size), None, None)
    else:
        left, counts = _left(sets, matters, opened, position, options.size)
        constants = np.array([float((w * counts).sum()) for w in columns])
    look(stop)
    return _group(left, columns, constants, stop)


def _left(
    sets: RowSets,
    matters: NDArray[np.bool_],
    opened: NDArray[np.bool_],
    position: NDArray[np.int32],
    width: int,
) -> tuple[_Left, NDArray[np.int64]]:
    """Return what open options leave of joint and counted rows, and how often each row counts by them."""
    caps = sets.caps
    hits = np.minimum(row_count(sets.cover, opened), caps)
    if sets.also is None or sets.joint is None:
        rows = np.flatnonzero(matters & (hits < caps) & row_any(sets.cover, position >= 0))
        first = _restrict(sets.cover, rows, position, width)
        return _Left(rows, first, None, _capped(caps - hits, rows, first)), hits
    half = row_any(sets.also, opened)
    rows = np.flatnonzero(matters & ((hits < caps) | (sets.joint & ~half)))
    first = _restrict(sets.cover, rows, position, width)
    second = _restrict(sets.also, rows, position, width)
    needed = sets.joint & ~half
    turned = needed & (hits > 0)  # the first set is hit: what is left is a plain row over the second
    first, second, joint = _simplify(first, second, needed[rows], turned[rows])
    some = (np.diff(first.indptr) > 0) & (~joint | (np.diff(second.indptr) > 0))
    first, second = first[np.flatnonzero(some)], second[np.flatnonzero(some)]
    rows = rows[some]
    more = np.where(sets.joint, 1, caps - hits)
    return (
        _Left(rows, first, second if joint[some].any() else None, _capped(more, rows, first)),
        np.where(needed, 0, hits),
    )


def _simplify(
    first: sparse.csr_array,
    second: sparse.csr_array,
    joint: NDArray[np.bool_],
    turned: NDArray[np.bool_],
) -> tuple[sparse.csr_array, sparse.csr_array, NDArray[np.bool_]]:
    """Return the sets where one that holds the other is left out, and which rows are still joint."""
    shared = np.asarray(first.astype(np.int32).multiply(second).sum(axis=1)).ravel()
    size_first, size_second = np.diff(first.indptr), np.diff(second.indptr)
    swap = turned | (joint & (shared == size_second) & (size_second > 0))
    alone = ~joint | swap | ((shared == size_first) & (size_first > 0))
    line = np.arange(joint.size)
    none = sparse.csr_array((1, first.shape[1]), dtype=bool)
    stacked = sparse.csr_array(sparse.vstack([first, second, none], format="csr"))
    return (
        sparse.csr_array(stacked[np.where(swap, line + joint.size, line)]),
        sparse.csr_array(stacked[np.where(alone, 2 * joint.size, line + joint.size)]),
        ~alone,
    )


def _capped(
    more: NDArray[np.int64], rows: NDArray[np.int64], first: sparse.csr_array
) -> NDArray[np.int64] | None:
    caps = np.minimum(more[rows], row_sum(first))
    return caps if bool((caps > 1).any()) else None


def _restrict(
    cover: sparse.csr_array, rows: NDArray[np.int64], position: NDArray[np.int32], width: int
) -> sparse.csr_array:
    part = cover[rows]
    indices = position[part.indices]
    keep = indices >= 0
    seen = np.zeros(keep.size + 1, dtype=np.int64)
    np.cumsum(keep, out=seen[1:])
    indptr, indices = seen[part.indptr], indices[keep]
    return sparse.csr_array((part.data[keep], indices, indptr), shape=(rows.size, width))


def _group(
    left: _Left,
    columns: Sequence[NDArray[np.float64]],
    constants: NDArray[np.float64],
    stop: Callable[[], bool],
) -> Merged:
    covers = left.first if left.caps is None else clipped(left.first, left.caps)
    if left.caps is None:
        covers = covers.astype(np.bool_, copy=False)
    parts = [covers] if left.second is None else [covers, left.second]
    if left.caps is not None:
        counted = np.flatnonzero(left.caps > 1)
        levels, level = np.unique(left.caps[counted], return_inverse=True)
        marks = sparse.csr_array(
            (np.ones(counted.size, dtype=bool), (counted, level)), shape=(left.rows.size, levels.size)
        )
        parts.append(marks)
    first, group = same_sets(parts)
    look(stop)
    summed = np.empty((first.size, len(columns)))
    for k, w in enumerate(columns):
        summed[:, k] = np.bincount(group, w[left.rows], first.size)
    look(stop)
    cover = _floats(covers, first)
    look(stop)
    return Merged(
        cover=cover,
        also=None if left.second is None else _floats(left.second, first),
        most=None if left.caps is None else left.caps[first].astype(np.float64),
        columns=summed,
        constants=constants,
    )


def _floats(sets: sparse.csr_array, rows: NDArray[np.int64]) -> sparse.csr_array:
    if sets.dtype == np.bool_:
        sets = restricted(sets, rows, np.arange(sets.shape[1], dtype=np.int32), sets.shape[1])
        part = laid_on(sets, np.ones(sets.nnz))
    else:
        part = sparse.csr_array(sets[rows].astype(np.float64))
    part.sort_indices()
    return part
