"""Legs against scipy's shortest paths, and their paths against their minutes."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from optimisation.patrols.legs import Choice, joined, leg_grid, legs_of
from optimisation.patrols.route import Ground
from optimisation.travel_reach import shared
from tests.optimisation.patrols.grounds import flat, ground, open_cells


def graph(place: Ground) -> sparse.csr_array:
    """Return the moves between travel cells and their minutes, built cell by cell."""
    rows, columns = place.friction.shape
    moves = {}
    for i, j in product(range(rows), range(columns)):
        for di, dj in ((0, 1), (1, 0), (1, 1), (1, -1)):
            a, b = i + di, j + dj
            if not (0 <= a < rows and 0 <= b < columns):
                continue
            cost = (place.friction[i, j] + place.friction[a, b]) / 2 * place.cell_m * math.hypot(di, dj)
            if di and dj and np.isinf(place.friction[i, b]) and np.isinf(place.friction[a, j]):
                continue
            if np.isfinite(cost):
                moves[i * columns + j, a * columns + b] = cost
    ends = np.array(list(moves))
    size = place.friction.size
    return sparse.csr_array((list(moves.values()), (ends[:, 0], ends[:, 1])), shape=(size, size))


def path_minutes(place: Ground, path: NDArray[np.int64]) -> float:
    """Return the minutes along flat travel cells."""
    columns = place.friction.shape[1]
    values = place.friction.ravel()
    metres = np.hypot(np.diff(path // columns), np.diff(path % columns)) * place.cell_m
    return float(((values[path[1:]] + values[path[:-1]]) / 2 * metres).sum())


@pytest.mark.parametrize(("seed", "blocked"), [(0, 0.0), (1, 0.15), (2, 0.35), (3, 0.45)])
def test_minutes_are_those_of_scipy(seed: int, blocked: float) -> None:
    """On random friction, blocked cells and squeezes included, scipy's Dijkstra gives the same minutes."""
    place = ground(seed, blocked=blocked)
    cells = open_cells(place, 30, seed)
    expected = dijkstra(graph(place), directed=False, indices=cells, limit=90.0)
    found = legs_of(leg_grid(place, 90.0), [(int(cell), None) for cell in cells], waypoints=cells)
    for row, legs in zip(expected[:, cells], found, strict=True):
        np.testing.assert_array_equal(legs.targets, np.flatnonzero(row <= 90.0))
        np.testing.assert_allclose(legs.minutes, row[legs.targets], rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_paths_take_the_minutes_told(seed: int) -> None:
    """Each path joins source and target and its moves add up to the leg's minutes."""
    place = ground(seed, blocked=0.2)
    cells = open_cells(place, 25, seed)
    source = int(cells[7])
    legs = legs_of(leg_grid(place, 120.0), [(source, None)], waypoints=cells)[0]
    assert legs.targets.size > 5
    for leg, target in enumerate(legs.targets):
        path = legs.path(leg, source, place.friction.shape[1])
        assert (path[0], path[-1]) == (source, cells[target])
        assert path_minutes(place, path) == pytest.approx(legs.minutes[leg], abs=1e-9)


def test_a_path_does_not_depend_on_the_window() -> None:
    """With many equal ways the path is the same from a wide search as from a narrow one."""
    place = flat((30, 30))
    cells = np.array([65, 400])
    narrow, wide = (
        legs_of(leg_grid(place, limit), [(65, None)], waypoints=cells)[0].path(1, 65, 30)
        for limit in (16.0, 200.0)
    )
    np.testing.assert_array_equal(narrow, wide)


def test_a_closed_ring_is_not_left() -> None:
    """A waypoint behind a closed ring of blocked cells has no leg."""
    place = flat((9, 9))
    place.friction[2, 2:7] = place.friction[6, 2:7] = place.friction[2:7, 2] = place.friction[2:7, 6] = np.inf
    legs = legs_of(leg_grid(place, 60.0), [(40, None)], waypoints=np.array([0, 41]))[0]
    assert legs.targets.tolist() == [1]


def test_the_limit_includes_its_edge() -> None:
    """A leg of exactly the limit is there and one a tick longer is not."""
    place = flat((1, 70), 0.0012)
    legs = legs_of(leg_grid(place, 60.0), [(0, None)], waypoints=np.array([50, 51]))[0]
    assert legs.targets.tolist() == [0]


def test_steps_too_short_to_tell_leave_no_path() -> None:
    """Where time no longer grows along a way there is a leg without moves, and the others are whole."""
    friction = np.full((3, 6), 1.0)
    friction[:, 3:] = 1e-30
    place = Ground(friction, 1000.0, 1, np.arange(friction.size))
    (legs,) = legs_of(leg_grid(place, 1e9), [(6, None)], waypoints=np.array([7, 11]))
    assert legs.targets.tolist() == [0, 1]
    assert np.diff(legs.begin).tolist() == [1, 0]
    assert legs.moves.size == 1


def test_workers_read_the_same() -> None:
    """From files a worker finds the same legs."""
    place = ground(5)
    cells = open_cells(place, 10, 5)
    grid = leg_grid(place, 60.0)
    here = legs_of(grid, [(int(cells[0]), None)], waypoints=cells)[0]
    with shared(grid, prefix="test-") as there:
        far = legs_of(there, [(int(cells[0]), None)], waypoints=cells)[0]
    assert here.minutes.tobytes() == far.minutes.tobytes()
    assert here.moves.tobytes() == far.moves.tobytes()


def test_a_choice_keeps_what_is_worth_its_time() -> None:
    """Out of reach and worthless waypoints go first, then those that earn least per minute."""
    choice = Choice(np.array([5.0, 0.0, 9.0, 1.0, 8.0]), 10.0, 2)
    assert choice.of(np.array([10.0, 1.0, np.inf, 10.0, 10.0])).tolist() == [0, 4]


def test_joined_legs_keep_their_paths() -> None:
    """Legs of several sources in one table have the paths they had alone."""
    place = ground(6)
    cells = open_cells(place, 8, 6)
    parts = legs_of(leg_grid(place, 90.0), [(int(cell), None) for cell in cells], waypoints=cells)
    table = joined(parts)
    for source, part in enumerate(parts):
        assert table.ptr[source + 1] - table.ptr[source] == part.targets.size
        for leg in range(part.targets.size):
            at = int(table.ptr[source]) + leg
            np.testing.assert_array_equal(
                table.path(at, int(cells[source]), 60), part.path(leg, int(cells[source]), 60)
            )
