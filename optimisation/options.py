"""What could be open: every asset a plan may choose, and the patrols that go with an open base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset, Tool
from optimisation.demand import Demand
from optimisation.escorts import NO_ESCORTS, Escorts, possible_escorts
from optimisation.plan import Site
from optimisation.reaches import Reaches


@dataclass(frozen=True, slots=True)
class Lock:
    """A decision taken before solving: a tool at a site, with its written reason."""

    site: int
    tool: str
    open: bool
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """What a mission has and may add.

    Parameters
    ----------
    standing : tuple of (site, tool)
        What stands today; kept open unless a lock closes it.
    budget : mapping of tool to int or None
        How many new ones may be placed; None = as many as their hosts keep. A tool left out has none.
    engagements : int
        Mediation and pressure that can be kept up at once.
    locks : tuple of Lock
    routes : tuple of Asset
        Patrols that a base at their site could keep going. Where a patrol tool's budget is None every open
        base keeps its own going, and they are no choice of their own.
    partners : tuple of Asset
        Others in place whose credit counts.
    site_cells : ndarray of int64, shape (sites,)
        Demand position of each site, -1 outside the area: for support within a time.
    supported : tuple of Asset
        Support to host police and justice that may be given: on the cells of a district.
    settled : frozenset of int, or None
        Sites that are settlements, or of displaced people; None = all.
    escorts : int
        Escorts that can be kept up at once.
    flight_hours : float
        Helicopter hours of a month.
    route_days : float
        Patrol-days of a month that a route kept going takes.
    movable : frozenset of str
        Classes of base of which one in place may move: it may be new elsewhere without a budget.
    """

    standing: tuple[tuple[int, str], ...] = ()
    budget: Mapping[str, int | None] | None = None
    engagements: int = 0
    locks: tuple[Lock, ...] = ()
    routes: tuple[Asset, ...] = ()
    partners: tuple[Asset, ...] = ()
    site_cells: NDArray[np.int64] | None = None
    supported: tuple[Asset, ...] = ()
    settled: frozenset[int] | None = None
    escorts: int = 0
    flight_hours: float = 0.0
    route_days: float = 1.0
    movable: frozenset[str] = frozenset()

    def may_add(self, tool: str) -> bool:
        """Return whether the budget allows a new one."""
        allowed = (self.budget or {}).get(tool, 0)
        return allowed is None or allowed > 0 or tool in self.movable

    def kept(self, patrol: str) -> bool:
        """Return whether bases keep all their patrols of a tool going: their number has no budget."""
        return patrol in (self.budget or {}) and (self.budget or {})[patrol] is None


def possible_assets(
    means: Means, sites: Sequence[Site], demand: Demand, reaches: Reaches
) -> tuple[tuple[Asset, ...], Escorts]:
    """Return every asset that could be open, tool after tool in the order of the tools, and the escorts.

    Tools that stand at sites come first, then teams with an escort, patrols, engagements, support and
    partners. A tool without a budget is possible only where it stands or is locked open.
    """
    assets = _standing_assets(means, sites, reaches)
    escorts = NO_ESCORTS
    if means.site_cells is not None:
        closed = {(lock.site, lock.tool) for lock in means.locks if not lock.open}
        escorts = possible_escorts(
            [a for a in assets if reaches.tools[a.tool].base and (a.site, a.tool) not in closed],
            [asset for asset in assets if reaches.tools[asset.tool].escorted_by],
            at_once=means.escorts,
            route_days=means.route_days,
            standing=means.standing,
            site_cells=means.site_cells,
            ids=[site.id for site in sites],
            reaches=reaches,
        )
    bases = [asset for asset in assets if reaches.tools[asset.tool].base]
    assets += escorts.assets
    assets += [route for route in means.routes if _is_option(route, bases, means, escorts, reaches)]
    if means.engagements > 0:
        assets += [
            asset
            for tool in reaches.tools.values()
            if tool.stands == "threat"
            for asset in engagement_assets(tool, demand)
        ]
    assets += [asset for asset in means.supported if means.may_add(asset.tool)]
    return (*assets, *means.partners), escorts


def _standing_assets(means: Means, sites: Sequence[Site], reaches: Reaches) -> list[Asset]:
    """Return what could stand at sites."""
    named = {*means.standing, *((lock.site, lock.tool) for lock in means.locks if lock.open)}
    return [
        Asset(f"{tool.name}:{site.id}", tool.name, number)
        for tool in reaches.tools.values()
        if tool.stands == "site"
        for number, site in enumerate(sites)
        if site.kind != "partner"
        and (
            (number, tool.name) in named
            or (means.may_add(tool.name) and not (tool.settled and _unsettled(number, means)))
        )
    ]


def _unsettled(site: int, means: Means) -> bool:
    return means.settled is not None and site not in means.settled


def _is_option(
    route: Asset, bases: Sequence[Asset], means: Means, escorts: Escorts, reaches: Reaches
) -> bool:
    """Return whether a patrol is a choice: its tool has a budget, or it may give way to an escort."""
    if not means.kept(route.tool):
        return means.may_add(route.tool)
    return any(
        route.route is not None
        and base.site == route.site
        and route.site in escorts.yielding
        and routes_kept(reaches, base, route.tool) >= route.route.number
        and gives_way(base, route, escorts, reaches)
        for base in bases
    )


def gives_way(base: Asset, route: Asset, escorts: Escorts, reaches: Reaches) -> bool:
    """Return whether a base's route would give way to an escort."""
    number = 0 if route.route is None else route.route.number
    return route.site in escorts.yielding and escorts.gives_way(
        reaches.tools[base.tool], base.site, reaches.tools[route.tool], number
    )


