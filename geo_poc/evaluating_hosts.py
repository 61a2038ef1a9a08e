"""What of a given plan can act: assets whose host or support is missing earn nothing, and it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo_poc.evaluating_plan import PlanRow, Told
from geo_poc.ground import Ground
from optimisation.assets import ESCORT, Asset, Tool
from optimisation.called import any_of_words
from optimisation.decisions import has_access
from optimisation.options import Means
from optimisation.plan import Site
from optimisation.reaches import Reaches
from optimisation.requirements import requirements

PATROL = "patrol"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An asset of a plan, with the row that names it.

    Parameters
    ----------
    asset : Asset
    row : PlanRow or None
        None for what stands today and no row names.
    in_place : bool
        Stands today.
    allowed : bool
        Nothing forbids it to act.
    """

    asset: Asset
    row: PlanRow | None
    in_place: bool = False
    allowed: bool = True


def acting(
    entries: Sequence[Entry],
    today: Sequence[Asset],
    *,
    ground: Ground,
    reaches: Reaches,
    means: Means,
    told: Told,
) -> NDArray[np.bool_]:
    """Return which entries act, and tell which do not and why.

    An asset that needs a host, a base in support, or a base at its site acts where one of them acts. What
    stands today without any is left as it is; what would lose the one it has is not.

    Parameters
    ----------
    entries : sequence of Entry
    today : sequence of Asset
        What stands today.
    ground, reaches, means
        As the optimiser has them.
    told : Told
    """
    assets = [entry.asset for entry in entries]
    able = np.array([entry.allowed for entry in entries], dtype=np.bool_)
    able &= _with_access(entries, ground, reaches, told)
    alone = _unsupported(today, np.ones(len(today), dtype=np.bool_), reaches, means)
    exempt = {today[number].id for number in np.flatnonzero(alone).tolist()}
    free = np.array([entry.in_place and entry.asset.id in exempt for entry in entries], dtype=np.bool_)
    acts = able.copy()
    while True:
        lost = acts & ~free & _unsupported(assets, acts, reaches, means)
        if not lost.any():
            break
        acts &= ~lost
    for number in np.flatnonzero(able & ~acts).tolist():
        _tell(entries[number], ground, reaches.tools, told)
    return acts


def _unsupported(
    assets: Sequence[Asset], acts: NDArray[np.bool_], reaches: Reaches, means: Means
) -> NDArray[np.bool_]:
    """Return which assets need another one of which none acts."""
    # How many routes a base keeps going is another rule: any of them needs only the base.
    kept = {patrol for tool in reaches.tools.values() for patrol, count in tool.routes.items() if count}
    firsts = [
        asset
        if asset.route is None
        else replace(
            asset,
            # A kind of patrol that no base keeps going by itself is driven by whom keeps any going.
            tool=asset.tool if asset.tool in kept or PATROL not in reaches.tools else PATROL,
            route=replace(asset.route, number=1),
        )
        for asset in assets
    ]
    hosts = requirements(firsts, np.zeros(len(assets), dtype=np.bool_), means, reaches)
    return np.array(
        [
            (_needs(reaches.tools[asset.tool]) or asset.escort >= 0) and not any(acts[host] for host in found)
            for asset, found in zip(assets, hosts, strict=True)
        ],
        dtype=np.bool_,
    )


def _needs(tool: Tool) -> bool:
    return bool(tool.hosts or tool.near) or tool.stands == "route"


def _with_access(entries: Sequence[Entry], ground: Ground, reaches: Reaches, told: Told) -> NDArray[np.bool_]:
    """Return which entries stand where their personnel may go."""
    open_to = np.ones(len(entries), dtype=np.bool_)
    for number, entry in enumerate(entries):
        asset, tool = entry.asset, reaches.tools[entry.asset.tool]
        escorted = asset.escort >= 0
        enters = ESCORT if escorted else asset.tool
        if tool.stands != "site" or entry.in_place or has_access(reaches, enters, asset.site):
            continue
        open_to[number] = False
        told.add(
            "warning",
            f"the personnel of the {tool.label} have no access to {ground.sites[asset.site].name}: it earns "
            "nothing",
            "place it elsewhere, or have the restriction lifted",
            row=_row(entry),
            column="tool",
            value=asset.id,
        )
    return open_to


def lacking_words(asset: Asset, sites: Sequence[Site], tools: Mapping[str, Tool]) -> tuple[str, str]:
    """Return that an asset earns nothing for want of a host, a base in support or a base, and the remedy.

    Parameters
    ----------
    asset : Asset
    sites : sequence of Site
    tools : mapping of name to Tool
    """
    tool = tools[asset.tool]
    name = sites[asset.site].name
    if asset.escort >= 0:
        need = f"no {any_of_words(tool.escorted_by, tools)} stands at {sites[asset.escort].name} to escort it"
        return f"the {tool.label} at {name} earns nothing: {need}", "add the base, or have another escort it"
    if tool.stands == "route":
        need, remedy = "no base that keeps such patrols going stands", "add the base, or start at another"
    elif tool.near:
        need = f"no {any_of_words(tool.near, tools)} supports it within {tool.near_min:g} minutes"
        remedy = f"place a {any_of_words(tool.near, tools)} nearer, or move it"
    else:
        need = f"no {any_of_words(tool.hosts, tools)} that could host it stands"
        remedy = f"add a {any_of_words(tool.hosts, tools)} at its site, or move it to one"
    there = "" if tool.near else " there"
    return f"the {tool.label} at {name} earns nothing: {need}{there}", remedy


def _tell(entry: Entry, ground: Ground, tools: Mapping[str, Tool], told: Told) -> None:
    message, remedy = lacking_words(entry.asset, ground.sites, tools)
    told.add("warning", message, remedy, row=_row(entry), column="tool", value=entry.asset.id)


def _row(entry: Entry) -> int | None:
    return None if entry.row is None else entry.row.row
