"""Who loses reach when a base closes, near which places, and what takes over.

Reach is what tier II tools that stand at sites have, bases or not, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimisation.assets import Asset, whole_tenths
from optimisation.demand import Demand
from optimisation.reaches import NEVER, Reaches


@dataclass(frozen=True, slots=True)
class Handover:
    """What closing one base does to the people within its own reach.

    Parameters
    ----------
    people : float
        Within its own reach, by day.
    lost : float
        Of them, out of reach of all that stays.
    places : tuple of (name, people)
        Places that those who lose reach live nearest to, most people first.
    taken_over : tuple of (number, people)
        Number of the asset, among those that stay, that is then soonest; most people first.
    """

    people: float
    lost: float
    places: tuple[tuple[str, float], ...]
    taken_over: tuple[tuple[int, float], ...]


def soonest(assets: Sequence[Asset], reaches: Reaches) -> NDArray[np.int64]:
    """Return the number of the asset that is soonest in each cell within its own reach, -1 where none is.

    Parameters
    ----------
    assets : sequence of Asset
        Those that reach nobody (teams, patrols, engagements) are passed over.
    reaches : Reaches
    """
    size = reaches.demand.cells.size
    tenths, best = np.full(size, NEVER, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    for number, asset in enumerate(assets):
        tool = reaches.tools[asset.tool]
        if not tool.reaching:
            continue
        positions, minutes = reaches.pairs(asset)
        sooner = minutes <= whole_tenths(tool.reach_min)
        sooner &= minutes < tenths[positions]
        tenths[positions[sooner]] = minutes[sooner]
        best[positions[sooner]] = number
    return best


def handover(closed: Sequence[Asset], staying: Sequence[Asset], reaches: Reaches) -> tuple[Handover, ...]:
    """Return for each base that closes what happens to the people within its own reach.

    Parameters
    ----------
    closed : sequence of Asset
        Bases that close together.
    staying : sequence of Asset
        All that stays and can act, what is new among it.
    reaches : Reaches
    """
    if not closed:
        return ()
    after, people = soonest(staying, reaches), reaches.demand.people
    found = []
    for base in closed:
        held = _held(base, reaches)
        takers = np.bincount(after[held] + 1, people[held], len(staying) + 1)
        order = sorted(np.flatnonzero(takers[1:]).tolist(), key=lambda n: (-takers[n + 1], staying[n].id))
        found.append(
            Handover(
                people=float(people[held].sum()),
                lost=float(takers[0]),
                places=near_places(reaches.demand, np.flatnonzero(held & (after < 0))),
                taken_over=tuple((n, float(takers[n + 1])) for n in order),
            )
        )
    return tuple(found)


def lost_together(closed: Sequence[Asset], staying: Sequence[Asset], reaches: Reaches) -> float:
    """Return the people within reach of any of what closes, by day, and of nothing that stays.

    Parameters
    ----------
    closed, staying : sequence of Asset
    reaches : Reaches
    """
    held = soonest(closed, reaches) >= 0
    return float(reaches.demand.people[held & (soonest(staying, reaches) < 0)].sum())


def _held(base: Asset, reaches: Reaches) -> NDArray[np.bool_]:
    """Return which cells are within a base's own reach, by day."""
    held = np.zeros(reaches.demand.people.size, dtype=np.bool_)
    held[reaches.within(base, reaches.tools[base.tool].reach_min)] = True
    return held


def near_places(demand: Demand, positions: NDArray[np.int64], most: int = 5) -> tuple[tuple[str, float], ...]:
    """Return the places nearest to the people of some cells, with these people, most first.

    Parameters
    ----------
    demand : Demand
    positions : ndarray of int64
    most : int
        Places named.
    """
    if not demand.place_names or positions.size == 0:
        return ()
    _, nearest = cKDTree(demand.place_xy).query(np.column_stack([demand.x[positions], demand.y[positions]]))
    people = np.bincount(np.atleast_1d(nearest), demand.people[positions], len(demand.place_names))
    order = sorted(np.flatnonzero(people).tolist(), key=lambda n: (-people[n], demand.place_names[n]))
    return tuple((demand.place_names[n], float(people[n])) for n in order[:most])
