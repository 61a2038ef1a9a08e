"""Every vector layer of a mission, read in one pass with what became of its rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.errors import Finding
from layers.landscape import LayerReport
from layers.positions import BBox
from layers.request import LandscapeRequest, LayerFile
from layers.sources.area import AreaShapes
from layers.sources.base_file import read_base_layer
from layers.sources.displaced import read_displaced
from layers.sources.districts import read_districts, stack_levels
from layers.sources.incident_file import read_incidents
from layers.sources.other_actors import read_other_actors
from layers.sources.places import UNNAMED, read_places
from layers.sources.restrictions import read_restrictions
from layers.sources.roads import read_roads
from layers.sources.water import read_lakes, read_rivers

Reader = Callable[..., tuple[gpd.GeoDataFrame, tuple[Finding, ...]]]


@dataclass(frozen=True, slots=True, eq=False)
class VectorLayers:
    """Every vector layer, empty where the mission has none.

    Parameters
    ----------
    districts : GeoDataFrame
        The finest level alone.
    levels : GeoDataFrame
        All levels.
    reports : tuple of LayerReport
    findings : tuple of Finding
    """

    incidents: gpd.GeoDataFrame
    bases: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    levels: gpd.GeoDataFrame
    displaced: gpd.GeoDataFrame
    restrictions: gpd.GeoDataFrame
    other_actors: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame
    reports: tuple[LayerReport, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "places": read_places,
        "restrictions": read_restrictions,
        "rivers": read_rivers,
        "lakes": read_lakes,
        "displaced": read_displaced,
        "other_actors": read_other_actors,
    }
)
_COLUMNS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "places": ("name", "class"),
        "districts": ("name", "code", "level"),
        "levels": ("name", "code", "level"),
        "displaced": ("name", "type", "people", "date"),
        "restrictions": ("name", "applies_to", "state", "probability", "authority", "reason"),
        "other_actors": ("name", "kind"),
        "roads": ("class", "speed_kmh"),
        "rivers": ("name",),
        "lakes": ("name",),
    }
)
"""Of the table of a layer that is not there, besides its geometry."""

_DATED = frozenset({"displaced", "other_actors", "restrictions"})
"""Readers that look at dates against as_of."""

_WORDS = MappingProxyType(
    {
        "places": "places",
        "restrictions": "access restrictions",
        "rivers": "rivers (lines)",
        "lakes": "lakes (polygons)",
        "displaced": "sites of displaced people",
        "other_actors": "other actors in place",
        "roads": "roads (lines)",
        "districts": "districts (polygons)",
    }
)


def read_vector_layers(request: LandscapeRequest, shapes: AreaShapes) -> VectorLayers:
    """Read every vector layer; what a layer lacks is an empty table, what is wrong is among the findings."""
    west, south, east, north = (float(v) for v in shapely.bounds(shapes.area))
    tight = (west, south, east, north)
    near = around(tight, request.buffer_m)
    findings: list[Finding] = []
    reports: list[LayerReport] = []
    tables = {name: _blank(name).copy() for name in _COLUMNS}  # copied: a table takes twelve times as long
    for name, read in _READERS.items():
        file: LayerFile | None = getattr(request, name)
        if file is not None:
            more: dict[str, object] = {"as_of": request.as_of} if name in _DATED else {}
            if name == "restrictions":
                more["wet_months"] = request.wet_months or None
            tables[name], found = read(file.path, role=file.role, columns=file.columns, bbox=near, **more)
            findings += found
            reports.append(report_of(file, _WORDS[name], tables[name]))
    # Nameless places go by their neighbours' names further on.
    tables["places"]["name"] = tables["places"]["name"].replace(UNNAMED, "")
    levels = _read_levels(request, near, findings, reports)
    tables["roads"] = _read_roads(request, near, findings, reports, tables["roads"])
    if len(levels):
        tables["districts"] = levels[levels["level"] == levels["level"].max()].reset_index(drop=True)
        tables["levels"] = levels
    incidents = _read_incidents(request, tight, tables["districts"], findings, reports)
    bases = _read_bases(request, near, findings, reports)
    return VectorLayers(
        incidents=incidents, bases=bases, reports=tuple(reports), findings=tuple(findings), **tables
    )


def around(box: BBox, buffer_m: float) -> BBox:
    """Return a box in degrees widened by at least a distance: degrees of longitude shrink to the poles."""
    west, south, east, north = box
    up = buffer_m / 110_000.0
    across = up / max(0.05, math.cos(math.radians(max(abs(south - up), abs(north + up)))))
    return west - across, south - up, east + across, north + up


def report_of(
    file: LayerFile,
    recognised: str,
    table: gpd.GeoDataFrame,
    *,
    rows_read: int | None = None,
    rows_dropped: Mapping[str, int] = MappingProxyType({}),
) -> LayerReport:
    """Return what became of a layer; without counts every row read is a row kept."""
    bounds = None
    if len(table) and not table.geometry.is_empty.all():
        bounds = _outwards(table.total_bounds) if _is_closed(table) else _exact(table.total_bounds)
    return LayerReport(
        key=file.role,
        file=file.path.name,
        recognised=recognised,
        rows_read=len(table) if rows_read is None else rows_read,
        rows_dropped=dict(rows_dropped),
        bounds=bounds,
        newest=_newest(table),
    )


def _is_closed(table: gpd.GeoDataFrame) -> bool:
    """Return whether a table holds incidents that may not be passed on: all but UCDP's."""
    return "feed" in table.columns and bool((table["feed"] != "ucdp").any())


