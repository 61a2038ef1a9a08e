"""Escorts of a given plan: whose troops go with a team, and whether they have patrol-days left for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo_poc.evaluating_hosts import Entry
from geo_poc.evaluating_plan import Told
from geo_poc.ground import Ground
from optimisation.assets import FREE, Asset, Tool
from optimisation.options import Means
from optimisation.reaches import Reaches


def escorted_entries(
    entries: Sequence[Entry], ground: Ground, reaches: Reaches, means: Means, told: Told
) -> list[Entry]:
    """Return the entries with those that ask for an escort in the hands of the base that lends it.

    The base is the one that a row names, else the nearest of the plan that may lend one and has patrol-days
    left: those of the day routes that its class keeps going, less those that the plan drives from there, less
    those of earlier escorts. Without any there is no escort and the team earns nothing. A tool that
    never goes with one is evaluated as without. Routes that no row of the plan names give way.
    """
    left = _days_left(entries, reaches, means)
    found: list[Entry] = []
    for entry in entries:
        row, tool = entry.row, reaches.tools[entry.asset.tool]
        if row is None or not row.escorted or entry.in_place or not tool.escorted_by:
            found.append(entry)
            continue
        lender = _lender(entry, tool, left, ground, reaches, means)
        if lender < 0:
            named = f" {row.escort_from}" if row.escort_from else ""
            told.add(
                "warning",
                f"no base{named} of the plan can escort the {tool.label} there: none within "
                f"{tool.escort_min:g} minutes whose troops lend escorts and have patrol-days left; it earns "
                "nothing",
                "place a base nearer, take a patrol or another escort out, or give the team a host",
                row=row.row,
                column="escorted",
                value=row.label,
            )
            found.append(replace(entry, allowed=False))
            continue
        left[lender] -= tool.escort_days
        site = ground.sites[lender].id
        escorted = replace(entry.asset, id=f"{entry.asset.id}+{site}", escort=lender)
        found.append(replace(entry, asset=escorted))
    return _giving_way(found, left, reaches, means)


def _days_left(entries: Sequence[Entry], reaches: Reaches, means: Means) -> dict[int, float]:
    """Return, by site with a base, the patrol-days that the rows of the plan leave."""
    left: dict[int, float] = {}
    for entry in entries:
        tool = reaches.tools[entry.asset.tool]
        if tool.base:
            routes = sum(n for name, n in tool.routes.items() if _by_day(reaches, name))
            left[entry.asset.site] = max(left.get(entry.asset.site, 0.0), means.route_days * routes)
    for entry in entries:
        asset = entry.asset
        if asset.route is not None and entry.row is not None and _by_day(reaches, asset.tool):
            left[asset.site] = left.get(asset.site, 0.0) - means.route_days
    return left


def _by_day(reaches: Reaches, patrol: str) -> bool:
    return patrol in reaches.tools and "day" in reaches.tools[patrol].hours


def _lender(
    entry: Entry, tool: Tool, left: dict[int, float], ground: Ground, reaches: Reaches, means: Means
) -> int:
    """Return the site whose base escorts, -1 where none can."""
    row, cells = entry.row, means.site_cells
    wanted = "" if row is None else row.escort_from.casefold()
    at = -1 if cells is None else int(cells[entry.asset.site])
    best: tuple[int, int] | None = None
    for site, days in sorted(left.items()):
        named = {ground.sites[site].id.casefold(), ground.sites[site].name.casefold()}
        if (wanted and wanted not in named) or days < tool.escort_days:
            continue
        if not reaches.units.get(site, FREE).joint:
            continue
        positions, tenths = reaches.escort_range(site, tool.escort_min)
        near = tenths[positions == at]
        away = 0 if site == entry.asset.site else int(near[0]) if near.size else -1
        if away >= 0 and (best is None or (away, site) < best):
            best = (away, site)
    return -1 if best is None else best[1]


def _giving_way(entries: list[Entry], left: dict[int, float], reaches: Reaches, means: Means) -> list[Entry]:
    """Return the entries without the last routes that nobody named, where an escort has taken their days."""
    lending = {entry.asset.escort for entry in entries if entry.asset.escort >= 0}
    gone: set[str] = set()
    for site in lending:
        unnamed: list[Asset] = [
            entry.asset
            for entry in entries
            if entry.row is None and entry.asset.site == site and _driven_by_day(entry.asset, reaches)
        ]
        unnamed.sort(key=lambda asset: -(asset.route.number if asset.route else 0))
        days = left[site]
        kept = int(days // means.route_days)
        gone |= {asset.id for asset in unnamed[: max(0, len(unnamed) - kept)]}
    return [entry for entry in entries if entry.asset.id not in gone]


def _driven_by_day(asset: Asset, reaches: Reaches) -> bool:
    return asset.route is not None and _by_day(reaches, asset.tool)
