"""Tests of the map document, in a real browser with the network cut."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from maps import style
from maps.render import render_map
from maps.spec import LegendEntry, MapSpec, RasterLayer, ShapeLayer
from tests.browser import saved, visit
from tests.maps.demo import BOUNDS, WATERMARK, collection, layer, map_layers, map_spec

HOSTILE = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "</script><script>window.pwned=1</script>",
    "{{ 7*7 }}{% for x in y %}",
    "'-window.pwned=1-'",
    "<!-- -->&amp;\u2028",
)
SAID = (
    "h1", "header p", ".asof strong", ".banner.top", ".banner.bottom", ".watermark span", ".headlines li",
    "#panel td >> nth=1", "#panel th", "details li", "#layers legend", "#layers .switch span",
    "#layers .entries span", ".unit",
)  # fmt: skip
"""Every place of the page where words from data stand."""


def hostile_spec(text: str) -> MapSpec:
    """Return a map in which every string that may be free text is the given one."""
    numbers = collection([("Point", [29.0, -1.0], {"rank": text, text: text, "name": text})])
    raster = RasterLayer(
        text,
        np.ones((3, 3), np.uint8),
        BOUNDS,
        ("#cb4547",),
        (LegendEntry(text, "#cb4547"),),
        text,
        text,
        True,
    )
    entry = LegendEntry(text, "#123456")
    told = ((text, text), ("name", text))
    shapes = replace(layer(text, style.UNCOVERED, numbers, "number"), tooltip=told, legend=(entry, entry))
    base = replace(shapes, marker="square")
    line = collection([("LineString", [[28, -2], [30, 2]], {text: text})])
    lines = replace(layer(text, style.AREA, line, "line"), tooltip=told, legend=(entry,))
    words = (text, text)
    return MapSpec(
        text,
        text,
        BOUNDS,
        (raster, lines, base, shapes),
        text,
        text,
        text,
        words,
        (words, words),
        words,
        words,
    )


def test_map_is_one_small_reproducible_file() -> None:
    """A map of usual size stays under a megabyte, and equal specs give equal bytes."""
    html = render_map(map_spec())
    assert len(html.encode()) < 1_000_000
    assert html == render_map(map_spec())
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in html


def test_uncovered_areas_come_first() -> None:
    """The panel opens with uncovered areas: headlines, then the table, then notes and sources."""
    html = render_map(map_spec())
    order = [
        html.index(word)
        for word in ("Uncovered areas</h2>", "2.1 million", "District town 1<", "Notes</summary>")
    ]
    assert order == sorted(order)
    assert "No uncovered area is listed." in render_map(map_spec(table=()))


def test_document_asks_for_nothing_and_complains_of_nothing(browser: Browser, tmp_path: Path) -> None:
    """Only the file itself is read; the console and the policy stay silent; all parts can be seen."""
    address = saved(tmp_path, render_map(map_spec()))
    with visit(browser, address) as seen:
        assert seen.asked == [address]
        assert seen.console == []
        assert seen.violations == []
        for part in (
            ".banner.top",
            ".banner.bottom",
            ".watermark",
            "#layers",
            "#panel",
            ".leaflet-control-scale",
        ):
            assert seen.page.locator(part).is_visible(), part
        assert seen.page.locator(".watermark span").first.inner_text() == WATERMARK
        assert seen.page.locator("#layers input[type=radio]").count() == 6
        assert seen.page.locator("#layers .entries").first.is_visible()
        assert seen.page.locator("img.classes").count() == 1
        assert seen.page.locator(".leaflet-control-attribution").count() == 0


def test_policy_is_enforced(browser: Browser, tmp_path: Path) -> None:
    """A script, style or image added to the finished file does not run or load, and it is noticed."""
    extra = '<script>window.pwned=1</script><p style="color:red">x</p><img src="https://example.org/a.png">'
    address = saved(tmp_path, render_map(map_spec()).replace("</main>", extra + "</main>"))
    with visit(browser, address) as seen:
        assert seen.page.evaluate("window.pwned") is None
        assert len(seen.violations) == 3
        assert len(seen.console) >= 3


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overlaps_or_overflows(browser: Browser, tmp_path: Path, width: int) -> None:
    """Map, panel and legend lie beside or below each other, within the width of the screen."""
    with visit(browser, saved(tmp_path, render_map(map_spec())), width=width) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = [seen.page.locator(part).bounding_box() for part in ("#place", "#panel", "#layers")]
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                assert a is not None
                assert b is not None
                assert min(a["width"], a["height"]) > 150
                beside = a["x"] + a["width"] <= b["x"] + 0.5 or b["x"] + b["width"] <= a["x"] + 0.5
                below = a["y"] + a["height"] <= b["y"] + 0.5 or b["y"] + b["height"] <= a["y"] + 0.5
                assert beside or below
        place, panel = boxes[0], boxes[1]
        assert place is not None
        assert panel is not None
        assert (panel["y"] >= place["y"] + place["height"]) == (width == 390)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_and_not_run(browser: Browser, tmp_path: Path, text: str) -> None:
    """Markup, template braces and script in any field appear as text, in tooltips too."""
    address = saved(tmp_path, render_map(hostile_spec(text)))
    with visit(browser, address) as seen:
        page = seen.page
        page.locator("tr[data-rank]").first.click()
        assert page.locator(".leaflet-tooltip dd").first.text_content() == text
        assert page.evaluate("window.pwned") is None
        assert seen.asked == [address]
        assert seen.console == []
        assert seen.violations == []
        assert page.title() == " ".join(text.split()) or page.title() == text
        for part in SAID:
            assert page.locator(part).first.text_content() == text, part
        assert page.locator("#place img:not(.classes)").count() == 0


def test_radio_changes_the_raster_and_its_legend(browser: Browser, tmp_path: Path) -> None:
    """Choosing another source replaces the image and the legend; none removes both."""
    layers = map_layers()
    assert isinstance(layers[1], RasterLayer)
    second = replace(layers[1], legend=(LegendEntry("another legend", layers[1].colours[0]),))
    spec = map_spec(layers=(layers[0], second, *layers[2:]))
    with visit(browser, saved(tmp_path, render_map(spec))) as seen:
        page = seen.page
        before = page.locator("img.classes").get_attribute("src")
        assert page.locator("img.classes").get_attribute("alt") == "Armed groups"
        assert not page.get_by_text("another legend").is_visible()
        page.get_by_label("Communal").check()
        assert page.locator("img.classes").count() == 1
        assert page.locator("img.classes").get_attribute("src") != before
        assert page.get_by_text("another legend").is_visible()
        page.get_by_label("None").check()
        assert page.locator("img.classes").count() == 0
        assert not page.get_by_text("another legend").is_visible()
        page.get_by_label("Response time of all bases").check()
        assert page.locator("img.classes").count() == 1


def test_overlay_switch_keeps_the_order_of_layers(browser: Browser, tmp_path: Path) -> None:
    """A layer switched off and on again lies where it lay before."""
    order = "[...document.querySelectorAll('.leaflet-pane')].map(p => [p.className, p.style.zIndex]).join()"
    with visit(browser, saved(tmp_path, render_map(map_spec()))) as seen:
        before = seen.page.evaluate(order)
        box = seen.page.get_by_label("Bases in place")
        box.uncheck()
        assert seen.page.locator(".marker-square").count() == 0
        box.check()
        assert seen.page.locator(".marker-square").count() == 30
        assert seen.page.evaluate(order) == before


@pytest.mark.parametrize("by_key", [False, True])
def test_choosing_a_row_moves_the_map_to_its_number(browser: Browser, tmp_path: Path, by_key: bool) -> None:
    """A click on a row or a key on its button centres the number, and shows it where it was off."""
    with visit(browser, saved(tmp_path, render_map(map_spec()))) as seen:
        page = seen.page
        page.get_by_role("checkbox", name="Uncovered areas").uncheck()
        if by_key:
            page.get_by_role("button", name="Show 5 on the map").press("Enter")
        else:
            page.locator("tr[data-rank='5'] td").nth(3).click()
        assert page.get_by_role("checkbox", name="Uncovered areas").is_checked()
        marker = page.locator(".marker-number").filter(has_text=re.compile("^5$")).bounding_box()
        place = page.locator("#place").bounding_box()
        assert marker is not None
        assert place is not None
        assert abs(marker["x"] + marker["width"] / 2 - place["x"] - place["width"] / 2) < 2
        assert abs(marker["y"] + marker["height"] / 2 - place["y"] - place["height"] / 2) < 2
        assert page.locator("tr.chosen").get_attribute("data-rank") == "5"


def test_cell_and_marker_of_one_place_coincide(browser: Browser, tmp_path: Path) -> None:
    """The drawn centre of a raster of one cell lies within a pixel of a marker at the centre of that cell."""
    edge = np.pi / 180
    south, west, north, east = 1.0, 28.0, 1.4, 28.4
    heights = [np.arctanh(np.sin(lat * edge)) for lat in (south, north)]
    middle = np.arcsin(np.tanh(sum(heights) / 2)) / edge
    cell = RasterLayer(
        "Cell", np.ones((1, 1), np.uint8), (south, west, north, east), ("#cb4547",), (), shown=True
    )
    centre = collection([("Point", [(west + east) / 2, float(middle)], {})])
    at = layer("At", style.PRESENT_BASE, centre, "square")
    with visit(browser, saved(tmp_path, render_map(map_spec(layers=(cell, at))))) as seen:
        for _ in range(3):
            image = seen.page.locator("img.classes").bounding_box()
            marker = seen.page.locator(".marker-square svg").bounding_box()
            assert image is not None
            assert marker is not None
            for start, length in (("x", "width"), ("y", "height")):
                centres = [box[start] + box[length] / 2 for box in (image, marker)]  # type: ignore[literal-required]
                assert abs(centres[0] - centres[1]) <= 1
            seen.page.locator(".leaflet-control-zoom-in").click()


def test_every_control_has_a_name(browser: Browser, tmp_path: Path) -> None:
    """Each input and button has words for a screen reader, and the map can be reached by keyboard."""
    with visit(browser, saved(tmp_path, render_map(map_spec()))) as seen:
        nameless = seen.page.evaluate(
            "[...document.querySelectorAll('button, input, a[role=button]')].filter(e => "
            "!(e.getAttribute('aria-label') || e.textContent.trim() || "
            "(e.labels && e.labels[0].textContent.trim()))).length"
        )
        assert nameless == 0
        assert seen.page.locator("#place .map").get_attribute("tabindex") == "0"
        assert seen.page.locator("#place .map").get_attribute("aria-label") == "Map"


def test_map_prints_on_one_page_with_its_panel(browser: Browser, tmp_path: Path) -> None:
    """A usual map is one page on paper, and sources are unfolded for it."""
    with visit(browser, saved(tmp_path, render_map(map_spec()))) as seen:
        paper = seen.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
        assert seen.page.locator("details:not([open])").count() == 0


def test_thousands_of_shapes_are_drawn_on_canvas(browser: Browser, tmp_path: Path) -> None:
    """Many shapes with tooltips make no element each."""
    points = [("Point", [27 + i % 60 * 0.07, -4 + i // 60 * 0.1], {"name": str(i)}) for i in range(2400)]
    many = layer("Many", style.PLACE, collection(points), "circle", tooltip=(("name", ""),))
    assert isinstance(many, ShapeLayer)
    with visit(browser, saved(tmp_path, render_map(map_spec(layers=(many,))))) as seen:
        assert seen.page.locator("#place path").count() == 0
        assert seen.page.locator("#place canvas").count() >= 1
        assert seen.console == []


def test_figures_with_their_difference_stand_as_figures() -> None:
    """A number of people with how many more or fewer stands to the right and may wrap; words do neither."""
    table = (("Plan", "Out"), ("A", "290,000"), ("B", "300,000 (4,700 more)"), ("C", "more (or less)"))
    page = render_map(replace(map_spec(), table=table))
    assert '<td class="figure beside">300,000 (4,700 more)</td>' in page
    assert "<td>more (or less)</td>" in page
