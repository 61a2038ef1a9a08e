"""Tools of protection as values: what one reaches, for whom it travels, what it needs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimisation.patrols.route import Route

HOURS = ("day", "night")
"""The halves of a day that response and presence are counted in."""

OWN_HOURS = "own"
"""Hours of rows that patrols cover whenever they drive, and all else by day: what the register asks for."""

ESCORT = "escort"
"""Name of the travel table of troops who escort others."""

ANYWHERE = math.inf
"""Limit in minutes of what covers its own cells whatever the travel time."""


def whole_tenths(minutes: float) -> int:
    """Return the whole tenths of a minute in a limit; stored minutes are rounded up to tenths."""
    return math.floor(round(min(minutes, 6500.0) * 10, 6))


@dataclass(frozen=True, slots=True)
class Tool:
    """A kind of asset that can stand at a site.

    Parameters
    ----------
    name : str
        Short name: "cob", "jpt".
    label : str
        The name in words.
    tier : int
        1 dialogue and engagement, 2 physical protection, 3 protective environment.
    service : str
        The service it gives credit in: "response", "dialogue", "presence", or "alert", which has no share of
        its own and multiplies response.
    persona : str
        Whose travel time counts: "military", "police" or "civilian".
    reach_min : float
        Its own reach, minutes; credit is 0 beyond it.
    personnel : int
        People in one such asset.
    hosts : tuple of str
        Tools of which one must be open at the same site; () = none.
    visits_per_month : int
        Visits that one asset makes; 0 where the word does not apply.
    near : tuple of str
        Tools of which one must be open within `near_min` minutes of its own travel, its own site included.
    near_min : float
    stands : str
        "site"; "route" for a patrol, "threat" for an engagement on a threat area, "district" for one on the
        cells of a district, "partner" for somebody who is not of the mission.
    hours : tuple of str
        When it acts; services without hours of their own take either.
    base : bool
        A class of base: at most one of them at a site.
    routes : mapping of patrol tool to int
        Routes that one such base keeps going.
    in_time : bool
        Counts as there within a threat's time limit; False for tools of engagement and support.
    settled : bool
        Stands only in settlements and at sites of displaced people.
    instead_of : tuple of str
        Tools of which none is open at the same site with it: the same people, sent another way.
    flies_kmh : float
        Its speed through the air, in a straight line; 0 = it travels on the ground.
    preparation_min : float
        Minutes of its own before it leaves; the later of its own and its unit's counts.
    flight_hours : float
        Helicopter hours of a month that one such asset takes.
    escorted_by : tuple of str
        Bases whose troops may escort it; () = it never goes with an escort.
    escort_min : float
        Furthest that troops go from their base to escort it, minutes of their travel.
    escort_days : float
        Patrol-days of a month that an escort of it takes from that base.
    joint : bool
        Goes out together with others: troops with a caveat on joint operations do not.
    """

    name: str
    label: str
    tier: int
    service: str
    persona: str
    reach_min: float
    personnel: int
    hosts: tuple[str, ...] = ()
    visits_per_month: int = 0
    near: tuple[str, ...] = ()
    near_min: float = 0.0
    stands: str = "site"
    hours: tuple[str, ...] = HOURS
    base: bool = False
    routes: Mapping[str, int] = field(default_factory=dict)
    in_time: bool = True
    settled: bool = False
    instead_of: tuple[str, ...] = ()
    flies_kmh: float = 0.0
    preparation_min: float = 0.0
    flight_hours: float = 0.0
    escorted_by: tuple[str, ...] = ()
    escort_min: float = 0.0
    escort_days: float = 0.0
    joint: bool = False

    @property
    def reaching(self) -> bool:
        """Whether who is within its own reach counts as reached: tier II, standing at a site."""
        return self.tier == 2 and self.stands == "site"

    @property
    def timely(self) -> bool:
        """Whether it can be there within a threat's time limit: engagements and support never are."""
        return self.in_time and self.stands not in ("threat", "district")

    @property
    def own_hours(self) -> str:
        """The hours in which it meets a threat: of a patrol when it drives, of all else the day."""
        return "night" if self.stands == "route" and "day" not in self.hours else "day"


