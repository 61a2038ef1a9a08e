"""Prize-collecting routes from one base by ruin and recreate: compiled loops on arrays.

Some stops are taken out of the routes, then stops are put in where they earn most for the time they take,
with changing emphasis and noise; a result that is little worse is kept with falling tolerance. A prize lies
on cells, and a cell counts once however many stops and legs touch it. Sources: G. Schrimpf et al., Record
breaking optimization results using the ruin and recreate principle, Journal of Computational Physics 159
(2000); J. Christiaens and G. Vanden Berghe, Slack induction by string removals for vehicle routing problems,
Transportation Science 54 (2020); I-M. Chao, B. Golden and E. Wasil, The team orienteering problem, European
Journal of Operational Research 88 (1996).

All in one file: numba's cache on disk notices changes of this file alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import types
from numba.extending import register_jitable

from optimisation.travel_kernel import compile_kept

_NOTHING = 1e-12
"""A gain below this share of all prize is none: sums in another order differ by as much."""

_RUINED = 0.3
"""Share of rounds that take stops out first; the others force one in."""

_BLINK = 0.1
"""Chance to overlook a position, where the cells under legs make more than time differ between positions."""


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
def _touch(first: int, last: int, cells: Any, sign: int, prize: Any, count: Any) -> float:
    """Count cells in (sign 1) or out (-1); return what that changes in prize."""
    change = 0.0
    for k in range(first, last):
        cell = cells[k]
        if sign > 0:
            if count[cell] == 0:
                change += prize[cell]
            count[cell] += 1
        else:
            count[cell] -= 1
            if count[cell] == 0:
                change -= prize[cell]
    return change


@register_jitable
def _touch_leg(a: int, b: int, sign: int, prizes: Any, count: Any) -> float:
    prize, _, _, leg_ptr, leg_cells = prizes
    if leg_cells.size == 0 or a == b:
        return 0.0
    nodes = int(np.sqrt(leg_ptr.size - 1) + 0.5)
    leg = min(a, b) * nodes + max(a, b)
    return _touch(leg_ptr[leg], leg_ptr[leg + 1], leg_cells, sign, prize, count)


@register_jitable
def _exchange(stop: int, a: int, b: int, sign: int, prizes: Any, count: Any) -> float:
    """Put a stop between a and b (sign 1) or take it out (-1) in the counts; return the change in prize."""
    prize, stop_ptr, stop_cells, _, leg_cells = prizes
    change = _touch(stop_ptr[stop], stop_ptr[stop + 1], stop_cells, sign, prize, count)
    if leg_cells.size > 0:
        change += _touch_leg(a, stop, sign, prizes, count) + _touch_leg(stop, b, sign, prizes, count)
        change += _touch_leg(a, b, -sign, prizes, count)
    return change


@register_jitable
def _around(row: Any, size: int, at: int) -> Any:
    """Return the nodes before and from position `at` of a route; the base is node 0."""
    return row[at - 1] if at > 0 else 0, row[at] if at < size else 0


@register_jitable
def _insert(stop: int, r: int, at: int, legs: Any, prizes: Any, state: Any) -> None:
    minutes, halt, _ = legs
    row, size, used, where, count = state[0][r], state[1], state[2], state[3], state[4]
    a, b = _around(row, size[r], at)
    _exchange(stop, a, b, 1, prizes, count)
    for k in range(size[r], at, -1):
        row[k] = row[k - 1]
    row[at] = stop
    size[r] += 1
    where[stop] = r
    used[r] += minutes[a, stop] + minutes[stop, b] - minutes[a, b] + halt


@register_jitable
def _remove(r: int, at: int, legs: Any, prizes: Any, state: Any) -> float:
    """Take the stop at a position out of a route; return the change in prize."""
    row, size, where, count = state[0][r], state[1], state[3], state[4]
    stop = row[at]
    a, _ = _around(row, size[r], at)
    _, b = _around(row, size[r], at + 1)
    change = _exchange(stop, a, b, -1, prizes, count)
    size[r] -= 1
    for k in range(at, size[r]):
        row[k] = row[k + 1]
    where[stop] = -1
    _clock(r, legs, state)
    return change


@register_jitable
def _clock(r: int, legs: Any, state: Any) -> None:
    """Add up the minutes of a route afresh, so that rounding does not pile up."""
    minutes, halt, _ = legs
    row, size, used = state[0][r], state[1][r], state[2]
    total, before = 0.0, 0
    for k in range(size):
        total += minutes[before, row[k]] + halt
        before = row[k]
    used[r] = total + minutes[before, 0]


@register_jitable
def _places(r: int, legs: Any, state: Any, work: Any, blink: float, rng: Any) -> None:
    """Find for each stop that is not visited the position in a route where it takes least more time.

    Now and then (`blink`) a position is overlooked, which tries others.
    """
    minutes, halt, _ = legs
    extra, place = work
    row, size, where = state[0][r], state[1][r], state[3]
    extra[r, :] = np.inf
    for at in range(size + 1):
        a, b = _around(row, size, at)
        direct = minutes[a, b] - halt
        for stop in range(1, minutes.shape[0]):
            if where[stop] < 0 and (blink == 0.0 or _random(rng) >= blink):
                more = minutes[a, stop] + minutes[stop, b] - direct
                if more < extra[r, stop]:
                    extra[r, stop] = more
                    place[r, stop] = at


@register_jitable
def _recreate(legs: Any, prizes: Any, state: Any, work: Any, power: float, noise: float, rng: Any) -> None:
    """Put in stop after stop, by prize gained to a power over time taken, until nothing more fits or pays."""
    budget, least = legs[2], _NOTHING * prizes[0].sum()
    extra, place = work
    routes, nodes = extra.shape
    blink = _BLINK if noise > 0.0 and prizes[4].size > 0 else 0.0
    for r in range(routes):
        _places(r, legs, state, work, blink, rng)
    while True:
        best, chosen, into = 0.0, -1, -1
        for stop in range(1, nodes):
            if state[3][stop] >= 0:
                continue
            where, more = -1, np.inf
            for r in range(routes):
                if extra[r, stop] < more and state[2][r] + extra[r, stop] <= budget:
                    where, more = r, extra[r, stop]
            if where < 0:
                continue
            a, b = _around(state[0][where], state[1][where], place[where, stop])
            gain = _exchange(stop, a, b, 1, prizes, state[4])
            _exchange(stop, a, b, -1, prizes, state[4])
            if gain <= least:
                continue
            score = gain**power / (more + 1e-6) * (1.0 + noise * _random(rng))
            if score > best:
                best, chosen, into = score, stop, where
        if chosen < 0:
            return
        _insert(chosen, into, place[into, chosen], legs, prizes, state)
        _places(into, legs, state, work, blink, rng)


@register_jitable
def _turned(a: int, first: int, last: int, b: int, prizes: Any, count: Any) -> float:
    """Count the legs around a piece that is turned round; return the change in prize."""
    change = _touch_leg(a, last, 1, prizes, count) + _touch_leg(first, b, 1, prizes, count)
    return change + _touch_leg(a, first, -1, prizes, count) + _touch_leg(last, b, -1, prizes, count)


@register_jitable
def _shorten(r: int, legs: Any, prizes: Any, state: Any) -> bool:
    """Turn pieces of a route round while that saves time (2-opt); return whether it did."""
    minutes = legs[0]
    row, size, count = state[0][r], state[1][r], state[4]
    least = _NOTHING * prizes[0].sum()
    shorter, again = False, True
    while again:
        again = False
        for i in range(size - 1):
            a, first = _around(row, size, i)
            for j in range(i + 1, size):
                last, b = _around(row, size, j + 1)
                saved = minutes[a, first] + minutes[last, b] - minutes[a, last] - minutes[first, b]
                if saved > 1e-9:
                    if _turned(a, first, last, b, prizes, count) < -least:
                        _turned(a, last, first, b, prizes, count)
                        continue  # a longer way that passes more may be meant
                    row[i : j + 1] = row[i : j + 1][::-1].copy()
                    first, shorter, again = row[i], True, True
    if shorter:
        _clock(r, legs, state)
    return shorter


@register_jitable
def _ruin(most: int, legs: Any, prizes: Any, state: Any, rng: Any) -> None:
    """Take out stops: a string of one route, those near a node, or any."""
    row, size, where = state[0], state[1], state[3]
    total = size.sum()
    if total == 0:
        return
    wanted = 1 + int(_random(rng) * min(most, total))
    kind = _random(rng)
    if kind < 0.4:
        pick, r = int(_random(rng) * total), 0
        while pick >= size[r]:
            pick -= size[r]
            r += 1
        wanted = min(wanted, size[r])
        at = min(pick, size[r] - wanted)
        for _ in range(wanted):
            _remove(r, at, legs, prizes, state)
        return
    centre = 1 + int(_random(rng) * (where.size - 1))
    for _ in range(wanted):
        best, gone = np.inf, -1
        for stop in range(1, where.size):
            if where[stop] >= 0:
                far = _random(rng) if kind > 0.7 else legs[0][centre, stop] * (1.0 + 0.2 * _random(rng))
                if gone < 0 or far < best:
                    best, gone = far, stop
        r, at = where[gone], 0
        while row[r, at] != gone:
            at += 1
        _remove(r, at, legs, prizes, state)


@register_jitable
def _force(legs: Any, prizes: Any, state: Any, work: Any, power: float, noise: float, rng: Any) -> None:
    """Put in a stop that is not visited, then take out what earns least for its time until the route fits."""
    (minutes, halt, budget), (row, size, used, where, count), (extra, place) = legs, state, work
    routes, nodes = extra.shape
    wanted = 1 + int(_random(rng) * (nodes - 1))
    if where[wanted] >= 0 or minutes[0, wanted] + minutes[wanted, 0] + halt > budget:
        return
    r = int(_random(rng) * routes)
    _places(r, legs, state, work, 0.0, rng)
    if extra[r, wanted] == np.inf:
        return
    _insert(wanted, r, place[r, wanted], legs, prizes, state)
    while used[r] > budget:
        best, worst = np.inf, -1
        for at in range(size[r]):
            stop = row[r, at]
            if stop == wanted:
                continue
            a, _ = _around(row[r], size[r], at)
            _, b = _around(row[r], size[r], at + 1)
            saved = minutes[a, stop] + minutes[stop, b] - minutes[a, b] + halt
            if not saved > 0.0:
                saved = 0.0  # also where no leg leads past this stop
            lost = -_exchange(stop, a, b, -1, prizes, count)
            _exchange(stop, a, b, 1, prizes, count)
            score = max(lost, 0.0) ** power / (saved + 1e-6) * (1.0 + noise * _random(rng))
            if score < best:
                best, worst = score, at
        _remove(r, worst, legs, prizes, state)


@register_jitable
def _thin(r: int, legs: Any, prizes: Any, state: Any) -> None:
    """Take out the stops of a route that add nothing to the rest."""
    row, size, least = state[0][r], state[1], _NOTHING * prizes[0].sum()
    at = 0
    while at < size[r]:
        a, _ = _around(row, size[r], at)
        _, b = _around(row, size[r], at + 1)
        stop = row[at]
        change = _exchange(stop, a, b, -1, prizes, state[4])
        _exchange(stop, a, b, 1, prizes, state[4])
        if change >= -least:
            _remove(r, at, legs, prizes, state)
            at = 0
        else:
            at += 1


@register_jitable
def _worth(prize: Any, count: Any) -> float:
    total = 0.0
    for cell in range(prize.size):
        if count[cell] > 0:
            total += prize[cell]
    return total


@register_jitable
def _keep(source: Any, target: Any) -> None:
    target[0][:, :] = source[0]
    target[1][:] = source[1]
    target[2][:] = source[2]
    target[3][:] = source[3]
    target[4][:] = source[4]


@register_jitable
def _blank(routes: int, nodes: int, cells: int) -> Any:
    return (
        np.zeros((routes, nodes), np.int64),
        np.zeros(routes, np.int64),
        np.zeros(routes),
        np.full(nodes, -1, np.int64),
        np.zeros(cells, np.int64),
    )


def _solve(legs: Any, prizes: Any, routes: int, iterations: int, seed: int, heat: float, most: int) -> Any:
    nodes = legs[0].shape[0]
    state, kept, best = (
        _blank(routes, nodes, prizes[0].size),
        _blank(routes, nodes, prizes[0].size),
        _blank(routes, nodes, prizes[0].size),
    )
    work = (np.empty((routes, nodes)), np.zeros((routes, nodes), np.int64))
    rng = np.empty(1, np.uint64)
    rng[0] = np.uint64(seed) * np.uint64(2654435769) + np.uint64(88172645463325252)
    _touch(prizes[1][0], prizes[1][1], prizes[2], 1, prizes[0], state[4])
    for r in range(routes):
        _clock(r, legs, state)
    _recreate(legs, prizes, state, work, 1.0, 0.0, rng)
    value = _worth(prizes[0], state[4])
    _keep(state, kept)
    _keep(state, best)
    top, top_time = value, state[2].sum()
    for turn in range(iterations):
        power, noise = 0.5 + 1.5 * _random(rng), _random(rng)
        if _random(rng) < _RUINED:
            _ruin(most, legs, prizes, state, rng)
        else:
            _force(legs, prizes, state, work, power, noise, rng)
        _recreate(legs, prizes, state, work, power, noise, rng)
        shorter = False
        for r in range(routes):
            if _shorten(r, legs, prizes, state):
                shorter = True
        if shorter:
            _recreate(legs, prizes, state, work, power, noise, rng)
        found = _worth(prizes[0], state[4])
        time = state[2].sum()
        if found > top or (found == top and time < top_time):
            top, top_time = found, time
            _keep(state, best)
        if found >= value - heat * top * (1.0 - turn / iterations) * _random(rng):
            value = found
            _keep(state, kept)
        else:
            _keep(kept, state)
    for r in range(routes):
        _thin(r, legs, prizes, best)
    return best[0], best[1]


@cache
def compiled() -> Callable[..., Any]:
    """Return the compiled search, from numba's cache on disk where that works.

    Arguments of the result: (minutes between nodes, halt, longest duration), (prize of cells, stop_ptr,
    stop_cells, leg_ptr, leg_cells), routes, iterations, seed, heat (share of the best value that a first
    result may lose), most stops taken out at once. It gives back the stops of each route and how many.
    """
    kinds: Any = types
    whole = types.int64[::1]
    legs = kinds.Tuple((types.float64[:, ::1], types.float64, types.float64))
    prizes = kinds.Tuple((types.float64[::1], whole, whole, whole, whole))
    count = types.int64
    arguments = (legs, prizes, count, count, count, types.float64, count)
    return compile_kept(kinds.Tuple((types.int64[:, ::1], whole))(*arguments), _solve)
