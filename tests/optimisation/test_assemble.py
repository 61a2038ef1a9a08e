"""From demand, sites and tools to one cover problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from layers.errors import InputError
from optimisation.assemble import Assembly, assemble, open_assets, raw_reach, source_floors
from optimisation.assets import Scale, Tool
from optimisation.demand import Demand
from optimisation.evaluate import evaluate
from optimisation.options import Lock, Means
from optimisation.placement import place
from optimisation.plan import Site
from optimisation.problem import check_problem
from optimisation.scoring import score
from tests.optimisation.small_worlds import (
    COB,
    JPT,
    REPEATABLE,
    SCALE,
    World,
    demand,
    reaches,
    sites,
    table,
    threat,
    worlds,
)

Rows = Sequence[Mapping[int, int]]
NEAR: Rows = [{0: 100, 1: 500}, {1: 100, 2: 500}]
"""Two sites over three cells; nothing reaches a fourth."""


def _assembled(
    world: Demand,
    *,
    cob: Rows = NEAR,
    jpt: Rows | None = None,
    standing: tuple[tuple[int, str], ...] | None = None,
    locks: Sequence[Lock] = (),
    budget: Mapping[str, int] | None = None,
    tools: Sequence[Tool] = (COB, JPT),
    scale: Scale = SCALE,
) -> Assembly:
    named = sites(*("West", "East", "South")[: len(cob)])
    tables = {"cob": table(cob), "jpt": table(cob if jpt is None else jpt)}
    return assemble(
        demand=world,
        sites=named,
        reaches=reaches(world, tools, tables),
        scale=scale,
        means=Means(
            standing=((0, "cob"),) if standing is None else standing,
            budget=budget or {"cob": 1, "jpt": 1},
            locks=tuple(locks),
        ),
        shortfall_penalty=10.0,
    )


def _world(**changes: object) -> Demand:
    weights = {"state": [1.0, 2.0, 4.0, 8.0], "armed_group": [0.0, 3.0, 0.0, 0.0]}
    return demand(weights, **changes)  # type: ignore[arg-type]


def _number(assembly: Assembly, name: str) -> int:
    return assembly.problem.option_ids.index(name)


def _chosen(assembly: Assembly, *names: str) -> np.ndarray:
    return np.isin(np.array(assembly.problem.option_ids), names)


@REPEATABLE
@given(worlds())
def test_solver_and_evaluation_count_the_same_credit(world: World) -> None:
    """For any choice the covered weight of the problem is the credit of the evaluation."""
    count = len(next(iter(world.tenths.values())))
    moving = [one for one in world.possible if world.kinds[one.tool].stands != "site"]
    assembly = assemble(
        demand=_talked_about(world),
        sites=[Site(f"s{number}", "", 0.0, 0.0, "candidate") for number in range(count)],
        reaches=world.reaches,
        scale=world.scale,
        means=Means(
            budget={tool.name: 1 for tool in world.tools},
            engagements=9,
            routes=tuple(one for one in moving if one.route is not None),
            supported=tuple(one for one in moving if world.kinds[one.tool].stands == "district"),
            site_cells=np.arange(count) % world.demand.cells.size,
            escorts=9,
        ),
        shortfall_penalty=10.0,
    )
    assert check_problem(assembly.problem) == ()
    possible = {one.id for one in assembly.assets}
    # Which escorts a site is offered is told by the tests of escorts.
    opened = [one for one in world.opened if one.escort < 0 or one.id in possible]
    chosen = np.isin([one.id for one in assembly.assets], [one.id for one in opened])
    assert chosen.sum() == len(opened)
    assert [one.id for one in open_assets(assembly, chosen)] == [
        one.id for one in assembly.assets if one.id in {other.id for other in opened}
    ]
    found = evaluate(opened, reaches=world.reaches, scale=world.scale, low=world.low, high=world.high)
    assert score(assembly.problem, chosen).credit == pytest.approx(found.credit["total"], rel=1e-9, abs=1e-12)


def _talked_about(world: World) -> Demand:
    """Return the world's demand with a threat for each of its engagements."""
    threats = [
        threat(
            one.cells.tolist(),
            [1.0] * one.cells.size,
            id=one.id.split(":")[1],
            source=one.source,
            priority="could",
            interlocutors=(one.tool,),
        )
        for one in world.possible
        if one.source and one.cells is not None
    ]
    return replace(world.demand, threats=tuple(threats))


def test_team_needs_a_base_at_its_own_site() -> None:
    """A team requires the base of its site and no other; a base requires nothing."""
    assembly = _assembled(_world())
    assert assembly.problem.option_ids == ("cob:west", "cob:east", "jpt:west", "jpt:east")
    assert assembly.problem.requires == ((), (), (0,), (1,))


