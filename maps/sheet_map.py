"""The map on a printed sheet: surface, unknown hatched, shapes, military grid, names that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from numpy.typing import NDArray

from layers.mgrs_grid import SQUARE_M, MgrsGrid, MgrsLine
from maps.contrast import rgb
from maps.labels import Label, place_labels
from maps.paper import MM_PER_INCH, Fit, Paper, Rect
from maps.sheet_draw import (
    GROUND,
    INK,
    PIXEL_MM,
    box,
    hatched,
    line_mm,
    marker,
    path_of,
    text_width_mm,
    write,
)
from maps.sheet_spec import SheetShapes, SheetSpec, SheetSurface
from maps.style import UNKNOWN

GRID_COLOUR = "#2f5d8a"
_LEAST_MARK = 16.0
"""Points, on A3, below which a watermark is broken into two lines."""
_FINEST_MM = 0.06
"""Bends smaller than this do not show in print."""

_CELL_PIXELS = 6
"""A cell is repeated so many times, so that a reader that smooths images leaves its edges where they are."""


def draw_surface(axes: Axes, spec: SheetSpec, surface: SheetSurface, made: Fit) -> Any:
    """Draw the classes of a surface and the hatch of what is unknown, cut to the frame; return the frame."""
    frame = box(axes, made.frame, fill=GROUND, z=0)
    shift = (made.frame.x - made.west * made.mm_per_m, made.frame.y - made.south * made.mm_per_m)
    area = path_of(shapely.clip_by_rect(spec.area, *made.box), made.mm_per_m, shift)
    if area is not None:
        axes.add_artist(PathPatch(area, facecolor="#ffffff", linewidth=0, zorder=0.5))
    ny, nx = surface.classes.shape
    west, north = _mm(made, spec.corner[0], spec.corner[1])
    side = spec.cell_m * made.mm_per_m
    image = axes.imshow(
        np.repeat(np.repeat(_colours(spec, surface), _CELL_PIXELS, axis=0), _CELL_PIXELS, axis=1),
        extent=(west, west + nx * side, north - ny * side, north),
        interpolation="none",
        aspect="auto",
        zorder=1,
    )
    image.set_clip_path(frame)
    cells = np.argwhere(surface.classes == UNKNOWN)
    if len(cells):
        path = path_of(_outlines(cells), 1.0, (0.0, 0.0))
        if path is not None:
            path.vertices = np.array([west, north]) + path.vertices * np.array([side, -side])
            hatched(axes, path, clip=frame)
    whole = axes.get_xlim(), axes.get_ylim()
    axes.set_xlim(whole[0])
    axes.set_ylim(whole[1])
    return frame


def _colours(spec: SheetSpec, surface: SheetSurface) -> NDArray[np.uint8]:
    """Return the cells as red, green, blue and opacity; blank, outside and unknown are clear."""
    table = np.zeros((256, 4), dtype=np.uint8)
    for number, colour in enumerate(spec.scale.colours, start=1):
        table[number] = (*rgb(colour), 255)
    return np.asarray(table[surface.classes], dtype=np.uint8)


def _outlines(cells: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the outline of cells, columns to the right and rows down."""
    row, column = cells[:, 0], cells[:, 1]
    return np.asarray([shapely.union_all(shapely.box(column, row, column + 1, row + 1))], dtype=object)


def draw_shapes(axes: Axes, shapes: Sequence[SheetShapes], made: Fit, paper: Paper, frame: Any) -> None:
    """Draw lines, areas and markers, first at the bottom, then the texts that have room."""
    waiting: list[tuple[int, str, Label, bool]] = []
    taken: list[Rect] = []
    for level, layer in enumerate(shapes):
        z = 2.0 + level * 0.05
        points = layer.geometry[shapely.get_type_id(layer.geometry) == 0]
        _lines(axes, layer, made, paper, frame, z)
        if len(points):
            found, markers = _points(axes, layer, made, paper, z + 2)
            waiting += found
            taken += markers
    waiting.sort(key=lambda item: item[0])
    spots = place_labels([item[2] for item in waiting], frame=made.frame.inset(1.0), taken=taken)
    for (_, text, label, strong), spot in zip(waiting, spots, strict=True):
        if spot is not None:
            size = label.height / line_mm(1.0)
            write(
                axes,
                spot.x,
                spot.y + spot.height * 0.24,
                text,
                size,
                halo=1.8,
                zorder=6,
                weight="bold" if strong else "normal",
            )


