"""Rivers that roads cross, where the road layer says of each road whether it is a bridge."""

from __future__ import annotations

from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.barriers import river_barrier
from layers.errors import Finding
from layers.grid import Grid

_NEAR_M = 500.0
"""A bridge serves a crossing at least this near: lines of rivers are generalised, bridges are short."""


def crossed_rivers(
    rivers: NDArray[np.object_],
    roads: NDArray[np.object_],
    bridge: gpd.GeoSeries | NDArray[np.object_],
    travel: Grid,
    lake: NDArray[np.bool_],
    *,
    assumed: bool,
    unbridged_blocked: bool,
) -> tuple[NDArray[np.bool_], tuple[Finding, ...]]:
    """Return the cells that rivers block where some roads say whether they are bridges.

    A bridge opens the river near it, within a travel cell or 500 m. Roads that are no bridge open it or
    not as `unbridged_blocked` says, roads of layers that say nothing of bridges as `assumed` says.

    Parameters
    ----------
    rivers, roads : ndarray of shapely geometries
        In the grid's system.
    bridge : sequence of str, length roads
        "yes", "no", or "" where the layer does not say.
    travel : Grid
    lake : ndarray of bool, travel shape
        Blocked anyway.
    assumed, unbridged_blocked : bool

    Returns
    -------
    blocked : ndarray of bool, travel shape
    findings : tuple of Finding
        Crossings with a bridge, without one, and unknown.
    """
    said = np.asarray(bridge, dtype=object)
    bridges, plain, silent = roads[said == "yes"], roads[said == "no"], roads[said == ""]
    near = shapely.union_all(shapely.buffer(bridges, max(_NEAR_M, travel.cell_m))) if len(bridges) else None
    served, bare = (plain[:0], plain) if near is None else _split(plain, near)
    opening = [bridges, served]
    if assumed:
        opening.append(silent)
        if not unbridged_blocked:
            opening.append(bare)
    blocked, _ = river_barrier(rivers, np.concatenate(opening), travel, lake, bridges=True)
    dry = ~lake.ravel()
    with_bridge = _crossings(rivers, np.concatenate([bridges, served]), travel, dry)
    without, unknown = (_crossings(rivers, lines, travel, dry) for lines in (bare, silent))
    shut = unbridged_blocked or not assumed
    message = f"{with_bridge} places where roads cross rivers have a bridge in the road layer"
    if without:
        message += f"; {without} have none and are {'blocked' if shut else 'assumed passable'}"
    if unknown:
        message += (
            f"; of {unknown} the layer does not say, they are {'assumed passable' if assumed else 'blocked'}"
        )
    remedy = f"travel.unbridged_blocked = {'false opens' if shut else 'true blocks'} those without a bridge"
    severity: Literal["warning", "info"] = "warning" if without and not shut else "info"
    return blocked, (Finding(severity, message, remedy if without else "", column="bridge"),)


def _split(
    roads: NDArray[np.object_], near: shapely.Geometry
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the parts of roads near bridges, and the rest of them."""
    shapely.prepare(near)
    touched = shapely.intersects(near, roads)
    inside = shapely.intersection(roads[touched], near)
    outside = shapely.difference(roads[touched], near)
    return inside, np.concatenate([roads[~touched], outside[~shapely.is_empty(outside)]])


def _crossings(
    rivers: NDArray[np.object_], roads: NDArray[np.object_], travel: Grid, dry: NDArray[np.bool_]
) -> int:
    """Return the number of places where roads meet rivers outside lakes, two within a cell being one."""
    if not len(rivers) or not len(roads):
        return 0
    road, river = shapely.STRtree(rivers).query(roads, predicate="intersects")
    if not len(road):
        return 0
    points = shapely.point_on_surface(shapely.get_parts(shapely.intersection(roads[road], rivers[river])))
    cell = travel.cell_of(shapely.get_x(points), shapely.get_y(points))
    return int(np.unique(cell[(cell >= 0) & dry[cell]]).size)
