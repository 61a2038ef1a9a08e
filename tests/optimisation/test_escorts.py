"""Escorts: who lends them where, what they open, and the patrol-days that they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimisation.assemble import Assembly, assemble
from optimisation.assets import ESCORT, Asset, Scale, Tool, Unit
from optimisation.escorts import LENDERS
from optimisation.options import Lock, Means
from optimisation.patrols.route import Route
from optimisation.placement import place
from optimisation.resources import ESCORTS
from optimisation.scoring import breaches, score
from tests.optimisation.small_worlds import BANDS, REPEATABLE, SERVICES, VALUES, demand, reaches, sites, table

COB = Tool(
    "cob", "base", 2, "response", "military", 60.0, 120, base=True, routes={"patrol": 3, "night_patrol": 1}
)
PATROL = Tool("patrol", "patrol", 2, "presence", "military", 480.0, 0, stands="route", hours=("day",))
NIGHT = Tool("night_patrol", "", 2, "presence", "military", 240.0, 0, stands="route", hours=("night",))
JPT = Tool(
    "jpt", "team", 1, "dialogue", "civilian", 60.0, 6, ("cob",), escorted_by=("cob",), escort_min=60.0,
    escort_days=18.0,
)  # fmt: skip
TOOLS = (COB, NIGHT, PATROL, JPT)
EFFECTS = {"cob": 0.2, "jpt": 0.6, "patrol": 0.2, "night_patrol": 0.2}
SCALE = Scale(BANDS, VALUES, SERVICES, {tool: {"state": e} for tool, e in EFFECTS.items()}, 0.5, 1.0, (1.0,))
NAMES = ("West", "Ford", "East")
TROOPS: Sequence[Mapping[int, int]] = ({0: 0, 1: 300}, {1: 0, 0: 300, 2: 300}, {2: 0, 1: 300})
"""West, Ford and East stand in cells 0, 1 and 2, half an hour apart; West and East are an hour apart."""
CLOSED: Sequence[Mapping[int, int]] = ({0: 0}, {}, {2: 0})
"""Civilians stay at West and East: Ford is closed to them."""


def _route(site: int, number: int, *cells: int, tool: str = "patrol") -> Asset:
    nothing, visited = np.empty(0, dtype=np.int64), np.array(cells, dtype=np.int64)
    route = Route(f"{NAMES[site].lower()}/{number}", site, number, 60.0, nothing, nothing, visited)
    return Asset(f"{tool}:{route.id}", tool, site, cells=visited, route=route)


ROUTES = (_route(0, 1, 0), _route(0, 2, 3), _route(0, 3, 4), _route(0, 1, 0, tool="night_patrol"))


def _assembled(
    *,
    weights: Sequence[float] = (1.0, 50.0, 1.0, 1.0, 1.0),
    escorts: int = 1,
    teams: int = 1,
    standing: tuple[tuple[int, str], ...] = ((0, "cob"),),
    units: Mapping[int, Unit] | None = None,
    civilians: Sequence[Mapping[int, int]] = CLOSED,
    routes: tuple[Asset, ...] = ROUTES,
    locks: tuple[Lock, ...] = (),
    budget: Mapping[str, int | None] | None = None,
) -> Assembly:
    world = demand({"state": weights})
    tables = {"cob": table(TROOPS), "jpt": table(civilians), ESCORT: table(TROOPS)}
    return assemble(
        demand=world,
        sites=sites(*NAMES),
        reaches=reaches(world, TOOLS, tables, units, site_xy=[(500, -500), (1500, -500), (2500, -500)]),
        scale=SCALE,
        means=Means(
            standing=standing,
            budget=budget or {"cob": 0, "jpt": teams, "patrol": None, "night_patrol": None},
            routes=routes,
            site_cells=np.array([0, 1, 2]),
            escorts=escorts,
            route_days=9.0,
            locks=locks,
        ),
        shortfall_penalty=10.0,
    )


def _planned(assembly: Assembly) -> set[str]:
    found = place(assembly.problem)
    assert found.status == "optimal"
    return {name for name, on in zip(assembly.problem.option_ids, found.chosen, strict=True) if on}


def test_an_escort_opens_a_cell_and_costs_patrol_days() -> None:
    """Civilians alone may not enter Ford; with an escort from West the team goes, and two patrols do not."""
    alone = _assembled(escorts=0)
    assert "jpt:ford" not in _planned(alone)
    assembly = _assembled()
    plan = _planned(assembly)
    assert "jpt:ford+west" in plan
    assert not plan & {"patrol:west/2", "patrol:west/3"}
    days = assembly.problem.resource_names.index("patrol-days of West that escorts may take")
    chosen = np.isin(assembly.problem.option_ids, sorted(plan))
    assert float(assembly.problem.use[days] @ chosen) == 0.0
    credit = score(assembly.problem, chosen).credit
    # Presence at cells 3 and 4 by day is what the escort costs; dialogue at Ford is what it opens.
    kept = score(
        assembly.problem, np.isin(assembly.problem.option_ids, ["cob:west", "patrol:west/2", "patrol:west/3"])
    )
    assert credit - kept.credit == pytest.approx(0.3 * 0.6 * (50.0 + 0.8 * 2.0) - 0.3 * 0.5 * 0.2 * 2.0)


def test_without_an_escort_every_patrol_goes_on() -> None:
    """Where the team is worth less than what the base keeps going, the patrols stay."""
    plan = _planned(_assembled(weights=(1.0, 0.1, 0.1, 90.0, 90.0)))
    assert {"patrol:west/2", "patrol:west/3"} <= plan
    assert "jpt:ford+west" not in plan


def test_without_patrol_days_left_there_is_no_escort() -> None:
    """A base that keeps a single route going cannot lend an escort of two routes' days."""
    weak = replace(COB, routes={"patrol": 1})
    world = demand({"state": [1.0, 50.0, 1.0]})
    assembly = assemble(
        demand=world,
        sites=sites(*NAMES),
        reaches=reaches(
            world, (weak, PATROL, JPT), {"cob": table(TROOPS), "jpt": table(CLOSED), ESCORT: table(TROOPS)}
        ),
        scale=SCALE,
        means=Means(
            ((0, "cob"),),
            {"jpt": 1, "patrol": None},
            site_cells=np.array([0, 1, 2]),
            escorts=1,
            route_days=9.0,
        ),
        shortfall_penalty=10.0,
    )
    assert "jpt:ford+west" in assembly.problem.option_ids
    assert _planned(assembly) == {"cob:west", "jpt:west"}


