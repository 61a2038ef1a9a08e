"""Sheets of paper, round scales and scale bars."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.errors import SpecError
from maps.paper import Rect, bar_length_m, fit, papers

METRES = st.floats(100.0, 5e6)


@given(width=METRES, height=METRES, across=st.floats(20, 400), up=st.floats(20, 400))
def test_box_lies_in_its_frame_at_a_round_scale(
    width: float, height: float, across: float, up: float
) -> None:
    """The whole box lies in the frame, in its middle, and the scale has at most three digits that count."""
    frame = Rect(10.0, 20.0, across, up)
    made = fit((1000.0, -500.0, 1000.0 + width, -500.0 + height), frame)
    west, south, east, north = made.box
    assert west <= 1000.0
    assert south <= -500.0
    assert east >= 1000.0 + width
    assert north >= -500.0 + height
    assert math.isclose(west + east, 2000.0 + width, abs_tol=1e-3)
    assert round(made.denominator / 10.0 ** (math.floor(math.log10(made.denominator)) - 2), 6).is_integer()


@given(width=METRES, most=st.floats(5, 90))
def test_scale_bar_is_round_and_short_enough(width: float, most: float) -> None:
    """A bar is 1, 2 or 5 times a power of ten, and never longer than asked for, nor less than a third."""
    made = fit((0.0, 0.0, width, width), Rect(0, 0, 100, 100))
    length = bar_length_m(made, most)
    assert length * made.mm_per_m <= most * (1 + 1e-9)
    assert length * made.mm_per_m > most / 2.6
    assert round(length / 10.0 ** math.floor(math.log10(length) + 1e-9), 6) in (1.0, 2.0, 5.0)


def test_sheet_lies_both_ways_unless_asked() -> None:
    """Both ways are offered, one on demand, and another size is refused."""
    assert [paper.lie for paper in papers("a3")] == ["landscape", "portrait"]
    (upright,) = papers("a4", "portrait")
    assert (upright.rect.width, upright.rect.height) == (210.0, 297.0)
    with pytest.raises(SpecError, match="a3 or a4"):
        papers("a5")


@pytest.mark.parametrize("box", [(0.0, 0.0, 0.0, 1.0), (0.0, 2.0, 1.0, 1.0)])
def test_box_without_extent_is_refused(box: tuple[float, float, float, float]) -> None:
    """A map of nothing is told, not drawn."""
    with pytest.raises(SpecError, match="extent"):
        fit(box, Rect(0, 0, 10, 10))
