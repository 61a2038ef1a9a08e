"""Who else is there, as far as its owner agrees: forces by clearance, and who is not tasked."""

from __future__ import annotations

import geopandas as gpd

from maps import style
from maps.shapes import shape_layer
from maps.spec import ShapeLayer
from maps.wording import HRDDP_WORDS, KIND_WORDS

OTHERS = "Others in place, who agree to be shown"
_TOLD = (
    ("name", "Actor"),
    ("kind_words", "Kind"),
    ("mandate", "Does"),
    ("hrddp_words", "Due diligence (HRDDP)"),
    ("hrddp_expiry", "Valid to"),
)
_FORCES = ("host_state", "regional", "parallel_force")


def other_layers(actors: gpd.GeoDataFrame | None) -> list[ShapeLayer]:
    """Return other actors whose owners agree: cleared forces, forces that are not, and everybody else.

    Parameters
    ----------
    actors : GeoDataFrame or None
        With kind, hrddp, supportable and owner_agrees; who does not agree is not drawn.
    """
    if actors is None or not len(actors):
        return []
    agreed = actors[actors["owner_agrees"].astype(bool)]
    worded = agreed.assign(
        kind_words=[KIND_WORDS.get(kind, kind) for kind in agreed["kind"]],
        hrddp_words=[HRDDP_WORDS.get(state or "", state) for state in agreed["hrddp"]],
    )
    force, cleared = worded["kind"].isin(_FORCES), worded["supportable"].astype(bool)
    layers = (
        shape_layer(
            "Communities and humanitarians",
            worded[~force],
            style.NEVER_TASKED,
            "shown, not tasked by this plan",
            _TOLD[:3],
            swatch="hexagon",
            shown=False,
            section=OTHERS,
        ),
        shape_layer(
            "Forces not cleared",
            worded[force & ~cleared],
            style.OTHER_FORCE,
            "no support to them, no credit for it",
            _TOLD,
            swatch="hexagon",
            shown=False,
            section=OTHERS,
        ),
        shape_layer(
            "Forces cleared",
            worded[force & cleared],
            style.CLEARED_FORCE,
            "support allowed by due diligence (HRDDP)",
            _TOLD,
            swatch="hexagon",
            shown=False,
            section=OTHERS,
        ),
    )
    return [layer for layer in layers if layer is not None]
