"""Outlines of what lies within reach, by day and where it differs by night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd

from maps import style
from maps.shapes import shape_layer
from maps.spec import ShapeLayer
from maps.surfaces import REACH


def shown_band(bands_min: Sequence[float]) -> float:
    """Return the band that is drawn when a map opens: the one nearest to an hour."""
    return min(bands_min, key=lambda band: (abs(band - 60), band))


def reach_layers(tables: Mapping[str, gpd.GeoDataFrame]) -> list[ShapeLayer]:
    """Return one outline for each band, longest first, then those that night changes.

    The one that is shown when a map opens is a full line; the others have strokes as long as they are.
    """
    day, night = tables["reach"], tables.get("reach_night")
    if not len(day):
        return []
    shown = shown_band(tuple(day["minutes"]))
    others = sorted(minutes for minutes in set(day["minutes"]) if minutes != shown)
    looks = {minutes: style.reach_of_band(order) for order, minutes in enumerate(others)}
    layers = [
        shape_layer(
            f"Within reach in {minutes:g} minutes",
            day[day["minutes"] == minutes],
            looks.get(minutes, style.REACH),
            f"Within reach in {minutes:g} minutes",
            (),
            swatch="dashed" if minutes in looks else "line",
            shown=minutes == shown,
            section=REACH,
        )
        for minutes in sorted(day["minutes"], reverse=True)
    ]
    if night is not None:
        layers += [_by_night(night, minutes, shown) for minutes in sorted(night["minutes"], reverse=True)]
    return [layer for layer in layers if layer is not None]


def _by_night(night: gpd.GeoDataFrame, minutes: float, shown: float) -> ShapeLayer | None:
    return shape_layer(
        f"By night within reach in {minutes:g} minutes",
        night[night["minutes"] == minutes],
        style.REACH_NIGHT,
        f"By night within reach in {minutes:g} minutes",
        (),
        swatch="dashed",
        shown=minutes == shown,
        section=REACH,
    )
