"""What some rows are worth to the options that cover them, at compiled speed."""

from __future__ import annotations

from functools import cache
from typing import Any

from numba import types

from optimisation.travel_kernel import compile_kept


def _sum(starts: Any, ends: Any, indices: Any, times: Any, worth: Any, total: Any) -> None:
    """Add the worth of each row, so many times as its entry says (once where there are none), to `total`."""
    for row in range(starts.size):
        for column in range(worth.shape[1]):
            each = worth[row, column]
            if times.size == 0:
                for k in range(starts[row], ends[row]):
                    total[indices[k], column] += each
            else:
                for k in range(starts[row], ends[row]):
                    total[indices[k], column] += times[k] * each


@cache
def compiled_sum() -> Any:
    """Return the compiled sum.

    Arguments of the result: where the entries of each row start and end, the option of every entry, how
    often each counts (empty = once), the worth of each row, shape (rows, columns); the totals, shape
    (options, columns), which it adds to.
    """
    whole, small, table = types.int64[::1], types.int32[::1], types.float64[:, ::1]
    return compile_kept(types.void(whole, whole, small, types.float64[::1], table, table), _sum)
