"""What hosts each option of a plan to change by hand, of what stands today too."""

from __future__ import annotations

import numpy as np

from optimisation.assemble import Assembly
from optimisation.options import Means
from optimisation.reaches import Reaches
from optimisation.releases import is_decision
from optimisation.requirements import requirements


def all_hosts(
    assembly: Assembly,
    means: Means,
    reaches: Reaches,
    requires: tuple[tuple[int, ...], ...] | None = None,
) -> tuple[tuple[int, ...], ...]:
    """Return the hosts of each option, of those that stand too: a change may take away the one they have.

    Parameters
    ----------
    assembly : Assembly
    means : Means
    reaches : Reaches
    requires : tuple of tuples of int, or None
        What options need that do not stand; None = as the problem has it, with hubs that constraints ask for.
    """
    assets, found = assembly.assets, list(requires or assembly.problem.requires)
    needy = [
        n
        for n in np.flatnonzero(assembly.in_place).tolist()
        if (tool := reaches.tools.get(assets[n].tool)) is not None and (tool.hosts or tool.near)
    ]
    hosts = {name for n in needy for name in reaches.tools[assets[n].tool].hosts}
    near = {name for n in needy for name in reaches.tools[assets[n].tool].near}
    sites = {assets[n].site for n in needy}
    part = sorted(
        {
            *needy,
            *(
                n
                for n, asset in enumerate(assets)
                if asset.escort < 0 and (asset.tool in near or (asset.tool in hosts and asset.site in sites))
            ),
        }
    )
    part_of = requirements([assets[n] for n in part], np.zeros(len(part), dtype=np.bool_), means, reaches)
    for number, some in zip(part, part_of, strict=True):
        if assembly.in_place[number]:
            found[number] = tuple(part[host] for host in some)
    # A decision about a base follows what stands; nothing of it hosts another.
    return tuple(() if is_decision(asset) else some for asset, some in zip(assets, found, strict=True))
