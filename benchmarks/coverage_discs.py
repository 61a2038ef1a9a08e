"""Which sites lie within a radius of which points: by a grid of sites on the plane, in full on the sphere."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray
from scipy import sparse

from optimisation.travel_kernel import compile_kept

EARTH_M = np.float32(6378100)
"""Radius of the sphere in NewYork's distance rule."""

AT_ONCE = 4_000_000
"""Pairs on the sphere that are measured at once."""

MOST_CELLS = 1 << 16


def _near(x: Any, y: Any, radius: Any, grid: Any, sites: Any, rows: Any, found: Any) -> Any:
    """Fill `rows` (where each point's sites end) and, if there is room, `found`; return how many."""
    left, bottom, width, across, up, starts, members = grid
    size, total = found.size, 0
    for i in range(x.size):
        column = min(max(int((x[i] - left) / width), 0), across - 1)
        line = min(max(int((y[i] - bottom) / width), 0), up - 1)
        for k in range(starts[line * across + column], starts[line * across + column + 1]):
            site = members[k]
            dx, dy = x[i] - sites[site, 0], y[i] - sites[site, 1]
            if np.sqrt(dx * dx + dy * dy) <= radius:
                if total < size:
                    found[total] = site
                total += 1
        rows[i + 1] = total
    return total


@cache
def _compiled() -> Any:
    kinds: Any = types
    real, whole, many = types.float64, types.int64, types.int64[::1]
    grid = kinds.Tuple((real, real, real, whole, whole, many, types.int32[::1]))
    line = types.float64[::1]
    arguments = (line, line, real, grid, types.float64[:, ::1], many, types.int32[::1])
    return compile_kept(types.int64(*arguments), _near)


class Discs:
    """Sites on the plane that cover what lies within a radius.

    Parameters
    ----------
    sites : ndarray of float64, shape (sites, 2)
    radius : float
        `sqrt(dx^2 + dy^2) <= radius` is covered.
    """

    def __init__(self, sites: NDArray[np.float64], radius: float) -> None:
        self._sites, self._radius = np.ascontiguousarray(sites), float(radius)
        low, high = sites.min(axis=0), sites.max(axis=0)
        width = max(float(radius) / 4, float((high - low).max()) / MOST_CELLS**0.5, 1e-9)
        low = low - radius
        across, up = (int(n) for n in np.ceil((high + radius - low) / width) + 1)
        reach = radius * (1 + 1e-9) + 1e-9
        cells: list[NDArray[np.int32]] = []
        for line in range(up):
            bottom = low[1] + line * width
            dy = np.maximum(np.maximum(bottom - sites[:, 1], sites[:, 1] - bottom - width), 0)
            strip = np.flatnonzero(dy <= reach).astype(np.int32)
            for column in range(across):
                left, x = low[0] + column * width, sites[strip, 0]
                dx = np.maximum(np.maximum(left - x, x - left - width), 0)
                cells.append(strip[dx * dx + dy[strip] ** 2 <= reach * reach])
        starts = np.concatenate([[0], np.cumsum([cell.size for cell in cells])]).astype(np.int64)
        self._grid = (float(low[0]), float(low[1]), width, across, up, starts, np.concatenate(cells))

    def covers(self, points: NDArray[np.float64]) -> sparse.csr_array:
        """Return which sites cover which points, shape (points, sites).

        Parameters
        ----------
        points : ndarray of float64, shape (points, 2)
        """
        x, y = (np.ascontiguousarray(points[:, k]) for k in (0, 1))
        indptr, room = np.zeros(x.size + 1, dtype=np.int64), 16 * x.size
        while True:
            found = np.empty(room, dtype=np.int32)
            total = _compiled()(x, y, self._radius, self._grid, self._sites, indptr, found)
            if total <= room:
                break
            room = total
        data = np.ones(total, dtype=np.bool_)
        return sparse.csr_array((data, found[:total], indptr), shape=(x.size, len(self._sites)))


def sphere_covers(places: NDArray[np.float64], radius: float) -> sparse.csr_array:
    """Return which places cover which by the distances of NewYork's authors, shape (places, places).

    `d = float32(acos(cos a1 cos a2 cos(l1 - l2) + sin a1 sin a2)) * float32(6378100)`. A cosine that rounding
    lifts above 1 gives no distance: not covered, but each place covers itself.

    Parameters
    ----------
    places : ndarray of float64, shape (places, 2)
        Latitude and longitude in degrees.
    radius : float
        Metres.
    """
    lat, lon = np.radians(places).T
    step = max(1, AT_ONCE // len(places))
    found = []
    for low in range(0, len(places), step):
        part = slice(low, low + step)
        cosine = np.cos(lat[part, None]) * np.cos(lat) * np.cos(lon[part, None] - lon)
        cosine += np.sin(lat[part, None]) * np.sin(lat)
        with np.errstate(invalid="ignore"):
            near = np.arccos(cosine).astype(np.float32) * EARTH_M <= radius
        near[np.arange(near.shape[0]), low + np.arange(near.shape[0])] = True
        found.append(sparse.csr_array(near))
    return sparse.csr_array(sparse.vstack(found, format="csr"))
