"""The classed rasters of a run's map."""

from __future__ import annotations

from maps import style
from maps.compose import compose_map
from maps.surfaces import bands_layer, risk_layers
from tests.maps.pictures import picture


def test_one_risk_surface_is_drawn_at_a_time() -> None:
    """Only the sum of all sources is shown at first, the others take its place; colours are shared."""
    layers = risk_layers(picture())
    assert [layer.shown for layer in layers] == [False, False, True]
    assert {layer.group for layer in layers} == {"risk"}
    assert {layer.colours for layer in layers} == {style.risk_colours(5)}
    assert layers[0].legend_title == "Risk, state (people x events)"
    assert [layer.shown for layer in risk_layers(picture(), shown="state")] == [True, False, False]


def test_legend_of_risk_names_classes_unknown_and_what_no_feed_sees() -> None:
    """The sum says which sources are not observed, so not counted; unknown is hatched in every surface."""
    state, _, total = risk_layers(picture())
    assert [entry.label for entry in state.legend][:6] == [
        "under 1",
        "1 to 10",
        "10 to 100",
        "100 to 1,000",
        "1,000 or more",
        "unknown: nobody observes",
    ]
    assert [entry.label for entry in state.legend if entry.shape == "hatch"] == ["unknown: nobody observes"]
    assert total.legend[:-1] == state.legend
    assert total.legend[-1].label == "not observed, so not told apart: communal, criminal"
    everything = risk_layers(picture(not_observed=()))[-1]
    assert everything.legend == state.legend


def test_sources_not_observed_have_no_surface() -> None:
    """A source that no feed sees has no layer that could be read as no risk."""
    names = [layer.name for layer in compose_map(picture()).layers]
    assert not any("communal" in name or "criminal" in name for name in names)


def test_bands_say_within_reach() -> None:
    """Time bands are named by minutes within reach and are not drawn over risk when the map opens."""
    layer = bands_layer(picture())
    assert [entry.label for entry in layer.legend] == [
        f"within reach in {minutes} minutes" for minutes in (15, 30, 60, 120)
    ]
    assert not layer.shown
    assert layer.group == ""
