"""What could be open: every asset a plan may choose, what it requires, excludes and uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import ESCORT, Asset, Tool
from optimisation.demand import Demand
from optimisation.escorts import NO_ESCORTS, Escorts, patrol_days, possible_escorts
from optimisation.plan import Site
from optimisation.reaches import Reaches

ENGAGEMENTS = "engagements"
"""Resource of mediation and political pressure: how many can be kept up at once."""

FLIGHT_HOURS = "helicopter hours"
ESCORTS = "escorts"
"""Resources of what flies, and of teams that go with troops."""


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
        escorts = possible_escorts(
            [asset for asset in assets if reaches.tools[asset.tool].base],
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
        and _routes(reaches, base, route.tool) >= route.route.number
        and _gives_way(base, route, escorts, reaches)
        for base in bases
    )


def _gives_way(base: Asset, route: Asset, escorts: Escorts, reaches: Reaches) -> bool:
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
        if _routes(reaches, assets[number], route.tool) >= route.route.number
        and not _gives_way(assets[number], route, escorts, reaches)
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


def requirements(
    assets: Sequence[Asset],
    in_place: NDArray[np.bool_],
    means: Means,
    reaches: Reaches,
    escorts: Escorts = NO_ESCORTS,
) -> tuple[tuple[int, ...], ...]:
    """Return for each asset those of which one must be open; () = none, as for what stands already."""
    at_site: dict[int, list[int]] = {}
    for number, asset in enumerate(assets):
        if asset.site >= 0 and asset.escort < 0 and reaches.tools[asset.tool].stands == "site":
            at_site.setdefault(asset.site, []).append(number)
    near = {tool.name: _within(tool, assets, means, reaches) for tool in reaches.tools.values() if tool.near}
    found: list[tuple[int, ...]] = []
    for number, asset in enumerate(assets):
        tool = reaches.tools[asset.tool]
        beside = at_site.get(asset.site, [])
        if in_place[number] or tool.stands in ("threat", "district", "partner"):
            found.append(())
        elif asset.escort >= 0:
            lenders = at_site.get(asset.escort, [])
            found.append(tuple(h for h in lenders if assets[h].tool in tool.escorted_by))
        elif tool.stands == "route":
            number_of = 0 if asset.route is None else asset.route.number
            keeps = [h for h in beside if _routes(reaches, assets[h], asset.tool) >= number_of]
            if means.kept(asset.tool) and asset.site in escorts.yielding:
                keeps = [h for h in keeps if _gives_way(assets[h], asset, escorts, reaches)]
            found.append(tuple(keeps))
        elif tool.near:
            found.append(near[asset.tool].get(asset.site, ()))
        else:
            found.append(tuple(h for h in beside if assets[h].tool in tool.hosts))
    return tuple(found)


def _routes(reaches: Reaches, host: Asset, patrol: str) -> int:
    return int(reaches.tools[host.tool].routes.get(patrol, 0))


def _within(
    tool: Tool, assets: Sequence[Asset], means: Means, reaches: Reaches
) -> dict[int, tuple[int, ...]]:
    """Return, by site, the supporting assets from which it is reached in time."""
    if means.site_cells is None:
        return {}
    sites_at: dict[int, list[int]] = {}
    for site, position in enumerate(means.site_cells.tolist()):
        if position >= 0:
            sites_at.setdefault(position, []).append(site)
    found: dict[int, list[int]] = {}
    for number, asset in enumerate(assets):
        if asset.tool in tool.near:
            reached = {asset.site}
            for position in reaches.within(asset, tool.near_min).tolist():
                reached.update(sites_at.get(position, ()))
            for site in sorted(reached):
                found.setdefault(site, []).append(number)
    return {site: tuple(hosts) for site, hosts in found.items()}


def exclusions(assets: Sequence[Asset], reaches: Reaches) -> tuple[tuple[int, ...], ...]:
    """Return the sets of which at most one is open.

    One class of base at a site; one team of a kind at a site, with or without an escort; and of tools that
    are the same people sent another way one.
    """
    groups: dict[tuple[str, int], list[int]] = {}
    for number, asset in enumerate(assets):
        tool = reaches.tools[asset.tool]
        if tool.base:
            groups.setdefault(("base", asset.site), []).append(number)
        elif tool.escorted_by:
            groups.setdefault((f"team {tool.name}", asset.site), []).append(number)
    for tool in reaches.tools.values():
        for other in tool.instead_of:
            for number, asset in enumerate(assets):
                if asset.tool in (tool.name, other) and asset.site >= 0:
                    groups.setdefault((f"{tool.name} or {other}", asset.site), []).append(number)
    return tuple(tuple(members) for members in groups.values() if len(members) > 1)


def uses(
    assets: Sequence[Asset],
    in_place: NDArray[np.bool_],
    means: Means,
    reaches: Reaches,
    *,
    escorts: Escorts = NO_ESCORTS,
    ids: Sequence[str] = (),
) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return the names of the resources, the use of each by each asset, and the stocks.

    What stands uses nothing but patrol-days, which it supplies. Every tool with a counted budget is a
    resource, and so are engagements, helicopter hours, escorts, and the patrol-days of each base that may
    lend one.
    """
    budget = {name: count for name, count in (means.budget or {}).items() if count is not None}
    tools = [reaches.tools[asset.tool] for asset in assets]
    names = [tool for tool in reaches.tools if tool in budget and reaches.tools[tool].stands != "threat"]
    stock = [float(budget[name]) for name in names]
    use = [[float(asset.tool == name) for asset in assets] for name in names]
    if any(tool.stands == "threat" for tool in reaches.tools.values()):
        names.append(ENGAGEMENTS)
        stock.append(float(means.engagements))
        use.append([float(tool.stands == "threat") for tool in tools])
    if any(tool.flight_hours for tool in tools):
        names.append(FLIGHT_HOURS)
        stock.append(means.flight_hours)
        use.append([tool.flight_hours for tool in tools])
    if escorts.assets:
        names.append(ESCORTS)
        stock.append(float(means.escorts))
        use.append([float(asset.escort >= 0) for asset in assets])
    table = np.array(use, dtype=np.float64).reshape(len(names), len(assets)) * ~in_place
    days, spent = patrol_days(assets, escorts, reaches, ids)
    table = np.vstack([table, *(row[None, :] for row in spent)])
    return (*names, *days), table, np.array([*stock, *(0.0 for _ in days)])


