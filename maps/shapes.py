"""A table as a layer of one constant style, with one legend entry."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

import geopandas as gpd

from maps.legend import HOLLOW
from maps.spec import LegendEntry, ShapeLayer, Swatch
from maps.style import MarkerStyle

_FILLED = ("fill", "square", "diamond", "triangle", "hexagon", "circle")


def shape_layer(
    name: str,
    table: gpd.GeoDataFrame | None,
    look: MarkerStyle,
    legend: str,
    tooltip: tuple[tuple[str, str], ...],
    *,
    swatch: Swatch = "fill",
    shown: bool = True,
    section: str = "",
) -> ShapeLayer | None:
    """Return a layer of one constant style, None for a table that is empty or that a run does not have.

    Parameters
    ----------
    name : str
    table : GeoDataFrame or None
        EPSG:4326; only the columns of the tooltip, and "rank", enter the map.
    look : MarkerStyle
    legend : str
        Words of the legend entry.
    tooltip : tuple of (column, label)
        Columns that the table lacks are left out.
    swatch : str
    shown : bool
    section : str
    """
    if table is None or not len(table):
        return None
    # To about a metre: more digits would only make the file larger.
    exact = table.set_geometry(table.geometry.set_precision(1e-5))
    told = tuple((column, label) for column, label in tooltip if column in exact.columns)
    kept = [column for column, _ in told]
    if "rank" in exact.columns:
        kept.append("rank")
    hollow = swatch in HOLLOW and look.fill == "#ffffff"
    filled = swatch in _FILLED and bool(look.fill) and not hollow
    return ShapeLayer(
        name=name,
        geojson=json.loads(exact[[*kept, "geometry"]].to_json(drop_id=True, to_wgs84=False)),
        colour=look.colour,
        legend=(LegendEntry(legend, look.fill if filled else look.colour, swatch, hollow, look.dash_px),),
        fill=look.fill,
        fill_opacity=look.fill_opacity,
        tooltip=told,
        marker=look.marker,
        radius_px=look.radius_px,
        weight_px=look.weight_px,
        dashed=look.dashed,
        dash_px=look.dash_px,
        shown=shown,
        section=section,
        offset_px=look.offset_px,
    )


ShapeRow = tuple[str, gpd.GeoDataFrame | None, MarkerStyle, str, tuple[tuple[str, str], ...], Swatch]
"""What :func:`shape_layer` takes, from the name to the swatch."""


def shape_layers(rows: Iterable[ShapeRow], *, section: str, hidden: Collection[str] = ()) -> list[ShapeLayer]:
    """Return a layer for each row whose table holds anything, under one heading.

    Parameters
    ----------
    rows : iterable of ShapeRow
    section : str
    hidden : collection of str
        Names of layers that are not shown at first.
    """
    layers = (
        shape_layer(
            name, table, look, legend, tooltip, swatch=swatch, shown=name not in hidden, section=section
        )
        for name, table, look, legend, tooltip, swatch in rows
    )
    return [layer for layer in layers if layer is not None]
