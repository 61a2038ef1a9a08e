"""What caveats and preparation leave of an asset's reach."""

from __future__ import annotations

import numpy as np
import pytest

from optimisation.assets import Asset, Tool, Unit
from optimisation.patrols.route import Route
from optimisation.reaches import Reaches
from tests.optimisation.small_worlds import COB, JPT, asset, demand, reaches, table

PATROL = Tool("night_patrol", "", 2, "presence", "military", 240.0, 0, stands="route", hours=("night",))
ROWS = [{0: 100, 1: 300, 2: 595}]


def _reaches(unit: Unit | None = None, night_factor: float = 1.0) -> Reaches:
    return reaches(
        demand({"state": [1.0, 1.0, 1.0]}),
        (COB, JPT, PATROL),
        {"cob": table(ROWS), "jpt": table(ROWS)},
        {} if unit is None else {0: unit},
        night_factor,
        [(500.0, -500.0)],
    )


def _within(found: Reaches, tool: str, minutes: float, hours: str = "day") -> list[int]:
    return found.within(asset(tool, 0), minutes, hours).tolist()


def test_a_night_caveat_takes_the_night_and_leaves_the_day() -> None:
    """Troops that do not move by night reach nothing then, by day what they did; it binds no civilians."""
    found = _reaches(Unit(night=False))
    assert _within(found, "cob", 60) == [0, 1, 2]
    assert _within(found, "cob", 60, "night") == []
    assert _within(found, "jpt", 60, "night") == [0, 1, 2]
    assert not found.same_by_night([COB])
    assert _reaches().same_by_night([COB])


def test_a_night_caveat_takes_night_patrols() -> None:
    """A route by night is lost under the caveat."""
    nothing = np.empty(0, dtype=np.int64)
    route = Route("s0/1", 0, 1, 60.0, nothing, nothing, np.array([1]))
    patrol = Asset("night_patrol:s0/1", "night_patrol", 0, cells=route.cells, route=route)
    assert _reaches().pairs(patrol, "night")[0].tolist() == [1]
    assert _reaches().pairs(patrol, "day")[0].tolist() == []
    assert _reaches(Unit(night=False)).pairs(patrol, "night")[0].tolist() == []


@pytest.mark.parametrize(("preparation", "expected"), [(0.0, [0, 1, 2]), (0.5, [0, 1, 2]), (0.51, [0, 1])])
def test_preparation_is_added_to_every_travel_time(preparation: float, expected: list[int]) -> None:
    """59.5 minutes and half a minute of preparation are within 60, a little more is not."""
    assert _within(_reaches(Unit(preparation_min=preparation)), "cob", 60) == expected


def test_a_caveat_on_distance_cuts_reach_by_straight_line() -> None:
    """Cells whose centre is further than the limit are lost; the limit itself is kept."""
    assert _within(_reaches(Unit(max_distance_m=1000.0)), "cob", 60) == [0, 1]
    assert _within(_reaches(Unit(max_distance_m=999.0)), "cob", 60) == [0]
    assert _within(_reaches(Unit(max_distance_m=999.0)), "jpt", 60) == [0, 1, 2]


def test_travel_by_night_is_slower_for_troops() -> None:
    """With a factor of two 30 minutes by day are 60 by night."""
    found = _reaches(night_factor=2.0)
    assert _within(found, "cob", 60, "night") == [0, 1]
    assert _within(found, "cob", 60) == [0, 1, 2]
    assert _within(found, "jpt", 60, "night") == [0, 1, 2]
