"""Who is there: bases, displaced people's sites and restrictions of access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.training.clusters import CORRIDOR
from layers.training.layout import BASES, DENIED_DISTRICT, DISTRICTS, GOVERNMENT, LIAISON, Point
from layers.training.settlements import Place
from layers.training.terrain import Terrain

BASE_OFFSET_KM, SITE_OFFSET_KM = 0.7, 0.6
_TWIN_OFFSET = (0.45, -0.55)
_PASSAGE_KM, _OPEN_TOWN_KM = 2.5, 3.0
"""Half width of the herders' corridor, and how far around a place it stays open."""


@dataclass(frozen=True, slots=True)
class Base:
    """A base in place, kilometres; `cla` are its liaison assistants, None where nobody says."""

    name: str
    at: Point
    personnel: int
    contingent: str
    cla: int | None = None


@dataclass(frozen=True, slots=True)
class DisplacedSite:
    """A site of displaced people, kilometres."""

    name: str
    kind: str
    people: int
    counted: date
    at: Point


@dataclass(frozen=True, slots=True, eq=False)
class Restriction:
    """An area where some may not go freely, kilometres."""

    name: str
    applies_to: str
    state: str
    probability: float
    authority: str
    reason: str
    area: BaseGeometry
    season: str = ""


_SITES: tuple[tuple[str, str, str, int, date], ...] = (
    ("lake_north", "Selvane protection site", "POC site", 14_200, date(2025, 6, 18)),
    ("lowland", "Grauden camp", "camp", 8_600, date(2025, 5, 27)),
    ("upland", "Upper Drave camp", "camp", 6_200, date(2025, 6, 2)),
    ("quay", "Ostvarel Quay families", "host community", 7_300, date(2025, 6, 11)),
    ("south", "Tolbrane families", "host community", 5_400, date(2025, 5, 14)),
    ("pasture_head", "Venshold camp", "camp", 3_900, date(2025, 2, 10)),  # older than 90 days: stale
)


def make_bases(terrain: Terrain, places: tuple[Place, ...]) -> tuple[Base, ...]:
    """Return the bases: just outside their towns, away from water; the twins' with the same offset."""
    towns = {place.key: place for place in places if place.key}
    bases: list[Base] = []
    for key, personnel, contingent in BASES:
        x, y = towns[key].at
        if key.startswith("twin"):
            at = (x + _TWIN_OFFSET[0], y + _TWIN_OFFSET[1])
        else:
            at = beside_town(terrain, (x, y), BASE_OFFSET_KM)
        bases.append(Base(towns[key].name, at, personnel, contingent, LIAISON.get(key, 0)))
    return tuple(bases)


def make_displaced(
    terrain: Terrain, places: tuple[Place, ...], bases: tuple[Base, ...]
) -> tuple[DisplacedSite, ...]:
    """Return the sites of displaced people; the POC site lies beside the base of its town."""
    towns = {place.key: place for place in places if place.key}
    camp = {base.name: base.at for base in bases}
    sites: list[DisplacedSite] = []
    for key, name, kind, people, counted in _SITES:
        beside = camp[towns[key].name] if kind == "POC site" else towns[key].at
        distance = {"POC site": SITE_OFFSET_KM, "camp": 2.4, "host community": 1.0}[kind]
        sites.append(DisplacedSite(name, kind, people, counted, beside_town(terrain, beside, distance)))
    return tuple(sites)


def make_restrictions(terrain: Terrain, places: tuple[Place, ...]) -> tuple[Restriction, ...]:
    """Return the denied district, the border strip that asks for notice and the herders' corridor."""
    number = next(n for n, district in enumerate(DISTRICTS) if district.name == DENIED_DISTRICT)
    frontier = next(place for place in places if place.key == "frontier")
    strip = shapely.Point(frontier.at).buffer(16).intersection(terrain.area)
    strip = strip.difference(terrain.districts[number])
    towns = [shapely.Point(place.at).buffer(_OPEN_TOWN_KM) for place in places]
    passage = shapely.LineString(CORRIDOR).buffer(_PASSAGE_KM).intersection(terrain.area)
    return (
        Restriction(
            f"{DENIED_DISTRICT} district",
            "civilian",
            "denied",
            0.9,
            GOVERNMENT,
            "Declared a zone of military operations; civilian movements are turned back at Drave.",
            terrain.districts[number],
        ),
        Restriction(
            "Quorrel border strip",
            "civilian;police",
            "notify",
            0.15,
            "Border authority at Quorrel",
            "Movements are notified 48 hours ahead.",
            strip,
        ),
        Restriction(
            "Herders' corridor",
            "civilian",
            "seasonal",
            0.6,
            "Committee of herders and farmers",
            "From December to April, while herds pass, only patrols may enter; towns stay open.",
            passage.difference(shapely.union_all(towns)),
            "dry",
        ),
    )


def beside_town(terrain: Terrain, at: Point, distance_km: float = BASE_OFFSET_KM) -> Point:
    """Return the point at a distance, in eight directions, that lies farthest from rivers and the lake."""
    angle = np.arange(8) * np.pi / 4
    ring = np.asarray(at) + distance_km * np.column_stack([np.cos(angle), np.sin(angle)])
    points = shapely.points(ring)
    gap = np.minimum(shapely.distance(points, terrain.water), shapely.distance(points, terrain.lake))
    x, y = ring[int(np.argmax(gap))]
    return float(x), float(y)
