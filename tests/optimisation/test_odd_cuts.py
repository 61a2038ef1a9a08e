"""Odd cuts hold for every plan, and cut off what halves of options claim to cover."""

from itertools import product

import numpy as np
import pytest
from scipy import sparse

from optimisation.odd_cuts import carried_sets, cut_rows, find_odd_sets
from optimisation.presolve import reduce_problem, shrink
from tests.optimisation.small_problems import ring_problem


def _plans(size: int) -> np.ndarray:
    return np.array(list(product((0.0, 1.0), repeat=size)))


def _excess(cover: sparse.csr_array, sets: list[np.ndarray], y: np.ndarray) -> np.ndarray:
    """Return by how much a point, its rows counting as far as it covers them, violates each cut."""
    matrix, right = cut_rows(cover, sets)
    return np.asarray(matrix @ np.concatenate([y, np.minimum(cover @ y, 1.0)]) - right)


def test_three_halves_of_a_triangle_are_cut_off() -> None:
    """Half of each of three options cannot cover all three rows that share them in pairs."""
    cover = sparse.csr_array(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=float))
    sets = find_odd_sets(cover, np.full(3, 0.5), 10, set())
    assert [rows.tolist() for rows in sets] == [[0, 1, 2]]
    assert _excess(cover, sets, np.full(3, 0.5)).tolist() == [0.5]
    matrix, right = cut_rows(cover, sets)
    assert matrix.toarray().tolist() == [[-1, -1, -1, 1, 1, 1]]
    assert right.tolist() == [1.0]


@pytest.mark.parametrize("seed", range(40))
def test_cuts_that_are_found_hold_for_every_plan(seed: int) -> None:
    """What is found for a fractional point is violated there, is new, and is violated by no plan."""
    core = reduce_problem(ring_problem(seed))
    y = np.random.default_rng(seed).choice([0.0, 0.0, 1 / 3, 0.5, 0.5, 1.0], core.size)
    known: set[bytes] = set()
    sets = find_odd_sets(core.cover, y, 20, known)
    if sets:
        excess = _excess(core.cover, sets, y)
        assert (excess >= 0.02 - 1e-12).all()
        assert (np.diff(excess) <= 1e-12).all(), "the most violated first"
        assert max(_excess(core.cover, sets, plan).max() for plan in _plans(core.size)) <= 1e-12
    assert all(rows.tobytes() in known and rows.size % 2 for rows in sets)
    again = find_odd_sets(core.cover, y, 20, known)
    assert not {rows.tobytes() for rows in sets} & {rows.tobytes() for rows in again}


def test_some_points_are_cut_off() -> None:
    """The cases above are not all empty."""
    found = 0
    for seed in range(40):
        core = reduce_problem(ring_problem(seed))
        found += len(find_odd_sets(core.cover, np.full(core.size, 0.5), 20, set()))
    assert found > 40


@pytest.mark.parametrize("seed", range(20))
def test_carried_cuts_hold_for_every_plan_of_fewer_options(seed: int) -> None:
    """When options are closed and rows merge, what the sets have become still holds."""
    core = reduce_problem(ring_problem(seed))
    sets = find_odd_sets(core.cover, np.full(core.size, 0.5), 20, set())
    upper = np.ones(core.size)
    upper[seed % core.size] = 0.0
    small, free = shrink(core, np.zeros(core.size), upper)
    carried = carried_sets(sets, sparse.csr_array(core.cover[:, free]), small.cover)
    assert all(rows.size >= 3 and rows.size % 2 for rows in carried)
    if carried:
        assert max(_excess(small.cover, carried, plan).max() for plan in _plans(small.size)) <= 1e-12
