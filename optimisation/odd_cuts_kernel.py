"""Sets of rows whose odd cut a fractional point violates, sought by flips with a short memory, compiled.

See `optimisation.odd_cuts` for what they are. A set's distance is the sum over its rows of |1 - cover| and
over the options that an odd number of its rows hold of their values: a set of odd size and a distance below
1 is violated by half of what is missing to 1 (Koster, Zymolka and Kutschka 2009, "Algorithms to separate
{0,1/2}-Chvatal-Gomory cuts").

All in one file: numba's cache on disk notices changes of this file alone.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import types
from numba.extending import register_jitable

from optimisation.travel_kernel import compile_kept

_FORBIDDEN = 7
"""Flips for which a row that was flipped stays as it is."""

_NONE = 1e9


@register_jitable
def _gain(row: int, point: Any, state: Any) -> float:
    """Return what flipping a row would add to the distance."""
    row_ptr, row_options, _, _, values, away = point
    inside, odd, _ = state
    gain = -away[row] if inside[row] else away[row]
    for k in range(row_ptr[row], row_ptr[row + 1]):
        option = row_options[k]
        gain += -values[option] if odd[option] else values[option]
    return float(gain)


@register_jitable
def _flip(row: int, point: Any, state: Any, seen: Any, mark: int) -> float:
    """Put a row into the set or out of it, keep the gains of listed rows; return what it adds."""
    row_ptr, row_options, option_ptr, option_rows, values, _ = point
    inside, odd, gains = state
    added = gains[row]
    inside[row] = not inside[row]
    for k in range(row_ptr[row], row_ptr[row + 1]):
        option = row_options[k]
        twice = 2.0 * values[option] if odd[option] else -2.0 * values[option]
        odd[option] = not odd[option]
        for m in range(option_ptr[option], option_ptr[option + 1]):
            if seen[option_rows[m]] == mark:
                gains[option_rows[m]] += twice
    gains[row] = -added
    return float(added)


@register_jitable
def _reach(row: int, point: Any, state: Any, seen: Any, mark: int, near: Any, count: int) -> int:
    """List the rows that share an option with a row; return how many are listed now."""
    row_ptr, row_options, option_ptr, option_rows, _, _ = point
    for k in range(row_ptr[row], row_ptr[row + 1]):
        option = row_options[k]
        for m in range(option_ptr[option], option_ptr[option + 1]):
            other = option_rows[m]
            if seen[other] != mark:
                seen[other] = mark
                near[count] = other
                count += 1
                state[2][other] = _gain(other, point, state)
    return count


@register_jitable
def _next(gains: Any, near: Any, count: int, until: Any, now: int) -> int:
    """Return the listed row whose flip adds least to the distance; -1 where all are forbidden."""
    found, least = -1, _NONE
    for k in range(count):
        row = near[k]
        if gains[row] < least and until[row] <= now:
            found, least = row, gains[row]
    return found


@register_jitable
def _clear(near: Any, count: int, point: Any, state: Any) -> None:
    """Take all listed rows out of the set."""
    row_ptr, row_options = point[0], point[1]
    inside, odd, _ = state
    for k in range(count):
        row = near[k]
        if inside[row]:
            inside[row] = False
            for m in range(row_ptr[row], row_ptr[row + 1]):
                odd[row_options[m]] = False


@register_jitable
def _gather(state: Any, near: Any, count: int, members: Any) -> int:
    """List the rows of the set; return how many there are, or 0 where there is no room for them."""
    size = 0
    for k in range(count):
        if state[0][near[k]]:
            if size == members.size:
                return 0
            members[size] = near[k]
            size += 1
    return size


@register_jitable
def _search(first: int, point: Any, flips: int, least: float, state: Any, scratch: Any, start: int) -> Any:
    """Flip rows from one on; leave the closest odd set in `best`; return its size and its distance."""
    seen, until, near, best = scratch
    count, size, kept = 0, 0, 0
    distance, closest = 0.0, 1.0 - 2.0 * least
    row = first
    seen[row], near[0], count = first, row, 1
    state[2][row] = _gain(row, point, state)
    for step in range(flips):
        distance += _flip(row, point, state, seen, first)
        size += 1 if state[0][row] else -1
        count = _reach(row, point, state, seen, first, near, count)
        if size % 2 == 1 and size >= 3 and distance < closest:
            closest, kept = distance, _gather(state, near, count, best)
        until[row] = start + step + _FORBIDDEN
        row = _next(state[2], near, count, until, start + step)
        if row < 0:
            break
    _clear(near, count, point, state)
    return kept, closest


def _separate(point: Any, flips: int, least: float, ends: Any, members: Any, violations: Any) -> int:
    """Fill in violated sets, the best one from each row on; return how many."""
    rows, options = point[0].size - 1, point[4].size
    state = (np.zeros(rows, dtype=np.bool_), np.zeros(options, dtype=np.bool_), np.empty(rows))
    best = np.empty(flips + 1, dtype=np.int64)
    seen, until = np.full(rows, -1, dtype=np.int64), np.full(rows, -1, dtype=np.int64)
    scratch = (seen, until, np.empty(rows, dtype=np.int64), best)
    sets, filled = 0, 0
    for first in range(rows):
        kept, closest = _search(first, point, flips, least, state, scratch, first * (flips + _FORBIDDEN))
        if kept and sets < violations.size and filled + kept <= members.size:
            for k in range(kept):  # slices take numba seconds to compile
                members[filled + k] = best[k]
            filled += kept
            ends[sets] = filled
            violations[sets] = 0.5 * (1.0 - closest)
            sets += 1
    return sets


@cache
def compiled_separate() -> Any:
    """Return the compiled search.

    Arguments of the result: (indptr and indices of the rows' options, the same of the options' rows, value of
    each option, |1 - cover| of each row), flips from each row on, least violation; to be filled: where each
    set ends, the rows of the sets one after another, and by how much each is violated. It gives back how
    many sets there are.
    """
    kinds: Any = types
    small, line, whole = types.int32[::1], types.float64[::1], types.int64[::1]
    point = kinds.Tuple((small, small, small, small, line, line))
    count, real = types.int64, types.float64
    return compile_kept(count(point, count, real, whole, whole, line), _separate)
