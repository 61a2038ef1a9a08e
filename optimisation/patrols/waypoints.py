"""Waypoints: the places of an area where patrols may halt, shared by all sites."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.errors import raise_errors
from optimisation.patrols.faults import ground_findings, prize_findings
from optimisation.patrols.route import Ground


def choose_waypoints(
    ground: Ground,
    *,
    prize: NDArray[np.float64],
    visit_m: float,
    at_most: int,
    people: NDArray[np.float64] | None = None,
    must: Sequence[int] = (),
) -> NDArray[np.int64]:
    """Return travel cells from which halts visit the most prize, each worth what earlier ones leave.

    The demand cell with the most unvisited prize within `visit_m` comes first, ties to the lower cell; what
    it visits then counts no more, which keeps waypoints apart. A waypoint lies on the fastest passable travel
    cell of its demand cell (on a road, where there is one), among equals where most people are, then on the
    lowest.

    Parameters
    ----------
    ground : Ground
    prize : ndarray of float64, shape (demand cells,)
        >= 0, by demand position.
    visit_m : float
        A halt visits demand cells whose centre lies within so many metres.
    at_most : int
        Most waypoints, those for `must` included.
    people : ndarray of float64, travel shape, optional
        NaN counts as none.
    must : sequence of int
        Demand positions that come before all others, where they can be passed at all.

    Returns
    -------
    ndarray of int64
        Flat travel cells, rising, each once.

    Raises
    ------
    InputError
        When grids or prizes do not fit.
    """
    raise_errors([*ground_findings(ground), *prize_findings(ground, np.empty(0, np.int64), prize, {})])
    rows, columns = (size // ground.factor for size in ground.friction.shape)
    left = np.zeros((rows, columns))
    inside = ground.position >= 0
    left.flat[np.flatnonzero(inside)] = prize[ground.position[inside]]
    open_ = _blocks(np.isfinite(ground.friction), ground.factor).any(axis=2).reshape(rows, columns)
    disc = _disc(visit_m / (ground.cell_m * ground.factor))
    wanted = np.isin(ground.position, np.asarray(must, dtype=np.int64)).reshape(rows, columns) & open_
    chosen = np.flatnonzero(wanted)[:at_most].tolist()
    for cell in chosen:
        _visit(left, cell, disc)
    chosen += _greedy(left, np.flatnonzero(inside & open_.ravel()), disc, at_most - len(chosen))
    return np.sort(_snapped(ground, np.array(sorted(chosen), dtype=np.int64), people))


def _greedy(
    left: NDArray[np.float64], cells: NDArray[np.int64], disc: NDArray[np.bool_], at_most: int
) -> list[int]:
    """Take cells by the prize left around them; sums only fall, so an old one is an upper bound."""
    sums = np.zeros(left.shape)
    reach = disc.shape[0] // 2
    padded = np.pad(left, reach)
    for i, j in np.argwhere(disc):
        sums += padded[i : i + left.shape[0], j : j + left.shape[1]]
    least = 1e-12 * left.sum()
    queue = [
        (-total, cell)
        for total, cell in zip(sums.flat[cells].tolist(), cells.tolist(), strict=True)
        if total > least
    ]
    heapq.heapify(queue)
    chosen: list[int] = []
    while queue and len(chosen) < at_most:
        _, cell = heapq.heappop(queue)
        here, mask = _around(left, cell, disc)
        total = float(here[mask].sum())
        if total <= least:
            continue
        if queue and (-total, cell) > queue[0]:
            heapq.heappush(queue, (-total, cell))
            continue
        chosen.append(cell)
        _visit(left, cell, disc)
    return chosen


def _visit(left: NDArray[np.float64], cell: int, disc: NDArray[np.bool_]) -> None:
    here, mask = _around(left, cell, disc)
    here[mask] = 0.0


def _around(
    left: NDArray[np.float64], cell: int, disc: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the window of a disc around a cell and the part of the disc inside the grid."""
    i, j = divmod(cell, left.shape[1])
    reach = disc.shape[0] // 2
    top, side = max(0, i - reach), max(0, j - reach)
    window = left[top : i + reach + 1, side : j + reach + 1]
    first, second = top - i + reach, side - j + reach
    return window, disc[first : first + window.shape[0], second : second + window.shape[1]]


def _disc(radius: float) -> NDArray[np.bool_]:
    steps = np.arange(-math.floor(radius + 1e-9), math.floor(radius + 1e-9) + 1)
    near: NDArray[np.bool_] = steps[:, None] ** 2 + steps[None, :] ** 2 <= radius**2 * (1 + 1e-12)
    near[steps.size // 2, steps.size // 2] = True
    return near


def _blocks(layer: NDArray[np.generic], factor: int) -> NDArray[np.generic]:
    """Return a travel layer by flat demand cell: shape (demand rows, demand columns, factor * factor)."""
    rows, columns = layer.shape[0] // factor, layer.shape[1] // factor
    cut = layer.reshape(rows, factor, columns, factor).transpose(0, 2, 1, 3)
    return cut.reshape(rows, columns, factor * factor)


def _snapped(
    ground: Ground, cells: NDArray[np.int64], people: NDArray[np.float64] | None
) -> NDArray[np.int64]:
    """Return the travel cell of each flat demand cell: least friction, then most people, then lowest."""
    factor, columns = ground.factor, ground.friction.shape[1]
    across = columns // factor
    inner = np.arange(factor**2)
    flat = (cells // across * factor * columns + cells % across * factor)[:, None]
    flat = flat + inner // factor * columns + inner % factor
    friction = ground.friction.flat[flat.ravel()].reshape(flat.shape)
    crowd = (
        np.zeros(flat.shape)
        if people is None
        else np.nan_to_num(people.flat[flat.ravel()]).reshape(flat.shape)
    )
    order = np.lexsort((flat, -crowd, friction), axis=1)
    best: NDArray[np.int64] = flat[np.arange(cells.size), order[:, 0]]
    return best
