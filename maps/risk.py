"""What the page of risk shows: a surface of each source, period and view, and what is not low."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from maps import style
from maps.country import context_layers
from maps.hotspots import APART, apart, hotspot_list, left_out_note, shown_hotspots
from maps.picture import Classed
from maps.risk_page import VIEW_WORDS, Frame, RiskPage
from maps.risk_scale import (
    CHANCE,
    CHANCE_TITLE,
    NOT_OBSERVED,
    SURE,
    SURE_TITLE,
    UNKNOWN_WORDS,
    RiskScale,
    chance_legend,
    sure_legend,
)
from maps.shapes import ShapeRow, shape_layers
from maps.spec import LegendEntry, MapSpec, RasterLayer, ShapeLayer
from maps.why import WhyCard
from maps.wording import SOURCE_WORDS, people_words, share_words

MOST_DISTRICTS = 15
"""Districts numbered on the map; the files list all of them."""

REGISTER = "Threat register and bases"
LIST = "List"
"""In place of the register's section, for a reader who gets neither threats nor bases."""
HOTSPOT_TOLD = (
    ("name", "Threat area"),
    ("source_words", "Source"),
    ("people_words", "People"),
    ("share_words", "Share of its source's risk"),
    ("trend_words", "Trend"),
)
DISTRICT_TOLD = (("name", "District"), ("people_words", "People"), ("share_words", "Share of risk"))
TOTAL = "total"
TOTAL_NOTE = "The total is the sum of the sources: read it beside its parts."


@dataclass(frozen=True, slots=True, eq=False)
class RiskPicture:
    """What a map of risk shows.

    Parameters
    ----------
    rasters : tuple of (Frame, Classed)
        Observed sources only; in risk the class after the last is low with presence.
    periods : tuple of (key, words)
        In the order of time.
    breaks, likelihood_breaks : tuple of float
        Between the classes, the same for every source and period.
    risk_unit, likelihood_unit : str
    shown_period : str
        Key of the period that the page opens with.
    validated : bool
        Whether the likelihood was checked against later incidents.
    tables : mapping of str to GeoDataFrame
        hotspots, districts (columns level, name, people, risk_total and risk_SOURCE), threats, bases and
        those of :func:`maps.country.context_layers`.
    not_observed : tuple of str
    total_words : str
        What the total is the sum of.
    cards : tuple of WhyCard
    ahead : tuple of tuple of str
        Incidents expected by source and period, the heading first; empty without a forecast.
    ahead_notes : tuple of str
        How it was checked.
    """

    title: str
    subtitle: str
    classification: str
    watermark: str
    as_of: str
    rasters: tuple[tuple[Frame, Classed], ...]
    periods: tuple[tuple[str, str], ...]
    breaks: tuple[float, ...]
    likelihood_breaks: tuple[float, ...]
    risk_unit: str
    likelihood_unit: str
    shown_period: str
    validated: bool
    tables: Mapping[str, gpd.GeoDataFrame]
    not_observed: tuple[str, ...]
    headlines: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    total_words: str = "all observed sources"
    cards: tuple[WhyCard, ...] = ()
    ahead: tuple[tuple[str, ...], ...] = ()
    ahead_notes: tuple[str, ...] = ()


def compose_risk_page(picture: RiskPicture) -> RiskPage:
    """Return the page of risk without a plan: its list is of threat areas, else of districts."""
    tables = picture.tables
    numbered, table = numbered_areas(tables)
    west, south, east, north = (float(edge) for edge in tables["area"].total_bounds)
    spec = MapSpec(
        title=picture.title,
        subtitle=picture.subtitle,
        bounds=(south, west, north, east),
        layers=(
            *(_raster(picture, frame, classed) for frame, classed in picture.rasters),
            *context_layers(tables),
            *_register_layers(tables, numbered),
        ),
        classification=picture.classification,
        watermark=picture.watermark,
        as_of=picture.as_of,
        headlines=picture.headlines,
        table=table,
        table_note=left_out_note(tables["hotspots"]),
        sources=picture.sources,
        notes=picture.notes,
    )
    frames = tuple(frame for frame, _ in picture.rasters)
    keys = dict.fromkeys(frame.source for frame in frames)
    return RiskPage(
        spec=spec,
        frames=frames,
        sources=tuple((key, _words(picture, key)) for key in sorted(keys, key=lambda key: key != TOTAL)),
        periods=picture.periods,
        cards=picture.cards,
        ahead=picture.ahead,
        ahead_notes=picture.ahead_notes,
        first=_first(picture),
        total_note=TOTAL_NOTE,
    )


def numbered_areas(
    tables: Mapping[str, gpd.GeoDataFrame],
) -> tuple[gpd.GeoDataFrame, tuple[tuple[str, ...], ...]]:
    """Return the areas that map and sheet number, and their list: threat areas, or districts without."""
    if len(tables["hotspots"]):
        shown = shown_hotspots(tables["hotspots"])
        return shown, hotspot_list(shown)
    ranked = ranked_districts(tables["districts"])
    return ranked, district_list(ranked)


