"""Arrangements of a printed sheet."""

from __future__ import annotations

from itertools import combinations

import pytest

from maps.paper import Rect, fit, papers
from maps.sheet_layout import Layout, best_layout, part_cells


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


@pytest.mark.parametrize("count", [1, 2, 4, 5])
@pytest.mark.parametrize("room", [Rect(10, 10, 92, 84), Rect(10, 10, 46, 200), Rect(10, 10, 260, 44)])
@pytest.mark.parametrize("area", [(500e3, 500e3), (300e3, 900e3), (900e3, 300e3)])
def test_small_maps_share_their_room(count: int, room: Rect, area: tuple[float, float]) -> None:
    """Small maps have one size, stand in their room, and none over another."""
    cells = part_cells((0.0, 0.0, *area), room, count, head_mm=3.5, gap_mm=2.0)
    assert len(cells) == count
    assert len({(round(cell.width, 6), round(cell.height, 6)) for cell in cells}) == 1
    for cell in cells:
        assert cell.x >= room.x - 1e-9
        assert cell.y >= room.y - 1e-9
        assert cell.right <= room.right + 1e-9
        assert cell.top <= room.top + 1e-9
    for a, b in combinations(cells, 2):
        assert a.right < b.x or b.right < a.x or a.top < b.y or b.top < a.y


def test_tall_area_takes_most_of_an_upright_sheet() -> None:
    """Small maps of a tall area stand below the texts, so that its own map is the wider."""
    layout = best_layout((0.0, 0.0, 300e3, 600e3), papers("a3"), parts=True, footer_mm=lambda _: 20.0)
    assert layout.paper.lie == "portrait"
    assert layout.frame.width > 0.55 * layout.paper.rect.width
    assert layout.parts.top < layout.side[0].y
