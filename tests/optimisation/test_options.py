"""What a plan may choose, and what each asset requires, excludes and uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from optimisation.assemble import Assembly, assemble, must_limits
from optimisation.assets import Asset, Scale, Tool
from optimisation.demand import Demand
from optimisation.met import threat_statuses
from optimisation.options import ENGAGEMENTS, FLIGHT_HOURS, Lock, Means, engagement_assets
from optimisation.patrols.route import Route
from optimisation.placement import place
from optimisation.tally import tally
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
    threat,
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


def _route(site: int, number: int, *cells: int) -> Asset:
    nothing = np.empty(0, dtype=np.int64)
    visited = np.array(cells, dtype=np.int64)
    name = ("west", "east", "south")[site]
    route = Route(f"{name}/{number}", site, number, 60.0, nothing, nothing, visited)
    return Asset(f"patrol:{route.id}", "patrol", site, cells=visited, route=route)


ROUTES = (_route(0, 1, 0), _route(0, 2, 1), _route(1, 1, 1, 2))


def _world(**changes: object) -> Demand:
    return demand({"armed_group": [1.0, 2.0, 4.0, 8.0]}, **changes)  # type: ignore[arg-type]


def _assembled(
    budget: Mapping[str, int | None],
    *,
    world: Demand | None = None,
    standing: tuple[tuple[int, str], ...] = ((0, "cob"),),
    locks: tuple[Lock, ...] = (),
    engagements: int = 0,
    routes: tuple[Asset, ...] = (),
) -> Assembly:
    cells = _world() if world is None else world
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


def _requires(assembly: Assembly, name: str) -> set[str]:
    ids = assembly.problem.option_ids
    return {ids[host] for host in assembly.problem.requires[ids.index(name)]}


def _planned(assembly: Assembly) -> set[str]:
    chosen = place(assembly.problem).chosen
    return {name for name, is_open in zip(assembly.problem.option_ids, chosen, strict=True) if is_open}


def test_a_tool_without_a_budget_is_possible_only_where_it_stands() -> None:
    """A standing base is there whatever the budget; nothing else is without one."""
    assert _assembled({}).problem.option_ids == ("cob:west",)
    locked = _assembled({}, locks=(Lock(1, "cob", True, "agreed"),))
    assert locked.problem.option_ids == ("cob:west", "cob:east")


def test_temporary_base_needs_a_company_base_in_support_time() -> None:
    """A temporary base requires a company base within an hour of it, its own site's or another's."""
    assembly = _assembled({"cob": 1, "tob": 3})
    assert _requires(assembly, "tob:east") == {"cob:west", "cob:east"}
    assert _requires(assembly, "tob:south") == {"cob:south"}
    alone = _assembled({"tob": 3})
    assert _requires(alone, "tob:east") == {"cob:west"}
    south = alone.problem.option_ids.index("tob:south")
    assert alone.problem.forbidden[south]
    assert "tob:south: no cob could support it within 60 minutes" in alone.closed


def test_a_site_has_one_class_of_base() -> None:
    """A company base and a temporary base exclude each other at a site."""
    assembly = _assembled({"cob": 1, "tob": 1})
    ids = assembly.problem.option_ids
    named = {tuple(sorted(ids[i] for i in members)) for members in assembly.problem.exclusive}
    assert named == {
        ("cob:west", "tob:west"),
        ("cob:east", "tob:east"),
        ("cob:south", "tob:south"),
    }


def test_an_adviser_needs_a_host() -> None:
    """An adviser stands where a base does: at one in place, or at a new one, never alone."""
    assembly = _assembled({"cob": 1, "adviser": 3})
    assert _requires(assembly, "adviser:east") == {"cob:east"}
    assert _planned(_assembled({"adviser": 3})) == {"cob:west", "adviser:west"}


def test_patrols_need_a_base_that_keeps_so_many_going() -> None:
    """The first route of a site needs any base there, the second one that keeps two going."""
    assembly = _assembled({"cob": 1, "tob": 2, "patrol": 9}, standing=(), routes=ROUTES)
    assert _requires(assembly, "patrol:west/1") == {"cob:west", "tob:west"}
    assert _requires(assembly, "patrol:west/2") == {"cob:west"}


def test_patrols_can_be_limited() -> None:
    """With one patrol for the whole mission the one that is worth most is driven."""
    assembly = _assembled({"patrol": 1}, routes=ROUTES)
    assert _planned(assembly) == {"cob:west", "patrol:west/2"}
    assert _planned(_assembled({"patrol": 0}, routes=ROUTES)) == {"cob:west"}
    assert _planned(_assembled({"patrol": 9}, routes=ROUTES)) == {
        "cob:west",
        "patrol:west/1",
        "patrol:west/2",
    }


def test_engagements_are_limited_and_need_somebody_to_talk_to() -> None:
    """Of two threats that could be talked about the heavier is; one without an interlocutor never is."""
    areas = [
        threat([2], [4.0], id="T1", source="armed_group", priority="could", interlocutors=("mediation",)),
        threat([3], [8.0], id="T2", source="armed_group", priority="could", interlocutors=("mediation",)),
        threat([1], [2.0], id="T3", source="armed_group", priority="could"),
    ]
    world = _world(threats=areas)
    assert [one.id for one in engagement_assets(MEDIATION, world)] == ["mediation:T1", "mediation:T2"]
    assembly = _assembled({}, world=world, engagements=1)
    assert ENGAGEMENTS in assembly.problem.resource_names
    assert _planned(assembly) == {"cob:west", "mediation:T2"}
    assert _planned(_assembled({}, world=world, engagements=2)) == {
        "cob:west",
        "mediation:T1",
        "mediation:T2",
    }
    assert _planned(_assembled({}, world=world)) == {"cob:west"}


def test_liaison_assistants_go_where_they_let_a_response_be_called() -> None:
    """The one post goes to the base whose surroundings gain most from being heard."""
    standing = ((0, "cob"), (1, "cob"), (2, "cob"))
    assert "cla:south" in _planned(_assembled({"cla": 1}, standing=standing))
    assert _planned(_assembled({"cla": 1})) == {"cob:west", "cla:west"}


def test_a_closed_base_takes_what_it_hosts_along() -> None:
    """A forbidden site loses its base, its patrols and its liaison assistants."""
    standing = ((0, "cob"), (0, "cla"), (1, "cob"))
    closed = _assembled(
        {"patrol": 9}, standing=standing, routes=ROUTES, locks=(Lock(0, "cob", False, "ceasefire line"),)
    )
    assert _planned(closed) == {"cob:east", "patrol:east/1"}


def test_what_stands_needs_nothing() -> None:
    """A temporary base in place far from every company base stays: it stands today."""
    assembly = _assembled({}, standing=((2, "tob"),))
    assert assembly.problem.requires == ((),)
    assert _planned(assembly) == {"tob:south"}


def test_visits_asked_for_are_an_elastic_floor() -> None:
    """A threat that wants two visits a period gets both routes over it, or is told as short."""
    wanted = threat([1], [2.0], name="Ford", source="armed_group", priority="should", share=1.0, revisits=2)
    world = _world(threats=[wanted])
    assembly = _assembled({"cob": 1, "patrol": 9}, world=world, routes=ROUTES)
    solution = place(assembly.problem)
    assert [floor.name for floor in assembly.problem.floors] == ["visits: Ford"]
    assert {"patrol:west/2", "patrol:east/1"} <= _planned(assembly)
    assert solution.shortfalls == ()
    never = place(_assembled({"cob": 1, "patrol": 0}, world=world, routes=ROUTES).problem)
    assert [(s.name, s.got) for s in never.shortfalls] == [("visits: Ford", 0.0)]


QRF = Tool("qrf", "reserve", 2, "response", "military", 120.0, 35, hosts=("cob",))
AIR = replace(
    QRF, name="qrf_air", instead_of=("qrf",), flies_kmh=200.0, preparation_min=20.0, flight_hours=30.0
)
FPU = Tool("fpu", "police", 2, "response", "police", 30.0, 140, near=("cob",), near_min=50.0, settled=True)
CVR = Tool("cvr", "projects", 1, "dialogue", "civilian", 15.0, 2, settled=True, in_time=False)
MORE = (BASE, QRF, AIR, FPU, CVR)


def _with_more(
    budget: Mapping[str, int],
    *,
    hours: float = 90.0,
    world: Demand | None = None,
    settled: tuple[int, ...] = (1, 2),
) -> Assembly:
    cells = _world() if world is None else world
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


def test_a_reserve_goes_by_road_or_by_air_and_needs_a_company_base() -> None:
    """The two are options of their own that exclude each other at a site; neither goes without a base."""
    assembly = _with_more({"qrf": 3, "qrf_air": 3})
    ids = assembly.problem.option_ids
    groups = {tuple(ids[n] for n in members) for members in assembly.problem.exclusive}
    assert ("qrf:west", "qrf_air:west") in groups
    assert _requires(assembly, "qrf_air:east") == {"cob:east"}
    assert assembly.problem.forbidden[ids.index("qrf:south")]


def test_helicopter_hours_limit_what_flies() -> None:
    """Hours for one let one fly, though the budget has two; hours for none let none."""
    assert FLIGHT_HOURS in _with_more({"qrf_air": 2}).problem.resource_names
    flying = [
        {name for name in _planned(_with_more({"qrf_air": 2}, hours=h)) if "air" in name}
        for h in (90, 30, 29)
    ]
    assert [len(names) for names in flying] == [1, 1, 0]  # a second one would add nothing here
    far = _with_more({"qrf_air": 2}, hours=59.0)
    row = far.problem.resource_names.index(FLIGHT_HOURS)
    assert set(far.problem.use[row].tolist()) == {0.0, 30.0}


def test_police_need_a_settlement_and_security() -> None:
    """A unit may stand in settlements alone, and only where a base is near."""
    assembly = _with_more({"fpu": 3})
    ids = assembly.problem.option_ids
    assert "fpu:west" not in ids
    assert _requires(assembly, "fpu:east") == {"cob:west", "cob:east"}
    assert assembly.problem.forbidden[ids.index("fpu:south")]


def test_community_projects_never_meet_a_threat_in_time() -> None:
    """A must that accepts them is met by the others it names, not by them."""
    area = threat([3], [8.0], source="armed_group", tools=("cvr", "cob"), limit_min=60.0)
    world = _world(threats=[area])
    assert must_limits(area, {tool.name: tool for tool in MORE}) == (("cob", 60.0),)
    assembly = _with_more({"cvr": 1}, world=world)
    found = place(assembly.problem)
    assert "cvr:south" in _planned(assembly)
    assert [short.name for short in found.shortfalls] == ["must: Valley"]
    used = [asset for asset, on in zip(assembly.assets, found.chosen, strict=True) if on]
    travel = reaches(world, MORE, {tool.name: table(ROWS) for tool in MORE})
    (status,) = threat_statuses(world, tally(used, travel), used, travel)
    assert status.share == 0.0
