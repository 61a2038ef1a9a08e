"""In what time the threats of the register are answered, against counting by hand."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimisation.assets import Asset
from optimisation.demand import ThreatArea
from optimisation.met import ThreatStatus, threat_statuses
from optimisation.tally import tally
from tests.optimisation.small_worlds import (
    COB,
    JPT,
    REPEATABLE,
    World,
    asset,
    demand,
    reaches,
    table,
    threat,
    worlds,
)

OPEN = (asset("cob", 0), asset("jpt", 1))


def _status(area: ThreatArea) -> ThreatStatus:
    """Return how a base (cells in 10, 74.3 and 130 minutes) and a team answer a threat on four cells."""
    there = reaches(
        demand({"state": [1.0] * 4}, threats=[area]),
        [COB, JPT],
        {"cob": table([{0: 100, 1: 743, 2: 1300}, {}]), "jpt": table([{}, {3: 50}])},
    )
    return threat_statuses(there.demand, tally(OPEN, there), OPEN, there)[0]


@pytest.mark.parametrize(
    ("share", "within", "met"),
    [
        (0.2, 10.0, True),
        (0.2 + 1e-6, 74.3, False),
        (0.5, 74.3, False),
        (0.6, 130.0, False),
        (0.61, None, False),
    ],
)
def test_the_time_is_that_in_which_the_wanted_share_is_reached(
    share: float, within: float | None, met: bool
) -> None:
    """Of weights 2, 3, 1 and 4, a fifth is reached in 10 minutes, half in 74.3, the last never."""
    found = _status(threat([0, 1, 2, 3], [2.0, 3.0, 1.0, 4.0], share=share))
    assert (found.within_min, found.met) == (within, met)
    assert (found.share, found.reached, found.limit_min) == (pytest.approx(0.2), pytest.approx(0.6), 60.0)


def test_only_acceptable_tools_give_a_time() -> None:
    """A threat that only a base may answer is not reached where only a team comes."""
    found = _status(threat([3], [1.0]))
    assert (found.within_min, found.reached) == (None, 0.0)
    assert _status(threat([3], [1.0], tools=("cob", "jpt"))).within_min == 5.0


def test_an_area_without_weight_is_reached_in_no_time_that_could_be_told() -> None:
    """Nothing is divided by nothing."""
    assert _status(threat([0], [0.0])).within_min is None


@REPEATABLE
@given(worlds(), st.data())
def test_the_time_agrees_with_trying_every_minute(world: World, data: st.DataObject) -> None:
    """It is the least at which enough weight is reached; a threat is met where that is within its limit."""
    size = world.demand.cells.size
    cells = data.draw(st.lists(st.integers(0, size - 1), min_size=1, unique=True))
    weights = [data.draw(st.sampled_from((0.0, 1.0, 2.0, 5.0))) for _ in cells]
    share, limit = data.draw(st.sampled_from((0.3, 0.5, 1.0))), data.draw(st.sampled_from((15.0, 30.0, 60.0)))
    tools = tuple(name for name, tool in world.kinds.items() if tool.timely)
    area = threat(cells, weights, share=share, limit_min=limit, tools=tools)
    there = world.reaches
    found = threat_statuses(
        replace(world.demand, threats=(area,)), tally(world.opened, there), world.opened, there
    )[0]
    soonest = [
        min((_minutes(world, a, n) for a in world.opened if a.tool in tools), default=inf) for n in cells
    ]
    enough = [
        minutes
        for minutes in sorted(soonest)
        if minutes < inf
        and sum(w for w, m in zip(weights, soonest, strict=True) if m <= minutes)
        >= share * sum(weights) - 1e-9
    ]
    expected = enough[0] if enough and sum(weights) else None
    assert found.within_min == (None if expected is None else pytest.approx(expected))
    assert found.met == (expected is not None and expected <= limit)


def _minutes(world: World, one: Asset, position: int) -> float:
    """Return the minutes of an asset by day; a patrol counts whenever it goes."""
    tool = world.kinds[one.tool]
    when = tool.hours if tool.stands == "route" else ("day",)
    return min(world.minutes(one, position, hours) for hours in when)
