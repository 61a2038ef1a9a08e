"""What stands around the map of a printed sheet: markings, title, scale, norths, legend, list, sources."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from layers.mgrs_grid import MgrsGrid
from maps.paper import Fit, Paper, Rect, bar_length_m
from maps.sheet_draw import (
    INK,
    LINE,
    SOFT,
    box,
    line_mm,
    shortened,
    swatch,
    text_width_mm,
    wrapped,
    write,
)
from maps.sheet_room import BULLET, HEAD, LINE_GAP, SIGN, SMALL, STEP, legend_unit
from maps.sheet_spec import SheetSpec
from maps.style import classification_colour, number_text

NOT_CLEARED = "NOT CLEARED"
_BULLET = "#8f0e1f"
_FOOT = 0.82
_RIGHT_MOST = 0.4
"""Of a sheet's width: the lines at the upper right."""
_NO_LEAN = 0.05
_LEAN_SHOWN = 24.0
"""Degrees at which two arrows and their letters stand apart."""


def draw_banner(axes: Axes, spec: SheetSpec, rect: Rect, paper: Paper) -> None:
    """Print the classification."""
    box(axes, rect, fill=classification_colour(spec.classification))
    write(
        axes,
        rect.x + rect.width / 2,
        rect.y + rect.height / 2,
        spec.classification.upper(),
        paper.points * 1.3,
        ha="center",
        va="center",
        color="#ffffff",
        weight="bold",
        zorder=9,
    )


def draw_title(axes: Axes, spec: SheetSpec, rect: Rect, paper: Paper, surface: str) -> None:
    """Print title and surface on the left, date, audience and clearance on the right."""
    big, small = paper.points * 2.0, paper.points
    told = (
        f"As of {spec.as_of}",
        f"For: {spec.audience}",
        f"Cleared: {spec.clearance}" if spec.clearance else NOT_CLEARED,
    )
    most = rect.width * _RIGHT_MOST
    right = tuple(shortened(line, most, small * 1.1, "bold") for line in told)
    taken = max(text_width_mm(line, small * 1.1, "bold") for line in right) + 4
    width = rect.width - taken
    write(
        axes,
        rect.x,
        rect.top - line_mm(big) * 0.8,
        shortened(spec.title, width, big, "bold"),
        big,
        weight="bold",
    )
    below = f"{surface}. {spec.subtitle}" if spec.subtitle else surface
    write(
        axes,
        rect.x,
        rect.top - line_mm(big) * 0.8 - line_mm(small * 1.25),
        shortened(below, width, small * 1.15),
        small * 1.15,
        color=SOFT,
    )
    for number, line in enumerate(right):
        strong = number != 1
        write(
            axes,
            rect.right,
            rect.top - line_mm(small * 1.1) * (number + 0.8),
            line,
            small * 1.1,
            ha="right",
            weight="bold" if strong else "normal",
            color=_BULLET if line == NOT_CLEARED else INK,
        )


def draw_scale(axes: Axes, made: Fit, grid: MgrsGrid, rect: Rect, paper: Paper, system: str) -> None:
    """Draw scale bar, scale, both norths and what the grid is."""
    unit, points = paper.unit, paper.points
    length = bar_length_m(made, min(70.0 * unit, rect.width * 0.3))
    width, height = length * made.mm_per_m, 1.7 * unit
    x, y = rect.x + 1.0, rect.top - 5.2 * unit
    for number in range(4):
        part = Rect(x + number * width / 4, y, width / 4, height)
        box(axes, part, fill=INK if number % 2 == 0 else "#ffffff", edge=INK, width=0.5)
    for share in (0.0, 0.5, 1.0):
        text = f"{number_text(length * share / 1000)}{' km' if share == 1.0 else ''}"
        side = "left" if share == 1.0 else "center"
        write(axes, x + width * share, y + height + 0.7, text, points * 0.9, ha=side)
    write(axes, x, y - line_mm(points), f"1 : {made.denominator:,.0f} on {paper.size.upper()}", points * 0.95)
    _norths(axes, x + width + 16.0 * unit, rect, grid, paper)
    left, small = x + width + 26.0 * unit, points * 0.85
    told = (_squares_words(grid), system, _leaning(grid))
    lines = [line for text in told for line in wrapped(text, rect.right - left, small)]
    for number, line in enumerate(lines):
        write(axes, left, rect.top - line_mm(small) * (number + 0.95), line, small, color=SOFT)


