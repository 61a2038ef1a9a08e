"""Tests of legends and switches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maps import legend
from maps.errors import ColourError
from maps.spec import LegendEntry
from tests.maps.demo import map_layers, risk


@pytest.mark.parametrize(
    "shape", ["fill", "line", "dashed", "circle", "square", "diamond", "hatch", "number"]
)
def test_every_shape_has_a_swatch(shape: str) -> None:
    """All shapes of the contract can be drawn."""
    assert legend.swatch(LegendEntry("x", "#123456", shape)).startswith("<svg")  # type: ignore[arg-type]


def test_a_colour_cannot_carry_markup() -> None:
    """What is not a colour raises instead of entering the document."""
    with pytest.raises(ColourError):
        legend.swatch(LegendEntry("x", '"><script>', "hatch"))


def test_class_numbers_stand_in_the_swatches() -> None:
    """A raster's legend shows numbers 1 to 6 and no number for unknown."""
    html = legend.entries(risk("Risk", np.random.default_rng(1), size=20))
    assert [f">{n}</text>" in html for n in range(1, 8)] == [True] * 6 + [False]


def test_swatches_take_the_opacity_of_their_layer() -> None:
    """The legend shows a translucent layer as translucent."""
    layer = replace(risk("Risk", np.random.default_rng(1), size=20), opacity=0.4)
    assert 'fill-opacity="0.4"' in legend.entries(layer)


def test_groups_offer_none_and_choose_what_is_shown() -> None:
    """Each group has one radio more than layers, and exactly one is chosen."""
    layers = map_layers()
    html = legend.layer_choice(layers)
    assert html.count('type="radio"') == 6
    assert html.count('value="0" autocomplete="off" checked') == 1
    assert 'value="none" autocomplete="off">' in html
    hidden = tuple(replace(layer, shown=False) for layer in layers)
    assert 'value="none" autocomplete="off" checked' in legend.layer_choice(hidden)


def test_every_layer_has_a_switch_and_every_entry_its_words() -> None:
    """No layer is missing from the legend."""
    layers = map_layers()
    html = legend.layer_choice(layers)
    for layer in layers:
        assert layer.name in html
        assert all(entry.label in html for entry in layer.legend)


def test_words_are_escaped() -> None:
    """Names, units and labels are text, whatever they hold."""
    bad = "<script>x</script>"
    layer = replace(
        risk(bad, np.random.default_rng(1), size=20),
        group=bad,
        legend_title=bad,
        legend=(LegendEntry(bad, "#123456"),),
    )
    assert "<script" not in legend.layer_choice((layer,)) + legend.plain_legend((layer,))
