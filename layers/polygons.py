"""Cells as polygons: the outlines of areas, for files that people open elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio import features

from layers.grid import Grid


def outline_cells(groups: Sequence[NDArray[np.int64]], grid: Grid) -> gpd.GeoSeries:
    """Return the outline of each group of cells.

    Parameters
    ----------
    groups : sequence of ndarray of int64
        Flat cells of `grid`; no cell in two groups, 65,535 groups at most.
    grid : Grid

    Returns
    -------
    GeoSeries
        One polygon or multipolygon for each group, EPSG:4326, in their order.
    """
    labels = np.zeros(grid.shape, dtype=np.uint16)
    for number, cells in enumerate(groups, start=1):
        labels.ravel()[cells] = number
    parts: list[list[shapely.Polygon]] = [[] for _ in groups]
    for geometry, value in features.shapes(
        labels, mask=labels > 0, connectivity=4, transform=Affine(*grid.transform)
    ):
        parts[int(value) - 1].append(shapely.Polygon(geometry["coordinates"][0], geometry["coordinates"][1:]))
    return gpd.GeoSeries([shapely.MultiPolygon(part) for part in parts], crs=grid.crs).to_crs(4326)
