"""Tests of which cells make a threat area."""

from __future__ import annotations

import numpy as np

from layers.risk.hotspots_cells import area_cells


def _known() -> np.ndarray:
    known = np.full((8, 8), 0.1)
    known[1:3, 1:3] = 10.0
    known[6, 6] = 20.0
    return known


def test_the_fewest_cells_that_hold_the_share_make_areas_by_falling_risk() -> None:
    """Two bumps hold most of the risk: the block of 40 comes before the single cell of 20."""
    found = area_cells(_known(), np.zeros((8, 8), dtype=bool), held=0.9, most=10)
    assert [method for _, method in found] == ["risk", "risk"]
    assert [sorted(cells.tolist()) for cells, _ in found] == [[9, 10, 17, 18], [54]]


def test_clusters_apart_from_them_follow_and_no_more_than_asked() -> None:
    """A cluster that touches an area is not told again; one apart is, where there is room."""
    significant = np.zeros((8, 8), dtype=bool)
    significant[1, 1] = significant[0, 7] = True
    found = area_cells(_known(), significant, held=0.9, most=10)
    assert [(cells.tolist(), method) for cells, method in found[2:]] == [([7], "clustered")]
    assert len(area_cells(_known(), significant, held=0.9, most=2)) == 2


def test_areas_under_a_hundredth_of_the_risk_are_left_out() -> None:
    """Asked for nearly all risk, the even ground of 0.1 a cell is one area; a far speck is none."""
    known = np.zeros((9, 9))
    known[0, 0], known[8, 8] = 100.0, 0.5
    found = area_cells(known, np.zeros((9, 9), dtype=bool), held=0.999, most=10)
    assert [cells.tolist() for cells, _ in found] == [[0]]
