"""A risk surface as a printed sheet: the total beside its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geo_poc.audience import AUDIENCES
from geo_poc.risk_shown import risk_marks, risk_scale, shown_classes, total_words
from geo_poc.risk_surfaces import TOTAL, Surfaces
from geo_poc.risk_words import disclaimer, risk_headlines, sheet_notes
from maps import style
from maps.risk import number_points, numbered_areas
from maps.sheet_spec import SheetShapes, SheetSpec, SheetSurface
from maps.spec import LegendEntry, Swatch
from maps.style import MarkerStyle
from maps.wording import SOURCE_WORDS

TOWN_RANK = 3
SPOTS = "Threat areas; share of their source's risk"
DISTRICTS = "Districts with most risk"


def risk_sheet(
    found: Surfaces, document: Mapping[str, Any], tables: Mapping[str, gpd.GeoDataFrame]
) -> SheetSpec:
    """Return a risk sheet: the total beside its parts, its threat areas numbered, else its districts.

    Parameters
    ----------
    found : Surfaces
    document : mapping
        risk.json.
    tables : mapping of str to GeoDataFrame
        As :func:`geo_poc.risk_tables.surface_tables` returns them.
    """
    numbered, table = numbered_areas(tables)
    spots = len(tables["hotspots"]) > 0
    grid = found.landscape.grid
    surfaces = {
        name: SheetSurface(
            total_words(found) if name == TOTAL else SOURCE_WORDS[name], shown_classes(found, values)
        )
        for name, values in found.surfaces.items()
    }
    return SheetSpec(
        title=f"{document['mission']}: risk to civilians",
        **risk_marks(document),
        dated=found.mission.keys.as_of,
        clearance=document["clearance"],
        disclaimer=disclaimer(document["clearance"]),
        audience=AUDIENCES[document["audience"]].words,
        crs=grid.crs,
        box=_box(tables["area"], grid.crs),
        area=np.asarray([found.landscape.area], dtype=object),
        corner=(grid.x0, grid.y0),
        cell_m=grid.cell_m,
        scale=risk_scale(found),
        surface=surfaces[TOTAL],
        parts=tuple(surface for name, surface in surfaces.items() if name != TOTAL),
        shapes=_shapes(tables, numbered, "threat area found" if spots else "", grid.crs),
        must_read=risk_headlines(document),
        table=table,
        table_title=SPOTS if spots else DISTRICTS,
        notes=sheet_notes(document),
        made_by=_made_by(document),
    )


def _box(area: gpd.GeoDataFrame, crs: CRS) -> tuple[float, float, float, float]:
    west, south, east, north = (float(edge) for edge in area.to_crs(crs).total_bounds)
    return west, south, east, north


def _made_by(document: Mapping[str, Any]) -> str:
    digest = (document["mission_file"].get("sha256") or "")[:12]
    file = f" from a mission file with SHA-256 {digest}..." if digest else ""
    return f"Made with geo-poc {document['versions']['geo-poc']}{file}. Recommendation only: people decide."


def _shapes(
    tables: Mapping[str, gpd.GeoDataFrame], numbered: gpd.GeoDataFrame, outlined: str, crs: CRS
) -> tuple[SheetShapes, ...]:
    """Return what is drawn over the surface, bottom first; empty tables are left out.

    `outlined` says in the legend what the outlines of the numbered areas are.
    """
    towns, bases = tables["towns"], tables["bases"]
    rows: Sequence[tuple[gpd.GeoDataFrame, MarkerStyle, str, Swatch, str, int]] = (
        (tables["lakes"], style.LAKE, "lake", "square", "", 9),
        (tables["rivers"], style.RIVER, "river", "line", "", 9),
        (tables["roads"], style.ROAD, "road", "line", "", 9),
        (tables["districts"], style.DISTRICT, "district", "line", "", 9),
        (tables["area"], style.AREA, "area of the mission", "line", "", 9),
        (tables["threats"], style.OTHER_MET, "area of the threat register", "line", "", 9),
        (numbered, style.UNCOVERED_OUTLINE, outlined, "line", "", 9),
        (tables["displaced"], style.DISPLACED, "site of displaced people", "square", "", 9),
        (towns, style.PLACE, "town", "circle", "name", TOWN_RANK),
        (bases, style.PRESENT_BASE, "base in place", "square", "name", 1),
        (number_points(numbered, tables["area"]), style.UNCOVERED, "number in the list", "number", "rank", 0),
    )
    return tuple(_layer(*row, crs=crs) for row in rows if len(row[0]))


def _layer(
    table: gpd.GeoDataFrame,
    look: MarkerStyle,
    words: str,
    swatch: Swatch,
    column: str,
    rank: int,
    *,
    crs: CRS,
) -> SheetShapes:
    geometry = np.asarray(table.geometry.to_crs(crs).to_numpy(), dtype=object)
    kept = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    texts = tuple(str(text) for text in table[column].to_numpy()[kept]) if column else ()
    colour = look.colour if swatch in ("line", "dashed") else look.fill or look.colour
    entry = LegendEntry(words, colour, swatch) if words else None
    return SheetShapes(geometry[kept], look, entry, texts, rank)
