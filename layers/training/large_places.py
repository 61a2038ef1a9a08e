"""The large country's places: villages close together in the valleys, towns far apart on the plains."""

from __future__ import annotations

import numpy as np

from layers.training.large_ground import clear_of_water
from layers.training.large_layout import (
    PLAIN_STEP_KM,
    SIDE_KM,
    VALLEYS,
    VILLAGE_STEP_KM,
)
from layers.training.layout import Floats, Point
from layers.training.settlements import Place, name_parts
from layers.training.terrain import Terrain

_QUALIFIERS = ("", "Upper ", "Nether ", "Old ", "New ")


def make_large_places(rng: np.random.Generator, terrain: Terrain) -> tuple[Place, ...]:
    """Return all places: in each valley a city and towns first (keys "Ostren", "Ostren 1", ...)."""
    spots: list[tuple[str, str, Point]] = []
    for valley in VALLEYS:
        xy = _scattered(rng, terrain, valley.at, valley.radius_km, VILLAGE_STEP_KM)
        order = _from_the_middle(xy, valley.at)
        towns = {order[0]: 0} | {node: n for n, node in enumerate(_spread(xy, order[0], count=6), start=1)}
        for node, point in enumerate(xy.tolist()):
            rank = towns.get(node)
            kind = "village" if rank is None else "city" if rank == 0 else "town"
            key = "" if rank is None else valley.name if rank == 0 else f"{valley.name} {rank}"
            spots.append((key, kind, (point[0], point[1])))
    middle = (SIDE_KM / 2, SIDE_KM / 2)
    plain = _scattered(rng, terrain, middle, SIDE_KM, PLAIN_STEP_KM)
    centres = np.array([valley.at for valley in VALLEYS])
    radii = np.array([valley.radius_km for valley in VALLEYS])
    apart = (np.linalg.norm(plain[:, None] - centres[None], axis=2) > radii + 15).all(axis=1)
    for number, point in enumerate(plain[apart].tolist()):
        town = number % 8 == 0
        key = f"plain {number // 8}" if town else ""
        spots.append((key, "town" if town else "village", (point[0], point[1])))
    names = _names(rng, len(spots))
    return tuple(
        Place(key, name, kind, _people(rng, kind, key), node, at)
        for node, ((key, kind, at), name) in enumerate(zip(spots, names, strict=True))
    )


def _scattered(
    rng: np.random.Generator, terrain: Terrain, centre: Point, radius_km: float, step_km: float
) -> Floats:
    """Return the points of a jittered lattice within a radius, off the water."""
    axis = np.arange(-radius_km, radius_km + step_km, step_km)
    xy = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    xy = xy + rng.uniform(-0.3 * step_km, 0.3 * step_km, xy.shape)
    xy = xy[np.hypot(xy[:, 0], xy[:, 1]) < radius_km] + centre
    return np.asarray(xy[clear_of_water(terrain, xy, lake_km=2.0, river_km=1.0)], dtype=float)


def _from_the_middle(xy: Floats, centre: Point) -> list[int]:
    return [int(node) for node in np.argsort(np.hypot(*(xy - centre).T), kind="stable")]


def _spread(xy: Floats, first: int, *, count: int) -> list[int]:
    """Return points far from the first and from each other, one after the other."""
    gap = np.hypot(*(xy - xy[first]).T)
    chosen = []
    for _ in range(count):
        node = int(np.argmax(gap))
        chosen.append(node)
        gap = np.minimum(gap, np.hypot(*(xy - xy[node]).T))
    return chosen


def _names(rng: np.random.Generator, count: int) -> list[str]:
    """Return that many different names."""
    heads, tails = name_parts()
    names = [f"{which}{head}{tail}" for which in _QUALIFIERS for head in heads for tail in tails]
    return [names[number] for number in rng.permutation(len(names))[:count].tolist()]


def _people(rng: np.random.Generator, kind: str, key: str) -> int:
    """Return how many live in a place."""
    if kind == "city":
        return 620_000 if key == VALLEYS[0].name else 240_000
    middle = 10.2 if kind == "town" else 7.6
    return int(round(float(np.clip(rng.lognormal(middle, 0.5), 400, 90_000)), -1))
