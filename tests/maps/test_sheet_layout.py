"""Arrangements of a printed sheet."""

from __future__ import annotations

from itertools import combinations

import pytest

from maps.paper import Rect, fit, papers
from maps.sheet_layout import Layout, best_layout


def _rects(layout: Layout) -> list[Rect]:
    return [layout.top, layout.bottom, layout.title, layout.frame, layout.scale, layout.footer, *layout.side]


@pytest.mark.parametrize("size", ["a3", "a4"])
@pytest.mark.parametrize("parts", [True, False])
@pytest.mark.parametrize("area", [(500e3, 500e3), (300e3, 900e3), (900e3, 300e3)])
def test_nothing_stands_over_anything_else(size: str, parts: bool, area: tuple[float, float]) -> None:
    """Every part of the sheet has a place of its own on the paper."""
    box = (0.0, 0.0, *area)
    layout = best_layout(box, papers(size), parts=parts, footer_mm=lambda _: 20.0)
    rects = _rects(layout) + ([layout.parts] if parts else [])
    whole = layout.paper.rect
    for rect in rects:
        assert rect.width > 0
        assert rect.height > 0
        assert rect.x >= -1e-9
        assert rect.y >= -1e-9
        assert rect.right <= whole.right + 1e-9
        assert rect.top <= whole.top + 1e-9
    for a, b in combinations(rects, 2):
        apart = a.right <= b.x + 1e-9 or b.right <= a.x + 1e-9 or a.top <= b.y + 1e-9 or b.top <= a.y + 1e-9
        assert apart, (a, b)


def test_area_is_drawn_as_large_as_any_arrangement_allows() -> None:
    """A tall area lies on an upright sheet, and no way that is asked for draws it larger than the best."""
    box = (0.0, 0.0, 300e3, 900e3)
    best = best_layout(box, papers("a3"), parts=True, footer_mm=lambda _: 15.0)
    assert best.paper.lie == "portrait"
    for paper in papers("a3"):
        other = best_layout(box, (paper,), parts=True, footer_mm=lambda _: 15.0)
        assert fit(box, best.frame).denominator <= fit(box, other.frame).denominator
