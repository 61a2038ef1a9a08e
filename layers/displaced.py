"""Displaced people added to the population of travel cells, without counting anybody twice.

The rules: a site drawn as a polygon replaces the raster inside it; a site drawn as a point adds to the cell
that contains it, for rasters do not see camps; a point inside a polygon with people is taken to be counted
in the polygon.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.cells import in_cell_units, polygon_share
from layers.errors import Finding
from layers.grid import Grid


def add_displaced(
    people: NDArray[np.float64], travel: Grid, displaced: gpd.GeoDataFrame
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Add displaced people's sites to the people of the travel cells.

    Parameters
    ----------
    people : ndarray of float64, travel shape
        NaN where unknown; not changed.
    travel : Grid
    displaced : GeoDataFrame
        Columns name, people, geometry (points or polygons, EPSG:4326); others are passed over.

    Returns
    -------
    people : ndarray of float64, travel shape
        A cell without population layer that holds a site is known from then on.
    findings : tuple of Finding
        Totals; sites without a number, outside the area, or inside another site.
    """
    if len(displaced) == 0:
        return people.copy(), ()
    geometry = np.asarray(displaced.geometry.to_crs(travel.crs).values, dtype=object)
    number = np.asarray(displaced["people"], dtype=float)
    dimension = shapely.get_dimensions(geometry)
    stated = (number >= 0) & np.isfinite(number) & (dimension >= 0) & ~shapely.is_empty(geometry)
    polygons = np.flatnonzero(stated & (dimension == 2))
    result, outside = _replace(people, travel, geometry[polygons], number[polygons])
    outside_area = np.zeros(len(number))
    outside_area[polygons] = outside
    points = np.flatnonzero(stated & (dimension < 2))
    places = shapely.centroid(geometry[points])
    counted = shapely.intersects(shapely.union_all(geometry[polygons]), places)
    cell = travel.cell_of(shapely.get_x(places), shapely.get_y(places))
    beyond = (cell < 0) | ~travel.mask.ravel()[cell]
    outside_area[points[beyond]] = number[points[beyond]]
    add = ~counted & ~beyond
    added = np.bincount(cell[add], number[points[add]], result.size).reshape(result.shape)
    result = np.where(added > 0, np.nan_to_num(result) + added, result)
    names = displaced["name"].astype(str).to_numpy() if "name" in displaced else np.full(len(number), "")
    twice = np.zeros(len(number), dtype=bool)
    twice[points[counted & ~beyond]] = True
    return result, _findings(names, number, stated, outside_area, twice)


def _replace(
    people: NDArray[np.float64], travel: Grid, sites: NDArray[np.object_], number: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Replace the people inside polygons; return the people and how many of each site lie outside the area.

    People of a site are spread evenly over its ground.
    """
    result, outside = people.copy(), np.zeros(len(sites))
    if len(sites) == 0:
        return result, outside
    valid = shapely.make_valid(sites)
    cell, taken = _cover(shapely.union_all(valid), travel)
    result.ravel()[cell] *= 1 - np.minimum(1, taken / travel.share.ravel()[cell])
    for position, site in enumerate(valid):
        cell, covered = _cover(site, travel)
        share = covered * travel.cell_m**2 / float(shapely.area(site))
        result.ravel()[cell] = np.nan_to_num(result.ravel()[cell]) + number[position] * share
        outside[position] = number[position] * max(0.0, 1 - float(share.sum()))
    return result, np.where(outside < 1e-6 * number, 0.0, outside)


def _cover(site: BaseGeometry, travel: Grid) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the flat cells of the area that a polygon covers, and the share of each that it covers."""
    ny, nx = travel.shape
    shape = in_cell_units(site, travel)
    left, top, right, bottom = np.nan_to_num(shapely.bounds(shape))
    left, right = (int(np.clip(edge, 0, nx)) for edge in (np.floor(left), np.ceil(right)))
    top, bottom = (int(np.clip(edge, 0, ny)) for edge in (np.floor(top), np.ceil(bottom)))
    moved = shapely.transform(shape, lambda xy: xy - [left, top])
    covered = polygon_share(moved, (bottom - top, right - left))
    covered[~travel.mask[top:bottom, left:right]] = 0.0
    row, column = np.nonzero(covered)
    return (row + top) * nx + column + left, covered[row, column]


def _findings(
    names: NDArray[np.object_],
    number: NDArray[np.float64],
    stated: NDArray[np.bool_],
    outside: NDArray[np.float64],
    twice: NDArray[np.bool_],
) -> tuple[Finding, ...]:
    found = []
    for position, name in enumerate(names):
        row = position + 2
        if not stated[position]:
            message = (
                f"the displaced people's site {name} has no number of people or no place; it is left out"
            )
            value = "" if np.isnan(number[position]) else f"{number[position]:g}"
            found.append(Finding("warning", message, "give its people, 0 or more", row=row, value=value))
        elif outside[position] > 0:
            message = (
                f"{outside[position]:,.0f} people of the displaced people's site {name} are outside the area"
            )
            found.append(Finding("warning", message, "they are not counted; check its position", row=row))
        elif twice[position]:
            message = f"the displaced people's site {name} lies inside the polygon of another site"
            remedy = "its people are taken to be counted there; remove one of the two if not"
            found.append(Finding("warning", message, remedy, row=row))
    total = float((number - outside)[stated & ~twice].sum())
    return Finding("info", f"{total:,.0f} displaced people are counted in the area"), *found
