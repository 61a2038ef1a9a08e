"""A mission as one cover problem with its plan: what trade-offs, alternatives and explanations start from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.control import NO_CONTROL, Control
from geo_poc.ground import Ground, naming, prepare_ground
from geo_poc.locks import resolve_locks
from geo_poc.mission import Mission
from geo_poc.pipeline import assembled
from geo_poc.solving import solve, stands
from optimisation.assemble import Assembly, source_floors
from optimisation.options import Lock
from optimisation.problem import CoverProblem, Solution
from optimisation.series import Step


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """A mission's problem and its plan.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    assembly : Assembly
    problem : CoverProblem
        With source floors, where the plan gave a share for them.
    plan : Solution
    locks : tuple of Lock
    """

    mission: Mission
    ground: Ground
    assembly: Assembly
    problem: CoverProblem
    plan: Solution
    locks: tuple[Lock, ...]

    def named(self, option: int) -> str:
        """Return what an option is called: its tool and the name of its site."""
        asset = self.assembly.assets[option]
        return f"{asset.tool} at {self.ground.sites[asset.site].name}" if asset.site >= 0 else asset.id

    def names(self) -> dict[str, str]:
        """Return what every option is called, by its id."""
        return {asset.id: self.named(n) for n, asset in enumerate(self.assembly.assets)}

    def listed(self, options: NDArray[np.int64]) -> list[dict[str, Any]]:
        """Return options as a document has them: those that stand at sites, and engagements."""
        assets = self.assembly.assets
        return [
            {"id": assets[n].id, "tool": assets[n].tool, "name": self.named(n)}
            for n in options.tolist()
            if stands(assets[n]) or assets[n].site < 0
        ]

    def placed(self, chosen: NDArray[np.bool_]) -> list[dict[str, Any]]:
        """Return what a plan places that does not stand today."""
        return self.listed(np.flatnonzero(chosen & ~self.assembly.in_place))


def pose(
    mission: Mission,
    *,
    control: Control = NO_CONTROL,
    effort: int | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    ground: Ground | None = None,
) -> Posed:
    """Build a mission's cover problem and place its plan.

    Parameters
    ----------
    mission : Mission
    control : Control
    effort, time_limit_s, seed
        See :func:`geo_poc.pipeline.make_plan`.
    ground : Ground or None
        Of the same mission, to save reading it again.

    Raises
    ------
    InputError
        With every finding, when planning would rest on a guess.
    """
    ground = ground or prepare_ground(mission, control)
    with naming(mission):
        locks = resolve_locks(mission, ground.sites)
        assembly = assembled(mission, ground, locks).assembly
    demand = assembly.demand
    plan, share = solve(mission, assembly, demand, control, effort, time_limit_s, seed)
    problem = assembly.problem
    if share is not None:
        floors = source_floors(assembly, demand, share=mission.keys.objective.floor_share * share)
        problem = replace(problem, floors=(*problem.floors, *floors))
    return Posed(mission, ground, assembly, problem, plan, locks)


def steps_told(control: Control, stage: str) -> Callable[[Step], None] | None:
    """Return what tells the steps of a series as the progress of a stage."""
    tell = control.tell
    if tell is None:
        return None
    return lambda step: tell(stage, f"{step.what} ({step.done + 1} of at most {step.of})")
