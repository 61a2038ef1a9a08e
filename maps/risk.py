"""The map of risk by source of threat: one surface at a time, and what must not be read as low."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from maps import style
from maps.country import context_layers
from maps.picture import Classed
from maps.risk_scale import NOT_OBSERVED, UNKNOWN_WORDS, RiskScale
from maps.shapes import shape_layer
from maps.spec import LegendEntry, MapSpec, RasterLayer, ShapeLayer
from maps.wording import SOURCE_WORDS, people_words, share_words

MOST_DISTRICTS = 15
"""Districts numbered on the map; the files list all of them."""

REGISTER = "Threat register and bases"


@dataclass(frozen=True, slots=True, eq=False)
class RiskPicture:
    """What a map of risk shows.

    Parameters
    ----------
    risk, likelihood : mapping of source (risk: or "total") to Classed
        Observed sources only; in risk the class after the last is low with presence.
    breaks, likelihood_breaks : tuple of float
        Between the classes, the same for every source.
    risk_unit, likelihood_unit : str
    validated : bool
        Whether the likelihood was checked against later incidents.
    tables : mapping of str to GeoDataFrame
        districts (columns level, name, people, risk_total and risk_SOURCE), threats, bases and those of
        :func:`maps.country.context_layers`.
    not_observed : tuple of str
    total_words : str
        What the total is the sum of.
    """

    title: str
    subtitle: str
    classification: str
    watermark: str
    as_of: str
    risk: Mapping[str, Classed]
    likelihood: Mapping[str, Classed]
    breaks: tuple[float, ...]
    likelihood_breaks: tuple[float, ...]
    risk_unit: str
    likelihood_unit: str
    validated: bool
    tables: Mapping[str, gpd.GeoDataFrame]
    not_observed: tuple[str, ...]
    headlines: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    total_words: str = "all observed sources"


def compose_risk_map(picture: RiskPicture) -> MapSpec:
    """Return the map of risk without a plan: its list is of the districts with most risk."""
    tables = picture.tables
    ranked = ranked_districts(tables["districts"])
    west, south, east, north = (float(edge) for edge in tables["area"].total_bounds)
    return MapSpec(
        title=picture.title,
        subtitle=picture.subtitle,
        bounds=(south, west, north, east),
        layers=(
            *_risk_layers(picture),
            *_likelihood_layers(picture),
            *context_layers(tables),
            *_register_layers(tables, ranked),
        ),
        classification=picture.classification,
        watermark=picture.watermark,
        as_of=picture.as_of,
        headlines=picture.headlines,
        table=district_list(ranked),
        sources=picture.sources,
        notes=picture.notes,
    )


def _risk_layers(picture: RiskPicture) -> list[RasterLayer]:
    """Return one layer for each source and the total, of which one is drawn at a time."""
    scale = RiskScale(picture.breaks, picture.risk_unit)
    missing = ", ".join(SOURCE_WORDS[name] for name in picture.not_observed)
    unseen = (
        (LegendEntry(f"not observed, so not in it: {missing}", NOT_OBSERVED, "square"),) if missing else ()
    )
    return [
        RasterLayer(
            name=f"Risk: {_words(picture, name)}",
            classes=raster.classes,
            bounds=raster.bounds,
            colours=scale.colours,
            legend=(*scale.legend, *unseen) if name == "total" else scale.legend,
            legend_title=f"Risk, {_words(picture, name)} ({picture.risk_unit}, in each cell)",
            group="Risk: likelihood x people (judgement)",
            shown=name == "total",
            opacity=1.0,
        )
        for name, raster in sorted(picture.risk.items(), key=lambda item: item[0] != "total")
    ]


def _likelihood_layers(picture: RiskPicture) -> list[RasterLayer]:
    colours = style.risk_colours(len(picture.likelihood_breaks) + 1)
    legend = style.class_legend(colours, style.class_labels(picture.likelihood_breaks), unknown=UNKNOWN_WORDS)
    checked = "checked against later incidents" if picture.validated else "not checked: too few incidents"
    return [
        RasterLayer(
            name=f"Likelihood: {_words(picture, name)}",
            classes=raster.classes,
            bounds=raster.bounds,
            colours=colours,
            legend=legend,
            legend_title=f"Likelihood, {_words(picture, name)} ({picture.likelihood_unit})",
            group=f"Likelihood of incidents ({checked})",
            opacity=1.0,
        )
        for name, raster in picture.likelihood.items()
    ]


def _words(picture: RiskPicture, source: str) -> str:
    return picture.total_words if source == "total" else SOURCE_WORDS[source]


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


def _register_layers(tables: Mapping[str, gpd.GeoDataFrame], ranked: gpd.GeoDataFrame) -> list[ShapeLayer]:
    """Return the threat areas, the bases in place and the districts' numbers on top."""
    numbers = ranked.set_geometry(ranked.geometry.representative_point()) if len(ranked) else ranked
    layers = [
        shape_layer(
            "Threat areas",
            tables["threats"],
            style.OTHER_MET,
            "area of the threat register",
            (("name", "Threat"), ("source", "Source"), ("priority", "Priority")),
            swatch="line",
            section=REGISTER,
        ),
        shape_layer(
            "Bases in place",
            tables["bases"],
            style.PRESENT_BASE,
            "base in place",
            (("name", "Base"), ("asset", "Asset"), ("mgrs", "MGRS")),
            swatch="square",
            section=REGISTER,
        ),
        shape_layer(
            "Districts with most risk",
            numbers,
            style.UNCOVERED,
            "number of a district in the list",
            (("name", "District"), ("people_words", "People"), ("share_words", "Share of risk")),
            swatch="number",
            section=REGISTER,
        ),
    ]
    return [layer for layer in layers if layer is not None]
