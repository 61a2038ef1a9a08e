"""How much room the texts beside a map take, and how small they have to be to fit; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from maps.paper import Paper, Rect
from maps.sheet_draw import line_mm, wrapped
from maps.sheet_spec import SheetSpec

SHARES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
"""Sizes of text that are tried, as shares of the sheet's own; smaller ones nobody reads."""

HEAD, STEP, SMALL = 1.15, 1.12, 0.9
"""Of the size of text: headings; rows of the legend; the legend's unit."""

BULLET, LINE_GAP = 2.4, 0.7
SIGN = 9.5
"""Room of a sign before its words, in units of the paper."""

TABLE_ROWS = 5
"""Lines that are kept for the list below, its heading and the line of what is not shown included."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Texts beside the map that fit.

    Parameters
    ----------
    lines : tuple of str
        What has to be read first; where not all fit, the last says how many are left out.
    lines_share, legend_share : float
        Sizes of text.
    """

    lines: tuple[str, ...]
    lines_share: float
    legend_share: float


def lines_mm(lines: tuple[str, ...], width_mm: float, paper: Paper, *, share: float, title: bool) -> float:
    """Return the height of lines with bullets, their heading included."""
    points, unit = paper.points * share, paper.unit
    head = line_mm(points * HEAD) + 0.8 * unit if title else 0.0
    wide = width_mm - BULLET * unit
    return head + sum(len(wrapped(line, wide, points)) * line_mm(points) + LINE_GAP * unit for line in lines)


def legend_words(spec: SheetSpec) -> tuple[str, ...]:
    """Return the words of the legend, classes first."""
    shapes = [layer.legend.label for layer in spec.shapes if layer.legend is not None]
    return (*(entry.label for entry in spec.scale.legend), *shapes)


def legend_unit(spec: SheetSpec) -> str:
    """Return the line of the legend that says what its classes are of."""
    return f"Risk: {spec.scale.unit}, in each cell"


def legend_mm(spec: SheetSpec, width_mm: float, paper: Paper, *, share: float) -> float:
    """Return the height of the legend."""
    points, unit = paper.points * share, paper.unit
    head = line_mm(points * HEAD) + 0.8 * unit
    head += len(wrapped(legend_unit(spec), width_mm, points * SMALL)) * line_mm(points * SMALL)
    rows = sum(len(wrapped(words, width_mm - SIGN * unit, points)) for words in legend_words(spec))
    return head + rows * line_mm(points) * STEP + unit


def fitted_texts(spec: SheetSpec, side: tuple[Rect, ...], paper: Paper) -> Fitted:
    """Return sizes at which what has to be read first and the legend fit where they stand.

    In one column the lines, the legend and some rows of the list share it; the lines are cut only where the
    smallest size does not help, and what is left out is counted. The legend is never cut.
    """
    gap = 3.0 * paper.unit
    listed = TABLE_ROWS * line_mm(paper.points) if len(spec.table) > 1 else 0.0
    if len(side) > 1:
        legend = _share(lambda share: legend_mm(spec, side[1].width, paper, share=share), side[1].height)
        return Fitted(*_lines(spec.must_read, side[0].width, side[0].height, paper), legend)
    column = side[0]
    for share in SHARES:
        legend = legend_mm(spec, column.width, paper, share=share) + gap
        room = column.height - legend - (listed + gap if listed else 0.0)
        if lines_mm(spec.must_read, column.width, paper, share=share, title=True) <= room:
            return Fitted(spec.must_read, share, share)
    lines, share = _lines(spec.must_read, column.width, room, paper)
    return Fitted(lines, share, SHARES[-1])


def _share(height: Callable[[float], float], room_mm: float) -> float:
    """Return the largest size whose height fits, else the smallest."""
    return next((share for share in SHARES if height(share) <= room_mm), SHARES[-1])


def _lines(
    lines: tuple[str, ...], width_mm: float, room_mm: float, paper: Paper
) -> tuple[tuple[str, ...], float]:
    """Return the lines that fit a height, and at which size."""
    share = _share(lambda share: lines_mm(lines, width_mm, paper, share=share, title=True), room_mm)
    for kept in range(len(lines), -1, -1):
        left = len(lines) - kept
        shown = (
            lines if left == 0 else (*lines[:kept], f"{left:,} more of these lines: read risk.json first.")
        )
        if lines_mm(shown, width_mm, paper, share=share, title=True) <= room_mm:
            break
    return shown, share
