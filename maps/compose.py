"""From a run's tables and classed rasters to the values a map is drawn from: order, styles, words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from maps import style
from maps.spec import LegendEntry, MapSpec, RasterLayer, ShapeLayer
from maps.style import MarkerStyle

SOURCE_WORDS = {
    "state": "state",
    "armed_group": "armed groups",
    "communal": "communal",
    "criminal": "criminal",
    "unattributed": "unattributed",
}
WHY_WORDS = {
    "out_of_reach": "out of reach",
    "denied": "denied to troops",
    "no_information": "no information: assess",
}
MOST_AREAS = 20
"""Uncovered areas numbered on a map; the run's files list all of them."""

MOST_SILENT = 4
"""Of them, those kept for areas that nobody observes."""

FEWEST_SILENT = 1000
"""People below which an unobserved area takes no place of another on the map."""


REACH = MarkerStyle("#0b4fa0", "", 0.0, weight_px=1.6)
"""Outline of what lies within a time band."""


CONDITION = MarkerStyle("#a3185a", "", 0.0, weight_px=1.0)
"""Outline of an area where access has conditions but is not denied."""

CONDITIONS = (
    ("name", "Restriction"),
    ("state", "State"),
    ("applies_to", "Applies to"),
    ("authority", "Authority"),
    ("reason", "Reason"),
)


def shown_band(bands_min: Sequence[float]) -> float:
    """Return the band that is drawn when a map opens: the one nearest to an hour."""
    return min(bands_min, key=lambda band: (abs(band - 60), band))


