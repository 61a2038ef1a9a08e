"""Who is beyond reach whatever the budget, as a plan's warning says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.geo_poc.conftest import Planner
from tests.tiny_mission import Event, Tiny

CANDIDATE = Tiny(
    bases=(("West", 0.15, 0.30),),
    events=(Event(0.15, 0.30), Event(0.45, 0.30), Event(0.30, 0.50)),
    places=(("East", 0.45, 0.30),),
    people=((0.15, 0.30, 20_000), (0.45, 0.30, 20_000), (0.30, 0.50, 10_000)),
    roads=(),
)
"""A base in the west, a candidate site in the east, and people in the north whom neither reaches on foot."""


ELDERS = """
[layers.other_actors]
path = "other_actors.csv"
[[partner]]
actor = "Elders"
activity = "none"
credit = 0.5
reach_min = 60
reason = "they warn"
"""
ACTORS = "name,kind,component,latitude,longitude\nElders,community,community,0.50,0.30\n"
BESIDE = replace(CANDIDATE, extra=ELDERS, files={"other_actors.csv": ACTORS})
"""Somebody else stands in the north, where no base may be placed."""


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("mission", [CANDIDATE, BESIDE])
def test_those_whom_no_budget_reaches_do_not_depend_on_the_budget(plan_tiny: Planner, mission: Tiny) -> None:
    """The people said to be beyond reach whatever the budget are the same with a company base and without."""
    without, with_one = (
        [
            found.message
            for found in plan_tiny(replace(mission, budget={"cob": cob, "tob": 0})).findings
            if "no budget changes that" in found.message
        ]
        for cob in (0, 1)
    )
    assert len(with_one) == 1
    assert without == with_one
