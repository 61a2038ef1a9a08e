"""A patrol route, the rules it keeps, and the ground it is driven on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PatrolRules:
    """What a patrol may take and what counts as a visit.

    Parameters
    ----------
    duration_min : float
        Longest duration from leaving the base to being back, halts included, minutes; the edge is allowed.
    stop_min : float
        Halt at each stop, minutes.
    visit_m : float
        Demand cells whose centre lies within so many metres of a stop are visited (edge included), and so
        is every demand cell that a leg passes through.
    routes_per_site : int
        Most routes of one site.
    repeat_values : tuple of float
        Value of the first, second, third ... visit of a cell per period, 0 to 1, not rising; visits beyond
        the last earn nothing.
    """

    duration_min: float
    stop_min: float
    visit_m: float
    routes_per_site: int
    repeat_values: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The travel cells that patrols drive on and the demand cells above them.

    Parameters
    ----------
    friction : ndarray of float64, shape (ny, nx)
        Minutes per metre, > 0; inf = blocked.
    cell_m : float
        Side of a travel cell, metres.
    factor : int
        Travel cells along the side of a demand cell.
    position : ndarray of int64, shape (ny / factor * nx / factor,)
        Demand position of each flat demand cell, rising from 0; -1 outside the area.
    """

    friction: NDArray[np.float64]
    cell_m: float
    factor: int
    position: NDArray[np.int64]

    def positions(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the demand position (-1: outside the area) of each flat travel cell."""
        columns = self.friction.shape[1]
        rows, lefts = np.divmod(np.asarray(cells, dtype=np.int64), columns)
        found: NDArray[np.int64] = self.position[
            rows // self.factor * (columns // self.factor) + lefts // self.factor
        ]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A patrol that leaves a site, halts at its stops in order and comes back.

    Parameters
    ----------
    id : str
        Site id, a slash, the number: "goma/1".
    site : int
        Position of its site in the site ids.
    number : int
        From 1 within its site, by value falling.
    minutes : float
        Legs and halts together, rounded to 1e-4, at most the duration.
    stops : ndarray of int64, shape (stops,)
        Flat travel cells where it halts, in order; at least one.
    path : ndarray of int64, shape (moves + 1,)
        Flat travel cells from the base to the base; both ends are the base's cell.
    cells : ndarray of int64
        Demand positions visited, rising, each once.
    """

    id: str
    site: int
    number: int
    minutes: float
    stops: NDArray[np.int64]
    path: NDArray[np.int64]
    cells: NDArray[np.int64]
