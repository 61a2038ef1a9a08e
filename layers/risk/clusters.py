"""Where events cluster more than chance would: Getis-Ord Gi* with control of false discoveries.

Ord and Getis, "Local spatial autocorrelation statistics", Geographical Analysis 27 (1995), equation 14, by
esda on binary neighbours (the cell and those that touch it); Benjamini and Hochberg, "Controlling the false
discovery rate", Journal of the Royal Statistical Society B 57 (1995). The normal approximation is generous
where counts are few: the probability that is held against the limit is the higher of it and of the exact one
of as many events, each thrown anywhere, and a cluster needs five.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from layers.grid import Grid, block_mean, block_sum

CELL_M = 10_000.0
MOST_CELLS = 40_000
FALSE_DISCOVERIES = 0.05
FEWEST_EVENTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Gi* on blocks of cells, laid back on the cells.

    Parameters
    ----------
    z : ndarray of float64, shape of the grid
        Standard score; NaN outside the area and where there are too few events to tell.
    significant : ndarray of bool, shape of the grid
        Where events cluster, false discoveries held to 5 %.
    cell_m : float
        Side of the blocks, metres.
    p_limit : float
        Probability below which a block is significant; 0 where none is.
    """

    z: NDArray[np.float64]
    significant: NDArray[np.bool_]
    cell_m: float
    p_limit: float


def find_clusters(mass: NDArray[np.float64], counts: NDArray[np.float64], grid: Grid) -> Clusters:
    """Find where events cluster.

    Parameters
    ----------
    mass : ndarray of float64, shape of the grid
        Weight of the events in each cell, not smoothed, >= 0.
    counts : ndarray of float64, shape of the grid
        Number of events in each cell.
    grid : Grid
    """
    block = _block(grid)
    share = _blocks(grid.share.astype(np.float64), block, mean=True)
    inside = share > 0
    nothing = Clusters(
        np.full(grid.shape, np.nan), np.zeros(grid.shape, dtype=np.bool_), block * grid.cell_m, 0.0
    )
    values = _blocks(mass * grid.mask, block)[inside]
    if int(inside.sum()) < 10 or np.count_nonzero(values) < 2 or np.ptp(values) == 0:
        return nothing
    neighbours = _neighbours(inside)
    around = neighbours @ _blocks(counts * grid.mask, block)[inside]
    z, told, limit = _gi_star(values, neighbours, around, float((counts * grid.mask).sum()))
    told &= around >= FEWEST_EVENTS
    return Clusters(
        _laid(z, inside, block, grid, np.nan),
        _laid(told.astype(float), inside, block, grid, 0.0) > 0,
        block * grid.cell_m,
        limit if told.any() else 0.0,
    )


def _gi_star(
    values: NDArray[np.float64], neighbours: sparse.csr_array, around: NDArray[np.float64], events: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_], float]:
    """Return the scores, which of them are significant, and the limit of their probability."""
    # Imported here: the two take 1.7 s, which commands without hotspots need not wait for.
    from esda import G_Local, fdr  # noqa: PLC0415
    from libpysal.graph import Graph  # noqa: PLC0415

    graph = Graph.from_sparse(sparse.coo_array(neighbours))
    found = G_Local(values, graph, transform="B", permutations=0, star=None)
    z = np.nan_to_num(np.asarray(found.Zs, dtype=np.float64))
    share = np.asarray(neighbours.sum(axis=1)).ravel() / values.size
    thrown = stats.binom.sf(around - 1.0, events, share)
    p_values = np.where(z > 0, np.maximum(np.asarray(found.p_norm), thrown), 1.0)
    limit = float(fdr(p_values, FALSE_DISCOVERIES))
    return z, p_values <= limit, limit


def _neighbours(inside: NDArray[np.bool_]) -> sparse.csr_array:
    """Return which blocks of the area touch, themselves included, shape (n, n)."""
    number = np.full(inside.shape, -1, dtype=np.int64)
    number[inside] = np.arange(int(inside.sum()))
    padded = np.pad(number, 1, constant_values=-1)
    rows, columns = [], []
    ny, nx = inside.shape
    for dy in range(3):
        for dx in range(3):
            other = padded[dy : dy + ny, dx : dx + nx]
            both = inside & (other >= 0)
            rows.append(number[both])
            columns.append(other[both])
    row, column = np.concatenate(rows), np.concatenate(columns)
    size = int(inside.sum())
    return sparse.csr_array((np.ones(row.size), (row, column)), shape=(size, size))


def _block(grid: Grid) -> int:
    block = max(1, round(CELL_M / grid.cell_m))
    while grid.mask.sum() / block**2 > MOST_CELLS:
        block += 1
    return block


def _blocks(values: NDArray[np.float64], block: int, *, mean: bool = False) -> NDArray[np.float64]:
    ny, nx = values.shape
    padded = np.pad(values, ((0, -ny % block), (0, -nx % block)))
    return block_mean(padded, block) if mean else block_sum(padded, block)


def _laid(
    values: NDArray[np.float64], inside: NDArray[np.bool_], block: int, grid: Grid, empty: float
) -> NDArray[np.float64]:
    blocks = np.full(inside.shape, empty)
    blocks[inside] = values
    fine = np.repeat(np.repeat(blocks, block, axis=0), block, axis=1)[: grid.shape[0], : grid.shape[1]]
    return np.where(grid.mask, fine, empty)
