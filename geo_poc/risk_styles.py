"""Styles of the layers of a risk GeoPackage: those of the map, for QGIS and for others."""

from __future__ import annotations

from collections.abc import Iterable

from geo_poc.risk_bands import RISK_UNIT
from geo_poc.risk_surfaces import Surfaces
from layers.styled_geopackage import LayerStyle
from maps import style
from maps.qgis_style import Kind, classes_qml, classes_sld, fill_qml, hatch_qml, look_qml, plain_sld
from maps.risk_scale import LOW_WITH_PRESENCE, LOW_WORDS, UNKNOWN_WORDS, RiskScale
from maps.spec import LegendEntry
from maps.style import MarkerStyle

_LOOKS: dict[str, tuple[MarkerStyle, Kind, str, str]] = {
    "hotspots": (style.UNCOVERED_OUTLINE, "fill", "threat area, with its rank", "rank"),
    "districts": (style.DISTRICT, "fill", "district", ""),
    "threats": (style.OTHER_MET, "fill", "area of the threat register", ""),
    "places": (style.PLACE, "marker", "place", ""),
    "towns": (style.PLACE, "marker", "town", "name"),
    "bases": (style.PRESENT_BASE, "marker", "base in place", "name"),
    "area": (style.AREA, "fill", "area of the mission", ""),
    "restrictions": (style.RESTRICTION, "fill", "restriction of access", ""),
    "displaced": (style.DISPLACED, "marker", "site of displaced people", ""),
    "roads": (style.ROAD, "line", "road", ""),
    "rivers": (style.RIVER, "line", "river", ""),
    "lakes": (style.LAKE, "fill", "lake", ""),
}


def layer_styles(found: Surfaces, tables: Iterable[str]) -> dict[str, LayerStyle]:
    """Return the style of each layer by its name; classes, breaks and colours are those of map and sheet."""
    scale = RiskScale(found.breaks, RISK_UNIT)
    return {name: _style(name, scale) for name in tables if name in _LOOKS or _style_known(name)}


def _style_known(name: str) -> bool:
    return name.startswith("risk_") or name in ("unknown", "low_with_presence")


def _style(name: str, scale: RiskScale) -> LayerStyle:
    if name.startswith("risk_"):
        return LayerStyle(classes_qml(scale), classes_sld(name, scale))
    if name == "unknown":
        grey = LegendEntry(UNKNOWN_WORDS, style.HATCH[0])
        return LayerStyle(hatch_qml(), plain_sld(name, grey, "fill"))
    if name == "low_with_presence":
        blue = LegendEntry(LOW_WORDS, LOW_WITH_PRESENCE)
        return LayerStyle(fill_qml(blue.colour, blue.label), plain_sld(name, blue, "fill"))
    look, kind, words, text = _LOOKS[name]
    entry = LegendEntry(words, look.fill or look.colour)
    outlined: Kind = "line" if kind == "fill" and not look.fill else kind
    return LayerStyle(look_qml(look, kind, words, text=text), plain_sld(name, entry, outlined))
