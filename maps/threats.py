"""Areas of the threat register by priority, those that are not met before those that are."""

from __future__ import annotations

import geopandas as gpd

from maps import style
from maps.shapes import shape_layer
from maps.spec import ShapeLayer, Swatch
from maps.style import MarkerStyle
from maps.wording import ENGAGEMENT_WORDS, SOURCE_WORDS, share_words

THREATS = "Threat register"
_TOLD = (
    ("name", "Threat"),
    ("priority", "Priority"),
    ("source_words", "From"),
    ("status", "Status"),
    ("share_words", "Within reach in time"),
    ("limit", "Time limit"),
    ("visits_words", "Patrol visits a period"),
    ("engaged", "Engaged on by"),
)


def threat_layers(threats: gpd.GeoDataFrame | None) -> list[ShapeLayer]:
    """Return the areas of the register, bottom first, so that a must that is not met lies on top."""
    if threats is None or not len(threats):
        return []
    worded = _worded(threats)
    must, met = worded["priority"] == "must", worded["met"].astype(bool)
    kinds: tuple[tuple[str, gpd.GeoDataFrame, MarkerStyle, str, Swatch, bool], ...] = (
        ("Engaged on", worded[worded["engaged"] != ""], style.ENGAGED,
         "mediation or leadership: beside reach, never in its place", "dashed", False),
        ("Other threats met", worded[~must & met], style.OTHER_MET, "Other threats met", "line", False),
        ("Must threats met", worded[must & met], style.MUST_MET, "Must threats met", "line", True),
        ("Other threats not met", worded[~must & ~met], style.OTHER_MISSED, "Other threats not met",
         "line", False),
        ("Must threats not met", worded[must & ~met], style.MUST_MISSED, "Must threats not met",
         "line", True),
    )  # fmt: skip
    layers = (
        shape_layer(name, rows, look, legend, _TOLD, swatch=swatch, shown=shown, section=THREATS)
        for name, rows, look, legend, swatch, shown in kinds
    )
    return [layer for layer in layers if layer is not None]


def _worded(threats: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rows = list(threats.itertuples())
    return threats.assign(
        source_words=[SOURCE_WORDS.get(row.source, row.source) for row in rows],
        status=["met" if row.met else "not met" for row in rows],
        share_words=[f"{share_words(row.share)} ({share_words(row.wanted)} asked for)" for row in rows],
        limit=[f"{row.limit_min:g} minutes" for row in rows],
        visits_words=[
            f"{row.visits:.1f}" + (f" ({row.visits_wanted:g} asked for)" if row.visits_wanted else "")
            for row in rows
        ],
        engaged=[
            ", ".join(ENGAGEMENT_WORDS.get(tool, tool) for tool in _list(row.engaged_by)) for row in rows
        ],
    )


def _list(joined: object) -> list[str]:
    """Return the entries of a text joined by ";"; an empty one may come back from a file as nothing."""
    return [entry for entry in str(joined).split(";") if entry] if isinstance(joined, str) else []
