"""From an assembled problem to a plan: once without source floors, then with them where they bind."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geo_poc.control import Control
from geo_poc.mission import Mission
from optimisation.assemble import Assembly, raw_reach, source_floors
from optimisation.assets import Tool
from optimisation.demand import Demand
from optimisation.placement import place
from optimisation.plan import Placement, Plan, Site
from optimisation.problem import CoverProblem, Solution


def solve(
    mission: Mission,
    assembly: Assembly,
    demand: Demand,
    control: Control,
    effort: int | None,
    time_limit_s: float | None,
    seed: int,
) -> tuple[Solution, float | None]:
    """Solve without source floors for the constant S, then with them where they bind."""
    keys = mission.keys
    limit = time_limit_s if time_limit_s is not None else keys.limits.time_limit_s
    start = time.monotonic()

    def placed(problem: CoverProblem, seconds: float | None) -> Solution:
        return place(
            problem,
            effort=effort if effort is not None else keys.limits.effort,
            gap=keys.limits.gap,
            seed=seed,
            time_limit_s=seconds,
            progress=control.solving,
            cancel=control.cancel,
        )

    # With a limit the first pass takes at most half, so that the floors are looked at too.
    first = placed(assembly.problem, None if limit is None else limit / 2)
    if first.objective is None or first.status == "cancelled":
        return first, None
    share = raw_reach(assembly, demand, first.chosen)
    floors = source_floors(assembly, demand, share=keys.objective.floor_share * share)
    covered = assembly.problem.cover @ first.chosen.astype(np.int32) > 0
    if all(float(floor.weights[covered].sum()) >= (floor.share - 1e-12) * floor.base for floor in floors):
        # Floors that a best plan meets anyway change neither its objective nor its bound.
        return first, share
    problem = replace(assembly.problem, floors=(*assembly.problem.floors, *floors))
    left = None if limit is None else max(1.0, limit - (time.monotonic() - start))
    second = placed(problem, left)
    return replace(second, notes=(*second.notes, *_price_of_floors(first, second))), share


def _price_of_floors(first: Solution, second: Solution) -> tuple[str, ...]:
    """Return which musts are missed for the sake of source floors: the plan without them meets them."""
    before = {shortfall.name for shortfall in first.shortfalls}
    lost = [
        s.name.removeprefix("must: ")
        for s in second.shortfalls
        if s.name not in before and s.name.startswith("must: ")
    ]
    if not lost:
        return ()
    told = (
        f"Missed for the floors of the sources of threat: {'; '.join(lost)}. The best plan without these "
        "floors meets it; objective.floor_share, lowered with a reason, shows that plan."
    )
    return (told,)


def plan_of(
    solution: Solution,
    assembly: Assembly,
    sites: Sequence[Site],
    tools: Sequence[Tool],
    seed: int,
    share: float | None,
) -> Plan:
    """Return a solution as a plan: what stands where, and how far it is from the best."""
    kinds = {tool.name: tool for tool in tools}
    placements: list[Placement] = []
    chosen = (
        solution.chosen if solution.objective is not None else np.zeros(len(assembly.options), dtype=np.bool_)
    )
    for number in np.flatnonzero(chosen):
        option = assembly.options[int(number)]
        site, tool = sites[option.site], kinds[option.tool]
        standing = bool(assembly.in_place[number])
        personnel = site.personnel if standing and np.isfinite(site.personnel) else float(tool.personnel)
        placements.append(
            Placement(
                id=option.id,
                tool=option.tool,
                site=site.id,
                name=site.name,
                lon=site.lon,
                lat=site.lat,
                fixed=bool(assembly.problem.fixed_open[number]),
                in_place=standing,
                personnel=personnel,
                visits_per_month=tool.visits_per_month,
            )
        )
    placements.sort(key=lambda p: (not p.fixed, p.tool, p.id))
    return Plan(
        status=solution.status,
        status_text=solution.status_text,
        stopped_by=solution.stopped_by,
        reproducible=solution.reproducible,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        gap_of_gain=solution.gap_of_gain,
        credit=solution.credit,
        seed=seed,
        placements=tuple(placements),
        shortfalls=tuple(sorted(solution.shortfalls, key=lambda s: not s.name.startswith("must"))),
        floor_share=share,
        reasons=solution.reasons,
        notes=solution.notes,
        rows_before=solution.rows_before,
        rows_after=solution.rows_after,
        entries=solution.entries,
    )