def _exact(bounds: NDArray[np.float64]) -> BBox:
    west, south, east, north = (float(edge) for edge in bounds)
    return west, south, east, north


def _outwards(bounds: NDArray[np.float64]) -> BBox:
    """Return bounds rounded to whole tenths of a degree: each edge would else be the place of an event."""
    west, south, east, north = bounds
    return _exact(
        np.array([np.floor(west * 10), np.floor(south * 10), np.ceil(east * 10), np.ceil(north * 10)]) / 10
    )


def _newest(table: gpd.GeoDataFrame) -> date | None:
    for column in ("date_end", "date"):
        if column in table.columns and pd.api.types.is_datetime64_any_dtype(table[column]):
            newest = table[column].max()
            if pd.notna(newest):
                day: date = pd.Timestamp(newest).date()
                return day
    return None


def _read_levels(
    request: LandscapeRequest, near: BBox, findings: list[Finding], reports: list[LayerReport]
) -> gpd.GeoDataFrame:
    """Return the districts of all levels; files that say no level are numbered in their order."""
    parts: list[gpd.GeoDataFrame] = []
    for number, (file, level) in enumerate(request.districts, start=1):
        part, found = read_districts(file.path, role=file.role, columns=file.columns, bbox=near, level=level)
        findings += found
        part = part.assign(level=part["level"].where(part["level"] >= 0, number)) if len(part) else part
        reports.append(report_of(file, _WORDS["districts"], part))
        if len(part):
            parts.append(part)
    if not parts:
        return _blank("levels").copy()
    by_level, found = stack_levels(parts)
    findings += found
    joined: gpd.GeoDataFrame = pd.concat(by_level.values(), ignore_index=True)
    return joined


def _read_incidents(
    request: LandscapeRequest,
    tight: BBox,
    districts: gpd.GeoDataFrame,
    findings: list[Finding],
    reports: list[LayerReport],
) -> gpd.GeoDataFrame:
    file = request.incidents
    layer, found = read_incidents(
        file.path,
        role=file.role,
        columns=file.columns,
        as_of=request.as_of,
        near=tight,
        districts=districts if len(districts) else None,
    )
    findings += found
    dropped = dict(layer.rows_dropped)
    reports.append(
        report_of(file, layer.recognised, layer.frame, rows_read=layer.rows_read, rows_dropped=dropped)
    )
    return layer.frame


def _read_bases(
    request: LandscapeRequest, near: BBox, findings: list[Finding], reports: list[LayerReport]
) -> gpd.GeoDataFrame:
    file = request.bases
    layer, found = read_base_layer(
        file.path,
        role=file.role,
        columns=file.columns,
        as_of=request.as_of,
        near=near,
        year=request.base_year,
        missions=request.base_missions,
    )
    findings += found
    state = "" if layer.year is None else f", state of {layer.year}"
    reports.append(
        report_of(
            file,
            f"{layer.recognised}{state}",
            layer.frame,
            rows_read=layer.rows_read,
            rows_dropped=layer.rows_dropped,
        )
    )
    return layer.frame


def _read_roads(
    request: LandscapeRequest,
    near: BBox,
    findings: list[Finding],
    reports: list[LayerReport],
    empty: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    parts = []
    for file, skeleton in request.roads:
        part, found = read_roads(file.path, role=file.role, columns=file.columns, bbox=near)
        parts.append(part)
        findings += found
        reports.append(report_of(file, _WORDS["roads"], part))
        if skeleton:
            message = (
                "these roads are a skeleton, main links only: off them travel is at walking pace, and what "
                "is within reach is understated where roads are missing"
            )
            remedy = "add a dense road layer when there is one"
            findings.append(Finding("warning", message, remedy, file=file.path.name, column=file.role))
    if not parts:
        return empty
    joined: gpd.GeoDataFrame = pd.concat(parts, ignore_index=True)
    return joined


@cache
def _blank(name: str) -> gpd.GeoDataFrame:
    """Return the empty table of a layer, of which only copies are given away."""
    return gpd.GeoDataFrame({column: [] for column in _COLUMNS[name]}, geometry=[], crs=4326)