def _squares_words(grid: MgrsGrid) -> str:
    zones = sorted({name.split()[0] for _, _, name in grid.squares})
    named = f", zone{'s' if len(zones) > 1 else ''} {', '.join(zones)}" if zones else ""
    return f"Military grid (MGRS), WGS 84{named}; lines every {grid.spacing_m / 1000:g} km"


def _leaning(grid: MgrsGrid) -> str:
    if abs(grid.convergence_deg) < _NO_LEAN:
        return "Grid north is true north at the middle of the sheet"
    side = "east" if grid.convergence_deg > 0 else "west"
    return f"Grid north lies {abs(grid.convergence_deg):.1f}° {side} of true north at the middle of the sheet"


def _norths(axes: Axes, x: float, rect: Rect, grid: MgrsGrid, paper: Paper) -> None:
    """Draw true north and grid north; a lean of grid north is shown wider than it is."""
    foot, length = rect.top - 11.0 * paper.unit, 8.5 * paper.unit
    level = abs(grid.convergence_deg) < _NO_LEAN
    for angle, name, colour in (
        (grid.turn_deg, "N = GN" if level else "N", INK),
        (
            grid.turn_deg + math.copysign(max(_LEAN_SHOWN, abs(grid.convergence_deg)), grid.convergence_deg),
            "GN",
            "#2f5d8a",
        ),
    ):
        if name == "GN" and level:
            continue
        turn = math.radians(angle)
        tip = np.array([x + length * math.sin(turn), foot + length * math.cos(turn)])
        axes.annotate(
            "",
            xy=(float(tip[0]), float(tip[1])),
            xytext=(x, foot),
            zorder=6,
            arrowprops={
                "arrowstyle": "->" if name == "GN" else "-|>",
                "color": colour,
                "linewidth": 1.0 * paper.unit,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        write(
            axes,
            float(tip[0]),
            float(tip[1]) + 0.5,
            name,
            paper.points * 0.85,
            ha="center",
            color=colour,
            weight="bold",
        )


def draw_lines(
    axes: Axes,
    title: str,
    lines: tuple[str, ...],
    rect: Rect,
    paper: Paper,
    *,
    colour: str = INK,
    share: float = 1.0,
) -> float:
    """Write a heading and lines with bullets from the top of a rectangle; return where they end."""
    points, y = paper.points * share, rect.top
    if title:
        y -= line_mm(points * HEAD)
        write(axes, rect.x, y, title, points * HEAD, weight="bold", color=colour)
        y -= 0.8 * paper.unit
    for line in lines:
        for number, part in enumerate(wrapped(line, rect.width - BULLET * paper.unit, points)):
            y -= line_mm(points)
            if number == 0:
                box(axes, Rect(rect.x, y, 0.9 * paper.unit, 0.9 * paper.unit), fill=colour)
            write(axes, rect.x + BULLET * paper.unit, y, part, points)
        y -= LINE_GAP * paper.unit
    return y


def draw_legend(axes: Axes, spec: SheetSpec, rect: Rect, paper: Paper, *, share: float = 1.0) -> float:
    """Draw the legend from the top of a rectangle; return where it ends."""
    points, unit, y = paper.points * share, paper.unit, rect.top
    y -= line_mm(points * HEAD)
    write(axes, rect.x, y, "Legend", points * HEAD, weight="bold")
    for line in wrapped(legend_unit(spec), rect.width, points * SMALL):
        y -= line_mm(points * SMALL)
        write(axes, rect.x, y, line, points * SMALL, color=SOFT)
    y -= 0.8 * unit
    rows: list[tuple[object, object, str]] = [
        (entry, None, str(number) if number <= spec.scale.classes else "")
        for number, entry in enumerate(spec.scale.legend, start=1)
    ]
    rows += [(layer.legend, layer.look, "") for layer in spec.shapes if layer.legend is not None]
    for entry, look, number in rows:
        text = wrapped(entry.label, rect.width - SIGN * unit, points)  # type: ignore[attr-defined]
        step = line_mm(points) * STEP
        sign = Rect(rect.x, y - step * 0.94, 6.6 * unit, step * 0.86)
        swatch(axes, sign, entry, look, unit, number=number)  # type: ignore[arg-type]
        for line in text:
            write(axes, rect.x + 8.6 * unit, y - step * 0.72, line, points)
            y -= step
    return y - 1.0 * unit


def draw_table(axes: Axes, spec: SheetSpec, rect: Rect, paper: Paper) -> None:
    """Draw the list, as many rows as there is room for, and say how many more there are."""
    if len(spec.table) < 2:
        return
    points, widths = fitted_columns(spec.table, rect.width, paper)
    step, y = line_mm(points) * STEP, rect.top - line_mm(paper.points * HEAD)
    title = shortened(spec.table_title, rect.width, paper.points * 1.15, "bold")
    write(axes, rect.x, y, title, paper.points * 1.15, weight="bold")
    y -= 0.6 * paper.unit
    rows = spec.table[1:]
    room = int((y - rect.y) / step) - 1
    if room < 2:  # no place for a row and what is left out
        return
    shown = rows if len(rows) <= room else rows[: max(0, room - 1)]
    for number, row in enumerate((spec.table[0], *shown)):
        y -= step
        x = rect.x
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            text = shortened(
                cell, width - 1.2 * paper.unit, points, "bold" if number == 0 or column == 0 else "normal"
            )
            write(axes, x, y, text, points, weight="bold" if number == 0 or column == 0 else "normal")
            x += width
        axes.plot(
            [rect.x, rect.right],
            [y - step * 0.24] * 2,
            color=INK if number == 0 else LINE,
            linewidth=0.5 if number == 0 else 0.3,
        )
    if len(shown) < len(rows):
        write(axes, rect.x, y - step, f"{len(rows) - len(shown):,} more in the files", points, color=SOFT)


def fitted_columns(
    rows: tuple[tuple[str, ...], ...], width_mm: float, paper: Paper
) -> tuple[float, list[float]]:
    """Return a size of text and the columns' widths at which a list fits a width.

    Columns are as wide as their texts; what is left, or lacks, is the second one's, which holds names. Where
    it would lose more than half of its longest name, all texts get smaller, to three quarters at most.
    """
    for share in (0.95, 0.9, 0.85, 0.8, 0.75):
        points = paper.points * share
        wanted = [
            max(text_width_mm(row[column], points, "bold") for row in rows) + 1.8 * paper.unit
            for column in range(len(rows[0]))
        ]
        named = width_mm - sum(wanted) + wanted[1]
        if named >= wanted[1] / 2:
            break
    wanted[1] = max(named, 0.0)
    return points, wanted


def footer_height_mm(spec: SheetSpec, paper: Paper) -> float:
    """Return how high the disclaimer, sources and notes are."""
    width = paper.rect.width - 16.0 * paper.unit
    return len(_footer_lines(spec, width, paper)) * line_mm(paper.points * _FOOT) + 1.0


def _footer_lines(spec: SheetSpec, width: float, paper: Paper) -> tuple[tuple[str, bool], ...]:
    """Return the lines at the foot of a sheet, and whether each is of the disclaimer."""
    paragraphs = (
        spec.disclaimer,
        f"Sources: {'; '.join(spec.sources)}.",
        " ".join(spec.notes),
        spec.made_by,
    )
    return tuple(
        (line, number == 0)
        for number, text in enumerate(paragraphs)
        if text
        for line in wrapped(text, width, paper.points * _FOOT)
    )


def draw_footer(axes: Axes, spec: SheetSpec, rect: Rect, paper: Paper) -> None:
    """Write the disclaimer, sources and notes."""
    points = paper.points * _FOOT
    for number, (line, first) in enumerate(_footer_lines(spec, rect.width, paper)):
        top = rect.top - line_mm(points) * (number + 0.9)
        write(axes, rect.x, top, line, points, color=INK if first else SOFT)
