"""Drawing on a sheet of paper in millimetres: text that is measured, boxes, swatches, shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray

from maps.contrast import readable_on
from maps.paper import MM_PER_INCH as MM
from maps.paper import Paper, Rect
from maps.sheet_letters import FONT
from maps.spec import LegendEntry
from maps.style import HATCH, MarkerStyle

INK, SOFT, LINE, GROUND = "#1c2430", "#4a5461", "#c3c9d1", "#eef0f2"
HATCHED = "//////"
PIXEL_MM = 0.26
"""A pixel of the styles of the maps, on A3."""

Weight = Literal["normal", "bold"]


def blank_sheet(paper: Paper) -> tuple[Figure, Axes]:
    """Return an empty sheet and its axes, whose units are millimetres."""
    whole = paper.rect
    figure = Figure(figsize=(whole.width / MM, whole.height / MM), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, whole.width)
    axes.set_ylim(0, whole.height)
    axes.set_axis_off()
    return figure, axes


@lru_cache(maxsize=8)
def _font(weight: Weight) -> FontProperties:
    return FontProperties(family=FONT, weight=weight)


@lru_cache(maxsize=4096)
def text_width_mm(text: str, points: float, weight: Weight = "normal") -> float:
    """Return how wide a line of text is."""
    properties = _font(weight).copy()
    properties.set_size(points)
    width, _, _ = text_to_path.get_text_width_height_descent(text, properties, ismath=False)
    return float(width) / 72.0 * MM


def line_mm(points: float) -> float:
    """Return the distance between lines of text."""
    return points / 72.0 * MM * 1.27


def wrapped(text: str, width_mm: float, points: float, weight: Weight = "normal") -> tuple[str, ...]:
    """Return the lines of a text that fit a width; a word that is wider alone is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width_mm(longer, points, weight) <= width_mm:
            lines[-1] = longer
            continue
        rest = word
        while text_width_mm(rest, points, weight) > width_mm and len(rest) > 1:
            fits = next(
                (
                    n
                    for n in range(len(rest) - 1, 0, -1)
                    if text_width_mm(rest[:n], points, weight) <= width_mm
                ),
                1,
            )
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
    return tuple(lines) or ("",)


def shortened(text: str, width_mm: float, points: float, weight: Weight = "normal") -> str:
    """Return a text cut with an ellipsis where it is wider."""
    if text_width_mm(text, points, weight) <= width_mm:
        return text
    kept = text
    while kept and text_width_mm(f"{kept}…", points, weight) > width_mm:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def write(axes: Axes, x: float, y: float, text: str, points: float, **look: Any) -> None:
    """Write one line; `y` is its baseline unless `va` says otherwise. A halo keeps it readable on a map."""
    halo = look.pop("halo", 0.0)
    weight = look.pop("weight", "normal")
    effects = [withStroke(linewidth=halo, foreground="#ffffff")] if halo else []
    clip = look.pop("clip", None)
    made = axes.text(
        x,
        y,
        text,
        fontsize=points,
        fontproperties=None,
        family=FONT,
        fontweight=weight,
        parse_math=False,
        path_effects=effects,
        **({"color": INK, "va": "baseline", "ha": "left"} | look),
    )
    if clip is not None:
        made.set_clip_path(clip)


def box(
    axes: Axes, rect: Rect, *, fill: str = "none", edge: str = "none", width: float = 0.5, z: float = 2
) -> Any:
    """Draw a rectangle and return it, so that others can be cut to it."""
    patch = Rectangle(
        (rect.x, rect.y), rect.width, rect.height, facecolor=fill, edgecolor=edge, linewidth=width, zorder=z
    )
    axes.add_artist(patch)
    return patch


