"""Who else is there, as far as its owner agrees: forces by clearance, and who is not tasked."""

from __future__ import annotations

import geopandas as gpd

from maps import style
from maps.shapes import ShapeRow, shape_layers
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
    never, uncleared = "shown, not tasked by this plan", "no support to them, no credit for it"
    allowed = "support allowed by due diligence (HRDDP)"
    others, barred, clear = "Communities and humanitarians", "Forces not cleared", "Forces cleared"
    rows: tuple[ShapeRow, ...] = (
        (others, worded[~force], style.NEVER_TASKED, never, _TOLD[:3], "hexagon"),
        (barred, worded[force & ~cleared], style.OTHER_FORCE, uncleared, _TOLD, "hexagon"),
        (clear, worded[force & cleared], style.CLEARED_FORCE, allowed, _TOLD, "hexagon"),
    )
    return shape_layers(rows, section=OTHERS, hidden=(others, barred, clear))