def test_budgets_count_only_what_is_new() -> None:
    """What stands uses nothing and costs nothing; everything else uses one of its tool's budget."""
    problem = _assembled(_world(), budget={"cob": 3, "jpt": 2}).problem
    assert problem.resource_names == ("cob", "jpt")
    assert problem.use.tolist() == [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
    assert problem.stock.tolist() == [3.0, 2.0]
    assert problem.cost.tolist() == [0.0, 1.0, 1.0, 1.0]
    assert problem.fixed_open.tolist() == [True, False, False, False]


def test_lock_closes_everything_at_its_site() -> None:
    """A closed site loses its base and may not host a team, with the reason told."""
    assembly = _assembled(_world(), locks=[Lock(0, "cob", False, "ceasefire line")])
    assert assembly.problem.forbidden.tolist() == [True, False, True, False]
    assert assembly.problem.fixed_open.tolist() == [False] * 4
    assert assembly.closed == ("West: ceasefire line",)
    assert assembly.in_place.tolist() == [True, False, False, False]


def test_lock_opens_one_tool_and_spends_its_budget() -> None:
    """A locked candidate is fixed open, is not in place, and counts as new."""
    assembly = _assembled(_world(), locks=[Lock(1, "cob", True, "agreed")])
    assert assembly.problem.fixed_open.tolist() == [True, True, False, False]
    assert assembly.in_place.tolist() == [True, False, False, False]
    assert assembly.problem.use[0].tolist() == [0.0, 1.0, 0.0, 0.0]
    assert not assembly.problem.forbidden.any()
    assert assembly.closed == ()


def test_site_without_access_for_a_persona_is_forbidden_and_said() -> None:
    """Where civilians may not go there is no team, in words; the base stays."""
    assembly = _assembled(_world(), jpt=[{}, {1: 100}])
    assert assembly.problem.forbidden.tolist() == [False, False, True, False]
    assert assembly.closed == ("joint protection team at West: no access for its personnel",)


def test_standing_base_that_reaches_nothing_stays() -> None:
    """A base in place outside reach of every cell is kept open, not forbidden."""
    assembly = _assembled(_world(), cob=[{}, {1: 100}], jpt=[{0: 10}, {1: 100}])
    assert assembly.problem.fixed_open[0]
    assert not assembly.problem.forbidden[0]


def test_unusable_decisions_are_all_told_at_once() -> None:
    """A base of an unknown kind and a lock where its personnel have no access are errors in plain words."""
    with pytest.raises(InputError) as caught:
        _assembled(
            _world(), jpt=[{0: 1}, {}], standing=((0, "tob"),), locks=[Lock(1, "jpt", True, "asked for")]
        )
    first, second = caught.value.findings
    assert (first.value, "West" in first.message, "cob, jpt" in first.remedy) == ("tob", True, True)
    assert "East is locked open for joint protection team" in second.message
    assert second.value == "asked for"


def test_must_floor_has_its_base_share_and_rows() -> None:
    """A must is a floor over its own cells, reached and unreached, with its weights as base."""
    areas = [
        threat([1, 2, 3], [5.0, 7.0, 8.0], share=0.6, hard=True, limit_min=30.0),
        threat([0], [1.0], priority="should"),
        threat([0], [2.0], priority="could"),
        threat([0], [3.0], name="Ford", tools=("jpt",)),
    ]
    problem = _assembled(_world(threats=areas)).problem
    assert [floor.name for floor in problem.floors] == ["must: Valley", "must: Ford"]
    valley, ford = problem.floors
    assert (valley.base, valley.share, valley.hard, valley.kind) == (20.0, 0.6, True, "must")
    assert (ford.base, ford.share, ford.hard) == (3.0, 0.5, False)
    rows = np.flatnonzero(valley.weights)
    # Within 30 minutes: cell 1 from the east; cells 2 and 3, one row, from nowhere.
    assert dict(zip(valley.weights[rows].tolist(), problem.cover[rows].toarray().tolist(), strict=True)) == {
        5.0: [False, True, False, False],
        15.0: [False] * 4,
    }
    assert problem.cover[np.flatnonzero(ford.weights)].toarray().tolist() == [[False, False, True, False]]


def test_shortfall_costs_ten_times_all_weight_reached_or_not() -> None:
    """The objective lost per unit of share is 10 x the weight of all rows, those nobody reaches included."""
    # e is best with a base against armed groups and with a team against the state.
    everything = 0.4 * (0.2 * 15.0 + 0.8 * 3.0) + 0.3 * (0.6 * 15.0 + 0.3 * 3.0)
    problem = _assembled(_world()).problem
    assert problem.weights.sum() < everything
    assert problem.shortfall_penalty * problem.weights.sum() == pytest.approx(10 * everything)
    reached = _assembled(_world(), cob=[{0: 100, 1: 500, 2: 600, 3: 601}, {}]).problem
    assert reached.shortfall_penalty == pytest.approx(10.0)


def test_nothing_reached_keeps_the_penalty_finite() -> None:
    """Where no option reaches anything the problem is still sound."""
    problem = _assembled(_world(), cob=[{}, {}]).problem
    assert problem.weights.size == 0
    assert problem.shortfall_penalty == 10.0
    assert check_problem(problem) == ()


def test_source_floors_count_all_risk_without_a_register() -> None:
    """Each source with risk has a floor over the cells within reach, based on all its risk."""
    world = demand(
        {"state": [1.0, 2.0, 4.0, 8.0], "armed_group": [0.0, 3.0, 0.0, 0.0], "communal": [0.0] * 4}
    )
    scale = replace(
        SCALE, effectiveness={tool: {**e, "communal": 0.5} for tool, e in SCALE.effectiveness.items()}
    )
    assembly = _assembled(world, scale=scale)
    floors = source_floors(assembly, world, share=0.4)
    assert [floor.name for floor in floors] == [
        "reach for threats from state",
        "reach for threats from armed_group",
    ]
    assert [floor.base for floor in floors] == [15.0, 3.0]
    assert {(floor.share, floor.hard, floor.kind) for floor in floors} == {(0.4, False, "source")}
    assert [float(floor.weights.sum()) for floor in floors] == [7.0, 3.0]
    covered = assembly.problem.cover @ _chosen(assembly, "cob:west").astype(np.int32) > 0
    assert float(floors[0].weights[covered].sum()) == 3.0
    teams = assembly.problem.cover @ _chosen(assembly, "jpt:west", "jpt:east").astype(np.int32) > 0
    assert float(floors[0].weights[teams].sum()) == 0.0


def test_source_floors_count_must_and_should_areas_where_the_source_has_risk_there() -> None:
    """A source's base is its risk in must and should areas; a source without any there counts everywhere."""
    world = _world(priority_area=[True, False, True, False])
    state, armed = source_floors(_assembled(world), world, share=0.8)
    assert state.base == 5.0
    assert float(state.weights.sum()) == 5.0
    assert armed.base == 3.0


def test_raw_reach_is_a_share_of_raw_risk() -> None:
    """S counts raw weight within a base's own reach over all of it, unreachable cells included."""
    world = _world()
    assembly = _assembled(world)
    assert raw_reach(assembly, world, _chosen(assembly, "cob:west")) == pytest.approx(6 / 18)
    assert raw_reach(assembly, world, _chosen(assembly, "cob:west", "cob:east")) == pytest.approx(10 / 18)
    assert raw_reach(assembly, world, _chosen(assembly, "jpt:east")) == 0.0
    inside = _world(priority_area=[False, False, True, True])
    again = _assembled(inside)
    assert raw_reach(again, inside, _chosen(again, "cob:east")) == pytest.approx(4 / 12)


def test_raw_reach_without_risk_is_nothing() -> None:
    """Where nothing weighs anything S is 0 and no source has a floor."""
    world = demand({"state": [0.0] * 4, "armed_group": [0.0] * 4})
    assembly = _assembled(world)
    assert raw_reach(assembly, world, _chosen(assembly, "cob:west")) == 0.0
    assert source_floors(assembly, world, share=0.8) == ()


def test_reach_beyond_the_last_band_has_rows_without_weight() -> None:
    """A tool that reaches further than the last band adds raw-reach rows and no credit."""
    far = replace(COB, reach_min=120.0)
    world = demand({"state": [1.0, 2.0]})
    one: Rows = [{0: 100, 1: 1200}]
    assembly = _assembled(world, cob=one, tools=(far, JPT), standing=())
    block = assembly.rows.blocks[assembly.reach]
    assert block.limits == (("cob", 120.0),)
    assert not block.weights.any()
    assert raw_reach(assembly, world, _chosen(assembly, "cob:west")) == 1.0
    assert source_floors(assembly, world, share=1.0)[0].weights.sum() == 3.0


def test_plan_of_a_small_case_is_the_one_counted_by_hand() -> None:
    """With one base and one team to add, both go where most weight comes within reach."""
    solution = place(_assembled(_world()).problem)
    assembly = _assembled(_world())
    chosen = {
        name for name, is_open in zip(assembly.problem.option_ids, solution.chosen, strict=True) if is_open
    }
    assert solution.status == "optimal"
    assert chosen == {"cob:west", "cob:east", "jpt:east"}
