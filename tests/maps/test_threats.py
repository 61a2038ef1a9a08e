"""Areas of the threat register."""

from __future__ import annotations

from maps.threats import threat_layers
from tests.maps.pictures import empty_like, named, properties, threat_table

ROWS = (("must", False, ""), ("must", True, ""), ("should", False, "mediation;pressure"), ("could", True, ""))


def test_musts_that_are_not_met_lie_on_top() -> None:
    """Musts are drawn when the map opens, the rest when asked for; what is not met lies above what is."""
    layers = threat_layers(threat_table(*ROWS))
    assert [(layer.name, layer.shown) for layer in layers] == [
        ("Engaged on", False),
        ("Other threats met", False),
        ("Must threats met", True),
        ("Other threats not met", False),
        ("Must threats not met", True),
    ]
    missed, met = named(layers, "Must threats not met"), named(layers, "Must threats met")
    assert missed.weight_px > met.weight_px
    assert missed.colour != met.colour


def test_tooltip_tells_the_status_in_words() -> None:
    """A threat tells priority, source, status, share beside what is asked for, limit, visits, engagement."""
    layer = named(threat_layers(threat_table(*ROWS)), "Engaged on")
    assert properties(layer) == [
        {
            "name": "Raids 3",
            "priority": "should",
            "source_words": "armed groups",
            "status": "not met",
            "share_words": "40 % (50 % asked for)",
            "limit": "60 minutes",
            "visits_words": "1.2 (2 asked for)",
            "engaged": "mediation, pressure by leadership",
        }
    ]


def test_engagement_is_never_called_reach() -> None:
    """The legend of what is engaged on says that it stands beside reach and not in its place."""
    (entry,) = named(threat_layers(threat_table(*ROWS)), "Engaged on").legend
    assert "never in its place" in entry.label


def test_runs_without_a_register_have_no_layer() -> None:
    """A run of before threat areas, and one without a register, say nothing of them."""
    assert threat_layers(None) == []
    assert threat_layers(empty_like(threat_table(*ROWS))) == []
