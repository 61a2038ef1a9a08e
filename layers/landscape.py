"""The landscape: everything that was read, validated and laid on one pair of grids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.errors import Finding
from layers.grid import Grid
from layers.sources.contingents import empty_contingents

Source = Literal["state", "armed_group", "communal", "criminal", "unattributed"]
SOURCES: tuple[Source, ...] = ("state", "armed_group", "communal", "criminal", "unattributed")
"""Sources of threat, in the order of every table and of the bands of risk.tif."""

Persona = Literal["military", "civilian", "police"]
"""Who travels: access and speed differ between them."""


@dataclass(frozen=True, slots=True)
class LayerReport:
    """What was understood of one layer.

    Parameters
    ----------
    key : str
        Key of the mission file.
    file : str
        Base name.
    recognised : str
        What it was taken for, in words.
    rows_read : int or None
        None for a raster.
    rows_dropped : mapping of str to int
        By reason.
    bounds : tuple of float or None
        West, south, east, north, degrees.
    newest : date or None
        Newest date in it.
    """

    key: str
    file: str
    recognised: str
    rows_read: int | None
    rows_dropped: Mapping[str, int]
    bounds: tuple[float, float, float, float] | None
    newest: date | None


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """One mission's validated layers on one pair of grids. All tables are in EPSG:4326 unless said.

    Parameters
    ----------
    grid : Grid
        Demand cells.
    travel : Grid
        Travel cells: same extent, `factor` x `factor` of them in each demand cell.
    factor : int
        Travel cells along the side of a demand cell.
    area : shapely geometry
        The area of responsibility, in the grid's system, metres.
    borders_closed : bool
        True where nobody travels outside the area's outline.
    travel_people : ndarray of float64, travel shape
        People per travel cell inside the area, displaced people included; NaN where no layer knows.
    friction : mapping of (persona, season) to ndarray of float64, travel shape
        Minutes per metre; inf where that persona cannot pass.
    incidents : GeoDataFrame
        Columns id, date, date_end, type, side_a, side_b, precision, date_precision, best, low, high,
        place, adm_1, adm_2, geometry (points).
    bases : GeoDataFrame
        Columns id, name, tool, personnel, contingent ("" where not given), cla (liaison assistants, NaN
        where not said), travel_cell (flat), demand_cell (flat), snapped_m, geometry (points, where they
        were given; travel_cell is where they were snapped to).
    places : GeoDataFrame
        Columns name, class, row (of the file), geometry (points).
    districts : GeoDataFrame
        The finest level: columns name, code, geometry (polygons); empty where there are none.
    levels : GeoDataFrame
        Districts of all levels: columns name, code, level, parent, parent_code.
    other_actors : GeoDataFrame
        Who else is in place; see docs/bases.md.
    contingents : DataFrame
        What contingents may not do and how they respond: the columns of
        :func:`layers.sources.contingents.read_contingents`. Confidential: it enters no export.
    groups : mapping of group to ndarray of float64, travel shape
        People of each group, displaced people not included; empty where no layer knows.
    reports : tuple of LayerReport
        What was understood of each layer.
    displaced : GeoDataFrame
        Columns name, type, people, date, geometry.
    restrictions : GeoDataFrame
        Columns name, applies_to (tuple of persona), state, probability, authority, reason, geometry.
    roads, rivers, lakes : GeoDataFrame
        For drawing; geometry and, for roads, column class.
    findings : tuple of Finding
        Warnings and infos of the whole reading.
    """

    grid: Grid
    travel: Grid
    factor: int
    area: BaseGeometry
    borders_closed: bool
    travel_people: NDArray[np.float64]
    friction: Mapping[tuple[Persona, str], NDArray[np.float64]]
    incidents: gpd.GeoDataFrame
    bases: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    displaced: gpd.GeoDataFrame
    restrictions: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame
    findings: tuple[Finding, ...] = field(default=())
    levels: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    other_actors: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    contingents: pd.DataFrame = field(default_factory=empty_contingents)
    groups: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    reports: tuple[LayerReport, ...] = ()
