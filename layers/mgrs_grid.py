"""Lines of the Military Grid Reference System over a box of a local system, for printed sheets.

The lines are those of UTM (NGA.STND.0037); the wider zones around Norway and Svalbard are drawn as
regular ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import mgrs
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer

from layers.grid import WGS84, transformer

SPACINGS_M = (1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0)
"""What divides a square of 100 km evenly."""

SQUARE_M = 100_000.0
_STEP_M = 5_000.0
"""Lines bend in another system: a point at least this often."""

_ZONE_DEG = 6.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class MgrsLine:
    """One line of the grid inside the box.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        In the system of the box, metres.
    kind : str
        "easting", "northing" or "zone" (the border between two zones).
    km : int
        Kilometres from the south or west edge of its square of 100 km; 0 for a border.
    """

    points: NDArray[np.float64]
    kind: str
    km: int


@dataclass(frozen=True, slots=True, eq=False)
class MgrsGrid:
    """The grid over a box.

    Parameters
    ----------
    lines : tuple of MgrsLine
    squares : tuple of (x, y, zone and square)
        Where the name of each square of 100 km is written, such as "35M QU".
    spacing_m : float
    convergence_deg : float
        How far grid north lies east of true north at the middle of the box.
    turn_deg : float
        How far true north lies clockwise of the box's own up at its middle.
    """

    lines: tuple[MgrsLine, ...]
    squares: tuple[tuple[float, float, str], ...]
    spacing_m: float
    convergence_deg: float
    turn_deg: float


def spacing_for(width_m: float, *, most_lines: int = 9) -> float:
    """Return the spacing that puts at most so many lines across a width, metres."""
    return next((step for step in SPACINGS_M if width_m / step <= most_lines), SPACINGS_M[-1])


def mgrs_grid(box: Box, crs: CRS, *, spacing_m: float) -> MgrsGrid:
    """Return the grid's lines and squares inside a box.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north in `crs`, metres; between 80 degrees south and 84 north.
    crs : pyproj.CRS
        A projected system.
    spacing_m : float
        One of `SPACINGS_M`.

    Raises
    ------
    ValueError
        For a spacing that does not divide a square of 100 km.
    """
    if spacing_m not in SPACINGS_M:
        raise ValueError(f"the spacing of the grid is one of {SPACINGS_M}, not {spacing_m}")
    frame = shapely.box(*box)
    outline = shapely.get_coordinates(shapely.segmentize(frame.exterior, _STEP_M))
    lon, lat = transformer(crs, WGS84).transform(outline[:, 0], outline[:, 1])
    span = float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
    first, last = _zone(span[0]), _zone(span[2])
    lines: list[MgrsLine] = []
    squares: list[tuple[float, float, str]] = []
    for zone in range(first, last + 1):
        of_zone, named = _of_zone(zone, span, frame, crs, spacing_m)
        lines += of_zone
        squares += named
        if zone > first:
            lines += _border(zone, span, frame, crs)
    middle = transformer(crs, WGS84).transform((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    convergence = Proj(_utm(_zone(middle[0]))).get_factors(*middle).meridian_convergence
    turn = Proj(crs).get_factors(*middle).meridian_convergence
    return MgrsGrid(tuple(lines), tuple(squares), spacing_m, float(convergence), -float(turn))


def _zone(lon: float) -> int:
    return min(60, int((lon + 180.0) // _ZONE_DEG) + 1)


def _utm(zone: int) -> CRS:
    """Return the northern system of a zone; south of the equator its northings are below zero."""
    return CRS.from_epsg(32600 + zone)


def _of_zone(
    zone: int, span: Box, frame: shapely.Polygon, crs: CRS, spacing_m: float
) -> tuple[list[MgrsLine], list[tuple[float, float, str]]]:
    west = max(span[0], -180.0 + _ZONE_DEG * (zone - 1))
    east = min(span[2], -180.0 + _ZONE_DEG * zone)
    part = shapely.segmentize(shapely.box(west, span[1], east, span[3]), 0.05)
    utm, system = _utm(zone), transformer(WGS84, _utm(zone))
    edges = shapely.get_coordinates(part.exterior)
    x, y = system.transform(edges[:, 0], edges[:, 1])
    inside = shapely.Polygon(np.column_stack([x, y]))
    low_x, low_y, high_x, high_y = inside.bounds
    back = transformer(utm, crs)
    lines: list[MgrsLine] = []
    for kind, low, high in (("easting", low_x, high_x), ("northing", low_y, high_y)):
        for value in np.arange(math.ceil(low / spacing_m) * spacing_m, high, spacing_m):
            ends = (
                ((value, low_y), (value, high_y)) if kind == "easting" else ((low_x, value), (high_x, value))
            )
            line = shapely.segmentize(shapely.LineString(ends), _STEP_M)
            km = round(float(value) % SQUARE_M / 1000.0)
            lines += _cut(line.intersection(inside), back, frame, kind, km)
    return lines, _squares((low_x, low_y, high_x, high_y), inside, utm, frame, crs)


def _cut(
    line: shapely.Geometry, back: Transformer, frame: shapely.Polygon, kind: str, km: int
) -> list[MgrsLine]:
    found = []
    for part in shapely.get_parts(line):
        points = shapely.get_coordinates(part)
        if len(points) < 2:
            continue
        x, y = back.transform(points[:, 0], points[:, 1])
        for piece in shapely.get_parts(shapely.LineString(np.column_stack([x, y])).intersection(frame)):
            kept = shapely.get_coordinates(piece)
            if len(kept) > 1:
                found.append(MgrsLine(kept, kind, km))
    return found


def _border(zone: int, span: Box, frame: shapely.Polygon, crs: CRS) -> list[MgrsLine]:
    lon = -180.0 + _ZONE_DEG * (zone - 1)
    line = shapely.segmentize(shapely.LineString([(lon, span[1]), (lon, span[3])]), 0.05)
    return _cut(line, transformer(WGS84, crs), frame, "zone", 0)


def _squares(
    bounds: Box, inside: shapely.Polygon, utm: CRS, frame: shapely.Polygon, crs: CRS
) -> list[tuple[float, float, str]]:
    """Name each square of 100 km at the middle of what shows of it."""
    system, converter = transformer(utm, crs), mgrs.MGRS()
    found = []
    for east in np.arange(math.floor(bounds[0] / SQUARE_M) * SQUARE_M, bounds[2], SQUARE_M):
        for north in np.arange(math.floor(bounds[1] / SQUARE_M) * SQUARE_M, bounds[3], SQUARE_M):
            square = shapely.box(east, north, east + SQUARE_M, north + SQUARE_M).intersection(inside)
            if square.is_empty or square.area == 0:
                continue
            edges = shapely.get_coordinates(shapely.segmentize(square.boundary, _STEP_M))
            x, y = system.transform(edges[:, 0], edges[:, 1])
            shown = shapely.Polygon(np.column_stack([x, y])).intersection(frame)
            if shown.area < (SQUARE_M / 4) ** 2:
                continue  # too little of it shows to carry a name
            middle = shown.representative_point()
            lon, lat = transformer(crs, WGS84).transform(middle.x, middle.y)
            name = str(converter.toMGRS(lat, lon, MGRSPrecision=0))
            found.append((float(middle.x), float(middle.y), f"{name[:-2]} {name[-2:]}"))
    return found
