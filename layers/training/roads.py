"""Roads: cheapest ways over the lattice that share what is built already, drawn as smooth lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from layers.training.lattice import Lattice, box_of, gate
from layers.training.layout import LINKS, ROAD_CLASSES, TWIN_GATES, Bools, Floats, Ints, RoadClass

NO_ROAD = len(ROAD_CLASSES)
SHARED_COST = 0.35
"""Cost of a step that carries a road already, as a share of a new one: links merge into a network."""

Ranks = NDArray[np.int64]
"""Class of the road on each step as a position in ROAD_CLASSES, NO_ROAD where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Road:
    """One stretch between two junctions or places: class and line, kilometres, shape (n, 2)."""

    highway: RoadClass
    line: Floats


def main_roads(lattice: Lattice, nodes: dict[str, int]) -> Ranks:
    """Return the classes of all steps after the twins' own roads and the links of the plan are built.

    Parameters
    ----------
    nodes : mapping of str to int
        Node of each town by its key.
    """
    ends = dict(nodes)
    for twin, key in enumerate(("twin_state", "twin_group")):
        ends.update({f"{key}.{name}": gate(lattice.twins[twin], name) for name in TWIN_GATES})
    rank = _twin_roads(lattice)
    for start, end, highway in LINKS:
        path = _cheapest(lattice, rank, lattice.allowed, ends[start], np.array([ends[end]]))
        rank = _built(lattice, rank, path, ROAD_CLASSES.index(highway))
    return rank


def add_tracks(lattice: Lattice, rank: Ranks, villages: Iterable[int]) -> Ranks:
    """Return the classes after each village off the network got a track to the nearest road."""
    for village in villages:
        network = on_road(lattice, rank)
        if network[village]:
            continue
        goals = np.flatnonzero(network & ~lattice.boxed)
        path = _cheapest(lattice, rank, lattice.allowed, village, goals)
        rank = _built(lattice, rank, path, ROAD_CLASSES.index("track"))
    return rank


def on_road(lattice: Lattice, rank: Ranks) -> Bools:
    """Return which nodes a road touches."""
    touched = np.zeros(len(lattice.xy), dtype=bool)
    used = rank < NO_ROAD
    touched[lattice.a[used]] = True
    touched[lattice.b[used]] = True
    return touched


def draw(lattice: Lattice, rank: Ranks, stops: Iterable[int]) -> tuple[Road, ...]:
    """Return the roads as lines that share their end points; lines end at junctions and stops."""
    used = np.flatnonzero(rank < NO_ROAD)
    at: dict[int, list[int]] = {}
    for step in used.tolist():
        for node in (int(lattice.a[step]), int(lattice.b[step])):
            at.setdefault(node, []).append(step)
    ends = set(stops) & set(at)
    ends |= {node for node, steps in at.items() if len(steps) != 2 or rank[steps[0]] != rank[steps[1]]}
    roads: list[Road] = []
    done: set[int] = set()
    for start in sorted(ends):
        for step in at[start]:
            if step not in done:
                path = _walk(lattice, at, ends, start, step, done)
                roads.append(Road(ROAD_CLASSES[rank[step]], _rounded(lattice.xy[path])))
    return tuple(roads)


def _twin_roads(lattice: Lattice) -> Ranks:
    """Return the cross of roads of both twins: the same steps, copied."""
    rank = np.full(lattice.a.size, NO_ROAD, dtype=np.int64)
    inside = np.zeros(len(lattice.xy), dtype=bool)
    inside[box_of(lattice.twins[0])] = True
    within = inside[lattice.a] & inside[lattice.b]
    for name in TWIN_GATES:
        path = _cheapest(lattice, rank, within, lattice.twins[0], np.array([gate(lattice.twins[0], name)]))
        highway = "primary" if name in ("east", "west") else "secondary"
        for copy in (path, [node + lattice.shift for node in path]):
            rank = _built(lattice, rank, copy, ROAD_CLASSES.index(highway))
    return rank


def _cheapest(lattice: Lattice, rank: Ranks, allowed: Bools, start: int, goals: Ints) -> list[int]:
    """Return the nodes of the cheapest way from start to the nearest of the goals."""
    cost = np.where(rank < NO_ROAD, SHARED_COST, 1.0) * lattice.cost
    size = len(lattice.xy)
    graph = csr_array((cost[allowed], (lattice.a[allowed], lattice.b[allowed])), shape=(size, size))
    reached, before = dijkstra(graph, directed=False, indices=np.array([start]), return_predecessors=True)
    reached, before = reached[0], before[0]
    node = int(goals[np.argmin(reached[goals])])
    path = [node]
    while node != start:
        node = int(before[node])
        path.append(node)
    return path[::-1]


def _built(lattice: Lattice, rank: Ranks, path: list[int], new: int) -> Ranks:
    """Return the classes with a road of class `new`, or better where there was one, along a path."""
    low, high = np.minimum(path[:-1], path[1:]), np.maximum(path[:-1], path[1:])
    size = len(lattice.xy)
    keys = lattice.a * size + lattice.b
    order = np.argsort(keys)
    steps = order[np.searchsorted(keys, low * size + high, sorter=order)]
    result = rank.copy()
    result[steps] = np.minimum(result[steps], new)
    return result


def _walk(
    lattice: Lattice, at: dict[int, list[int]], ends: set[int], start: int, step: int, done: set[int]
) -> list[int]:
    """Return the nodes from one end along a step to the next end, and mark the steps as done."""
    path = [start]
    while True:
        done.add(step)
        a, b = int(lattice.a[step]), int(lattice.b[step])
        path.append(b if path[-1] == a else a)
        if path[-1] in ends:
            return path
        step = next(other for other in at[path[-1]] if other != step)


def _rounded(line: Floats) -> Floats:
    """Return the line with its corners cut twice, ends kept (Chaikin 1974)."""
    for _ in range(2):
        near, far = 0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]
        line = np.vstack([line[:1], np.stack([near, far], axis=1).reshape(-1, 2), line[-1:]])
    return np.asarray(line, dtype=float)
