"""From an outline in degrees to the pair of grids everything is laid on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Proj
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from layers.cells import in_cell_units, polygon_share
from layers.errors import error
from layers.grid import WGS84, Grid, block_mean, extent_of, local_equal_area, transformer

EDGE_DEGREES = 0.1
"""Edges of an outline are cut to this length before projecting: a long straight edge bends."""

MAX_AREA_DISTORTION = 0.05
"""A system that shows areas more wrongly than this, as a share, is refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Grids:
    """Demand and travel cells of one extent.

    Parameters
    ----------
    demand, travel : Grid
        Same extent; share of each cell inside the area. The demand share is the mean of its travel cells'.
    factor : int
        Travel cells along the side of a demand cell.
    area : shapely geometry
        The area in the grids' system, metres.
    """

    demand: Grid
    travel: Grid
    factor: int
    area: BaseGeometry


def make_grids(
    area_lonlat: BaseGeometry, *, demand_cell_m: float, travel_cell_m: float, buffer_m: float, crs: str
) -> Grids:
    """Lay demand and travel cells over an area.

    Parameters
    ----------
    area_lonlat : shapely Polygon or MultiPolygon
        The area, WGS84 degrees.
    demand_cell_m, travel_cell_m : float
        Cell sides, metres; the first a whole multiple of the second.
    buffer_m : float
        How far the extent reaches beyond the area, metres.
    crs : str
        "auto" for a local Lambert azimuthal equal-area system on the centre of the bounds, else anything
        that pyproj understands and that is projected in metres.

    Returns
    -------
    Grids
        The sum of share x cell area is the area of the projected polygon.

    Raises
    ------
    InputError
        For an area that is no polygon in degrees, an unfit system, cell sides that do not fit each other,
        or too many cells (refused before they are allocated).
    """
    _check_area(area_lonlat)
    system = _system(crs, area_lonlat)
    area = project_area(area_lonlat, system)
    if not np.isfinite(shapely.bounds(area)).all():
        raise _unfit(crs, "the area cannot be projected into this system")
    x0, y0, ny, nx, factor = extent_of(
        area, demand_cell_m=demand_cell_m, travel_cell_m=travel_cell_m, buffer_m=buffer_m
    )
    shape = ny * factor, nx * factor
    blank = Grid(system, x0, y0, travel_cell_m, np.broadcast_to(np.float32(0), shape))
    exact = polygon_share(in_cell_units(area, blank), shape)
    travel = Grid(system, x0, y0, travel_cell_m, _frozen(exact))
    demand = Grid(system, x0, y0, demand_cell_m, _frozen(block_mean(exact, factor)))
    return Grids(demand, travel, factor, area)


def project_area(area_lonlat: BaseGeometry, crs: CRS) -> BaseGeometry:
    """Return a polygon of WGS84 degrees in another system, its long edges densified first, made valid."""
    there = transformer(WGS84, crs)
    # Densifying an invalid polygon would drop a lobe, so it is mended before as well as after.
    dense = shapely.segmentize(_mended(area_lonlat), EDGE_DEGREES)
    moved = shapely.transform(dense, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    return _mended(moved) if np.isfinite(shapely.get_coordinates(moved)).all() else moved


def _mended(area: BaseGeometry) -> BaseGeometry:
    if shapely.is_valid(area):
        return area
    parts = shapely.get_parts(shapely.make_valid(area))
    whole: BaseGeometry = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return whole


def _frozen(share: NDArray[np.float64]) -> NDArray[np.float32]:
    kept = share.astype(np.float32)
    kept.flags.writeable = False
    return kept


def _check_area(area: BaseGeometry) -> None:
    if shapely.is_empty(area) or shapely.get_dimensions(area) != 2:
        raise error("the area is not a polygon", "give an outline as polygon or multipolygon", column="area")
    west, south, east, north = shapely.bounds(area)
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise error(
            "the area is not in degrees of longitude and latitude",
            "reproject the outline to EPSG:4326, or correct its declared system",
            column="area",
            value=f"{west:g}, {south:g}, {east:g}, {north:g}",
        )


def _system(name: str, area: BaseGeometry) -> CRS:
    """Return the system of the grids, refusing what is not projected in metres or distorts areas."""
    west, south, east, north = shapely.bounds(area)
    if name == "auto":
        return local_equal_area((west + east) / 2, (south + north) / 2)
    try:
        system = CRS.from_user_input(name)
    except CRSError:
        raise _unfit(name, "the coordinate system is not known") from None
    if not system.is_projected or any(axis.unit_conversion_factor != 1 for axis in system.axis_info[:2]):
        raise _unfit(name, "the coordinate system is not projected in metres")
    lon, lat = np.meshgrid(np.linspace(west, east, 3), np.linspace(south, north, 3))
    try:
        scale = np.asarray(Proj(system).get_factors(lon.ravel(), lat.ravel(), radians=False).areal_scale)
    except ProjError:
        raise _unfit(name, "the area cannot be projected into this system") from None
    worst = float(np.max(np.abs(scale - 1))) if np.isfinite(scale).all() else np.inf
    if worst > MAX_AREA_DISTORTION:
        raise _unfit(name, f"the coordinate system shows areas here up to {worst:.0%} wrongly")
    return system


def _unfit(name: str, message: str) -> Exception:
    return error(
        message,
        'set grid.crs = "auto", or name a projected system in metres that is made for this area',
        file="mission.toml",
        column="grid.crs",
        value=str(name)[:80],
    )