def number_points(numbered: gpd.GeoDataFrame, area: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return where the numbers of areas stand: in them, moved aside where they would hide each other."""
    if not len(numbered):
        return numbered
    inside = numbered.geometry.representative_point()
    west, south, east, north = (float(edge) for edge in area.total_bounds)
    flat = math.cos(math.radians((south + north) / 2))
    places = np.column_stack([inside.x.to_numpy() * flat, inside.y.to_numpy()])
    moved = apart(places, APART * max((east - west) * flat, north - south))
    return numbered.set_geometry(gpd.points_from_xy(moved[:, 0] / flat, moved[:, 1], crs=4326))


def _raster(picture: RiskPicture, frame: Frame, raster: Classed) -> RasterLayer:
    colours, legend, title = _look(picture, frame)
    words = dict(picture.periods)[frame.period]
    return RasterLayer(
        name=f"{VIEW_WORDS[frame.view]}: {_words(picture, frame.source)}, {words}",
        classes=raster.classes,
        bounds=raster.bounds,
        colours=colours,
        legend=legend,
        legend_title=title,
        opacity=1.0,
        shown=frame == Frame(TOTAL, picture.periods[_first(picture)][0], "risk"),
    )


def _look(picture: RiskPicture, frame: Frame) -> tuple[tuple[str, ...], tuple[LegendEntry, ...], str]:
    """Return the colours, the legend and its title of a view."""
    missing = ", ".join(SOURCE_WORDS[name] for name in picture.not_observed)
    unseen = (
        (LegendEntry(f"not observed, so in no surface: {missing}", NOT_OBSERVED, "square"),)
        if missing
        else ()
    )
    if frame.view == "risk":
        scale = RiskScale(picture.breaks, picture.risk_unit)
        return (
            scale.colours,
            (*scale.legend, *unseen),
            f"Risk: likelihood x people and factors (judgement); {scale.unit}, in each cell",
        )
    if frame.view == "chance":
        return CHANCE, chance_legend(), CHANCE_TITLE
    if frame.view == "sure":
        return SURE, sure_legend(), SURE_TITLE
    colours = style.risk_colours(len(picture.likelihood_breaks) + 1)
    labels = style.class_labels(picture.likelihood_breaks)
    checked = "checked against later incidents" if picture.validated else "not checked: too few incidents"
    return (
        colours,
        (*style.class_legend(colours, labels, unknown=UNKNOWN_WORDS), *unseen),
        f"Likelihood of incidents ({checked}); {picture.likelihood_unit}",
    )


def _first(picture: RiskPicture) -> int:
    return [key for key, _ in picture.periods].index(picture.shown_period)


def _words(picture: RiskPicture, source: str) -> str:
    return picture.total_words if source == TOTAL else SOURCE_WORDS[source]


def ranked_districts(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the districts of the finest level that have most risk, ranked from 1, with words to show."""
    finest = districts[districts["level"] == districts["level"].max()] if len(districts) else districts
    most = finest[finest["risk_total"] > 0].sort_values("risk_total", ascending=False, kind="stable")
    most = most.head(MOST_DISTRICTS).reset_index(drop=True)
    whole = float(finest["risk_total"].sum()) if len(finest) else 0.0
    by_source = most[[f"risk_{name}" for name in SOURCE_WORDS]].to_numpy(dtype=float)
    first = np.argmax(np.nan_to_num(by_source, nan=-1.0), axis=1) if len(most) else []
    return most.assign(
        rank=[str(number) for number in range(1, len(most) + 1)],
        people_words=[people_words(people) for people in most["people"]],
        share_words=[share_words(risk / whole) for risk in most["risk_total"]],
        mostly=[list(SOURCE_WORDS.values())[number] for number in first],
        unknown_words=[people_words(people) for people in most["unknown_people"]],
    )


def district_list(ranked: gpd.GeoDataFrame) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the list of districts, its heading first."""
    columns = ("rank", "name", "people_words", "share_words", "mostly", "unknown_words")
    rows = [tuple(str(value) for value in row) for row in ranked[list(columns)].to_numpy()]
    return (("No.", "District", "People", "Risk", "Mostly", "Unknown"), *rows)


def _register_layers(tables: Mapping[str, gpd.GeoDataFrame], numbered: gpd.GeoDataFrame) -> list[ShapeLayer]:
    """Return the areas of the register, those that are numbered, the bases in place, and the numbers."""
    section = REGISTER if any(len(tables[name]) for name in ("threats", "hotspots", "bases")) else LIST
    spots = len(tables["hotspots"]) > 0
    points = number_points(numbered, tables["area"])
    told = HOTSPOT_TOLD if spots else DISTRICT_TOLD
    threat = (("name", "Threat"), ("source", "Source"), ("priority", "Priority"))
    base = (("name", "Base"), ("asset", "Asset"), ("mgrs", "MGRS"))
    area, found = "area of the threat register", "threat area found in this estimate"
    number = "number of a threat area in the list" if spots else "number of a district in the list"
    drawn = numbered.drop(columns="rank") if spots else None
    rows: tuple[ShapeRow, ...] = (
        ("Areas of the register", tables["threats"], style.OTHER_MET, area, threat, "line"),
        ("Threat areas found", drawn, style.UNCOVERED_OUTLINE, found, HOTSPOT_TOLD, "line"),
        ("Bases in place", tables["bases"], style.PRESENT_BASE, "base in place", base, "square"),
        ("Numbers of the list", points, style.UNCOVERED, number, told, "number"),
    )
    return shape_layers(rows, section=section)
