"""What closing each base of a plan does, one at a time, with all that cannot stand without it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from geo_poc.assembling import means_of
from geo_poc.hand_hosts import all_hosts
from geo_poc.handover_record import handover_rows
from geo_poc.posed import Posed
from optimisation.assemble import open_assets
from optimisation.explain import without
from optimisation.handover import lost_together
from optimisation.problem import CoverProblem


def closings(posed: Posed) -> list[dict[str, Any]]:
    """Return for each base of a plan who loses reach if it closes, who takes over and what closes with it.

    What it alone hosts goes with it, of what stands today too, as in :func:`geo_poc.hand_what_if.what_if`.

    Parameters
    ----------
    posed : Posed
        With a plan.

    Returns
    -------
    list of mapping
        Rows of :func:`geo_poc.handover_record.handover_rows`, with `closes_with` (options, patrols left out)
        and `lose_reach_in_all`: people, those within reach of what closes with it among them; most first.
    """
    assembly, reaches, sites = posed.assembly, posed.reaches, posed.ground.sites
    # What a base passes support on to stays without it, as in a change by hand.
    hosting = replace(posed.problem, requires=_hosts(posed, assembly.hosts))
    classes = {tool.name for tool in posed.ground.tools if tool.base}
    chosen = posed.plan.chosen
    bases = [n for n in np.flatnonzero(chosen).tolist() if assembly.assets[n].tool in classes]
    found = []
    for number in bases:
        closed = without(hosting, chosen, [number])
        left = chosen.copy()
        left[closed] = False
        gone, staying = open_assets(assembly, chosen & ~left), open_assets(assembly, left)
        (row,) = handover_rows([assembly.assets[number]], staying, sites, reaches)
        found.append(
            row
            | {
                "closes_with": posed.listed(closed[closed != number]),
                "lose_reach_in_all": lost_together(gone, staying, reaches),
            }
        )
    return sorted(found, key=lambda row: (-row["lose_reach_in_all"], row["id"]))


def hosting_of(posed: Posed) -> CoverProblem:
    """Return a mission's problem in which what stands today needs its hosts too.

    Parameters
    ----------
    posed : Posed
    """
    return replace(posed.problem, requires=_hosts(posed, None))


def _hosts(posed: Posed, requires: tuple[tuple[int, ...], ...] | None) -> tuple[tuple[int, ...], ...]:
    """Return the hosts of each option, of those that stand too; the others need what is given."""
    means = means_of(posed.mission, posed.ground, posed.assembly.demand, posed.locks)
    return all_hosts(posed.assembly, means, posed.reaches, requires)
