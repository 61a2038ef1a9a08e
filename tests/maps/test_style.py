"""Tests of palettes, markers and the words of legends."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from maps import style
from maps.contrast import VISIONS, lightness, readable_on, text_ratio, worst_pair
from maps.errors import SpecError
from maps.spec import LegendEntry
from maps.style import MarkerStyle
from tests.maps.demo import risk


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", [style.RISK, style.BANDS, style.DIFFERENCE])
def test_any_two_classes_can_be_told_apart(palette: tuple[str, ...], vision: str) -> None:
    """The worst pair of every palette differs by more than 19 in every kind of sight."""
    assert worst_pair(palette, vision=vision) > 19  # type: ignore[arg-type]


@pytest.mark.parametrize("classes", range(1, 7))
def test_risk_colours_go_from_light_to_dark(classes: int) -> None:
    """Each risk class is clearly darker than the one below, so that a grey print keeps the order."""
    colours = style.risk_colours(classes)
    assert len(colours) == classes
    assert all(a - b > 8 for a, b in pairwise(lightness(colours)))


def test_nearest_band_is_darkest() -> None:
    """Time bands get lighter with time."""
    assert np.all(np.diff(lightness(style.BANDS)) > 8)


def test_bands_are_not_taken_for_risk() -> None:
    """No band colour is close to a risk colour."""
    assert min(worst_pair((band, one)) for band in style.BANDS for one in style.RISK) > 19


@pytest.mark.parametrize("classes", [0, 7])
def test_too_many_or_no_classes_are_refused(classes: int) -> None:
    """A legend has one to six classes."""
    with pytest.raises(SpecError, match=str(classes)):
        style.risk_colours(classes)


def test_class_numbers_can_be_read_on_their_colours() -> None:
    """The number in a swatch reaches a contrast of 4.5 on its colour."""
    assert all(text_ratio(readable_on(colour), colour) >= 4.5 for colour in (*style.RISK, *style.BANDS))


def test_kinds_of_point_differ_in_shape_or_in_colour() -> None:
    """Two kinds of point marker with one shape never share a fill close to each other."""
    points: list[MarkerStyle] = [
        style.PRESENT_BASE,
        style.NEW_BASE,
        style.PRESENT_TOB,
        style.NEW_TOB,
        style.CLOSED_BASE,
        style.JPT,
        style.ADVISER,
        style.LIAISON,
        style.ALERT_NETWORK,
        style.OTHER_ASSET,
        style.PLACE,
        style.CLEARED_FORCE,
        style.OTHER_FORCE,
        style.NEVER_TASKED,
        style.FORBIDDEN,
    ]
    for i, one in enumerate(points):
        for other in points[i + 1 :]:
            if one.marker == other.marker:
                assert all(worst_pair((one.fill, other.fill), vision=vision) > 19 for vision in VISIONS)


def test_kinds_of_line_differ_in_dashes_or_in_colour() -> None:
    """Two kinds of line drawn alike never share a colour close to each other, in any kind of sight."""
    lines: list[MarkerStyle] = [
        style.REACH,
        style.REACH_NIGHT,
        style.reach_of_band(0),
        style.PATROL,
        style.NIGHT_PATROL,
        style.MUST_MISSED,
        style.MUST_MET,
        style.ENGAGED,
        style.UNCOVERED_OUTLINE,
        style.RESTRICTION,
        style.RESTRICTION_OTHERS,
        style.RIVER,
        style.ROAD,
    ]
    for i, one in enumerate(lines):
        for other in lines[i + 1 :]:
            if one.dashed == other.dashed:
                assert all(worst_pair((one.colour, other.colour), vision=vision) > 19 for vision in VISIONS)


@pytest.mark.parametrize("look", [style.REACH, style.PATROL, style.MUST_MET, style.UNCOVERED_OUTLINE])
def test_lines_of_the_plan_are_seen_on_every_class_of_risk(look: MarkerStyle) -> None:
    """What is drawn over risk differs from all but the darkest of its colours, in any kind of sight."""
    for vision in VISIONS:
        assert min(worst_pair((look.colour, one), vision=vision) for one in style.RISK[:4]) > 14


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (5, "5"),
        (1234.5, "1,230"),
        (0.01234, "0.0123"),
        (1e6, "1,000,000"),
        (2.50, "2.5"),
        (-15.04, "-15"),
    ],
)
def test_numbers_are_short(value: float, text: str) -> None:
    """Numbers show three significant digits."""
    assert style.number_text(value) == text


def test_class_labels_name_every_class_once() -> None:
    """There is one label more than there are breaks, and the ends are open."""
    assert style.class_labels([5, 50, 1000], "events") == (
        "under 5 events",
        "5 to 50",
        "50 to 1,000",
        "1,000 or more",
    )
    assert style.class_labels([], "people") == ("all people",)


@pytest.mark.parametrize("breaks", [[5, 5], [5, 1], [1, float("nan")], [1, float("inf")]])
def test_breaks_that_do_not_rise_are_refused(breaks: list[float]) -> None:
    """Breaks that do not rise strictly and finitely give no labels."""
    with pytest.raises(SpecError):
        style.class_labels(breaks)


def test_band_labels_say_within_reach() -> None:
    """Bands are told as reach in minutes, and have to rise."""
    assert style.band_labels([15, 30]) == ("within reach in 15 minutes", "within reach in 30 minutes")
    with pytest.raises(SpecError):
        style.band_labels([30, 15])


def test_class_legend_pairs_colours_with_words() -> None:
    """Each colour gets its words, unknown a hatch, and a mismatch is refused."""
    legend = style.class_legend(["#111111", "#222222"], ["low", "high"], unknown="unknown")
    assert [entry.shape for entry in legend] == ["fill", "fill", "hatch"]
    with pytest.raises(SpecError):
        style.class_legend(["#111111"], ["low", "high"])


def test_class_number_counts_from_one() -> None:
    """A legend entry knows its class by its colour; hatch and foreign colours have none."""
    layer = risk("Risk", np.random.default_rng(1), size=20)
    assert [style.class_number(layer, entry) for entry in layer.legend] == [1, 2, 3, 4, 5, 6, None]
    assert style.class_number(layer, LegendEntry("other", "#123123")) is None


def test_banner_colours_rise_with_classification() -> None:
    """White can be read on each of three grounds; unclear words count as confidential."""
    grounds = [
        style.classification_colour(word)
        for word in ("Unclassified", "Confidential", "Strictly Confidential")
    ]
    assert len(set(grounds)) == 3
    assert all(text_ratio("#ffffff", ground) > 4.5 for ground in grounds)
    assert style.classification_colour("whatever") == grounds[1]
