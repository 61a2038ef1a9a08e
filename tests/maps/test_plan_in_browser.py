"""A plan with every tool, drawn in a real browser: what shares a place can be seen, what is hidden is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.compose import compose_map
from maps.render import render_map
from tests.browser import saved, visit
from tests.maps.pictures import picture, placement_table, table_set
from tests.maps.test_compose import EVERYTHING

PLACED = placement_table(("cob", True), ("tob", False), ("jpt", False), ("adviser", False), ("cla", False))


@pytest.fixture(scope="module")
def html() -> str:
    """Draw every kind of layer."""
    tables = {**EVERYTHING, "placements": PLACED}
    return render_map(compose_map(picture(tables=tables, plan_lines=("Half is within reach.",))))


def test_every_tool_is_drawn_and_nothing_is_asked_for(browser: Browser, tmp_path: Path, html: str) -> None:
    """Markers of all shapes appear without a request or a complaint."""
    address = saved(tmp_path, html)
    with visit(browser, address) as seen:
        assert seen.asked == [address]
        assert seen.console == seen.violations == []
        for shape in ("square", "triangle", "number"):
            assert seen.page.locator(f".marker-{shape} svg").count() >= 1, shape


def test_what_stands_beside_a_base_is_beside_its_marker(browser: Browser, tmp_path: Path, html: str) -> None:
    """An adviser and a liaison post lie on two sides of the base at the same place."""
    with visit(browser, saved(tmp_path, html)) as seen:
        base = seen.page.locator(".marker-square").first.bounding_box()
        beside = seen.page.locator(".marker-circle").all()
        boxes = [marker.bounding_box() for marker in beside]
        assert base is not None
        assert len(boxes) == 2
        middle = base["x"] + base["width"] / 2
        centres = sorted(box["x"] + box["width"] / 2 - middle for box in boxes if box is not None)
        assert centres[0] < -6
        assert centres[1] > 6


def test_tab_key_passes_over_shapes(browser: Browser, tmp_path: Path, html: str) -> None:
    """Who uses the keyboard meets the numbered areas and the buttons, not every road, town and outline."""
    with visit(browser, saved(tmp_path, html)) as seen:
        page = seen.page
        assert page.locator("#place path.leaflet-interactive").count() >= 3
        page.locator("#place .map").focus()
        met: list[str] = []
        while "A" not in met:
            page.keyboard.press("Tab")
            met.append(page.evaluate("document.activeElement.tagName"))
        assert set(met) == {"DIV", "A"}  # numbers of uncovered areas, then the first button
        page.get_by_label("Day patrols").check()
        drawn = page.locator('.map path[stroke="#7a3cff"]')
        assert drawn.first.get_attribute("tabindex") == "-1"


def test_patrols_and_other_actors_are_drawn_when_asked_for(
    browser: Browser, tmp_path: Path, html: str
) -> None:
    """Switching them on draws them; their tooltips tell what they are."""
    with visit(browser, saved(tmp_path, html)) as seen:
        page = seen.page
        assert page.locator(".marker-hexagon").count() == 0
        ways = page.locator('.map path[stroke="#7a3cff"]')
        assert ways.count() == 0
        page.get_by_label("Day patrols").check()
        page.get_by_label("Forces cleared").check()
        assert ways.count() == 1
        assert page.locator(".marker-hexagon svg").count() == 1
        page.locator(".marker-hexagon").hover(force=True)
        assert "Due diligence" in page.locator(".told").inner_text()


def test_sections_stand_above_their_switches(browser: Browser, tmp_path: Path, html: str) -> None:
    """The panel is a list of headings, uncovered areas first after risk, and none without a switch."""
    with visit(browser, saved(tmp_path, html)) as seen:
        headings = seen.page.locator("#layers legend").all_inner_texts()
        assert [heading.lower() for heading in headings] == [
            "risk",
            "uncovered areas",
            "bases and teams",
            "who can call (confidential)",
            "others in place, who agree to be shown",
            "patrols",
            "threat register",
            "reach in time",
            "country and access",
        ]
        for group in seen.page.locator("#layers fieldset").all():
            assert group.locator("input").count() >= 1


def test_print_leaves_out_what_is_not_drawn(browser: Browser, tmp_path: Path, html: str) -> None:
    """On paper a switch that is off is no legend of anything: it is left out, and so is an empty heading."""
    with visit(browser, saved(tmp_path, html)) as seen:
        seen.page.emulate_media(media="print")
        switches = seen.page.locator("#layers .switch")
        printed = [switch.locator("input").is_checked() for switch in switches.all() if switch.is_visible()]
        assert printed
        assert all(printed)
        headings = [
            item.inner_text().lower()
            for item in seen.page.locator("#layers legend").all()
            if item.is_visible()
        ]
        assert "patrols" not in headings
        assert "bases and teams" in headings


def test_plan_lines_follow_the_uncovered_areas(html: str) -> None:
    """What the plan reaches stands after the list of what it does not; without lines there is no heading."""
    heading = "What the plan reaches and recommends"
    assert html.index("Uncovered first.") < html.index("<td>Bo 1</td>") < html.index(heading)
    assert html.index(heading) < html.index("Half is within reach.") < html.index("Notes</summary>")
    assert heading not in render_map(compose_map(picture(tables=table_set())))


def test_forced_colours_leave_lines_on_the_ground_they_were_chosen_for(
    browser: Browser, tmp_path: Path, html: str
) -> None:
    """On forced black the dark outline of the area could not be seen, on the map or in the legend."""
    with visit(browser, saved(tmp_path, html)) as seen:
        seen.page.emulate_media(forced_colors="active", color_scheme="dark")
        for part in (".map", ".swatch"):
            ground = seen.page.locator(part).first.evaluate("e => getComputedStyle(e).backgroundColor")
            assert ground == "rgb(241, 243, 244)", part
        words = seen.page.locator("#panel").evaluate("e => getComputedStyle(e).backgroundColor")
        assert words != "rgb(241, 243, 244)"


def test_long_names_leave_a_narrow_page_as_wide_as_its_window(browser: Browser, tmp_path: Path) -> None:
    """A place with a name of one long word is broken over lines: the whole page would scroll sideways."""
    areas = table_set()["uncovered"]
    named = areas.assign(name=["Donaudampfschifffahrtsgesellschaftshauptquartier" * 2] * len(areas))
    drawn = render_map(compose_map(picture(tables=table_set(uncovered=named))))
    with visit(browser, saved(tmp_path, drawn)) as seen:
        seen.page.set_viewport_size({"width": 390, "height": 900})
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
