"""The pipeline: a mission in, a plan and what it reaches out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo_poc import translate, troops
from geo_poc.conflicts import conflict_of, told_conflict
from geo_poc.constraints_on import constraints_on
from geo_poc.control import NO_CONTROL, Clock, Control
from geo_poc.ground import Ground, named, naming, survey
from geo_poc.host_support import supported_assets, without_host_against_itself
from geo_poc.locks import may_close, presence_findings, resolve_locks, sites_called, within_reach_of
from geo_poc.mission import Mission
from geo_poc.partners import partner_assets, with_partners
from geo_poc.quieted import weights_without
from geo_poc.settled import settled_sites
from geo_poc.siting import no_candidates, prepare_ground, siting_findings
from geo_poc.solving import plan_of, solve
from geo_poc.view_weights import by_views, views_told
from layers.errors import Finding
from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.assemble import Assembly, assemble, open_assets
from optimisation.assets import Asset, Scale, Tool
from optimisation.demand import Demand
from optimisation.evaluate import Evaluation, evaluate
from optimisation.options import Lock, Means
from optimisation.plan import Plan, Site
from optimisation.prepare import build_demand, people_by_group, site_positions
from optimisation.reaches import Reaches
from optimisation.travel import TravelTable


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Everything a run is written from.

    Parameters
    ----------
    mission : Mission
    landscape : Landscape
    risk : Risk
    demand : Demand
    sites : tuple of Site
        Bases, then candidates.
    tools : tuple of Tool
    tables : mapping of tool to TravelTable
    reaches : Reaches
        Travel under the conditions of the troops at each site.
    assets, present_assets : tuple of Asset
        Open in the plan, and today.
    plan : Plan
    present : Evaluation
    evaluation : Evaluation or None
        None when infeasible.
    findings : tuple of Finding
    rejected : tuple of str
        Options ruled out before solving, with reasons.
    seconds : tuple of (stage, seconds)
    given : Path or None
        File of the plan that was evaluated; None where the plan was made here.
    """

    mission: Mission
    landscape: Landscape
    risk: Risk
    demand: Demand
    sites: tuple[Site, ...]
    tools: tuple[Tool, ...]
    tables: dict[str, TravelTable]
    reaches: Reaches
    assets: tuple[Asset, ...]
    present_assets: tuple[Asset, ...]
    plan: Plan
    present: Evaluation
    evaluation: Evaluation | None
    findings: tuple[Finding, ...]
    rejected: tuple[str, ...]
    seconds: tuple[tuple[str, float], ...]
    given: Path | None = None


def check(mission: Mission) -> tuple[Finding, ...]:
    """Return every finding of a mission short of travel and placement: what `geo-poc check` prints."""
    with naming(mission):
        landscape, risk, findings = survey(mission)
        return named(mission, (*findings, *siting_findings(mission, landscape, risk)))