@dataclass(frozen=True, slots=True, eq=False)
class Classed:
    """A classed raster in Web Mercator, with its breaks.

    Parameters
    ----------
    classes : ndarray of uint8
    bounds : tuple of float
        South, west, north, east, degrees.
    """

    classes: NDArray[np.uint8]
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What a run's map shows, read from the run's files.

    Parameters
    ----------
    risk : mapping of source (or "total") to Classed
        Observed sources only.
    breaks : tuple of float
        Between the classes of risk, the same for every source.
    bands : Classed
        Class 1 = the first time band, and so on.
    bands_min : tuple of float
    tables : mapping of str to GeoDataFrame
        placements, uncovered, area, restrictions, displaced, districts, roads, rivers, lakes, towns.
    not_observed : tuple of str
        Sources that no feed can see.
    risk_unit : str
    """

    title: str
    subtitle: str
    classification: str
    watermark: str
    as_of: str
    risk: Mapping[str, Classed]
    breaks: tuple[float, ...]
    bands: Classed
    bands_min: tuple[float, ...]
    tables: Mapping[str, gpd.GeoDataFrame]
    not_observed: tuple[str, ...]
    risk_unit: str
    headlines: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def compose_map(picture: Picture) -> MapSpec:
    """Return the map of one run."""
    tables = picture.tables
    return MapSpec(
        title=picture.title,
        subtitle=picture.subtitle,
        bounds=bounds_of(tables["area"]),
        layers=(
            *risk_layers(picture),
            bands_layer(picture),
            *context_layers(tables),
            *plan_layers(tables),
        ),
        classification=picture.classification,
        watermark=picture.watermark,
        as_of=picture.as_of,
        headlines=picture.headlines,
        table=_table(tables["uncovered"]),
        sources=picture.sources,
        notes=picture.notes,
    )


def risk_layers(picture: Picture, *, shown: str = "total") -> tuple[RasterLayer, ...]:
    """Return one raster layer for each observed source and the total, of which one is drawn at a time."""
    count = len(picture.breaks) + 1
    colours = style.risk_colours(count)
    missing = ", ".join(SOURCE_WORDS[name] for name in picture.not_observed)
    layers = []
    for name, raster in picture.risk.items():
        words = "all observed sources" if name == "total" else SOURCE_WORDS[name]
        legend = style.class_legend(
            colours, style.class_labels(picture.breaks), unknown="unknown: nobody observes"
        )
        legend = (
            *legend,
            LegendEntry("blank: no estimate above 0 (nobody, or nothing near)", "#ffffff"),
        )
        if name == "total" and missing:
            legend = (
                *legend,
                LegendEntry(f"not observed, so not told apart: {missing}", "#8d8d8a", "square"),
            )
        layers.append(
            RasterLayer(
                name=f"Risk: {words}",
                classes=raster.classes,
                bounds=raster.bounds,
                colours=colours,
                legend=legend,
                legend_title=f"Risk, {words} ({picture.risk_unit})",
                group="risk",
                shown=name == shown,
                opacity=1.0,
            )
        )
    return tuple(layers)


def bands_layer(picture: Picture) -> RasterLayer:
    """Return the bands of minutes from the nearest base or other tier II asset, drawn when asked for.

    Over risk its colours would blend into ones that no legend has; the outlines of reach stand for it.
    """
    count = len(picture.bands_min)
    colours = tuple(style.BANDS[min(i, len(style.BANDS) - 1)] for i in range(count))
    return RasterLayer(
        name="Reach of bases",
        classes=picture.bands.classes,
        bounds=picture.bands.bounds,
        colours=colours,
        legend=style.class_legend(colours, style.band_labels(picture.bands_min)),
        legend_title="Reach by road and on foot, under these assumptions",
        shown=False,
        opacity=0.85,
    )


def context_layers(tables: Mapping[str, gpd.GeoDataFrame]) -> list[ShapeLayer]:
    """Return the country under a plan, from lakes to sites of displaced people; empty tables are left out."""
    limits = tables["restrictions"]
    denied, other = limits[limits["state"] == "denied"], limits[limits["state"] != "denied"]
    layers = [
        _shapes("Lakes", tables["lakes"], style.LAKE, "lake", (("name", "Lake"),)),
        _shapes("Rivers", tables["rivers"], style.RIVER, "river", (("name", "River"),), swatch="line"),
        _shapes("Roads", tables["roads"], style.ROAD, "road", (("class", "Road"),), swatch="line"),
        _shapes(
            "Districts",
            tables["districts"],
            style.DISTRICT,
            "district",
            (("name", "District"),),
            swatch="line",
            shown=False,
        ),
        _shapes("Area", tables["area"], style.AREA, "area of responsibility", (), swatch="line"),
        _shapes("Access denied", denied, style.RESTRICTION, "access denied", CONDITIONS, swatch="dashed"),
        _shapes(
            "Access with conditions",
            other,
            CONDITION,
            "notify, authorise, seasonal",
            CONDITIONS,
            swatch="line",
        ),
        _shapes("Towns", tables["towns"], style.PLACE, "town", (("name", "Town"),), swatch="circle"),
        _shapes(
            "Displaced people",
            tables["displaced"],
            style.DISPLACED,
            "site of displaced people",
            (("name", "Site"), ("type", "Type"), ("people", "People"), ("date", "Date")),
            swatch="square",
        ),
    ]
    return [layer for layer in layers if layer is not None]


def plan_layers(tables: Mapping[str, gpd.GeoDataFrame]) -> list[ShapeLayer]:
    """Return the plan: outlines of reach, uncovered areas, bases, teams, and the areas' numbers on top."""
    placed = tables["placements"]
    uncovered = shown_areas(tables["uncovered"])
    base = placed["tool"] != "jpt"
    about = (("name", "Site"), ("asset", "Asset"), ("mgrs", "MGRS"), ("personnel", "Personnel"))
    visits = (("name", "Host"), ("asset", "Asset"), ("mgrs", "MGRS"), ("visits_per_month", "Visits a month"))
    numbers = uncovered.set_geometry(gpd.points_from_xy(uncovered["lon"], uncovered["lat"], crs=4326))
    outlines = MarkerStyle("#000000", "", 0.0, weight_px=2.2)
    reach = tables["reach"]
    layers = [
        *(
            _shapes(
                f"Within reach in {minutes:g} minutes",
                reach[reach["minutes"] == minutes],
                REACH,
                f"outline: within reach in {minutes:g} minutes of a base",
                (),
                swatch="line",
                shown=minutes == shown_band(tuple(reach["minutes"])),
            )
            for minutes in sorted(reach["minutes"], reverse=True)
        ),
        _shapes(
            "Uncovered areas",
            uncovered,
            outlines,
            "outline of an uncovered area",
            (("name", "Uncovered, near"), ("why_words", "Why"), ("people_words", "People")),
            swatch="line",
        ),
        _shapes(
            "Bases in place",
            placed[base & placed["in_place"]],
            style.PRESENT_BASE,
            "base in place",
            about,
            swatch="square",
        ),
        _shapes(
            "New bases",
            placed[base & ~placed["in_place"]],
            style.NEW_BASE,
            "new base (proposed)",
            about,
            swatch="diamond",
        ),
        _shapes(
            "Joint protection teams",
            placed[~base],
            style.JPT,
            "joint protection team at its host base",
            visits,
            swatch="circle",
        ),
        _shapes(
            "Numbers of uncovered areas",
            numbers,
            style.UNCOVERED,
            "number of an uncovered area",
            (("name", "Uncovered, near"), ("why_words", "Why"), ("people_words", "People")),
            swatch="number",
        ),
    ]
    return [layer for layer in layers if layer is not None]


