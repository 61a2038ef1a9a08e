"""What is drawn under a plan or a risk surface for orientation: roads and water nearby, the larger towns."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from layers.landscape import Landscape

TOWN_CLASSES = ("city", "town")
MOST_TOWNS = 60
AROUND_M = 20_000.0
"""How far beyond the area roads and water are drawn."""


def near_area(landscape: Landscape, table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the features within a few kilometres of the area, simplified to a tenth of a demand cell.

    Parameters
    ----------
    landscape : Landscape
    table : GeoDataFrame
        EPSG:4326, as the result.
    """
    if not len(table):
        return table
    frame = table.to_crs(landscape.grid.crs)
    near = frame.clip(landscape.area.simplify(1000).buffer(AROUND_M))
    near = near.set_geometry(near.simplify(landscape.grid.cell_m / 10))
    return near.to_crs(4326)


def towns(landscape: Landscape, people: NDArray[np.float64]) -> gpd.GeoDataFrame:
    """Return the larger places for orientation: those of a town's class, with most people around first.

    Parameters
    ----------
    landscape : Landscape
    people : ndarray of float64, demand shape
    """
    places = landscape.places
    larger = places[places["class"].isin(TOWN_CLASSES)]
    if not len(larger):
        larger = places
    x, y = landscape.grid.project(larger.geometry.x, larger.geometry.y)
    cells = landscape.grid.cell_of(x, y)
    around = np.where(cells >= 0, np.nan_to_num(people).ravel()[np.maximum(cells, 0)], -1.0)
    order = np.argsort(-around, kind="stable")[:MOST_TOWNS]
    return larger.iloc[order[around[order] >= 0]][["name", "class", "geometry"]]