def make_plan(
    mission: Mission,
    *,
    control: Control = NO_CONTROL,
    effort: int | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    ground: Ground | None = None,
) -> Outcome:
    """Plan a mission: the recommended placement, beside the present.

    Parameters
    ----------
    mission : Mission
    control : Control
    effort : int or None
        Counted work of the optimiser; None = the mission's limits.effort.
    time_limit_s : float or None
        A run ended by it is not reproducible; None = the mission's limits.time_limit_s.
    seed : int
    ground : Ground or None
        Of a scenario that agrees on :data:`GROUND_KEYS`, to save reading it again.

    Raises
    ------
    InputError
        With every finding, when planning would rest on a guess.
    """
    if ground is None:
        ground = prepare_ground(mission, control)
    clock = Clock(control.tell)
    clock.seconds += ground.seconds
    scales = scales_of(mission, ground)
    with naming(mission), clock.stage("rows", "building the cover problem"):
        locks = resolve_locks(mission, ground.sites)
        posed = assembled(mission, ground, locks)
        reaches, assembly = posed.reaches, posed.assembly
        demand = assembly.demand
    with clock.stage("placement", "placing bases, teams and patrols"):
        solution, share = solve(mission, assembly, demand, control, effort, time_limit_s, seed)
    plan = plan_of(solution, assembly, ground, seed, share)
    plan = replace(plan, notes=(*views_told(mission), *plan.notes))
    if solution.status == "infeasible":
        with clock.stage("conflict", "looking for the demands that conflict"):
            limits = mission.keys.limits
            found = conflict_of(
                assembly.problem,
                assembly,
                ground.sites,
                effort=effort if effort is not None else limits.effort,
                time_limit_s=time_limit_s if time_limit_s is not None else limits.time_limit_s,
                control=control,
            )
        plan = told_conflict(plan, found)
    with clock.stage("evaluation", "evaluating the plan and the present"):
        evaluated = evaluator(ground, reaches, scales, mission=mission)
        today = open_assets(assembly, present_choice(assembly))
        opened = open_assets(assembly, solution.chosen)
        present = evaluated(today)
        evaluation = evaluated(opened) if solution.objective is not None else None
    return outcome_on(
        ground,
        reaches,
        plan,
        mission=mission,
        today=(today, present),
        opened=(opened, evaluation),
        findings=(
            *no_candidates(mission, ground.sites),
            *presence_findings(mission, ground.sites, locks),
            *posed.findings,
            *_beyond(assembly, demand),
        ),
        rejected=assembly.closed,
        seconds=clock.seconds,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Assembled:
    """The reach of every tool under the mission's conditions, its cover problem, and what to tell of it."""

    reaches: Reaches
    assembly: Assembly
    findings: tuple[Finding, ...]


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
    return Assembled(reaches, assembly, (*told, *kept_findings(assembly)))


def outcome_on(
    ground: Ground,
    reaches: Reaches,
    plan: Plan,
    *,
    mission: Mission,
    today: tuple[tuple[Asset, ...], Evaluation],
    opened: tuple[tuple[Asset, ...], Evaluation | None],
    findings: Sequence[Finding],
    rejected: tuple[str, ...] = (),
    seconds: Sequence[tuple[str, float]] = (),
    given: Path | None = None,
) -> Outcome:
    """Return what a run is written from: a plan on its ground, with what is open and how it evaluates."""
    return Outcome(
        mission=mission,
        landscape=ground.landscape,
        risk=ground.risk,
        demand=reaches.demand,
        sites=ground.sites,
        tools=ground.tools,
        tables=ground.tables,
        reaches=reaches,
        assets=opened[0],
        present_assets=today[0],
        plan=plan,
        present=today[1],
        evaluation=opened[1],
        findings=named(mission, (*ground.findings, *findings)),
        rejected=rejected,
        seconds=tuple(seconds),
        given=given,
    )


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


def evaluator(
    ground: Ground,
    reaches: Reaches,
    scales: tuple[Scale, Scale, Scale],
    *,
    mission: Mission | None = None,
) -> Callable[[Sequence[Asset]], Evaluation]:
    """Return what evaluates a set of open assets.

    With the mission, closing a base in place is weighed with what stood around it before it fell quiet.
    """
    middle, low, high = scales
    groups = people_by_group(ground.landscape, reaches.demand)
    without = None if mission is None else weights_without(mission, ground, reaches.demand)
    return lambda assets: evaluate(
        assets, reaches=reaches, scale=middle, low=low, high=high, groups=groups, without=without
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


def present_choice(assembly: Assembly) -> NDArray[np.bool_]:
    """Return what acts today: what stands, and partners.

    Nobody hands over which patrols are driven today. Where their number is not budgeted, bases in place keep
    theirs going as they would in a plan, so that a plan does not gain by what is done already.
    """
    partners = [asset.tool.startswith("partner:") for asset in assembly.assets]
    return assembly.in_place | assembly.today | np.array(partners, dtype=np.bool_)


def _beyond(assembly: Assembly, demand: Demand) -> tuple[Finding, ...]:
    """Return what no base and no candidate site could reach, which no plan can change."""
    block = assembly.rows.blocks[assembly.reach]
    reachable = np.zeros(demand.cells.size, dtype=np.bool_)
    some = np.diff(assembly.problem.cover.indptr) > 0
    reachable[block.cells[some[assembly.rows.of(assembly.reach)]]] = True
    beyond = demand.at_risk() & ~reachable
    if not beyond.any():
        return ()
    total = demand.total()
    return (
        Finding(
            "warning",
            f"{demand.people[beyond].sum():,.0f} people at risk in {beyond.sum():,} cells, with "
            f"{total[beyond].sum() / total.sum():.0%} of weighted risk, are beyond reach of every base and "
            "candidate site: no budget changes that",
            "add places, raise candidates.max or lower candidates.spacing_m",
            column="candidates",
        ),
    )
