"""Tests of the canvas."""

from __future__ import annotations

import numpy as np

from layers.grid import Grid
from layers.risk.canvas import canvas_around
from tests.layers.risk.tiny import CRS, grids


def test_window_is_cut_at_whole_blocks_around_the_area() -> None:
    """The window holds the area and starts and ends at multiples of the block."""
    share = np.zeros((20, 30), dtype=np.float32)
    share[7:9, 11:23] = 1
    canvas = canvas_around(Grid(CRS, 0.0, 0.0, 1000.0, share), 2500.0, block=5)
    assert (canvas.rows, canvas.columns) == (slice(5, 10), slice(10, 25))
    assert canvas.margin == 4
    assert canvas.shape == (13, 23)


def test_pad_and_window_are_inverse() -> None:
    """What is padded comes back as the window, with zeros around it."""
    travel = grids(buffer_m=10_000)[1]
    canvas = canvas_around(travel, 3000.0, block=5)
    values = np.arange(travel.share.size, dtype=float).reshape(travel.shape)
    padded = canvas.pad(values)
    assert padded.shape == canvas.shape
    np.testing.assert_array_equal(canvas.window(padded), values[canvas.rows, canvas.columns])
    assert padded[0].sum() == 0


def test_cells_reach_beyond_the_grid() -> None:
    """A point just outside the extent has a cell on the margin; one beyond the margin has none."""
    travel = grids()[1]
    canvas = canvas_around(travel, 3000.0)
    inside, margin, beyond, nowhere = canvas.cell_of([500, -500, -50_000, np.nan], [500, 500, 500, 500])
    assert inside == margin + 1
    assert (beyond, nowhere) == (-1, -1)
    assert inside == (canvas.margin + 99) * canvas.shape[1] + canvas.margin
