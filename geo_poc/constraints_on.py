"""Every constraint of a mission on its ground: what it says, and what harm flags bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from geo_poc.barring import bars_of
from geo_poc.case import Case
from geo_poc.constraining import constraints_of
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from layers.errors import Finding, raise_errors
from optimisation.assets import Asset, Scale
from optimisation.constraints import Constraints
from optimisation.evaluate import Evaluation
from optimisation.options import Lock, Means
from optimisation.reaches import Reaches


def constraints_on(
    mission: Mission,
    ground: Ground,
    reaches: Reaches,
    *,
    means: Means,
    locks: Sequence[Lock],
    scale: Scale,
    escorted: Sequence[Asset] = (),
) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the mission's constraints on its ground, and what there is to tell of them.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    reaches : Reaches
    means : Means
    locks : sequence of Lock
    scale : Scale
    escorted : sequence of Asset
        Teams with an escort that a plan has, beside those that the means allow.

    Raises
    ------
    InputError
        For names that nothing has.
    """
    found, findings = constraints_of(
        mission, ground.landscape, reaches.demand, tools=ground.tools, sites=ground.sites, locks=locks
    )
    raise_errors(findings)
    today = tuple(Asset(f"{tool}:{ground.sites[site].id}", tool, site) for site, tool in means.standing)
    case = Case(
        mission=mission,
        landscape=ground.landscape,
        demand=reaches.demand,
        sites=ground.sites,
        reaches=reaches,
        scale=scale,
        # Flags that can bar an option look at the ground, never at what a plan reaches.
        evaluation=cast("Evaluation", None),
        assets=today,
        today=today,
    )
    return replace(found, bars=bars_of(case, means, escorted)), findings
