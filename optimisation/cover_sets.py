"""Sets of options that cover rows, as compressed sparse rows: canonical form, and which sets are equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.grouping_kernel import compiled_group
from optimisation.restrict_kernel import compiled_count, compiled_take
from optimisation.summed_kernel import compiled_sum

KEY_SEED = 20_240_229
"""Seed of the random 64-bit keys that rows are hashed with; equality is verified, so any seed serves."""


def canonical(cover: sparse.csr_array) -> sparse.csr_array:
    """Return the same sets without stored zeros and duplicates."""
    if cover.has_canonical_format and bool(np.all(cover.data)):
        return cover
    copy = cover.copy()
    copy.sum_duplicates()
    copy.eliminate_zeros()
    return copy


def row_any(cover: sparse.csr_array, marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the rows that any marked option covers."""
    seen = _seen(cover, marked)
    return np.asarray(seen[cover.indptr[1:]] > seen[cover.indptr[:-1]])


def row_count(cover: sparse.csr_array, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how often marked options cover each row of a canonical cover, by the entries of the cover."""
    seen = _seen(cover, marked, repeated(cover))
    return np.asarray(seen[cover.indptr[1:]] - seen[cover.indptr[:-1]], dtype=np.int64)


def row_sum(cover: sparse.csr_array) -> NDArray[np.int64]:
    """Return how often all options together cover each row of a canonical cover."""
    if not repeated(cover):
        return np.asarray(np.diff(cover.indptr), dtype=np.int64)
    return row_count(cover, np.ones(cover.shape[1], dtype=np.bool_))


def repeated(cover: sparse.csr_array) -> bool:
    """Return whether an option covers some row more than once."""
    return cover.dtype != np.bool_ and bool(cover.data.max(initial=0) > 1)


def plain(cover: sparse.csr_array | sparse.csc_array) -> bool:
    """Return whether every entry of a cover is 1."""
    return cover.dtype == np.bool_ or not bool((cover.data != 1).any())


Sets = TypeVar("Sets", sparse.csr_array, sparse.csc_array)


def laid_on(cover: Sets, data: NDArray[np.generic]) -> Sets:
    """Return a cover with other data and the same places, neither of which is copied.

    Where every entry is 1 the data is most of a cover's memory, and several covers can share it.

    Parameters
    ----------
    cover : csr_array or csc_array
    data : ndarray, shape (entries or more,)
        The first ones are taken.
    """
    return type(cover)((data[: cover.nnz], cover.indices, cover.indptr), shape=cover.shape)


def summed_over(
    cover: sparse.csr_array, rows: NDArray[np.integer], worth: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what some rows are worth to each option: ``cover[rows].T @ worth``, without the matrix between.

    For a handful of rows the matrix library takes twenty times as long to lay out what it multiplies.

    Parameters
    ----------
    cover : csr_array, shape (rows, options)
    rows : ndarray of int, shape (some rows,)
    worth : ndarray of float64, shape (some rows, columns)

    Returns
    -------
    ndarray of float64, shape (options, columns)
        The same sums in the same order, to the bit.
    """
    found = np.zeros((cover.shape[1], worth.shape[1]))
    compiled_sum()(
        cover.indptr[rows].astype(np.int64),
        cover.indptr[rows + 1].astype(np.int64),
        np.ascontiguousarray(cover.indices, dtype=np.int32),
        np.empty(0) if cover.dtype == np.bool_ else np.ascontiguousarray(cover.data, dtype=np.float64),
        np.ascontiguousarray(worth),
        found,
    )
    return found


def layers(cover: sparse.csr_array) -> list[sparse.csr_array]:
    """Return, for each whole number from 2 to the largest entry, which options cover which rows so often."""
    if not repeated(cover):
        return []
    found = []
    lines = np.repeat(np.arange(cover.shape[0]), np.diff(cover.indptr))
    for times in range(2, int(cover.data.max()) + 1):
        held = cover.data >= times
        ones = np.ones(int(held.sum()), dtype=np.bool_)
        found.append(sparse.csr_array((ones, (lines[held], cover.indices[held])), shape=cover.shape))
    return found


def clipped(cover: sparse.csr_array, most: NDArray[np.int64]) -> sparse.csr_array:
    """Return a cover whose entries are no larger than their row can count."""
    if cover.dtype == np.bool_:
        return cover
    if np.issubdtype(cover.dtype, np.integer):
        most = np.minimum(most, np.iinfo(cover.dtype).max)
    data = np.minimum(cover.data, np.repeat(most.astype(cover.dtype), np.diff(cover.indptr)))
    return sparse.csr_array((data, cover.indices, cover.indptr), shape=cover.shape)


def same_sets(parts: Sequence[sparse.csr_array]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Group rows that are equal in every one of some canonical matrices, counts included.

    Parameters
    ----------
    parts : sequence of csr_array, each (rows, its own columns)

    Returns
    -------
    first : ndarray of int64, shape (groups,)
        The first row of each group, in the order of which they are numbered.
    group : ndarray of int32, shape (rows,)
    """
    keys = [key for part in parts for key in (part, *layers(part)) if key.nnz]
    if len(keys) == 1:
        key = keys[0]
    else:
        empty = sparse.csr_array((parts[0].shape[0], 0), dtype=np.bool_)
        key = sparse.csr_array(sparse.hstack([empty, *(k.astype(np.bool_) for k in keys)], format="csr"))
    return group_rows(key.indptr.astype(np.int64), key.indices, key.shape[1])


def left_by(cover: sparse.csr_array, place: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return how many options with a column cover each row; -1 where an open one does.

    Parameters
    ----------
    cover : csr_array, shape (rows, options)
    place : ndarray of int32, shape (options,)
        The column of each option, or OPENED or GONE of :mod:`optimisation.restrict_kernel`.
    """
    sizes = np.empty(cover.shape[0], dtype=np.int32)
    compiled_count()(*_places(cover), place, sizes)
    return sizes


def restricted(
    cover: sparse.csr_array, rows: NDArray[np.int64], place: NDArray[np.int32], width: int
) -> sparse.csr_array:
    """Return some rows over the options with a column, in as many columns; every entry is True.

    Parameters
    ----------
    cover : csr_array, shape (rows, options)
    rows : ndarray of int64, shape (some rows,)
    place : ndarray of int32, shape (options,)
        As `left_by` has it.
    width : int
    """
    indptr, indices = _places(cover)
    taken = np.empty(int((indptr[rows + 1] - indptr[rows]).sum()), dtype=np.int32)
    ends = np.zeros(rows.size + 1, dtype=np.int32)
    found = compiled_take()(indptr, indices, place, rows, taken, ends)
    return sparse.csr_array((np.ones(found, dtype=np.bool_), taken[:found], ends), shape=(rows.size, width))


def _places(cover: sparse.csr_array) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    return cover.indptr.astype(np.int64), np.ascontiguousarray(cover.indices, dtype=np.int32)


def _seen(cover: sparse.csr_array, marked: NDArray[np.bool_], weighed: bool = False) -> NDArray[np.int32]:
    seen = np.zeros(cover.indices.size + 1, dtype=np.int32)
    if weighed:
        np.cumsum(np.where(marked[cover.indices], cover.data, 0), out=seen[1:])
    else:
        np.cumsum(marked[cover.indices], out=seen[1:])
    return seen


def group_rows(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Group rows with the same set of columns, in the order in which they first occur.

    They are found by a random 64-bit hash, and compared entry by entry where it agrees.

    Parameters
    ----------
    indptr, indices : ndarray
        Compressed rows without duplicates.
    width : int
        Number of columns.

    Returns
    -------
    first : ndarray of int64, shape (groups,)
        The first row of each group.
    group : ndarray of int32, shape (rows,)
    """
    rows = indptr.size - 1
    keys = np.random.default_rng(KEY_SEED).integers(1, 2**63, width, dtype=np.uint64)
    table = np.full(1 << max(4, (2 * rows - 1).bit_length()), -1, dtype=np.int32)
    first, group = np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int32)
    found = compiled_group()(
        np.ascontiguousarray(indptr, dtype=np.int64),
        np.ascontiguousarray(indices, dtype=np.int32),
        keys,
        table,
        first,
        group,
        np.full(width, -1, dtype=np.int64),
    )
    return first[:found].copy(), group
