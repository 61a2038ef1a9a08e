"""Every kind of means together, with what threats and sources are promised, against enumeration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from optimisation.assemble import Assembly, assemble, source_floors
from optimisation.assets import Asset, Scale, Tool, Unit
from optimisation.demand import ThreatArea
from optimisation.options import Means
from optimisation.patrols.route import Route
from optimisation.placement import place
from optimisation.plan import Site
from optimisation.problem import CoverProblem, check_problem
from optimisation.scoring import breaches
from tests.optimisation.small_worlds import (
    BANDS,
    REPEATABLE,
    SERVICES,
    VALUES,
    demand,
    reaches,
    step,
    table,
    threat,
)

CELLS = 6
SOURCES = ("state", "armed_group")
ROAD, AIR = 10, 2
"""Minutes for each cell of the line, by road and through the air."""

COB = Tool("cob", "", 2, "response", "military", 20.0, 120, base=True, routes={"patrol": 2})
QRF = Tool("qrf", "", 2, "response", "military", 60.0, 35, hosts=("cob",))
QRF_AIR = Tool(
    "qrf_air", "", 2, "response", "military", 30.0, 35, hosts=("cob",), hours=("day",), instead_of=("qrf",),
    flies_kmh=200.0, preparation_min=12.0, flight_hours=30.0,
)  # fmt: skip
FPU = Tool("fpu", "", 2, "response", "police", 15.0, 140, near=("cob",), near_min=20.0, settled=True)
UNPOL = Tool("unpol", "", 3, "response", "police", 15.0, 10, near=("cob", "fpu"), near_min=10.0, settled=True)
OFFICE = Tool("field_office", "", 3, "dialogue", "civilian", 10.0, 10, settled=True)
JPT = Tool("jpt", "", 1, "dialogue", "civilian", 30.0, 6, hosts=("cob", "field_office"))
CLA = Tool("cla", "", 1, "alert", "civilian", 20.0, 3, hosts=("cob",))
CAN = Tool("can", "", 1, "alert", "civilian", 5.0, 0, near=("cob", "cla"), near_min=20.0)
PATROL = Tool("patrol", "", 2, "presence", "military", 480.0, 0, stands="route", hours=("day",))
TALKS = Tool("mediation", "", 1, "dialogue", "civilian", 6000.0, 0, stands="threat", in_time=False)
AT_SITES = (QRF, QRF_AIR, FPU, UNPOL, OFFICE, JPT, CLA, CAN)

Place = tuple[str, int]
"""A tool and its site; of a patrol the number of its route, of talks that of their threat."""


@dataclass(frozen=True)
class Case:
    """Sites on a line, a base at the first, and some of all means."""

    at: tuple[int, ...]
    settled: frozenset[int]
    closed: frozenset[int]
    """Cells that civilians may not enter."""
    tools: tuple[Tool, ...]
    budget: dict[str, int]
    hours: float
    engagements: int
    weights: dict[str, tuple[int, ...]]
    threats: tuple[ThreatArea, ...]
    routes: tuple[tuple[int, ...], ...]
    """Cells that each patrol of the first base visits."""
    unit: Unit
    effects: dict[str, dict[str, float]]
    floor_share: float

    @property
    def scale(self) -> Scale:
        """Half of response and presence by night; alert counts where somebody could give it."""
        alert = any(tool.service == "alert" for tool in self.tools)
        return Scale(BANDS, VALUES, SERVICES, self.effects, 0.5, 0.5 if alert else 1.0, (0.7, 0.3))

    @cached_property
    def assembly(self) -> Assembly:
        """The cover problem that the planner makes of it."""
        ground = [{cell: abs(cell - at) * ROAD * 10 for cell in range(CELLS)} for at in self.at]
        air = [{cell: abs(cell - at) * AIR * 10 for cell in range(CELLS)} for at in self.at]
        afoot = [
            {} if at in self.closed else {cell: t for cell, t in row.items() if cell not in self.closed}
            for at, row in zip(self.at, ground, strict=True)
        ]
        by_persona = {"civilian": table(afoot), "military": table(ground), "police": table(ground)}
        tables = {t.name: table(air) if t.flies_kmh else by_persona[t.persona] for t in self.tools}
        world = demand({source: self.weights[source] for source in SOURCES}, threats=self.threats)
        visits = np.empty(0, dtype=np.int64)
        return assemble(
            demand=world,
            sites=[Site(f"s{n}", "", 0.0, 0.0, "candidate") for n in range(len(self.at))],
            reaches=reaches(world, self.tools, tables, {0: self.unit}),
            scale=self.scale,
            means=Means(
                standing=((0, "cob"),),
                budget=self.budget,
                engagements=self.engagements,
                routes=tuple(
                    Asset(
                        f"patrol:{n}",
                        "patrol",
                        0,
                        cells=np.array(cells),
                        route=Route(f"s0/{n}", 0, n + 1, 60.0, visits, visits, np.array(cells)),
                    )
                    for n, cells in enumerate(self.routes)
                ),
                site_cells=np.array(self.at, dtype=np.int64),
                settled=self.settled,
                flight_hours=self.hours,
            ),
            shortfall_penalty=10.0,
        )

    @cached_property
    def problem(self) -> CoverProblem:
        """The cover problem with a floor for each source."""
        floors = source_floors(self.assembly, self.assembly.demand, share=self.floor_share)
        return replace(self.assembly.problem, floors=(*self.assembly.problem.floors, *floors))

    def plans(self) -> Iterator[frozenset[Place]]:
        """Yield every plan that keeps the rules, straight from what each means."""
        choices = []
        for tool in self.tools:
            if tool is COB:
                where = list(range(1, len(self.at)))
            elif tool is PATROL:
                where = list(range(len(self.routes)))
            elif tool is TALKS:
                where = [n for n, one in enumerate(self.threats) if "mediation" in one.interlocutors]
            else:
                where = list(range(len(self.at)))
            most = self.engagements if tool is TALKS else self.budget[tool.name]
            choices.append(
                [
                    frozenset((tool.name, number) for number in some)
                    for size in range(most + 1)
                    for some in combinations(where, size)
                ]
            )
        for parts in product(*choices):
            plan = frozenset({("cob", 0)}.union(*parts))
            if self._holds(plan):
                yield plan

    def _holds(self, plan: frozenset[Place]) -> bool:
        if sum(name == "qrf_air" for name, _ in plan) * 30.0 > self.hours:
            return False
        if any((("qrf", site) in plan) and (("qrf_air", site) in plan) for site in range(len(self.at))):
            return False
        return all(
            self._stands(tool, number, plan)
            for tool in self.tools
            for name, number in plan
            if name == tool.name and tool not in (COB, PATROL, TALKS)
        )

    def _stands(self, tool: Tool, site: int, plan: frozenset[Place]) -> bool:
        if tool.settled and site not in self.settled:
            return False
        if tool.persona == "civilian" and self.at[site] in self.closed:
            return False
        if tool.hosts and not any((host, site) in plan for host in tool.hosts):
            return False
        return not tool.near or any(
            name in tool.near and self._from_support(name, other, self.at[site]) <= tool.near_min
            for name, other in plan
        )

    def _from_support(self, name: str, site: int, cell: int) -> float:
        """Return the minutes of whoever supports, under the conditions of its troops."""
        tool = next(tool for tool in self.tools if tool.name == name)
        return 0.0 if self.at[site] == cell else self._minutes(tool, site, cell, "day")

    def _minutes(self, tool: Tool, number: int, cell: int, hours: str) -> float:
        if tool is PATROL:
            return 0.0 if cell in self.routes[number] and hours == "day" else np.inf
        if tool is TALKS:
            return 0.0 if cell in self.threats[number].cells else np.inf
        at = self.at[number]
        if hours not in tool.hours or (tool.persona == "civilian" and {cell, at} & self.closed):
            return float("inf")
        unit = self.unit if number == 0 and tool.persona == "military" else Unit()
        if hours == "night" and not unit.night:
            return float("inf")
        way = abs(cell - at) * (AIR if tool.flies_kmh else ROAD)
        return float(way + max(unit.preparation_min, tool.preparation_min))

    def _reached(self, plan: frozenset[Place], limits: dict[str, float], cell: int) -> bool:
        return any(
            name == tool.name and self._minutes(tool, number, cell, "day") <= limits[name]
            for tool in self.tools
            if tool.name in limits
            for name, number in plan
        )

    @cached_property
    def worth(self) -> dict[Place, NDArray[np.float64]]:
        """Effect of everything that could be open, by source, day and night, and cell."""
        found = {}
        for tool in self.tools:
            for number in range(max(len(self.at), len(self.routes), len(self.threats))):
                if number >= {"patrol": len(self.routes), "mediation": len(self.threats)}.get(
                    tool.name, len(self.at)
                ):
                    continue
                values = np.zeros((len(SOURCES), 2, CELLS))
                for (s, source), (h, hours), cell in product(
                    enumerate(SOURCES), enumerate(("day", "night")), range(CELLS)
                ):
                    if tool is TALKS and self.threats[number].source != source:
                        continue
                    minutes = self._minutes(tool, number, cell, hours)
                    value = step(minutes, tool.reach_min, self.scale)
                    if tool in (PATROL, TALKS):
                        value = float(minutes == 0)
                    values[s, h, cell] = value * self.effects[tool.name][source]
                found[tool.name, number] = values
        return found

    def credit(self, plan: frozenset[Place]) -> float:
        """Return what a plan is worth, straight from the definition."""
        weight = np.array([self.weights[source] for source in SOURCES], dtype=float)
        kinds = {tool.name: tool for tool in self.tools}
        by_service: dict[str, list[NDArray[np.float64]]] = {service: [] for service in SERVICES}
        called = np.zeros(CELLS, dtype=bool)
        for place_ in plan:
            tool = kinds[place_[0]]
            if tool.service == "alert":
                reached = [self._minutes(tool, place_[1], c, "day") <= tool.reach_min for c in range(CELLS)]
                called |= np.array(reached)
            else:
                by_service[tool.service].append(self.worth[place_])
        heard = np.where(called, 1.0, self.scale.alert_without)
        total = 0.0
        for service, values in by_service.items():
            if not values:
                continue
            ordered = -np.sort(-np.array(values), axis=0)
            if service == "dialogue":
                total += SERVICES[service] * float((weight * ordered[0][:, 0]).sum())
            elif service == "response":
                total += SERVICES[service] * float((weight * ordered[0].mean(axis=1) * heard).sum())
            else:
                repeated = sum(r * v for r, v in zip(self.scale.repeat_values, ordered, strict=False))
                total += SERVICES[service] * float((weight * np.mean(repeated, axis=1)).sum())
        return total

    def short(self, plan: frozenset[Place]) -> list[tuple[bool, float]]:
        """Return (hard, share short) of every must, and of the floor of every source."""
        found = []
        for one in self.threats:
            if one.priority == "must":
                limits = {
                    t.name: (np.inf if t is PATROL else one.limit_min)
                    for t in self.tools
                    if t.name in one.tools and t is not TALKS
                }
                held = [self._in_time(plan, limits, int(cell)) for cell in one.cells]
                got = float(one.weights[held].sum()) / float(one.weights.sum())
                found.append((one.hard, max(0.0, one.share - got)))
        own = {t.name: t.reach_min for t in self.tools if t.tier == 2 and t is not PATROL}
        for source in SOURCES:
            weight = np.array(self.weights[source], dtype=float)
            if weight.sum() > 0:
                held = [self._reached(plan, own, cell) for cell in range(CELLS)]
                got = float(weight[held].sum() / weight.sum())
                found.append((False, max(0.0, self.floor_share - got)))
        return found

    def _in_time(self, plan: frozenset[Place], limits: dict[str, float], cell: int) -> bool:
        return any(
            name == tool.name
            and self._minutes(tool, number, cell, "day") < np.inf
            and self._minutes(tool, number, cell, "day") <= limits[name]
            for tool in self.tools
            if tool.name in limits
            for name, number in plan
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return random cases of two or three sites with a base and up to four other means."""
    at = tuple(draw(st.lists(st.integers(0, CELLS - 1), min_size=2, max_size=3, unique=True)))
    some = draw(st.lists(st.sampled_from(AT_SITES), min_size=1, max_size=4, unique_by=lambda t: t.name))
    moving = [tool for tool in (PATROL, TALKS) if draw(st.booleans())]
    tools = (COB, *(tool for tool in AT_SITES if tool in some), *moving)
    cells = st.sets(st.integers(0, CELLS - 1), min_size=1, max_size=3).map(lambda c: tuple(sorted(c)))
    weight = st.lists(st.integers(0, 5), min_size=CELLS, max_size=CELLS).map(tuple)
    threats = []
    for number in range(draw(st.integers(0, 2))):
        where = draw(cells)
        threats.append(
            threat(
                where,
                [1.0 + draw(st.integers(0, 3)) for _ in where],
                id=f"T{number}",
                name=f"T{number}",
                source=draw(st.sampled_from(SOURCES)),
                priority=draw(st.sampled_from(("must", "must", "could"))),
                hard=draw(st.sampled_from((False, False, True))),
                share=draw(st.sampled_from((0.4, 1.0))),
                limit_min=draw(st.sampled_from((15.0, 30.0))),
                tools=tuple(t.name for t in tools if t is COB or draw(st.booleans())),
                interlocutors=draw(st.sampled_from(((), ("mediation",)))),
            )
        )
    effect = st.sampled_from((0.1, 0.3, 0.6, 0.8))
    return Case(
        at=at,
        settled=frozenset(draw(st.sets(st.sampled_from(range(len(at)))))),
        closed=frozenset(draw(st.sets(st.integers(0, CELLS - 1), max_size=2))),
        tools=tools,
        budget={t.name: draw(st.sampled_from((1, 1, 2, 0))) for t in tools if t is not TALKS},
        hours=draw(st.sampled_from((0.0, 30.0, 59.0, 60.0))),
        engagements=draw(st.integers(0, 1)) if TALKS in tools else 0,
        weights={source: draw(weight) for source in SOURCES},
        threats=tuple(threats),
        routes=tuple(draw(st.lists(cells, min_size=1, max_size=2))) if PATROL in tools else (),
        unit=draw(st.sampled_from((Unit(), Unit(preparation_min=10.0), Unit(night=False)))),
        effects={tool.name: {source: draw(effect) for source in SOURCES} for tool in tools},
        floor_share=draw(st.sampled_from((0.0, 0.5, 1.0))),
    )


@settings(REPEATABLE, max_examples=80, suppress_health_check=list(HealthCheck))
@given(cases())
def test_the_plan_is_the_best_of_all_that_keep_every_rule(case: Case) -> None:
    """For random means the plan is worth what the best is of all plans that keep the rules."""
    problem = case.problem
    assert check_problem(problem) == ()
    penalty = problem.shortfall_penalty * float(problem.weights.sum())
    values = []
    for plan in case.plans():
        short = case.short(plan)
        if not any(hard and lack > 1e-9 for hard, lack in short):
            values.append(case.credit(plan) - penalty * sum(lack for hard, lack in short if not hard))
    found = place(problem)
    assert (found.objective is None) == (not values)
    if values:
        assert found.status == "optimal"
        assert breaches(problem, found.chosen) == ()
        assert found.objective == pytest.approx(max(values), rel=1e-9, abs=1e-9)
        assert found.bound is not None
        assert found.bound >= max(values) - 1e-6 * max(1.0, abs(max(values)))
