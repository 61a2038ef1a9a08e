"""Demand: the prioritised threat of each cell, and the areas a mission promised to reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class ThreatArea:
    """An entry of the threat register on the demand cells.

    Parameters
    ----------
    id, name, source : str
    priority : str
        "must", "should" or "could".
    cells : ndarray of int64
        Positions of its cells in :class:`Demand`.
    weights : ndarray of float64
        Weight of each of them: risk of its source, else people, else equal.
    limit_min : float
        Time limit, minutes.
    tools : tuple of str
        Acceptable tools.
    share : float
        Share of its weight that must be within the limit for the threat to count as met.
    hard : bool
    strategic : bool
        A threat of mass casualties.
    interlocutors : tuple of str
        Engagement tools that have somebody to talk to about it.
    revisits : int
        Visits by patrols wanted in a period; 0 = none asked for.
    """

    id: str
    name: str
    source: str
    priority: str
    cells: NDArray[np.int64]
    weights: NDArray[np.float64]
    limit_min: float
    tools: tuple[str, ...]
    share: float
    hard: bool = False
    strategic: bool = False
    interlocutors: tuple[str, ...] = ()
    revisits: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Cells of the area with their weights; arrays are by position unless said.

    Parameters
    ----------
    shape : tuple of int
        Demand grid, rows and columns.
    cells : ndarray of int64
        Flat demand cell of each position, rising.
    position : ndarray of int64, flat grid
        Position of each flat cell, -1 outside the area.
    weights : mapping of source to ndarray
        W = source weight x risk x priority ("raw weighted": without effectiveness), observed sources only.
    people : ndarray of float64
    unknown : ndarray of bool
        Nobody observes there: the weight is a prior.
    denied : ndarray of bool
        Troops cannot pass there by somebody's denial.
    priority_area : ndarray of bool
        In a must or should area.
    threats : tuple of ThreatArea
    x, y, lon, lat : ndarray of float64
        Centres: metres in the grid's system, and degrees.
    place_names : tuple of str
    place_xy : ndarray of float64, shape (places, 2)
        For naming areas.
    cell_m : float
    """

    shape: tuple[int, int]
    cells: NDArray[np.int64]
    position: NDArray[np.int64]
    weights: Mapping[str, NDArray[np.float64]]
    people: NDArray[np.float64]
    unknown: NDArray[np.bool_]
    denied: NDArray[np.bool_]
    priority_area: NDArray[np.bool_]
    threats: tuple[ThreatArea, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    place_names: tuple[str, ...]
    place_xy: NDArray[np.float64]
    cell_m: float

    def total(self) -> NDArray[np.float64]:
        """Return the weight of each cell summed over sources."""
        total = np.zeros(self.cells.size)
        for weight in self.weights.values():
            total += weight
        return total

    def at_risk(self, share: float = 0.9) -> NDArray[np.bool_]:
        """Return the cells that, from the highest weight down, hold `share` of all weight.

        The cell that crosses the share belongs to them; ties go to the lower cell.
        """
        total = self.total()
        falling = np.sort(total)[::-1]
        before = np.concatenate([[0.0], np.cumsum(falling)[:-1]])
        # Sums that agree to twelve digits are equal, whatever their rounding.
        count = int((before < share * total.sum() * (1 - 1e-12)).sum())
        if not count:
            return np.zeros(total.size, dtype=np.bool_)
        chosen = total > falling[count - 1]
        ties = np.flatnonzero(total == falling[count - 1])
        chosen[ties[: count - int(chosen.sum())]] = True
        return np.asarray(chosen & (total > 0))


def area_weights(
    source: str,
    cells: NDArray[np.int64],
    weights: Mapping[str, NDArray[np.float64]],
    people: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the weight of each cell of a threat area: risk of its source, else all risk, people, or 1."""
    nothing = np.zeros(cells.size)
    for weight in (
        weights[source][cells] if source in weights else nothing,
        np.sum([nothing, *(w[cells] for w in weights.values())], axis=0),
        people[cells],
    ):
        if weight.sum() > 0:
            return np.asarray(weight, dtype=np.float64)
    return np.ones(cells.size)


def with_weights(demand: Demand, weights: Mapping[str, NDArray[np.float64]]) -> Demand:
    """Return demand with other weights of its cells; its threat areas follow.

    Parameters
    ----------
    demand : Demand
    weights : mapping of source to ndarray of float64, by position
    """
    threats = tuple(
        replace(t, weights=area_weights(t.source, t.cells, weights, demand.people)) for t in demand.threats
    )
    return replace(demand, weights=weights, threats=threats)
