"""The checker against every kind of corruption of a route that is right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation.patrols.check import route_faults
from optimisation.patrols.route import Route
from optimisation.patrols.trace import trace_route
from tests.optimisation.patrols.grounds import flat, rules

GROUND = flat((12, 12))
BASE = 5 * 12 + 5
RULES = rules(visit_m=1000.0)


def route() -> Route:
    """Return a route over two stops, north-west and east of the base."""
    return trace_route(GROUND, RULES, site_cell=BASE, stops=[2 * 12 + 2, 5 * 12 + 9], site_id="a")


def faults(changed: Route, **changes: object) -> str:
    """Return the faults of a route on the ground, in one line."""
    return "; ".join(route_faults(GROUND, rules(visit_m=1000.0, **changes), BASE, changed))


def test_a_route_that_is_right_has_no_fault() -> None:
    """Legs of 3 diagonal, 1 diagonal and 6 straight, 4 straight and 2 halts of 10 minutes are right."""
    made = route()
    assert faults(made) == ""
    assert made.minutes == pytest.approx(6 * np.sqrt(2) + 8 + 20, abs=1e-4)


def test_a_jump_is_found() -> None:
    """A path that misses a cell is not connected."""
    made = route()
    assert "not to a neighbour" in faults(replace(made, path=np.delete(made.path, 1)))


def test_standing_still_is_found() -> None:
    """A cell named twice running is no move."""
    made = route()
    assert "not to a neighbour" in faults(replace(made, path=np.insert(made.path, 1, made.path[1])))


def test_a_jump_over_the_edge_of_a_row_is_found() -> None:
    """The last cell of a row and the first of the next are no neighbours."""
    made = route()
    assert "not to a neighbour" in faults(replace(made, path=np.array([BASE, 11, 12, BASE])))


def test_a_blocked_cell_is_found() -> None:
    """A path over a cell that is blocked is told."""
    made = route()
    blocked = flat((12, 12))
    blocked.friction.flat[made.path[1]] = np.inf
    assert "enters the blocked travel cell" in route_faults(blocked, RULES, BASE, made)[0]


def test_a_squeeze_is_found() -> None:
    """A diagonal move between two blocked cells is refused, and with one of them open it is not."""
    made = route()
    row, column = divmod(BASE, 12)
    tight = flat((12, 12))
    tight.friction[row - 1, column] = tight.friction[row, column - 1] = np.inf
    assert any("squeezes" in fault for fault in route_faults(tight, RULES, BASE, made))
    tight.friction[row, column - 1] = 0.001
    assert not any("squeezes" in fault for fault in route_faults(tight, RULES, BASE, made))


def test_other_ends_are_found() -> None:
    """A route that begins or ends elsewhere than at its base is told."""
    made = route()
    assert "begins at" in faults(replace(made, path=made.path[1:]))
    assert "ends at" in faults(replace(made, path=made.path[:-1]))


def test_stops_out_of_order_are_found() -> None:
    """Stops that the path passes in another order, or not at all, are told."""
    made = route()
    assert "in order" in faults(replace(made, stops=made.stops[::-1]))
    assert "in order" in faults(replace(made, stops=np.array([0])))
    assert "no stop" in faults(replace(made, stops=made.stops[:0]))


def test_wrong_minutes_are_found() -> None:
    """Minutes that are not those of the path and the halts are told, from a ten-thousandth on."""
    made = route()
    assert "by its path and halts" in faults(replace(made, minutes=made.minutes + 1e-4))
    assert "by its path and halts" in faults(made, stop_min=11.0)


def test_too_long_a_route_is_found() -> None:
    """A route may take exactly the duration and no more."""
    made = route()
    assert faults(made, duration_min=made.minutes) == ""
    assert "more than" in faults(made, duration_min=made.minutes - 1e-4)


def test_wrong_cells_are_found() -> None:
    """Cells left out, added, or out of order are told."""
    made = route()
    assert "not told" in faults(replace(made, cells=made.cells[1:]))
    assert "told in vain" in faults(replace(made, cells=np.append(made.cells, 143)))
    assert "rising" in faults(replace(made, cells=made.cells[::-1]))
    assert "not told" in "; ".join(route_faults(GROUND, rules(visit_m=2000.0), BASE, made))


def test_a_path_outside_the_grid_is_found() -> None:
    """Cells beyond the grid, and no path at all, are told instead of read."""
    made = route()
    assert "leaves the grid" in faults(replace(made, path=np.array([BASE, 144, BASE])))
    assert "no path" in faults(replace(made, path=made.path[:0]))
