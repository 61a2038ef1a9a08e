"""Towns and villages: the towns of the plan, and villages along roads and rivers with generated names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.training.lattice import SHAPE, Lattice, box_of, gate
from layers.training.layout import TOWNS, TWIN_GATES, Bools, Floats, Ints, Point
from layers.training.roads import Ranks, on_road

VILLAGES = 88
SPACING_KM = 5.2

_HEAD_TEXT = (
    "Ald Brev Cran Drem Esk Farr Gald Hesk Imb Jarr Keld Lorr Mund Nesk Orl Pend Quill Rusk Sall Tarv "
    "Umb Vosk Wend Yarr Zell Brisk Corv Dunv Elk Frost Grenn Holv Irv Kint Lusk Morv Nold Pask Rinn Stell"
)
_TAIL_TEXT = (
    "arren aven eddle elin endry enth erow etter ibren ildon inder ivel older ommel orrow ossel umble uvven"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A town or village: key ("" for villages), name, class, people, node and position, kilometres."""

    key: str
    name: str
    kind: str
    people: int
    node: int
    at: Point


def town_nodes(rng: np.random.Generator, lattice: Lattice) -> dict[str, int]:
    """Return the node of each town of the plan: near its place, off the water; the twins' on theirs."""
    fit = (lattice.river_km > 1.3) & (lattice.lake_km > 2.0) & (lattice.border_km > 4.0)
    fit &= ~lattice.silent & ~lattice.boxed
    free = np.flatnonzero(fit)
    nodes: dict[str, int] = {}
    for entry in TOWNS:
        wanted = np.asarray(entry.at) + rng.uniform(-1.5, 1.5, 2)
        distance = np.hypot(*(lattice.xy[free] - wanted).T)
        nodes[entry.key] = int(free[np.argmin(distance)])
    nodes["twin_state"], nodes["twin_group"] = lattice.twins
    return nodes


def village_nodes(
    rng: np.random.Generator, lattice: Lattice, rank: Ranks, towns: dict[str, int]
) -> list[int]:
    """Return nodes of villages: spaced out, most on roads; those of the twins are copies."""
    chosen = _twin_villages(rng, lattice, rank)
    road = on_road(lattice, rank)
    beside = np.zeros(SHAPE, dtype=bool)
    for row, column in np.argwhere(road.reshape(SHAPE)):
        beside[max(0, row - 4) : row + 5, max(0, column - 4) : column + 5] = True
    near = beside.ravel() | (lattice.river_km < 5)
    fit = ~lattice.boxed & ~lattice.silent & (lattice.border_km > 4) & (lattice.river_km > 0.9)
    fit &= (lattice.lake_km > 1.8) & near & _steppable(lattice)
    weight = np.where(road, 4.0, 1.0)
    for key in ("lowland", "lake_south", "frontier", "upland"):
        weight[np.hypot(*(lattice.xy - lattice.xy[towns[key]]).T) < 15] *= 5  # well-settled country
    order = np.argsort(-(rng.random(len(fit)) ** (1 / weight)), kind="stable")  # Efraimidis and Spirakis 2006
    taken = [lattice.xy[node] for node in (*towns.values(), *chosen)]
    for node in order[fit[order]].tolist():
        if len(chosen) >= VILLAGES:
            break
        if np.hypot(*(np.array(taken) - lattice.xy[node]).T).min() >= SPACING_KM:
            chosen.append(node)
            taken.append(lattice.xy[node])
    return chosen


def make_places(
    rng: np.random.Generator, lattice: Lattice, towns: dict[str, int], villages: list[int]
) -> tuple[Place, ...]:
    """Return all places; a village in a twin's box has as many people as its copy."""
    places = [
        Place(
            entry.key,
            entry.name,
            entry.kind,
            entry.people,
            towns[entry.key],
            _point(lattice, towns[entry.key]),
        )
        for entry in TOWNS
    ]
    heads, tails = name_parts()
    names = [head + tail for head in heads for tail in tails]
    picked = rng.permutation(len(names))[: len(villages)]
    people = {node: int(round(float(np.clip(rng.lognormal(7.4, 0.55), 300, 7000)), -1)) for node in villages}
    for node in set(villages) & set(box_of(lattice.twins[0]).tolist()):
        people[node + lattice.shift] = people[node]
    for node, name in zip(villages, picked, strict=True):
        places.append(Place("", names[name], "village", people[node], node, _point(lattice, node)))
    return tuple(places)


def _twin_villages(rng: np.random.Generator, lattice: Lattice, rank: Ranks) -> list[int]:
    """Return four villages on the roads of the state twin and their copies, the eastern gate among them."""
    box = box_of(lattice.twins[0])
    box = box[on_road(lattice, rank)[box]]
    first = gate(lattice.twins[0], "east")
    picked = [first]
    taken = [lattice.xy[lattice.twins[0]], lattice.xy[first]]
    gates = {gate(lattice.twins[0], name) for name in TWIN_GATES}
    for node in rng.permutation(box).tolist():
        distance = np.hypot(*(np.array(taken) - lattice.xy[node]).T)
        if len(picked) < 4 and node not in gates and distance.min() >= SPACING_KM - 1.0:
            picked.append(node)
            taken.append(lattice.xy[node])
    return [*picked, *(node + lattice.shift for node in picked)]


def _steppable(lattice: Lattice) -> Bools:
    """Return nodes that a road may reach."""
    result = np.zeros(len(lattice.xy), dtype=bool)
    result[lattice.a[lattice.allowed]] = True
    result[lattice.b[lattice.allowed]] = True
    return result


def _point(lattice: Lattice, node: int) -> Point:
    return float(lattice.xy[node, 0]), float(lattice.xy[node, 1])


def name_parts() -> tuple[list[str], list[str]]:
    """Return the heads and tails that names of places are made of."""
    return _HEAD_TEXT.split(), _TAIL_TEXT.split()


def positions(places: tuple[Place, ...]) -> Floats:
    """Return the positions of places in kilometres, shape (places, 2)."""
    return np.array([place.at for place in places], dtype=float)


def nearest(places: tuple[Place, ...], points: Floats) -> Ints:
    """Return for each point the number of the nearest place."""
    gaps = np.linalg.norm(points[:, None] - positions(places)[None], axis=2)
    return np.asarray(gaps.argmin(axis=1), dtype=np.int64)
