"""A mission as a cover problem: its demand, the reach of its tools, its means, its constraints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo_poc import translate, troops
from geo_poc.constraints_on import constraints_on
from geo_poc.ground import Ground
from geo_poc.host_support import supported_assets, without_host_against_itself
from geo_poc.locks import may_close, sites_called, within_reach_of
from geo_poc.mission import Mission
from geo_poc.partners import partner_assets, with_partners
from geo_poc.settled import settled_sites
from geo_poc.view_weights import by_views
from layers.errors import Finding
from layers.landscape import Landscape
from optimisation.assemble import Assembly, assemble
from optimisation.assets import Scale
from optimisation.constraints import Constraints
from optimisation.demand import Demand
from optimisation.options import Lock, Means
from optimisation.plan import Site
from optimisation.prepare import build_demand
from optimisation.prepare_travel import site_positions
from optimisation.reaches import Reaches


@dataclass(frozen=True, slots=True, eq=False)
class Assembled:
    """The reach of every tool under the mission's conditions, its cover problem and rules, what to tell."""

    reaches: Reaches
    assembly: Assembly
    findings: tuple[Finding, ...]
    constraints: Constraints


def assembled(
    mission: Mission, ground: Ground, locks: tuple[Lock, ...], demand: Demand | None = None
) -> Assembled:
    """Return a mission's cover problem on its ground, for a demand other than its own where one is given.

    Raises
    ------
    InputError
        With every constraint that cannot be planned on.
    """
    closing = may_close(mission, ground.sites, locks)
    demand = demand if demand is not None else demand_of(mission, ground, closing)
    reaches = reaches_of(mission, ground, demand)
    means, scale = means_of(mission, ground, demand, locks), scales_of(mission, ground)[0]
    constraints, told = constraints_on(mission, ground, reaches, means=means, locks=locks, scale=scale)
    assembly = assemble(
        demand=demand,
        sites=ground.sites,
        reaches=reaches,
        scale=scale,
        means=means,
        shortfall_penalty=mission.keys.objective.shortfall_penalty,
        constraints=constraints,
    )
    assembly = by_views(mission, ground, assembly, reaches, scale, closing)
    return Assembled(reaches, assembly, (*told, *kept_findings(assembly)), constraints)


def scales_of(mission: Mission, ground: Ground) -> tuple[Scale, Scale, Scale]:
    """Return how credit is counted: with the middle, the low and the high effectiveness."""
    alert = troops.alert_known(mission, ground.landscape)
    middle, low, high = (
        without_host_against_itself(
            with_partners(translate.scale(mission, end, alert=alert), ground.partners),
            mission,
            ground.landscape,
        )
        for end in ("mid", "low", "high")
    )
    return middle, low, high


def demand_of(mission: Mission, ground: Ground, closing: Sequence[int]) -> Demand:
    """Return the demand of a mission in which some bases in place close."""
    return build_demand(
        ground.landscape,
        ground.risk,
        register=translate.register(mission),
        weighting=translate.weighting(mission),
        keep_earlier=within_reach_of(closing, ground, ground.tools),
    )


def reaches_of(mission: Mission, ground: Ground, demand: Demand) -> Reaches:
    """Return the travel of every tool under the caveats and preparation times of the troops at each site."""
    x, y = ground.landscape.grid.project(
        [site.lon for site in ground.sites], [site.lat for site in ground.sites]
    )
    return Reaches(
        demand=demand,
        tools={tool.name: tool for tool in ground.tools},
        tables=ground.tables,
        units=troops.units(mission, ground.landscape, ground.sites),
        site_xy=np.column_stack([x, y]),
        night_factor=mission.keys.hours.night_factor,
        sectors=troops.sectors(ground.landscape, demand),
    )


def means_of(mission: Mission, ground: Ground, demand: Demand, locks: tuple[Lock, ...]) -> Means:
    """Return what the mission has and may add."""
    budget = mission.keys.budget.model_dump()
    engagements, escorts = int(budget.pop("engagements")), int(budget.pop("escorts"))
    return Means(
        standing=troops.standing(ground.landscape),
        budget=budget,
        engagements=engagements,
        locks=locks,
        routes=ground.routes,
        partners=partner_assets(ground.partners, ground.sites, demand),
        site_cells=site_positions(ground.landscape, demand, ground.site_cells),
        supported=supported_assets(mission, ground.landscape, demand),
        settled=settled_sites(ground.landscape, ground.sites),
        escorts=escorts,
        flight_hours=float(budget.pop("helicopter_hours")),
        route_days=mission.keys.patrols.route_days,
        movable=movable(mission, ground.landscape, ground.sites),
    )


def movable(mission: Mission, landscape: Landscape, sites: Sequence[Site]) -> frozenset[str]:
    """Return the classes of base of which one in place may move."""
    going = [rule.site for rule in mission.keys.constraints.release if rule.move_cost is not None]
    tools = landscape.bases["tool"].astype(str).tolist()
    return frozenset(tools[site] for site in sites_called(going, sites) if site < len(tools))


def kept_findings(assembly: Assembly) -> tuple[Finding, ...]:
    """Return what is decided already and breaks a constraint."""
    remedy = "move or close it, or change the constraint"
    return tuple(Finding("warning", words, remedy, column="constraints") for words in assembly.told)
