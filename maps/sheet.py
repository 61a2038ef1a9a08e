"""A printed sheet of risk: PDF and PNG with everything that a reader needs to trust it, or to doubt it.

Only this file's helpers use matplotlib; nothing global is changed, and equal sheets are equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure

from layers.mgrs_grid import MgrsGrid, mgrs_grid, spacing_for
from maps.errors import SpecError
from maps.paper import Fit, Lie, Paper, Rect, fit, papers
from maps.sheet_draw import SOFT, blank_sheet, box, line_mm, shortened, write
from maps.sheet_layout import best_layout, part_cells
from maps.sheet_letters import legible_sheet
from maps.sheet_map import draw_grid, draw_shapes, draw_surface, draw_watermark
from maps.sheet_margin import (
    draw_banner,
    draw_footer,
    draw_legend,
    draw_lines,
    draw_scale,
    draw_table,
    draw_title,
    footer_height_mm,
)
from maps.sheet_room import fitted_texts
from maps.sheet_spec import SheetSpec
from maps.style import AREA

DPI = 150
SETTINGS: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "hatch.linewidth": 0.55,
    "path.simplify": False,
    "text.usetex": False,
    "text.hinting": "none",  # drawn as wide as measured
    "font.family": ["DejaVu Sans"],
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as files: every page as PDF, the first as PNG."""

    pdf: bytes
    png: bytes


def render_sheet(specs: Sequence[SheetSpec], *, size: str = "a3", lie: Lie | None = None) -> Sheet:
    """Draw sheets as the pages of one PDF, and the first as a PNG.

    Parameters
    ----------
    specs : sequence of SheetSpec
        One for each page.
    size : str
        "a3" or "a4".
    lie : str or None
        "landscape" or "portrait"; None = as the area lies.

    Raises
    ------
    SpecError
        For a size that is not known, or without a page.
    """
    if not specs:
        raise SpecError("a sheet has at least one page")
    ways = papers(size, lie)
    specs = [legible_sheet(spec) for spec in specs]
    with mpl.rc_context(SETTINGS):
        figures = []
        for spec in specs:
            figure, paper = draw_page(spec, ways)
            figures.append(figure)
            ways = (paper,)  # all pages lie as the first
        return Sheet(_pdf(figures, specs[0]), _png(figures[0], specs[0]))


def _pdf(figures: Sequence[Figure], spec: SheetSpec) -> bytes:
    when = datetime(spec.dated.year, spec.dated.month, spec.dated.day, tzinfo=UTC)
    told: dict[str, Any] = {
        "Title": f"{spec.title} ({spec.classification})",
        "Subject": spec.watermark,
        "CreationDate": when,
        "ModDate": when,
    }
    stream = BytesIO()
    with PdfPages(stream, metadata=told) as pages:
        for figure in figures:
            FigureCanvasPdf(figure)
            pages.savefig(figure)
    return stream.getvalue()


def _png(figure: Figure, spec: SheetSpec) -> bytes:
    stream = BytesIO()
    marks = {
        "Title": spec.title,
        "Comment": f"{spec.classification}; {spec.watermark}",
        "Software": "geo-poc",
    }
    FigureCanvasAgg(figure).print_figure(stream, format="png", dpi=DPI, metadata=marks)
    return stream.getvalue()


def draw_page(spec: SheetSpec, ways: tuple[Paper, ...]) -> tuple[Figure, Paper]:
    """Return a page and its paper, the one of `ways` that shows the area largest; under `SETTINGS`."""
    at = best_layout(
        spec.box, ways, parts=bool(spec.parts), footer_mm=lambda paper: footer_height_mm(spec, paper)
    )
    paper, made = at.paper, fit(spec.box, at.frame)
    figure, axes = blank_sheet(paper)
    grid = _grid(spec, made)
    draw_banner(axes, spec, at.top, paper)
    draw_banner(axes, spec, at.bottom, paper)
    draw_title(axes, spec, at.title, paper, f"Risk: {spec.surface.name}")
    frame = draw_surface(axes, spec, spec.surface, made)
    draw_shapes(axes, spec.shapes, made, paper, frame)
    draw_grid(axes, grid, made, paper)
    draw_watermark(axes, spec.watermark, at.frame, paper, frame)
    draw_scale(axes, made, grid, at.scale, paper, _system(spec))
    _parts(axes, spec, at.parts, paper)
    _side(axes, spec, at.side, paper)
    draw_footer(axes, spec, at.footer, paper)
    return figure, paper


def _grid(spec: SheetSpec, made: Fit) -> MgrsGrid:
    west, south, east, north = made.box
    return mgrs_grid(made.box, spec.crs, spacing_m=spacing_for(max(east - west, north - south)))


def _system(spec: SheetSpec) -> str:
    operation = spec.crs.coordinate_operation
    known = {} if operation is None else {param.name: param.value for param in operation.params}
    middle = known.get("Latitude of natural origin"), known.get("Longitude of natural origin")
    if operation is None or None in middle:
        return f"Drawn in {spec.crs.name}"
    lat, lon = (float(str(angle)) for angle in middle)
    place = f"{abs(lat):g}° {'S' if lat < 0 else 'N'} {abs(lon):g}° {'W' if lon < 0 else 'E'}"
    return f"Drawn in {operation.method_name} around {place}"


def _parts(axes: Axes, spec: SheetSpec, rect: Rect, paper: Paper) -> None:
    """Draw each part small, as large as the room allows, with the area's outline."""
    if not spec.parts:
        return
    head = line_mm(paper.points) * 1.2
    area = [layer for layer in spec.shapes if layer.look is AREA]
    cells = part_cells(spec.box, rect, len(spec.parts), head_mm=head, gap_mm=2.0 * paper.unit)
    for part, cell in zip(spec.parts, cells, strict=True):
        name = shortened(part.name, cell.width, paper.points, "bold")
        write(axes, cell.x, cell.top - head * 0.75, name, paper.points, weight="bold")
        made = fit(spec.box, Rect(cell.x, cell.y, cell.width, cell.height - head))
        frame = draw_surface(axes, spec, part, made)
        draw_shapes(axes, [replace(layer, texts=()) for layer in area], made, paper, frame)
        box(axes, made.frame, edge=SOFT, width=0.5, z=8)


def _side(axes: Axes, spec: SheetSpec, side: tuple[Rect, ...], paper: Paper) -> None:
    """Write what has to be read first, the legend and the list: below each other, or side by side."""
    gap, texts = 3.0 * paper.unit, fitted_texts(spec, side, paper)
    first = side[0]
    end = draw_lines(axes, "Read first", texts.lines, first, paper, colour="#8f0e1f", share=texts.lines_share)
    if len(side) > 1:
        draw_legend(axes, spec, side[1], paper, share=texts.legend_share)
        draw_table(axes, spec, side[2], paper)
        return
    below = Rect(first.x, first.y, first.width, end - gap - first.y)
    end = draw_legend(axes, spec, below, paper, share=texts.legend_share)
    draw_table(axes, spec, Rect(first.x, first.y, first.width, end - gap - first.y), paper)


def part_pages(spec: SheetSpec) -> tuple[SheetSpec, ...]:
    """Return a page for each part of a sheet, drawn large and alone."""
    return tuple(replace(spec, surface=part, parts=()) for part in spec.parts)
