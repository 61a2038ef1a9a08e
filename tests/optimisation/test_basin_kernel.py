"""Steepest ascents: against steps taken one by one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from optimisation.basin_kernel import compiled_ascend


def _climbed(labels: NDArray[np.int32], height: NDArray[np.float64], cell: tuple[int, int]) -> int:
    """Return the flat position of the peak above a cell, one step after another."""
    ny, nx = labels.shape
    while True:
        y, x = cell
        near = [
            (b, a)
            for b in range(max(0, y - 1), min(ny, y + 2))
            for a in range(max(0, x - 1), min(nx, x + 2))
            if labels[b, a] == labels[y, x]
        ]
        highest = min(near, key=lambda one: (-height[one], one))
        if highest == cell:
            return y * nx + x
        cell = highest


@pytest.mark.parametrize("seed", range(20))
def test_peaks_are_those_of_single_steps(seed: int) -> None:
    """On smooth and on level ground; what is not wide is left alone."""
    rng = np.random.default_rng(seed)
    shape = tuple(int(side) for side in rng.integers(1, 25, 2))
    mask = rng.random(shape) < 0.7
    labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
    labels = labels.astype(np.int32)
    height = rng.random(shape) if seed % 2 else rng.integers(0, 3, shape).astype(float)
    wide = np.r_[False, rng.random(count) < 0.6]
    peak = np.full(labels.size, -1, dtype=np.int64)
    compiled_ascend()(labels, height, wide, peak)
    wanted = [
        _climbed(labels, height, (y, x)) if wide[labels[y, x]] else -1
        for y in range(shape[0])
        for x in range(shape[1])
    ]
    assert peak.tolist() == wanted
