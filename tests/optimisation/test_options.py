"""What a plan may choose."""

from __future__ import annotations

from optimisation.assemble import must_limits
from optimisation.met import threat_statuses
from optimisation.options import Lock
from optimisation.placement import place
from optimisation.tally import tally
from tests.optimisation.small_means import (
    MORE,
    ROUTES,
    ROWS,
    assembled,
    planned,
    small_world,
    with_more,
)
from tests.optimisation.small_worlds import (
    reaches,
    table,
    threat,
)


def test_a_tool_without_a_budget_is_possible_only_where_it_stands() -> None:
    """A standing base is there whatever the budget; nothing else is without one."""
    assert assembled({}).problem.option_ids == ("cob:west",)
    locked = assembled({}, locks=(Lock(1, "cob", True, "agreed"),))
    assert locked.problem.option_ids == ("cob:west", "cob:east")


def test_liaison_assistants_go_where_they_let_a_response_be_called() -> None:
    """The one post goes to the base whose surroundings gain most from being heard."""
    standing = ((0, "cob"), (1, "cob"), (2, "cob"))
    assert "cla:south" in planned(assembled({"cla": 1}, standing=standing))
    assert planned(assembled({"cla": 1})) == {"cob:west", "cla:west"}


def test_visits_asked_for_are_an_elastic_floor() -> None:
    """A threat that wants two visits a period gets both routes over it, or is told as short."""
    wanted = threat([1], [2.0], name="Ford", source="armed_group", priority="should", share=1.0, revisits=2)
    world = small_world(threats=[wanted])
    assembly = assembled({"cob": 1, "patrol": 9}, world=world, routes=ROUTES)
    solution = place(assembly.problem)
    assert [floor.name for floor in assembly.problem.floors] == ["visits: Ford"]
    assert {"patrol:west/2", "patrol:east/1"} <= planned(assembly)
    assert solution.shortfalls == ()
    never = place(assembled({"cob": 1, "patrol": 0}, world=world, routes=ROUTES).problem)
    assert [(s.name, s.got) for s in never.shortfalls] == [("visits: Ford", 0.0)]


def test_community_projects_never_meet_a_threat_in_time() -> None:
    """A must that accepts them is met by the others it names, not by them."""
    area = threat([3], [8.0], source="armed_group", tools=("cvr", "cob"), limit_min=60.0)
    world = small_world(threats=[area])
    assert must_limits(area, {tool.name: tool for tool in MORE}) == (("cob", 60.0),)
    assembly = with_more({"cvr": 1}, world=world)
    found = place(assembly.problem)
    assert "cvr:south" in planned(assembly)
    assert [short.name for short in found.shortfalls] == ["must: Valley"]
    used = [asset for asset, on in zip(assembly.assets, found.chosen, strict=True) if on]
    travel = reaches(world, MORE, {tool.name: table(ROWS) for tool in MORE})
    (status,) = threat_statuses(world, tally(used, travel), used, travel)
    assert status.share == 0.0