def path_of(
    geometry: Sequence[shapely.Geometry] | NDArray[np.object_], scale: float, shift: tuple[float, float]
) -> Path | None:
    """Return lines and polygons as one path, metres times `scale` plus `shift` millimetres; None without."""
    vertices: list[NDArray[np.float64]] = []
    codes: list[NDArray[np.uint8]] = []
    for part in shapely.get_parts(np.asarray(geometry, dtype=object)):
        rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = shapely.get_coordinates(ring)
            if len(points) < 2:
                continue
            code = np.full(len(points), Path.LINETO, dtype=np.uint8)
            code[0] = Path.MOVETO
            if part.geom_type == "Polygon":
                code[-1] = Path.CLOSEPOLY
            vertices.append(points * scale + np.asarray(shift))
            codes.append(code)
    return Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


def marker(
    axes: Axes, x: float, y: float, look: MarkerStyle, unit: float, *, text: str = "", z: float = 6
) -> None:
    """Draw the marker of a style at a place."""
    radius, width = look.radius_px * PIXEL_MM * unit, look.weight_px * PIXEL_MM * unit / MM * 72
    at = np.array([x + look.offset_px[0] * PIXEL_MM * unit, y - look.offset_px[1] * PIXEL_MM * unit])
    paint = {"facecolor": look.fill or "none", "edgecolor": look.colour, "linewidth": width, "zorder": z}
    corners = _CORNERS.get(look.marker)
    if corners is None:
        axes.add_artist(Circle((float(at[0]), float(at[1])), radius, **paint))
    else:
        axes.add_artist(Polygon(at + radius * np.array(corners), closed=True, **paint))
    if text:
        size = radius * (1.15 if len(text) < 3 else 0.85) / MM * 72
        write(
            axes,
            float(at[0]),
            float(at[1]),
            text,
            size,
            ha="center",
            va="center_baseline",
            color=look.colour,
            weight="bold",
            zorder=z + 0.1,
        )


_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, 1), (1, 0), (0, -1), (-1, 0)),
    "triangle": ((0, 1), (0.95, -0.75), (-0.95, -0.75)),
    "hexagon": ((-0.5, 0.87), (0.5, 0.87), (1, 0), (0.5, -0.87), (-0.5, -0.87), (-1, 0)),
}


def swatch(
    axes: Axes, rect: Rect, entry: LegendEntry, look: MarkerStyle | None, unit: float, *, number: str = ""
) -> None:
    """Draw a legend entry's sign in a small box, a class with its number."""
    x, y = rect.x + rect.width / 2, rect.y + rect.height / 2
    if entry.shape in ("fill", "hatch"):
        patch = box(
            axes, rect, fill=HATCH[0] if entry.shape == "hatch" else entry.colour, edge="#6b7078", width=0.4
        )
        if entry.shape == "hatch":
            hatched(axes, patch.get_path().transformed(patch.get_patch_transform()))
            box(axes, rect, edge="#6b7078", width=0.4)
        if number:
            write(
                axes,
                x,
                y,
                number,
                rect.height * 2.0,
                ha="center",
                va="center_baseline",
                color=readable_on(entry.colour),
            )
    elif look is not None and entry.shape in ("line", "dashed"):
        style: Any = (0, (3.5, 2.2)) if entry.shape == "dashed" else "solid"
        axes.plot(
            [rect.x, rect.right],
            [y, y],
            color=entry.colour,
            linewidth=look.weight_px * 0.75 * unit,
            linestyle=style,
        )
    elif look is not None:
        fits = rect.height / 2 / ((look.radius_px + look.weight_px / 2) * PIXEL_MM)
        look, unit = replace(look, offset_px=(0.0, 0.0)), min(unit, fits)
        marker(axes, x, y, look, unit, text="n" if look.marker == "number" else "")
    else:
        box(axes, rect, fill=entry.colour, edge="#6b7078", width=0.4)


def hatched(axes: Axes, path: Path, *, clip: Any = None, z: float = 1.2) -> None:
    """Fill a path with the hatch of what is unknown."""
    patch = PathPatch(path, facecolor=HATCH[0], edgecolor=HATCH[1], linewidth=0.0, hatch=HATCHED, zorder=z)
    axes.add_artist(patch)
    if clip is not None:
        patch.set_clip_path(clip)
