"""Texts of a printed sheet stay on it and apart, however long names, legends and attributions are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from maps import style
from maps.paper import Rect, papers
from maps.sheet import DPI, SETTINGS, draw_page
from maps.sheet_letters import legible_sheet
from maps.sheet_room import SHARES, fitted_texts, legend_mm, lines_mm
from maps.sheet_spec import Box, SheetShapes, SheetSpec
from maps.spec import LegendEntry
from tests.maps.test_sheet import sheet_spec

LONG = "An extraordinarily long name of a mission area with many words in it, and a second clause besides"
SQUARE, WIDE, HIGH = (0.0, 0.0, 1.2e5, 1.2e5), (0.0, 0.0, 1.2e5, 3e4), (0.0, 0.0, 3e4, 1.2e5)
APART_PX = 1.0
"""Letters of neighbours may come this near to each other, at the resolution of the PNG."""


def _crowded() -> SheetSpec:
    """Return a sheet on which every text is long and every list full."""
    plain = sheet_spec()
    kinds = [
        SheetShapes(
            np.array([shapely.Point(5e3 + 9e3 * n, 6e4)], dtype=object),
            style.PLACE,
            LegendEntry(
                f"kind {n} of thing with quite a long label that wraps over lines", "#333333", "circle"
            ),
            (f"Place of a long name {n}",),
            3,
        )
        for n in range(12)
    ]
    return replace(
        plain,
        title=f"{LONG} {LONG}",
        subtitle=LONG,
        clearance=f"REF/2025/0001 {'x' * 60}",
        audience="humanitarian partners and many others beside them",
        shapes=(*plain.shapes, *kinds),
        must_read=tuple(f"{n}: {LONG}. {LONG}." for n in range(12)),
        table=(
            ("No.", "Name", "Source", "Share"),
            *((str(n), LONG, "armed groups", "12 %") for n in range(40)),
        ),
        sources=tuple(f"Provider {n} with a licence (CC BY 4.0, derived extract, {LONG})" for n in range(12)),
        notes=(LONG,) * 6,
        disclaimer=" ".join([LONG] * 4),
        parts=tuple(replace(plain.surface, name=f"armed groups of a long name {n}") for n in range(5)),
    )


def _texts(spec: SheetSpec, size: str, lie: str) -> tuple[list[tuple[Bbox, str]], float, float]:
    """Return where each text of a sheet is drawn, in pixels, but its watermark, which lies under them."""
    with mpl.rc_context(SETTINGS):
        figure, _ = draw_page(legible_sheet(spec), papers(size, lie))  # type: ignore[arg-type]
        figure.set_dpi(DPI)
        renderer = FigureCanvasAgg(figure).get_renderer()
        placed = [
            (text.get_window_extent(renderer), text.get_text())
            for axes in figure.axes
            for text in axes.texts
            if text.get_text().strip() and text.get_text() != spec.watermark
        ]
        return placed, figure.bbox.width, figure.bbox.height


def _overlaps(placed: list[tuple[Bbox, str]]) -> Iterator[tuple[str, str]]:
    for (one, said), (other, words) in combinations(placed, 2):
        wide = min(one.x1, other.x1) - max(one.x0, other.x0)
        high = min(one.y1, other.y1) - max(one.y0, other.y0)
        if wide > APART_PX and high > 0.25 * min(one.height, other.height):  # lines stand closer than boxes
            yield said, words


@pytest.mark.parametrize("size", ["a3", "a4"])
@pytest.mark.parametrize(("lie", "box"), [("landscape", HIGH), ("portrait", WIDE), ("portrait", HIGH)])
def test_every_text_is_on_the_page_and_none_over_another(size: str, lie: str, box: Box) -> None:
    """A plain sheet and crowded ones of two shapes: all texts within the paper, no two over each other."""
    sheets = [sheet_spec()] if box == HIGH else [replace(_crowded(), box=SQUARE)]
    sheets += [replace(_crowded(), box=box)]
    for spec in sheets:
        placed, width, height = _texts(spec, size, lie)
        assert len(placed) > 50
        beyond = [
            said for box, said in placed if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
        ]
        assert beyond == []
        assert list(_overlaps(placed)) == []


def test_texts_shrink_before_lines_are_left_out_and_what_is_left_out_is_counted() -> None:
    """With room all is whole; with less it is smaller; with little the last line counts what is missing."""
    (paper, _) = papers("a3")
    spec = replace(_crowded(), shapes=sheet_spec().shapes)
    heights = (900.0, 210.0, 110.0)
    whole, smaller, cut = (fitted_texts(spec, (Rect(0, 0, 92, height),), paper) for height in heights)
    assert (whole.lines, whole.lines_share, whole.legend_share) == (spec.must_read, 1.0, 1.0)
    assert smaller.lines == spec.must_read
    assert SHARES[-1] <= smaller.lines_share < 1.0
    assert cut.lines[:-1] == spec.must_read[: len(cut.lines) - 1]
    assert cut.lines[-1].startswith(f"{len(spec.must_read) - len(cut.lines) + 1} more of these lines")
    for fitted, height in zip((whole, smaller, cut), heights, strict=True):
        taken = lines_mm(fitted.lines, 92, paper, share=fitted.lines_share, title=True)
        assert taken + legend_mm(spec, 92, paper, share=fitted.legend_share) <= height
