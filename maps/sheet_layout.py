"""Where everything stands on a printed sheet: the arrangement that draws the area largest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from maps.paper import Paper, Rect, fit

Box = tuple[float, float, float, float]
_LOOSE = 1.25
"""How much wider or higher than its map a small frame may be."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands on a page, millimetres.

    Parameters
    ----------
    paper : Paper
    top, bottom : Rect
        Markings.
    title, frame, scale, footer : Rect
    parts : Rect
        Small maps, in a column or a row as it is taller or wider; of no extent without any.
    side : tuple of Rect
        One column for all texts, or three.
    """

    paper: Paper
    top: Rect
    bottom: Rect
    title: Rect
    frame: Rect
    scale: Rect
    parts: Rect
    side: tuple[Rect, ...]
    footer: Rect


def best_layout(
    box: Box, ways: Sequence[Paper], *, parts: bool, footer_mm: Callable[[Paper], float]
) -> Layout:
    """Return the arrangement that draws a box at the largest scale; of equal ones the first.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north, metres.
    ways : sequence of Paper
    parts : bool
        Whether small maps stand beside.
    footer_mm : callable
        Height of the lines at the foot of a sheet.
    """
    made = [layout for paper in ways for layout in _arrangements(paper, footer_mm(paper), parts=parts)]
    return min(made, key=lambda layout: fit(box, layout.frame).denominator)


def part_cells(box: Box, rect: Rect, count: int, *, head_mm: float, gap_mm: float) -> tuple[Rect, ...]:
    """Return where small maps stand in a rectangle: in the rows and columns that draw a box largest.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north, metres.
    rect : Rect
    count : int
        At least 1.
    head_mm, gap_mm : float
        Room for the name above each map, and between them.
    """
    made = [_table(box, rect, count, columns, head_mm, gap_mm) for columns in range(1, count + 1)]
    fitting = [cells for cells in made if cells[0].height > 2 * head_mm and cells[0].width > gap_mm]
    return max(fitting or made, key=lambda cells: _drawn(box, cells[0], head_mm))


def _table(box: Box, rect: Rect, count: int, columns: int, head_mm: float, gap_mm: float) -> tuple[Rect, ...]:
    """Return cells in rows from the top left, none much wider or higher than the box is."""
    rows = -(-count // columns)
    width = (rect.width - gap_mm * (columns - 1)) / columns
    height = (rect.height - gap_mm * (rows - 1)) / rows
    shape = (box[2] - box[0]) / (box[3] - box[1])
    width = min(width, _LOOSE * shape * (height - head_mm)) if height > head_mm else width
    height = min(height, head_mm + _LOOSE * width / shape)
    return tuple(
        Rect(
            rect.x + (number % columns) * (width + gap_mm),
            rect.top - (number // columns + 1) * height - (number // columns) * gap_mm,
            width,
            height,
        )
        for number in range(count)
    )


def _drawn(box: Box, cell: Rect, head_mm: float) -> float:
    """Return millimetres for a metre at which a box fits a cell below its name."""
    return min(cell.width / (box[2] - box[0]), (cell.height - head_mm) / (box[3] - box[1]))


def _arrangements(paper: Paper, footer_mm: float, *, parts: bool) -> Iterator[Layout]:
    """Give columns beside the map, and on an upright sheet rows below it too."""
    unit, whole = paper.unit, paper.rect
    edge, strip = 8.0 * unit, 6.5 * unit
    top = Rect(0, whole.top - strip, whole.width, strip)
    bottom = Rect(0, 0, whole.width, strip)
    title = Rect(edge, top.y - 17.0 * unit, whole.width - 2 * edge, 15.0 * unit)
    footer = Rect(edge, strip + 2.0 * unit, title.width, footer_mm)
    body = Rect(edge, footer.top + 1.5 * unit, title.width, title.y - footer.top - 4.0 * unit)
    ways = [_columns] if paper.lie == "landscape" else [_columns, _one_column, _rows]
    for way in ways:
        frame, scale, small, side = way(body, unit, parts)
        yield Layout(paper, top, bottom, title, frame, scale, small, side, footer)


_Placed = tuple[Rect, Rect, Rect, tuple[Rect, ...]]


def _columns(body: Rect, unit: float, parts: bool) -> _Placed:
    gutter, texts = 5.0 * unit, 92.0 * unit
    small = 46.0 * unit if parts else 0.0
    room = body.width - texts - gutter - (small + gutter if parts else 0.0)
    frame, scale = _map(Rect(body.x, body.y, room, body.height), unit)
    column = Rect(body.x + room + gutter, body.y, small, body.height)
    return frame, scale, column, (Rect(body.right - texts, body.y, texts, body.height),)


def _one_column(body: Rect, unit: float, parts: bool) -> _Placed:
    """Stand the small maps below the texts: an upright sheet is high enough for both."""
    gutter, texts = 5.0 * unit, 92.0 * unit
    small = 84.0 * unit if parts else 0.0
    frame, scale = _map(Rect(body.x, body.y, body.width - texts - gutter, body.height), unit)
    below = Rect(body.right - texts, body.y, texts, small)
    side = Rect(below.x, body.y + small + (gutter if parts else 0.0), texts, 0.0)
    return frame, scale, below, (Rect(side.x, side.y, texts, body.top - side.y),)


def _rows(body: Rect, unit: float, parts: bool) -> _Placed:
    gutter, texts = 4.0 * unit, 86.0 * unit
    small = 44.0 * unit if parts else 0.0
    below = texts + gutter + (small + gutter if parts else 0.0)
    frame, scale = _map(Rect(body.x, body.y + below, body.width, body.height - below), unit)
    third = (body.width - 2 * gutter) / 3
    side = tuple(Rect(body.x + n * (third + gutter), body.y, third, texts) for n in range(3))
    return frame, scale, Rect(body.x, body.y + texts + gutter, body.width, small), side


def _map(room: Rect, unit: float) -> tuple[Rect, Rect]:
    """Return the frame, with room for the grid's figures around it, and the strip of the scale below."""
    label, strip = 4.0 * unit, 18.0 * unit
    frame = Rect(
        room.x + label, room.y + strip + label, room.width - 2 * label, room.height - strip - 2 * label
    )
    return frame, Rect(frame.x, room.y + 1.0 * unit, frame.width, strip - 1.0 * unit)
