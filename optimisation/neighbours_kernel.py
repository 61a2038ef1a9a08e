"""Which options share a row, and which share one with the same other option, listed at compiled speed."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import types

from optimisation.travel_kernel import compile_kept


def _near(
    row_ptr: Any,
    row_options: Any,
    option_ptr: Any,
    option_rows: Any,
    near_ptr: Any,
    near: Any,
    first: Any,
    last: Any,
) -> Any:
    """Count, and where there is room list, the options that share a row with some; return how many so far."""
    total = near_ptr[first]
    stamp = np.full(option_ptr.size - 1, -1, dtype=np.int64)
    for option in range(first, last):
        for k in range(option_ptr[option], option_ptr[option + 1]):
            row = option_rows[k]
            for m in range(row_ptr[row], row_ptr[row + 1]):
                other = row_options[m]
                if stamp[other] != option:
                    stamp[other] = option
                    if total < near.size:
                        near[total] = other
                    total += 1
        near_ptr[option + 1] = total
    return total


def _two_steps(near_ptr: Any, near: Any, one: Any, two: Any) -> None:
    """Set a bit for each option that shares a row, and for each that shares one with such an option."""
    size = near_ptr.size - 1
    for option in range(size):
        for k in range(near_ptr[option], near_ptr[option + 1]):
            other = np.int64(near[k])
            one[option, other >> 6] |= np.int64(1) << (other & 63)
    for option in range(size):
        for k in range(near_ptr[option], near_ptr[option + 1]):
            other = np.int64(near[k])
            for word in range(two.shape[1]):
                two[option, word] |= one[other, word]


@cache
def compiled_near() -> Any:
    """Return the compiled listing of neighbours.

    Arguments of the result: indptr and indices of the rows' options and of the options' rows, then indptr and
    indices of the neighbours to be filled (itself included), and from which option to before which. It gives
    back how many there are up to there, which may be more than there is room for.
    """
    small, whole, count = types.int32[::1], types.int64[::1], types.int64
    return compile_kept(count(small, small, small, small, whole, small, count, count), _near)


@cache
def compiled_two_steps() -> Any:
    """Return the compiled marking of options two steps away.

    Arguments of the result: indptr and indices of neighbours, and bits to be set, options x words of 64:
    of the neighbours themselves, and of those that share one.
    """
    small, whole = types.int32[::1], types.int64[::1]
    bits: Any = types.int64[:, ::1]
    return compile_kept(types.void(whole, small, bits, bits), _two_steps)
