"""Waypoints: most prize first, apart from each other, on roads."""

from __future__ import annotations

import numpy as np
import pytest

from layers.errors import InputError
from optimisation.patrols.waypoints import choose_waypoints
from tests.optimisation.patrols.grounds import flat, ground, prizes


def test_the_most_prize_comes_first() -> None:
    """Of two clusters the heavier gives the one waypoint, in its middle."""
    place, prize = flat((9, 20)), np.zeros(180)
    prize.reshape(9, 20)[3:6, 3:6] = 1.0
    prize[[95, 96]] = 4.0
    assert choose_waypoints(place, prize=prize, visit_m=1500.0, at_most=1).tolist() == [4 * 20 + 4]


def test_what_is_visited_earns_no_second_waypoint() -> None:
    """Cells near a waypoint are no waypoints of their own, and worthless ones never are."""
    place, prize = flat((9, 20)), np.zeros(180)
    prize[[84, 85, 86, 175]] = 1.0
    assert choose_waypoints(place, prize=prize, visit_m=1000.0, at_most=10).tolist() == [85, 155]


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_greedy_choice(seed: int) -> None:
    """On random prizes the waypoints are those of a plain greedy loop over all cells."""
    place, prize = flat((12, 15)), prizes(flat((12, 15)), seed)
    row, column = np.divmod(np.arange(180), 15)
    near = np.hypot(row[:, None] - row, column[:, None] - column) <= 2.0
    left, expected = prize.copy(), []
    for _ in range(8):
        sums = (near * left).sum(axis=1)
        best = int(np.flatnonzero(sums >= sums.max() * (1 - 1e-12))[0])
        expected.append(best)
        left[near[best]] = 0.0
    assert choose_waypoints(place, prize=prize, visit_m=2000.0, at_most=8).tolist() == sorted(expected)


def test_a_waypoint_lies_on_the_road() -> None:
    """In its demand cell the fastest passable travel cell is taken, then the one with most people."""
    place = flat((4, 4), 0.01)
    place = type(place)(place.friction, 1000.0, 2, np.arange(4))
    place.friction[3, 0] = place.friction[2, 1] = 0.001
    place.friction[0, :] = np.inf
    people = np.zeros((4, 4))
    people[3, 0] = 9.0
    prize = np.array([1.0, 0.0, 1.0, 0.0])
    assert choose_waypoints(place, prize=prize, visit_m=0.0, at_most=4).tolist() == [4, 9]
    assert choose_waypoints(place, prize=prize, visit_m=0.0, at_most=4, people=people).tolist() == [4, 12]


def test_blocked_demand_cells_have_no_waypoint() -> None:
    """A demand cell that nobody can enter is visited from beside it."""
    place, prize = flat((3, 7)), np.zeros(21)
    place.friction[:, 3] = np.inf
    prize[10] = 1.0
    assert choose_waypoints(place, prize=prize, visit_m=1000.0, at_most=4).tolist() == [9]
    assert choose_waypoints(place, prize=prize, visit_m=0.0, at_most=4).size == 0


def test_wanted_cells_come_before_all_others() -> None:
    """Cells that must be visited are waypoints though they carry no prize."""
    place, prize = flat((3, 7)), np.arange(21.0)
    assert choose_waypoints(place, prize=prize, visit_m=0.0, at_most=2, must=[3]).tolist() == [3, 20]


def test_waypoints_are_the_same_each_time() -> None:
    """Rising, passable, each once, and byte-equal on repeat."""
    place = ground(1)
    first, again = (choose_waypoints(place, prize=prizes(place, 1), visit_m=3000.0, at_most=50) for _ in "ab")
    assert first.tobytes() == again.tobytes()
    assert (np.diff(first) > 0).all()
    assert np.isfinite(place.friction.flat[first]).all()


def test_prizes_must_fit() -> None:
    """Negative prizes, or too few of them, are refused."""
    with pytest.raises(InputError, match="prize"):
        choose_waypoints(flat((2, 2)), prize=np.array([1.0, -1.0, 0.0, 0.0]), visit_m=0.0, at_most=1)
    with pytest.raises(InputError, match="prize"):
        choose_waypoints(flat((2, 2)), prize=np.ones(3), visit_m=0.0, at_most=1)
