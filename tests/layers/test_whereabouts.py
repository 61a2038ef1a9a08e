"""Tests of saying where cells lie."""

from __future__ import annotations

import numpy as np
import pytest

from layers.grid import Grid, local_equal_area
from layers.whereabouts import describe_cells

GRID = Grid(local_equal_area(29, -1), -200000, 200000, 10000, np.ones((40, 40), dtype=np.float32))
ROW, COLUMN = np.indices(GRID.shape)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (ROW >= 30, "south of 1.90 S"),
        (ROW < 10, "north of 0.10 S"),
        (COLUMN < 20, "west of 29.00 E"),
        (COLUMN >= 20, "east of 29.00 E"),
        (ROW >= 0, "everywhere"),
    ],
)
def test_a_side_is_named_by_its_edge(cells: np.ndarray, words: str) -> None:
    """Cells beyond a parallel or meridian are told by it, to about a tenth of a cell."""
    told = describe_cells(cells, GRID)
    assert told.split(" ")[:2] == words.split(" ")[:2]
    if told != "everywhere":
        assert float(told.split()[2]) == pytest.approx(float(words.split()[2]), abs=0.06)
        assert told[-1] == words[-1]


def test_a_patch_is_told_by_its_box() -> None:
    """Cells in the middle are told by what they lie between."""
    told = describe_cells((abs(ROW - 20) < 4) & (abs(COLUMN - 10) < 4), GRID)
    assert told.startswith("between 1.")
    assert " S and 0." in told
    assert told.endswith(" E")


def test_a_few_strays_do_not_blur_the_side() -> None:
    """Scattered cells elsewhere leave the words as they are."""
    cells = ROW >= 30
    cells[5, 5] = cells[8, 20] = True
    assert describe_cells(cells, GRID).startswith("south of 1.9")