def carried_routes(
    assets: Sequence[Asset], means: Means, reaches: Reaches, escorts: Escorts = NO_ESCORTS
) -> tuple[tuple[int, Asset], ...]:
    """Return (position of a base, route) for every patrol that an open base keeps going unasked."""
    at_site: dict[int, list[int]] = {}
    for number, asset in enumerate(assets):
        if reaches.tools[asset.tool].base:
            at_site.setdefault(asset.site, []).append(number)
    return tuple(
        (number, route)
        for route in means.routes
        if route.route is not None and means.kept(route.tool)
        for number in at_site.get(route.site, ())
        if routes_kept(reaches, assets[number], route.tool) >= route.route.number
        and not gives_way(assets[number], route, escorts, reaches)
    )


def going_today(
    assets: Sequence[Asset], in_place: NDArray[np.bool_], means: Means, reaches: Reaches
) -> NDArray[np.bool_]:
    """Return the patrols among the options that bases in place keep going today, lending no escort."""
    keeps: dict[tuple[int, str], int] = {}
    for number in np.flatnonzero(in_place).tolist():
        for patrol, count in reaches.tools[assets[number].tool].routes.items():
            keeps[(assets[number].site, patrol)] = count
    return np.array(
        [
            asset.route is not None
            and means.kept(asset.tool)
            and asset.route.number <= keeps.get((asset.site, asset.tool), 0)
            for asset in assets
        ],
        dtype=np.bool_,
    )


def engagement_assets(tool: Tool, demand: Demand) -> list[Asset]:
    """Return one engagement for each threat of the register that has an interlocutor for this tool."""
    return [
        Asset(f"{tool.name}:{threat.id}", tool.name, cells=threat.cells, source=threat.source)
        for threat in demand.threats
        if tool.name in threat.interlocutors and threat.source in demand.weights
    ]


def routes_kept(reaches: Reaches, host: Asset, patrol: str) -> int:
    """Return how many routes of a tool of patrol a base keeps going."""
    return int(reaches.tools[host.tool].routes.get(patrol, 0))