def test_two_escorts_of_one_base_take_four_routes() -> None:
    """A base of three routes has days for one escort of two, not for two of them."""
    assembly = _assembled(escorts=2, teams=2, weights=(0.0, 50.0, 50.0, 0.0, 0.0), civilians=({}, {}, {}))
    far = _assembled(
        escorts=2,
        teams=2,
        weights=(0.0, 50.0, 50.0, 0.0, 0.0),
        civilians=({}, {}, {}),
        units={0: Unit(no_go=("x",))},
    )
    for one in (assembly, far):
        assert sum("+" in name for name in _planned(one)) == 1


def test_a_team_goes_once_with_or_without_an_escort() -> None:
    """At one site the escorted team and the unescorted one exclude each other, and share the budget."""
    assembly = _assembled(civilians=TROOPS, standing=((0, "cob"), (1, "cob")))
    ids = assembly.problem.option_ids
    groups = [{ids[n] for n in members} for members in assembly.problem.exclusive]
    assert {"jpt:ford", "jpt:ford+west", "jpt:ford+ford"} in groups
    teams = assembly.problem.resource_names.index("jpt")
    used = {name for name, use in zip(ids, assembly.problem.use[teams], strict=True) if use}
    assert used == {name for name in ids if name.startswith("jpt")}
    assert ESCORTS in assembly.problem.resource_names


def test_an_escort_needs_an_open_base_that_lends_it() -> None:
    """It requires a base at the lending site, and none at the site that is visited."""
    assembly = _assembled(standing=(), budget={"cob": 1, "jpt": 1, "patrol": None, "night_patrol": None})
    ids = assembly.problem.option_ids
    requires = {ids[n]: {ids[h] for h in hosts} for n, hosts in enumerate(assembly.problem.requires)}
    assert requires["jpt:ford+west"] == {"cob:west"}
    assert requires["jpt:ford"] == {"cob:ford"}
    assert not any(name.startswith("jpt:west+east") for name in ids)  # an hour away is not 60 minutes here


