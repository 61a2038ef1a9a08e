"""Rows that open options leave incomplete, over some options only, at compiled speed."""

from __future__ import annotations

from functools import cache
from typing import Any

from numba import types

from optimisation.travel_kernel import compile_kept

OPENED, GONE = -2, -1
"""Places of options that are open, and of those that are left out; the others have their column."""


def _count(indptr: Any, indices: Any, place: Any, sizes: Any) -> None:
    """Fill `sizes`: how many options with a column cover each row; -1 where an open one does."""
    for row in range(sizes.size):
        size = 0
        for k in range(indptr[row], indptr[row + 1]):
            at = place[indices[k]]
            if at == OPENED:
                size = -1
                break
            if at >= 0:
                size += 1
        sizes[row] = size


def _take(indptr: Any, indices: Any, place: Any, rows: Any, taken: Any, ends: Any) -> int:
    """Fill `taken`, the columns of some rows, and where each row ends; return how many there are."""
    found = 0
    for k in range(rows.size):
        for entry in range(indptr[rows[k]], indptr[rows[k] + 1]):
            at = place[indices[entry]]
            if at >= 0:
                taken[found] = at
                found += 1
        ends[k + 1] = found
    return found


@cache
def compiled_count() -> Any:
    """Return the compiled count.

    Arguments of the result: indptr and indices of the rows, the place of each option; sizes, which it fills.
    """
    small = types.int32[::1]
    return compile_kept(types.void(types.int64[::1], small, small, small), _count)


@cache
def compiled_take() -> Any:
    """Return the compiled restriction.

    Arguments of the result: indptr and indices of the rows, the place of each option, the rows wanted; their
    columns and, after a first 0, their ends, which it fills. It gives back how many there are.
    """
    whole, small = types.int64[::1], types.int32[::1]
    return compile_kept(types.int64(whole, small, small, whole, small, small), _take)
