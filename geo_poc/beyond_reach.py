"""People at risk whom no base and no candidate site could reach, whatever the budget: told as a finding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding
from maps.wording import share_words
from optimisation.assemble import Assembly
from optimisation.assets import Asset
from optimisation.plan import Site
from optimisation.reaches import Reaches


def beyond_reach(assembly: Assembly, reaches: Reaches, sites: Sequence[Site]) -> tuple[Finding, ...]:
    """Return a warning with the people at risk beyond reach of every base and candidate site.

    Parameters
    ----------
    assembly : Assembly
        Classes of base that its budget has none of are looked at too: they are what a budget changes.
    reaches : Reaches
    sites : sequence of Site
        Of the ground; no budget places anything where a partner stands.
    """
    demand = assembly.demand
    block = assembly.rows.blocks[assembly.reach]
    reachable = np.zeros(demand.cells.size, dtype=np.bool_)
    some = np.diff(assembly.problem.cover.indptr) > 0
    reachable[block.cells[some[assembly.rows.of(assembly.reach)]]] = True
    beyond = demand.at_risk() & ~reachable
    if beyond.any():
        beyond &= ~_with_any_budget(assembly, reaches, sites)
    if not beyond.any():
        return ()
    total = demand.total()
    share = float(total[beyond].sum() / total.sum())
    return (
        Finding(
            "warning",
            f"{demand.people[beyond].sum():,.0f} people at risk in {beyond.sum():,} cells, with "
            f"{share_words(share)} of weighted risk, are beyond reach of every base and "
            "candidate site: no budget changes that",
            "add places, raise candidates.max or lower candidates.spacing_m",
            column="candidates",
        ),
    )


def _with_any_budget(assembly: Assembly, reaches: Reaches, sites: Sequence[Site]) -> NDArray[np.bool_]:
    """Return where classes of base that the budget has none of would reach from the sites."""
    placed = set(zip((a.tool for a in assembly.assets), assembly.in_place.tolist(), strict=True))
    bases = {name: tool for name, tool in reaches.tools.items() if tool.base}
    missing = [tool for name, tool in bases.items() if (name, False) not in placed]
    found = np.zeros(assembly.demand.cells.size, dtype=np.bool_)
    open_to_us = [number for number, site in enumerate(sites) if site.kind != "partner"]
    for tool in missing:
        for site in open_to_us:
            found[reaches.within(Asset(f"{tool.name}:{site}", tool.name, site), tool.reach_min)] = True
    return found
