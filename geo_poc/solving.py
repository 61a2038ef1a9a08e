"""From an assembled problem to a plan: once without source floors, then with them where they bind."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo_poc.binding_words import binding_words
from geo_poc.conflicts import option_names, reasons_words
from geo_poc.control import Control
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.option_words import tool_words
from optimisation.assemble import Assembly, open_assets, raw_reach, source_floors
from optimisation.assets import Asset
from optimisation.binding import Binding, tight
from optimisation.cover_sets import row_any
from optimisation.demand import Demand
from optimisation.idle_routes import with_idle_routes
from optimisation.known import best_known
from optimisation.placement import place
from optimisation.plan import Engagement, Placement, Plan, PlannedRoute, Site
from optimisation.problem import CoverProblem, Floor, Solution
from optimisation.releases import gone_words

FIRST_GAP = 0.002
"""Share of weighted reach that the pass without source floors may leave open: it only gives S."""


def solve(
    mission: Mission,
    assembly: Assembly,
    demand: Demand,
    control: Control,
    effort: int | None,
    time_limit_s: float | None,
    seed: int,
    known: Sequence[NDArray[np.bool_]] = (),
    *,
    brief: bool = False,
) -> tuple[Solution, float | None]:
    """Solve without source floors for the constant S, then with them where they bind.

    Known plans, of any problem with the same options, are gone on from: the best of those that fit.
    """
    keys = mission.keys
    passes = _Passes(
        routes=_unasked_routes(assembly),
        effort=effort if effort is not None else keys.limits.effort,
        seed=seed,
        brief=brief,
        control=control,
        start=time.monotonic(),
        limit_s=time_limit_s if time_limit_s is not None else keys.limits.time_limit_s,
    )
    first = passes.first(assembly.problem, max(FIRST_GAP, keys.limits.gap), known)
    if keys.limits.gap <= FIRST_GAP:  # little is to be left open, of the plan that gives S too
        first = _near_in_reach(passes, assembly.problem, first, known)
    if first.objective is None or first.status == "cancelled":
        return first, None
    share = raw_reach(assembly, demand, first.chosen)
    floors = source_floors(assembly, demand, share=keys.objective.floor_share * share)
    if _met(assembly, floors, first):
        # Floors that a best plan meets anyway change neither its objective nor its bound.
        if first.status == "optimal" or keys.limits.gap >= FIRST_GAP:
            return first, share
        final = passes.later(assembly.problem, keys.limits.gap, (first.chosen, *known))
        final = _bounded_by(first, final)
        if final.objective is None or _met(assembly, floors, final):
            return final, share
    problem = replace(assembly.problem, floors=(*assembly.problem.floors, *floors))
    second = passes.later(problem, keys.limits.gap, (first.chosen, *known))
    second = _bounded_by(first, second)  # floors only take away: the bound without them holds with them
    return replace(second, notes=(*second.notes, *_price_of_floors(first, second))), share


def _near_in_reach(
    passes: _Passes, problem: CoverProblem, first: Solution, known: Sequence[NDArray[np.bool_]]
) -> Solution:
    """Return a placement that leaves no more of weighted reach open, where effort and time allow.

    What the bases in place miss of musts and floors is gain too, and its penalties dwarf reach: a small share
    of the gain may be a large part of the reach, and S that of a plan far from the best.
    """
    if first.stopped_by != "gap" or first.objective is None or first.bound is None or passes.half_gone():
        return first
    open_, allowed = first.bound - first.objective, FIRST_GAP * first.credit
    if open_ <= allowed:
        return first
    gap = allowed / (first.bound - first.fixed_bound)
    again = passes.again(problem, gap, (first.chosen, *known))
    if again.objective is None or again.bound is None:
        return first
    return replace(again, bound=max(again.objective, min(first.bound, again.bound)))


@dataclass(frozen=True, slots=True, eq=False)
class _Passes:
    """Placements of one plan after each other, within one limit of time from its start."""

    routes: NDArray[np.bool_]
    effort: int
    seed: int
    brief: bool
    control: Control
    start: float
    limit_s: float | None

    def first(self, problem: CoverProblem, gap: float, known: Sequence[NDArray[np.bool_]]) -> Solution:
        """Place within half of the limit at most, so that the floors are looked at too."""
        return self._placed(problem, gap, known, None if self.limit_s is None else self.limit_s / 2)

    def again(self, problem: CoverProblem, gap: float, known: Sequence[NDArray[np.bool_]]) -> Solution:
        """Place within what is left of that half."""
        left = None if self.limit_s is None else max(0.1, self.limit_s / 2 - self._gone_s())
        return self._placed(problem, gap, known, left)

    def half_gone(self) -> bool:
        """Return whether half of the limit is spent."""
        return self.limit_s is not None and self._gone_s() >= self.limit_s / 2

    def later(self, problem: CoverProblem, gap: float, known: Sequence[NDArray[np.bool_]]) -> Solution:
        """Place within what is left of the limit."""
        left = None if self.limit_s is None else max(1.0, self.limit_s - self._gone_s())
        return self._placed(problem, gap, known, left)

    def _gone_s(self) -> float:
        return time.monotonic() - self.start

    def _placed(
        self, problem: CoverProblem, gap: float, known: Sequence[NDArray[np.bool_]], seconds: float | None
    ) -> Solution:
        found = place(
            problem,
            effort=self.effort,
            gap=gap,
            seed=self.seed,
            start=best_known(problem, known),
            time_limit_s=seconds,
            progress=self.control.solving,
            cancel=self.control.cancel,
            brief=self.brief,
        )
        return with_idle_routes(problem, self.routes, found)


def _unasked_routes(assembly: Assembly) -> NDArray[np.bool_]:
    """Return the patrols that go on unasked unless an escort takes their place."""
    routes = np.array([asset.route is not None for asset in assembly.assets], dtype=np.bool_)
    return np.asarray(routes & (assembly.problem.cost == 0))


def _bounded_by(first: Solution, later: Solution) -> Solution:
    """Return a placement that the user or the time ended with no looser bound than the one before it."""
    if later.stopped_by not in ("user", "time") or first.bound is None or later.bound is None:
        return later
    return replace(later, bound=max(later.objective or 0.0, min(first.bound, later.bound)))


def _met(assembly: Assembly, floors: Sequence[Floor], solution: Solution) -> bool:
    """Return whether a plan meets the floors of the sources of threat."""
    covered = row_any(assembly.problem.cover, solution.chosen)
    return all(float(floor.weights[covered].sum()) >= (floor.share - 1e-12) * floor.base for floor in floors)


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


def plan_of(solution: Solution, assembly: Assembly, ground: Ground, seed: int, share: float | None) -> Plan:
    """Return a solution as a plan: what stands where, and how far it is from the best."""
    chosen = (
        solution.chosen if solution.objective is not None else np.zeros(len(assembly.assets), dtype=np.bool_)
    )
    numbers = [int(number) for number in np.flatnonzero(chosen)]
    placements = [
        placement_of(
            assembly.assets[number],
            ground,
            fixed=bool(assembly.problem.fixed_open[number]),
            in_place=bool(assembly.in_place[number]),
        )
        for number in numbers
        if stands(assembly.assets[number])
    ]
    placements.sort(key=lambda p: (not p.fixed, p.tool, p.id))
    opened = open_assets(assembly, chosen)
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
        shortfalls=tuple(sorted(solution.shortfalls, key=lambda s: s.name.startswith("reach for"))),
        floor_share=share,
        reasons=reasons_words(solution.reasons, assembly.problem, assembly, ground.sites),
        notes=(*gone_words(assembly.assets, chosen, ground.sites, tool_words), *solution.notes),
        rows_before=int(assembly.rows.starts[-1]),
        rows_after=solution.rows_after,
        entries=solution.entries,
        routes=planned_routes(opened, ground, assembly.demand),
        engagements=planned_engagements(opened, ground, assembly.demand),
        binding=_binding(solution, assembly, ground.sites),
    )


def _binding(solution: Solution, assembly: Assembly, sites: Sequence[Site]) -> tuple[Binding, ...]:
    """Return what holds a plan back: stocks, floors, and distances between sites."""
    if solution.objective is None:
        return ()
    apart = [
        members
        for members in assembly.problem.exclusive
        if len({assembly.assets[n].site for n in members if assembly.assets[n].site >= 0}) > 1
    ]
    names = option_names(assembly, sites)
    found = tight(assembly.problem, solution.chosen, apart)
    return tuple(replace(one, words=binding_words(one, names)) for one in found)


def stands(asset: Asset) -> bool:
    """Return whether an asset is one of the mission's that stands at a site."""
    return asset.site >= 0 and asset.route is None and not asset.tool.startswith("partner:")


