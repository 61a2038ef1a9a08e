"""The built-in training missions: fictional countries, complete and the same for the same seed."""

from __future__ import annotations

from numbers import Integral
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from layers.errors import Finding, InputError
from layers.training.age_sex import write_age_sex
from layers.training.ged import DEMO, Register
from layers.training.handover import Country, write_ground, write_injects, write_people
from layers.training.judgements import write_judgements
from layers.training.large import LARGE, LARGE_ACTORS, make_large_country
from layers.training.large_layout import Variant
from layers.training.large_register import script
from layers.training.lattice import make_lattice
from layers.training.means import OtherActor, other_actors, write_means
from layers.training.mission_file import DEMO as DEMO_SCRIPT
from layers.training.mission_file import Script, mission_text
from layers.training.population import make_population
from layers.training.presence import make_bases, make_displaced, make_restrictions
from layers.training.roads import add_tracks, draw, main_roads
from layers.training.settlements import make_places, town_nodes, village_nodes
from layers.training.terrain import make_terrain
from layers.training.violence import make_events

Size = Literal["demo", "large"]
DEMO_ACTORS = other_actors("capital", "upland_gate", "quay", "pasture")
_AGE_SEX_STREAM = 90
"""Far from the numbers of the other streams, so that adding one of those moves nothing."""


def write_training_mission(
    folder: str | Path, *, seed: int = 7, size: Size = "demo", variant: Variant = "dense"
) -> Path:
    """Write the training mission's layers and its mission.toml, as a real mission would hand them over.

    Parameters
    ----------
    folder : str or Path
        New or empty; made with its parents.
    seed : int
        >= 0. The same seed gives the same bytes on one machine and its pins.
    size : {"demo", "large"}
        "demo": about 200 x 200 km, 2 million people, 108 places, 1,300 to 2,000 events. "large": about
        1,000 x 1,000 km in cells of 1 km, 16 million people, 2,200 places, 2,000 to 4,000 events.
    variant : {"dense", "sparse"}
        Of "large": "dense" has 1,500 candidate sites, dozens of which reach each village of a valley;
        "sparse" has candidate sites far apart. The layers are the same.

    Returns
    -------
    Path
        The mission file.

    Raises
    ------
    InputError
        When the folder holds files already, the seed is negative, or size or variant are not known.
    """
    folder = Path(folder)
    faults = _faults(folder, seed, size, variant)
    if faults:
        raise InputError(faults)
    folder.mkdir(parents=True, exist_ok=True)
    if size == "demo":
        return _write(folder, seed, make_country(seed), DEMO, DEMO_SCRIPT, DEMO_ACTORS, block=1)
    return _write(folder, seed, make_large_country(seed), LARGE, script(variant), LARGE_ACTORS, block=3)


def _faults(folder: Path, seed: int, size: str, variant: str) -> list[Finding]:
    """Return what is wrong with the arguments."""
    found = []
    for what, value, known in (("size", size, get_args(Size)), ("variant", variant, get_args(Variant))):
        if value not in known:
            message, remedy = f"there is no training mission of this {what}", f"choose {' or '.join(known)}"
            found.append(Finding("error", message, remedy, column=what, value=str(value)))
    if not isinstance(seed, Integral) or seed < 0:
        words = "the seed is negative" if isinstance(seed, Integral) else "the seed is no whole number"
        remedy = "give a whole number of 0 or more"
        found.append(Finding("error", words, remedy, column="seed", value=str(seed)))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "the folder for the training mission is not empty"
        found.append(Finding("error", message, "give a new folder", file=folder.name))
    return found


def _write(
    folder: Path,
    seed: int,
    country: Country,
    register: Register,
    words: Script,
    actors: tuple[OtherActor, ...],
    *,
    block: int,
) -> Path:
    """Write every file of a country and return the mission file."""
    town_at = {place.key: place.at for place in country.places if place.key}
    write_ground(folder, country, register)
    write_people(folder, country, register)
    write_injects(folder, words.injects)
    write_means(folder, actors, town_at, register.frame)
    write_age_sex(
        folder / "age_sex",
        country.people,
        rng=np.random.default_rng([seed, _AGE_SEX_STREAM]),
        frame=register.frame,
        prefix=register.country[:3].lower(),
        year=2025,
        block=block,
    )
    if words.factors:
        write_judgements(folder)
    path = folder / "mission.toml"
    path.write_text(mission_text(seed=seed, town_at=town_at, script=words), encoding="utf-8", newline="\n")
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
