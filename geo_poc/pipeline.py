"""The pipeline: a mission in, a plan and what it reaches out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo_poc.asked_numbers import check_solving
from geo_poc.asked_values import check_call
from geo_poc.assembling import Assembled, assembled, scales_of
from geo_poc.beyond_reach import beyond_reach
from geo_poc.conflicts import conflict_of, option_names, told_conflict
from geo_poc.control import NO_CONTROL, Clock, Control
from geo_poc.empty_threats import empty_threats
from geo_poc.evaluator import evaluator, present_choice
from geo_poc.ground import Ground, named, naming, survey
from geo_poc.locks import presence_findings, resolve_locks
from geo_poc.mission import Mission
from geo_poc.no_candidates import no_candidates
from geo_poc.outcome import Outcome, outcome_on
from geo_poc.overspent import overspent_locks
from geo_poc.posed import floored
from geo_poc.siting import prepare_ground, siting_findings
from geo_poc.solving import plan_of, solve
from geo_poc.sparing import spare_of
from geo_poc.time_left import TimeLeft
from geo_poc.unmeetable import limits_told, unmeetable
from geo_poc.view_weights import views_told
from layers.errors import Finding
from optimisation.assemble import open_assets
from optimisation.plan import Plan
from optimisation.problem import Solution
from optimisation.spare import Spare


def check(mission: Mission) -> tuple[Finding, ...]:
    """Return every finding of a mission short of travel and placement: what `geo-poc check` prints.

    Parameters
    ----------
    mission : Mission

    Returns
    -------
    tuple of Finding
        Warnings and what was assumed.

    Raises
    ------
    InputError
        With every finding, when any of them is an error.
    """
    check_call(mission)
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
        Once `cancel` of it says True the best plan so far is kept; before travel times are there, nothing is.
    effort : int or None
        Counted work of the optimiser, 1 or more; None = the mission's limits.effort.
    time_limit_s : float or None
        Seconds for the optimiser. A run ended by it is not reproducible; None = the mission's
        limits.time_limit_s.
    seed : int
        0 or more. The same seed gives the same plan where `plan.reproducible` says so.
    ground : Ground or None
        Of :func:`geo_poc.prepare_ground`, to save reading it again: of this mission, or of one that differs
        in budgets, limits or effectiveness alone.

    Returns
    -------
    Outcome
        Where no plan was found its `plan` has a status and reasons, and its `evaluation` is None.

    Raises
    ------
    InputError
        With every finding, when planning would rest on a guess, an argument is of another kind or a number
        out of bounds, or the ground is that of another mission.
    """
    check_call(mission, control, ground)
    check_solving(effort=effort, seed=seed, time_limit_s=time_limit_s)
    if ground is None:
        ground = prepare_ground(mission, control)
    clock = Clock(control.tell)
    clock.seconds += ground.seconds
    scales = scales_of(mission, ground)
    with naming(mission), clock.stage("rows", "building the cover problem"):
        locks = resolve_locks(mission, ground.sites)
        posed = assembled(mission, ground, locks)
        reaches, assembly = posed.reaches, posed.assembly
        how = _How(mission, ground, posed, control, effort, time_limit_s, seed)
    solution, plan = how.placed(clock)
    plan = replace(plan, notes=(*views_told(mission), *plan.notes))
    with clock.stage("evaluation", "evaluating the plan and the present"):
        evaluated = evaluator(ground, reaches, scales, mission=mission)
        today = open_assets(assembly, present_choice(assembly))
        opened = open_assets(assembly, solution.chosen)
        present = evaluated(today)
        evaluation = evaluated(opened) if solution.objective is not None else None
    limits = limits_told(mission)
    return outcome_on(
        ground,
        reaches,
        plan,
        mission=mission,
        today=(today, present),
        opened=(opened, evaluation),
        findings=(
            *no_candidates(mission, ground.landscape, ground.sites, locks),
            *overspent_locks(mission, ground.landscape, ground.sites, locks),
            *presence_findings(mission, ground.sites, locks),
            *posed.findings,
            *empty_threats(assembly.demand),
            *limits,
            *unmeetable(mission, assembly, limits),
            *beyond_reach(assembly, reaches, ground.sites),
        ),
        rejected=assembly.closed,
        seconds=clock.seconds,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _How:
    """What a plan is placed with."""

    mission: Mission
    ground: Ground
    posed: Assembled
    control: Control
    effort: int | None
    time_limit_s: float | None
    seed: int

    def placed(self, clock: Clock) -> tuple[Solution, Plan]:
        """Return the best plan found; where none was, with the demands that conflict.

        Where the search for these meets a plan, that one is gone on from.
        """
        ground, assembly = self.ground, self.posed.assembly
        limits, conflict, met = self.mission.keys.limits, None, list[NDArray[np.bool_]]()
        given = self.time_limit_s if self.time_limit_s is not None else limits.time_limit_s
        left = TimeLeft(given)
        with clock.stage("placement", "placing bases, teams and patrols"):
            solution, share = self._solved(self.time_limit_s)
        if sought := solution.status in ("infeasible", "not_found"):
            with clock.stage("conflict", "looking for the demands that conflict"):
                conflict = conflict_of(
                    assembly.problem,
                    assembly,
                    ground.sites,
                    effort=self.effort if self.effort is not None else limits.effort,
                    time_limit_s=given,
                    control=self.control,
                    on_plan=met.append,
                )
                if met:
                    solution, share = self._solved(left.part(), met)
        plan = plan_of(solution, assembly, ground, self.seed, share)
        if solution.objective is not None:
            return solution, replace(plan, spare=self._spare(solution, share))
        return solution, told_conflict(plan, conflict) if sought else plan

    def _solved(
        self, time_limit_s: float | None, known: Sequence[NDArray[np.bool_]] = ()
    ) -> tuple[Solution, float | None]:
        assembly, effort, seed = self.posed.assembly, self.effort, self.seed
        demand = assembly.demand
        return solve(self.mission, assembly, demand, self.control, effort, time_limit_s, seed, known)

    def _spare(self, solution: Solution, share: float | None) -> tuple[tuple[Spare, str], ...]:
        """Return what of each resource a plan leaves, floors of sources counted."""
        assembly = self.posed.assembly
        wanted = None if share is None else self.mission.keys.objective.floor_share * share
        return spare_of(
            floored(assembly, wanted),
            solution.chosen,
            assembly=assembly,
            reaches=self.posed.reaches,
            names=option_names(assembly, self.ground.sites),
        )
