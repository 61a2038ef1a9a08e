"""Prize-collecting routes from one base within a duration: the most prize, each cell counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

ROUNDING_MIN = 0.4e-4
"""Minutes are rounded to 1e-4 before they are compared with a duration; this leaves room for it."""

_HEAT, _RUIN = 0.05, 10


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The base (node 0), the stops around it, and the cells at nodes and under legs.

    Parameters
    ----------
    minutes : ndarray of float64, shape (nodes, nodes)
        Symmetric between stops; inf where no leg is wanted. From the base and to it may differ.
    stop_min : float
        Halt at each stop.
    stop_ptr : ndarray of int64, shape (nodes + 1,)
    stop_cells : ndarray of int64
        Cells visited at node k: those from ``stop_ptr[k]`` to ``stop_ptr[k + 1]``.
    leg_ptr : ndarray of int64, shape (nodes * nodes + 1,), or empty
    leg_cells : ndarray of int64
        Cells passed between nodes a < b, without those that a or b visit: leg ``a * nodes + b``.
    """

    minutes: NDArray[np.float64]
    stop_min: float
    stop_ptr: NDArray[np.int64]
    stop_cells: NDArray[np.int64]
    leg_ptr: NDArray[np.int64]
    leg_cells: NDArray[np.int64]

    def visited(self, tour: Sequence[int]) -> NDArray[np.int64]:
        """Return the cells that a tour (nodes in order, base left out) visits, each once."""
        nodes = [0, *tour, 0]
        parts = [self.stop_cells[self.stop_ptr[k] : self.stop_ptr[k + 1]] for k in nodes]
        if self.leg_cells.size:
            for one, other in pairwise(nodes):
                leg = min(one, other) * self.minutes.shape[0] + max(one, other)
                parts.append(self.leg_cells[self.leg_ptr[leg] : self.leg_ptr[leg + 1]])
        return np.unique(np.concatenate(parts))

    def duration(self, tour: Sequence[int]) -> float:
        """Return the minutes of a tour, halts included."""
        nodes = [0, *tour, 0]
        legs = sum(float(self.minutes[a, b]) for a, b in pairwise(nodes))
        return legs + self.stop_min * len(tour)


def plain_network(minutes: NDArray[np.float64], stop_min: float = 0.0) -> Network:
    """Return the network in which each node is a cell of its own and legs pass nothing."""
    nodes, none = minutes.shape[0], np.empty(0, np.int64)
    return Network(
        np.ascontiguousarray(minutes, dtype=np.float64),
        stop_min,
        np.arange(nodes + 1, dtype=np.int64),
        np.arange(nodes, dtype=np.int64),
        none,
        none,
    )


def collect(
    network: Network,
    prize: NDArray[np.float64],
    *,
    duration_min: float,
    iterations: int,
    seed: int,
    routes: int = 1,
) -> tuple[tuple[int, ...], ...]:
    """Return tours of one base that together visit as much prize as was found, by ruin and recreate.

    Work is counted, not timed: equal arguments give equal tours. A stop that adds no prize is in no tour.

    Parameters
    ----------
    network : Network
    prize : ndarray of float64, shape (cells,)
        >= 0; a cell counts once over all tours.
    duration_min : float
        Longest tour; minutes are rounded to 1e-4 before they are compared (<=).
    iterations : int
        Rounds of ruin and recreate; 0 = greedy insertion alone.
    seed : int
    routes : int
        Number of tours (teams).

    Returns
    -------
    tuple of tuples of int
        Nodes of each tour in order, the base left out; () for a tour that is not needed.
    """
    from optimisation.patrols.orienteering_kernel import compiled  # noqa: PLC0415

    legs = (network.minutes, float(network.stop_min), float(duration_min) + ROUNDING_MIN)
    cells = (network.stop_ptr, network.stop_cells, network.leg_ptr, network.leg_cells)
    prizes = (np.ascontiguousarray(prize, dtype=np.float64), *cells)
    seed = seed % 2**31
    rows, sizes = compiled()(legs, prizes, routes, iterations, seed, _HEAT, _RUIN)
    return tuple(tuple(row[:size].tolist()) for row, size in zip(rows, sizes, strict=True))
