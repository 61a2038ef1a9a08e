"""Violence: events in clusters, each with its source, its places, its season and bursts that last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import shapely

from layers.training.clusters import CLUSTERS, FIRST_YEAR, FRONT, MONTHS, STATE_SIDE, Cluster
from layers.training.lattice import Lattice, box_of
from layers.training.layout import DISTRICTS, SIDE_KM, TWIN_BOX_NODES, District, Floats, Point, town
from layers.training.settlements import Place, nearest, positions
from layers.training.terrain import Terrain

AS_OF = date(2025, 6, 30)
TWIN_CLEAR_KM = 24.0
"""No other violence comes closer to a twin: the two stay equal."""

_UNATTRIBUTED = 4
_TWIN_DISTRICTS = ("Ambrethal", "Corlunde")


@dataclass(frozen=True, slots=True)
class Event:
    """One event: UCDP type, sides, position in kilometres, precision, dates and deaths.

    `civilians` is None where nobody counted them apart.
    """

    kind: int
    side_a: str
    side_b: str
    at: Point
    place: str
    precision: int
    start: date
    end: date
    best: int
    low: int
    high: int
    civilians: int | None
    dead_a: int
    dead_b: int


def make_events(
    rng: np.random.Generator, terrain: Terrain, lattice: Lattice, places: tuple[Place, ...]
) -> tuple[Event, ...]:
    """Return all events by date; the two twins have the same events, with the sides exchanged."""
    events: list[Event] = []
    boxed = {int(node) for twin in lattice.twins for node in box_of(twin)}
    for cluster in CLUSTERS:
        hosts = [place for place in hosts_of(cluster, places) if place.node not in boxed]
        drawn = draw_events(rng, cluster, hosts)
        events.extend(_roughened(rng, event, terrain) for event in drawn)
    centres = lattice.xy[list(lattice.twins)]
    events = [
        event
        for event in events
        if _gap(event.at, centres) > TWIN_CLEAR_KM and _dry_land(terrain, np.asarray(event.at))
    ]
    events = _unattributed(rng, events)
    events.extend(_twin_events(rng, lattice, places))
    return tuple(sorted(events, key=lambda event: (event.start, event.at, event.side_a, event.best)))


def hosts_of(cluster: Cluster, places: tuple[Place, ...]) -> list[Place]:
    """Return the places within a cluster's radius of its line."""
    points = shapely.points(positions(places))
    line = shapely.LineString([*cluster.line, cluster.line[-1]])
    near = np.asarray(shapely.distance(points, line) <= cluster.radius_km, dtype=bool)
    return [place for place, close in zip(places, near, strict=True) if close]


def draw_events(rng: np.random.Generator, cluster: Cluster, hosts: Sequence[Place]) -> list[Event]:
    """Return a cluster's events: monthly Poisson counts whose rate wanders, at places that persist."""
    weight = rng.gamma(1.2, 1.0, len(hosts)) + 0.1
    weight /= weight.sum()
    events: list[Event] = []
    mood, host = 0.0, int(rng.choice(len(hosts), p=weight))
    for month in range(MONTHS):
        mood = 0.8 * mood + rng.normal(0, 0.45)
        count = rng.poisson(cluster.rate(month) * np.exp(mood - 0.28))
        for _ in range(count):
            if rng.random() > 0.4:
                host = int(rng.choice(len(hosts), p=weight))
            events.append(_event(rng, cluster, hosts[host], month))
    return events


