"""What could be open: every asset a plan may choose, what it requires, excludes and uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding
from optimisation.assets import Asset, Tool
from optimisation.demand import Demand
from optimisation.plan import Site
from optimisation.reaches import Reaches

ENGAGEMENTS = "engagements"
"""Resource of mediation and political pressure: how many can be kept up at once."""


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
    """

    standing: tuple[tuple[int, str], ...] = ()
    budget: Mapping[str, int | None] | None = None
    engagements: int = 0
    locks: tuple[Lock, ...] = ()
    routes: tuple[Asset, ...] = ()
    partners: tuple[Asset, ...] = ()
    site_cells: NDArray[np.int64] | None = None

    def may_add(self, tool: str) -> bool:
        """Return whether the budget allows a new one."""
        allowed = (self.budget or {}).get(tool, 0)
        return allowed is None or allowed > 0

    def kept(self, patrol: str) -> bool:
        """Return whether bases keep all their patrols of a tool going: their number has no budget."""
        return patrol in (self.budget or {}) and (self.budget or {})[patrol] is None


def possible_assets(
    means: Means, sites: Sequence[Site], demand: Demand, reaches: Reaches
) -> tuple[Asset, ...]:
    """Return every asset that could be open, tool after tool in the order of the tools.

    Tools that stand at sites come first, then patrols, engagements and partners. A tool without a budget is
    possible only where it stands or is locked open.
    """
    named = {*means.standing, *((lock.site, lock.tool) for lock in means.locks if lock.open)}
    assets: list[Asset] = []
    for tool in reaches.tools.values():
        if tool.stands == "site":
            assets += [
                Asset(f"{tool.name}:{site.id}", tool.name, number)
                for number, site in enumerate(sites)
                if site.kind != "partner" and (means.may_add(tool.name) or (number, tool.name) in named)
            ]
    assets += [route for route in means.routes if not means.kept(route.tool) and means.may_add(route.tool)]
    if means.engagements > 0:
        assets += [
            asset
            for tool in reaches.tools.values()
            if tool.stands == "threat"
            for asset in engagement_assets(tool, demand)
        ]
    return (*assets, *means.partners)


def carried_routes(assets: Sequence[Asset], means: Means, reaches: Reaches) -> tuple[tuple[int, Asset], ...]:
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
    )


def engagement_assets(tool: Tool, demand: Demand) -> list[Asset]:
    """Return one engagement for each threat of the register that has an interlocutor for this tool."""
    return [
        Asset(f"{tool.name}:{threat.id}", tool.name, cells=threat.cells, source=threat.source)
        for threat in demand.threats
        if tool.name in threat.interlocutors and threat.source in demand.weights
    ]


def requirements(
    assets: Sequence[Asset], in_place: NDArray[np.bool_], means: Means, reaches: Reaches
) -> tuple[tuple[int, ...], ...]:
    """Return for each asset those of which one must be open; () = none, as for what stands already."""
    at_site: dict[int, list[int]] = {}
    for number, asset in enumerate(assets):
        if asset.site >= 0 and reaches.tools[asset.tool].stands == "site":
            at_site.setdefault(asset.site, []).append(number)
    near = {tool.name: _within(tool, assets, means, reaches) for tool in reaches.tools.values() if tool.near}
    found: list[tuple[int, ...]] = []
    for number, asset in enumerate(assets):
        tool = reaches.tools[asset.tool]
        beside = at_site.get(asset.site, [])
        if in_place[number] or tool.stands in ("threat", "partner"):
            found.append(())
        elif tool.stands == "route":
            number_of = 0 if asset.route is None else asset.route.number
            keeps = [h for h in beside if _routes(reaches, assets[h], asset.tool) >= number_of]
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
    """Return the sets of which at most one is open: one class of base at a site."""
    bases: dict[int, list[int]] = {}
    for number, asset in enumerate(assets):
        if reaches.tools[asset.tool].base:
            bases.setdefault(asset.site, []).append(number)
    return tuple(tuple(members) for members in bases.values() if len(members) > 1)


def uses(
    assets: Sequence[Asset], in_place: NDArray[np.bool_], means: Means, reaches: Reaches
) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return the names of the resources, the use of each by each asset, and the stocks.

    What stands uses nothing. Every tool with a counted budget is a resource, and so are engagements.
    """
    budget = {name: count for name, count in (means.budget or {}).items() if count is not None}
    names = [tool for tool in reaches.tools if tool in budget and reaches.tools[tool].stands != "threat"]
    stock = [float(budget[name]) for name in names]
    use = [[float(asset.tool == name) for asset in assets] for name in names]
    if any(tool.stands == "threat" for tool in reaches.tools.values()):
        names.append(ENGAGEMENTS)
        stock.append(float(means.engagements))
        use.append([float(reaches.tools[asset.tool].stands == "threat") for asset in assets])
    new = ~in_place
    table = np.array(use, dtype=np.float64).reshape(len(names), len(assets)) * new
    return tuple(names), table, np.array(stock)


def unusable(means: Means, sites: Sequence[Site], reaches: Reaches) -> list[Finding]:
    """Return the standing tools nobody knows, and the locks that open a site its personnel may not enter."""
    known = [tool.name for tool in reaches.tools.values() if tool.stands == "site"]
    found = [
        Finding(
            "error",
            f"{sites[site].name} stands as a tool that this mission does not know",
            f"use one of {', '.join(known)} in the column tool of the bases",
            column="layers.bases",
            value=tool,
        )
        for site, tool in means.standing
        if tool not in known
    ]
    found += [
        Finding(
            "error",
            f"{sites[lock.site].name} is locked open for {lock.tool}, whose personnel have no access there",
            "remove the lock, or the restriction",
            column="site",
            value=lock.reason,
        )
        for lock in means.locks
        if lock.open
        and (lock.site, lock.tool) not in means.standing
        and lock.tool in known
        and not has_access(reaches, lock.tool, lock.site)
    ]
    return found


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
        if not has_access(reaches, asset.tool, asset.site):
            forbidden[number] = True
            closed.append(f"{asset.id}: no access for its personnel at {sites[asset.site].name}")
        elif tool.near and not requires[number]:
            forbidden[number] = True
            words = " or ".join(tool.near)
            closed.append(f"{asset.id}: no {words} could support it within {tool.near_min:g} minutes")
        elif tool.hosts and not requires[number]:
            forbidden[number] = True
    place = {(asset.site, asset.tool): n for n, asset in enumerate(assets) if asset.route is None}
    for lock in means.locks:
        if lock.open:
            fixed[place[(lock.site, lock.tool)]] = True
            forbidden[place[(lock.site, lock.tool)]] = False
            continue
        at = np.array([asset.site == lock.site for asset in assets])
        forbidden |= at
        fixed &= ~at
        closed.append(f"{sites[lock.site].name}: {lock.reason}")
    routes = [n for n, asset in enumerate(assets) if reaches.tools[asset.tool].stands == "route"]
    for number in routes:
        # A patrol without any base that could run it.
        if not requires[number]:
            forbidden[number] = True
    return fixed, forbidden, tuple(closed)
