"""The page of risk in a real browser: tabs, slider, confidence and cards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser

from maps import style
from maps.contrast import VISIONS, worst_pair
from maps.hotspots import hotspot_list, shown_hotspots
from maps.risk_page import Frame, RiskPage, render_risk_page
from maps.risk_scale import CHANCE, SURE, RiskScale, sure_legend
from maps.shapes import shape_layer
from maps.spec import MapSpec, RasterLayer
from tests.browser import visit
from tests.maps.test_why import CARD

SCALE = RiskScale((1.0, 2.0, 3.0, 4.0), "people x events")
FRAMES = (
    *(Frame(source, period, "risk") for period in ("earlier", "recent") for source in ("total", "state")),
    Frame("state", "recent", "sure"),
)


def _raster(number: int, frame: Frame) -> RasterLayer:
    classes = np.full((20, 20), 1 + number % 4, dtype=np.uint8)
    sure = frame.view == "sure"
    return RasterLayer(
        name=f"{frame.view}: {frame.source}, {frame.period}",
        classes=classes,
        bounds=(0.0, 0.0, 1.0, 1.0),
        colours=SURE if sure else SCALE.colours,
        legend=sure_legend() if sure else SCALE.legend,
        legend_title="How often" if sure else "Risk",
        opacity=1.0,
        shown=frame == Frame("total", "recent", "risk"),
    )


def _page() -> RiskPage:
    areas = gpd.GeoDataFrame(
        {"rank": [1], "name": ["Alpha"], "source": ["state"], "people": [9.0], "share_of_source": [0.5],
         "trend": ["rising"]},
        geometry=[shapely.Point(0.5, 0.5)], crs=4326,
    )  # fmt: skip
    shown = shown_hotspots(areas)
    numbers = shape_layer("Numbers", shown, style.UNCOVERED, "number", (("name", "Area"),), swatch="number")
    assert numbers is not None
    spec = MapSpec(
        title="Risk", subtitle="", bounds=(0.0, 0.0, 1.0, 1.0),
        layers=(*(_raster(n, frame) for n, frame in enumerate(FRAMES)), numbers),
        classification="Confidential", watermark="EXERCISE", as_of="2025-06-30",
        headlines=("Unknown first.",), table=hotspot_list(shown), sources=("Made up",),
        notes=("Not cleared.",), table_note="Not drawn: 2 more.",
    )  # fmt: skip
    return RiskPage(
        spec=spec, frames=FRAMES, sources=(("total", "all"), ("state", "state")),
        periods=(("earlier", "average"), ("recent", "recent, to June")), cards=(CARD,), first=1,
        total_note="Read it beside its parts.",
    )  # fmt: skip


def _drawn(page: object) -> list[str]:
    return page.eval_on_selector_all(  # type: ignore[attr-defined,no-any-return]
        "img.classes", "found => found.map(one => one.alt)"
    )


def test_tabs_slider_and_confidence_choose_one_raster(browser: Browser, tmp_path: Path) -> None:
    """One raster is drawn at a time, the one that tab, period and view name; what is missing is said."""
    file = tmp_path / "map.html"
    file.write_text(render_risk_page(_page()), encoding="utf-8")
    with visit(browser, file.as_uri()) as seen:
        page = seen.page
        assert _drawn(page) == ["risk: total, recent"]
        assert page.get_by_text("Read it beside its parts.").is_visible()
        page.get_by_role("tab", name="state").click()
        assert _drawn(page) == ["risk: state, recent"]
        assert not page.get_by_text("Read it beside its parts.").is_visible()
        page.get_by_label("How sure").check()
        assert _drawn(page) == ["sure: state, recent"]
        assert page.locator("[data-view=sure]").is_visible()
        assert not page.locator("[data-view=risk]").is_visible()
        page.locator("#period").fill("0")
        assert _drawn(page) == []
        told = page.locator("#missing").inner_text()
        assert told.startswith("How sure was worked out for this period alone: ")
        assert "nothing is drawn" in told
        page.get_by_label("Risk", exact=True).check()
        assert _drawn(page) == ["risk: state, earlier"]
        assert page.locator("#period-words").inner_text() == "average"
        assert (seen.console, seen.violations) == ([], [])
        assert [address for address in seen.asked if not address.startswith("file:")] == []


def test_what_the_list_leaves_out_stands_below_it() -> None:
    """The note of the list follows its rows, and comes before what the next months may hold."""
    text = render_risk_page(_page())
    assert '<p class="more">Not drawn: 2 more.</p>' in text
    assert text.index("Not drawn: 2 more.") < text.index("Why they are red")


def test_nothing_is_wider_than_a_phone(browser: Browser, tmp_path: Path) -> None:
    """A forecast of none in words fits 390 px, and the names of the views do not break."""
    told = ("unattributed", *["most likely none (0.0205 expected)"] * 3)
    ahead = (("Incidents expected", "next 1 month", "next 3 months", "next 6 months"), told)
    file = tmp_path / "map.html"
    file.write_text(render_risk_page(replace(_page(), ahead=ahead)), encoding="utf-8")
    with visit(browser, file.as_uri()) as seen:
        seen.page.set_viewport_size({"width": 390, "height": 844})
        assert seen.page.locator("table.ahead").is_visible()
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
        tall = seen.page.eval_on_selector_all(
            "#choice fieldset .switch", "found => found.map(one => one.getBoundingClientRect().height)"
        )
        assert len(tall) >= 2
        assert max(tall) < 45


@pytest.mark.parametrize("width", [1440, 390])
def test_list_stays_within_its_panel(browser: Browser, tmp_path: Path, width: int) -> None:
    """Long words and large counts leave the list inside the panel, beside a scroll bar too."""
    page = _page()
    head = page.spec.table[0]
    told = ("20", "Frostarren", "unattributed", "210,000", "100 %", "falling")
    file = tmp_path / "map.html"
    spec = replace(page.spec, table=(head, told))
    file.write_text(render_risk_page(replace(page, spec=spec)), encoding="utf-8")
    with visit(browser, file.as_uri(), width=width) as seen:
        panel = seen.page.locator("#panel")
        bar = 15 if width > 860 else 0  # narrow pages scroll as a whole
        panel.evaluate("(panel, bar) => { panel.style.borderRight = `${bar}px solid` }", bar)
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
        right = panel.locator("table").first.evaluate("table => table.getBoundingClientRect().right")
        assert right <= width - bar - 11.5


def test_row_opens_its_card_and_whole_area_comes_back(browser: Browser, tmp_path: Path) -> None:
    """Choosing a row finds it on the map and opens why it is red; the button shows the whole area again."""
    file = tmp_path / "map.html"
    file.write_text(render_risk_page(_page()), encoding="utf-8")
    with visit(browser, file.as_uri()) as seen:
        page = seen.page
        zoom = page.evaluate("geoPoc.maps[0].getZoom()")
        page.locator("tr[data-rank] button").click()
        assert page.get_by_text("judgement: the product").is_visible()
        assert page.evaluate("geoPoc.maps[0].getZoom()") > zoom
        page.get_by_role("button", name="Whole area").click()
        assert page.evaluate("geoPoc.maps[0].getZoom()") == zoom
        assert (seen.console, seen.violations) == ([], [])


def test_slider_has_at_most_twelve_periods() -> None:
    """More cannot be told apart, and are refused."""
    with pytest.raises(ValueError, match="at most 12"):
        replace(_page(), periods=tuple((str(n), str(n)) for n in range(13)))


@pytest.mark.parametrize("vision", VISIONS)
def test_colours_of_confidence_are_told_apart(vision: str) -> None:
    """Its classes and those of a forecast differ from each other, and from the hatch, with any sight."""
    for palette in (SURE, CHANCE):
        assert worst_pair(palette, vision=vision) > 19  # type: ignore[arg-type]
        for colour in palette:
            assert worst_pair([colour, style.HATCH[1]], vision=vision) > 10  # type: ignore[arg-type]
