"""The pipeline: a mission in, a plan and what it reaches out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_poc import translate
from geo_poc.control import NO_CONTROL, Clock, Control
from geo_poc.ground import Ground, choose_sites, named, naming, prepare_ground, survey
from geo_poc.locks import closing_bases, closing_findings, resolve_locks, within_reach_of
from geo_poc.mission import Mission
from geo_poc.solving import plan_of, solve
from layers.errors import Finding
from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.assemble import Assembly, assemble
from optimisation.assets import Tool
from optimisation.demand import Demand
from optimisation.evaluate import Evaluation, Standing, evaluate
from optimisation.plan import Plan, Site
from optimisation.prepare import build_demand
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
    plan : Plan
    present : Evaluation
    evaluation : Evaluation or None
        None when infeasible.
    findings : tuple of Finding
    rejected : tuple of str
        Options ruled out before solving, with reasons.
    seconds : tuple of (stage, seconds)
    """

    mission: Mission
    landscape: Landscape
    risk: Risk
    demand: Demand
    sites: tuple[Site, ...]
    tools: tuple[Tool, ...]
    tables: dict[str, TravelTable]
    plan: Plan
    present: Evaluation
    evaluation: Evaluation | None
    findings: tuple[Finding, ...]
    rejected: tuple[str, ...]
    seconds: tuple[tuple[str, float], ...]


def check(mission: Mission) -> tuple[Finding, ...]:
    """Return every finding of a mission short of travel and placement: what `geo-poc check` prints."""
    with naming(mission):
        landscape, risk, findings = survey(mission)
        return named(mission, (*findings, *siting_findings(mission, landscape, risk)))


def siting_findings(mission: Mission, landscape: Landscape, risk: Risk) -> tuple[Finding, ...]:
    """Return what choosing sites, resolving locks and laying out the threat register have to say.

    Raises
    ------
    InputError
        When any of it cannot be planned on.
    """
    sites, _, findings = choose_sites(mission, landscape, risk)
    locks = resolve_locks(mission, sites)
    build_demand(
        landscape, risk, register=translate.register(mission), weighting=translate.weighting(mission)
    )
    return (*findings, *closing_findings(closing_bases(locks, sites), sites))


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
    keys = mission.keys
    if ground is None:
        ground = prepare_ground(mission, control)
    clock = Clock(control.tell)
    clock.seconds += ground.seconds
    landscape, tools = ground.landscape, translate.tools(mission)
    scale = translate.scale(mission)
    with naming(mission), clock.stage("rows", "building the cover problem"):
        locks = resolve_locks(mission, ground.sites)
        closing = closing_bases(locks, ground.sites)
        demand = build_demand(
            landscape,
            ground.risk,
            register=translate.register(mission),
            weighting=translate.weighting(mission),
            keep_earlier=within_reach_of(closing, ground, tools),
        )
        standing = {number: str(tool) for number, tool in enumerate(landscape.bases["tool"])}
        assembly = assemble(
            demand=demand,
            sites=ground.sites,
            tools=tools,
            scale=scale,
            tables=ground.tables,
            standing=standing,
            locks=locks,
            budget={tool.name: int(getattr(keys.budget, tool.name)) for tool in tools},
            shortfall_penalty=keys.objective.shortfall_penalty,
        )
    with clock.stage("placement", "placing bases and teams"):
        solution, share = solve(mission, assembly, demand, control, effort, time_limit_s, seed)
    plan = plan_of(solution, assembly, ground.sites, tools, seed, share)
    with clock.stage("evaluation", "evaluating the plan and the present"):
        low, high = translate.scale(mission, "low"), translate.scale(mission, "high")

        def evaluated(chosen: NDArray[np.bool_]) -> Evaluation:
            assets = [
                Standing(option.tool, option.site)
                for option, opened in zip(assembly.options, chosen, strict=True)
                if opened
            ]
            return evaluate(
                assets, demand=demand, tools=tools, scale=scale, low=low, high=high, tables=ground.tables
            )

        present = evaluated(assembly.in_place)
        evaluation = evaluated(solution.chosen) if solution.objective is not None else None
    return Outcome(
        mission=mission,
        landscape=landscape,
        risk=ground.risk,
        demand=demand,
        sites=ground.sites,
        tools=tools,
        tables=ground.tables,
        plan=plan,
        present=present,
        evaluation=evaluation,
        findings=named(
            mission,
            (*ground.findings, *closing_findings(closing, ground.sites), *_beyond(assembly, demand)),
        ),
        rejected=assembly.closed,
        seconds=tuple(clock.seconds),
    )


def _beyond(assembly: Assembly, demand: Demand) -> tuple[Finding, ...]:
    """Return what no base and no candidate site could reach, which no plan can change."""
    start, block = assembly.reach_start, assembly.reach_block
    reachable = np.zeros(demand.cells.size, dtype=np.bool_)
    rows = assembly.problem.cover[start : start + block.cells.size]
    reachable[block.cells[np.diff(rows.indptr) > 0]] = True
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