@dataclass(frozen=True, slots=True, eq=False)
class Asset:
    """One tool somewhere: what a plan chooses, and what an evaluation counts.

    Parameters
    ----------
    id : str
        "tool:site" for what stands at a site.
    tool : str
    site : int
        Position of its site in the travel tables; -1 for an engagement on a threat area.
    cells : ndarray of int64 or None
        Positions of the demand cells that it covers whatever the minutes; None = by travel time.
    source : str
        The one source of threat it acts on; "" = all.
    route : Route or None
        Of a patrol.
    escort : int
        Position of the site whose troops escort it; -1 = nobody does.
    about : str
        What it is about, in words, where neither a site nor a threat says so: "Police in Northland".
    """

    id: str
    tool: str
    site: int = -1
    cells: NDArray[np.int64] | None = None
    source: str = ""
    route: Route | None = None
    escort: int = -1
    about: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """Under which conditions the troops at a site act.

    Parameters
    ----------
    name : str
        Of the contingent, "" where none is named.
    preparation_min : float
        Minutes before it leaves, added to every travel time of its troops.
    max_distance_m : float
        Furthest it goes from its base, straight line.
    night : bool
        False under a caveat: no response and no patrol by night.
    reliability : tuple of float
        Share of calls it responds to, as recorded: low, middle, high.
    suspected : tuple of str
        Caveats that are only suspected.
    no_go : tuple of str
        Sectors that it does not enter.
    joint : bool
        False under a caveat: it lends no escort and goes on no joint or coordinated patrol.
    """

    name: str = ""
    preparation_min: float = 0.0
    max_distance_m: float = math.inf
    night: bool = True
    reliability: tuple[float, float, float] = (1.0, 1.0, 1.0)
    suspected: tuple[str, ...] = ()
    no_go: tuple[str, ...] = ()
    joint: bool = True


FREE = Unit()
"""A unit without any condition."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How credit is counted: bands, shares of services, effectiveness.

    Parameters
    ----------
    bands_min : tuple of float
        Upper edges of the time bands, minutes, rising; a band includes its edge.
    band_values : tuple of float
        Value of being reached within each band, falling.
    services : mapping of service to share
        Shares of the services, summing to 1 with those that are not modelled.
    effectiveness : mapping of tool to mapping of source to float
        Effect of a tool on a source of threat, 0 to 1.
    night_share : float
        Part of response and presence that is counted by night.
    alert_without : float
        What response is multiplied by where no alert tool reaches; 1 = alert is not modelled.
    repeat_values : tuple of float
        Value of the first, second, ... patrol that visits a cell in a period, not rising.
    """

    bands_min: tuple[float, ...]
    band_values: tuple[float, ...]
    services: Mapping[str, float]
    effectiveness: Mapping[str, Mapping[str, float]]
    night_share: float = 0.0
    alert_without: float = 1.0
    repeat_values: tuple[float, ...] = (1.0,)

    def steps(self, reach_min: float) -> tuple[tuple[float, float], ...]:
        """Return (limit in minutes, value) of each step of a tool's credit, cut at its own reach."""
        steps: list[tuple[float, float]] = []
        for band, value in zip(self.bands_min, self.band_values, strict=True):
            if steps and steps[-1][0] >= reach_min:
                break
            steps.append((min(band, reach_min), value))
        return tuple(steps)

    def hours(self, service: str) -> tuple[tuple[str, float], ...]:
        """Return ("day" or "night", share) of the hours a service is counted in; dialogue is of the day."""
        if service not in ("response", "presence") or self.night_share <= 0:
            return (("day", 1.0),)
        if self.night_share >= 1:
            return (("night", 1.0),)
        return (("day", 1.0 - self.night_share), ("night", self.night_share))

    def repeats(self) -> tuple[tuple[int, float], ...]:
        """Return (visits that count, value of each) such that min(visits, n) summed is worth the repeats.

        With falling values v the n-th visit is worth v_n when min(n, j) weighs v_j - v_(j+1).
        """
        values = (*self.repeat_values, 0.0)
        rises = [(j, values[j - 1] - values[j]) for j in range(1, len(values))]
        return tuple((j, rise) for j, rise in rises if rise > 0)
