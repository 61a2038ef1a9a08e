"""How plans are told apart on the map of an answer."""

from __future__ import annotations

import pytest

from maps.answers import COLOURS
from maps.contrast import VISIONS, Vision, text_ratio, worst_pair


@pytest.mark.parametrize("vision", VISIONS)
def test_twelve_plans_have_colours_of_their_own(vision: Vision) -> None:
    """As many as a usual question over futures has, told apart whatever the colour vision."""
    assert len(set(COLOURS)) == 12
    assert worst_pair(COLOURS, vision=vision) > 18


def test_letters_of_plans_can_be_read_on_white() -> None:
    """At least the ratio that running text needs."""
    assert min(text_ratio(colour, "#ffffff") for colour in COLOURS) >= 4.5
