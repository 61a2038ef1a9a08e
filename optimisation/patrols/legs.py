"""Least-time legs: minutes between sites and waypoints, and the path of each, as one byte a move.

The search is that of travel times, so a leg costs what travel costs. A leg of a base is always searched
outward from the base and a leg between stops from the lower travel cell; the way back is the same path the
other way round. Windows keep it from ever touching the whole country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.patrols.route import Ground
from optimisation.travel_reach import ReachGrid, SharedGrid


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """Legs from one source, or from several where `ptr` divides them.

    Parameters
    ----------
    ptr : ndarray of int64, shape (sources + 1,)
        Legs of source k are those from `ptr[k]` to `ptr[k + 1]`.
    targets : ndarray of int64, shape (legs,)
        Position of the target among the waypoints, rising within a source.
    minutes : ndarray of float64, shape (legs,)
    begin : ndarray of int64, shape (legs + 1,)
        Where the moves of each leg begin.
    moves : ndarray of uint8
        ``3 * (row step + 1) + column step + 1`` for each move from source to target.
    """

    ptr: NDArray[np.int64]
    targets: NDArray[np.int64]
    minutes: NDArray[np.float64]
    begin: NDArray[np.int64]
    moves: NDArray[np.uint8]

    def path(self, leg: int, source: int, columns: int) -> NDArray[np.int64]:
        """Return the flat travel cells of a leg from its source cell to its target, both included."""
        moves = self.moves[self.begin[leg] : self.begin[leg + 1]].astype(np.int64)
        steps = (moves // 3 - 1) * columns + moves % 3 - 1
        return np.concatenate([[np.int64(source)], source + np.cumsum(steps)])


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Which waypoints a site keeps when more are in reach than a route search can weigh.

    Parameters
    ----------
    worth : ndarray of float64, shape (waypoints,)
        Prize at each; those without any are left out.
    stop_min : float
        Halt at a stop: a site keeps those with the most worth for the time there, halt and back.
    most : int
        How many it keeps.
    """

    worth: NDArray[np.float64]
    stop_min: float
    most: int

    def of(self, minutes: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the waypoints to keep, rising, given the minutes to each (inf = out of reach)."""
        inside = np.flatnonzero((minutes < np.inf) & (self.worth > 0))
        rate = self.worth[inside] / (2.0 * minutes[inside] + self.stop_min + 1.0)
        return np.sort(inside[np.argsort(-rate, kind="stable")[: self.most]])


def leg_grid(ground: Ground, limit_min: float) -> ReachGrid:
    """Return the grid on which legs of at most `limit_min` minutes are searched."""
    none = np.empty((0, 0))
    friction = np.ascontiguousarray(ground.friction, dtype=np.float64)
    lowest = float(friction.min(initial=np.inf))
    return ReachGrid(friction, none, none.astype(np.bool_), 1, float(ground.cell_m), limit_min, lowest)


def legs_of(
    grid: ReachGrid | SharedGrid,
    sources: Sequence[tuple[int, NDArray[np.int64] | None]],
    *,
    waypoints: NDArray[np.int64],
    choice: Choice | None = None,
) -> list[Legs]:
    """Return the legs of each source to those waypoints that lie within the grid's limit.

    Parameters
    ----------
    grid : ReachGrid or SharedGrid
        From :func:`leg_grid`, or laid down for workers.
    sources : sequence of (int, ndarray of int64 or None)
        Flat travel cell, passable, and the positions of the wanted waypoints, rising; None = all.
    waypoints : ndarray of int64
        Flat travel cells.
    choice : Choice or None
        Which of those in reach to keep; None = all.
    """
    from optimisation.patrols.legs_kernel import compiled_trace  # noqa: PLC0415
    from optimisation.travel_kernel import compiled_fill, scratch_arrays  # noqa: PLC0415

    fill, _ = compiled_fill(), compiled_trace()  # numba is imported only where something is left to compute
    place = grid.load() if isinstance(grid, SharedGrid) else grid
    windows = [place.window(cell) for cell, _ in sources]
    scratch = scratch_arrays(max((w[2] * w[3] for w in windows), default=0), 1)[:6]
    minutes, touched = scratch[0], scratch[4]
    found = []
    for (cell, wanted), window in zip(sources, windows, strict=True):
        count = fill(cell, place.friction, window, place.cell_m, place.limit_ticks, place.lowest, scratch)
        asked = np.arange(waypoints.size) if wanted is None else wanted
        found.append(_read(place, window, asked, waypoints, minutes, choice))
        minutes[touched[:count]] = np.inf
    return found


def _read(
    grid: ReachGrid,
    window: tuple[int, int, int, int],
    wanted: NDArray[np.int64],
    waypoints: NDArray[np.int64],
    minutes: NDArray[np.float64],
    choice: Choice | None,
) -> Legs:
    """Return the legs to the wanted waypoints from the minutes that a search left in its window."""
    from optimisation.patrols.legs_kernel import compiled_trace  # noqa: PLC0415

    north, west, rows, columns = window
    row, column = np.divmod(waypoints[wanted], grid.friction.shape[1])
    inside = (row >= north) & (row < north + rows) & (column >= west) & (column < west + columns)
    at = ((row - north) * columns + column - west)[inside]
    wanted, spent = wanted[inside], minutes[at]
    if choice is None:
        keep = np.flatnonzero(spent < np.inf)
    else:
        everywhere = np.full(waypoints.size, np.inf)
        everywhere[wanted] = spent
        keep = np.searchsorted(wanted, choice.of(everywhere))
    begin, moves = compiled_trace()(at[keep], grid.friction, window, grid.cell_m, minutes)
    return Legs(np.array([0, keep.size]), wanted[keep], spent[keep], begin, moves)


def joined(parts: Sequence[Legs]) -> Legs:
    """Return the legs of several sources as one table, in their order."""
    ptr = np.cumsum([0, *(part.targets.size for part in parts)], dtype=np.int64)
    offsets = np.cumsum([0, *(part.moves.size for part in parts)], dtype=np.int64)
    begins = [part.begin[:-1] + offset for part, offset in zip(parts, offsets[:-1], strict=True)]
    return Legs(
        ptr,
        np.concatenate([np.empty(0, np.int64), *(part.targets for part in parts)]),
        np.concatenate([np.empty(0), *(part.minutes for part in parts)]),
        np.concatenate([*begins, offsets[-1:]]),
        np.concatenate([np.empty(0, np.uint8), *(part.moves for part in parts)]),
    )
