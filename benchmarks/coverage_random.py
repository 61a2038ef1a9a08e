"""A random instance as one stream of numbers, read in chunks: the same however it is cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIDE = 30.0
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class RandomInstance:
    """Sites and points uniform on a square, weights 1 to 100.

    The stream of `numpy.random.default_rng(seed)`, in this order: `uniform(0, 30, (sites, 2))`,
    `uniform(0, 30, (points, 2))`, `integers(1, 101, points)`.

    Parameters
    ----------
    points, sites, seed : int
    """

    points: int
    sites: int
    seed: int

    def site_xy(self) -> NDArray[np.float64]:
        """Return the sites, shape (sites, 2)."""
        return np.random.default_rng(self.seed).uniform(0, SIDE, (self.sites, 2))

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Give points, shape (at most size, 2), and their weights.

        Parameters
        ----------
        size : int
        """
        places = np.random.Generator(np.random.PCG64(self.seed).advance(2 * self.sites))
        # Each coordinate takes one step of the generator, so that weights begin here.
        worths = np.random.Generator(np.random.PCG64(self.seed).advance(2 * (self.sites + self.points)))
        for low in range(0, self.points, size):
            count = min(size, self.points - low)
            yield places.uniform(0, SIDE, (count, 2)), worths.integers(1, 101, count).astype(np.float64)
