"""Uncovered areas: which of them a map numbers, their outlines, their numbers and their list."""

from __future__ import annotations

import geopandas as gpd

from maps import style
from maps.shapes import shape_layer
from maps.spec import ShapeLayer
from maps.wording import SOURCE_WORDS, WHY_WORDS, left_out_words, people_words

UNCOVERED = "Uncovered areas"

MOST_AREAS = 20
"""Uncovered areas numbered on a map; the run's files list all of them."""

MOST_SILENT = 4
"""Of them, those kept for areas that nobody observes."""

FEWEST_SILENT = 1000
"""People below which an unobserved area takes no place of another on the map."""

_TOLD = (("name", "Uncovered, near"), ("why_words", "Why"), ("people_words", "People"))


def outline_layers(uncovered: gpd.GeoDataFrame) -> list[ShapeLayer]:
    """Return the outlines of the areas a map numbers."""
    layer = shape_layer(
        "Uncovered areas",
        _worded(shown_areas(uncovered)),
        style.UNCOVERED_OUTLINE,
        "Uncovered areas",
        _TOLD,
        swatch="line",
        section=UNCOVERED,
    )
    return [] if layer is None else [layer]


def number_layers(uncovered: gpd.GeoDataFrame) -> list[ShapeLayer]:
    """Return the areas' numbers, which lie on top of everything."""
    areas = _worded(shown_areas(uncovered))
    layer = shape_layer(
        "Numbers of uncovered areas",
        areas.set_geometry(gpd.points_from_xy(areas["lon"], areas["lat"], crs=4326)),
        style.UNCOVERED,
        "Numbers of uncovered areas",
        _TOLD,
        swatch="number",
        section=UNCOVERED,
    )
    return [] if layer is None else [layer]


def uncovered_list(uncovered: gpd.GeoDataFrame) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the panel's list, its heading first."""
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


def left_out_note(uncovered: gpd.GeoDataFrame) -> str:
    """Return how many areas, with how many people, a map does not number; "" where it numbers all."""
    rest = uncovered.drop(shown_areas(uncovered).index)
    words = left_out_words(len(rest), float(rest["people"].fillna(0.0).sum()))
    return words and f"{words} evaluation.json has them."


def _worded(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return areas.assign(
        why_words=[WHY_WORDS.get(why, why) for why in areas["why"]],
        people_words=[people_words(people) for people in areas["people"]],
    )
