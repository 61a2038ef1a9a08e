"""The large country's roads: each place joined to its neighbours, through traffic on the better classes."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from layers.training.layout import ROAD_CLASSES, Bools, Floats, Ints
from layers.training.roads import Road
from layers.training.settlements import Place, positions
from layers.training.terrain import Terrain

_TRUNK, _PRIMARY, _SECONDARY, _TERTIARY, _TRACK = range(len(ROAD_CLASSES))


def make_large_roads(
    rng: np.random.Generator, terrain: Terrain, places: tuple[Place, ...]
) -> tuple[Road, ...]:
    """Return the roads as winding lines between places: one network, round the lake."""
    xy = positions(places)
    a, b = _neighbours(terrain, xy)
    length = np.hypot(*(xy[a] - xy[b]).T)
    kind = np.array([place.kind for place in places])
    rank = np.full(a.size, _TRACK)
    rank[length < 8.0] = _TERTIARY
    rank[rng.random(a.size) < 0.15] = _TRACK
    cities, towns = np.flatnonzero(kind == "city"), np.flatnonzero(kind != "village")
    rank = _better(rank, _ways(a, b, length, len(places), towns, cities), _SECONDARY)
    rank = _better(rank, _ways(a, b, length, len(places), cities, cities), _PRIMARY)
    rank = _better(rank, _ways(a, b, length, len(places), cities, cities[:1]), _TRUNK)
    roads = []
    for start, end, which in zip(a.tolist(), b.tolist(), rank.tolist(), strict=True):
        roads.append(Road(ROAD_CLASSES[which], _winding(rng, xy[start], xy[end])))
    return tuple(roads)


def _neighbours(terrain: Terrain, xy: Floats) -> tuple[Ints, Ints]:
    """Return the ends of links: the Gabriel graph (Gabriel and Sokal 1969) and what it lacks to be one."""
    triangles = Delaunay(xy).simplices
    pairs = np.unique(
        np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])), axis=0
    )
    a, b = pairs.T.astype(np.int64)
    lines = shapely.linestrings(np.stack([xy[a], xy[b]], axis=1))
    wet = terrain.lake.buffer(1.0)
    shapely.prepare(wet)
    dry = ~shapely.intersects(wet, lines)
    a, b = a[dry], b[dry]
    length = np.hypot(*(xy[a] - xy[b]).T)
    tree = minimum_spanning_tree(csr_array((length, (a, b)), shape=(len(xy), len(xy)))).tocoo()
    wanted = {(int(i), int(j)) for i, j in zip(tree.row, tree.col, strict=True)}
    needed = np.array([pair in wanted for pair in zip(a.tolist(), b.tolist(), strict=True)])
    keep = _gabriel(xy, a, b) | needed
    return a[keep], b[keep]


def _gabriel(xy: Floats, a: Ints, b: Ints) -> Bools:
    """Return the links whose circle, with the link as diameter, holds no other place."""
    middle, radius = (xy[a] + xy[b]) / 2, np.hypot(*(xy[a] - xy[b]).T) / 2
    tree = shapely.STRtree([shapely.Point(point) for point in xy.tolist()])
    _, gap = tree.query_nearest(shapely.points(middle), return_distance=True, all_matches=False)
    return np.asarray(gap > radius - 1e-6, dtype=bool)


def _ways(a: Ints, b: Ints, length: Floats, size: int, starts: Ints, goals: Ints) -> Bools:
    """Return the links on the shortest ways from each start to its nearest goal, or to all if it is one."""
    graph = csr_array((length, (a, b)), shape=(size, size))
    reached, before = dijkstra(graph, directed=False, indices=goals, return_predecessors=True)
    used: set[tuple[int, int]] = set()
    for start in starts.tolist():
        every = start in goals
        for row in range(goals.size) if every else [int(np.argmin(reached[:, start]))]:
            node = start
            while node != goals[row]:
                ahead = int(before[row, node])
                used.add((min(node, ahead), max(node, ahead)))
                node = ahead
    return np.array([pair in used for pair in zip(a.tolist(), b.tolist(), strict=True)])


def _better(rank: Ints, on: Bools, which: int) -> Ints:
    return np.where(on, np.minimum(rank, which), rank)


def _winding(rng: np.random.Generator, start: Floats, end: Floats) -> Floats:
    """Return a line between two points whose middle points are moved aside, less the finer they are."""
    line = np.stack([start, end])
    for _ in range(3):
        step = np.diff(line, axis=0)
        aside = np.column_stack([-step[:, 1], step[:, 0]]) * rng.normal(0, 0.08, len(step))[:, None]
        middle = (line[:-1] + line[1:]) / 2 + aside
        joined = np.empty((2 * len(line) - 1, 2))
        joined[::2], joined[1::2] = line, middle
        line = joined
    return line
