"""What is decided before solving: what stands, what locks open or close, what has no access or no host."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import ESCORT, Asset
from optimisation.called import any_of_words, standing_words
from optimisation.options import Means
from optimisation.plan import Site
from optimisation.reaches import Reaches


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
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[str, ...], dict[int, str]]:
    """Return what is fixed open, what is forbidden, the forbidden in words, and why of options, by number."""
    partners = {asset.id for asset in means.partners}
    fixed = in_place | np.array([asset.id in partners for asset in assets], dtype=np.bool_)
    forbidden, closed, whys = _unable(assets, in_place, requires, sites, reaches)
    place = {
        (asset.site, asset.tool): n
        for n, asset in enumerate(assets)
        if asset.route is None and asset.escort < 0
    }
    for lock in means.locks:
        if lock.open:
            number = place[(lock.site, lock.tool)]
            fixed[number], forbidden[number] = True, False
            whys[number] = f"locked open: {lock.reason}"
            continue
        at = np.array([lock.site in (asset.site, asset.escort) for asset in assets])
        forbidden |= at
        fixed &= ~at
        whys |= dict.fromkeys(np.flatnonzero(at).tolist(), lock.reason)
        closed.append(f"{sites[lock.site].name}: {lock.reason}")
    for number, asset in enumerate(assets):
        # A patrol without any base that could run it.
        if reaches.tools[asset.tool].stands == "route" and not requires[number]:
            forbidden[number] = True
    return fixed, forbidden, tuple(closed), whys


def _unable(
    assets: Sequence[Asset],
    in_place: NDArray[np.bool_],
    requires: Sequence[tuple[int, ...]],
    sites: Sequence[Site],
    reaches: Reaches,
) -> tuple[NDArray[np.bool_], list[str], dict[int, str]]:
    """Return which assets have no access, support or host where they would stand, what is told, and why."""
    forbidden = np.zeros(len(assets), dtype=np.bool_)
    closed: list[str] = []
    whys: dict[int, str] = {}
    for number, asset in enumerate(assets):
        tool = reaches.tools[asset.tool]
        if tool.stands != "site" or in_place[number]:
            continue
        if asset.escort >= 0:
            forbidden[number] = not requires[number] or not has_access(reaches, ESCORT, asset.site)
        elif not has_access(reaches, asset.tool, asset.site):
            forbidden[number] = True
            whys[number] = "no access for its personnel"
            closed.append(f"{standing_words(asset, sites, reaches.tools)}: {whys[number]}")
        elif tool.near and not requires[number]:
            forbidden[number] = True
            what = standing_words(asset, sites, reaches.tools)
            near = any_of_words(tool.near, reaches.tools)
            whys[number] = f"no {near} could support it within {tool.near_min:g} minutes"
            closed.append(f"{what}: {whys[number]}")
        elif tool.hosts and not requires[number]:
            forbidden[number] = True
            whys[number] = f"no {any_of_words(tool.hosts, reaches.tools)} could host it"
    return forbidden, closed, whys
