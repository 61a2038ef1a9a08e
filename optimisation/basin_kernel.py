"""Which peak the steepest ascent from each cell leads to, at compiled speed."""

from __future__ import annotations

from functools import cache
from typing import Any

from numba import types

from optimisation.travel_kernel import compile_kept


def _ascend(labels: Any, height: Any, wide: Any, peak: Any) -> None:
    """Fill `peak`, the flat position of the peak of each cell of a wide component.

    A step goes to the highest of the cell itself and its eight neighbours in the component, of equal ones to
    that which comes first: so steps rise, or stay level and go back, and end.
    """
    ny, nx = labels.shape
    for y in range(ny):
        for x in range(nx):
            if not wide[labels[y, x]]:
                continue
            best, to = height[y, x], y * nx + x
            for near_y in range(max(0, y - 1), min(ny, y + 2)):
                for near_x in range(max(0, x - 1), min(nx, x + 2)):
                    near, at = height[near_y, near_x], near_y * nx + near_x
                    if labels[near_y, near_x] == labels[y, x] and (near > best or (near == best and at < to)):
                        best, to = near, at
            peak[y * nx + x] = to
    for cell in range(peak.size):
        if wide[labels[cell // nx, cell % nx]]:
            top = cell
            while peak[top] != top:
                top = peak[top]
            at = cell
            while peak[at] != top:  # what lies on the way has the same peak
                then = peak[at]
                peak[at] = top
                at = then


@cache
def compiled_ascend() -> Any:
    """Return the compiled ascent.

    Arguments of the result: labels and heights of a grid, by label whether it is wide; the peaks, which it
    fills where it is.
    """
    grid = types.int32[:, ::1], types.float64[:, ::1]
    return compile_kept(types.void(*grid, types.boolean[::1], types.int64[::1]), _ascend)
