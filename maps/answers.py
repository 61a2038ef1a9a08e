"""The map of a question about plans: alternatives to switch, how often sites are chosen, their worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd

from maps import style
from maps.chart import Chart
from maps.country import context_layers
from maps.shapes import shape_layer
from maps.spec import MapSpec, ShapeLayer, Swatch
from maps.style import MarkerStyle
from maps.uncovered import UNCOVERED

PLANS, SITES, CHANGES = "Plans (letter: which; up and right of the place)", "Sites", "What changes"
COLOURS = (
    *("#0060f0", "#c03000", "#000060", "#9060c0", "#603030", "#900060"),
    *("#000000", "#906060", "#0000c0", "#300030", "#900000", "#603090"),
)
"""Of plans, in turn, told apart with every kind of colour vision; letters tell plans apart too."""

PLAN = MarkerStyle("#0b4fa0", "#ffffff", 1.0, "number", 9.0, 2.0)
GRADES = (
    MarkerStyle("#ffffff", "#0b4fa0", 1.0, "circle", 12.0, 1.5),
    MarkerStyle("#ffffff", "#3e7cb2", 1.0, "circle", 8.5, 1.5),
    MarkerStyle("#0b4fa0", "#c8deee", 1.0, "circle", 5.5, 1.5),
)
"""Most first: larger and darker, so that size alone tells them apart."""

STEP_PX = 13.0
"""How far apart the letters of plans stand that share a site."""

BASE_PX = 3.8
"""Of a base in place within the circle of its worth."""


@dataclass(frozen=True, slots=True, eq=False)
class AnswerPicture:
    """What the map shows.

    Parameters
    ----------
    title, subtitle, classification, watermark, as_of : str
    tables : mapping of str to GeoDataFrame
        Those of :func:`maps.country.context_layers`, and bases (in place).
    uncovered : sequence of (name, GeoDataFrame)
        Areas: columns rank, name, assets; the first is shown, on top of all.
    plans : sequence of (name, GeoDataFrame)
        Alternatives: columns rank, name, assets.
    shown : int
        The plan that is shown; the others are switched on.
    changes : mapping of "closes" and "opens" to GeoDataFrame
        What a change by hand closes and opens: columns name, assets.
    grades : sequence of (words, GeoDataFrame)
        Sites by falling grade, at most three: columns name, assets, value.
    value : str
        What the value of a site is called.
    headlines : tuple of str
    table : tuple of tuple of str
        The list of uncovered areas beside the map, its heading first.
    lists
        See :class:`maps.spec.MapSpec`; rows that begin with a plan's letter are found on the map.
    details_heading : str
    details : tuple of str
        Lines below the lists.
    sources, notes : tuple of str
    chart : Chart or None
    """

    title: str
    subtitle: str
    classification: str
    watermark: str
    as_of: str
    tables: Mapping[str, gpd.GeoDataFrame]
    uncovered: Sequence[tuple[str, gpd.GeoDataFrame]]
    plans: Sequence[tuple[str, gpd.GeoDataFrame]]
    shown: int
    changes: Mapping[str, gpd.GeoDataFrame]
    grades: Sequence[tuple[str, gpd.GeoDataFrame]]
    value: str
    headlines: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    table_note: str
    lists: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    details_heading: str
    details: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    chart: Chart | None = None


def compose_answer_map(picture: AnswerPicture) -> MapSpec:
    """Return the map of a question about plans."""
    tables = picture.tables
    west, south, east, north = (float(edge) for edge in tables["area"].total_bounds)
    about = (("name", "Base"),)
    base = replace(style.PRESENT_BASE, radius_px=BASE_PX) if picture.grades else style.PRESENT_BASE
    layers = [
        *context_layers(tables),
        *_graded(picture),
        shape_layer("Bases in place", tables["bases"], base, "Bases in place", about, swatch="square"),
        *_changes(picture),
        *_plans(picture),
        *_uncovered(picture),
    ]
    return MapSpec(
        title=picture.title,
        subtitle=picture.subtitle,
        bounds=(south, west, north, east),
        layers=tuple(layer for layer in layers if layer is not None),
        classification=picture.classification,
        watermark=picture.watermark,
        as_of=picture.as_of,
        headlines=picture.headlines,
        table=picture.table,
        table_note=picture.table_note,
        sources=picture.sources,
        notes=picture.notes,
        lists=picture.lists,
        chart=picture.chart,
        plan_heading=picture.details_heading,
        plan_lines=picture.details,
    )


def _uncovered(picture: AnswerPicture) -> list[ShapeLayer | None]:
    tooltip = (("name", "Uncovered, near"), ("assets", "Who"))
    layers = [
        shape_layer(
            name,
            table,
            style.UNCOVERED,
            name,
            tooltip,
            swatch="number",
            shown=number == 0,
            section=UNCOVERED,
        )
        for number, (name, table) in enumerate(picture.uncovered)
    ]
    return layers[::-1]


def _changes(picture: AnswerPicture) -> list[ShapeLayer | None]:
    tooltip = (("name", "Site"), ("assets", "What"))
    looks: tuple[tuple[str, str, MarkerStyle, Swatch], ...] = (
        ("closes", "Closes", style.CLOSED_BASE, "square"),
        ("opens", "Opens", style.NEW_BASE, "diamond"),
    )
    return [
        shape_layer(words, picture.changes.get(key), look, words, tooltip, swatch=swatch, section=CHANGES)
        for key, words, look, swatch in looks
    ]


def _plans(picture: AnswerPicture) -> list[ShapeLayer | None]:
    """Return a layer for each plan, beside its places: bases in place and other plans stay in sight."""
    tooltip = (("name", "Site"), ("assets", "Placed"))
    layers = [
        shape_layer(
            name,
            table,
            replace(
                PLAN,
                colour=COLOURS[number % len(COLOURS)],
                offset_px=(STEP_PX * (1 + number % 4), STEP_PX * (number // 4 - 1)),
            ),
            name,
            tooltip,
            swatch="circle",
            shown=number == picture.shown,
            section=PLANS,
        )
        for number, (name, table) in enumerate(picture.plans)
    ]
    return layers[::-1]


def _graded(picture: AnswerPicture) -> list[ShapeLayer | None]:
    tooltip = (("name", "Site"), ("assets", "What"), ("value", picture.value))
    layers = [
        shape_layer(words, table, look, words, tooltip, swatch="circle", section=SITES)
        for (words, table), look in zip(picture.grades, GRADES, strict=False)
    ]
    return layers[::-1]
