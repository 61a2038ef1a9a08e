"""The network of one site: its legs, those between its stops, and the cells that each passes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.patrols.legs import Legs
from optimisation.patrols.orienteering import Network
from optimisation.patrols.route import Ground


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What all sites share.

    Parameters
    ----------
    ground : Ground
    waypoints : ndarray of int64
        Flat travel cells, rising.
    between : Legs
        Legs of each waypoint to later ones.
    stop_ptr, stop_cells : ndarray of int64
        Demand positions visited at each waypoint.
    counts : ndarray of bool, shape (demand cells,)
        Cells that can earn anything.
    """

    ground: Ground
    waypoints: NDArray[np.int64]
    between: Legs
    stop_ptr: NDArray[np.int64]
    stop_cells: NDArray[np.int64]
    counts: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SiteNetwork:
    """A network and what its numbers mean.

    Parameters
    ----------
    network : Network
    cells : ndarray of int64
        Demand position of each of its cells, rising.
    rows : ndarray of int64, shape (nodes, nodes)
        Above the diagonal, the leg's number: of the site's legs in row 0, else of those between waypoints; -1
        where there is none.
    """

    network: Network
    cells: NDArray[np.int64]
    rows: NDArray[np.int64]


def site_network(around: Surroundings, site_cell: int, legs: Legs, stop_min: float) -> SiteNetwork:
    """Return the network of a site whose legs to its stops are given.

    Node k + 1 is the waypoint ``legs.targets[k]``.
    """
    rows, minutes = _leg_rows(around, legs)
    stop_ptr, stop_cells = _stops(around, site_cell, legs.targets)
    one, other = np.nonzero(rows >= 0)
    ends = np.ascontiguousarray(np.stack([one, other], axis=1))
    first = legs.targets.size  # row 0 comes first: the site's own legs, in their order
    own = _passed(
        around, legs, np.arange(first), np.full(first, site_cell), ends[:first], stop_ptr, stop_cells
    )
    starts = around.waypoints[legs.targets[one[first:] - 1]]
    others = rows[one[first:], other[first:]]
    rest = _passed(around, around.between, others, starts, ends[first:], stop_ptr, stop_cells)
    passed = np.concatenate([own[1], rest[1]])
    met = np.zeros(around.counts.size, dtype=np.bool_)
    met[stop_cells] = met[passed] = True
    cells = np.flatnonzero(met)
    local = np.zeros(around.counts.size, dtype=np.int64)
    local[cells] = np.arange(cells.size)
    nodes = rows.shape[0]
    leg_ptr = np.zeros(nodes * nodes + 1, dtype=np.int64)
    leg_ptr[one * nodes + other + 1] = np.concatenate([np.diff(own[0]), np.diff(rest[0])])
    network = Network(minutes, stop_min, stop_ptr, local[stop_cells], np.cumsum(leg_ptr), local[passed])
    return SiteNetwork(network, cells, rows)


def _leg_rows(around: Surroundings, legs: Legs) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the numbers of the legs between nodes, above the diagonal, and their minutes, symmetric."""
    nodes = legs.targets.size + 1
    rows = np.full((nodes, nodes), -1, dtype=np.int64)
    minutes = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(minutes, 0.0)
    rows[0, 1:] = np.arange(nodes - 1)
    minutes[0, 1:] = minutes[1:, 0] = legs.minutes
    between = around.between
    for node, waypoint in enumerate(legs.targets[:-1].tolist(), start=1):
        first, last = int(between.ptr[waypoint]), int(between.ptr[waypoint + 1])
        later = legs.targets[node:]
        at = np.searchsorted(between.targets[first:last], later)
        hit = at < last - first
        hit[hit] = between.targets[first + at[hit]] == later[hit]
        columns = node + 1 + np.flatnonzero(hit)
        rows[node, columns] = first + at[hit]
        minutes[node, columns] = minutes[columns, node] = between.minutes[first + at[hit]]
    return rows, minutes


def _stops(
    around: Surroundings, site_cell: int, targets: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the demand positions that count at each node; a base visits the cell it stands in."""
    home = around.ground.positions(np.array([site_cell]))
    ptr = around.stop_ptr
    parts = [home[home >= 0], *(around.stop_cells[ptr[k] : ptr[k + 1]] for k in targets.tolist())]
    parts = [part[around.counts[part]] for part in parts]
    return np.cumsum([0, *(part.size for part in parts)], dtype=np.int64), np.concatenate(parts)


def _passed(
    around: Surroundings,
    table: Legs,
    numbers: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    stop_ptr: NDArray[np.int64],
    stop_cells: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the demand positions that numbered legs of a table pass between their ends."""
    from optimisation.patrols.legs_kernel import compiled_cells_under  # noqa: PLC0415

    ground = around.ground
    cuts = (np.ascontiguousarray(starts), table.begin[numbers], table.begin[numbers + 1], table.moves)
    shape = (ground.friction.shape[1], ground.factor)
    passes: tuple[NDArray[np.int64], NDArray[np.int64]] = compiled_cells_under()(
        cuts, ends, shape, ground.position, around.counts, stop_ptr, stop_cells
    )
    return passes
