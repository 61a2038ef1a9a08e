"""What of a plan changed by hand can act, and the patrols that its bases keep going unasked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_poc.evaluating_hosts import lacking_words
from geo_poc.hand_session import HandSession
from optimisation.assets import ESCORT, Asset
from optimisation.decisions import has_access
from optimisation.reaches import Reaches


def idle_words(session: HandSession, chosen: NDArray[np.bool_]) -> dict[int, str]:
    """Return the options of a plan that can do nothing, with why: no access, or no host that acts.

    What lacked its host in the session's own plan is left as it is.

    Parameters
    ----------
    session : HandSession
    chosen : ndarray of bool, shape (options,)
    """
    alone = _lacking(session, session.chosen)
    found: dict[int, str] = {}
    assets, tools, sites = session.assembly.assets, session.reaches.tools, session.ground.sites
    acts = chosen.copy()
    for number in np.flatnonzero(chosen & ~session.chosen & ~session.assembly.in_place).tolist():
        asset = assets[number]
        if asset.tool in tools and not _may_enter(asset, session.reaches):
            name = (
                f"the personnel of the {tools[asset.tool].label} have no access to {sites[asset.site].name}"
            )
            found[number] = f"{name}: it earns nothing"
            acts[number] = False
    while True:
        lost = np.flatnonzero(_lacking(session, acts) & ~alone)
        if not lost.size:
            return found
        for number in lost.tolist():
            found[number] = lacking_words(assets[number], sites, tools)[0]
            acts[number] = False


def _may_enter(asset: Asset, reaches: Reaches) -> bool:
    if reaches.tools[asset.tool].stands != "site":
        return True
    return has_access(reaches, asset.tool if asset.escort < 0 else ESCORT, asset.site)


def _lacking(session: HandSession, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the open options that need another of which none is open."""
    lacking = np.zeros(chosen.size, dtype=np.bool_)
    for number in np.flatnonzero(chosen).tolist():
        asset = session.assembly.assets[number]
        tool = session.reaches.tools.get(asset.tool)
        if tool is not None and (tool.hosts or tool.near or tool.stands == "route" or asset.escort >= 0):
            lacking[number] = not chosen[list(session.hosting.requires[number])].any()
    return lacking


def routes_unasked(
    session: HandSession, before: NDArray[np.bool_], after: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return a changed plan with the patrols that its bases keep going unasked, as far as escorts leave days.

    Only at bases that the change opens or closes, or whose escorts it changes; elsewhere they stay.

    Parameters
    ----------
    session : HandSession
    before, after : ndarray of bool, shape (options,)
    """
    assets, budget = session.assembly.assets, session.mission.keys.budget
    touched = {_lender(session, assets[n]) for n in np.flatnonzero(before != after).tolist()} - {-1}
    found = after.copy()
    for site in sorted(touched):
        routes = [
            n
            for n, asset in enumerate(assets)
            if asset.site == site and asset.route is not None and getattr(budget, asset.tool, 0) is None
        ]
        routes.sort(key=lambda n: 0 if (route := assets[n].route) is None else route.number)
        found[routes] = False
        for number in routes:
            found[number] = found[list(session.hosting.requires[number])].any()
            found[number] = found[number] and not _over(session, found, number)
    return found


def _lender(session: HandSession, asset: Asset) -> int:
    """Return the base whose patrols a change of an asset concerns; -1 for none."""
    if asset.escort >= 0:
        return asset.escort
    tool = session.reaches.tools.get(asset.tool)
    return asset.site if tool is not None and tool.base else -1


def _over(session: HandSession, chosen: NDArray[np.bool_], option: int) -> bool:
    """Return whether a plan uses more than there is of something that an option takes."""
    rules = session.rules
    takes = rules.use[:, option] > 0
    return bool((rules.use[takes] @ chosen > rules.stock[takes] + 1e-9).any())
