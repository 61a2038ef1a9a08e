"""Three small sites and every kind of means, assembled as asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from optimisation.assemble import Assembly, assemble
from optimisation.assets import Asset, Scale, Tool
from optimisation.demand import Demand
from optimisation.options import Lock, Means
from optimisation.patrols.route import Route
from optimisation.placement import place
from tests.optimisation.small_worlds import (
    BANDS,
    COB,
    JPT,
    SERVICES,
    VALUES,
    demand,
    reaches,
    sites,
    table,
)

TOB = Tool(
    "tob",
    "temporary operating base",
    2,
    "response",
    "military",
    30.0,
    35,
    near=("cob",),
    near_min=60.0,
    base=True,
    routes={"patrol": 1},
)


BASE = replace(COB, routes={"patrol": 2})


TEAM = replace(JPT, hosts=("cob", "tob"))


CLA = Tool("cla", "liaison assistants", 1, "alert", "civilian", 30.0, 3, hosts=("cob", "tob"))


ADVISER = Tool("adviser", "adviser", 1, "dialogue", "civilian", 15.0, 1, hosts=("cob", "tob"))


PATROL = Tool("patrol", "patrol", 2, "presence", "military", 480.0, 0, stands="route", hours=("day",))


MEDIATION = Tool("mediation", "mediation", 1, "dialogue", "civilian", 6000.0, 0, stands="threat")


TOOLS = (BASE, TOB, MEDIATION, PATROL, ADVISER, CLA, TEAM)


EFFECTS = {
    "cob": 0.8,
    "tob": 0.6,
    "jpt": 0.3,
    "adviser": 0.1,
    "mediation": 0.4,
    "patrol": 0.8,
}


SCALE = Scale(
    BANDS,
    VALUES,
    SERVICES,
    {tool: {"state": e, "armed_group": e} for tool, e in EFFECTS.items()},
    0.0,
    0.5,
    (0.6, 0.4),
)


ROWS = [{0: 100, 1: 500}, {1: 100, 2: 500}, {3: 100}]
"""West and East lie 50 minutes apart by their cells 0 and 1; South, at cell 3, is far from both."""


def route(site: int, number: int, *cells: int) -> Asset:
    """Return a patrol of a base, over the cells it visits."""
    nothing = np.empty(0, dtype=np.int64)
    visited = np.array(cells, dtype=np.int64)
    name = ("west", "east", "south")[site]
    route = Route(f"{name}/{number}", site, number, 60.0, nothing, nothing, visited)
    return Asset(f"patrol:{route.id}", "patrol", site, cells=visited, route=route)


ROUTES = (route(0, 1, 0), route(0, 2, 1), route(1, 1, 1, 2))


def small_world(**changes: object) -> Demand:
    """Return four cells with the violence of an armed group, changed as asked."""
    return demand({"armed_group": [1.0, 2.0, 4.0, 8.0]}, **changes)  # type: ignore[arg-type]


def assembled(
    budget: Mapping[str, int | None],
    *,
    world: Demand | None = None,
    standing: tuple[tuple[int, str], ...] = ((0, "cob"),),
    locks: tuple[Lock, ...] = (),
    engagements: int = 0,
    routes: tuple[Asset, ...] = (),
) -> Assembly:
    """Return the problem of some means at the three sites."""
    cells = small_world() if world is None else world
    tables = {tool.name: table(ROWS) for tool in TOOLS if tool.stands == "site"}
    return assemble(
        demand=cells,
        sites=sites("West", "East", "South"),
        reaches=reaches(cells, TOOLS, tables),
        scale=SCALE,
        means=Means(
            standing=standing,
            budget=budget,
            engagements=engagements,
            locks=locks,
            routes=routes,
            site_cells=np.array([0, 1, 3]),
        ),
        shortfall_penalty=10.0,
    )


def requires_of(assembly: Assembly, name: str) -> set[str]:
    """Return the ids of what an option requires, of which one must be open."""
    ids = assembly.problem.option_ids
    return {ids[host] for host in assembly.problem.requires[ids.index(name)]}


def planned(assembly: Assembly) -> set[str]:
    """Return the ids of what the best plan opens."""
    chosen = place(assembly.problem).chosen
    return {name for name, is_open in zip(assembly.problem.option_ids, chosen, strict=True) if is_open}


QRF = Tool("qrf", "reserve", 2, "response", "military", 120.0, 35, hosts=("cob",))


AIR = replace(
    QRF, name="qrf_air", instead_of=("qrf",), flies_kmh=200.0, preparation_min=20.0, flight_hours=30.0
)


FPU = Tool("fpu", "police", 2, "response", "police", 30.0, 140, near=("cob",), near_min=50.0, settled=True)


CVR = Tool("cvr", "projects", 1, "dialogue", "civilian", 15.0, 2, settled=True, in_time=False)


MORE = (BASE, QRF, AIR, FPU, CVR)


def with_more(
    budget: Mapping[str, int],
    *,
    hours: float = 90.0,
    world: Demand | None = None,
    settled: tuple[int, ...] = (1, 2),
) -> Assembly:
    """Return the problem of reserves, police and projects at the three sites."""
    cells = small_world() if world is None else world
    every = [dict.fromkeys(range(4), 10)] * 3
    tables = {tool.name: table(ROWS) for tool in MORE} | {"qrf_air": table(every)}
    effects = {
        tool.name: {"state": e, "armed_group": e}
        for tool, e in zip(MORE, (0.8, 0.8, 0.8, 0.3, 0.3), strict=True)
    }
    return assemble(
        demand=cells,
        sites=sites("West", "East", "South"),
        reaches=reaches(cells, MORE, tables),
        scale=replace(SCALE, effectiveness=effects),
        means=Means(
            standing=((0, "cob"), (1, "cob")),
            budget=budget,
            site_cells=np.array([0, 1, 3]),
            settled=frozenset(settled),
            flight_hours=hours,
        ),
        shortfall_penalty=10.0,
    )
