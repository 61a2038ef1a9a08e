"""The large country's people: in its places, thickly in the valleys, and along the roads of the plains."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.ndimage import distance_transform_edt, gaussian_filter

from layers.training.files import NODATA
from layers.training.large_layout import FRAME, PEOPLE, VALLEY_SHARE, VALLEYS
from layers.training.layout import Floats, Ints
from layers.training.roads import Road
from layers.training.settlements import Place, positions
from layers.training.terrain import Terrain, smooth_noise

_SCALE_KM = {"city": 4.5, "town": 1.8, "village": 0.8}
_STEP = 1 / 32
"""People are whole multiples of this: the file is a third of the size."""


def make_large_population(
    rng: np.random.Generator, terrain: Terrain, roads: tuple[Road, ...], places: tuple[Place, ...]
) -> Floats:
    """Return people per cell of the frame, rows from the south, NODATA outside the country."""
    x, y = FRAME.centres()
    grid_x, grid_y = np.meshgrid(x, y)
    inside = np.asarray(shapely.contains_xy(terrain.area, grid_x, grid_y), dtype=bool)
    touching = terrain.area.buffer(1.0)
    shapely.prepare(touching)
    known = np.asarray(shapely.contains_xy(touching, grid_x, grid_y), dtype=bool)
    shore = terrain.lake.buffer(0.7)
    shapely.prepare(shore)
    live = inside & ~np.asarray(shapely.contains_xy(shore, grid_x, grid_y), dtype=bool)
    people = _urban(places) * live
    valley = np.zeros(live.shape)
    for entry in VALLEYS:
        squared = ((grid_x - entry.at[0]) ** 2 + (grid_y - entry.at[1]) ** 2) / entry.radius_km**2
        valley += np.exp(-(squared**4))
    patches = np.exp(0.3 * smooth_noise(rng, live.shape, 6.0) + 0.3 * smooth_noise(rng, live.shape, 1.2))
    road = _road_distance(roads)
    left = PEOPLE - people.sum()
    fields = (
        (valley * patches, VALLEY_SHARE),
        (np.exp(-road / 1.5) * (road < 6) * patches, 1 - VALLEY_SHARE),
    )
    for weight, share in fields:
        people += left * share * (weight * live) / (weight * live).sum()
    people = np.round(people / _STEP) * _STEP
    return np.where(known, people, NODATA)


def _cells(xy: Floats) -> tuple[Ints, Ints]:
    width, height = FRAME.cell_km
    row = np.clip((xy[:, 1] / height).astype(np.int64), 0, FRAME.rows - 1)
    column = np.clip((xy[:, 0] / width).astype(np.int64), 0, FRAME.columns - 1)
    return row, column


def _urban(places: tuple[Place, ...]) -> Floats:
    """Return the people of the places, spread around each."""
    total = np.zeros((FRAME.rows, FRAME.columns))
    for kind, scale in _SCALE_KM.items():
        members = tuple(place for place in places if place.kind == kind)
        mass = np.zeros_like(total)
        np.add.at(mass, _cells(positions(members)), [float(place.people) for place in members])
        total += gaussian_filter(mass, [scale / side for side in reversed(FRAME.cell_km)], mode="constant")
    return total


def _road_distance(roads: tuple[Road, ...]) -> Floats:
    """Return the kilometres of each cell from the nearest cell with a road."""
    lines = shapely.segmentize(shapely.MultiLineString([road.line for road in roads]), 0.5)
    clear = np.ones((FRAME.rows, FRAME.columns), dtype=bool)
    clear[_cells(shapely.get_coordinates(lines))] = False
    return np.asarray(distance_transform_edt(clear, sampling=tuple(reversed(FRAME.cell_km))), dtype=float)
