"""The map of a question about plans: alternatives to switch, how often sites are chosen, their worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd

from maps import style
from maps.country import context_layers
from maps.shapes import shape_layer
from maps.spec import MapSpec, ShapeLayer, Swatch
from maps.style import MarkerStyle
from maps.uncovered import UNCOVERED

PLANS, SITES = "Plans (number: which plan)", "Sites"
PLAN = MarkerStyle("#0b4fa0", "#ffffff", 1.0, "number", 9.0, 2.0)
GRADES = (
    MarkerStyle("#ffffff", "#0b4fa0", 1.0, "circle", 12.0, 1.5),
    MarkerStyle("#ffffff", "#3e7cb2", 1.0, "circle", 8.5, 1.5),
    MarkerStyle("#0b4fa0", "#c8deee", 1.0, "circle", 5.5, 1.5),
)
"""Most first: larger and darker, so that size alone tells them apart."""

STEP_PX = 13.0
"""How far apart the numbers of plans stand that share a site."""


@dataclass(frozen=True, slots=True, eq=False)
class AnswerPicture:
    """What the map shows.

    Parameters
    ----------
    title, subtitle, classification, watermark, as_of : str
    tables : mapping of str to GeoDataFrame
        Those of :func:`maps.country.context_layers`, and bases (in place).
    plans : sequence of (name, GeoDataFrame)
        Alternatives: columns rank, name, assets; the first is shown, the others are switched on.
    grades : sequence of (words, GeoDataFrame)
        Sites by falling grade, at most three: columns name, assets, value.
    value : str
        What the value of a site is called.
    headlines : tuple of str
    table : tuple of tuple of str
        The list beside the map, its heading first; rows that begin with a plan's number are found on it.
    sources, notes : tuple of str
    matrix_title, matrix
        See :class:`maps.spec.MapSpec`.
    areas : bool
        Whether what is numbered are uncovered areas instead of plans.
    """

    title: str
    subtitle: str
    classification: str
    watermark: str
    as_of: str
    tables: Mapping[str, gpd.GeoDataFrame]
    plans: Sequence[tuple[str, gpd.GeoDataFrame]]
    grades: Sequence[tuple[str, gpd.GeoDataFrame]]
    value: str
    headlines: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    matrix_title: str = ""
    matrix: tuple[tuple[str, ...], ...] = ()
    areas: bool = False


def compose_answer_map(picture: AnswerPicture) -> MapSpec:
    """Return the map of a question about plans."""
    tables = picture.tables
    west, south, east, north = (float(edge) for edge in tables["area"].total_bounds)
    about = (("name", "Base"),)
    layers = [
        *context_layers(tables),
        shape_layer(
            "Bases in place", tables["bases"], style.PRESENT_BASE, "base in place", about, swatch="square"
        ),
        *_graded(picture),
        *_plans(picture),
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
        sources=picture.sources,
        notes=picture.notes,
        matrix_title=picture.matrix_title,
        matrix=picture.matrix,
    )


def _plans(picture: AnswerPicture) -> list[ShapeLayer | None]:
    """Return a layer for each plan; the first lies on top, each beside the places it shares with others."""
    tooltip = (("name", "Uncovered, near"), ("assets", "Who"))
    swatch: Swatch = "number"
    look, section = style.UNCOVERED, UNCOVERED
    if not picture.areas:
        tooltip, look, section, swatch = (("name", "Site"), ("assets", "Placed")), PLAN, PLANS, "circle"
    layers = [
        shape_layer(
            name,
            table,
            replace(look, offset_px=(STEP_PX * (number % 4), STEP_PX * (number // 4))),
            name,
            tooltip,
            swatch=swatch,
            shown=number == 0,
            section=section,
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
