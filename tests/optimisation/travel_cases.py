"""Small worlds for the tests of travel, and a plain search to compare with."""

from __future__ import annotations

import heapq
import math

import numpy as np
from numpy.typing import NDArray


def rough(seed: int, shape: tuple[int, int], *, blocked: float = 0.0) -> NDArray[np.float64]:
    """Return friction of 5 to 60 km/h with a road through it and a share of single blocked cells."""
    rng = np.random.default_rng(seed)
    friction = rng.uniform(0.004, 0.02, shape)
    friction[shape[0] // 2] = 0.001
    friction[rng.random(shape) < blocked] = np.inf
    return friction


def searched(friction: NDArray[np.float64], site: int, *, cell_m: float) -> NDArray[np.float64]:
    """Return least-cost minutes on the whole grid by Dijkstra, no way between two blocked corners."""
    ny, nx = friction.shape
    minutes = np.full(friction.shape, np.inf)
    start = divmod(site, nx)
    minutes[start] = 0.0
    heap = [(0.0, start)]
    while heap:
        here, (r, c) = heapq.heappop(heap)
        if here > minutes[r, c]:
            continue
        for di, dj in ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)):
            i, j = r + di, c + dj
            if not (0 <= i < ny and 0 <= j < nx):
                continue
            if math.isinf(friction[r, j]) and math.isinf(friction[i, c]):
                continue
            new = here + cell_m * math.hypot(di, dj) * (friction[r, c] + friction[i, j]) / 2
            if new < minutes[i, j]:
                minutes[i, j] = new
                heapq.heappush(heap, (new, (i, j)))
    return minutes


def tenths_of(minutes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return minutes rounded to 1e-4 and then up to tenths."""
    ticks = np.floor(minutes * 10_000 + 0.5).astype(np.int64)
    return -(-ticks // 1000)


def same(first: object, second: object) -> bool:
    """Tell whether two tables hold the same bytes."""
    names = ("indptr", "cells", "tenths")
    arrays = [(getattr(first, name), getattr(second, name)) for name in names]
    return all(a.dtype == b.dtype and a.tobytes() == b.tobytes() for a, b in arrays)
