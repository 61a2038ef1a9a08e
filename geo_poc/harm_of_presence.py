"""Harm to who is there already: who gives the alert, who acts locally."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo_poc.case import Case
from geo_poc.distances import actors_of, demand_cell_of_site, demand_cells_of
from geo_poc.harm_flag import Flag, site_flag
from layers.landscape import Source
from optimisation.assets import whole_tenths

WATCHED: tuple[Source, ...] = ("state", "armed_group")
"""Sources of threat that punish who speaks to a mission."""


def informants(case: Case) -> Iterator[Flag]:
    """Yield each tool of alert in a cell whose risk a state or an armed group dominates."""
    least = case.mission.keys.harm.dominates
    total = case.demand.total()
    for asset in case.assets:
        tool = case.reaches.tools[asset.tool]
        alert = tool.service == "alert" and tool.stands == "site"
        where = demand_cell_of_site(case, asset) if alert else -1
        if where < 0 or total[where] <= 0:
            continue
        shares = {name: float(weight[where] / total[where]) for name, weight in case.demand.weights.items()}
        source = max(shares, key=lambda name: (shares[name], name))
        if source in WATCHED and shares[source] >= least:
            yield site_flag(
                "informants",
                case.sites[asset.site],
                shares[source],
                f"share of risk from {source}",
                f"who gives the alert may be punished for it: {source.replace('_', ' ')} violence dominates "
                "the risk here; agree with them on discretion, ways to report and a way out before it begins",
                about=asset.tool,
            )


def substitution(case: Case) -> Iterator[Flag]:
    """Yield each new team within whose reach a community actor works already."""
    local = actors_of(case, "community")
    cells = [demand_cells_of(case, geometry) for geometry in local.geometry] if len(local) else []
    for asset in case.new() if cells else ():
        tool = case.reaches.tools[asset.tool]
        if tool.tier != 1 or tool.service == "alert":
            continue
        positions, tenths = case.reaches.pairs(asset)
        inside = tenths <= whole_tenths(tool.reach_min)
        soonest = [tenths[inside & np.isin(positions, own)] for own in cells]
        near = [float(found.min()) / 10 for found in soonest if found.size]
        if near:
            yield site_flag(
                "substitution",
                case.sites[asset.site],
                min(near),
                "minutes",
                f"community actors within the team's reach: {len(near)}. Ask what they do and want, and "
                "support it rather than replace it",
                about=asset.tool,
            )
