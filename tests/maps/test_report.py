"""The report page, in a real browser with the network cut."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from maps.report import (
    LONGEST,
    MOST_FINDINGS,
    FindingLine,
    LayerLine,
    ReportSpec,
    extent_groups,
    render_report,
)
from tests.browser import saved, visit
from tests.maps.demo import WATERMARK, collection

BAD = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{ 7*7 }}'
AREA = (27.0, -5.0, 31.0, 4.0)
RING = [[[27, -5], [31, -5], [31, 4], [27, 4], [27, -5]]]


def _spec(**changes: Any) -> ReportSpec:
    parts: dict[str, Any] = {
        "title": "Mission: check of the layers",
        "subtitle": "Mission file mission.toml",
        "verdict": ("This mission can be planned on.", "1 warning, 1 info."),
        "sound": True,
        "findings": (
            FindingLine("info", "a.csv", "assumed"),
            FindingLine("warning", "b.csv:7 [date]", "doubtful", "31/02", "mend the date"),
        ),
        "layers": (
            LayerLine("area", "area.geojson", "outline", bounds=AREA),
            LayerLine("roads 1", "roads.gpkg", "roads", ("9 rows read",), (20, -9, 40, 9), "spans the area"),
            LayerLine("bases", "bases.csv", "bases", (), (28, -4, 30, 2), "spans 30 % of the area"),
            LayerLine("places", "places.gpkg", "not understood", lost=True),
        ),
        "outline": collection([("Polygon", RING, {})]),
        "bounds": AREA,
        "gaps": (("Unknown", "13 %", "710,000 people (4 %)"),),
        "gap_note": "312,000 km2",
        "not_given": ("restrictions: nobody is denied passage",),
        "classification": "Confidential",
        "watermark": WATERMARK,
        "as_of": "2024-12-31",
        "sources": ("UCDP GED (CC BY 4.0)",),
        "notes": ("Not cleared.",),
    }
    return ReportSpec(**{**parts, **changes})


def test_findings_come_first() -> None:
    """Verdict, errors, warnings, infos, layers, map, gaps stand in this order; equal specs, equal bytes."""
    error = FindingLine("error", "c.csv", "wrong", "", "mend it")
    html = render_report(_spec(sound=False, findings=(*_spec().findings, error)))
    places = [
        html.index(words) for words in ('class="verdict bad"', ">Errors ", ">Warnings ", "<summary>What")
    ]
    places += [html.index(words) for words in ("Layers, as they", "<figure>", "What the layers leave out")]
    assert places == sorted(places)
    assert html == render_report(_spec(sound=False, findings=(*_spec().findings, error)))
    assert html.count(">Confidential<") == 2
    assert len(html.encode()) < 1_000_000


@pytest.mark.parametrize(("findings", "mood"), [((), "good"), (_spec().findings, "fair")])
def test_verdict_has_its_mood(findings: tuple[FindingLine, ...], mood: str) -> None:
    """Warnings show in the verdict of a mission that can be planned on."""
    assert f'class="verdict {mood}"' in render_report(_spec(findings=findings))


@pytest.mark.parametrize("width", [1280, 390])
def test_document_is_quiet_and_fits(browser: Browser, tmp_path: Path, width: int) -> None:
    """Only the file itself is read, nothing complains, and nothing is wider than the screen."""
    address = saved(tmp_path, render_report(_spec()))
    with visit(browser, address, width=width) as seen:
        assert seen.asked == [address]
        assert seen.console == []
        assert seen.violations == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.locator(".watermark").count() == 1
        assert seen.page.locator(".extent span").all_text_contents() == ["A", "B"]
        assert seen.page.locator(".findings .info table").is_hidden()


def test_hostile_words_are_shown_and_not_run(browser: Browser, tmp_path: Path) -> None:
    """Markup in any word of a report is text."""
    finding = FindingLine("warning", BAD, BAD, BAD, BAD)
    layer = LayerLine(BAD, BAD, BAD, (BAD, BAD), AREA, BAD, (BAD, BAD), BAD, BAD, BAD)
    words = {"title": BAD, "subtitle": BAD, "classification": BAD, "watermark": BAD, "as_of": BAD}
    words |= {"gap_note": BAD}
    lists = {"verdict": (BAD,), "not_given": (BAD,), "sources": (BAD,), "notes": (BAD,)}
    spec = _spec(findings=(finding,), layers=(layer,), gaps=((BAD, BAD, BAD),), **words, **lists)
    address = saved(tmp_path, render_report(spec))
    with visit(browser, address) as seen:
        assert seen.page.evaluate("window.pwned") is None
        assert seen.asked == [address]
        assert seen.console == []
        for part in (
            "h1",
            ".mark",
            ".verdict p",
            ".findings td:last-child",
            ".findings td small",
            ".layers tbody th small",
            ".layers tbody td",
            ".below tbody th",
            ".below .figure >> nth=2",
            ".below div > p",
            ".below div > ul li",
            "details li",
        ):
            assert seen.page.locator(part).first.text_content() == BAD, part
        assert BAD in (seen.page.locator(".entries li").last.text_content() or "")


def test_layers_of_one_extent_share_a_letter() -> None:
    """Extents are cut to the area: what spans it is one box; what lies elsewhere is drawn beside it."""
    layers = (*_spec().layers, LayerLine("rivers", "r", "rivers", bounds=(100.0, 50.0, 101.0, 51.0)))
    groups = extent_groups(layers, AREA)
    assert [(group.letter, group.names) for group in groups] == [
        ("A", ("area", "roads 1")),
        ("B", ("bases",)),
        ("C", ("rivers",)),
    ]
    assert groups[0].box == AREA
    assert groups[1].box == (28, -4, 30, 2)
    assert groups[2].box == (33.0, 8.5, 33.0, 8.5)
    assert extent_groups((), AREA) == ()
    assert len(extent_groups(layers, None)) == 4


def test_without_extents_there_is_no_map(browser: Browser, tmp_path: Path) -> None:
    """A mission of which nothing is known has a page without a map, quiet as any."""
    address = saved(tmp_path, render_report(_spec(layers=(), outline=None, bounds=None, gaps=())))
    with visit(browser, address) as seen:
        assert seen.console == []
        assert seen.page.locator(".map").count() == 0
        assert seen.page.locator(".mark").text_content() == WATERMARK


@pytest.mark.parametrize("box", [(27.0, 3.0, 27.0, 3.0), (-180.0, -90.0, 180.0, 90.0)])
def test_points_and_worlds_are_drawn(browser: Browser, tmp_path: Path, box: tuple[float, ...]) -> None:
    """An extent of one point, or of the whole world, is a map all the same."""
    layer = LayerLine("bases", "b", "bases", bounds=box)  # type: ignore[arg-type]
    spec = _spec(layers=(layer,), outline=None, bounds=None)
    with visit(browser, saved(tmp_path, render_report(spec))) as seen:
        assert seen.console == []
        assert seen.page.locator(".map .extent").count() == 1


def test_page_stays_small_whatever_is_wrong() -> None:
    """Thousands of long findings are cut to what is read, and the rest is counted."""
    many = tuple(FindingLine("error", f"f{i}", "word " * 400, "v" * 900, "r" * 900) for i in range(2000))
    html = render_report(_spec(findings=many, sound=False))
    assert len(html.encode()) < 1_000_000
    assert f"{2000 - MOST_FINDINGS:,} more: geo-poc check --json prints them all." in html
    assert "v" * (LONGEST + 1) not in html


def test_lost_layers_stand_out() -> None:
    """What was not understood is marked; a layer without extent has no letter."""
    html = render_report(_spec())
    assert '<span class="lost">not understood</span>' in html
    assert len(re.findall(r'class="letter"', html)) == 3


def test_report_prints_with_its_findings(browser: Browser, tmp_path: Path) -> None:
    """On paper every folded part is open, and a small report is one or two pages."""
    with visit(browser, saved(tmp_path, render_report(_spec()))) as seen:
        paper = seen.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
        seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert seen.page.locator(".findings .info table").is_visible()
