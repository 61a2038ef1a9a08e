"""What a plan has at its sites."""

from __future__ import annotations

import math

import pytest

from maps.placed import ALERT, placed_layers
from tests.maps.pictures import named, placement_table, properties

MORE = ("field_office", "human_rights", "cvr", "unpol", "fpu", "qrf", "qrf_air")
EVERY = ("cob", "tob", "jpt", "adviser", "cla", "can", *MORE)


def test_kinds_have_layers_of_their_own() -> None:
    """Bases by class, in place and new, teams, advisers, posts and networks: each has marker and words."""
    rows = [(tool, standing) for tool in EVERY for standing in (True, False)]
    found = {
        layer.name: (layer.marker, layer.legend[0].shape, len(properties(layer)))
        for layer in placed_layers(placement_table(*rows))
    }
    assert found == {
        "Alert networks": ("diamond", "diamond", 2),
        "Liaison assistants": ("circle", "circle", 2),
        "Company bases in place": ("square", "square", 1),
        "Temporary bases in place": ("triangle", "triangle", 1),
        "New company bases": ("diamond", "diamond", 1),
        "New temporary bases": ("triangle", "triangle", 1),
        "Joint protection teams": ("circle", "circle", 2),
        "Protection advisers": ("circle", "circle", 2),
        "Field offices": ("square", "square", 2),
        "Human rights presence": ("circle", "circle", 2),
        "Community violence reduction": ("diamond", "diamond", 2),
        "UN police teams": ("square", "square", 2),
        "Formed police units": ("square", "square", 2),
        "Quick reaction forces by road": ("triangle", "triangle", 2),
        "Quick reaction forces by helicopter": ("triangle", "triangle", 2),
    }


@pytest.mark.parametrize("tool", ["adviser", "cla", "can", "human_rights", "cvr", "fpu", "qrf"])
def test_what_shares_a_base_stands_beside_its_marker(tool: str) -> None:
    """Advisers, posts and networks are drawn off the base at their place, each on its own side."""
    layers = placed_layers(placement_table(("cob", True), (tool, False), ("jpt", False)))
    moved = [layer.offset_px for layer in layers if layer.offset_px != (0.0, 0.0)]
    assert len(moved) == 1
    assert math.hypot(*moved[0]) > 6


def test_who_can_call_is_marked_confidential() -> None:
    """Posts and networks stand under a heading that says so, whatever else the map shows."""
    layers = placed_layers(placement_table(("cla", False), ("can", False), ("cob", False)))
    assert [layer.name for layer in layers if layer.section == ALERT] == [
        "Alert networks",
        "Liaison assistants",
    ]
    assert "Confidential" in ALERT


def test_a_tool_of_a_later_version_is_not_lost() -> None:
    """A tool this version has no marker for is drawn as another asset."""
    layer = named(placed_layers(placement_table(("drone", False))), "Other assets")
    assert len(properties(layer)) == 1
