"""What a plan has at its sites: bases by class, teams, advisers, liaison posts, alert networks."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from maps import style
from maps.shapes import shape_layer
from maps.spec import ShapeLayer, Swatch
from maps.style import MarkerStyle

PLAN = "Bases and teams"
ALERT = "Who can call (Confidential)"
"""Posts and networks are at least Confidential, whatever else is on the map."""

_ABOUT = (("name", "Site"), ("asset", "Asset"), ("mgrs", "MGRS"), ("personnel", "Personnel"))
_HOSTED = (("name", "Host"), ("asset", "Asset"), ("mgrs", "MGRS"))
_PLACED = (("name", "Place"), *_HOSTED[1:])
_VISITS = (*_HOSTED, ("visits_per_month", "Visits a month"))


@dataclass(frozen=True, slots=True)
class _Kind:
    """One layer of placements; `standing` None = those that stand and those that are new."""

    tool: str
    standing: bool | None
    name: str
    look: MarkerStyle
    swatch: Swatch
    tooltip: tuple[tuple[str, str], ...] = _ABOUT
    section: str = PLAN


_KINDS = (
    _Kind("can", None, "Alert networks", style.ALERT_NETWORK, "diamond", _PLACED, ALERT),
    _Kind("cla", None, "Liaison assistants", style.LIAISON, "circle", _HOSTED, ALERT),
    _Kind("cob", True, "Company bases in place", style.PRESENT_BASE, "square"),
    _Kind("tob", True, "Temporary bases in place", style.PRESENT_TOB, "triangle"),
    _Kind("cob", False, "New company bases", style.NEW_BASE, "diamond"),
    _Kind("tob", False, "New temporary bases", style.NEW_TOB, "triangle"),
    _Kind("field_office", None, "Field offices", style.FIELD_OFFICE, "square", _PLACED),
    _Kind("jpt", None, "Joint protection teams", style.JPT, "circle", _VISITS),
    _Kind("adviser", None, "Protection advisers", style.ADVISER, "circle", _HOSTED),
    _Kind("human_rights", None, "Human rights presence", style.HUMAN_RIGHTS, "circle", _HOSTED),
    _Kind("cvr", None, "Community violence reduction", style.COMMUNITY, "diamond", _PLACED),
    _Kind("unpol", None, "UN police teams", style.POLICE, "square", _PLACED),
    _Kind("fpu", None, "Formed police units", style.POLICE, "square"),
    _Kind("qrf", None, "Quick reaction forces by road", style.QUICK_REACTION, "triangle"),
    _Kind("qrf_air", None, "Quick reaction forces by helicopter", style.QUICK_REACTION, "triangle"),
)
"""From the bottom up: a team lies in the marker of its host; advisers, posts and networks stand beside it."""

_KNOWN = frozenset(kind.tool for kind in _KINDS)


def placed_layers(placed: gpd.GeoDataFrame) -> list[ShapeLayer]:
    """Return a layer for each kind of asset, those that stand below those that are proposed."""
    others = _Kind("", None, "Other assets", style.OTHER_ASSET, "circle")
    layers = [
        _layer(others, placed[~placed["tool"].isin(_KNOWN)]),
        *(_layer(kind, placed[_of(kind, placed)]) for kind in _KINDS),
    ]
    return [layer for layer in layers if layer is not None]


def _of(kind: _Kind, placed: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    chosen = np.asarray(placed["tool"] == kind.tool, dtype=np.bool_)
    # Read back from a file without rows, the column holds numbers.
    standing = np.asarray(placed["in_place"], dtype=np.bool_)
    return chosen if kind.standing is None else chosen & (standing == kind.standing)


def _layer(kind: _Kind, rows: gpd.GeoDataFrame) -> ShapeLayer | None:
    return shape_layer(
        kind.name,
        rows,
        kind.look,
        kind.name,
        kind.tooltip,
        swatch=kind.swatch,
        section=kind.section,
    )
