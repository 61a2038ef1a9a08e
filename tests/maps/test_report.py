"""The report page, in a real browser with the network cut."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.report import render_report
from maps.report_spec import FindingLine, LayerLine
from tests.browser import saved, visit
from tests.maps.demo import WATERMARK
from tests.maps.report_specs import AREA, report_spec

BAD = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{ 7*7 }}'


def test_findings_come_first() -> None:
    """Verdict, errors, warnings, infos, layers, map, gaps stand in this order; equal specs, equal bytes."""
    error = FindingLine("error", "c.csv", "wrong", "", "mend it")
    html = render_report(report_spec(sound=False, findings=(*report_spec().findings, error)))
    places = [
        html.index(words) for words in ('class="verdict bad"', ">Errors ", ">Warnings ", "<summary>What")
    ]
    places += [html.index(words) for words in ("Layers, as they", "<figure>", "What the layers leave out")]
    assert places == sorted(places)
    assert html == render_report(report_spec(sound=False, findings=(*report_spec().findings, error)))
    assert html.count(">Confidential<") == 2
    assert len(html.encode()) < 1_000_000


@pytest.mark.parametrize(("findings", "mood"), [((), "good"), (report_spec().findings, "fair")])
def test_verdict_has_its_mood(findings: tuple[FindingLine, ...], mood: str) -> None:
    """Warnings show in the verdict of a mission that can be planned on."""
    assert f'class="verdict {mood}"' in render_report(report_spec(findings=findings))


@pytest.mark.parametrize("width", [1280, 390])
def test_document_is_quiet_and_fits(browser: Browser, tmp_path: Path, width: int) -> None:
    """Only the file itself is read, nothing complains, and nothing is wider than the screen."""
    address = saved(tmp_path, render_report(report_spec()))
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
    spec = report_spec(findings=(finding,), layers=(layer,), gaps=((BAD, BAD, BAD),), **words, **lists)
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


def test_without_extents_there_is_no_map(browser: Browser, tmp_path: Path) -> None:
    """A mission of which nothing is known has a page without a map, quiet as any."""
    address = saved(tmp_path, render_report(report_spec(layers=(), outline=None, bounds=None, gaps=())))
    with visit(browser, address) as seen:
        assert seen.console == []
        assert seen.page.locator(".map").count() == 0
        assert seen.page.locator(".mark").text_content() == WATERMARK


@pytest.mark.parametrize("box", [(27.0, 3.0, 27.0, 3.0), (-180.0, -90.0, 180.0, 90.0)])
def test_points_and_worlds_are_drawn(browser: Browser, tmp_path: Path, box: tuple[float, ...]) -> None:
    """An extent of one point, or of the whole world, is a map all the same."""
    layer = LayerLine("bases", "b", "bases", bounds=box)  # type: ignore[arg-type]
    spec = report_spec(layers=(layer,), outline=None, bounds=None)
    with visit(browser, saved(tmp_path, render_report(spec))) as seen:
        assert seen.console == []
        assert seen.page.locator(".map .extent").count() == 1


def test_report_prints_with_its_findings(browser: Browser, tmp_path: Path) -> None:
    """On paper every folded part is open, and a small report is one or two pages."""
    with visit(browser, saved(tmp_path, render_report(report_spec()))) as seen:
        paper = seen.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
        seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert seen.page.locator(".findings .info table").is_visible()
