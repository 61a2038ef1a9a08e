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


@pytest.mark.usefixtures("own_cache")
def test_those_whom_no_budget_reaches_do_not_depend_on_the_budget(plan_tiny: Planner) -> None:
    """The people said to be beyond reach whatever the budget are the same with a company base and without."""
    without, with_one = (
        [
            found.message
            for found in plan_tiny(replace(CANDIDATE, budget={"cob": cob, "tob": 0})).findings
            if "no budget changes that" in found.message
        ]
        for cob in (0, 1)
    )
    assert len(with_one) == 1
    assert without == with_one
