"""A training country handed over: its layers as plain files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import shapely

from layers.training.files import lonlat_text, write_csv, write_geojson, write_population
from layers.training.frame import Frame
from layers.training.ged import GED_COLUMNS, Register, ged_rows
from layers.training.layout import Floats
from layers.training.presence import Base, DisplacedSite, Restriction
from layers.training.register import Inject
from layers.training.roads import Road
from layers.training.settlements import Place
from layers.training.terrain import Terrain
from layers.training.violence import Event


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """Everything of the training country, shapes in kilometres."""

    terrain: Terrain
    roads: tuple[Road, ...]
    places: tuple[Place, ...]
    people: Floats
    events: tuple[Event, ...]
    bases: tuple[Base, ...]
    displaced: tuple[DisplacedSite, ...]
    restrictions: tuple[Restriction, ...]


def write_ground(folder: Path, country: Country, register: Register) -> None:
    """Write outline, districts, water, roads, places and population."""
    terrain, frame = country.terrain, register.frame
    write_geojson(folder / "area.geojson", [({"name": register.country}, terrain.area)], frame)
    write_geojson(
        folder / "districts.geojson",
        [
            ({"name": name, "code": code, "region": region}, shape)
            for (region, name), code, shape in zip(
                register.districts, register.codes, terrain.districts, strict=True
            )
        ],
        frame,
    )
    write_geojson(folder / "rivers.geojson", [({"name": name}, line) for name, line in terrain.rivers], frame)
    write_geojson(folder / "lakes.geojson", [({"name": register.lake}, terrain.lake)], frame)
    write_geojson(
        folder / "roads.geojson",
        [({"highway": road.highway}, shapely.LineString(road.line)) for road in country.roads],
        frame,
    )
    write_geojson(
        folder / "places.geojson",
        [
            ({"name": place.name, "place": place.kind, "population": place.people}, shapely.Point(place.at))
            for place in country.places
        ],
        frame,
    )
    write_population(folder / "population.tif", country.people, frame)


def write_people(folder: Path, country: Country, register: Register) -> None:
    """Write bases, displaced people, restrictions and incidents."""
    frame = register.frame
    write_csv(
        folder / "bases.csv",
        ("name", "latitude", "longitude", "personnel", "contingent", "cla"),
        [_base_row(base, frame) for base in country.bases],
    )
    write_csv(
        folder / "displaced.csv",
        ("name", "type", "people", "date", "latitude", "longitude"),
        [
            (site.name, site.kind, site.people, site.counted, *reversed(lonlat_text(site.at, frame)))
            for site in country.displaced
        ],
    )
    write_geojson(
        folder / "restrictions.geojson",
        [(_conditions(entry), entry.area) for entry in country.restrictions],
        frame,
    )
    write_csv(folder / "incidents.csv", GED_COLUMNS, ged_rows(country.events, country.terrain, register))


def _base_row(base: Base, frame: Frame) -> tuple[object, ...]:
    alert = "" if base.cla is None else base.cla
    return (base.name, *reversed(lonlat_text(base.at, frame)), base.personnel, base.contingent, alert)


def _conditions(entry: Restriction) -> dict[str, object]:
    names = ("name", "applies_to", "state", "probability", "authority", "reason", "season")
    return {name: getattr(entry, name) for name in names}


def write_injects(folder: Path, injects: tuple[Inject, ...]) -> None:
    """Write the exercise's news, numbered I1, I2, ..."""
    write_csv(
        folder / "injects.csv",
        ("id", "day", "title", "text", "effect"),
        [(f"I{n}", entry.day, entry.title, entry.text, entry.effect) for n, entry in enumerate(injects, 1)],
    )
