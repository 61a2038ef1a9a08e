"""Cells of threat areas: the fewest that hold a share of the risk, in touching groups, and clusters."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from layers.grid import Grid
from layers.landscape import Source
from layers.risk.clusters import Clusters, find_clusters
from layers.risk.events import ThreatEvents

SMALLEST_SHARE = 0.01
_TOUCH = np.ones((3, 3), dtype=np.int64)

Method = Literal["risk", "clustered"]


def area_cells(
    known: NDArray[np.float64], significant: NDArray[np.bool_], *, held: float, most: int
) -> list[tuple[NDArray[np.int64], Method]]:
    """Return the flat cells of each area, the highest risk first, and how it was found.

    Parameters
    ----------
    known : ndarray of float64, demand shape
        Risk of a source, 0 where nobody observes.
    significant : ndarray of bool, demand shape
        Where its events cluster beyond chance.
    held : float
        Share of the risk that the areas hold together before small ones are left out; in (0, 1).
    most : int
        Areas, at most.
    """
    kept: list[tuple[NDArray[np.int64], Method]] = [
        (group, "risk")
        for group in _groups(_fewest(known, held), known)
        if known.ravel()[group].sum() >= SMALLEST_SHARE * known.sum()
    ][:most]
    taken = np.zeros(known.size, dtype=np.bool_)
    for group, _ in kept:
        taken[group] = True
    lone = [group for group in _groups(significant, known) if not taken[group].any()]
    return [*kept, *((group, "clustered") for group in lone[: max(0, most - len(kept))])]


def _fewest(known: NDArray[np.float64], held: float) -> NDArray[np.bool_]:
    """Return the fewest cells that hold this share of the total."""
    order = np.argsort(-known.ravel(), kind="stable")
    count = int(np.searchsorted(np.cumsum(known.ravel()[order]), held * known.sum())) + 1
    chosen = np.zeros(known.size, dtype=np.bool_)
    chosen[order[:count]] = True
    return chosen.reshape(known.shape) & (known > 0)


def _groups(chosen: NDArray[np.bool_], known: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Return the groups of touching cells, the one with the highest risk first."""
    labels, count = ndimage.label(chosen, structure=_TOUCH)
    cells = np.flatnonzero(labels.ravel())
    order = cells[np.argsort(labels.ravel()[cells], kind="stable")]
    groups = np.split(order, np.cumsum(np.bincount(labels.ravel()[cells], minlength=count + 1)[1:])[:-1])
    return sorted(
        (group.astype(np.int64) for group in groups if group.size),
        key=lambda group: (-known.ravel()[group].sum(), int(group[0])),
    )


def clusters_of(
    events: ThreatEvents,
    source: Source,
    own: NDArray[np.bool_],
    cell: NDArray[np.int64],
    grid: Grid,
    *,
    half_life_days: float,
) -> Clusters:
    """Return where a source's events cluster, decayed; `own` marks them, `cell` is each event's cell."""
    weight = events.weights[:, events.sources.index(source)] * events.decay(half_life_days)
    size = grid.mask.size
    mass = np.bincount(cell[own], weight[own], size).reshape(grid.shape)
    counts = np.bincount(cell[own], minlength=size).reshape(grid.shape).astype(np.float64)
    return find_clusters(mass.astype(np.float64), counts, grid)


def cells_around(cells: NDArray[np.int64], grid: Grid, reach_m: float) -> NDArray[np.int64]:
    """Return the cells and those within the kernel's reach: their events made the risk."""
    chosen = np.zeros(grid.shape, dtype=np.bool_)
    chosen.ravel()[cells] = True
    steps = max(1, round(reach_m / grid.cell_m))
    return np.flatnonzero(ndimage.binary_dilation(chosen, _TOUCH, iterations=steps))
