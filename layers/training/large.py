"""The large training country: the small one's ground and violence at a thousand kilometres."""

from __future__ import annotations

import numpy as np

from layers.training.ged import Register
from layers.training.handover import Country
from layers.training.large_ground import district_names, make_ground
from layers.training.large_layout import COUNTRY, FRAME, GOVERNMENT, LAKE_NAME
from layers.training.large_people import make_large_population
from layers.training.large_places import make_large_places
from layers.training.large_presence import (
    make_large_bases,
    make_large_displaced,
    make_large_restrictions,
)
from layers.training.large_roads import make_large_roads
from layers.training.large_violence import make_large_events
from layers.training.means import other_actors

_DISTRICTS = district_names()
LARGE = Register(
    COUNTRY,
    GOVERNMENT,
    LAKE_NAME,
    FRAME,
    _DISTRICTS,
    tuple(f"YY{number:02d}" for number in range(1, len(_DISTRICTS) + 1)),
)
LARGE_ACTORS = other_actors("Ostren", "Dravel", "Ostren 1", "Tolmar 1")

_STREAMS = 20
"""First of the random streams: apart from those of the small country."""


def make_large_country(seed: int) -> Country:
    """Return the large country of a seed; each part draws from its own stream."""
    streams = [np.random.default_rng([seed, _STREAMS + part]) for part in range(5)]
    terrain = make_ground(streams[0])
    places = make_large_places(streams[1], terrain)
    roads = make_large_roads(streams[2], terrain, places)
    people = make_large_population(streams[3], terrain, roads, places)
    events = make_large_events(streams[4], terrain, places)
    bases = make_large_bases(terrain, places)
    displaced = make_large_displaced(terrain, places, bases)
    return Country(
        terrain, roads, places, people, events, bases, displaced, make_large_restrictions(terrain, places)
    )
