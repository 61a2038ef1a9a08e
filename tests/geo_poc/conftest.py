"""Planning a tiny mission in one call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo_poc.mission import Mission
from geo_poc.pipeline import Outcome, make_plan
from tests.tiny_mission import Tiny, write_tiny

Planner = Callable[[Tiny], Outcome]


@pytest.fixture
def plan_tiny(tmp_path: Path) -> Planner:
    """Return a function that writes a tiny mission and plans it in this process."""
    number = iter(range(1000))

    def planned(tiny: Tiny) -> Outcome:
        return make_plan(Mission.load(write_tiny(tmp_path / f"tiny-{next(number)}", tiny)))

    return planned