def _lines(axes: Axes, layer: SheetShapes, made: Fit, paper: Paper, frame: Any, z: float) -> None:
    kept = shapely.clip_by_rect(shapely.simplify(layer.geometry, _FINEST_MM / made.mm_per_m), *made.box)
    kept = kept[~shapely.is_empty(kept) & (shapely.get_dimensions(kept) > 0)]
    shift = (made.frame.x - made.west * made.mm_per_m, made.frame.y - made.south * made.mm_per_m)
    path = path_of(kept, made.mm_per_m, shift)
    if path is None:
        return
    look = layer.look
    areas = bool(look.fill) and bool((shapely.get_dimensions(kept) == 2).any())
    if areas:
        fill = PathPatch(path, facecolor=look.fill, alpha=look.fill_opacity, linewidth=0, zorder=z)
        axes.add_artist(fill)
        fill.set_clip_path(frame)
    style: Any = (0, (4, 2.5)) if look.dashed else "solid"
    width = look.weight_px * PIXEL_MM * paper.unit / MM_PER_INCH * 72
    edge = PathPatch(
        path,
        facecolor="none",
        edgecolor=look.colour,
        linewidth=width,
        linestyle=style,
        zorder=z + 0.01,
        joinstyle="round",
    )
    axes.add_artist(edge)
    edge.set_clip_path(frame)


def _points(
    axes: Axes, layer: SheetShapes, made: Fit, paper: Paper, z: float
) -> tuple[list[tuple[int, str, Label, bool]], list[Rect]]:
    look, inner = layer.look, made.frame.inset(look_radius(layer, paper))
    texts = layer.texts or ("",) * len(layer.geometry)
    numbered = look.marker == "number"
    size = paper.points * (0.92 if layer.rank > 2 else 1.0)
    waiting, taken = [], []
    for place, text in zip(layer.geometry, texts, strict=True):
        x, y = _mm(made, shapely.get_x(place), shapely.get_y(place))
        if not (inner.x <= x <= inner.right and inner.y <= y <= inner.top):
            continue
        marker(axes, x, y, look, paper.unit, text=text if numbered else "", z=z)
        radius = look_radius(layer, paper)
        taken.append(Rect(x - radius, y - radius, 2 * radius, 2 * radius))
        if text and not numbered:
            strong = layer.rank <= 1
            width = text_width_mm(text, size, "bold" if strong else "normal")
            label = Label(x, y, width, line_mm(size), radius + 0.4 * paper.unit)
            waiting.append((layer.rank, text, label, strong))
    return waiting, taken


def look_radius(layer: SheetShapes, paper: Paper) -> float:
    """Return how far a marker reaches from its place, millimetres."""
    return (layer.look.radius_px + layer.look.weight_px / 2) * PIXEL_MM * paper.unit


def draw_grid(axes: Axes, grid: MgrsGrid, made: Fit, paper: Paper) -> None:
    """Draw the military grid: lines, their kilometres at the edges, and the squares' names."""
    for line in grid.lines:
        _grid_line(axes, line, made, paper, named=line.kind != "zone" and grid.spacing_m < SQUARE_M)
    _square_names(axes, grid, made, paper)
    box(axes, made.frame, edge=INK, width=0.9, z=8)