def test_troops_with_a_caveat_on_joint_operations_lend_none() -> None:
    """No joint operations: no escort."""
    assembly = _assembled(units={0: Unit("B", joint=False)})
    assert not any("+" in name for name in assembly.problem.option_ids)


def test_an_escort_enters_no_sector_its_troops_do_not() -> None:
    """A team with an escort goes where its troops go: into no no-go sector, not too far."""
    for unit in (Unit("B", no_go=("hills",)), Unit("B", max_distance_m=800.0)):
        world = demand({"state": [1.0, 50.0, 1.0]})
        travel = reaches(
            world,
            TOOLS,
            {"cob": table(TROOPS), "jpt": table(CLOSED), ESCORT: table(TROOPS)},
            {0: unit},
            site_xy=[(500, -500), (1500, -500), (2500, -500)],
            sectors={"hills": np.array([False, True, False])},
        )
        assert travel.escort_range(0, 60.0)[0].tolist() == [0]
        team = Asset("jpt:west+west", "jpt", 0, escort=0)
        assert travel.within(team, 60.0).tolist() == [0]


def test_a_closed_base_lends_nothing() -> None:
    """Where a lock closes the lending base there are no escorts of it."""
    assembly = _assembled(locks=(Lock(0, "cob", False, "handed over"),))
    assert "jpt:ford" in assembly.problem.option_ids
    assert "jpt:ford+west" not in assembly.problem.option_ids


def test_what_is_driven_today_counts_today() -> None:
    """Without escorts yet, the patrols that may give way are among what bases in place keep going today."""
    assembly = _assembled()
    today = {name for name, on in zip(assembly.problem.option_ids, assembly.today, strict=True) if on}
    assert today == {"patrol:west/2", "patrol:west/3"}
    assert {route.id for _, route in assembly.carried} == {"patrol:west/1", "night_patrol:west/1"}


@pytest.mark.parametrize("shut", [(), (1,), (0, 1, LENDERS + 2)])
def test_lenders_are_few_and_those_in_place_come_first(shut: tuple[int, ...]) -> None:
    """Of many bases that could lend one those in place come first, then the nearest; closed ones never."""
    count = LENDERS + 3
    troops = [{cell: 10 * abs(cell - n) for cell in range(count)} for n in range(count)]
    world = demand({"state": [1.0] * count})
    assembly = assemble(
        demand=world,
        sites=sites(*(f"S{n}" for n in range(count))),
        reaches=reaches(world, TOOLS, {"cob": table(troops), "jpt": table(troops), ESCORT: table(troops)}),
        scale=SCALE,
        means=Means(
            ((count - 1, "cob"),),
            {"cob": 1, "jpt": 1},
            locks=tuple(Lock(site, "cob", False, "handed over") for site in shut),
            site_cells=np.arange(count),
            escorts=1,
        ),
        shortfall_penalty=10.0,
    )
    lenders = [a.escort for a in assembly.assets if a.escort >= 0 and a.site == 0]
    assert lenders == [n for n in (count - 1, *range(count - 1)) if n not in shut][:LENDERS]


@REPEATABLE
@given(st.data())
def test_plans_with_escorts_are_the_best_of_all(data: st.DataObject) -> None:
    """For random worlds the plan is worth what the best of all choices is worth that breaks no rule."""
    weights = data.draw(st.lists(st.integers(0, 9), min_size=5, max_size=5))
    closed = data.draw(st.sampled_from((CLOSED, TROOPS, ({}, {}, {}))))
    assembly = _assembled(
        weights=[float(w) for w in weights],
        escorts=data.draw(st.integers(0, 2)),
        teams=data.draw(st.integers(1, 2)),
        civilians=closed,
        standing=data.draw(st.sampled_from((((0, "cob"),), ((0, "cob"), (1, "cob")), ()))),
        budget=None,
    )
    problem, best = assembly.problem, 0.0
    free = np.flatnonzero(~(problem.fixed_open | problem.forbidden))
    for choice in product((False, True), repeat=free.size):
        chosen = problem.fixed_open.copy()
        chosen[free] = choice
        if not breaches(problem, chosen):
            best = max(best, score(problem, chosen).credit)
    found = place(problem)
    assert found.objective == pytest.approx(best)
