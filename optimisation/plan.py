"""The plan: what is placed where, and how far it is from the best possible."""

from __future__ import annotations

from dataclasses import dataclass

from optimisation.binding import Binding
from optimisation.conflict import Conflict
from optimisation.problem import Shortfall
from optimisation.spare import Spare


@dataclass(frozen=True, slots=True)
class Site:
    """A place where assets can stand.

    Parameters
    ----------
    id, name : str
    lon, lat : float
        Degrees, WGS84, where the source put it.
    kind : str
        "base" (in place), "candidate", "partner" (somebody else's place), or "given" (named by a plan that
        is evaluated).
    personnel : float
        Of a base in place; NaN where unknown.
    """

    id: str
    name: str
    lon: float
    lat: float
    kind: str
    personnel: float = float("nan")


@dataclass(frozen=True, slots=True)
class Placement:
    """One asset of a plan: `in_place` where it stands today, `fixed` where it does or was locked open.

    `escort_from` is the id of the site whose troops escort it, "" where nobody does.
    """

    id: str
    tool: str
    site: str
    name: str
    lon: float
    lat: float
    fixed: bool
    in_place: bool
    personnel: float
    visits_per_month: int
    escort_from: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """One patrol of a plan.

    Parameters
    ----------
    id, tool : str
    site, name : str
        Its base.
    minutes : float
        Halts included.
    stops : tuple of (lon, lat)
        Where it halts, in order.
    line : tuple of (lon, lat)
        The way it takes, from the base and back.
    people, risk : float
        People, and raw weighted risk, of the cells it visits.
    """

    id: str
    tool: str
    site: str
    name: str
    minutes: float
    stops: tuple[tuple[float, float], ...]
    line: tuple[tuple[float, float], ...]
    people: float
    risk: float


@dataclass(frozen=True, slots=True)
class Engagement:
    """A mediation or political engagement on a threat of the register, or support in a district.

    `threat` is the id of the threat, or of whom the support goes to and where: "actor/district".
    """

    id: str
    tool: str
    threat: str
    name: str
    delay_weeks: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A recommended plan.

    Parameters
    ----------
    status, status_text, stopped_by : str
        See :class:`optimisation.problem.Solution`.
    objective, bound, gap, gap_of_gain : float or None
        None without a plan.
    reproducible : bool
        Whether the same seed gives it again: not where time or the user ended it.
    credit : float
        Covered weight without penalties.
    seed : int
    placements : tuple of Placement
        Assets in place first, then new ones, each by id.
    routes : tuple of PlannedRoute
        By id.
    engagements : tuple of Engagement
        By id.
    shortfalls : tuple of Shortfall
        Floors that are not met, musts first.
    floor_share : float or None
        The printed constant S: share of raw must-and-should risk in reach when no source floor binds.
    reasons : tuple of str
        Why there is no plan.
    notes : tuple of str
        What a reader must know beside.
    rows_before, rows_after, entries : int
        Size of the problem, before and after rows merge.
    conflict : Conflict or None
        The demands that cannot all hold and the least that must give way, where it is infeasible.
    binding : tuple of Binding
        Stocks, floors and distances without room.
    spare : tuple of (Spare, str)
        What of each resource is left and why, and where the next unit would add most, "" where nowhere.
    """

    status: str
    status_text: str
    stopped_by: str
    reproducible: bool
    objective: float | None
    bound: float | None
    gap: float | None
    gap_of_gain: float | None
    credit: float
    seed: int
    placements: tuple[Placement, ...]
    shortfalls: tuple[Shortfall, ...] = ()
    floor_share: float | None = None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rows_before: int = 0
    rows_after: int = 0
    entries: int = 0
    routes: tuple[PlannedRoute, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    conflict: Conflict | None = None
    binding: tuple[Binding, ...] = ()
    spare: tuple[tuple[Spare, str], ...] = ()

    def __repr__(self) -> str:
        """Return what is missed, how good it is, and how much it places: its routes fill a notebook."""
        missed = [f"{one.name}: {one.got:.3g} of {one.wanted:.3g} wanted" for one in self.shortfalls]
        new = sum(not one.in_place for one in self.placements)
        held = f"{new} placed, {len(self.placements) - new} in place, {len(self.routes)} patrols"
        lines = [f"missed: {'; '.join(missed)}"] if missed else []
        return "\n  ".join(["Plan:", *lines, self.status_text, *self.reasons, held])
