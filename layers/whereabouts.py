"""Where some cells of an area lie, in words for a finding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.grid import Grid

_STRAY = 0.1
"""Share of the cells that may lie on the wrong side of a line which is said to divide them."""


def describe_cells(cells: NDArray[np.bool_], grid: Grid) -> str:
    """Say where cells lie: beyond a parallel or meridian that divides them from the rest, else in a box.

    Parameters
    ----------
    cells : ndarray of bool, grid shape
        At least one inside the area.
    grid : Grid

    Returns
    -------
    str
        For example "south of 3.37 S", "everywhere" or "between 1.20 S and 2.50 S, 28.80 E and 29.30 E".
    """
    flat = np.flatnonzero(grid.mask)
    chosen = cells.ravel()[flat]
    if chosen.all():
        return "everywhere"
    lon, lat = grid.unproject(*grid.centre(flat))
    sides = (
        (lat, 1, "south", "NS"),
        (lat, -1, "north", "NS"),
        (lon, 1, "west", "EW"),
        (lon, -1, "east", "EW"),
    )
    for values, sign, side, letters in sides:
        edge = _divide(sign * values, chosen)
        if edge is not None:
            return f"{side} of {_degrees(sign * edge, letters)}"
    south, north = np.percentile(lat[chosen], [2, 98])
    west, east = np.percentile(lon[chosen], [2, 98])
    return (
        f"between {_degrees(south, 'NS')} and {_degrees(north, 'NS')}, "
        f"{_degrees(west, 'EW')} and {_degrees(east, 'EW')}"
    )


def _divide(position: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float | None:
    """Return the position below which nearly all chosen cells lie and nearly no others, or None."""
    order = np.argsort(position, kind="stable")
    below = np.cumsum(chosen[order])
    count = np.arange(1, len(order) + 1)
    total = int(below[-1])
    wrong = (count - below) + (total - below)
    best = int(np.argmin(wrong))
    if wrong[best] > _STRAY * min(total, len(order) - total):
        return None
    after = min(best + 1, len(order) - 1)
    return float(position[order[best]] + position[order[after]]) / 2


def _degrees(value: float, letters: str) -> str:
    return f"{abs(value):.2f} {letters[0] if value >= 0 else letters[1]}"
