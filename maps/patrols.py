"""Patrols by day and by night as the ways they take, drawn when asked for."""

from __future__ import annotations

import geopandas as gpd

from maps import style
from maps.shapes import shape_layer
from maps.spec import ShapeLayer
from maps.wording import minutes_words, people_words

PATROLS = "Patrols"

SIMPLE_DEGREES = 0.002
"""About 200 m: ways follow cells of half a kilometre or more, and a plan may have hundreds of them."""

_TOLD = (
    ("name", "From base"),
    ("minutes_words", "Takes"),
    ("stops", "Stops"),
    ("people_words", "People where it passes"),
)


def patrol_layers(patrols: gpd.GeoDataFrame | None) -> list[ShapeLayer]:
    """Return the patrols of the day, then those of the night; a run of before patrols has none."""
    if patrols is None or not len(patrols):
        return []
    worded = patrols.set_geometry(patrols.simplify(SIMPLE_DEGREES)).assign(
        minutes_words=[minutes_words(minutes) for minutes in patrols["minutes"]],
        people_words=[people_words(people) for people in patrols["people"]],
    )
    night = worded["tool"] == "night_patrol"
    layers = (
        shape_layer(
            "Day patrols",
            worded[~night],
            style.PATROL,
            "Day patrols",
            _TOLD,
            swatch="line",
            shown=False,
            section=PATROLS,
        ),
        shape_layer(
            "Night patrols",
            worded[night],
            style.NIGHT_PATROL,
            "Night patrols",
            _TOLD,
            swatch="dashed",
            shown=False,
            section=PATROLS,
        ),
    )
    return [layer for layer in layers if layer is not None]
