"""The large country's violence: clusters in its valleys and on its plains, drawn as in the small country."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from layers.training.clusters import CIVILIAN, Cluster, Sides
from layers.training.large_ground import district_names
from layers.training.large_layout import COLUMN, CORRIDOR, FRONT, GOVERNMENT, GUARD, SIDE_KM, VALLEYS, WATCH
from layers.training.layout import Floats
from layers.training.settlements import Place
from layers.training.terrain import Terrain
from layers.training.violence import Event, draw_events, hosts_of

_STATE: Sides = (3, GOVERNMENT, CIVILIAN)
_FRONT: Sides = (3, FRONT, CIVILIAN)
_COLUMN: Sides = (3, COLUMN, CIVILIAN)
_GUARD: Sides = (3, GUARD, CIVILIAN)
_WATCH: Sides = (3, WATCH, CIVILIAN)
_FEUD: Sides = (2, WATCH, GUARD)
_NAMELESS: Sides = (3, "", CIVILIAN)

_SIDES: dict[str, tuple[tuple[Sides, ...], tuple[float, ...]]] = {
    "state": ((_STATE, (1, GOVERNMENT, FRONT), _GUARD), (0.6, 0.2, 0.2)),
    "front": ((_FRONT, (1, GOVERNMENT, FRONT), _FEUD), (0.6, 0.25, 0.15)),
    "column": ((_COLUMN, (1, GOVERNMENT, COLUMN), _STATE), (0.6, 0.25, 0.15)),
    "feud": ((_FEUD, _GUARD, _WATCH, _COLUMN), (0.4, 0.25, 0.2, 0.15)),
}
"""Who acts in a valley, by its main threat, and how often."""

MONTHLY = 7.0
"""Mean events a month in each valley."""


def make_large_events(
    rng: np.random.Generator, terrain: Terrain, places: tuple[Place, ...]
) -> tuple[Event, ...]:
    """Return all events by date."""
    events: list[Event] = []
    for cluster in _clusters():
        drawn = draw_events(rng, cluster, hosts_of(cluster, places))
        events.extend(_roughened(rng, event, terrain) for event in drawn)
    points = shapely.points(positions_of(events))
    land = terrain.area.difference(terrain.lake)
    shapely.prepare(land)
    dry = np.asarray(shapely.contains(land, points), dtype=bool)
    kept = [event for event, on_land in zip(events, dry, strict=True) if on_land]
    return tuple(sorted(kept, key=lambda event: (event.start, event.at, event.side_a, event.best)))


def positions_of(events: list[Event]) -> Floats:
    """Return the positions of events, kilometres, shape (events, 2)."""
    return np.array([event.at for event in events], dtype=float)


def _clusters() -> list[Cluster]:
    """Return one cluster for each valley, the corridor in its season, and what is scattered."""
    clusters = []
    for valley in VALLEYS:
        sides, shares = _SIDES[valley.threat]
        clusters.append(Cluster(valley.name, (valley.at,), valley.radius_km, MONTHLY, sides, shares))
    clusters.append(Cluster("corridor", CORRIDOR, 40.0, 3.0, (_FEUD, _WATCH), (0.6, 0.4), dry_only=True))
    middle = ((SIDE_KM / 2, SIDE_KM / 2),)
    every = (_STATE, _FRONT, _COLUMN, _FEUD, _NAMELESS)
    clusters.append(Cluster("plains", middle, SIDE_KM, 3.0, every, (0.2, 0.25, 0.25, 0.2, 0.1)))
    return clusters


def _roughened(rng: np.random.Generator, event: Event, terrain: Terrain) -> Event:
    """Return the event as its precision lets it be seen: as drawn, moved, or put on its district's point."""
    draw = rng.random()
    moved = np.asarray(event.at) + np.clip(rng.normal(0, 4.0, 2), -9, 9)
    if draw < 0.04:
        point = shapely.Point(event.at)
        number = min(range(len(terrain.districts)), key=lambda n: terrain.districts[n].distance(point))
        at = shapely.point_on_surface(terrain.districts[number])
        return replace(event, precision=3, at=(at.x, at.y), place=f"{district_names()[number][1]} district")
    if event.precision == 2:
        return replace(event, at=(float(moved[0]), float(moved[1])), place=f"near {event.place}")
    return event
