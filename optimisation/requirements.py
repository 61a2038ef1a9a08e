"""What options need of each other: hosts at their site, support from near, and what they exclude."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset, Tool
from optimisation.escorts import NO_ESCORTS, Escorts
from optimisation.options import Means, gives_way, routes_kept
from optimisation.reaches import Reaches


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
            keeps = [h for h in beside if routes_kept(reaches, assets[h], asset.tool) >= number_of]
            if means.kept(asset.tool) and asset.site in escorts.yielding:
                keeps = [h for h in keeps if gives_way(assets[h], asset, escorts, reaches)]
            found.append(tuple(keeps))
        elif tool.near:
            found.append(near[asset.tool].get(asset.site, ()))
        else:
            found.append(tuple(h for h in beside if assets[h].tool in tool.hosts))
    return tuple(found)


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
