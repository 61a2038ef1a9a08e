"""What a map shows, as values: layers (one table or raster, one style, one legend) and the words around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maps.chart import Chart

Marker = Literal["circle", "square", "diamond", "triangle", "hexagon", "number"]
Swatch = Literal[
    "fill", "line", "dashed", "hatch", "circle", "square", "diamond", "triangle", "hexagon", "number"
]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend: a swatch and its words.

    Parameters
    ----------
    label : str
        Plain text; escaped when drawn.
    colour : str
        "#rrggbb".
    shape : str
        How the swatch is drawn: as a fill, a line, or one of the markers.
    hollow : bool
        Whether a marker is white inside, with a rim of its colour.
    dash_px : tuple of float
        Strokes and gaps of a "dashed" line; () = the usual ones.
    """

    label: str
    colour: str
    shape: Swatch = "fill"
    hollow: bool = False
    dash_px: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RasterLayer:
    """A classed raster, already in Web Mercator.

    Parameters
    ----------
    name : str
        As the layer control says it.
    classes : ndarray of uint8, shape (ny, nx)
        Position in `colours` plus 1; 0 is transparent; 255 is drawn as grey hatch (unknown).
    bounds : tuple of float
        South, west, north, east in degrees: the outer edges of the raster.
    colours : tuple of str
        "#rrggbb", light to dark.
    legend : tuple of LegendEntry
    legend_title : str
        What is measured and its unit.
    group : str
        Layers of one group exclude each other in the control ("" = independent overlay).
    shown : bool
        Whether it is drawn when the map opens.
    opacity : float
    section : str
        Heading above its switch; layers of one heading stand together. "" = the rest.
    """

    name: str
    classes: NDArray[np.uint8]
    bounds: tuple[float, float, float, float]
    colours: tuple[str, ...]
    legend: tuple[LegendEntry, ...]
    legend_title: str = ""
    group: str = ""
    shown: bool = False
    opacity: float = 0.75
    section: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ShapeLayer:
    """Lines, polygons or sized point markers with one constant style.

    Parameters
    ----------
    name : str
    geojson : mapping
        A GeoJSON FeatureCollection in EPSG:4326; the properties named in `tooltip` are shown, escaped.
    colour, fill : str
        "#rrggbb"; fill "" = none.
    tooltip : tuple of (property, label)
    legend : tuple of LegendEntry
    marker : str
        For points; in a "number" the property "rank" is written.
    fill_opacity : float
    radius_px, weight_px : float
    dashed : bool
    dash_px : tuple of float
        Strokes and gaps where it is dashed; () = the usual ones.
    shown : bool
    section : str
        Heading above its switch, as for a raster.
    offset_px : tuple of float
        How far right and down of its place a marker is drawn, so that what shares a place can be seen.
    """

    name: str
    geojson: Mapping[str, object]
    colour: str
    legend: tuple[LegendEntry, ...]
    fill: str = ""
    fill_opacity: float = 0.2
    tooltip: tuple[tuple[str, str], ...] = ()
    marker: Marker = "circle"
    radius_px: float = 6.0
    weight_px: float = 2.0
    dashed: bool = False
    dash_px: tuple[float, ...] = ()
    shown: bool = True
    section: str = ""
    offset_px: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class MapSpec:
    """One map document.

    Parameters
    ----------
    title, subtitle : str
    bounds : tuple of float
        South, west, north, east to fit, degrees.
    layers : tuple of RasterLayer or ShapeLayer
        Drawn in order, first at the bottom.
    classification : str
        Printed at top and bottom, for example "Confidential".
    watermark : str
        Printed across the map, for example "EXERCISE"; "" = none.
    as_of : str
        Date in words.
    headlines : tuple of str
        First lines of the panel: what is not met and stays uncovered.
    plan_lines : tuple of str
        Lines after the list of uncovered areas: what the plan reaches, on what terms, what it recommends.
    table : tuple of tuple of str
        Rows of the panel's list of uncovered areas (rank, name, people, why); the first row is the heading.
    sources : tuple of str
        Attribution, one line each.
    notes : tuple of str
        Warnings and disclaimers, one line each.
    plan_heading : str
        Above those lines.
    lists : tuple of (title, rows)
        Further lists below the panel's, each with its heading row first.
    chart : Chart or None
        Between the panel's list and the further ones.
    table_note : str
        Below the panel's list: what it leaves out; "" = nothing.
    """

    title: str
    subtitle: str
    bounds: tuple[float, float, float, float]
    layers: tuple[RasterLayer | ShapeLayer, ...]
    classification: str
    watermark: str
    as_of: str
    headlines: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    plan_lines: tuple[str, ...] = ()
    plan_heading: str = "What the plan reaches and recommends"
    lists: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    chart: Chart | None = None
    table_note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonColumn:
    """One scenario in a comparison: its words, figures and a small map."""

    name: str
    intent: str
    figures: tuple[str, ...]
    map_layers: tuple[RasterLayer | ShapeLayer, ...]
    href: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonSpec:
    """Scenarios side by side: one table, small maps with the same breaks.

    Parameters
    ----------
    figure_names : tuple of str
        Row headings of the table, in the order of each column's `figures`.
    """

    title: str
    subtitle: str
    bounds: tuple[float, float, float, float]
    figure_names: tuple[str, ...]
    columns: tuple[ComparisonColumn, ...]
    classification: str
    watermark: str
    as_of: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
