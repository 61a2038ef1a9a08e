"""Who is there in the large country: bases on the plains, displaced people's sites, restrictions."""

from __future__ import annotations

from datetime import date

import numpy as np
import shapely

from layers.training.large_layout import CORRIDOR, GOVERNMENT, VALLEYS
from layers.training.presence import Base, DisplacedSite, Restriction, beside_town
from layers.training.settlements import Place, positions
from layers.training.terrain import Terrain

PLAIN_BASES = 24


def make_large_bases(terrain: Terrain, places: tuple[Place, ...]) -> tuple[Base, ...]:
    """Return a base beside the capital and bases beside towns of the plains, spread over the country."""
    capital = next(place for place in places if place.key == VALLEYS[0].name)
    towns = [place for place in places if place.key.startswith("plain")]
    xy = positions(tuple(towns))
    gap = np.hypot(*(xy - capital.at).T)
    chosen = [capital]
    for _ in range(min(PLAIN_BASES, len(towns))):
        node = int(np.argmax(gap))
        chosen.append(towns[node])
        gap = np.minimum(gap, np.hypot(*(xy - xy[node]).T))
    return tuple(
        Base(
            place.name,
            beside_town(terrain, place.at),
            480 if place is capital else 130,
            f"Contingent {letter}",
        )
        for place, letter in zip(chosen, "ABCD" * len(chosen), strict=False)
    )


def make_large_displaced(
    terrain: Terrain, places: tuple[Place, ...], bases: tuple[Base, ...]
) -> tuple[DisplacedSite, ...]:
    """Return a site beside the capital's base, and a camp beside two towns of each valley."""
    sites = [
        DisplacedSite(
            "Capital protection site", "POC site", 22_000, date(2025, 6, 18),
            beside_town(terrain, bases[0].at, 0.6),
        )
    ]  # fmt: skip
    towns = {place.key: place for place in places if place.key}
    for number, valley in enumerate(VALLEYS):
        for which in (1, 2):
            town = towns[f"{valley.name} {which}"]
            # One count of last winter: stale.
            counted = date(2025, 2, 1) if number == which == 1 else date(2025, 6, 1)
            at = beside_town(terrain, town.at, 1.6)
            sites.append(DisplacedSite(f"{town.name} camp", "camp", 5000 + 900 * number * which, counted, at))
    return tuple(sites)


def make_large_restrictions(terrain: Terrain, places: tuple[Place, ...]) -> tuple[Restriction, ...]:
    """Return the denied valley, the border strip that asks for notice and the herders' corridor."""
    denied = next(number for number, valley in enumerate(VALLEYS) if valley.name == "Dravel")
    east = shapely.box(900, 0, 1000, 1000).intersection(terrain.area).difference(terrain.districts[denied])
    passage = shapely.LineString(CORRIDOR).buffer(4.0)
    open_ = shapely.union_all([shapely.Point(place.at).buffer(2.0) for place in places])
    return (
        Restriction(
            "Dravel district", "civilian", "denied", 0.9, GOVERNMENT,
            "Declared a zone of military operations; civilian movements are turned back.",
            terrain.districts[denied],
        ),
        Restriction(
            "Eastern border strip", "civilian;police", "notify", 0.15, "Border authority",
            "Movements are notified 48 hours ahead.", east,
        ),
        Restriction(
            "Herders' corridor", "civilian", "seasonal", 0.6, "Committee of herders and farmers",
            "While herds pass, only patrols may enter; towns stay open.", passage.difference(open_), "dry",
        ),
    )  # fmt: skip
