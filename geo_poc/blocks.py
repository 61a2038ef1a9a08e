"""Values averaged over square blocks of cells, so that nothing finer than a block can be read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def block_means(values: NDArray[np.float64], mask: NDArray[np.bool_], block: int) -> NDArray[np.float64]:
    """Return values averaged over blocks of cells, of the cells in the area alone; their sum stays.

    Parameters
    ----------
    values : ndarray of float64, demand shape
    mask : ndarray of bool, demand shape
    block : int
        Cells along a side.
    """
    ny, nx = values.shape
    number = (np.arange(ny)[:, None] // block) * (-(-nx // block)) + np.arange(nx)[None, :] // block
    count = np.bincount(number.ravel(), mask.ravel().astype(float))
    total = np.bincount(number.ravel(), np.where(mask, values, 0.0).ravel())
    mean = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    made = np.where(mask, mean[number], 0.0)
    made.setflags(write=False)
    return made


def block_half(chosen: NDArray[np.bool_], mask: NDArray[np.bool_], block: int) -> NDArray[np.bool_]:
    """Return the blocks half of whose cells in the area, or more, are chosen; parameters as `block_means`.

    A site or an incident shows in the edge of a mask; over blocks it does not.
    """
    made = (block_means(chosen.astype(np.float64), mask, block) >= 0.5 - 1e-9) & mask
    made.setflags(write=False)
    return made