def _event(rng: np.random.Generator, cluster: Cluster, place: Place, month: int) -> Event:
    """Return one event at a place in a month."""
    kind, side_a, side_b = cluster.sides[int(rng.choice(len(cluster.sides), p=cluster.shares))]
    first = date(FIRST_YEAR + month // 12, month % 12 + 1, 1)
    start = first + timedelta(days=int(rng.integers(0, 28)))
    days = int(rng.integers(1, 6)) if rng.random() < 0.1 else 0
    end = min(start + timedelta(days=days), AS_OF - timedelta(days=1))
    best = int(np.clip(rng.lognormal(0.75, 1.0 if kind == 3 else 0.8), 1, 140))
    low = int(np.ceil(best * rng.uniform(0.4, 1.0)))
    high = best + int(rng.poisson(0.3 * best))
    dead_a, dead_b, civilians = 0, 0, best
    if kind != 3:
        civilians = int(rng.binomial(best, 0.2))
        dead_a = int(rng.binomial(best - civilians, 0.45))
        dead_b = best - civilians - dead_a
    offset = np.clip(rng.normal(0, 2.4, 2), -5, 5)  # fields, wells and paths around the place
    at = (place.at[0] + float(offset[0]), place.at[1] + float(offset[1]))
    known = None if rng.random() < 0.15 else civilians
    precision = 2 if rng.random() < 0.18 else 1
    return Event(
        kind, side_a, side_b, at, place.name, precision, start, end, best, low, high, known, dead_a, dead_b
    )


def _roughened(rng: np.random.Generator, event: Event, terrain: Terrain) -> Event:
    """Return the event as its precision lets it be seen: moved, or put on a centroid or a river."""
    draw = rng.random()
    moved = np.asarray(event.at) + np.clip(rng.normal(0, 4.0, 2), -9, 9)
    district = _district_of(terrain, event.at)
    if draw < 0.035 and district is not None and district.name not in _TWIN_DISTRICTS:
        at = shapely.point_on_surface(terrain.districts[DISTRICTS.index(district)])
        return replace(event, precision=3, at=(at.x, at.y), place=f"{district.name} district")
    if 0.035 <= draw < 0.07 and district is not None and district.region == "Southern Region":
        return replace(event, precision=4, at=_south(terrain), place=district.region)
    if 0.07 <= draw < 0.1 and event.kind == 1:
        at = terrain.rivers[0][1].interpolate(0.6, normalized=True)
        return replace(event, precision=5, at=(at.x, at.y), place=f"along the river {terrain.rivers[0][0]}")
    if 0.1 <= draw < 0.102:
        return replace(event, precision=6, at=(SIDE_KM / 2, SIDE_KM / 2), place="")
    if event.precision == 2 and _dry_land(terrain, moved):
        return replace(event, at=(float(moved[0]), float(moved[1])), place=f"near {event.place}")
    return event


def _south(terrain: Terrain) -> Point:
    """Return the point that stands for the whole Southern Region."""
    south = next(n for n, district in enumerate(DISTRICTS) if district.name == "Tolbrane")
    at = terrain.districts[south].centroid
    return at.x, at.y


def _district_of(terrain: Terrain, at: Point) -> District | None:
    point = shapely.Point(at)
    return next((DISTRICTS[n] for n, shape in enumerate(terrain.districts) if shape.covers(point)), None)


def _dry_land(terrain: Terrain, at: Floats) -> bool:
    point = shapely.Point(at)
    return bool(terrain.area.contains(point) and not terrain.lake.contains(point))


def _gap(at: Point, centres: Floats) -> float:
    return float(np.hypot(*(centres - at).T).min())


def _unattributed(rng: np.random.Generator, events: list[Event]) -> list[Event]:
    """Return the events with the perpetrator of a few one-sided ones left out."""
    one_sided = [n for n, event in enumerate(events) if event.kind == 3]
    chosen = {one_sided[n] for n in rng.permutation(len(one_sided))[:_UNATTRIBUTED].tolist()}
    return [replace(event, side_a="") if n in chosen else event for n, event in enumerate(events)]


def _twin_events(rng: np.random.Generator, lattice: Lattice, places: tuple[Place, ...]) -> Iterable[Event]:
    """Return the events of both twins: drawn once for the state, copied for the armed group."""
    box = set(box_of(lattice.twins[0], TWIN_BOX_NODES - 1).tolist())
    hosts = [place for place in places if place.node in box]
    state = Cluster(town("twin_state").name, (hosts[0].at,), 12, 2.0, (STATE_SIDE,))
    step = lattice.xy[lattice.twins[1]] - lattice.xy[lattice.twins[0]]
    for event in draw_events(rng, state, hosts):
        at = (event.at[0] + float(step[0]), event.at[1] + float(step[1]))
        place = places[int(nearest(places, np.array([at]))[0])].name
        yield event
        yield replace(event, at=at, side_a=FRONT, place=place)
