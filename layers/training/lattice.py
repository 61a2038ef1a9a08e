"""The lattice that roads are laid on: jittered nodes two raster cells apart, and what a step costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from layers.training.layout import (
    CELL_KM,
    COLUMNS,
    ROWS,
    SILENT_CENTRE,
    SILENT_CLEAR_KM,
    TWIN_BOX_NODES,
    TWIN_GATES,
    Bools,
    Floats,
    Ints,
    Point,
    town,
)
from layers.training.terrain import Terrain, smooth_noise

SHAPE = (ROWS // 2, COLUMNS // 2)
"""Rows from the south and columns from the west."""

CROSSING_COST_KM = 22.0
"""What a bridge costs, in kilometres of easy road: few are built."""


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Nodes (flat index = row from the south x columns + column) and the steps between neighbours.

    Parameters
    ----------
    xy : ndarray of float64, shape (nodes, 2)
        Kilometres.
    a, b : ndarray of int64, shape (steps,)
        Ends of each step, a < b.
    cost : ndarray of float64, shape (steps,)
        Cost of building a road along the step, > 0.
    allowed : ndarray of bool, shape (steps,)
        False across the lake, the border, the silent land and the inside of the twins' boxes.
    river_km, lake_km, border_km : ndarray of float64, shape (nodes,)
        Distances; `border_km` is 0 outside the country.
    silent : ndarray of bool, shape (nodes,)
    boxed : ndarray of bool, shape (nodes,)
        Inside or on the box of a twin.
    twins : tuple of int
        Nodes of the state and the armed group twin.
    """

    xy: Floats
    a: Ints
    b: Ints
    cost: Floats
    allowed: Bools
    river_km: Floats
    lake_km: Floats
    border_km: Floats
    silent: Bools
    boxed: Bools
    twins: tuple[int, int]

    @property
    def shift(self) -> int:
        """Nodes from a place in the state twin's box to its copy."""
        return self.twins[1] - self.twins[0]


def distance_km(points: Floats, shape: BaseGeometry) -> Floats:
    """Return the distance of points to lines, good to 0.1 km, through points along the lines."""
    along = shapely.get_coordinates(shapely.segmentize(shape, 0.3))
    return np.asarray(cKDTree(along).query(points)[0], dtype=float)


def node_at(point: Point) -> int:
    """Return the node nearest to a point, jitter left aside."""
    column = round((point[0] / CELL_KM[0] - 1) / 2)
    row = round((point[1] / CELL_KM[1] - 1) / 2)
    return row * SHAPE[1] + column


def box_of(node: int, half: int = TWIN_BOX_NODES) -> Ints:
    """Return the nodes of the box around a node, row by row."""
    row, column = divmod(node, SHAPE[1])
    rows, columns = np.arange(row - half, row + half + 1), np.arange(column - half, column + half + 1)
    return np.asarray(np.add.outer(rows * SHAPE[1], columns).ravel(), dtype=np.int64)


def gate(twin: int, name: str) -> int:
    """Return the node where the roads of a twin, given by its node, leave its box to the north, east..."""
    rows, columns = TWIN_GATES[name]
    return twin + rows * SHAPE[1] + columns


def make_lattice(rng: np.random.Generator, terrain: Terrain) -> Lattice:
    """Return the lattice of a terrain: heights rise away from rivers, so roads keep to the valleys."""
    twins = (node_at(town("twin_state").at), node_at(town("twin_group").at))
    xy = _node_positions(rng, twins)
    river = distance_km(xy, terrain.water)
    height = 0.6 * (1 - np.exp(-river / 18)) + 0.16 * smooth_noise(rng, SHAPE, 4.0).ravel()
    height = np.clip(height, 0, 1)
    a, b = _steps()
    length = np.linalg.norm(xy[a] - xy[b], axis=1)
    cost = length * (0.5 + 1.5 * (height[a] + height[b]) / 2 + 8.0 * np.abs(height[a] - height[b]))
    cost = cost * np.where((river[a] < 0.8) | (river[b] < 0.8), 1.6, 1.0)
    lines = shapely.linestrings(np.stack([xy[a], xy[b]], axis=1))
    water = terrain.water
    shapely.prepare(water)
    cost = cost + CROSSING_COST_KM * shapely.intersects(water, lines)
    boxed = np.zeros(len(xy), dtype=bool)
    boxed[np.concatenate([box_of(node) for node in twins])] = True
    gates = np.zeros(len(xy), dtype=bool)
    gates[[gate(node, name) for node in twins for name in TWIN_GATES]] = True
    silent = np.hypot(*(xy - SILENT_CENTRE).T) < SILENT_CLEAR_KM
    points = shapely.points(xy)
    border = distance_km(xy, terrain.area.exterior) * shapely.contains_xy(terrain.area, xy[:, 0], xy[:, 1])
    lake = np.asarray(shapely.distance(points, terrain.lake), dtype=float)
    passable = (border > 2.5) & (lake > 1.2) & ~silent
    shore = terrain.lake.buffer(0.6)
    shapely.prepare(shore)
    closed = boxed & ~gates
    allowed = passable[a] & passable[b] & ~shapely.intersects(shore, lines) & ~closed[a] & ~closed[b]
    return Lattice(xy, a, b, cost, allowed, river, lake, border, silent, boxed, twins)


def _node_positions(rng: np.random.Generator, twins: tuple[int, int]) -> Floats:
    """Return jittered nodes; the boxes of the twins are exact copies."""
    row, column = np.divmod(np.arange(SHAPE[0] * SHAPE[1]), SHAPE[1])
    jitter = rng.uniform(-0.5, 0.5, (row.size, 2))
    jitter[box_of(twins[1])] = jitter[box_of(twins[0])]
    return np.column_stack([(2 * column + 1) * CELL_KM[0], (2 * row + 1) * CELL_KM[1]]) + jitter


def _steps() -> tuple[Ints, Ints]:
    """Return the ends of all steps to the eight neighbours, each once."""
    node = np.arange(SHAPE[0] * SHAPE[1]).reshape(SHAPE)
    pairs = (
        (node[:, :-1], node[:, 1:]),
        (node[:-1], node[1:]),
        (node[:-1, :-1], node[1:, 1:]),
        (node[:-1, 1:], node[1:, :-1]),
    )
    a = np.concatenate([first.ravel() for first, _ in pairs])
    b = np.concatenate([second.ravel() for _, second in pairs])
    return a.astype(np.int64), b.astype(np.int64)
