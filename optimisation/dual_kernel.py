"""A bound where options are alike: prices of rows, moved along deflected subgradients, at compiled speed.

With a price u_r between 0 and its weight w_r for each row, no plan of `count` options is worth more than
sum (w - u) plus the `count` largest sums of prices over what an option covers: the Lagrangian dual of
maximal covering (Galvao and ReVelle 1996, "A Lagrangean heuristic for the maximal covering location
problem").

All in one file: numba's cache on disk notices changes of this file alone. Loops stand where numpy has a
function: numba takes seconds to compile `partition` and assignments to slices.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import types
from numba.extending import register_jitable

from optimisation.travel_kernel import compile_kept

_PATIENCE = 50
"""Steps without a better bound after which steps are cut."""

_CUT = 0.85

_INERTIA = 0.6
"""Share of the last direction that the next one keeps."""

_MEMORY = 0.02
"""Weight of the latest choice in the average of all, which approaches the fractional optimum."""


@register_jitable
def _copy(source: Any, target: Any) -> None:
    for place in range(source.size):
        target[place] = source[place]


@register_jitable
def _smallest(values: Any, rank: int) -> float:
    """Return the number that would stand at a rank in rising order; reorders the values (Hoare 1961)."""
    low, high = 0, values.size - 1
    while low < high:
        pivot = values[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            return float(values[rank])
    return float(values[rank])


@register_jitable
def _choose(sums: Any, count: int, chosen: Any) -> float:
    """Mark the options with the largest sums, the first of equals; return their sum."""
    ranked = np.empty(sums.size)
    _copy(sums, ranked)
    bar = _smallest(ranked, sums.size - count)
    above, worth = 0, 0.0
    for option in range(sums.size):
        chosen[option] = sums[option] > bar
        above += chosen[option]
    for option in range(sums.size):
        if above < count and sums[option] == bar:
            chosen[option] = True
            above += 1
        if chosen[option]:
            worth += sums[option]
    return worth


@register_jitable
def _value(core: Any, now: Any, count: int, sums: Any, chosen: Any, slope: Any, average: Any) -> float:
    """Return the bound by some prices; fill what each option covers at them, the choice and the slope."""
    option_ptr, option_rows, weights = core
    value = 0.0
    for row in range(weights.size):
        value += weights[row] - now[row]
        slope[row] = -1.0
    for option in range(sums.size):
        total = 0.0
        for k in range(option_ptr[option], option_ptr[option + 1]):
            total += now[option_rows[k]]
        sums[option] = total
    value += _choose(sums, count, chosen)
    for option in range(sums.size):
        average[option] += _MEMORY * (chosen[option] - average[option])
        if chosen[option]:
            for k in range(option_ptr[option], option_ptr[option + 1]):
                slope[option_rows[k]] += 1.0
    return value


@register_jitable
def _turn(slope: Any, now: Any, weights: Any, direction: Any) -> float:
    """Bend the direction to the slope where prices can follow it; return its squared length."""
    length = 0.0
    for row in range(slope.size):
        ahead = slope[row] + _INERTIA * direction[row]
        if (ahead > 0.0 and now[row] <= 0.0) or (ahead < 0.0 and now[row] >= weights[row]):
            ahead = 0.0
        direction[row] = ahead
        length += ahead * ahead
    return length


def _descend(core: Any, prices: Any, count: int, target: float, rounds: int, state: Any, average: Any) -> Any:
    """Lower the bound for some rounds; `prices` are the best found. Return the bound."""
    weights = core[2]
    now, sums = np.empty(prices.size), np.empty(core[0].size - 1)
    _copy(prices, now)
    chosen = np.zeros(sums.size, dtype=np.bool_)
    slope, direction = np.empty(weights.size), np.zeros(weights.size)
    best, idle = np.inf, 0
    for _ in range(rounds):
        value = _value(core, now, count, sums, chosen, slope, average)
        idle += 1
        if value < best:
            best, idle = value, 0
            _copy(now, prices)
        if idle >= _PATIENCE:
            state[0] *= _CUT
            idle = 0
            _copy(prices, now)
            for row in range(direction.size):
                direction[row] = 0.0
            continue
        length = _turn(slope, now, weights, direction)
        if length <= 0.0 or value <= target:
            break
        step = state[0] * (value - target) / length
        for row in range(weights.size):
            now[row] = min(max(now[row] - step * direction[row], 0.0), weights[row])
    return best


@cache
def compiled_dual() -> Any:
    """Return the compiled descent.

    Arguments of the result: (indptr and indices of the options' rows, weights of the rows), prices to start
    from, which it replaces by the best, how many options are open, what the best plan is worth, rounds, the
    length of steps (one number, which it shortens), and the average of the choices, which it updates.
    """
    kinds: Any = types
    small, line = types.int32[::1], types.float64[::1]
    core = kinds.Tuple((small, small, line))
    real, count = types.float64, types.int64
    return compile_kept(real(core, line, count, real, count, line, line), _descend)
