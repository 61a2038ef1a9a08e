"""A mission as one cover problem with its plan: what trade-offs, alternatives and explanations start from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.assembling import assembled, scales_of
from geo_poc.case import Case
from geo_poc.classification import classification, watermark
from geo_poc.conflicts import option_name, option_names
from geo_poc.control import NO_CONTROL, Control
from geo_poc.evaluator import evaluator, present_choice
from geo_poc.ground import Ground, naming
from geo_poc.locks import resolve_locks
from geo_poc.mission import Mission
from geo_poc.must_record import numbers_document
from geo_poc.siting import prepare_ground
from geo_poc.solving import solve, stands
from geo_poc.time_left import PLAN_SHARE, TimeLeft
from geo_poc.uncovered_record import uncovered_part
from geo_poc.view_weights import view_shares
from optimisation.assemble import Assembly, open_assets, source_floors
from optimisation.assets import Asset
from optimisation.options import Lock
from optimisation.problem import CoverProblem, Solution
from optimisation.reaches import Reaches
from optimisation.series import Step
from optimisation.sketch import sketch
from optimisation.three_numbers import Conditions, numbers_under
from optimisation.views import worth


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """A mission's problem and its plan.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    reaches : Reaches
    assembly : Assembly
    problem : CoverProblem
        With source floors, where the plan gave a share for them.
    plan : Solution
    locks : tuple of Lock
    floor_share : float or None
        Of each source's base, that its floor asks for; None where there are no floors of sources.
    """

    mission: Mission
    ground: Ground
    reaches: Reaches
    assembly: Assembly
    problem: CoverProblem
    plan: Solution
    locks: tuple[Lock, ...]
    floor_share: float | None = None

    def named(self, option: int) -> str:
        """Return what an option is called, as :func:`geo_poc.conflicts.option_name` does."""
        threats = {threat.id: threat.name for threat in self.assembly.demand.threats}
        return option_name(self.assembly.assets[option], self.ground.sites, threats)

    def names(self) -> dict[str, str]:
        """Return what every option is called, by its id."""
        return option_names(self.assembly, self.ground.sites)

    def listed(self, options: NDArray[np.int64], *, patrols: bool = False) -> list[dict[str, Any]]:
        """Return options as a document has them: what stands at sites, engagements, patrols where asked."""
        assets = self.assembly.assets
        return [
            {
                "id": assets[n].id,
                "tool": assets[n].tool,
                "name": self.named(n),
                "lon": self.ground.sites[assets[n].site].lon if assets[n].site >= 0 else None,
                "lat": self.ground.sites[assets[n].site].lat if assets[n].site >= 0 else None,
            }
            for n in options.tolist()
            if stands(assets[n]) or assets[n].site < 0 or (patrols and assets[n].route is not None)
        ]

    def placed(self, chosen: NDArray[np.bool_]) -> list[dict[str, Any]]:
        """Return what a plan places that does not stand today."""
        return self.listed(np.flatnonzero(chosen & ~self.assembly.in_place))

    def numbers(self, chosen: NDArray[np.bool_]) -> dict[str, Any]:
        """Return the three numbers of a plan, as a document has them."""
        opened = open_assets(self.assembly, chosen)
        return numbers_document(numbers_under(opened, self.reaches, Conditions()))

    def known(self) -> tuple[NDArray[np.bool_], ...]:
        """Return the plans that a series may start from: the mission's own, if there is one."""
        return () if self.plan.objective is None else (self.plan.chosen,)

    def worth(self, chosen: NDArray[np.bool_]) -> float:
        """Return a plan's weighted reach in the weights that plans are made for, those of views if any."""
        return worth(self.problem, self.problem.weights, chosen)

    def told(self, chosen: NDArray[np.bool_]) -> dict[str, Any]:
        """Return what every plan of a document is told with: three numbers, credit, uncovered areas."""
        opened = open_assets(self.assembly, chosen)
        found = sketch(opened, self.reaches, scales_of(self.mission, self.ground)[0])
        told = {
            "three_numbers": self.numbers(chosen),
            "credit": found.credit["total"],
            **uncovered_part(found.uncovered),
        }
        # Where they go along with their bases, the bases tell them.
        if any(asset.route is not None for asset in self.assembly.assets):
            told["patrols"] = self._patrols(opened)
        return told

    def today_where_none(self, plans: Sequence[object]) -> dict[str, Any]:
        """Return what a document says of today where no plan was found: who is out of reach as things stand.

        Parameters
        ----------
        plans : sequence
            Those of the document.

        Returns
        -------
        dict
            `today`, told as a plan is; nothing where there are plans.
        """
        return {} if plans else {"today": self.told(present_choice(self.assembly))}

    def _patrols(self, opened: Sequence[Asset]) -> list[dict[str, Any]]:
        """Return how many patrols of each kind a plan has at each base."""
        counted = Counter((asset.tool, asset.site) for asset in opened if asset.route is not None)
        sites = self.ground.sites
        return [
            {"tool": tool, "site": sites[site].id, "name": sites[site].name, "count": count}
            for (tool, site), count in sorted(counted.items())
        ]

    def marking(self) -> dict[str, Any]:
        """Return what a document about this mission says of itself."""
        mission = self.mission
        return {
            "mission": mission.keys.name,
            "scenario": mission.scenario_name,
            "as_of": mission.keys.as_of.isoformat(),
            "classification": classification(mission),
            "watermark": watermark(mission),
            "weighed_for": view_shares(mission),
        }


