"""Least-cost minutes from one site, and their median over each demand cell: compiled loops on arrays.

The search is a bucket queue: cells wait in buckets of equal width in minutes, each cell in at most one. A
bucket is worked on until it is empty, so a cell improved by another of its own bucket is expanded again;
the minutes are those of Dijkstra's algorithm whatever the width, and with a width of the cheapest move each
cell is expanded once. Source: R. B. Dial, Algorithm 360, Communications of the ACM 12 (1969); E. V. Denardo
and B. L. Fox, Operations Research 27 (1979).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np
from numba import types
from numba.extending import register_jitable
from numpy.typing import NDArray

from optimisation.travel_reach import TICKS

Scratch = tuple[
    NDArray[np.float64],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.int32],
    NDArray[np.uint16],
]
"""Minutes, next, previous, bucket, touched (one per window cell), bucket heads, ticks and weights (one per
cell of a block), demand cells and tenths (one per block of the window)."""

MOST_BUCKETS = 65_536


@register_jitable
def _link(cell: int, bucket: int, heads: Any, after: Any, before: Any, queued: Any) -> None:
    """Put a cell first in a bucket."""
    first = heads[bucket]
    after[cell] = first
    before[cell] = -1
    if first >= 0:
        before[first] = cell
    heads[bucket] = cell
    queued[cell] = bucket + 1


@register_jitable
def _unlink(cell: int, heads: Any, after: Any, before: Any, queued: Any) -> None:
    """Take a cell out of its bucket."""
    left, right = before[cell], after[cell]
    if left >= 0:
        after[left] = right
    else:
        heads[queued[cell] - 1] = right
    if right >= 0:
        before[right] = left
    queued[cell] = 0


@register_jitable
def _expand(
    cell: int, friction: Any, window: Any, half_m: Any, cutoff: float, per_min: float, found: int, work: Any
) -> int:
    """Offer the eight neighbours of a cell the way through it; return how many cells are touched by now."""
    minutes, after, before, queued, touched, heads = work
    north, west, rows, columns = window
    i = cell // columns
    j = cell - i * columns
    r, c = north + i, west + j
    here, own = minutes[cell], friction[r, c]
    for di in range(-1, 2):
        if i + di < 0 or i + di >= rows:
            continue
        for dj in range(-1, 2):
            if j + dj < 0 or j + dj >= columns or (di == 0 and dj == 0):
                continue
            other = friction[r + di, c + dj]
            if other == np.inf:
                continue
            diagonal = di != 0 and dj != 0
            if diagonal and friction[r, c + dj] == np.inf and friction[r + di, c] == np.inf:
                continue  # squeezing between two blocked corners would leak through a barrier
            new = here + (half_m[1] if diagonal else half_m[0]) * (own + other)
            near = cell + di * columns + dj
            if new > cutoff or new >= minutes[near]:
                continue
            if minutes[near] == np.inf:
                touched[found] = near
                found += 1
            elif queued[near] > 0:
                _unlink(near, heads, after, before, queued)
            minutes[near] = new
            _link(near, int(new * per_min), heads, after, before, queued)
    return found


@register_jitable
def _search(
    site: int, friction: Any, window: Any, cell_m: float, cutoff: float, per_min: float, work: Any
) -> int:
    """Fill `minutes` from the site out to the cutoff; return how many cells were touched."""
    minutes, after, before, queued, touched, heads = work
    half_m = (0.5 * cell_m, 0.5 * cell_m * math.sqrt(2.0))
    minutes[site] = 0.0
    touched[0] = site
    found = 1
    _link(site, 0, heads, after, before, queued)
    for bucket in range(int(cutoff * per_min) + 1):
        while heads[bucket] >= 0:
            cell = heads[bucket]
            _unlink(cell, heads, after, before, queued)
            found = _expand(cell, friction, window, half_m, cutoff, per_min, found, work)
    return found


@register_jitable
def _median(ticks: Any, weights: Any, count: int, total: float) -> int:
    """Return the smallest ticks within which half of the total lies, or -1; sorts its input (Shell)."""
    gap = count // 2
    while gap > 0:
        for k in range(gap, count):
            tick, weight, at = ticks[k], weights[k], k
            while at >= gap and ticks[at - gap] > tick:
                ticks[at], weights[at] = ticks[at - gap], weights[at - gap]
                at -= gap
            ticks[at], weights[at] = tick, weight
        gap //= 2
    reached = 0.0
    for k in range(count):
        reached += weights[k]
        if 2.0 * reached >= total * (1.0 - 1e-12):  # sums in another order differ in the last digits
            return int(ticks[k])
    return -1


@register_jitable
def _block(
    top: int,
    left: int,
    factor: int,
    layers: Any,
    window: Any,
    limit: int,
    minutes: Any,
    ticks: Any,
    weights: Any,
) -> int:
    """Return the median ticks of the block whose first travel cell is (top, left) in the window, or -1."""
    friction, people = layers
    north, west, _, columns = window
    count, passable, total = 0, 0, 0.0
    for i in range(top, top + factor):
        for j in range(left, left + factor):
            here = people[north + i, west + j]
            total += here
            if friction[north + i, west + j] == np.inf:
                continue
            passable += 1
            spent = minutes[i * columns + j]
            if spent < np.inf:
                tick = math.floor(spent * TICKS + 0.5)
                if tick <= limit:
                    ticks[count], weights[count] = tick, here
                    count += 1
    if count == 0:
        return -1
    if total == 0.0:
        weights[:count] = 1.0
        total = float(passable)
    return _median(ticks, weights, count, total)


@register_jitable
def _extent(touched: Any, found: int, columns: int, factor: int) -> Any:
    """Return first and last block row and column that were touched."""
    low_i, high_i = touched[0] // columns, touched[0] // columns
    low_j, high_j = touched[0] % columns, touched[0] % columns
    for k in range(found):
        i = touched[k] // columns
        j = touched[k] - i * columns
        low_i, high_i = min(low_i, i), max(high_i, i)
        low_j, high_j = min(low_j, j), max(high_j, j)
    return low_i // factor, high_i // factor, low_j // factor, high_j // factor


def _reach(
    site: int,
    layers: Any,
    demand_mask: Any,
    window: Any,
    factor: int,
    cell_m: float,
    limit: int,
    lowest: float,
    scratch: Any,
) -> int:
    """Write the demand cells reached and their tenths into scratch; return how many there are."""
    minutes, after, before, queued, touched, heads, ticks, weights, cells, tenths = scratch
    north, west, _, columns = window
    work = (minutes, after, before, queued, touched, heads)
    cutoff = (limit + 0.75) / TICKS  # whatever rounds to the limit is found
    per_min = 1.0 / max(lowest * cell_m, cutoff / (heads.size - 1))
    start = (site // layers[0].shape[1] - north) * columns + site % layers[0].shape[1] - west
    found = _search(start, layers[0], window, cell_m, cutoff, per_min, work)
    first_i, last_i, first_j, last_j = _extent(touched, found, columns, factor)
    count = 0
    for i in range(first_i, last_i + 1):
        for j in range(first_j, last_j + 1):
            row, column = north // factor + i, west // factor + j
            if not demand_mask[row, column]:
                continue
            tick = _block(i * factor, j * factor, factor, layers, window, limit, minutes, ticks, weights)
            if tick >= 0:
                cells[count] = row * demand_mask.shape[1] + column
                tenths[count] = (tick + TICKS // 10 - 1) // (TICKS // 10)  # up: 60.01 is not within 60
                count += 1
    for k in range(found):
        minutes[touched[k]] = np.inf
    return count


def _signature() -> Any:
    """Types of `_reach`: fixed, so that one compilation serves writable and read-only layers."""
    kinds: Any = types
    layer = kinds.Array(types.float64, 2, "C", readonly=True)
    mask = kinds.Array(types.boolean, 2, "C", readonly=True)
    minutes, links = types.float64[::1], types.int32[::1]
    blocks = (types.int64[::1], types.float64[::1], types.int32[::1], types.uint16[::1])
    scratch = kinds.Tuple((minutes, links, links, links, links, links, *blocks))
    window = kinds.UniTuple(types.int64, 4)
    scalars = (types.int64, types.float64, types.int64, types.float64)
    return types.int64(types.int64, kinds.UniTuple(layer, 2), mask, window, *scalars, scratch)


@cache
def compiled() -> Callable[..., int]:
    """Return the compiled search, from numba's cache on disk where that works.

    Arguments of the result: site (flat travel cell), (friction, people), demand_mask, window (north, west,
    rows, columns; in travel cells, whole blocks), factor, cell_m, limit in ticks, lowest friction, scratch.
    It releases the interpreter's lock, and leaves `scratch` ready for the next site.
    """
    try:
        made = numba.njit(_signature(), cache=True, nogil=True)(_reach)
    except Exception:  # noqa: BLE001 - read-only install, full disk, damaged cache: compile without one
        made = numba.njit(_signature(), nogil=True)(_reach)
    return made  # type: ignore[no-any-return]


def scratch_arrays(cells: int, factor: int) -> Scratch:
    """Return the working arrays of :func:`compiled` for windows of at most `cells` travel cells."""
    blocks = cells // factor**2
    return (
        np.full(cells, np.inf),
        np.empty(cells, dtype=np.int32),
        np.empty(cells, dtype=np.int32),
        np.zeros(cells, dtype=np.int32),
        np.empty(cells, dtype=np.int32),
        np.full(MOST_BUCKETS, -1, dtype=np.int32),
        np.empty(factor**2, dtype=np.int64),
        np.empty(factor**2, dtype=np.float64),
        np.empty(blocks, dtype=np.int32),
        np.empty(blocks, dtype=np.uint16),
    )


def _fill(
    site: int, friction: Any, window: Any, cell_m: float, limit: int, lowest: float, scratch: Any
) -> int:
    """Fill the minutes of a window from a site; return how many cells were touched."""
    minutes, after, before, queued, touched, heads = scratch
    north, west, _, columns = window
    cutoff = (limit + 0.75) / TICKS
    per_min = 1.0 / max(lowest * cell_m, cutoff / (heads.size - 1))
    start = (site // friction.shape[1] - north) * columns + site % friction.shape[1] - west
    work = (minutes, after, before, queued, touched, heads)
    return _search(start, friction, window, cell_m, cutoff, per_min, work)


@cache
def compiled_fill() -> Callable[..., int]:
    """Return the compiled search that leaves its minutes in the scratch, for patrols that trace paths there.

    Arguments of the result: site (flat travel cell), friction, window (north, west, rows, columns), cell_m,
    limit in ticks, lowest friction, the first six arrays of :func:`scratch_arrays`. The caller sets
    `minutes[touched[:found]]` back to inf before the next site.
    """
    kinds: Any = types
    layer = kinds.Array(types.float64, 2, "C", readonly=True)
    links = types.int32[::1]
    scratch = kinds.Tuple((types.float64[::1], links, links, links, links, links))
    scalars = (types.float64, types.int64, types.float64)
    window = kinds.UniTuple(types.int64, 4)
    return compile_kept(types.int64(types.int64, layer, window, *scalars, scratch), _fill)


def compile_kept(signature: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function compiled for one signature, from numba's cache on disk where that works."""
    try:
        made = numba.njit(signature, cache=True, nogil=True)(function)
    except Exception:  # noqa: BLE001 - read-only install, full disk, damaged cache: compile without one
        made = numba.njit(signature, nogil=True)(function)
    return made  # type: ignore[no-any-return]
