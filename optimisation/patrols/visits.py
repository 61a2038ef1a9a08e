"""Demand cells that a halt visits: those whose centre lies near the stop."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from optimisation.patrols.route import Ground


def stop_cells(
    ground: Ground, stops: NDArray[np.int64], visit_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the demand positions visited at each stop: its own cell and those within `visit_m`.

    Distances are counted in halves of a travel cell, whole numbers, so that the edge is exact.

    Parameters
    ----------
    ground : Ground
    stops : ndarray of int64
        Flat travel cells.
    visit_m : float
        From the stop's centre to the demand cell's, metres, edge included.

    Returns
    -------
    ptr, positions : ndarray of int64
        Those of stop k are ``positions[ptr[k]:ptr[k + 1]]``, rising.
    """
    rows, columns = (size // ground.factor for size in ground.friction.shape)
    row, column = np.divmod(stops, ground.friction.shape[1])
    around = math.floor(visit_m / (ground.cell_m * ground.factor)) + 1
    steps = np.arange(-around, around + 1)
    i = (row // ground.factor)[:, None] + np.repeat(steps, steps.size)
    j = (column // ground.factor)[:, None] + np.tile(steps, steps.size)
    north = ground.factor * (2 * i + 1) - (2 * row + 1)[:, None]
    west = ground.factor * (2 * j + 1) - (2 * column + 1)[:, None]
    near = north**2 + west**2 <= (2.0 * visit_m / ground.cell_m) ** 2 * (1.0 + 1e-12)
    near |= (i == (row // ground.factor)[:, None]) & (j == (column // ground.factor)[:, None])
    near &= (i >= 0) & (i < rows) & (j >= 0) & (j < columns)
    positions = np.where(near, ground.position[np.where(near, i * columns + j, 0)], -1)
    ptr = np.concatenate([[0], np.cumsum((positions >= 0).sum(axis=1))]).astype(np.int64)
    return ptr, positions[positions >= 0]
