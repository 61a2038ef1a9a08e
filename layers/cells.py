"""Which cells a shape meets: exact shares of cells under polygons, and gap-free chains of cells under lines.

Everything rests on one step: edges are cut where they pass from one cell into the next.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.grid import Grid

Geometries = Sequence[BaseGeometry] | NDArray[np.object_]
"""Shapes in the system of the grid they are laid on."""

_ROUNDING = 1e-7
"""Shares closer to 0 or 1 than this are rounding of the running sum."""


def in_cell_units(geometry: BaseGeometry, grid: Grid) -> BaseGeometry:
    """Return a geometry of the grid's system with x as column and y as row (row 0 in the north)."""
    corner = np.array([grid.x0, grid.y0])
    step = np.array([grid.cell_m, -grid.cell_m])
    moved: BaseGeometry = shapely.transform(geometry, lambda xy: (xy - corner) / step)
    return moved


def polygon_share(polygon: BaseGeometry, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return the share of each cell that lies inside a polygon, exactly.

    The signed area between each cut edge and its cell's right side is summed along the rows, as
    scan-line renderers of type do: no sampling, and work in proportion to the length of the outline.

    Parameters
    ----------
    polygon : shapely Polygon or MultiPolygon
        Valid, in cell units: x is the column, y the row.
    shape : tuple of int
        Rows and columns; the polygon may reach beyond them.

    Returns
    -------
    ndarray of float64, shape `shape`
        0 to 1.
    """
    ny, nx = shape
    start, end, sign = _edges(polygon)
    owner, a, b = _cut(start, end)
    row = np.floor((a[:, 1] + b[:, 1]) / 2).astype(np.int64)
    middle = np.clip((a[:, 0] + b[:, 0]) / 2, 0.0, float(nx))
    column = np.floor(middle).astype(np.int64)
    drop = (b[:, 1] - a[:, 1]) * sign[owner]
    right = middle - column
    seen = (row >= 0) & (row < ny)
    at = row[seen] * (nx + 2) + column[seen]
    size = ny * (nx + 2)
    total = np.zeros(size)
    total += np.bincount(at, drop[seen] * (1 - right[seen]), size)
    total += np.bincount(at + 1, drop[seen] * right[seen], size)
    share = np.cumsum(total.reshape(ny, nx + 2), axis=1)[:, :nx]
    share[share < _ROUNDING] = 0.0
    share[share > 1 - _ROUNDING] = 1.0
    return share


def line_cells(lines: Geometries, grid: Grid) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every cell that lines pass, as pairs of (position in `lines`, flat cell).

    The cells of a line form a 4-connected chain: where it passes through a corner, one of the two cells
    beside the corner is added, so that nobody slips through diagonally. Lines that share an end point
    are chained too.

    Parameters
    ----------
    lines : sequence of shapely geometries
        Lines in the grid's system; of polygons the outline is taken, points are passed over.
    grid : Grid

    Returns
    -------
    line, cell : ndarray of int64, equal length
        Without repeats, sorted by line and cell.
    """
    parts, part_line = _line_parts(lines, grid)
    coordinates, part = shapely.get_coordinates(parts, return_index=True)
    if len(coordinates) == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    coordinates = (coordinates - [grid.x0, grid.y0]) / [grid.cell_m, -grid.cell_m]
    joined = np.flatnonzero(part[1:] == part[:-1])
    owner, a, b = _cut(coordinates[joined], coordinates[joined + 1])
    ends = np.r_[True, part[1:] != part[:-1]], np.r_[part[1:] != part[:-1], True]
    first, last = np.flatnonzero(ends[0]), np.flatnonzero(ends[1])
    # The chain of a part: the cell of its first vertex, its pieces in order, the cell of its last vertex.
    where = np.vstack([coordinates[first], (a + b) / 2, coordinates[last]])
    of = np.r_[part[first], part[joined][owner], part[last]]
    rank = np.r_[np.full(len(first), -1), np.arange(len(owner)), np.full(len(last), len(owner))]
    order = np.lexsort((rank, of))
    of = of[order]
    column, row = np.floor(where[order]).astype(np.int64).T
    turn = np.flatnonzero((of[1:] == of[:-1]) & (row[1:] != row[:-1]) & (column[1:] != column[:-1]))
    row, column, of = np.r_[row, row[turn]], np.r_[column, column[turn + 1]], np.r_[of, of[turn]]
    ny, nx = grid.shape
    inside = (row >= 0) & (row < ny) & (column >= 0) & (column < nx)
    pairs = part_line[of[inside]] * (ny * nx) + row[inside] * nx + column[inside]
    line, cell = np.divmod(np.unique(pairs), ny * nx)
    return line, cell


def rasterise_lines(geoms: Geometries, grid: Grid) -> NDArray[np.bool_]:
    """Return the cells that lines pass, 4-connected (see :func:`line_cells`), in the grid's shape."""
    hit = np.zeros(grid.shape, dtype=bool)
    hit.ravel()[line_cells(geoms, grid)[1]] = True
    return hit


def rasterise_polygons(geoms: Geometries, grid: Grid) -> NDArray[np.bool_]:
    """Return the cells whose centre lies in a polygon of the grid's system, in the grid's shape."""
    polygons = [shape for shape in _present(geoms) if shapely.get_dimensions(shape) == 2]
    if not polygons:
        return np.zeros(grid.shape, dtype=bool)
    burnt = rasterio.features.rasterize(
        polygons, out_shape=grid.shape, transform=Affine(*grid.transform), default_value=1, dtype="uint8"
    )
    return np.asarray(burnt, dtype=bool)


def _present(geoms: Geometries) -> NDArray[np.object_]:
    shapes = np.asarray(geoms, dtype=object).ravel()
    shapes = shapes[~(shapes == None) & ~shapely.is_missing(shapes)]  # noqa: E711
    bounds = shapely.bounds(shapes) if len(shapes) else np.empty((0, 4))
    kept: NDArray[np.object_] = shapes[np.isfinite(bounds).all(axis=1)]
    return kept


def _line_parts(lines: Geometries, grid: Grid) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the single lines near the extent and which of `lines` each came from."""
    shapes = np.asarray(lines, dtype=object).ravel()
    if len(shapes) == 0:
        return shapes, np.empty(0, dtype=np.int64)
    shapes = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
    shapes[~np.isfinite(shapely.bounds(shapes)).all(axis=1)] = None
    west, south, east, north = grid.bounds
    margin = 2 * grid.cell_m
    box = west - margin, south - margin, east + margin, north + margin
    shapes = np.where(shapely.within(shapes, shapely.box(*box)), shapes, shapely.clip_by_rect(shapes, *box))
    parts, index = shapely.get_parts(shapes, return_index=True)
    linear = shapely.get_dimensions(parts) == 1
    return parts[linear], index[linear].astype(np.int64)


def _edges(polygon: BaseGeometry) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the edges of all rings, signed so that the inside of the polygon counts as positive."""
    parts = shapely.get_parts(polygon)
    rings, of = shapely.get_rings(parts[shapely.get_dimensions(parts) == 2], return_index=True)
    hole = np.r_[False, of[1:] == of[:-1]] if len(of) else np.empty(0, dtype=bool)
    sign = np.where(shapely.is_ccw(rings) == hole, 1.0, -1.0)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    joined = np.flatnonzero(ring[1:] == ring[:-1])
    return xy[joined], xy[joined + 1], sign[ring[joined]]


def _cut(
    start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Cut edges wherever they cross a whole column or row.

    Returns the position of the edge of each piece, and the pieces' ends, in order along each edge.
    """
    count = len(start)
    owners, times = [np.arange(count), np.arange(count)], [np.zeros(count), np.ones(count)]
    for axis in (0, 1):
        a, b = start[:, axis], end[:, axis]
        first = np.floor(np.minimum(a, b)) + 1
        crossings = np.maximum(0, np.ceil(np.maximum(a, b)) - first).astype(np.int64)
        owner = np.repeat(np.arange(count), crossings)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(crossings) - crossings, crossings)
        times.append((first[owner] + nth - a[owner]) / (b[owner] - a[owner]))
        owners.append(owner)
    owner, time = np.concatenate(owners), np.concatenate(times)
    order = np.lexsort((time, owner))
    owner, time = owner[order], time[order]
    same = np.flatnonzero(owner[1:] == owner[:-1])
    owner, early, late = owner[same], time[same, None], time[same + 1, None]
    step = end[owner] - start[owner]
    return owner, start[owner] + early * step, start[owner] + late * step
