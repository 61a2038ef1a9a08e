"""The pipeline: a mission in, a plan and what it reaches out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo_poc import translate
from geo_poc.mission import Mission
from layers.candidates import candidate_sites
from layers.errors import Finding, raise_errors
from layers.incidents import attribute, observed_sources
from layers.landscape import Landscape
from layers.reading import read_landscape
from layers.risk.estimate import estimate_risk
from layers.risk.surface import Risk
from layers.risk.unknown import UnknownRule
from optimisation.assemble import Assembly, Lock, assemble, raw_reach, source_floors
from optimisation.assets import Tool
from optimisation.demand import Demand
from optimisation.evaluate import Evaluation, Standing, evaluate
from optimisation.placement import Progress, place
from optimisation.plan import Placement, Plan, Site
from optimisation.pool import process_pool
from optimisation.prepare import build_demand, priority_map, priority_weight, site_list, travel_tables
from optimisation.problem import Solution
from optimisation.travel import TravelTable

Tell = Callable[[str, str], None]
"""Called with a stage and what it is doing."""


@dataclass(frozen=True, slots=True)
class Control:
    """How a run is driven: nothing here changes what a finished plan says.

    Parameters
    ----------
    tell : callable or None
        Progress of the stages.
    solving : callable or None
        Progress of the optimiser: best, bound and gap while it runs.
    cancel : callable or None
        Polled; True stops the optimiser with the best plan so far.
    executor : Executor or None
        Where travel times are computed; None = local processes.
    cache_dir : Path or None
        Where travel times are kept; None = not kept.
    """

    tell: Tell | None = None
    solving: Callable[[Progress], None] | None = None
    cancel: Callable[[], bool] | None = None
    executor: Executor | None = None
    cache_dir: Path | None = None


NO_CONTROL = Control()
"""Silent, uncached, not to be cancelled."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What does not depend on budgets and locks: shared by the scenarios that agree on it."""

    landscape: Landscape
    risk: Risk
    sites: tuple[Site, ...]
    tables: dict[str, TravelTable]
    findings: tuple[Finding, ...]
    seconds: tuple[tuple[str, float], ...]


GROUND_KEYS = {
    "as_of",
    "area",
    "grid",
    "layers",
    "actor",
    "risk",
    "travel",
    "bands_min",
    "assets",
    "candidates",
    "threat",
    "objective",
    "site",
}


class _Clock:
    """Stages with their seconds."""

    def __init__(self, tell: Tell | None) -> None:
        self.seconds: list[tuple[str, float]] = []
        self._tell = tell

    @contextmanager
    def stage(self, name: str, words: str) -> Iterator[None]:
        if self._tell is not None:
            self._tell(name, words)
        start = time.perf_counter()
        yield
        self.seconds.append((name, time.perf_counter() - start))


def survey(mission: Mission) -> tuple[Landscape, Risk, tuple[Finding, ...]]:
    """Read a mission's layers and estimate its risk, without travel or placement.

    Raises
    ------
    InputError
        With every finding, when any of them is an error.
    """
    keys = mission.keys
    landscape = read_landscape(translate.landscape_request(mission))
    actors = {actor.name: actor.source for actor in keys.actor}
    attributed, found = attribute(
        landscape.incidents, actors=actors, fighting_weight=keys.risk.fighting_weight
    )
    findings = [*landscape.findings, *found]
    raise_errors(findings)
    risk = estimate_risk(
        landscape,
        attributed,
        observed=observed_sources(attributed, actors),
        as_of=keys.as_of,
        half_life_days=keys.risk.half_life_days,
        bandwidths_m=keys.risk.bandwidths_m,
        unknown_rule=UnknownRule(far_m=keys.risk.unknown_beyond_m, event_m=keys.risk.unknown_event_m),
    )
    findings += risk.findings
    raise_errors(findings)
    return landscape, risk, tuple(findings)


def prepare_ground(mission: Mission, control: Control) -> Ground:
    """Read, estimate risk, choose candidate sites and compute travel times."""
    clock = _Clock(control.tell)
    with clock.stage("layers and risk", "reading layers, estimating risk"):
        landscape, risk, findings = survey(mission)
    with clock.stage("candidates", "choosing candidate sites"):
        sites, cells, found = choose_sites(mission, landscape, risk)
    with (
        clock.stage("travel", f"travel times from {len(sites)} sites"),
        _executor(control.executor) as executor,
    ):
        tables = travel_tables(
            landscape,
            sites,
            cells,
            tools=translate.tools(mission),
            season=mission.keys.travel.season,
            limit_min=translate.largest_limit_min(mission),
            executor=executor,
            cache_dir=control.cache_dir,
            progress=_counted(control.tell),
            cancel=control.cancel,
        )
    return Ground(landscape, risk, sites, tables, (*findings, *found), tuple(clock.seconds))


def choose_sites(
    mission: Mission, landscape: Landscape, risk: Risk
) -> tuple[tuple[Site, ...], NDArray[np.int64], tuple[Finding, ...]]:
    """Return the bases and the candidate sites, the travel cell of each, and findings."""
    keys = mission.keys
    x, y = landscape.grid.project(landscape.bases.geometry.x, landscape.bases.geometry.y)
    candidates, findings = candidate_sites(
        landscape.places,
        weight=_prioritised(mission, landscape, risk),
        grid=landscape.grid,
        travel=landscape.travel,
        passable=np.isfinite(landscape.friction[("military", keys.travel.season)]),
        taken_xy=(x, y),
        maximum=keys.candidates.max,
        spacing_m=keys.candidates.spacing_m,
        radius_m=keys.candidates.radius_m,
        always=[lock.name for lock in keys.site],
    )
    sites, cells = site_list(landscape.bases, candidates)
    return sites, cells, findings