def pose(
    mission: Mission,
    *,
    control: Control = NO_CONTROL,
    effort: int | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    ground: Ground | None = None,
    known: Sequence[Collection[str]] = (),
    brief: bool = False,
) -> Posed:
    """Build a mission's cover problem and place its plan.

    Parameters
    ----------
    mission : Mission
    control : Control
    effort, time_limit_s, seed
        See :func:`geo_poc.pipeline.make_plan`.
    gap : float or None
        Distance from the best plan at which to stop; None = the mission's limits.gap.
    ground : Ground or None
        Of the same mission, to save reading it again.
    known : sequence of collection of str
        Plans to go on from, the ids of their options each: the best of those that fit is taken.
    brief : bool
        See :func:`optimisation.placement.place`.

    Raises
    ------
    InputError
        With every finding, when planning would rest on a guess.
    """
    ground = ground or prepare_ground(mission, control)
    with naming(mission):
        locks = resolve_locks(mission, ground.sites)
        made = assembled(mission, ground, locks)
        reaches, assembly = made.reaches, made.assembly
    plans = [np.array([asset.id in ids for asset in assembly.assets], dtype=np.bool_) for ids in known]
    sought = mission if gap is None else _stopping_at(mission, gap)
    plan, share = solve(
        sought, assembly, assembly.demand, control, effort, time_limit_s, seed, plans, brief=brief
    )
    wanted = None if share is None else mission.keys.objective.floor_share * share
    problem = floored(assembly, wanted)
    return Posed(mission, ground, reaches, assembly, problem, plan, locks, wanted)


def pose_within(
    mission: Mission,
    time_limit_s: float | None,
    *,
    control: Control,
    effort: int | None,
    gap: float | None,
    seed: int,
    ground: Ground | None,
) -> tuple[Posed, TimeLeft]:
    """Return a mission's problem and plan, and what they leave of a limit, which reading counts in.

    Parameters
    ----------
    mission : Mission
    time_limit_s : float or None
        None = the mission's limits.time_limit_s.
    control, effort, gap, seed, ground
        See :func:`pose`.
    """
    left = TimeLeft(time_limit_s if time_limit_s is not None else mission.keys.limits.time_limit_s)
    ground = ground or prepare_ground(mission, control)
    seconds = left.part(PLAN_SHARE)
    posed = pose(
        mission, control=control, effort=effort, gap=gap, time_limit_s=seconds, seed=seed, ground=ground
    )
    return posed, left


def _stopping_at(mission: Mission, gap: float) -> Mission:
    """Return a mission whose placements may stop at another distance from the best plan."""
    limits = mission.keys.limits.model_copy(update={"gap": gap})
    return replace(mission, keys=mission.keys.model_copy(update={"limits": limits}))


def floored(assembly: Assembly, share: float | None) -> CoverProblem:
    """Return the problem of an assembly with a floor for each source, where there is a share for them."""
    problem = assembly.problem
    if share is None:
        return problem
    floors = source_floors(assembly, assembly.demand, share=share)
    return replace(problem, floors=(*problem.floors, *floors))


def posed_case(posed: Posed) -> Case:
    """Return the case of a plan, evaluated.

    Parameters
    ----------
    posed : Posed
        With a plan.
    """
    mission, ground, reaches = posed.mission, posed.ground, posed.reaches
    scales = scales_of(mission, ground)
    assets = open_assets(posed.assembly, posed.plan.chosen)
    return Case(
        mission=mission,
        landscape=ground.landscape,
        demand=reaches.demand,
        sites=ground.sites,
        reaches=reaches,
        scale=scales[0],
        evaluation=evaluator(ground, reaches, scales)(assets),
        assets=assets,
        today=open_assets(posed.assembly, present_choice(posed.assembly)),
    )


def steps_told(control: Control, stage: str) -> Callable[[Step], None] | None:
    """Return what tells the steps of a series as the progress of a stage."""
    tell = control.tell
    if tell is None:
        return None

    def told(step: Step) -> None:
        words = f"{step.what} ({step.done + 1} of at most {step.of})"
        if step.best is not None:
            words += f": best {step.best:.6g}"
        if step.bound is not None:
            words += f", bound {step.bound:.6g}"
        if step.gap is not None:
            words += f", distance {step.gap:.3%}"
        tell(stage, words)

    return told
