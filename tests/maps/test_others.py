"""Who else is there, as far as its owner agrees."""

from __future__ import annotations

from maps.others import other_layers
from tests.maps.pictures import actor_table, empty_like, named, properties

ROWS = (
    ("host_state", "cleared", True),
    ("host_state", "barred", True),
    ("parallel_force", "not_assessed", False),
    ("humanitarian", "", True),
    ("humanitarian", "", False),
    ("community", "", True),
)


def test_actors_whose_owner_does_not_agree_are_not_drawn() -> None:
    """Silence of the owner keeps an actor off the map, a humanitarian like any other."""
    layers = other_layers(actor_table(*ROWS))
    drawn = {row["name"] for layer in layers for row in properties(layer)}
    assert drawn == {"host_state cleared", "host_state barred", "humanitarian ", "community "}
    assert other_layers(actor_table(("humanitarian", "", False))) == []


def test_forces_are_told_apart_by_clearance() -> None:
    """Cleared forces, forces without clearance and everybody else have a layer each, with state in words."""
    layers = other_layers(actor_table(*ROWS))
    assert [layer.name for layer in layers] == [
        "Communities and humanitarians",
        "Forces not cleared",
        "Forces cleared",
    ]
    assert properties(named(layers, "Forces not cleared")) == [
        {
            "name": "host_state barred",
            "kind_words": "host state",
            "mandate": "Posts",
            "hrddp_words": "barred",
            "hrddp_expiry": "2026-03-31",
        }
    ]


def test_humanitarians_are_shown_and_not_tasked() -> None:
    """The legend says so, no clearance is asked of them, and nobody else is drawn unless asked for."""
    layers = other_layers(actor_table(*ROWS))
    assert not any(layer.shown for layer in layers)
    layer = named(layers, "Communities and humanitarians")
    assert "not tasked" in layer.legend[0].label
    assert not any("hrddp_words" in row for row in properties(layer))


def test_runs_without_other_actors_have_no_layer() -> None:
    """A run of before other actors, and one that has none, say nothing of them."""
    assert other_layers(None) == []
    assert other_layers(empty_like(actor_table(*ROWS))) == []
