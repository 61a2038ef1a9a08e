"""Tests of the comparison document, in a real browser with the network cut."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from maps.compare import render_comparison, shared_legend
from maps.errors import OfflineError, SpecError
from maps.spec import LegendEntry
from tests.browser import saved, visit
from tests.maps.demo import comparison_spec

BAD = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{ 7*7 }}'


def test_table_comes_first_with_every_figure() -> None:
    """Figures stand row by row before the maps, and equal specs give equal bytes."""
    spec = comparison_spec()
    html = render_comparison(spec)
    assert html == render_comparison(spec)
    assert html.index("<tbody>") < html.index("<figure>") < html.index("Legend of all maps")
    assert html.count('<th scope="row">') == len(spec.figure_names)
    assert len(html.encode()) < 1_000_000


def test_legend_stands_once() -> None:
    """Layers of one name share one legend entry."""
    spec = comparison_spec()
    names = [layer.name for layer in shared_legend(spec.columns)]
    assert len(names) == len(set(names))
    assert render_comparison(spec).count("unknown: nobody observes") == 1


def test_other_breaks_are_refused() -> None:
    """Scenarios with other classes cannot stand side by side."""
    spec = comparison_spec()
    first, *rest = spec.columns[1].map_layers
    changed = replace(first, legend=(LegendEntry("other breaks", "#fffacd"), *first.legend[1:]))
    columns = (spec.columns[0], replace(spec.columns[1], map_layers=(changed, *rest)))
    with pytest.raises(SpecError, match="'Armed groups' of scenario 'Proposal'"):
        render_comparison(replace(spec, columns=columns))


def test_missing_figures_are_refused() -> None:
    """A column needs one figure per row, and a comparison a column."""
    spec = comparison_spec()
    with pytest.raises(SpecError, match="1 figures for 9 rows"):
        render_comparison(replace(spec, columns=(replace(spec.columns[0], figures=("1",)),)))
    with pytest.raises(SpecError):
        render_comparison(replace(spec, columns=()))


@pytest.mark.parametrize(
    "href", ["https://example.org/a.html", "javascript:alert(1)", "//example.org", '"><b>']
)
def test_links_leave_only_to_relative_files(href: str) -> None:
    """A scenario's link is a plain relative address."""
    spec = comparison_spec()
    with pytest.raises(OfflineError):
        render_comparison(replace(spec, columns=(replace(spec.columns[0], href=href),)))


@pytest.mark.parametrize("width", [1280, 390])
def test_document_is_quiet_and_fits(browser: Browser, tmp_path: Path, width: int) -> None:
    """Only the file itself is read, nothing complains, and nothing is wider than the screen."""
    address = saved(tmp_path, render_comparison(comparison_spec()))
    with visit(browser, address, width=width) as seen:
        assert seen.asked == [address]
        assert seen.console == []
        assert seen.violations == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.locator(".map img.classes").count() == 3
        assert seen.page.locator(".watermark").count() == 3
        assert seen.page.get_by_role("link", name="Full map").count() == 2


def test_maps_show_the_same_extent_and_move_together(browser: Browser, tmp_path: Path) -> None:
    """All maps start on the same bounds, and zooming one zooms the others."""
    views = "geoPoc.maps.map(m => m.getBounds().toBBoxString())"
    with visit(browser, saved(tmp_path, render_comparison(comparison_spec()))) as seen:
        before = seen.page.evaluate(views)
        seen.page.locator(".leaflet-control-zoom-in").click()
        after = seen.page.evaluate(views)
        assert len(set(before)) == len(set(after)) == 1
        assert after != before


def test_hostile_words_are_shown_and_not_run(browser: Browser, tmp_path: Path) -> None:
    """Markup in any word of a comparison is text."""
    spec = comparison_spec()
    column = replace(spec.columns[0], name=BAD, intent=BAD, figures=(BAD,))
    words = {"title": BAD, "subtitle": BAD, "classification": BAD, "watermark": BAD, "as_of": BAD}
    spec = replace(spec, columns=(column,), figure_names=(BAD,), sources=(BAD,), notes=(BAD,), **words)
    address = saved(tmp_path, render_comparison(spec))
    with visit(browser, address) as seen:
        assert seen.page.evaluate("window.pwned") is None
        assert seen.asked == [address]
        assert seen.console == []
        for part in (
            "h1",
            "thead small",
            "tbody th",
            "tbody td",
            "figcaption strong",
            ".watermark span",
            "details li",
        ):
            assert seen.page.locator(part).first.text_content() == BAD, part


def test_comparison_prints_on_one_page(browser: Browser, tmp_path: Path) -> None:
    """Three scenarios with nine figures are one page on paper."""
    with visit(browser, saved(tmp_path, render_comparison(comparison_spec()))) as seen:
        paper = seen.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
