"""The chart of plans: what stands where, how far more is not ruled out, and that all of it can be read."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from maps.chart import LETTER_PX, WIDTH, Chart, ChartPoint, chart_html, ticks_over
from maps.compose import compose_map
from maps.errors import ColourError
from maps.offline import refuse_links
from maps.render import render_map
from tests.browser import saved, visit
from tests.maps.pictures import picture

POINTS = (
    ChartPoint("A", 16.0, 100.0, 16.0, 104.5, "#0060f0", "Plan A: cost 16."),
    ChartPoint("B", 10.0, 99.2, 10.0, 99.2, "#c03000", "Plan B: cost 10."),
    ChartPoint("C", 0.0, 43.3, 0.0, 43.3, "#000060", "Plan C: cost 0."),
)
CHART = Chart("Reach against cost", "Cost, assets", "Reach, %", "A dot is a plan.", POINTS, "left")
REPEATABLE = settings(derandomize=True, max_examples=100, deadline=None, database=None)


def _drawn(chart: Chart) -> Any:
    html = chart_html(chart)
    refuse_links(html)
    return ET.fromstring(html)  # noqa: S314 (our own text)


def _letters(chart: Chart) -> dict[str, tuple[float, float]]:
    return {
        text.text: (float(text.get("x")), float(text.get("y")))
        for text in _drawn(chart).iter("text")
        if text.get("class") == "letter"
    }


@REPEATABLE
@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.integers(3, 9))
def test_ticks_are_few_round_and_span_what_is_drawn(low: float, span: float, most: int) -> None:
    """Steps are 1, 2 or 5 times a power of ten, all the same."""
    high = low + span
    ticks = ticks_over(low, high, most=most)
    assert 2 <= len(ticks) <= most
    slack = 1e-6 * max(abs(low), abs(high), 1.0)
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    steps = [after - before for before, after in pairwise(ticks)]
    assert all(step == pytest.approx(steps[0], rel=1e-6, abs=slack) for step in steps)
    if span > slack:
        assert f"{steps[0]:.3e}"[:5] in ("1.000", "2.000", "5.000")


def test_more_is_higher_and_dearer_is_further_right() -> None:
    """The dots stand in the order of their values; a range begins at its dot and ends above it."""
    drawn = _drawn(CHART)
    dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in drawn.iter("circle")]
    assert dots[0][0] > dots[1][0] > dots[2][0]
    assert dots[0][1] < dots[1][1] < dots[2][1]
    (ranged,) = [path.get("d") for path in drawn.iter("path") if path.get("class") == "range"]
    start, end = re.match(r"M([\d.]+ [\d.]+)V([\d.]+)", ranged).groups()  # type: ignore[union-attr]
    assert start == f"{dots[0][0]:.1f} {dots[0][1]:.1f}"
    by_unit = (dots[2][1] - dots[1][1]) / (99.2 - 43.3)
    assert float(end) == pytest.approx(dots[0][1] - 4.5 * by_unit, abs=0.11)


def test_what_lies_between_plans_has_the_value_of_the_one_beside_it() -> None:
    """Of more cost no less is had: across, then up. Of less of a second view no less: up, then across."""
    for step, way in (("left", "MHVHV"), ("right", "MVHVH")):
        (found,) = [
            path.get("d")
            for path in _drawn(replace(CHART, step=step)).iter("path")  # type: ignore[arg-type]
            if path.get("stroke-dasharray")
        ]
        assert re.sub(r"[^MHV]", "", found) == way


@REPEATABLE
@given(st.lists(st.tuples(st.floats(0, 20), st.floats(40, 100), st.floats(0, 5)), min_size=1, max_size=4))
def test_letters_stay_inside_and_apart(values: list[tuple[float, float, float]]) -> None:
    """However near plans lie to each other, each letter can be read."""
    points = tuple(
        ChartPoint("ABCD"[number], x, y, x, y + more, "#000060", "")
        for number, (x, y, more) in enumerate(values)
    )
    places = list(_letters(replace(CHART, points=points)).values())
    assert len(places) == len(values)
    for number, (x, y) in enumerate(places):
        assert LETTER_PX[0] / 2 <= x <= WIDTH - LETTER_PX[0] / 2
        for other_x, other_y in places[:number]:
            assert abs(x - other_x) >= LETTER_PX[0] - 1.5 or abs(y - other_y) >= LETTER_PX[1]


def test_words_stand_for_the_chart_and_are_plain_text() -> None:
    """A reader who does not see it hears its title and each plan; no string becomes markup."""
    hostile = replace(CHART, x_label="<b>Cost</b> & more", points=(replace(POINTS[0], words="<i>A</i>"),))
    drawn = _drawn(hostile)
    image = drawn.find("svg")
    assert image.get("role") == "img"
    named = {one.get("id"): one.text for one in image if one.tag in ("title", "desc")}
    assert [named[name] for name in image.get("aria-labelledby").split()] == [
        "Reach against cost",
        "<i>A</i>",
    ]
    assert "<b>Cost</b> & more \u2192" in [text.text for text in drawn.iter("text")]
    assert _drawn(CHART).find("svg/desc").text == "Plan A: cost 16. Plan B: cost 10. Plan C: cost 0."
    long = replace(CHART, y_label="far " * 30)
    assert max(len(text.text) for text in _drawn(long).iter("text")) < 60
    with pytest.raises(ColourError):
        chart_html(replace(CHART, points=(replace(POINTS[0], colour="red"),)))


def test_chart_fits_the_page(browser: Browser, tmp_path: Path) -> None:
    """On a wide page and a narrow one it is as wide as its panel, not wider, and can be found by its name."""
    spec = replace(compose_map(picture()), chart=CHART)
    with visit(browser, saved(tmp_path, render_map(spec))) as seen:
        assert seen.console == seen.violations == []
        for width in (1440, 390):
            seen.page.set_viewport_size({"width": width, "height": 844})
            chart = seen.page.get_by_role("img", name="Reach against cost")
            chart.scroll_into_view_if_needed()
            box, panel = chart.bounding_box(), seen.page.locator("#panel").bounding_box()
            assert box is not None
            assert panel is not None
            assert 300 <= box["width"] <= panel["width"]
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
