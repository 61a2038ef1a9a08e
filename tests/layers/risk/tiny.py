"""A landscape of 100 km by 100 km made by hand, with nothing in it that a test does not ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.grid import Grid, local_equal_area
from layers.landscape import Landscape

CRS = local_equal_area(29.0, -1.0)
SIDE_M = 100_000.0


def grids(
    *, travel_m: float = 1000.0, demand_m: float = 5000.0, buffer_m: float = 0.0
) -> tuple[Grid, Grid, int]:
    """Return demand grid, travel grid and factor of a square area with its south-west corner at 0, 0."""
    factor = round(demand_m / travel_m)
    inner, margin = round(SIDE_M / travel_m), round(buffer_m / travel_m)
    share = np.pad(np.ones((inner, inner), dtype=np.float32), margin)
    x0, y0 = -buffer_m, SIDE_M + buffer_m
    coarse = share.reshape(share.shape[0] // factor, factor, -1, factor).mean(axis=(1, 3))
    return Grid(CRS, x0, y0, demand_m, coarse), Grid(CRS, x0, y0, travel_m, share), factor


def points(xy: Sequence[tuple[float, float]], **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Return points given in metres of the grid as a table in EPSG:4326."""
    geometry = gpd.GeoSeries([shapely.Point(x, y) for x, y in xy], crs=CRS).to_crs(4326)
    return gpd.GeoDataFrame(dict(columns), geometry=geometry, crs=4326)


def incidents(
    xy: Sequence[tuple[float, float]],
    dates: Sequence[str],
    precision: Sequence[int | None] | None = None,
    **columns: Sequence[Any],
) -> gpd.GeoDataFrame:
    """Return incidents at points, precision 1 unless given."""
    count = len(xy)
    table = points(xy)
    table["date"] = pd.to_datetime(list(dates))
    table["date_end"] = pd.to_datetime(list(columns.pop("date_end", dates)))
    table["precision"] = pd.array([1] * count if precision is None else list(precision), dtype="Int64")
    for name in ("adm_1", "adm_2"):
        table[name] = list(columns.pop(name, [None] * count))
    return table


def attributed(source: Sequence[str], weight: Sequence[float] | None = None) -> pd.DataFrame:
    """Return one row of attribution for each incident."""
    weights = [1.0] * len(source) if weight is None else list(weight)
    kinds = ["against_civilians"] * len(source)
    return pd.DataFrame({"event": range(len(source)), "source": source, "kind": kinds, "weight": weights})


def districts(boxes: Mapping[str, tuple[float, float, float, float]]) -> gpd.GeoDataFrame:
    """Return districts as boxes in metres of the grid, finely edged so that reprojection bends nothing."""
    shapes = [shapely.segmentize(shapely.box(*box), 5000.0) for box in boxes.values()]
    geometry = gpd.GeoSeries(shapes, crs=CRS).to_crs(4326)
    return gpd.GeoDataFrame({"name": list(boxes), "code": list(boxes)}, geometry=geometry, crs=4326)


def landscape(
    events: gpd.GeoDataFrame,
    *,
    people: NDArray[np.float64] | float = 1.0,
    grid: tuple[Grid, Grid, int] | None = None,
    **tables: gpd.GeoDataFrame,
) -> Landscape:
    """Return a landscape with these incidents, `people` per travel cell, and places that observe it all."""
    demand, travel, factor = grid or grids()
    empty = points([])
    used = {
        name: tables.get(name, empty)
        for name in ("bases", "roads", "rivers", "lakes", "displaced", "restrictions")
    }
    named = gpd.GeoDataFrame({"name": [], "code": []}, geometry=[], crs=4326)
    return Landscape(
        grid=demand,
        travel=travel,
        factor=factor,
        area=shapely.box(0, 0, SIDE_M, SIDE_M),
        borders_closed=True,
        travel_people=np.where(travel.mask, people, 0.0),
        friction={},
        incidents=events,
        places=tables.get("places", points([(x, y) for x in (20e3, 50e3, 80e3) for y in (20e3, 50e3, 80e3)])),
        districts=tables.get("districts", named),
        **used,
    )
