"""Kernel surfaces at several widths and memories of what was over before an origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.risk.folds import PlacedEvents, TestGround
from layers.risk.kernel import smooth

WIDTHS_M = (2_500.0, 5_000.0, 10_000.0, 20_000.0, 40_000.0)
HALF_LIVES_DAYS = (60.0, 180.0, 540.0, 1600.0, float("inf"))


@dataclass(frozen=True, slots=True)
class Kernel:
    """One kernel: its standard deviation and how fast events are forgotten (inf: never)."""

    width_m: float
    half_life_days: float


MIXED = tuple(Kernel(width, half_life) for half_life in HALF_LIVES_DAYS for width in WIDTHS_M)
"""Kernels of the mixture, in the order of its weights; uniform comes last."""


def past_mass(
    events: PlacedEvents,
    ground: TestGround,
    origin: int,
    half_life_days: float = float("inf"),
    *,
    window_days: float = float("inf"),
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the decayed count of events that were over before an origin, canvas shape.

    Parameters
    ----------
    events : PlacedEvents
    ground : TestGround
    origin : int
        Day; nothing of it or later is read.
    half_life_days : float
    window_days : float
        Events that began earlier than this before the origin do not count.
    weights : ndarray of float64, shape (n,), or None
        Weight of each event; 1 where None.
    """
    use = events.before(origin) & (events.first >= origin - window_days)
    weight = np.exp2(-(origin - events.first[use]) / half_life_days)
    if weights is not None:
        weight = weight * weights[use]
    flat = np.bincount(events.cell[use], weight, ground.share.size)
    return np.asarray(flat, dtype=np.float64).reshape(ground.shape)


def kernel_surfaces(
    events: PlacedEvents,
    ground: TestGround,
    origin: int,
    kernels: Sequence[Kernel],
    *,
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return a surface for each kernel, shape (kernels, cells); its unit is decayed events per cell."""
    surfaces = np.zeros((len(kernels), ground.share.size))
    masses: dict[float, NDArray[np.float64]] = {}
    for number, kernel in enumerate(kernels):
        if kernel.half_life_days not in masses:
            masses[kernel.half_life_days] = past_mass(
                events, ground, origin, kernel.half_life_days, weights=weights
            )
        mass = masses[kernel.half_life_days]
        if mass.any():
            surfaces[number] = smooth(mass, kernel.width_m / ground.grid.cell_m).ravel()
    return surfaces


def normalised(surfaces: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return surfaces divided by their total in the area; one without a total becomes uniform."""
    total = surfaces @ share
    flat = np.full_like(surfaces, 1.0 / share.sum())
    return np.divide(surfaces, total[:, None], out=flat, where=(total > 0)[:, None])
