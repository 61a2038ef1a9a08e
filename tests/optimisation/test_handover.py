"""Who loses reach when bases close, counted cell by cell."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from optimisation.assets import Asset
from optimisation.handover import handover, lost_together, near_places, soonest
from tests.optimisation.small_worlds import COB, REPEATABLE, World, asset, demand, reaches, table, worlds

PEOPLE = [10.0, 20.0, 30.0, 40.0]
WORLD = demand({"state": [1.0] * 4}, people=PEOPLE, places=(("A", 0.0, 0.0), ("D", 4000.0, 0.0)))
TENTHS = [{0: 100, 1: 200, 2: 700}, {1: 300, 2: 600, 3: 100}, {1: 100}]
REACHES = reaches(WORLD, (COB,), {"cob": table(TENTHS)})


def test_people_lose_reach_or_another_base_takes_over() -> None:
    """Of the first base's two cells one is lost and the other goes to whoever is soonest there."""
    first, second, third = (asset("cob", n) for n in range(3))
    (found,) = handover([first], [second, third], REACHES)
    assert (found.people, found.lost) == (30.0, 10.0)
    assert found.taken_over == ((1, 20.0),)
    assert found.places == (("A", 10.0),)
    both = handover([first, second], [], REACHES)
    assert [one.lost for one in both] == [30.0, 90.0]
    assert both[1].places == (("D", 70.0), ("A", 20.0))


def test_who_is_near_two_bases_that_close_together_is_lost_once() -> None:
    """The second cell is near both; what the third base reaches is not lost."""
    first, second, third = (asset("cob", n) for n in range(3))
    assert lost_together([first, second], [], REACHES) == 100.0
    assert lost_together([first, second], [third], REACHES) == 80.0
    assert lost_together([first], [second], REACHES) == 10.0


@REPEATABLE
@given(worlds())
def test_soonest_is_the_first_of_the_least_minutes_within_its_reach(world: World) -> None:
    """As counted cell by cell; teams and patrols reach nobody."""
    found = soonest(world.opened, world.reaches)

    def minutes_to(one: Asset, position: int) -> float:
        tool = world.kinds[one.tool]
        if one.cells is not None or tool.tier != 2 or tool.stands != "site":
            return np.inf
        minutes = world.minutes(one, position)
        return minutes if minutes <= tool.reach_min else np.inf

    for position in range(world.demand.cells.size):
        minutes = [minutes_to(one, position) for one in world.opened]
        least = min(minutes, default=np.inf)
        assert found[position] == (-1 if np.isinf(least) else minutes.index(least))


def test_nobody_lives_near_a_place_without_a_name() -> None:
    """Without named places none is told."""
    assert near_places(demand({"state": [1.0]}), np.array([0])) == ()
    assert near_places(WORLD, np.arange(4), most=1) == (("D", 70.0),)