def _grid_line(axes: Axes, line: MgrsLine, made: Fit, paper: Paper, *, named: bool) -> None:
    """Draw a line, and its kilometres at both ends; the squares' names say where lines of 100 km are."""
    x, y = _mm(made, line.points[:, 0], line.points[:, 1])
    heavy = line.kind == "zone" or line.km == 0
    axes.plot(
        x,
        y,
        color=GRID_COLOUR,
        linewidth=0.7 if heavy else 0.35,
        alpha=0.75 if heavy else 0.55,
        zorder=3.6,
        linestyle=(0, (5, 2)) if line.kind == "zone" else "solid",
    )
    for at in ((x[0], y[0]), (x[-1], y[-1])) if named else ():
        _edge_text(axes, made.frame, at, f"{line.km:02d}", paper.points * 0.82, line.kind)


def _square_names(axes: Axes, grid: MgrsGrid, made: Fit, paper: Paper) -> None:
    """Write the names of squares in their middle, where there is room for them."""
    points, half, inner = paper.points * 1.25, paper.points * 0.4, made.frame.inset(1.0)
    narrow = SQUARE_M * made.mm_per_m < 2.2 * text_width_mm("35M QU", points)
    named: list[Rect] = []
    for x_m, y_m, full in grid.squares:
        name = full.split()[1] if narrow else full
        x_mm, y_mm = _mm(made, x_m, y_m)
        wide = text_width_mm(name, points) / 2
        if not (inner.x + wide <= x_mm <= inner.right - wide and inner.y + half <= y_mm <= inner.top - half):
            continue
        room = Rect(x_mm - wide - 0.5, y_mm - half, 2 * wide + 1.0, 2 * half)
        if any(_over(room, other) for other in named):
            continue  # beside the border of two zones squares are slivers
        named.append(room)
        write(
            axes,
            float(x_mm),
            float(y_mm),
            name,
            points,
            ha="center",
            va="center",
            color=GRID_COLOUR,
            alpha=0.62,
            zorder=3.7,
            halo=1.4,
        )


def _over(a: Rect, b: Rect) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.top and b.y < a.top


def _edge_text(axes: Axes, frame: Rect, at: tuple[float, float], text: str, points: float, kind: str) -> None:
    """Write a line's kilometres outside the edge it ends at."""
    x, y = at
    near, gap = 0.05, 0.8
    look: dict[str, Any] = {"color": GRID_COLOUR, "zorder": 8}
    if kind == "easting" and abs(y - frame.y) < near:
        write(axes, x, frame.y - gap, text, points, ha="center", va="top", **look)
    elif kind == "easting" and abs(y - frame.top) < near:
        write(axes, x, frame.top + gap, text, points, ha="center", va="bottom", **look)
    elif kind == "northing" and abs(x - frame.x) < near:
        write(axes, frame.x - gap, y, text, points, ha="right", va="center", **look)
    elif kind == "northing" and abs(x - frame.right) < near:
        write(axes, frame.right + gap, y, text, points, ha="left", va="center", **look)


def draw_watermark(axes: Axes, text: str, rect: Rect, paper: Paper, frame: Any) -> None:
    """Write the words across the map so often that no part can be cut out without them."""
    if not text:
        return
    long = text_width_mm(text, _LEAST_MARK * paper.unit, "bold") > rect.width * 0.86
    lines = text.replace(", ", ",\n", 1).split("\n") if long else [text]
    widest = max(text_width_mm(line, 10.0, "bold") for line in lines)
    points = min(40.0 * paper.unit, rect.width * 0.86 / max(widest, 1.0) * 10.0)
    for share in (0.18, 0.5, 0.82):
        write(
            axes,
            rect.x + rect.width / 2,
            rect.y + rect.height * share,
            "\n".join(lines),
            points,
            ha="center",
            va="center",
            rotation=16,
            weight="bold",
            color="#232a34",
            alpha=0.17,
            zorder=7,
            clip=frame,
        )


def _mm(made: Fit, x: Any, y: Any) -> tuple[Any, Any]:
    """Return millimetres of metres."""
    scale = made.mm_per_m
    return made.frame.x + (x - made.west) * scale, made.frame.y + (y - made.south) * scale
