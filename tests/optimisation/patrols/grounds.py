"""Small grounds for patrols: random friction with blocked cells, and demand cells above it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimisation.patrols.route import Ground, PatrolRules


def rules(**changes: object) -> PatrolRules:
    """Return rules with a few values changed."""
    values: dict[str, object] = {
        "duration_min": 120.0,
        "stop_min": 10.0,
        "visit_m": 2500.0,
        "routes_per_site": 3,
        "repeat_values": (0.6, 0.3, 0.1),
    }
    return PatrolRules(**(values | changes))  # type: ignore[arg-type]


def ground(seed: int, shape: tuple[int, int] = (40, 60), *, factor: int = 2, blocked: float = 0.15) -> Ground:
    """Return ground of 1 km travel cells with random friction, some of it blocked."""
    rng = np.random.default_rng(seed)
    friction = rng.uniform(0.0008, 0.006, shape)
    friction[rng.random(shape) < blocked] = np.inf
    return Ground(friction, 1000.0, factor, np.arange(friction.size // factor**2))


def flat(shape: tuple[int, int], minutes_per_m: float = 0.001) -> Ground:
    """Return ground of 1 km cells that is the same everywhere, one travel cell to a demand cell."""
    friction = np.full(shape, minutes_per_m)
    return Ground(friction, 1000.0, 1, np.arange(friction.size))


def open_cells(place: Ground, count: int, seed: int) -> NDArray[np.int64]:
    """Return passable travel cells, rising."""
    rng = np.random.default_rng(seed)
    passable = np.flatnonzero(np.isfinite(place.friction))
    return np.sort(rng.choice(passable, count, replace=False))


def prizes(place: Ground, seed: int) -> NDArray[np.float64]:
    """Return heavy-tailed prizes, a third of them zero."""
    rng = np.random.default_rng(seed)
    size = int(place.position.max()) + 1
    return np.where(rng.random(size) < 0.3, 0.0, rng.pareto(1.5, size))