def check(mission: Mission) -> tuple[Finding, ...]:
    """Return every finding of a mission short of travel and placement: what `geo-poc check` prints."""
    landscape, risk, findings = survey(mission)
    sites, _, found = choose_sites(mission, landscape, risk)
    locks = resolve_locks(mission, sites)
    build_demand(
        landscape, risk, register=translate.register(mission), weighting=translate.weighting(mission)
    )
    closing = [lock.site for lock in locks if not lock.open and sites[lock.site].kind == "base"]
    return (*findings, *found, *_presence_findings(closing, sites))


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
    clock = _Clock(control.tell)
    clock.seconds += ground.seconds
    landscape, tools = ground.landscape, translate.tools(mission)
    scale = translate.scale(mission)
    with clock.stage("rows", "building the cover problem"):
        locks = resolve_locks(mission, ground.sites)
        closing = [lock.site for lock in locks if not lock.open and ground.sites[lock.site].kind == "base"]
        demand = build_demand(
            landscape,
            ground.risk,
            register=translate.register(mission),
            weighting=translate.weighting(mission),
            keep_earlier=_within_reach_of(closing, ground, tools),
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
        solution, share = _solve(mission, assembly, demand, control, effort, time_limit_s, seed)
    plan = _plan(solution, assembly, ground.sites, tools, seed, share)
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
        findings=(*ground.findings, *_presence_findings(closing, ground.sites)),
        rejected=assembly.closed,
        seconds=tuple(clock.seconds),
    )


def same_ground(one: Mission, other: Mission) -> bool:
    """Return whether two missions agree on everything that layers, risk, sites and travel rest on."""
    return one.keys.model_dump(include=GROUND_KEYS) == other.keys.model_dump(include=GROUND_KEYS)


def _prioritised(mission: Mission, landscape: Landscape, risk: Risk) -> NDArray[np.float64]:
    weighting, register = translate.weighting(mission), translate.register(mission)
    areas = priority_map(landscape, register)
    factor = priority_weight(areas, register, weighting, landscape.grid.mask.size).reshape(
        landscape.grid.shape
    )
    weighted = [weighting.source_weights[source] * surface for source, surface in risk.risk.items()]
    return np.asarray(np.sum(weighted, axis=0) * factor)


def resolve_locks(mission: Mission, sites: Sequence[Site]) -> tuple[Lock, ...]:
    """Return the mission's locks with the sites they name, by id or by name.

    Raises
    ------
    InputError
        For names that no site has, and sites that two locks contradict under two names.
    """
    findings: list[Finding] = []
    by_name: dict[str, list[int]] = {}
    for number, site in enumerate(sites):
        for name in {site.id.casefold(), site.name.casefold()}:
            by_name.setdefault(name, []).append(number)
    locks: list[Lock] = []
    decided: dict[int, Lock] = {}
    for item in mission.keys.site:
        found = by_name.get(item.name.casefold(), [])
        if len(found) != 1:
            what = "no site has this name" if not found else f"{len(found)} sites have this name"
            remedy = "name a base or a reachable place; where several share a name, use the id in plan.gpkg"
            findings.append(Finding("error", what, remedy, mission.path.name, None, "site.name", item.name))
            continue
        lock = Lock(found[0], item.tool, item.status == "locked", item.reason)
        other = decided.setdefault(lock.site, lock)
        if other.open != lock.open:
            findings.append(
                Finding(
                    "error",
                    f"the site is both locked and forbidden ({other.reason}; {lock.reason})",
                    "remove one of the two",
                    mission.path.name,
                    None,
                    "site.name",
                    item.name,
                )
            )
        locks.append(lock)
    raise_errors(findings)
    return tuple(locks)


def _within_reach_of(
    closing: Sequence[int], ground: Ground, tools: Sequence[Tool]
) -> NDArray[np.bool_] | None:
    if not closing:
        return None
    near = np.zeros(ground.landscape.grid.mask.size, dtype=np.bool_)
    for number in closing:
        tool = str(ground.landscape.bases["tool"].iloc[number])
        reach = next(t.reach_min for t in tools if t.name == tool)
        table = ground.tables[tool]
        start, stop = table.indptr[number], table.indptr[number + 1]
        near[table.cells[start:stop][table.tenths[start:stop] <= round(reach * 10)]] = True
    return near


def _presence_findings(closing: Sequence[int], sites: Sequence[Site]) -> tuple[Finding, ...]:
    if not closing:
        return ()
    names = ", ".join(sites[number].name for number in closing)
    return (
        Finding(
            "warning",
            f"this scenario closes {names}: within their reach the higher of recent and earlier intensity "
            "counts, for the present too, since presence may be what made it calm",
            "read the importance of each closed base before deciding",
            file="mission.toml",
            column="site",
        ),
    )


def _solve(
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

    def placed(problem: object, seconds: float | None) -> Solution:
        return place(
            problem,  # type: ignore[arg-type]
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
    return placed(problem, left), share


def _plan(
    solution: Solution,
    assembly: Assembly,
    sites: Sequence[Site],
    tools: Sequence[Tool],
    seed: int,
    share: float | None,
) -> Plan:
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


def _counted(tell: Tell | None) -> Callable[[str, int, int], None] | None:
    if tell is None:
        return None
    return lambda persona, done, of: tell("travel", f"travel times, {persona}: {done} of {of} sites")


@contextmanager
def _executor(given: Executor | None) -> Iterator[Executor | None]:
    if given is not None:
        yield given
        return
    with process_pool() as pool:
        yield pool
