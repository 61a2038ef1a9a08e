"""Tests of colour differences and simulated colour vision."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.color import deltaE_cie76, rgb2lab

from maps.contrast import VISIONS, lab, readable_on, rgb, text_ratio, worst_pair
from maps.errors import ColourError

COLOURS = ("#000000", "#ffffff", "#d00010", "#10a050", "#123456", "#fffacd", "#7f7f7f")


def test_lab_agrees_with_an_independent_library() -> None:
    """CIELAB of sRGB colours agrees with scikit-image to a tenth of a unit."""
    expected = rgb2lab(np.array([[rgb(c) for c in COLOURS]], dtype=np.uint8))[0]
    assert np.abs(lab(COLOURS) - expected).max() < 0.1


def test_worst_pair_is_the_smallest_difference() -> None:
    """The worst pair is found among all pairs, as an independent library measures them."""
    points = rgb2lab(np.array([[rgb(c) for c in COLOURS]], dtype=np.uint8))[0]
    each = [deltaE_cie76(a, b) for i, a in enumerate(points) for b in points[i + 1 :]]
    assert worst_pair(COLOURS) == pytest.approx(min(each), abs=0.1)
    assert worst_pair(["#123456"]) == float("inf")


def test_grey_stays_grey_in_every_vision() -> None:
    """A missing cone does not change greys, by the construction of the model."""
    for vision in VISIONS:
        assert np.abs(lab(["#808080"], vision=vision)[0, 1:]).max() < 0.5


def test_red_and_green_move_together_without_red_or_green_cones() -> None:
    """Traffic-light colours are far apart to most readers and close to those without red or green cones."""
    pair = ("#b8860b", "#6b8e23")
    assert worst_pair(pair) > 25
    assert worst_pair(pair, vision="protanopia") < 0.6 * worst_pair(pair)
    assert worst_pair(pair, vision="deuteranopia") < 0.6 * worst_pair(pair)


def test_cividis_reaches_its_published_difference() -> None:
    """Six classes of cividis reach about 21 under protanopia, the mark for a risk palette."""
    cividis = ("#fce236", "#c8b866", "#989277", "#6e6f73", "#434e6c", "#002e6c")
    assert worst_pair(cividis, vision="protanopia") == pytest.approx(20.4, abs=0.5)


def test_text_ratio_has_its_known_ends() -> None:
    """Black on white is 21 to 1, and the better of both is chosen for text."""
    assert text_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert readable_on("#fffacd") == "#000000"
    assert readable_on("#2d0145") == "#ffffff"


@pytest.mark.parametrize("text", ["red", "#12345", "#12345g", "#1234567", '"><b>', ""])
def test_what_is_no_colour_is_refused(text: str) -> None:
    """Only # and six hexadecimal digits pass, so that no colour carries markup."""
    with pytest.raises(ColourError):
        rgb(text)