def placement_of(asset: Asset, ground: Ground, *, fixed: bool, in_place: bool) -> Placement:
    """Return what stands at a site as a plan tells it."""
    site = ground.sites[asset.site]
    tool = next(tool for tool in ground.tools if tool.name == asset.tool)
    known = in_place and tool.base and np.isfinite(site.personnel)
    return Placement(
        id=asset.id,
        tool=asset.tool,
        site=site.id,
        name=site.name,
        lon=site.lon,
        lat=site.lat,
        fixed=fixed,
        in_place=in_place,
        personnel=site.personnel if known else float(tool.personnel),
        visits_per_month=tool.visits_per_month,
        escort_from=ground.sites[asset.escort].id if asset.escort >= 0 else "",
    )


def planned_routes(assets: Sequence[Asset], ground: Ground, demand: Demand) -> tuple[PlannedRoute, ...]:
    """Return the patrols among some assets as they are driven, in degrees."""
    total = demand.total()
    found = []
    for asset in assets:
        if asset.route is not None:
            site, visited = ground.sites[asset.site], asset.cells
            found.append(
                PlannedRoute(
                    id=asset.id,
                    tool=asset.tool,
                    site=site.id,
                    name=site.name,
                    minutes=asset.route.minutes,
                    stops=_degrees(asset.route.stops, ground),
                    line=_degrees(asset.route.path, ground),
                    people=float(demand.people[visited].sum()),
                    risk=float(total[visited].sum()),
                )
            )
    return tuple(sorted(found, key=lambda route: route.id))


def _degrees(cells: NDArray[np.int64], ground: Ground) -> tuple[tuple[float, float], ...]:
    travel = ground.landscape.travel
    lon, lat = travel.unproject(*travel.centre(cells))
    return tuple(zip(lon.tolist(), lat.tolist(), strict=True))


def planned_engagements(assets: Sequence[Asset], ground: Ground, demand: Demand) -> tuple[Engagement, ...]:
    """Return the engagements and the support among some assets with what they are about."""
    threats = {threat.id: threat.name for threat in demand.threats}
    kinds = {tool.name: tool.stands for tool in ground.tools}
    delays = ground.delays
    found = []
    for asset in assets:
        about = asset.id.removeprefix(f"{asset.tool}:")
        if kinds[asset.tool] in ("threat", "district"):
            name = threats[about] if kinds[asset.tool] == "threat" else asset.about
            found.append(Engagement(asset.id, asset.tool, about, name, delays.get(asset.tool, 0)))
    return tuple(sorted(found, key=lambda engagement: engagement.id))