def _shapes(
    name: str,
    table: gpd.GeoDataFrame,
    look: MarkerStyle,
    legend: str,
    tooltip: tuple[tuple[str, str], ...],
    *,
    swatch: str = "fill",
    shown: bool = True,
) -> ShapeLayer | None:
    """Return a layer of one constant style, None for an empty table."""
    if not len(table):
        return None
    known = _with_words(table)
    kept = [column for column, _ in tooltip if column in known.columns]
    if "rank" in known.columns:
        kept.append("rank")
    filled = swatch in ("fill", "square", "diamond", "circle") and look.fill not in ("", "#ffffff")
    colour = look.fill if filled else look.colour
    return ShapeLayer(
        name=name,
        geojson=json.loads(known[[*kept, "geometry"]].to_json(drop_id=True, to_wgs84=False)),
        colour=look.colour,
        legend=(LegendEntry(legend, colour, swatch),),  # type: ignore[arg-type]
        fill=look.fill,
        fill_opacity=look.fill_opacity,
        tooltip=tuple((column, label) for column, label in tooltip if column in known.columns),
        marker=look.marker,
        radius_px=look.radius_px,
        weight_px=look.weight_px,
        dashed=look.dashed,
        shown=shown,
    )


def _with_words(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table with coordinates to about a metre, and with columns in words where it has codes."""
    words = table.set_geometry(table.geometry.set_precision(1e-5))
    if "why" in words.columns:
        words = words.assign(why_words=[WHY_WORDS.get(w, w) for w in words["why"]])
    if "people" in words.columns and "why" in words.columns:
        words = words.assign(people_words=[people_words(p) for p in words["people"]])
    return words


def people_words(people: float) -> str:
    """Return a number of people for reading: two significant digits, thousands separated."""
    if people < 1:
        return "0"
    digits = max(0, len(str(int(people))) - 2)
    return f"{round(people, -digits):,.0f}"


def _table(uncovered: gpd.GeoDataFrame) -> tuple[tuple[str, ...], ...]:
    rows = [("No.", "Near", "People", "Why", "Mostly")]
    for row in shown_areas(uncovered).itertuples():
        first = str(row.sources).split(";")[0]
        rows.append(
            (
                str(row.rank),
                str(row.name),
                people_words(row.people),
                WHY_WORDS.get(row.why, row.why),
                SOURCE_WORDS.get(first, first),
            )
        )
    return tuple(rows)


def shown_areas(uncovered: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas a map numbers: those with most risk, and the most people nobody reports about."""
    first = uncovered.head(MOST_AREAS - MOST_SILENT)
    silent = uncovered[uncovered["why"] == "no_information"].drop(first.index, errors="ignore")
    silent = silent[silent["people"] >= FEWEST_SILENT]
    silent = silent.sort_values("people", ascending=False, kind="stable").head(MOST_SILENT)
    chosen = uncovered.index.isin([*first.index, *silent.index])
    rest = uncovered[~chosen].head(MOST_AREAS - int(chosen.sum()))
    return uncovered[chosen | uncovered.index.isin(rest.index)]


def bounds_of(area: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return south, west, north and east of a table, degrees."""
    west, south, east, north = (float(v) for v in area.total_bounds)
    return south, west, north, east