def has_access(reaches: Reaches, tool: str, site: int) -> bool:
    """Return whether a tool's personnel can enter a site."""
    table = reaches.tables[tool]
    return bool(table.indptr[site] < table.indptr[site + 1])


def decisions(
    assets: Sequence[Asset],
    in_place: NDArray[np.bool_],
    requires: Sequence[tuple[int, ...]],
    means: Means,
    sites: Sequence[Site],
    reaches: Reaches,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[str, ...]]:
    """Return what is fixed open, what is forbidden, and the forbidden in words."""
    partners = {asset.id for asset in means.partners}
    fixed = in_place | np.array([asset.id in partners for asset in assets], dtype=np.bool_)
    forbidden = np.zeros(len(assets), dtype=np.bool_)
    closed: list[str] = []
    for number, asset in enumerate(assets):
        tool = reaches.tools[asset.tool]
        if tool.stands != "site" or in_place[number]:
            continue
        if asset.escort >= 0:
            forbidden[number] = not requires[number] or not has_access(reaches, ESCORT, asset.site)
        elif not has_access(reaches, asset.tool, asset.site):
            forbidden[number] = True
            closed.append(f"{asset.id}: no access for its personnel at {sites[asset.site].name}")
        elif tool.near and not requires[number]:
            forbidden[number] = True
            words = " or ".join(tool.near)
            closed.append(f"{asset.id}: no {words} could support it within {tool.near_min:g} minutes")
        elif tool.hosts and not requires[number]:
            forbidden[number] = True
    place = {
        (asset.site, asset.tool): n
        for n, asset in enumerate(assets)
        if asset.route is None and asset.escort < 0
    }
    for lock in means.locks:
        if lock.open:
            fixed[place[(lock.site, lock.tool)]] = True
            forbidden[place[(lock.site, lock.tool)]] = False
            continue
        at = np.array([lock.site in (asset.site, asset.escort) for asset in assets])
        forbidden |= at
        fixed &= ~at
        closed.append(f"{sites[lock.site].name}: {lock.reason}")
    routes = [n for n, asset in enumerate(assets) if reaches.tools[asset.tool].stands == "route"]
    for number in routes:
        # A patrol without any base that could run it.
        if not requires[number]:
            forbidden[number] = True
    return fixed, forbidden, tuple(closed)
