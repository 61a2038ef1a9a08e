"""People on 30 arc-second cells: dense in towns, thinner along roads and rivers, none in the lake."""

from __future__ import annotations

import numpy as np
import shapely

from layers.training.files import NODATA
from layers.training.lattice import Lattice, distance_km
from layers.training.layout import (
    CELL_KM,
    COLUMNS,
    ROWS,
    SIDE_KM,
    SILENT_CENTRE,
    SILENT_CLEAR_KM,
    SILENT_RADIUS_KM,
    Bools,
    Floats,
)
from layers.training.roads import Road
from layers.training.settlements import Place, positions
from layers.training.terrain import Terrain, smooth_noise

PEOPLE = 1_950_000
SILENT_PEOPLE = 52_000
TWIN_CORE_KM, TWIN_RIM_KM = 14.0, 18.0
_SCALE_KM = {"city": 3.2, "town": 1.5, "village": 0.8}


def cell_centres() -> Floats:
    """Return the cells' centres in kilometres, shape (rows, columns, 2), rows from the south."""
    x = (np.arange(COLUMNS) + 0.5) * CELL_KM[0]
    y = (np.arange(ROWS) + 0.5) * CELL_KM[1]
    return np.stack(np.meshgrid(x, y), axis=-1)


def make_population(
    rng: np.random.Generator,
    terrain: Terrain,
    lattice: Lattice,
    roads: tuple[Road, ...],
    places: tuple[Place, ...],
) -> Floats:
    """Return people per cell, shape (rows, columns), rows from the south, NODATA outside the country.

    Cells that touch the lake hold nobody. The surroundings of the twins are copies of each other.
    """
    centres = cell_centres()
    inside, dry = _masks(terrain, centres)
    live = inside & dry
    people = _urban(places, centres, live)
    rural = _rural_weight(rng, terrain, roads, places, centres) * live
    silent = np.hypot(*np.moveaxis(centres - SILENT_CENTRE, -1, 0))
    rural *= np.clip((silent - SILENT_RADIUS_KM) / (SILENT_CLEAR_KM + 14 - SILENT_RADIUS_KM), 0, 1) ** 2
    people += rural * (PEOPLE - SILENT_PEOPLE - people.sum()) / rural.sum()
    people += _silent_people(rng, centres, live & (silent < SILENT_RADIUS_KM))
    people = _copy_twin(lattice, people, centres)
    people = np.round(people, 2)
    points = shapely.points(centres.reshape(-1, 2))
    touching = shapely.dwithin(points, terrain.area, 0.66).reshape(people.shape)
    return np.where(touching, people, NODATA)


def _masks(terrain: Terrain, centres: Floats) -> tuple[Bools, Bools]:
    """Return cells whose centre is in the country, and cells clear of the lake."""
    inside = shapely.contains_xy(terrain.area, centres[..., 0], centres[..., 1])
    points = shapely.points(centres.reshape(-1, 2))
    wet = shapely.dwithin(points, terrain.lake, float(np.hypot(*CELL_KM)) / 2)
    return np.asarray(inside, dtype=bool), ~np.asarray(wet, dtype=bool).reshape(inside.shape)


def _urban(places: tuple[Place, ...], centres: Floats, live: Bools) -> Floats:
    """Return each place's people spread around it, their number kept."""
    total = np.zeros(live.shape)
    for place in places:
        squared = ((centres - place.at) ** 2).sum(axis=-1)
        kernel = np.exp(-squared / (2 * _SCALE_KM[place.kind] ** 2)) * live
        total += place.people * kernel / kernel.sum()
    return total


def _rural_weight(
    rng: np.random.Generator,
    terrain: Terrain,
    roads: tuple[Road, ...],
    places: tuple[Place, ...],
    centres: Floats,
) -> Floats:
    """Return how densely the country is settled between the places."""
    flat = centres.reshape(-1, 2)
    road = distance_km(flat, shapely.MultiLineString([entry.line for entry in roads]))
    river = distance_km(flat, terrain.water)
    shore = distance_km(flat, terrain.lake.exterior)
    town = distance_km(flat, shapely.MultiPoint(positions(places)))
    weight = np.exp(-road / 2.2) + 0.7 * np.exp(-river / 2.5) + 0.8 * np.exp(-shore / 2.5)
    weight += 1.2 * np.exp(-town / 3.0) + 0.02
    patches = smooth_noise(rng, (ROWS, COLUMNS), 6.0) * 0.35 + smooth_noise(rng, (ROWS, COLUMNS), 1.2) * 0.35
    return np.asarray(weight.reshape(ROWS, COLUMNS) * np.exp(patches), dtype=float)


def _silent_people(rng: np.random.Generator, centres: Floats, block: Bools) -> Floats:
    """Return the people of the silent land: hamlets that no map names."""
    weight = 0.06 * np.exp(-((centres - SILENT_CENTRE) ** 2).sum(axis=-1) / (2 * 5.0**2))
    inland = np.arctan2(SIDE_KM / 2 - SILENT_CENTRE[1], SIDE_KM / 2 - SILENT_CENTRE[0])
    for turn in np.linspace(-1.9, 1.9, 7) + rng.uniform(-0.2, 0.2, 7):
        reach = rng.uniform(0.2, 0.62) * SILENT_RADIUS_KM
        at = SILENT_CENTRE + reach * np.array([np.cos(inland + turn), np.sin(inland + turn)])
        weight += np.exp(-((centres - at) ** 2).sum(axis=-1) / (2 * 1.6**2))
    weight = weight * block
    return np.asarray(weight * SILENT_PEOPLE / weight.sum(), dtype=float)


def _copy_twin(lattice: Lattice, people: Floats, centres: Floats) -> Floats:
    """Return the people with the state twin's surroundings copied to the other, blended at the rim."""
    half = int(np.ceil(TWIN_RIM_KM / min(CELL_KM))) + 1
    columns = COLUMNS // 2
    (row_a, col_a), (row_b, col_b) = (divmod(node, columns) for node in lattice.twins)
    here = np.s_[2 * row_a - half : 2 * row_a + half, 2 * col_a - half : 2 * col_a + half]
    there = np.s_[2 * row_b - half : 2 * row_b + half, 2 * col_b - half : 2 * col_b + half]
    gap = np.hypot(*np.moveaxis(centres[here] - lattice.xy[lattice.twins[0]], -1, 0))
    share = np.clip((TWIN_RIM_KM - gap) / (TWIN_RIM_KM - TWIN_CORE_KM), 0, 1)
    result = people.copy()
    result[there] = share * people[here] + (1 - share) * people[there]
    return result
