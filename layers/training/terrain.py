"""The ground: outline, districts, rivers and the lake, as shapes in kilometres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter
from shapely.geometry import LineString, MultiLineString, MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

from layers.training.layout import DISTRICTS, LAKE_CENTRE, RIVERS, SIDE_KM, Floats, Point


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """Shapes in kilometres east and north of the south-west corner.

    Parameters
    ----------
    area : shapely Polygon
        Outline of the country.
    districts : tuple of shapely geometry
        In the order of `layout.DISTRICTS`; together they tile the area.
    rivers : tuple of (str, LineString)
        Name and line, cut at the lake and the border.
    lake : shapely Polygon
    """

    area: Polygon
    districts: tuple[BaseGeometry, ...]
    rivers: tuple[tuple[str, LineString], ...]
    lake: Polygon

    @property
    def water(self) -> MultiLineString:
        """All rivers as one geometry."""
        return MultiLineString([line for _, line in self.rivers])


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], scale: float) -> Floats:
    """Return a smooth random field with mean 0 and standard deviation 1; `scale` in cells."""
    field = gaussian_filter(rng.standard_normal(shape), scale, mode="reflect")
    return np.asarray((field - field.mean()) / field.std(), dtype=float)


def make_terrain(rng: np.random.Generator) -> Terrain:
    """Return outline, districts, rivers and lake of one seed."""
    area = outline(rng, SIDE_KM)
    lake = lake_around(rng, LAKE_CENTRE, (17.0, 8.5))
    seeds = np.array([district.seed for district in DISTRICTS], dtype=float)
    return Terrain(area, tile(rng, area, seeds, SIDE_KM, 5.0), flow(rng, area, lake, RIVERS), lake)


def _waves(rng: np.random.Generator, angle: Floats, orders: range) -> Floats:
    """Return a closed wavy function of the angle with about unit amplitude."""
    total = np.zeros_like(angle)
    for order in orders:
        total += np.sin(order * angle + rng.uniform(0, 2 * np.pi)) / np.sqrt(order)
    return np.asarray(total / np.abs(total).max(), dtype=float)


def outline(rng: np.random.Generator, side_km: float) -> Polygon:
    """Return a rounded square, its radius varied by up to a twentieth."""
    angle = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    half = side_km / 2
    radius = half / (np.abs(np.cos(angle)) ** 4 + np.abs(np.sin(angle)) ** 4) ** 0.25
    radius *= 0.95 + 0.025 * _waves(rng, angle, range(2, 7)) + 0.012 * _waves(rng, angle, range(9, 25))
    return Polygon(np.column_stack([half + radius * np.cos(angle), half + radius * np.sin(angle)]))


def lake_around(rng: np.random.Generator, centre: Point, radii_km: tuple[float, float]) -> Polygon:
    """Return an elongated lake."""
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    wave = 1 + 0.14 * _waves(rng, angle, range(2, 9))
    along, across = radii_km[0] * wave * np.cos(angle), radii_km[1] * wave * np.sin(angle)
    turn = np.deg2rad(32)
    x = centre[0] + along * np.cos(turn) - across * np.sin(turn)
    y = centre[1] + along * np.sin(turn) + across * np.cos(turn)
    return Polygon(np.column_stack([x, y]))


def _meander(rng: np.random.Generator, course: tuple[Point, ...]) -> LineString:
    """Return a winding line through the first, the last and near the other points of a course."""
    points = np.asarray(course, dtype=float)
    for _ in range(3):
        quarter, three = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.vstack([points[:1], np.stack([quarter, three], axis=1).reshape(-1, 2), points[-1:]])
    line = LineString(points)
    along = np.linspace(0, line.length, int(line.length / 1.2))
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    heading = np.gradient(points, axis=0)
    normal = np.column_stack([-heading[:, 1], heading[:, 0]]) / np.linalg.norm(heading, axis=1)[:, None]
    bend = np.zeros(along.size)
    for wavelength, amplitude in ((34.0, 1.7), (15.0, 0.9), (7.0, 0.5)):
        bend += amplitude * np.sin(2 * np.pi * along / wavelength + rng.uniform(0, 2 * np.pi))
    bend *= np.clip(np.minimum(along, line.length - along) / 8.0, 0, 1)  # the ends stay, so that rivers join
    return LineString(points + normal * bend[:, None])


def flow(
    rng: np.random.Generator,
    area: Polygon,
    lake: Polygon,
    courses: tuple[tuple[str, tuple[Point, ...]], ...],
) -> tuple[tuple[str, LineString], ...]:
    """Return the named rivers; those that end on a point of the first, the main river, join it there."""
    rivers: list[tuple[str, LineString]] = []
    main: LineString | None = None
    for name, course in courses:
        mouth = course[-1]
        if main is not None and mouth in courses[0][1]:
            joined = main.interpolate(main.project(shapely.Point(mouth)))
            line = _meander(rng, (*course[:-1], (joined.x, joined.y)))
        else:
            line = _meander(rng, course)
        main = main or line
        dry = line.intersection(area).difference(lake)
        parts = [part for part in shapely.get_parts(dry) if part.length > 5]
        rivers.extend((name, part) for part in parts)
    return tuple(rivers)


def tile(
    rng: np.random.Generator, area: Polygon, seeds: Floats, side_km: float, step: float
) -> tuple[BaseGeometry, ...]:
    """Return districts around seeds that tile the area, their borders ragged: unions of Voronoi cells."""
    axis = np.arange(-step, side_km + 2 * step, step)
    loose = 0.36 * step
    x, y = (part.ravel() + rng.uniform(-loose, loose, axis.size**2) for part in np.meshgrid(axis, axis))
    cells = np.asarray(shapely.voronoi_polygons(MultiPoint(np.column_stack([x, y])), extend_to=area).geoms)
    centres = shapely.get_coordinates(shapely.centroid(cells))
    warp = np.stack([smooth_noise(rng, (axis.size, axis.size), 2.5) for _ in range(2)], axis=-1)
    index = np.clip(np.round((centres - axis[0]) / step).astype(int), 0, axis.size - 1)
    warped = centres + 0.6 * step * np.clip(warp[index[:, 1], index[:, 0]], -1.5, 1.5)
    owner = np.linalg.norm(warped[:, None] - seeds[None], axis=2).argmin(axis=1)
    return tuple(shapely.union_all(cells[owner == number]).intersection(area) for number in range(len(seeds)))
