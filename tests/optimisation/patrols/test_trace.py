"""A person's list of stops becomes a route."""

from __future__ import annotations

import numpy as np
import pytest

from layers.errors import InputError
from optimisation.patrols.check import route_faults
from optimisation.patrols.trace import trace_route
from tests.optimisation.patrols.grounds import flat, ground, open_cells, rules


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_stops_is_a_right_route(seed: int) -> None:
    """On random ground the checker agrees with routes over random stops."""
    place = ground(seed, blocked=0.1)
    cells = open_cells(place, 5, seed).tolist()
    order = np.random.default_rng(seed).permutation(cells[1:]).tolist()
    loose = rules(duration_min=6000.0)
    try:
        made = trace_route(place, loose, site_cell=cells[0], stops=order, site_id="a")
    except InputError:
        pytest.skip("this ground parts the stops")
    assert made.stops.tolist() == order
    assert route_faults(place, loose, cells[0], made) == ()


def test_the_way_back_is_the_same_path() -> None:
    """Stops in reverse order give the same path the other way round, where many ways are equal."""
    place = flat((20, 30))
    there = trace_route(place, rules(), site_cell=33, stops=[250, 517], site_id="a")
    back = trace_route(place, rules(), site_cell=33, stops=[517, 250], site_id="a")
    np.testing.assert_array_equal(there.path, back.path[::-1])
    np.testing.assert_array_equal(there.cells, back.cells)


def test_the_id_is_site_label_and_number() -> None:
    """A label stands before the number."""
    made = trace_route(flat((3, 3)), rules(), site_cell=0, stops=[8], site_id="a", number=2, label="n")
    assert (made.id, made.number, made.site) == ("a/n2", 2, 0)


def test_a_stop_at_the_base_takes_only_its_halt() -> None:
    """A stop in the base's own cell is a path of one cell."""
    made = trace_route(flat((3, 3)), rules(), site_cell=4, stops=[4], site_id="a")
    assert made.path.tolist() == [4]
    assert made.minutes == 10.0


def test_a_stop_that_cannot_be_reached_is_refused() -> None:
    """A stop behind blocked cells, in one, or outside the grid is an input error."""
    place = flat((3, 9))
    place.friction[:, 4] = np.inf
    for stop in (8, 4, 27):
        with pytest.raises(InputError, match="stop"):
            trace_route(place, rules(), site_cell=0, stops=[stop], site_id="a")
    with pytest.raises(InputError, match="stop"):
        trace_route(place, rules(), site_cell=0, stops=[], site_id="a")
