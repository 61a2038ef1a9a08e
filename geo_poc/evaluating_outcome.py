"""What an evaluated plan says of itself: placements, patrols, musts not met, what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geo_poc.asset_words import asset_words
from geo_poc.evaluating_hosts import Entry
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.solving import placement_of, planned_engagements, planned_routes
from layers.errors import Finding
from optimisation.assets import Asset, Tool
from optimisation.demand import Demand
from optimisation.evaluate import Evaluation
from optimisation.options import Lock
from optimisation.plan import Plan
from optimisation.problem import Shortfall

EVALUATED = "evaluated"
"""Status of a plan that was given and evaluated: nothing was optimised, so nothing bounds it."""


def in_order(assets: Iterable[Asset], mission: Mission, tools: Mapping[str, Tool]) -> tuple[Asset, ...]:
    """Return assets each once in the optimiser's order, so that equal plans give equal documents."""
    ranks = {name: rank for rank, name in enumerate(tools)}
    threats = {threat.id: rank for rank, threat in enumerate(mission.keys.threat)}
    patrols = {name: rank for rank, name in enumerate(mission.keys.assets)}

    assets = tuple(assets)
    districts = sorted(a.id for a in assets if tools[a.tool].stands == "district")
    supports = {name: rank for rank, name in enumerate(districts)}

    def place(asset: Asset) -> tuple[int, int, int, int]:
        if tools[asset.tool].stands == "district":
            return 3, ranks[asset.tool], supports[asset.id], 0
        if tools[asset.tool].stands == "threat":
            return 2, ranks[asset.tool], threats[asset.id.removeprefix(f"{asset.tool}:")], 0
        if asset.route is not None:
            return 1, patrols[asset.tool], asset.site, asset.route.number
        return 0, ranks[asset.tool], asset.site, asset.escort + 1

    return tuple(sorted({asset.id: asset for asset in assets}.values(), key=place))


def kept_going(
    routes: Sequence[Asset], bases: Sequence[Asset], tools: Mapping[str, Tool]
) -> tuple[Asset, ...]:
    """Return the routes that bases at their sites keep going."""
    keeps: dict[tuple[int, str], int] = {}
    for base in bases:
        for patrol, count in tools[base.tool].routes.items():
            keeps[(base.site, patrol)] = max(keeps.get((base.site, patrol), 0), count)
    return tuple(
        asset
        for asset in routes
        if asset.route is not None and asset.route.number <= keeps.get((asset.site, asset.tool), 0)
    )


def routes_added(
    mission: Mission,
    routes: Sequence[Asset],
    bases: Sequence[Asset],
    own: Sequence[Asset],
    tools: Mapping[str, Tool],
) -> tuple[Asset, ...]:
    """Return the routes to add for bases whose patrols a plan does not give, within the budget.

    Parameters
    ----------
    mission : Mission
    routes : sequence of Asset
        Those laid out for bases.
    bases : sequence of Asset
        Of the plan.
    own : sequence of Asset
        Patrols that the plan gives.
    tools : mapping of name to Tool
    """
    given = {(asset.tool, asset.site) for asset in own}
    free = [r for r in kept_going(routes, bases, tools) if (r.tool, r.site) not in given]
    # A base's first routes are its best: with too few for all, each gets its first before any its second.
    free.sort(key=lambda asset: (0 if asset.route is None else asset.route.number, asset.site, asset.tool))
    added: list[Asset] = []
    for tool in sorted({asset.tool for asset in free}):
        allowed = getattr(mission.keys.budget, tool)
        of_tool = [asset for asset in free if asset.tool == tool]
        left = None if allowed is None else max(0, allowed - sum(asset.tool == tool for asset in own))
        added += of_tool[:left]
    return tuple(added)


def patrol_findings(present: Sequence[Asset], planned: Sequence[Asset], file: str) -> tuple[Finding, ...]:
    """Return that the present is counted with patrols and the plan without, where that is so."""
    driven = sum(asset.route is not None for asset in present)
    if not driven or any(asset.route is not None for asset in planned):
        return ()
    return (
        Finding(
            "warning",
            f"the plan has no patrols, and the present is counted with the {driven} that its bases keep "
            "going: the plan loses what they earn",
            "list its patrols, or evaluate it with --patrols",
            file=file,
            column="route",
        ),
    )


def given_plan(
    entries: Sequence[Entry],
    acts: NDArray[np.bool_],
    evaluation: Evaluation,
    ground: Ground,
    demand: Demand,
    locks: Sequence[Lock],
    *,
    only: bool,
) -> Plan:
    """Return a given plan with the credit it was evaluated to.

    Parameters
    ----------
    entries : sequence of Entry
        All that it holds; what does not act is in it, and said to earn nothing.
    acts : ndarray of bool, by entry
    evaluation : Evaluation
    ground : Ground
    demand : Demand
    locks : sequence of Lock
    only : bool
        It is the whole plan, and not added to what stands today.
    """
    locked = {(lock.site, lock.tool) for lock in locks if lock.open}
    unique = {entry.asset.id: entry for entry in entries}
    placements = [
        placement_of(
            entry.asset,
            ground,
            fixed=entry.in_place or (entry.asset.site, entry.asset.tool) in locked,
            in_place=entry.in_place,
        )
        for entry in unique.values()
        if entry.asset.site >= 0 and entry.asset.route is None
    ]
    assets = [entry.asset for entry in unique.values()]
    base = "it is the whole plan" if only else "it is added to what stands today"
    return Plan(
        status=EVALUATED,
        status_text=f"This plan was given and evaluated, not optimised; {base}.",
        stopped_by="",
        reproducible=True,
        objective=None,
        bound=None,
        gap=None,
        gap_of_gain=None,
        credit=evaluation.credit["total"],
        seed=0,
        placements=tuple(sorted(placements, key=lambda p: (not p.fixed, p.tool, p.id))),
        shortfalls=tuple(
            Shortfall(f"must: {status.name}", status.wanted, status.share)
            for status in evaluation.threats
            if status.priority == "must" and status.share < status.wanted - 1e-9
        ),
        notes=_idle(entries, acts, ground, demand),
        routes=planned_routes(assets, ground, demand),
        engagements=planned_engagements(assets, ground, demand),
    )


def _idle(
    entries: Sequence[Entry], acts: NDArray[np.bool_], ground: Ground, demand: Demand
) -> tuple[str, ...]:
    """Return what of a plan earns nothing, in one sentence."""
    threats = {threat.id: threat.name for threat in demand.threats}
    idle = [entries[int(number)].asset for number in np.flatnonzero(~acts)]
    names = dict.fromkeys(asset_words(asset, ground.sites, threats) for asset in idle)
    if not names:
        return ()
    return (f"In the plan and counted for nothing, since it cannot act as given: {', '.join(names)}.",)
