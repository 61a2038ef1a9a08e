"""Outlines of reach by day and by night."""

from __future__ import annotations

import pytest

from maps.compose import compose_map
from maps.contrast import VISIONS, worst_pair
from maps.elements import shape_data
from maps.legend import swatch
from maps.outlines import reach_layers, shown_band
from tests.maps.pictures import SQUARE, frame, named, picture, table_set


@pytest.mark.parametrize(
    ("bands", "expected"), [((15, 30, 60, 120), 60), ((30, 90), 30), ((45, 120), 45), ((200,), 200)]
)
def test_band_nearest_to_an_hour_is_drawn(bands: tuple[float, ...], expected: float) -> None:
    """When a map opens it outlines the band nearest to 60 minutes, the shorter of two equally near."""
    assert shown_band(bands) == expected
    reach = frame({"minutes": [float(band) for band in bands]}, [SQUARE] * len(bands))
    layers = compose_map(picture(tables=table_set(reach=reach))).layers
    assert [layer.name for layer in layers if layer.shown and "Within reach" in layer.name] == [
        f"Within reach in {expected} minutes"
    ]


def test_outlines_of_the_bands_can_be_told_apart_without_colour() -> None:
    """Each has strokes of its own, on the map as in the legend; the one shown first is a full line."""
    layers = [layer for layer in reach_layers(table_set()) if layer.name.startswith("Within")]
    drawn = {layer.name: shape_data(layer)["style"]["dashArray"] for layer in layers}
    assert len(set(drawn.values())) == len(layers) == 4
    assert drawn["Within reach in 60 minutes"] is None
    swatches = [swatch(layer.legend[0]) for layer in layers]
    assert len(set(swatches)) == 4
    for text, dashes in zip(swatches, drawn.values(), strict=True):
        assert ("stroke-dasharray" in text) == (dashes is not None)
        assert dashes is None or f'stroke-dasharray="{dashes}"' in text


def test_night_is_drawn_beside_the_day_where_it_differs() -> None:
    """The bands that night changes have dashes that show on the day's line; the same one is shown."""
    night = frame({"minutes": [30.0, 60.0]}, [SQUARE] * 2)
    layers = reach_layers(table_set(reach_night=night))
    dark = [layer for layer in layers if layer.name.startswith("By night")]
    assert [(layer.name, layer.shown) for layer in dark] == [
        ("By night within reach in 60 minutes", True),
        ("By night within reach in 30 minutes", False),
    ]
    day = named(layers, "Within reach in 60 minutes")
    assert all(layer.dashed and not day.dashed for layer in dark)
    assert all(
        worst_pair((layer.colour, day.colour), vision=vision) > 19 for layer in dark for vision in VISIONS
    )
    assert {layer.section for layer in layers} == {day.section}


def test_without_reach_there_is_no_outline() -> None:
    """A run in which nothing is reached, and one of before nights were told apart, still have a map."""
    tables = table_set()
    assert reach_layers({**tables, "reach": tables["reach"].iloc[:0]}) == []
    assert len(reach_layers(tables)) == 4
