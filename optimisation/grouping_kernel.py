"""Rows with the same set of columns, found by one pass over a hash table and verified entry by entry."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import types

from optimisation.travel_kernel import compile_kept


def _group(indptr: Any, indices: Any, keys: Any, table: Any, first: Any, group: Any, stamp: Any) -> Any:
    """Fill `first` and `group`; return how many groups there are."""
    mask, found = np.uint64(table.size - 1), 0
    hashes = np.empty(group.size, dtype=np.uint64)
    for row in range(group.size):
        low, high = indptr[row], indptr[row + 1]
        key = np.uint64(0)
        for k in range(low, high):
            key += keys[indices[k]]
        slot = np.int64((key ^ (key >> np.uint64(32))) & mask)
        marked = False
        while True:
            twin = table[slot]
            if twin < 0:
                table[slot] = found
                hashes[found], first[found], group[row] = key, row, found
                found += 1
                break
            if hashes[twin] == key and indptr[first[twin] + 1] - indptr[first[twin]] == high - low:
                if not marked:
                    for k in range(low, high):
                        stamp[indices[k]] = row
                    marked = True
                same = True
                for k in range(indptr[first[twin]], indptr[first[twin] + 1]):
                    if stamp[indices[k]] != row:
                        same = False
                        break
                if same:
                    group[row] = twin
                    break
            slot = np.int64((np.uint64(slot) + np.uint64(1)) & mask)
    return found


@cache
def compiled_group() -> Any:
    """Return the compiled grouping.

    Arguments of the result: indptr and indices of the rows (no column twice in a row), a random uint64 for
    each column, a table of -1 of a power of two entries, more than there are rows; first and group, which it
    fills, and an int64 of -1 for each column. It gives back the number of groups.
    """
    whole, small = types.int64[::1], types.int32[::1]
    return compile_kept(types.int64(whole, small, types.uint64[::1], small, whole, small, whole), _group)
