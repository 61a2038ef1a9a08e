"""Styles for QGIS say what map and sheet say."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from maps import style
from maps.contrast import text_ratio
from maps.qgis_style import (
    Kind,
    class_raster_qml,
    classes_qml,
    classes_sld,
    fill_qml,
    hatch_qml,
    look_qml,
    plain_sld,
)
from maps.risk_scale import LOW_WORDS, UNKNOWN_WORDS, RiskScale
from maps.spec import LegendEntry

SCALE = RiskScale((56.0, 190.0, 560.0, 1300.0), "people x events")
SE = "{http://www.opengis.net/se}"


def _root(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - made here


def test_raster_of_classes_has_the_colours_and_words_of_the_map() -> None:
    """Each class, low with presence and unknown have their own colour; 0 alone is blank."""
    root = _root(class_raster_qml(SCALE, band=3, presence=254, unknown=255))
    renderer = root.find(".//rasterrenderer")
    assert renderer is not None
    assert (renderer.get("type"), renderer.get("band")) == ("paletted", "3")
    rows = {int(row.get("value") or -1): row for row in renderer.findall("colorPalette/paletteEntry")}
    assert list(rows) == [0, 1, 2, 3, 4, 5, 254, 255]
    assert [n for n, row in rows.items() if row.get("alpha") == "0"] == [0]
    assert [rows[n].get("color") for n in range(1, 6)] == list(SCALE.risk_colours)
    assert [rows[n].get("label") for n in range(1, 6)] == [f"{label} {SCALE.unit}" for label in SCALE.labels]
    assert (rows[254].get("label"), rows[255].get("label")) == (LOW_WORDS, UNKNOWN_WORDS)
    assert len({row.get("color") for row in rows.values()}) == len(rows)


def test_outlines_of_classes_have_the_colours_of_the_map() -> None:
    """Each class has its category, symbol and colour, in the own form of QGIS and in that of others."""
    root = _root(classes_qml(SCALE))
    renderer = root.find("renderer-v2")
    assert renderer is not None
    assert renderer.get("attr") == "class"
    found = {
        category.get("value"): renderer.find(
            f"symbols/symbol[@name='{category.get('symbol')}']/layer/Option/Option[@name='color']"
        )
        for category in renderer.findall("categories/category")
    }
    assert list(found) == ["1", "2", "3", "4", "5"]
    for colour, option in zip(SCALE.risk_colours, found.values(), strict=True):
        assert option is not None
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        assert option.get("value") == f"{red},{green},{blue},255"
    rules = _root(classes_sld("risk_total", SCALE)).findall(f".//{SE}Rule")
    assert [rule.findtext(f".//{SE}SvgParameter") for rule in rules] == list(SCALE.risk_colours)


def test_unknown_is_hatched() -> None:
    """The hatch has a ground and lines of the two tones of the map."""
    layers = [layer.get("class") for layer in _root(hatch_qml()).iter("layer")]
    assert layers == ["SimpleFill", "LinePatternFill", "SimpleLine"]


@pytest.mark.parametrize(
    ("look", "kind", "layer"),
    [
        (style.PRESENT_BASE, "marker", "SimpleMarker"),
        (style.ROAD, "line", "SimpleLine"),
        (style.LAKE, "fill", "SimpleFill"),
        (style.AREA, "fill", "SimpleFill"),
    ],
)
def test_other_layers_are_drawn_as_on_the_map(look: style.MarkerStyle, kind: Kind, layer: str) -> None:
    """Markers, lines and areas have a symbol of their kind; words from data are escaped."""
    root = _root(look_qml(look, kind, 'a <b> & "c"', text="name"))
    assert root.get("title") == 'a <b> & "c"'
    assert [item.get("class") for item in root.iter("layer")] == [layer]
    assert root.get("labelsEnabled") == "1"
    assert root.find("labeling/settings/text-style[@fieldName='name']") is not None
    entry = LegendEntry("a <b>", look.colour)
    assert _root(plain_sld("x", entry, kind)).findtext(f".//{SE}Rule/{SE}Name") == "a <b>"


@pytest.mark.parametrize("look", [style.PRESENT_BASE, style.PLACE, style.UNCOVERED_OUTLINE])
def test_names_can_be_read_on_their_halo(look: style.MarkerStyle) -> None:
    """A name beside a white-edged marker is not white on white."""
    root = _root(look_qml(look, "marker", "base in place", text="name"))
    text, halo = root.find(".//text-style"), root.find(".//text-buffer")
    assert text is not None
    assert halo is not None
    colours = [
        "#" + "".join(f"{int(part):02x}" for part in (colour or "").split(",")[:3])
        for colour in (text.get("textColor"), halo.get("bufferColor"))
    ]
    assert text_ratio(*colours) >= 4.5


def test_area_without_words_has_no_labels() -> None:
    """A plain fill has one symbol of its colour."""
    root = _root(fill_qml("#90c0f0", "low"))
    assert root.get("labelsEnabled") == "0"
    option = root.find(".//Option[@name='color']")
    assert option is not None
    assert option.get("value") == "144,192,240,255"


def test_names_of_features_at_one_place_do_not_drop_each_other() -> None:
    """No labelled feature is an obstacle: a base in a town within a threat area keeps its name in QGIS."""
    root = ET.fromstring(  # noqa: S314 - our own text
        look_qml(style.PRESENT_BASE, "point", "base in place", text="name")
    )
    rendering = root.find("labeling/settings/rendering")
    assert rendering is not None
    assert rendering.get("obstacle") == "0"
