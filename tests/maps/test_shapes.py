"""A table as a layer of one constant style."""

from __future__ import annotations

import json

from maps import legend, style
from maps.compose import compose_map
from maps.shapes import shape_layer, shape_layers
from tests.maps.pictures import POINT, frame, named, picture, properties


def test_only_what_a_tooltip_shows_is_in_the_map() -> None:
    """Columns that no tooltip names stay out of the document; coordinates are to about a metre."""
    spec = compose_map(picture())
    bases = named(spec.layers, "Company bases in place")
    assert [column for column, _ in bases.tooltip] == ["name", "personnel"]
    assert set(properties(bases)[0]) == {"name", "personnel"}
    assert set(properties(named(spec.layers, "Roads"))[0]) == {"class"}
    towns = json.loads(json.dumps(named(spec.layers, "Towns").geojson))
    assert towns["features"][0]["geometry"]["coordinates"] == [29.12346, 0.5]


def test_white_markers_have_a_swatch_that_can_be_seen() -> None:
    """A white marker is white in the legend too, with the rim that it has on the map."""
    table = frame({"name": ["A"]}, [POINT])
    white = shape_layer("x", table, style.NEVER_TASKED, "x", (), swatch="hexagon")
    camp = shape_layer("x", table, style.DISPLACED, "x", (), swatch="square")
    assert white is not None
    assert camp is not None
    assert white.legend[0].colour == "#ffffff"
    assert camp.legend[0].colour == style.DISPLACED.colour
    assert camp.legend[0].hollow
    assert f'fill="#ffffff" stroke="{style.DISPLACED.colour}"' in legend.swatch(camp.legend[0])
    stays = shape_layer("x", table, style.PRESENT_BASE, "x", (), swatch="square")
    closes = shape_layer("x", table, style.CLOSED_BASE, "x", (), swatch="square")
    assert stays is not None
    assert closes is not None
    assert legend.swatch(stays.legend[0]) != legend.swatch(closes.legend[0])


def test_what_a_run_does_not_have_is_no_layer() -> None:
    """A table without rows, and one that the run lacks, give none."""
    assert shape_layer("x", None, style.AREA, "x", ()) is None
    assert shape_layer("x", frame({"name": []}, []), style.AREA, "x", ()) is None


def test_rows_become_layers_under_one_heading() -> None:
    """Rows keep their order, those without anything are left out, and named ones are hidden at first."""
    table = frame({"name": ["A"]}, [POINT])
    layers = shape_layers(
        [
            ("first", table, style.AREA, "one", (), "line"),
            ("none", None, style.AREA, "two", (), "line"),
            ("last", table, style.AREA, "three", (), "circle"),
        ],
        section="Those",
        hidden=("last",),
    )
    assert [(layer.name, layer.shown, layer.section) for layer in layers] == [
        ("first", True, "Those"),
        ("last", False, "Those"),
    ]
    assert [layer.legend[0].shape for layer in layers] == ["line", "circle"]
