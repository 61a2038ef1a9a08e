"""Tests of moving sites to passable cells."""

from __future__ import annotations

import numpy as np
import pytest

from layers.grid import Grid, local_equal_area
from layers.snapping import snap_sites

GRID = Grid(local_equal_area(29, -1), 0.0, 30000.0, 1000.0, np.ones((30, 30), dtype=np.float32))


def test_sites_in_passable_cells_stay() -> None:
    """They move by nothing."""
    cells, moved = snap_sites([1500, 29999], [29500, 1], GRID, np.ones(GRID.shape, dtype=bool))
    assert cells.tolist() == [1, 899]
    assert moved.tolist() == [0, 0]


@pytest.mark.parametrize("seed", range(3))
def test_the_nearest_passable_centre_is_found(seed: int) -> None:
    """Agrees with looking at every cell, inside the extent and around it."""
    rng = np.random.default_rng(seed)
    passable = rng.random(GRID.shape) < 0.05
    x, y = rng.uniform(-4000, 34000, (2, 300))
    cells, moved = snap_sites(x, y, GRID, passable, max_m=3000)
    centre = np.column_stack(GRID.centre(np.flatnonzero(passable)))
    far = np.hypot(centre[:, 0] - x[:, None], centre[:, 1] - y[:, None])
    home = GRID.cell_of(x, y)
    stays = (home >= 0) & passable.ravel()[home]
    best = np.flatnonzero(passable)[far.argmin(axis=1)]
    reached = far.min(axis=1) <= 3000
    assert np.array_equal(cells, np.where(stays, home, np.where(reached, best, -1)))
    assert np.allclose(moved[reached & ~stays], far.min(axis=1)[reached & ~stays], atol=1e-3)
    assert np.isnan(moved[~reached & ~stays]).all()
    assert 0 < reached.sum() < 300


def test_the_limit_is_included() -> None:
    """Exactly 3 km is near enough, a little more is not."""
    passable = np.zeros(GRID.shape, dtype=bool)
    passable[15, 15] = True
    cells, moved = snap_sites([12500.0, 12499.0], [14500.0, 14500.0], GRID, passable)
    assert cells.tolist() == [15 * 30 + 15, -1]
    assert moved[0] == 3000


def test_ties_go_to_the_first_cell() -> None:
    """Between cells equally far the lowest index wins."""
    passable = np.zeros(GRID.shape, dtype=bool)
    passable[14, 15] = passable[16, 15] = passable[15, 14] = True
    assert snap_sites(15500.0, 14500.0, GRID, passable)[0].tolist() == [14 * 30 + 15]


def test_sites_without_place_have_no_cell() -> None:
    """NaN, infinite and far-off coordinates give -1."""
    cells, moved = snap_sites([np.nan, np.inf, 1e300], [0, 0, 0], GRID, np.ones(GRID.shape, dtype=bool))
    assert cells.tolist() == [-1, -1, -1]
    assert np.isnan(moved).all()
