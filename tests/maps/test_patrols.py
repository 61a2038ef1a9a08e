"""Patrols as the ways they take."""

from __future__ import annotations

from maps.patrols import patrol_layers
from tests.maps.pictures import empty_like, named, patrol_table, properties


def test_patrols_are_thin_lines_drawn_when_asked_for() -> None:
    """Day and night have a layer each, night dashed, both thin and hidden at first."""
    layers = patrol_layers(patrol_table("patrol", "patrol", "night_patrol"))
    assert [(layer.name, layer.dashed, layer.shown) for layer in layers] == [
        ("Day patrols", False, False),
        ("Night patrols", True, False),
    ]
    assert all(layer.weight_px < 2 and not layer.fill for layer in layers)
    assert len(properties(named(layers, "Day patrols"))) == 2


def test_tooltip_tells_base_duration_stops_and_people() -> None:
    """A patrol tells where it starts, how long it takes, how often it stops and how many live on its way."""
    (layer,) = patrol_layers(patrol_table("patrol"))
    assert properties(layer) == [
        {"name": "Bo", "minutes_words": "7 h 50 min", "stops": 5, "people_words": "12,000"}
    ]


def test_runs_without_patrols_have_no_layer() -> None:
    """A run of before patrols, and one that has none, say nothing of them."""
    assert patrol_layers(None) == []
    assert patrol_layers(empty_like(patrol_table("patrol"))) == []
