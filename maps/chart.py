"""A small chart of plans: what two things are worth, with how much more is not ruled out, as inline SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from maps.contrast import rgb

WIDTH, HEIGHT = 340.0, 236.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 14.0, 30.0, 42.0
"""Room around the plot for the numbers and the names of its axes."""

DOT, CAP = 4.0, 4.0
LETTERS = ((0.0, -9.0), (11.0, 4.0), (-11.0, 4.0), (0.0, 17.0), (11.0, -7.0), (-11.0, -7.0), (11.0, 15.0))
"""Where a letter may stand beside its dot, the likeliest first."""

LETTER_PX = (11.0, 11.0)
LABEL_CHARACTERS = 52
SAME = 1e-9
"""A difference of values, as a share of them or of 1, that is none."""

INK, SOFT, LINE = "#1c2430", "#55606e", "#d5dae0"


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A plan on a chart.

    Parameters
    ----------
    name : str
        Its letter.
    x, y : float
        What was found.
    x_most, y_most : float
        Up to where more is not ruled out; the same where nothing is.
    colour : str
        "#rrggbb".
    words : str
        The same for readers who do not see the chart.
    """

    name: str
    x: float
    y: float
    x_most: float
    y_most: float
    colour: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of plans.

    Parameters
    ----------
    title, x_label, y_label, caption : str
        Axes are named with their units.
    points : tuple of ChartPoint
    step : str
        What lies between two points has the value of the one on its "left", or on its "right".
    """

    title: str
    x_label: str
    y_label: str
    caption: str
    points: tuple[ChartPoint, ...]
    step: Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Axis:
    """Where values stand.

    Parameters
    ----------
    ticks : tuple of float
        Rising; the first and the last are the ends of the axis.
    start, end : float
        Where those stand, in pixels.
    """

    ticks: tuple[float, ...]
    start: float
    end: float

    def place(self, value: float) -> float:
        """Return where a value stands."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.start + (value - low) / (high - low) * (self.end - self.start)


def ticks_over(low: float, high: float, *, most: int = 6) -> tuple[float, ...]:
    """Return round numbers that span two values, a step of 1, 2 or 5 times a power of ten apart.

    Parameters
    ----------
    low, high : float
        Finite; where they are the same, ticks are as for a tenth of the value.
    most : int
        Ticks, >= 3.
    """
    scale = max(abs(low), abs(high))
    span = high - low
    if span <= SAME * max(scale, 1.0):
        span = 0.1 * scale if scale > SAME else 1.0
    power = math.floor(math.log10(span / (most - 1)))
    steps = (factor * 10.0 ** (power + up) for up in (0, 1, 2) for factor in (1.0, 2.0, 5.0))
    for step in steps:
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        last = max(last, first + 1)
        if last - first < most:
            return tuple(round(number * step, 12) for number in range(first, last + 1))
    raise AssertionError("a step of a hundred times the span is wide enough")


def chart_html(chart: Chart) -> str:
    """Return a chart as a figure of HTML, without script, style attribute or link.

    Parameters
    ----------
    chart : Chart
        Its strings are put on the page as plain text.

    Raises
    ------
    ColourError
        When a colour is not "#rrggbb".
    """
    x = Axis(_over((p.x for p in chart.points), (p.x_most for p in chart.points)), LEFT, WIDTH - RIGHT)
    y = Axis(_over((p.y for p in chart.points), (p.y_most for p in chart.points)), HEIGHT - BOTTOM, TOP)
    inside = (*_axes(chart, x, y), _steps(chart, x, y), *_ranges(chart, x, y), *_dots(chart, x, y))
    told = escape(" ".join(point.words for point in chart.points))
    return (
        f'<figure class="chart"><svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" '
        'aria-labelledby="chart-title chart-words">'
        f'<title id="chart-title">{escape(chart.title)}</title><desc id="chart-words">{told}</desc>'
        f"{''.join(inside)}</svg><figcaption>{escape(chart.caption)}</figcaption></figure>"
    )


def _over(found: Iterable[float], most: Iterable[float]) -> tuple[float, ...]:
    values = [*found, *most]
    return ticks_over(min(values), max(values))


