"""Escorts: which base may lend troops to a team where, and the patrol-days that both cost.

An open base has the patrol-days of the day routes it can keep going; each route driven and each escort lent
takes some of them. Where a plan may have escorts, the last routes of a base that might lend one are options
of their own, so that an escort takes their place; all others go on unasked.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import FREE, Asset, Tool
from optimisation.reaches import Reaches

LENDERS = 3
"""Sites that an escort to one place is looked for at: those with a base today first, then the nearest."""


@dataclass(frozen=True, slots=True, eq=False)
class Escorts:
    """What escorts a plan may have, and which routes would give way to them.

    Parameters
    ----------
    assets : tuple of Asset
        Each team at each site with an escort from each base that could lend it.
    yielding : mapping of site to int
        How many of the last day routes of a base at the site may give way, of each tool of patrol.
    route_days : float
        Patrol-days of a month that one route kept going takes.
    """

    assets: tuple[Asset, ...] = ()
    yielding: Mapping[int, int] = field(default_factory=dict)
    route_days: float = 1.0

    def gives_way(self, base: Tool, site: int, patrol: Tool, number: int) -> bool:
        """Return whether a base's route of a number would give way to an escort."""
        if "day" not in patrol.hours:
            return False
        return number > base.routes.get(patrol.name, 0) - self.yielding.get(site, 0)


NO_ESCORTS = Escorts()


def possible_escorts(
    bases: Sequence[Asset],
    teams: Sequence[Asset],
    *,
    at_once: int,
    route_days: float,
    standing: Sequence[tuple[int, str]],
    site_cells: NDArray[np.int64],
    ids: Sequence[str],
    reaches: Reaches,
) -> Escorts:
    """Return the escorts that a plan may have; troops with a caveat on joint operations lend none.

    Parameters
    ----------
    bases : sequence of Asset
        Bases that could be open.
    teams : sequence of Asset
        What could go with an escort, as it would go without.
    at_once : int
        Escorts that can be kept up at once.
    route_days : float
    standing : sequence of (site, tool)
        What stands today.
    site_cells : ndarray of int64, shape (sites,)
        Demand position of each site, -1 outside the area.
    ids : sequence of str
        Of the sites.
    reaches : Reaches
    """
    if at_once <= 0:
        return NO_ESCORTS
    found: list[Asset] = []
    for name in dict.fromkeys(team.tool for team in teams):
        away = _minutes_away(reaches.tools[name], bases, standing, site_cells, reaches)
        for team in (team for team in teams if team.tool == name):
            near = sorted((*away[lender][team.site], lender) for lender in away if team.site in away[lender])
            found += [
                Asset(f"{team.id}+{ids[lender]}", name, team.site, escort=lender)
                for *_, lender in near[:LENDERS]
            ]
    days = max((reaches.tools[asset.tool].escort_days for asset in found), default=0.0)
    yielding = math.ceil(at_once * days / route_days) if days else 0
    return Escorts(tuple(found), dict.fromkeys(sorted({a.escort for a in found}), yielding), route_days)


def _minutes_away(
    tool: Tool,
    bases: Sequence[Asset],
    standing: Sequence[tuple[int, str]],
    site_cells: NDArray[np.int64],
    reaches: Reaches,
) -> dict[int, dict[int, tuple[bool, int]]]:
    """Return, by lending site, the sites that it can escort to: (no base stands there today, tenths)."""
    sites_at: dict[int, list[int]] = {}
    for site, position in enumerate(site_cells.tolist()):
        if position >= 0:
            sites_at.setdefault(position, []).append(site)
    today = {site for site, name in standing if name in tool.escorted_by}
    found: dict[int, dict[int, tuple[bool, int]]] = {}
    for lender in sorted({base.site for base in bases if base.tool in tool.escorted_by}):
        if not reaches.units.get(lender, FREE).joint:
            continue
        new = lender not in today
        reached = found.setdefault(lender, {lender: (new, 0)})
        positions, tenths = reaches.escort_range(lender, tool.escort_min)
        for position, away in zip(positions.tolist(), tenths.tolist(), strict=True):
            for site in sites_at.get(position, ()):
                reached.setdefault(site, (new, away))
    return found


def patrol_days(
    assets: Sequence[Asset],
    escorts: Escorts,
    reaches: Reaches,
    labels: Sequence[str],
    *,
    budgeted: Collection[str] = (),
) -> tuple[list[str], list[NDArray[np.float64]]]:
    """Return the patrol-days of each base that may lend escorts: names, and what each asset uses.

    A base supplies the days of its routes that may give way; those that go on unasked are not counted at all.
    Of a patrol with a budget every route is chosen and spends days: the base supplies those of all of them.

    Parameters
    ----------
    assets : sequence of Asset
    escorts : Escorts
    reaches : Reaches
    labels : sequence of str
        What each site is called.
    budgeted : collection of str
        Patrols with a budget, none of which goes on unasked.
    """
    names, use = [], []
    for site in escorts.yielding:
        days = [_days(asset, site, escorts, reaches, budgeted) for asset in assets]
        names.append(f"patrol-days of {labels[site]} that escorts may take")
        use.append(np.array(days, dtype=np.float64))
    return names, use


def _days(asset: Asset, site: int, escorts: Escorts, reaches: Reaches, budgeted: Collection[str]) -> float:
    tool = reaches.tools[asset.tool]
    if asset.escort == site:
        return tool.escort_days
    if asset.site != site or asset.escort >= 0:
        return 0.0
    if asset.route is not None:
        return escorts.route_days if "day" in tool.hours else 0.0
    if not tool.base:
        return 0.0
    return -escorts.route_days * sum(
        escorts.gives_way(tool, site, reaches.tools[patrol], number)
        or (patrol in budgeted and "day" in reaches.tools[patrol].hours)
        for patrol, count in tool.routes.items()
        if patrol in reaches.tools
        for number in range(1, count + 1)
    )
