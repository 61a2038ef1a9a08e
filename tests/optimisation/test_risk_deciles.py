"""Hours of patrols by decile of risk."""

from __future__ import annotations

import numpy as np
import pytest

from optimisation.assets import Asset, Tool, Unit
from optimisation.patrols.route import Route
from optimisation.risk_deciles import patrol_hours, risk_deciles
from tests.optimisation.small_worlds import demand, reaches

PATROL = Tool("patrol", "patrol", 2, "presence", "military", 480.0, 0, stands="route", hours=("day",))
NIGHT = Tool(
    "night_patrol", "night patrol", 2, "presence", "military", 240.0, 0, stands="route", hours=("night",)
)


def _route(tool: str, cells: list[int], minutes: float) -> Asset:
    none = np.empty(0, dtype=np.int64)
    at = np.array(cells)
    return Asset(f"{tool}:s0/1", tool, 0, cells=at, route=Route("s0/1", 0, 1, minutes, none, none, at))


def test_deciles_are_equally_large_and_rise_with_risk() -> None:
    """Twenty cells make ten pairs; cells without risk are in none."""
    weight = np.concatenate([np.arange(20.0) + 1, [0.0, 0.0]])
    assert risk_deciles(weight).tolist() == [1 + n // 2 for n in range(20)] + [0, 0]
    assert np.bincount(risk_deciles(np.ones(30)), minlength=11).tolist() == [0] + [3] * 10
    assert risk_deciles(np.array([0.0, 5.0])).tolist() == [0, 1]


def test_hours_go_where_a_patrol_is() -> None:
    """A patrol of eight hours through the two highest deciles and a cell without risk gives each a third."""
    world = demand({"state": [*range(1, 11), 0.0]})
    travel = reaches(world, (PATROL, NIGHT), {})
    hours = patrol_hours([_route("patrol", [8, 9, 10], 480.0)], travel)
    assert hours[[0, 9, 10]] == pytest.approx([8 / 3] * 3)
    assert hours.sum() == pytest.approx(8.0)


def test_a_patrol_kept_at_home_has_no_hours() -> None:
    """Under a caveat on nights the night patrol does not drive."""
    world = demand({"state": [*range(1, 11)]})
    travel = reaches(world, (PATROL, NIGHT), {}, {0: Unit(night=False)})
    both = [_route("patrol", [9], 60.0), _route("night_patrol", [9], 60.0)]
    assert patrol_hours(both, travel)[10] == pytest.approx(1.0)
