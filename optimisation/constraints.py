"""What a plan must keep to beside budgets, hosts and locks, as values on sites and demand cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.coverage import Limits


@dataclass(frozen=True, slots=True)
class Spacing:
    """What stands at two sites is at least so far apart.

    Parameters
    ----------
    tools : tuple of str
        Which tools keep their distance from each other.
    metres : float
        Straight line; 0 where minutes count.
    minutes : float
        Of the tool's own travel, the shorter way of the two; 0 where metres count.
    reason : str
    """

    tools: tuple[str, ...]
    metres: float = 0.0
    minutes: float = 0.0
    reason: str = ""

    @property
    def words(self) -> str:
        """The distance in words."""
        return f"{self.metres / 1000:g} km" if self.metres > 0 else f"{self.minutes:g} minutes"


@dataclass(frozen=True, slots=True)
class Support:
    """Some tools stand within a time of a hub, or of another open base that does.

    Parameters
    ----------
    name : str
    serves : tuple of str
        Tools that need the hub.
    hubs : tuple of int
        Sites that are hubs whatever the plan.
    tools : tuple of str
        Tools that are hubs wherever they are open.
    within_min : float
    air_kmh : float
        Straight line at this speed; 0 = by the served tool's own travel.
    preparation_min : float
        Before take-off, part of `within_min`.
    relay : bool
        An open base within the time of a hub passes support on to sites within the time of it.
    """

    name: str
    serves: tuple[str, ...]
    hubs: tuple[int, ...]
    tools: tuple[str, ...]
    within_min: float
    air_kmh: float = 0.0
    preparation_min: float = 0.0
    relay: bool = True

    @property
    def words(self) -> str:
        """The time in words."""
        return f"{self.within_min:g} minutes by {'air' if self.air_kmh > 0 else 'road'}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A tool that may not be new at a site, with the reason; a team with an escort by who lends it."""

    site: int
    tool: str
    reason: str
    escort: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Cells of a floor that the same tools reach within the same times, with their weights."""

    limits: Limits
    cells: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class AreaFloor:
    """A share of some weight over cells that must be within reach.

    Parameters
    ----------
    name : str
    kind : str
        "area", "group", "source", "strategic" or "backup".
    parts : tuple of Part
    share : float
    hard : bool
    reachable : bool
        The share is of what any option reaches, not of all.
    most : int
        How many distinct sites count: 1, or more for backup.
    """

    name: str
    kind: str
    parts: tuple[Part, ...]
    share: float
    hard: bool = False
    reachable: bool = False
    most: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """An area that must have some activities of a tier.

    Parameters
    ----------
    name : str
    tier : int
    inside : ndarray of bool
        By demand position.
    least : int
    hard : bool
    """

    name: str
    tier: int
    inside: NDArray[np.bool_]
    least: int = 1
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """A base in place that may close, or move (close and free one of its class), at declared costs.

    Parameters
    ----------
    site : int
    reason : str
    keep_cost : float
    close_cost, move_cost : float or None
        None = not allowed.
    """

    site: int
    reason: str
    keep_cost: float = 1.0
    close_cost: float | None = None
    move_cost: float | None = None


@dataclass(frozen=True, slots=True)
class Constraints:
    """Everything that a plan must keep to.

    Parameters
    ----------
    spacing, supports, bars, floors, mixes, releases
    moves : int or None
        How many bases may close or move; None = as many as may.
    """

    spacing: tuple[Spacing, ...] = ()
    supports: tuple[Support, ...] = ()
    bars: tuple[Bar, ...] = ()
    floors: tuple[AreaFloor, ...] = ()
    mixes: tuple[Mix, ...] = ()
    releases: tuple[Release, ...] = ()
    moves: int | None = None


NO_CONSTRAINTS = Constraints()
