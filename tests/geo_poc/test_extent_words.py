"""How far layers extend, in words."""

from __future__ import annotations

import pytest

from geo_poc.extent_words import Box, extent_words


@pytest.mark.parametrize(
    ("bounds", "share", "words"),
    [
        ((0.0, 0.0, 1.0, 1.0), 1.0, "spans the area"),
        ((0.0, 0.0, 1.0, 1.0), 0.4, "spans 40 % of the area"),
        ((0.0, 0.0, 1.0, 0.0), 0.0, "extends 111 km by less than 1 km"),  # a road along the equator
        ((10.0, 59.9, 10.0, 60.1), 0.0, "extends 22 km by less than 1 km"),
        (
            (10.0, 59.95, 11.0, 60.05),
            0.001,
            "extends 56 km by 11 km, under 1 % of the area",
        ),  # degrees are short up north
        ((0.2, 0.2, 0.2, 0.2), 0.0, "less than 1 km across"),  # all incidents at one place
        (None, 0.4, "spans 40 % of the area"),
        ((0.0, 0.0, 1.0, 1.0), None, ""),
    ],
)
def test_narrow_layers_are_told_by_their_sides(bounds: Box | None, share: float | None, words: str) -> None:
    """A line or a few places span no share of an area: how long and how wide they are is told."""
    assert extent_words(bounds, share) == words
