"""The large country's ground: outline, lake, rivers and districts, by the means of the small one."""

from __future__ import annotations

import numpy as np
import shapely

from layers.training.large_layout import (
    DISTRICT_STEP_KM,
    LAKE_CENTRE,
    LAKE_RADII_KM,
    RIVERS,
    SIDE_KM,
    VALLEYS,
)
from layers.training.layout import Bools, Floats, Point
from layers.training.terrain import Terrain, flow, lake_around, outline, tile

REGIONS = ("Northern Region", "Eastern Region", "Southern Region", "Western Region")


def make_ground(rng: np.random.Generator) -> Terrain:
    """Return outline, districts, rivers and lake of one seed."""
    area = outline(rng, SIDE_KM)
    lake = lake_around(rng, LAKE_CENTRE, LAKE_RADII_KM)
    rivers = flow(rng, area, lake, RIVERS)
    return Terrain(area, tile(rng, area, district_seeds(), SIDE_KM, 15.0), rivers, lake)


def district_seeds() -> Floats:
    """Return the points that districts grow around: every valley, and a lattice between them."""
    axis = np.arange(DISTRICT_STEP_KM / 2, SIDE_KM, DISTRICT_STEP_KM)
    lattice = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    centres = np.array([valley.at for valley in VALLEYS], dtype=float)
    gap = np.linalg.norm(lattice[:, None] - centres[None], axis=2).min(axis=1)
    middle = np.abs(lattice - SIDE_KM / 2)
    inside = (middle**4).sum(axis=1) < (0.9 * SIDE_KM / 2) ** 4
    return np.vstack([centres, lattice[(gap > 0.6 * DISTRICT_STEP_KM) & inside]])


def district_names() -> tuple[tuple[str, str], ...]:
    """Return region and name of each district, valleys first."""
    names = []
    for number, (x, y) in enumerate(district_seeds().tolist()):
        region = REGIONS[_quarter((x, y))]
        name = VALLEYS[number].name if number < len(VALLEYS) else f"{region.split()[0]} Plain {number}"
        names.append((region, name))
    return tuple(names)


def clear_of_water(terrain: Terrain, xy: Floats, *, lake_km: float, river_km: float) -> Bools:
    """Return which points lie in the country and keep their distance from lake and rivers."""
    points = shapely.points(xy)
    shore = terrain.lake.buffer(lake_km)
    inner = terrain.area.buffer(-6.0)
    banks = terrain.water.buffer(river_km)
    for shape in (shore, inner, banks):
        shapely.prepare(shape)
    return np.asarray(
        shapely.contains(inner, points) & ~shapely.contains(shore, points) & ~shapely.contains(banks, points)
    )


def _quarter(at: Point) -> int:
    """Return the number of the region: north, east, south, west of the middle."""
    x, y = at[0] - SIDE_KM / 2, at[1] - SIDE_KM / 2
    if abs(y) >= abs(x):
        return 0 if y > 0 else 2
    return 1 if x > 0 else 3
