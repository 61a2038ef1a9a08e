"""The layers of a risk GeoPackage: classed areas of each source, sums by district, places, bases, threats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_poc.admin_reach import districts_by_level
from geo_poc.ahead_record import count_columns
from geo_poc.hotspot_table import NOTHING_PROPOSED, hotspot_layer, spot_rows
from geo_poc.references import mgrs_of
from geo_poc.risk_areas import AreaRisk
from geo_poc.risk_surfaces import TOTAL, Surfaces
from geo_poc.surroundings import near_area, towns
from geo_poc.threat_proposals import Proposed
from layers.landscape import SOURCES
from layers.polygons import outline_cells

COLUMNS = (*SOURCES, TOTAL)


def surface_tables(
    found: Surfaces, areas: Sequence[AreaRisk], entries: Mapping[str, Proposed] = NOTHING_PROPOSED
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers, the surfaces first, then what they are drawn over; all in EPSG:4326.

    No layer holds an incident or the extent of the incidents: they appear as sums of smoothed surfaces.
    """
    landscape = found.landscape
    tables: dict[str, gpd.GeoDataFrame] = {
        f"risk_{name}": _classed(found, surface) for name, surface in found.surfaces.items()
    }
    low = found.low_with_presence(found.risk.total())
    tables |= {
        "unknown": _mask(found, found.unknown),
        "low_with_presence": _mask(found, low),
        "hotspots": hotspot_layer(found.hotspots, spot_rows(found, entries)),
        "districts": _districts(found, areas),
        "threats": _threats(found),
        "places": landscape.places[["name", "class", "geometry"]].reset_index(drop=True),
        "bases": _bases(found),
        "area": gpd.GeoDataFrame(
            {"name": [found.mission.keys.name]}, geometry=[landscape.area], crs=landscape.grid.crs
        ).to_crs(4326),
        "restrictions": landscape.restrictions,
        "displaced": landscape.displaced,
        "roads": near_area(landscape, landscape.roads),
        "rivers": near_area(landscape, landscape.rivers),
        "lakes": near_area(landscape, landscape.lakes),
        "towns": towns(landscape, found.risk.people),
    }
    return {name: _with_text_dates(table) for name, table in tables.items()}


def _classed(found: Surfaces, surface: NDArray[np.float64]) -> gpd.GeoDataFrame:
    """Return one outline for each class of a surface, in rising order; unknown cells are in none."""
    classes = found.classes(surface).ravel()
    inside = found.landscape.grid.mask.ravel()
    numbers = [n for n in range(1, len(found.breaks) + 2) if (inside & (classes == n)).any()]
    cells = [np.flatnonzero(inside & (classes == number)) for number in numbers]
    edges = (0.0, *found.breaks, np.nan)
    return gpd.GeoDataFrame(
        {
            "class": numbers,
            "at_least": [edges[number - 1] for number in numbers],
            "below": [edges[number] for number in numbers],
            "cells": [group.size for group in cells],
            "people": [float(found.risk.people.ravel()[group].sum()) for group in cells],
            "risk": [float(surface.ravel()[group].sum()) for group in cells],
        },
        geometry=outline_cells(cells, found.landscape.grid),
        crs=4326,
    )


def _mask(found: Surfaces, chosen: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    cells = np.flatnonzero(chosen.ravel())
    groups = [cells] if cells.size else []
    return gpd.GeoDataFrame(
        {
            "cells": [group.size for group in groups],
            "people": [float(found.risk.people.ravel()[group].sum()) for group in groups],
        },
        geometry=outline_cells(groups, found.landscape.grid),
        crs=4326,
    )


def _districts(found: Surfaces, areas: Sequence[AreaRisk]) -> gpd.GeoDataFrame:
    rows = [area for area in areas if area.row >= 0]
    ahead = [count_columns(area.ahead) for area in rows]
    table = districts_by_level(found.landscape)
    shapes = [table.geometry.loc[area.row] for area in rows] if len(table) else []
    return gpd.GeoDataFrame(
        {
            "level": [-1 if area.level is None else area.level for area in rows],
            "name": [area.name for area in rows],
            "code": [area.code for area in rows],
            "cells": [area.cells for area in rows],
            "people": [area.people for area in rows],
            "unknown_people": [area.unknown_people for area in rows],
            "low_with_presence_people": [area.low_with_presence_people for area in rows],
            **_columns("risk", [area.risk for area in rows]),
            **_columns("events", [area.events_per_year for area in rows]),
            **{name: [row[name] for row in ahead] for name in count_columns({})},
        },
        geometry=shapes,
        crs=4326,
    )


def _columns(prefix: str, rows: Sequence[Mapping[str, float | None]]) -> dict[str, list[float]]:
    """Return a column for each source; a source that is not observed is empty, never zero."""
    return {
        f"{prefix}_{name}": [np.nan if (value := row[name]) is None else value for row in rows]
        for name in COLUMNS
    }


def _threats(found: Surfaces) -> gpd.GeoDataFrame:
    entries = [entry for entry in found.mission.keys.threat if found.threats[entry.id].any()]
    cells = [np.flatnonzero(found.threats[entry.id]) for entry in entries]
    surfaces = found.surfaces
    return gpd.GeoDataFrame(
        {
            "id": [entry.id for entry in entries],
            "name": [entry.name for entry in entries],
            "source": [entry.source for entry in entries],
            "priority": [entry.priority for entry in entries],
            "people": [float(found.risk.people.ravel()[group].sum()) for group in cells],
            "risk_of_source": [
                float(surfaces[entry.source].ravel()[group].sum()) if entry.source in surfaces else np.nan
                for entry, group in zip(entries, cells, strict=True)
            ],
            "risk_total": [float(surfaces[TOTAL].ravel()[group].sum()) for group in cells],
        },
        # One by one: areas of the register overlap.
        geometry=[outline_cells([group], found.landscape.grid).iloc[0] for group in cells],
        crs=4326,
    )


def _bases(found: Surfaces) -> gpd.GeoDataFrame:
    bases = found.landscape.bases
    labels = {str(name): asset.label for name, asset in found.mission.keys.assets.items()}
    return gpd.GeoDataFrame(
        {
            "id": bases["id"].astype(str).to_list(),
            "name": bases["name"].astype(str).to_list(),
            "asset": [labels.get(str(tool), str(tool)) for tool in bases["tool"]],
            "personnel": bases["personnel"].astype(float).to_list(),
            "mgrs": [mgrs_of(point.x, point.y) for point in bases.geometry],
        },
        geometry=bases.geometry.to_list(),
        crs=4326,
    )


def _with_text_dates(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table with dates as text, so that every reader agrees on them."""
    flat = table.copy()
    for column in flat.columns:
        if pd.api.types.is_datetime64_any_dtype(flat[column]):
            flat[column] = flat[column].dt.strftime("%Y-%m-%d")
    return flat
