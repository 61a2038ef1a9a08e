"""Styles of the maps as QGIS reads them (QML), and as Styled Layer Descriptors: same classes and colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from xml.etree import ElementTree as ET

from maps.contrast import rgb, text_ratio
from maps.risk_scale import BLANK, LOW_WITH_PRESENCE, LOW_WORDS, UNKNOWN_WORDS, RiskScale
from maps.spec import LegendEntry
from maps.style import HATCH, MarkerStyle

Kind = Literal["fill", "line", "marker"]
_VERSION = "3.28.0"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_OPAQUE = 255
_HALO = "#ffffff"
_NAMES = {"number": "circle"}
_SLD = {
    "xmlns": "http://www.opengis.net/sld",
    "xmlns:se": "http://www.opengis.net/se",
    "xmlns:ogc": "http://www.opengis.net/ogc",
    "version": "1.1.0",
}


def class_raster_qml(scale: RiskScale, *, band: int, presence: int, unknown: int) -> str:
    """Return the style of a raster of classes, with the colours and words of the map.

    Parameters
    ----------
    scale : RiskScale
    band : int
        That of the classes, counted from 1; 0 in it is drawn blank.
    presence, unknown : int
        Values of low with presence and of unknown; a raster's style cannot hatch: unknown is grey.
    """
    root = ET.Element("qgis", version=_VERSION, styleCategories="Symbology")
    pipe = ET.SubElement(root, "pipe")
    renderer = ET.SubElement(
        pipe, "rasterrenderer", type="paletted", band=str(band), opacity="1", alphaBand="-1", nodataColor=""
    )
    ET.SubElement(renderer, "rasterTransparency")
    palette = ET.SubElement(renderer, "colorPalette")
    labels = (f"{label} {scale.unit}" for label in scale.labels)
    rows = (
        (0, "no estimate above 0", BLANK.colour),
        *zip(range(1, scale.classes + 1), labels, scale.risk_colours, strict=True),
        (presence, LOW_WORDS, LOW_WITH_PRESENCE),
        (unknown, UNKNOWN_WORDS, HATCH[1]),
    )
    for value, label, colour in rows:
        alpha = str(_OPAQUE if value else 0)
        ET.SubElement(palette, "paletteEntry", value=str(value), label=label, color=colour, alpha=alpha)
    ET.SubElement(pipe, "brightnesscontrast", brightness="0", contrast="0", gamma="1")
    ET.SubElement(root, "blendMode").text = "0"
    return _document(root)


def classes_qml(scale: RiskScale) -> str:
    """Return the style of outlines of classes, by their column "class"."""
    root = _vector_root()
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr="class", symbollevels="0", forceraster="0",
        enableorderby="0", referencescale="-1",
    )  # fmt: skip
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, (colour, label) in enumerate(zip(scale.risk_colours, scale.labels, strict=True), start=1):
        ET.SubElement(
            categories, "category", type="long", value=str(number), symbol=str(number - 1), render="true",
            label=label,
        )  # fmt: skip
        symbol = _symbol(symbols, str(number - 1), "fill")
        _layer(symbol, "SimpleFill", {"color": _colour(colour), "style": "solid", "outline_style": "no"})
    return _document(root)


def hatch_qml() -> str:
    """Return the style of what is unknown: grey, hatched."""
    root, symbols = _single(UNKNOWN_WORDS)
    symbol = _symbol(symbols, "0", "fill")
    _layer(symbol, "SimpleFill", {"color": _colour(HATCH[0]), "style": "solid", "outline_style": "no"})
    pattern = _layer(
        symbol,
        "LinePatternFill",
        {"angle": "45", "color": _colour(HATCH[1]), "distance": "1.6", "distance_unit": "MM",
         "line_width": "0.35", "line_width_unit": "MM", "offset": "0", "offset_unit": "MM"},
    )  # fmt: skip
    line = _symbol(pattern, "@0@1", "line")
    drawn = {"line_color": _colour(HATCH[1]), "line_width": "0.35", "line_width_unit": "MM"}
    _layer(line, "SimpleLine", drawn)
    return _document(root)


def fill_qml(colour: str, label: str) -> str:
    """Return the style of a plain area without an outline."""
    root, symbols = _single(label)
    symbol = _symbol(symbols, "0", "fill")
    _layer(symbol, "SimpleFill", {"color": _colour(colour), "style": "solid", "outline_style": "no"})
    return _document(root)


def look_qml(look: MarkerStyle, kind: Kind, label: str, *, text: str = "") -> str:
    """Return the style of a layer of the maps.

    Parameters
    ----------
    look : MarkerStyle
    kind : {"fill", "line", "marker"}
    label : str
    text : str
        Column that is written beside each feature; "" = none.
    """
    root, symbols = _single(label, labelled=bool(text))
    symbol = _symbol(symbols, "0", kind)
    width = f"{look.weight_px * 0.26:.2f}"
    if kind == "marker":
        size = f"{look.radius_px * 0.52:.2f}"
        _layer(
            symbol,
            "SimpleMarker",
            {"name": _NAMES.get(look.marker, look.marker), "color": _colour(look.fill or look.colour),
             "outline_color": _colour(look.colour), "outline_width": width, "outline_width_unit": "MM",
             "size": size, "size_unit": "MM"},
        )  # fmt: skip
    elif kind == "line":
        _layer(
            symbol,
            "SimpleLine",
            {"line_color": _colour(look.colour), "line_width": width, "line_width_unit": "MM",
             "line_style": "dash" if look.dashed else "solid"},
        )  # fmt: skip
    else:
        fill = _colour(look.fill or look.colour, round(_OPAQUE * look.fill_opacity) if look.fill else 0)
        _layer(
            symbol,
            "SimpleFill",
            {"color": fill, "style": "solid" if look.fill else "no", "outline_color": _colour(look.colour),
             "outline_style": "dash" if look.dashed else "solid", "outline_width": width,
             "outline_width_unit": "MM"},
        )  # fmt: skip
    if text:
        _labels(root, text, _text_colour(look))
    return _document(root)


def _text_colour(look: MarkerStyle) -> str:
    """Return the colour of a style that stands out most from the white halo of a name."""
    drawn = (look.colour, look.fill) if look.fill else (look.colour,)
    return max(drawn, key=lambda colour: text_ratio(colour, _HALO))


def _labels(root: ET.Element, column: str, colour: str) -> None:
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings")
    style = ET.SubElement(
        settings, "text-style", fieldName=column, isExpression="0", fontSize="9", fontSizeUnit="Point",
        fontWeight="75", textColor=_colour(colour),
    )  # fmt: skip
    ET.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM",
        bufferColor=_colour(_HALO),
    )  # fmt: skip
    # A base in a town, or within a threat area, is no obstacle: QGIS would drop the names of all of them.
    ET.SubElement(settings, "rendering", obstacle="0")


def classes_sld(name: str, scale: RiskScale) -> str:
    """Return outlines of classes as a Styled Layer Descriptor, by their column "class"."""
    rules = [
        (label, str(number), colour)
        for number, (colour, label) in enumerate(zip(scale.risk_colours, scale.labels, strict=True), start=1)
    ]
    return _sld(name, rules)


def plain_sld(name: str, entry: LegendEntry, kind: Kind) -> str:
    """Return a layer of one colour as a Styled Layer Descriptor."""
    return _sld(name, [(entry.label, "", entry.colour)], kind)


def _sld(name: str, rules: Sequence[tuple[str, str, str]], kind: Kind = "fill") -> str:
    root = ET.Element("StyledLayerDescriptor", _SLD)
    layer = ET.SubElement(root, "NamedLayer")
    ET.SubElement(layer, "se:Name").text = name
    style = ET.SubElement(layer, "UserStyle")
    ET.SubElement(style, "se:Name").text = name
    feature = ET.SubElement(style, "se:FeatureTypeStyle")
    for label, value, colour in rules:
        rule = ET.SubElement(feature, "se:Rule")
        ET.SubElement(rule, "se:Name").text = label
        if value:
            equal = ET.SubElement(ET.SubElement(rule, "ogc:Filter"), "ogc:PropertyIsEqualTo")
            ET.SubElement(equal, "ogc:PropertyName").text = "class"
            ET.SubElement(equal, "ogc:Literal").text = value
        _symbolizer(rule, kind, colour)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _symbolizer(rule: ET.Element, kind: Kind, colour: str) -> None:
    if kind == "line":
        stroke = ET.SubElement(ET.SubElement(rule, "se:LineSymbolizer"), "se:Stroke")
        ET.SubElement(stroke, "se:SvgParameter", name="stroke").text = colour
        return
    if kind == "fill":
        parent = ET.SubElement(rule, "se:PolygonSymbolizer")
    else:
        graphic = ET.SubElement(ET.SubElement(rule, "se:PointSymbolizer"), "se:Graphic")
        parent = ET.SubElement(graphic, "se:Mark")
        ET.SubElement(parent, "se:WellKnownName").text = "square"
    fill = ET.SubElement(parent, "se:Fill")
    ET.SubElement(fill, "se:SvgParameter", name="fill").text = colour


def _vector_root(*, labelled: bool = False) -> ET.Element:
    return ET.Element(
        "qgis", version=_VERSION, styleCategories="Symbology|Labeling", labelsEnabled="1" if labelled else "0"
    )


def _single(label: str, *, labelled: bool = False) -> tuple[ET.Element, ET.Element]:
    root = _vector_root(labelled=labelled)
    renderer = ET.SubElement(
        root, "renderer-v2", type="singleSymbol", symbollevels="0", forceraster="0", enableorderby="0",
        referencescale="-1",
    )  # fmt: skip
    symbols = ET.SubElement(renderer, "symbols")
    root.set("title", label)
    return root, symbols


def _symbol(parent: ET.Element, name: str, kind: Kind) -> ET.Element:
    return ET.SubElement(parent, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")


def _layer(symbol: ET.Element, kind: str, options: dict[str, str]) -> ET.Element:
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    held = ET.SubElement(layer, "Option", type="Map")
    for name, value in sorted(options.items()):
        ET.SubElement(held, "Option", name=name, value=value, type="QString")
    return layer


def _colour(colour: str, opacity: int = _OPAQUE) -> str:
    red, green, blue = rgb(colour)
    return f"{red},{green},{blue},{opacity}"


def _number(value: float) -> str:
    return f"{value:.9g}"


def _document(root: ET.Element) -> str:
    ET.indent(root, space=" ")
    return _DOCTYPE + ET.tostring(root, encoding="unicode") + "\n"
