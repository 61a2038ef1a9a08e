"""Swaps of one open option for a closed one, restarted from plans ruined in part, at compiled speed.

Rows count once and every option takes one place of the same stock. The weight that each closed option would
add and each open one would lose is kept in step with every change, so that a swap is judged by the rows that
its open option covers alone (Resende and Werneck 2007, "A fast swap-based local search procedure for location
problems"). Weights are multiples of a power of two, so that sums are exact in any order.

All in one file: numba's cache on disk notices changes of this file alone.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import types
from numba.extending import register_jitable

from optimisation.travel_kernel import compile_kept

_BLINK = 0.95
"""Highest chance that a refill overlooks an option; each draws its own."""


@register_jitable
def _random(state: Any) -> float:
    """Return the next number in [0, 1) of a xorshift64* generator (S. Vigna, 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@register_jitable
def _copy(source: Any, target: Any) -> None:
    """Copy in a loop: numba takes seconds to compile assignments to slices."""
    for place in range(source.size):
        target[place] = source[place]


@register_jitable
def _open(option: int, core: Any, plan: Any) -> float:
    """Open an option; return what it adds."""
    row_ptr, row_options, option_ptr, option_rows, weights, _, _, _ = core
    is_open, count, owner, gain, loss, stirred = plan
    is_open[option] = True
    added = 0.0
    for k in range(option_ptr[option], option_ptr[option + 1]):
        row = option_rows[k]
        w = weights[row]
        if count[row] == 0:
            added += w
            for m in range(row_ptr[row], row_ptr[row + 1]):
                gain[row_options[m]] -= w
        elif count[row] == 1:
            loss[owner[row]] -= w
            stirred[owner[row]] = True
        count[row] += 1
        owner[row] += option
    loss[option] = added
    return added


@register_jitable
def _close(option: int, core: Any, plan: Any) -> float:
    """Close an option; return what is lost."""
    row_ptr, row_options, option_ptr, option_rows, weights, _, _, _ = core
    is_open, count, owner, gain, loss, _ = plan
    is_open[option] = False
    lost = 0.0
    for k in range(option_ptr[option], option_ptr[option + 1]):
        row = option_rows[k]
        w = weights[row]
        count[row] -= 1
        owner[row] -= option
        if count[row] == 0:
            lost += w
            for m in range(row_ptr[row], row_ptr[row + 1]):
                gain[row_options[m]] += w
        elif count[row] == 1:
            loss[owner[row]] += w
    loss[option] = 0.0
    return lost


@register_jitable
def _best_closed(plan: Any, blink: float, state: Any) -> int:
    """Return the closed option that adds most, the first of equals; some are overlooked at random."""
    gain = plan[3]  # nothing where an option is open
    best, value = -1, 0.0
    for option in range(gain.size):
        if gain[option] > value and (blink <= 0.0 or _random(state) >= blink):
            best, value = option, gain[option]
    return best


@register_jitable
def _best_swap(out: int, top: int, core: Any, plan: Any, extra: Any) -> Any:
    """Return the best option to open in place of an open one, and what that gains."""
    row_ptr, row_options, option_ptr, option_rows, weights, near_ptr, near, _ = core
    is_open, count, _, gain, loss, _ = plan
    for k in range(option_ptr[out], option_ptr[out + 1]):
        row = option_rows[k]
        if count[row] == 1:
            w = weights[row]
            for m in range(row_ptr[row], row_ptr[row + 1]):
                extra[row_options[m]] += w
    best, value = top, gain[top] if top >= 0 else 0.0
    for k in range(near_ptr[out], near_ptr[out + 1]):
        more = gain[near[k]] + extra[near[k]]
        extra[near[k]] = 0.0
        if more >= value:
            option = int(near[k])
            if (more > value or option < best) and not is_open[option]:
                best, value = option, more
    return best, value - loss[out]


@register_jitable
def _stir(option: int, core: Any, plan: Any, standing: Any) -> None:
    """Mark the open options whose best swap closing an option can have bettered: those two steps away.

    Opening one betters swaps of those alone that lose a row to it, which `_open` marks.
    """
    _, _, _, _, _, near_ptr, near, two = core
    is_open, _, _, _, _, stirred = plan
    if two.size:
        for other in standing:
            if is_open[other] and (two[option, other >> 6] >> (other & 63)) & 1:
                stirred[other] = True
        return
    for k in range(near_ptr[option], near_ptr[option + 1]):
        between = near[k]
        for m in range(near_ptr[between], near_ptr[between + 1]):
            if is_open[near[m]]:
                stirred[near[m]] = True


@register_jitable
def _descend(core: Any, plan: Any, standing: Any, extra: Any, least: float, state: Any) -> float:
    """Swap until no swap of a stirred option gains; return what was gained."""
    _, _, _, gain, loss, stirred = plan
    gained, idle = 0.0, 0
    top = _best_closed(plan, 0.0, state)
    at = int(_random(state) * standing.size)
    while idle < standing.size:
        at = (at + 1) % standing.size
        idle += 1
        out = standing[at]
        if not stirred[out] and (top < 0 or gain[top] <= loss[out] + least):
            continue
        into, more = _best_swap(out, top, core, plan, extra)
        if into < 0 or more <= least:
            stirred[out] = False
            continue
        gained += _open(into, core, plan) - _close(out, core, plan)
        standing[at] = into
        stirred[out], stirred[into] = False, True
        _stir(out, core, plan, standing)
        top = _best_closed(plan, 0.0, state)
        idle = 0
    return gained


@register_jitable
def _scatter(core: Any, plan: Any, standing: Any, places: Any, state: Any) -> Any:
    """Close open options drawn from all; return how many and what is lost."""
    closed, lost = 0, 0.0
    while closed < places.size:
        place = int(_random(state) * standing.size)
        if plan[0][standing[place]]:
            lost += _close(standing[place], core, plan)
            _stir(standing[place], core, plan, standing)
            places[closed] = place
            closed += 1
    return closed, lost


@register_jitable
def _clear(core: Any, plan: Any, standing: Any, places: Any, state: Any) -> Any:
    """Close open options round one of them; return how many and what is lost."""
    near_ptr, near = core[5], core[6]
    closed, lost = 0, 0.0
    place_of = np.full(plan[0].size, -1, dtype=np.int64)
    for place in range(standing.size):
        place_of[standing[place]] = place
    centre = standing[int(_random(state) * standing.size)]
    first, width = near_ptr[centre], near_ptr[centre + 1] - near_ptr[centre]
    turn = int(_random(state) * width)
    for k in range(width):
        if closed == places.size:
            break
        between = near[first + (k + turn) % width]
        for m in range(near_ptr[between], near_ptr[between + 1]):
            option = int(near[m])  # of the type of the others: one compilation of what takes it
            if plan[0][option] and closed < places.size:
                lost += _close(option, core, plan)
                _stir(option, core, plan, standing)
                places[closed] = place_of[option]
                closed += 1
    return closed, lost


@register_jitable
def _ruin(core: Any, plan: Any, standing: Any, count: int, state: Any) -> float:
    """Close some open options and refill; return what that gains."""
    is_open, stirred = plan[0], plan[5]
    places = np.empty(count, dtype=np.int64)
    if _random(state) < 0.5:
        closed, lost = _scatter(core, plan, standing, places, state)
    else:
        closed, lost = _clear(core, plan, standing, places, state)
    change = -lost
    blink = _BLINK * _random(state) ** 2
    for k in range(closed):
        into = _best_closed(plan, blink, state)
        if into < 0:  # nothing adds anything, or all was overlooked: any closed option
            into = 0
            while is_open[into]:
                into += 1
        change += _open(into, core, plan)
        stirred[into] = True
        standing[places[k]] = into
    return float(change)


@register_jitable
def _return_to(kept: Any, core: Any, plan: Any, standing: Any) -> None:
    """Bring a plan back to the options it had; nothing is left stirred."""
    is_open, stirred = plan[0], plan[5]
    wanted = np.zeros(is_open.size, dtype=np.bool_)
    for option in kept:
        wanted[option] = True
    for option in standing:
        if not wanted[option]:
            _close(option, core, plan)
    for option in kept:
        if not is_open[option]:
            _open(option, core, plan)
    _copy(kept, standing)
    for option in range(stirred.size):
        stirred[option] = False


def _exchange(core: Any, held: Any, kept: Any, seed: Any, rounds: int, most: int, heat: Any) -> Any:
    """Search on from `held`; the best plan so far is in `kept`. Return what both are worth."""
    options, rows = core[2].size - 1, core[0].size - 1
    hot, cold, least = heat
    gain = np.zeros(options)
    for row in range(rows):
        for k in range(core[0][row], core[0][row + 1]):
            gain[core[1][k]] += core[4][row]
    counts = (np.zeros(rows, dtype=np.int32), np.zeros(rows, dtype=np.int64))
    stirred = np.zeros(options, dtype=np.bool_)
    plan = (np.zeros(options, dtype=np.bool_), counts[0], counts[1], gain, np.zeros(options), stirred)
    best, here = 0.0, 0.0
    for option in kept:
        best += _open(option, core, plan)
    standing = np.empty(kept.size, dtype=np.int64)
    _copy(kept, standing)
    _return_to(held, core, plan, standing)
    for row in range(rows):
        here += core[4][row] if counts[0][row] > 0 else 0.0
    for option in held:
        stirred[option] = True
    state = np.empty(1, dtype=np.uint64)
    state[0] = seed
    extra = np.zeros(options)
    for done in range(rounds + 1):
        change = 0.0
        if done > 0:  # the first round is a descent alone
            size = 1 + int(_random(state) * most)
            change = _ruin(core, plan, standing, min(size, standing.size), state)
        now = here + change + _descend(core, plan, standing, extra, least, state)
        if now > best + least:
            best = now
            _copy(standing, kept)
        bar = best - (hot + (cold - hot) * done / max(rounds, 1)) * _random(state)
        if now >= here or now > bar or done == 0:
            here = now
            _copy(standing, held)
        else:
            _return_to(held, core, plan, standing)
    return best, here


@cache
def compiled_exchange() -> Any:
    """Return the compiled search.

    Arguments of the result: (indptr and indices of the rows' options, the same of the options' rows, weights
    of the rows, indptr and indices of neighbours, bits of who is two steps away or none), the open options to
    go on from and the best so far, both of which it replaces, a seed > 0, rounds, most options closed at
    once, (how much worse than the best a plan may be to go on from, in the first round and the last; the
    least gain that counts). It gives back what the best plan and the one to go on from are worth.
    """
    kinds: Any = types
    small, whole = types.uint32[::1], types.int64[::1]  # unsigned: numba need not ask if an index is negative
    core = kinds.Tuple((small, small, small, small, types.float64[::1], whole, small, types.int64[:, ::1]))
    real, count = types.float64, types.int64
    heat = kinds.UniTuple(real, 3)
    result = kinds.UniTuple(real, 2)
    return compile_kept(result(core, whole, whole, types.uint64, count, count, heat), _exchange)