def _axes(chart: Chart, x: Axis, y: Axis) -> list[str]:
    """Return grid lines with their numbers, and what the axes are called."""
    drawn = []
    for tick in y.ticks:
        at = y.place(tick)
        drawn.append(f'<path d="M{x.start:g} {at:.1f}H{x.end:g}" stroke="{LINE}"/>')
        drawn.append(_text(x.start - 5, at + 3.5, f"{tick:,g}", "end"))
    for tick in x.ticks:
        at = x.place(tick)
        drawn.append(f'<path d="M{at:.1f} {y.start:g}v4" stroke="{SOFT}"/>')
        drawn.append(_text(at, y.start + 16, f"{tick:,g}", "middle"))
    drawn.append(f'<path d="M{x.start:g} {y.start:g}H{x.end:g}" stroke="{SOFT}"/>')
    drawn.append(_text(2, 12, f"\u2191 {_short(chart.y_label)}", "start", INK))
    drawn.append(_text(x.end, HEIGHT - 6, f"{_short(chart.x_label)} \u2192", "end", INK))
    return drawn


def _short(label: str) -> str:
    return label if len(label) <= LABEL_CHARACTERS else f"{label[: LABEL_CHARACTERS - 1]}\u2026"


def _text(x: float, y: float, words: str, anchor: str, colour: str = SOFT) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _steps(chart: Chart, x: Axis, y: Axis) -> str:
    """Return the line of what was found between the plans."""
    points = sorted(chart.points, key=lambda point: (point.x, -point.y))
    if not points:
        return ""
    way = [f"M{x.place(points[0].x):.1f} {y.place(points[0].y):.1f}"]
    for point in points[1:]:
        across, up = f"H{x.place(point.x):.1f}", f"V{y.place(point.y):.1f}"
        way += (across, up) if chart.step == "left" else (up, across)
    return f'<path d="{"".join(way)}" fill="none" stroke="{SOFT}" stroke-dasharray="2 3"/>'


def _ranges(chart: Chart, x: Axis, y: Axis) -> list[str]:
    """Return a capped line from each plan to where no plan can be better, upwards and to the right."""
    drawn = []
    for point in chart.points:
        across, up, colour = x.place(point.x), y.place(point.y), _colour(point)
        if point.y_most > point.y:
            end = y.place(point.y_most)
            way = f"M{across:.1f} {up:.1f}V{end:.1f}M{across - CAP:.1f} {end:.1f}h{2 * CAP:g}"
            drawn.append(f'<path class="range" d="{way}" stroke="{colour}" stroke-width="1.6"/>')
        if point.x_most > point.x:
            end = x.place(point.x_most)
            way = f"M{across:.1f} {up:.1f}H{end:.1f}M{end:.1f} {up - CAP:.1f}v{2 * CAP:g}"
            drawn.append(f'<path class="range" d="{way}" stroke="{colour}" stroke-width="1.6"/>')
    return drawn


def _dots(chart: Chart, x: Axis, y: Axis) -> list[str]:
    """Return a dot for each plan, and its letter where it hides no other."""
    places = [(x.place(point.x), y.place(point.y)) for point in chart.points]
    drawn = [
        f'<circle cx="{across:.1f}" cy="{up:.1f}" r="{DOT:g}" fill="{_colour(point)}" stroke="#ffffff"/>'
        for point, (across, up) in zip(chart.points, places, strict=True)
    ]
    taken = [(across, up + 3.5) for across, up in places]
    for point in chart.points:
        taken += _along(x.place(point.x), y.place(point.y), x.place(point.x_most), y.place(point.y_most))
    for point, place in zip(chart.points, places, strict=True):
        spots = [(place[0] + right, place[1] + down) for right, down in LETTERS]
        spot = next((one for one in spots if _free(one, taken)), spots[0])
        taken.append(spot)
        drawn.append(
            f'<text class="letter" x="{spot[0]:.1f}" y="{spot[1]:.1f}" text-anchor="middle" '
            f'fill="{_colour(point)}">{escape(point.name)}</text>'
        )
    return drawn


def _along(across: float, up: float, right: float, top: float) -> list[tuple[float, float]]:
    """Return places along the ranges of a plan, near enough to each other that no letter fits between."""
    step = LETTER_PX[1] / 2
    above = [(across, up - step * n + 3.5) for n in range(1, math.ceil((up - top) / step) + 1)]
    return above + [(across + step * n, up + 3.5) for n in range(1, math.ceil((right - across) / step) + 1)]


def _free(spot: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    """Return whether a letter at a spot lies within the drawing and hides nothing that stands there."""
    if not (LETTER_PX[0] / 2 <= spot[0] <= WIDTH - LETTER_PX[0] / 2):
        return False
    return all(abs(spot[0] - x) >= LETTER_PX[0] - 1.5 or abs(spot[1] - y) >= LETTER_PX[1] for x, y in taken)


def _colour(point: ChartPoint) -> str:
    rgb(point.colour)  # refuses what is not a colour
    return point.colour
