"""The built-in training mission: a fictional country, complete and the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from layers.errors import error
from layers.training.files import lonlat_text, write_csv, write_geojson, write_population
from layers.training.ged import GED_COLUMNS, ged_rows
from layers.training.lattice import make_lattice
from layers.training.layout import COUNTRY, DISTRICTS, LAKE_NAME, Floats
from layers.training.mission_file import mission_text
from layers.training.population import make_population
from layers.training.presence import (
    Base,
    DisplacedSite,
    Restriction,
    make_bases,
    make_displaced,
    make_restrictions,
)
from layers.training.register import INJECTS
from layers.training.roads import Road, add_tracks, draw, main_roads
from layers.training.settlements import Place, make_places, town_nodes, village_nodes
from layers.training.terrain import Terrain, make_terrain
from layers.training.violence import Event, make_events

SIZES = ("demo",)


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


def write_training_mission(folder: Path, *, seed: int = 7, size: str = "demo") -> Path:
    """Write the training mission's layers and its mission.toml, as a real mission would hand them over.

    Parameters
    ----------
    folder : Path
        New or empty; made with its parents.
    seed : int
        >= 0. The same seed gives the same bytes on one machine and its pins.
    size : str
        "demo": about 200 x 200 km, 2 million people, 108 places, 1,300 to 2,000 events.

    Returns
    -------
    Path
        The mission file.

    Raises
    ------
    InputError
        When the folder holds files already, the seed is negative or the size is not known.
    """
    if size not in SIZES:
        raise error(
            "there is no training mission of this size", f"choose one of: {', '.join(SIZES)}", value=size
        )
    if seed < 0:
        raise error(
            "the seed is negative", "give a whole number of 0 or more", column="seed", value=str(seed)
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise error("the folder for the training mission is not empty", "give a new folder", file=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    country = make_country(seed)
    _write_ground(folder, country)
    _write_people(folder, country)
    path = folder / "mission.toml"
    town_at = {place.key: place.at for place in country.places if place.key}
    path.write_text(mission_text(seed=seed, town_at=town_at), encoding="utf-8", newline="\n")
    return path


def make_country(seed: int) -> Country:
    """Return the country of a seed; each part draws from its own stream, so that parts change alone."""
    streams = [np.random.default_rng([seed, part]) for part in range(7)]
    terrain = make_terrain(streams[0])
    lattice = make_lattice(streams[1], terrain)
    towns = town_nodes(streams[2], lattice)
    rank = main_roads(lattice, towns)
    villages = village_nodes(streams[3], lattice, rank, towns)
    rank = add_tracks(lattice, rank, villages)
    roads = draw(lattice, rank, [*towns.values(), *villages])
    places = make_places(streams[4], lattice, towns, villages)
    people = make_population(streams[5], terrain, lattice, roads, places)
    events = make_events(streams[6], terrain, lattice, places)
    bases = make_bases(terrain, places)
    displaced = make_displaced(terrain, places, bases)
    return Country(
        terrain, roads, places, people, events, bases, displaced, make_restrictions(terrain, places)
    )


def _write_ground(folder: Path, country: Country) -> None:
    """Write outline, districts, water, roads, places and population."""
    terrain = country.terrain
    write_geojson(folder / "area.geojson", [({"name": COUNTRY}, terrain.area)])
    write_geojson(
        folder / "districts.geojson",
        [
            ({"name": entry.name, "code": entry.code, "region": entry.region}, shape)
            for entry, shape in zip(DISTRICTS, terrain.districts, strict=True)
        ],
    )
    write_geojson(folder / "rivers.geojson", [({"name": name}, line) for name, line in terrain.rivers])
    write_geojson(folder / "lakes.geojson", [({"name": LAKE_NAME}, terrain.lake)])
    write_geojson(
        folder / "roads.geojson",
        [({"highway": road.highway}, shapely.LineString(road.line)) for road in country.roads],
    )
    write_geojson(
        folder / "places.geojson",
        [
            ({"name": place.name, "place": place.kind, "population": place.people}, shapely.Point(place.at))
            for place in country.places
        ],
    )
    write_population(folder / "population.tif", country.people)


def _write_people(folder: Path, country: Country) -> None:
    """Write bases, displaced people, restrictions, incidents and injects."""
    write_csv(
        folder / "bases.csv",
        ("name", "latitude", "longitude", "personnel", "contingent"),
        [
            (base.name, *reversed(lonlat_text(base.at)), base.personnel, base.contingent)
            for base in country.bases
        ],
    )
    write_csv(
        folder / "displaced.csv",
        ("name", "type", "people", "date", "latitude", "longitude"),
        [
            (site.name, site.kind, site.people, site.counted, *reversed(lonlat_text(site.at)))
            for site in country.displaced
        ],
    )
    write_geojson(
        folder / "restrictions.geojson",
        [
            (
                {
                    "name": entry.name,
                    "applies_to": entry.applies_to,
                    "state": entry.state,
                    "probability": entry.probability,
                    "authority": entry.authority,
                    "reason": entry.reason,
                },
                entry.area,
            )
            for entry in country.restrictions
        ],
    )
    write_csv(folder / "incidents.csv", GED_COLUMNS, ged_rows(country.events, country.terrain))
    write_csv(
        folder / "injects.csv",
        ("id", "day", "title", "text", "effect"),
        [(f"I{n}", entry.day, entry.title, entry.text, entry.effect) for n, entry in enumerate(INJECTS, 1)],
    )
