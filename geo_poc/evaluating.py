"""Any plan evaluated, a human's too: its rows at sites, on threats and on patrol, beside the present."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_poc.asked_values import PATH, check_call, check_kinds
from geo_poc.assembling import demand_of, means_of, reaches_of, scales_of
from geo_poc.control import NO_CONTROL, Clock, Control
from geo_poc.evaluating_budget import budget_left, budget_uses, freed_by, patrol_days_uses
from geo_poc.evaluating_constraints import tell_constraints
from geo_poc.evaluating_course import Course, Given, course_of, patrolled_sites, read_given
from geo_poc.evaluating_entries import engagement_entries, support_entries
from geo_poc.evaluating_escorts import escorted_entries
from geo_poc.evaluating_hosts import Entry, acting
from geo_poc.evaluating_outcome import given_plan, in_order, kept_going, patrol_findings, routes_added
from geo_poc.evaluating_plan import PlanSource, Told, read_plan
from geo_poc.evaluating_row_rules import new_units
from geo_poc.evaluating_rules import tell_breaches
from geo_poc.evaluating_traces import trace_patrols
from geo_poc.evaluator import evaluator
from geo_poc.ground import Ground, choose_ground, naming, travelled
from geo_poc.locks import closing_findings, may_close, presence_findings
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome, outcome_on
from geo_poc.planning import Planned, run_of
from geo_poc.siting import check_constraints
from layers.errors import Finding
from optimisation.assets import Asset, Tool
from optimisation.demand import Demand
from optimisation.options import Means
from optimisation.reaches import Reaches

_PLAN = {"plan": ((*PATH, pd.DataFrame), "give a file or run folder as text or Path, or a DataFrame")}


def evaluate(
    mission: Mission,
    plan: PlanSource,
    *,
    only: bool = False,
    patrols: bool = False,
    control: Control = NO_CONTROL,
) -> Outcome:
    """Evaluate a plan that somebody made, beside the present.

    Parameters
    ----------
    mission : Mission
    plan : str, Path or DataFrame
        GeoJSON, GeoPackage, xlsx or csv, a run folder, or a table with the same columns: what
        :func:`layers.sources.plan_file.read_plan_file` reads.
    only : bool
        The plan is the whole one: bases in place that it leaves out are closed. Else it is added to what
        stands today.
    patrols : bool
        The plan's bases without patrols of their own in it keep going those that the planner lays out.
    control : Control

    Returns
    -------
    Outcome
        Its plan has the status "evaluated", and neither objective nor bound: nothing was optimised. Rules
        of the mission that it breaks are warnings among the findings.

    Raises
    ------
    InputError
        With every fault of the file, and every row that makes no sense.
    """
    check_call(mission, control)
    check_kinds({"plan": plan}, _PLAN)
    read_plan(mission, plan)  # what is wrong with the file itself is told before layers are read
    clock = Clock(control.tell)
    sited = choose_ground(mission, clock)
    with naming(mission), clock.stage("plan", "placing the rows of the plan"):
        given = read_given(mission, sited, plan)
        course = course_of(mission, sited, given, only=only)
    sited = replace(sited, sites=given.placed.sites, cells=given.placed.cells)
    check_constraints(mission, sited, course.locks)
    patrolled = patrolled_sites(mission, course, patrols=patrols)
    named = {row.tool for row in given.rows}
    ground = travelled(mission, sited, control, clock, patrolled=patrolled, named=named)
    clock = Clock(control.tell)
    clock.seconds += ground.seconds
    with naming(mission), clock.stage("evaluation", "evaluating the plan and the present"):
        outcome = _evaluated(mission, ground, given, course, patrols=patrols)
    return replace(outcome, seconds=tuple(clock.seconds))


def evaluate_to(
    mission: Mission,
    plan: PlanSource,
    out: str | Path,
    *,
    only: bool = False,
    patrols: bool = False,
    control: Control = NO_CONTROL,
) -> Planned:
    """Evaluate a plan that somebody made and write its run folder.

    Parameters
    ----------
    mission, plan
        As for :func:`geo_poc.evaluate`.
    out : str or Path
        A folder that does not exist or is empty.
    only, patrols, control
        As for :func:`geo_poc.evaluate`.

    Returns
    -------
    Planned
        The run folder, and the outcome that it was written from.

    Raises
    ------
    InputError
        With every finding; nothing is written then.
    """
    check_call(mission, control, out=out)
    return run_of(
        lambda: evaluate(mission, plan, only=only, patrols=patrols, control=control), Path(out), control
    )


def _evaluated(mission: Mission, ground: Ground, given: Given, course: Course, *, patrols: bool) -> Outcome:
    told, tools = given.told, {tool.name: tool for tool in ground.tools}
    demand, reaches = _demand_and_reaches(mission, ground, course, tools)
    means = means_of(mission, ground, demand, course.locks)
    today = tuple(Asset(f"{tool}:{ground.sites[site].id}", tool, site) for site, tool in course.today)
    entries = _entries(mission, ground, reaches, given, course, patrols=patrols)
    entries = escorted_entries(entries, ground, reaches, means, told)
    acts = _acts(mission, ground, reaches, entries, today, means=means, course=course, told=told)
    able = in_order((entries[int(number)].asset for number in np.flatnonzero(acts)), mission, tools)
    opened = (*able, *means.partners)
    present = (*_present(mission, ground, today, tools), *means.partners)
    evaluated = evaluator(ground, reaches, scales_of(mission, ground), mission=mission)
    evaluation = evaluated(opened)
    return outcome_on(
        ground,
        reaches,
        replace(
            given_plan(entries, acts, evaluation, ground, demand, course.locks, only=course.only),
            spare=budget_left(
                (
                    *budget_uses(mission, entries, tools, freed_by(mission, ground, course.closing)),
                    *patrol_days_uses(entries, acts, means=means, sites=ground.sites, reaches=reaches),
                )
            ),
        ),
        mission=mission,
        today=(present, evaluated(present)),
        opened=(opened, evaluation),
        findings=(
            *given.findings,
            *_closes(mission, ground, given, course),
            *told.findings,
            *patrol_findings(present, [entry.asset for entry in entries], told.file),
        ),
        given=given.file,
    )


def _demand_and_reaches(
    mission: Mission, ground: Ground, course: Course, tools: Mapping[str, Tool]
) -> tuple[Demand, Reaches]:
    """Return the demand once bases close, and what is reached, by the troops of new bases too."""
    released = may_close(mission, ground.sites, ())
    demand = demand_of(mission, ground, sorted({*course.closing, *released}))
    reaches = reaches_of(mission, ground, demand)
    units = new_units(mission, ground, course.entries, tools)
    return demand, replace(reaches, units={**reaches.units, **units})


def _present(
    mission: Mission, ground: Ground, today: Sequence[Asset], tools: Mapping[str, Tool]
) -> tuple[Asset, ...]:
    """Return what stands today, with the patrols that it keeps going where no budget says otherwise."""
    routes = tuple(r for r in ground.routes if getattr(mission.keys.budget, r.tool) is None)
    return in_order((*today, *kept_going(routes, today, tools)), mission, tools)


def _entries(
    mission: Mission, ground: Ground, reaches: Reaches, given: Given, course: Course, *, patrols: bool
) -> list[Entry]:
    """Return all that a plan holds: at sites, on threats, on patrol."""
    engaged = engagement_entries(reaches.demand, given.rows, given.threats, given.told)
    traced = trace_patrols(mission, ground, reaches, given.patrols, course.bases, given.told)
    driven = [Entry(patrol.asset, patrol.row, allowed=patrol.allowed) for patrol in traced]
    if patrols:
        own = [patrol.asset for patrol in traced]
        added = routes_added(mission, ground.routes, course.bases, own, reaches.tools)
        driven += [Entry(route, None) for route in added]
    supported = support_entries(mission, ground.landscape, reaches.demand, given.rows, given.told)
    return [*course.entries, *engaged, *supported, *driven]


def _acts(
    mission: Mission,
    ground: Ground,
    reaches: Reaches,
    entries: Sequence[Entry],
    today: Sequence[Asset],
    *,
    means: Means,
    course: Course,
    told: Told,
) -> NDArray[np.bool_]:
    """Return which entries act, and tell which rules they break: of rows, hosts, constraints."""
    freed = freed_by(mission, ground, course.closing)
    tell_breaches(mission, ground, reaches, entries, course.locks, told, means=means, freed=freed)
    acts = acting(entries, today, ground=ground, reaches=reaches, means=means, told=told)
    scale = scales_of(mission, ground)[0]
    tell_constraints(
        mission, ground, reaches, entries, acts, course=course, means=means, scale=scale, told=told
    )
    return acts


def _closes(mission: Mission, ground: Ground, given: Given, course: Course) -> tuple[Finding, ...]:
    """Return what follows from the bases that close."""
    released = presence_findings(mission, ground.sites, ())
    if course.only:
        closed = closing_findings(
            course.closing, ground.sites, who="this plan", file=given.told.file, column="--only"
        )
    else:
        closed = closing_findings(course.closing, ground.sites, file=mission.path.name)
    return (*closed, *released)
