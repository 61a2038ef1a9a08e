"""Paths of legs read back from the minutes of a search, as one byte a move: compiled loops on arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import types
from numba.extending import register_jitable

from optimisation.travel_kernel import compile_kept


@register_jitable
def _before(i: int, j: int, friction: Any, window: Any, half_m: Any, minutes: Any) -> int:
    """Return the move (0 to 8, row by row) that led into a cell: the one from the lowest cell that fits.

    Minutes are the fixed point of the search, so that at least one neighbour gives them exactly; taking the
    lowest makes the path depend on nothing but friction and source.
    """
    north, west, rows, columns = window
    here, own = minutes[i * columns + j], friction[north + i, west + j]
    for di in range(-1, 2):
        if i + di < 0 or i + di >= rows:
            continue
        for dj in range(-1, 2):
            if j + dj < 0 or j + dj >= columns or (di == 0 and dj == 0):
                continue
            spent = minutes[(i + di) * columns + j + dj]
            if spent >= here:
                continue
            diagonal = di != 0 and dj != 0
            r, c = north + i, west + j
            if diagonal and friction[r, c + dj] == np.inf and friction[r + di, c] == np.inf:
                continue
            if spent + (half_m[1] if diagonal else half_m[0]) * (own + friction[r + di, c + dj]) == here:
                return 4 - 3 * di - dj
    return 4


@register_jitable
def _walk(
    target: int, friction: Any, window: Any, half_m: Any, minutes: Any, steps: Any, end: int, write: bool
) -> int:
    """Follow a path from its target back to its source; return its moves, written up to `end` if asked."""
    columns = window[3]
    i = target // columns
    j = target - i * columns
    moves = 0
    while minutes[i * columns + j] > 0.0:
        move = _before(i, j, friction, window, half_m, minutes)
        if move == 4:
            return -1
        moves += 1
        if write:
            steps[end - moves] = move
        i -= move // 3 - 1
        j -= move % 3 - 1
    return moves


def _trace(targets: Any, friction: Any, window: Any, cell_m: float, minutes: Any) -> Any:
    """Return where the moves of each target begin, and all moves; targets are cells of the window."""
    half_m = (0.5 * cell_m, 0.5 * cell_m * math.sqrt(2.0))
    begin = np.zeros(targets.size + 1, np.int64)
    nothing = np.empty(0, np.uint8)
    for k in range(targets.size):
        moves = _walk(targets[k], friction, window, half_m, minutes, nothing, 0, False)
        # Steps too short to be told beside the minutes before them leave no path: a leg without moves.
        begin[k + 1] = begin[k] + max(moves, 0)
    steps = np.empty(begin[-1], np.uint8)
    for k in range(targets.size):
        if begin[k + 1] > begin[k]:
            _walk(targets[k], friction, window, half_m, minutes, steps, begin[k + 1], True)
    return begin, steps


@cache
def compiled_trace() -> Callable[..., Any]:
    """Return the compiled tracing of paths after a search from the same source.

    Arguments of the result: targets (reached cells of the window, flat), friction, window, cell_m, minutes
    of the window. It gives back int64 (targets + 1,) and uint8 (moves,): a move is
    ``3 * (row step + 1) + column step + 1``.
    """
    kinds: Any = types
    layer = kinds.Array(types.float64, 2, "C", readonly=True)
    result = kinds.Tuple((types.int64[::1], types.uint8[::1]))
    window = kinds.UniTuple(types.int64, 4)
    arguments = (types.int64[::1], layer, window, types.float64, types.float64[::1])
    return compile_kept(result(*arguments), _trace)


def _cells_under(
    legs: Any, ends: Any, shape: Any, position: Any, counts: Any, stop_ptr: Any, stop_cells: Any
) -> Any:
    """Return for each leg the demand positions it passes that its two ends do not visit anyway."""
    starts, begin, end, moves = legs
    columns, factor = shape
    across = columns // factor
    seen = np.full(counts.size, -1, np.int64)
    out = np.empty((end - begin).sum() + starts.size, np.int64)
    ptr = np.zeros(starts.size + 1, np.int64)
    found = 0
    for leg in range(starts.size):
        for side in range(2):
            node = ends[leg, side]
            for k in range(stop_ptr[node], stop_ptr[node + 1]):
                seen[stop_cells[k]] = leg
        i = starts[leg] // columns
        j = starts[leg] - i * columns
        for k in range(begin[leg], end[leg] + 1):
            at = position[i // factor * across + j // factor]
            if at >= 0 and counts[at] and seen[at] != leg:
                seen[at] = leg
                out[found] = at
                found += 1
            if k < end[leg]:
                i += moves[k] // 3 - 1
                j += moves[k] % 3 - 1
        ptr[leg + 1] = found
    return ptr, out[:found].copy()


@cache
def compiled_cells_under() -> Callable[..., Any]:
    """Return the compiled gathering of the cells that legs pass.

    Arguments of the result: (start cell, first move, last move of each leg; all moves), nodes at the ends of
    each leg (legs, 2), (travel columns, factor), demand position of flat demand cells, demand positions that
    count, those at each node (ptr, positions). It gives back ptr (legs + 1,) and positions.
    """
    kinds: Any = types
    whole = types.int64[::1]
    fixed = kinds.Array(types.int64, 1, "C", readonly=True)
    counts = kinds.Array(types.boolean, 1, "C", readonly=True)
    legs = kinds.Tuple((whole, whole, whole, kinds.Array(types.uint8, 1, "C", readonly=True)))
    arguments = (legs, types.int64[:, ::1], kinds.UniTuple(types.int64, 2), fixed, counts, whole, whole)
    return compile_kept(kinds.Tuple((whole, whole))(*arguments), _cells_under)
