"""Tests of rivers and bridges."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy import ndimage

from layers.bridges import crossed_rivers
from layers.errors import Finding
from layers.grid import Grid, local_equal_area

GRID = Grid(local_equal_area(29, -1), -10000.0, 10000.0, 500.0, np.ones((40, 40), dtype=np.float32))
RIVER = np.array([shapely.LineString([(100, -12000), (100, 12000)])], dtype=object)
DRY = np.zeros(GRID.shape, dtype=bool)


def road(y: float, west: float = -9000, east: float = 9000) -> shapely.LineString:
    """Return a road from west to east."""
    return shapely.LineString([(west, y), (east, y)])


def cross(
    lines: list[shapely.Geometry], bridge: list[str], *, assumed: bool = True, blocked: bool = False
) -> tuple[np.ndarray, Finding]:
    """Return what the river blocks and the finding."""
    shapes = np.array(lines, dtype=object)
    cells, (found,) = crossed_rivers(
        RIVER, shapes, np.array(bridge, dtype=object), GRID, DRY, assumed=assumed, unbridged_blocked=blocked
    )
    return cells, found


def banks(blocked: np.ndarray) -> int:
    """Return how many parts the land falls into."""
    return int(ndimage.label(~blocked, structure=np.ones((3, 3)))[1])


@pytest.mark.parametrize(("block", "parts", "severity"), [(False, 1, "warning"), (True, 2, "info")])
def test_a_road_without_bridge(block: bool, parts: int, severity: str) -> None:
    """Its crossing is counted, assumed passable, and blocked when the mission says so."""
    cells, found = cross([road(250), road(9000, -9000, -5000)], ["no", "yes"], blocked=block)
    assert banks(cells) == parts
    assert found.severity == severity
    assert "0 places" in found.message
    assert "1 have none" in found.message


def test_a_bridge_opens_the_river_near_it() -> None:
    """A short bridge beside a generalised river serves the road that leads onto it."""
    bridge = road(250, 350, 420)
    cells, found = cross(
        [road(250, -9000, 350), bridge, road(250, 420, 9000)], ["no", "yes", "no"], blocked=True
    )
    assert banks(cells) == 1
    assert found.severity == "info"
    assert "1 places" in found.message
    assert "have none" not in found.message


def test_layers_that_say_nothing_follow_the_assumption() -> None:
    """Unknown crossings are open or blocked by the general switch; a known bridge is always open."""
    lines = [road(250), road(6250)]
    assert banks(cross(lines, ["", "yes"], assumed=False)[0]) == 1
    cells, found = cross(lines, ["", "yes"], assumed=False)
    assert cells[19, 20]
    assert "of 1 the layer does not say, they are blocked" in found.message
    assert not cross(lines, ["", "yes"], assumed=True)[0][19, 20]


def test_two_crossings_of_one_river() -> None:
    """With bridges demanded only the bridged road leads across."""
    cells, found = cross([road(250), road(6250)], ["no", "yes"], blocked=True)
    assert banks(cells) == 1
    assert cells[19, 20]
    assert not cells[7, 20]
    assert "1 places" in found.message
