"""Colours, markers and words of legends: constants and pure functions, the same in every map.

The palettes were chosen so that any two of their colours differ by more than 19 (CIE 1976) with normal sight
and under simulated protanopia, deuteranopia and tritanopia; `maps.contrast` measures it and a test holds it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from maps.errors import SpecError
from maps.spec import LegendEntry, Marker, RasterLayer

RISK: tuple[str, ...] = ("#fffacd", "#fdd06a", "#d48314", "#cb4547", "#8b2f6f", "#2d0145")
"""Low to high: light to dark, so that it also reads in grey."""

BANDS: tuple[str, ...] = ("#1a3e87", "#3e7cb2", "#7fbef5", "#c8deee")
"""Time bands, shortest first: what is nearest is darkest. Blue, never taken for risk."""

DIFFERENCE: tuple[str, ...] = ("#5e2d91", "#a595d0", "#f6f6f4", "#f2a647", "#9c4a05")
"""Purple (less) over neutral to orange (more)."""

UNKNOWN = 255
"""Class of a raster cell that nobody observes."""

HATCH: tuple[str, str] = ("#e3e3e0", "#8d8d8a")
"""Ground and line of the hatch for unknown."""

_SUBSETS: dict[int, tuple[int, ...]] = {
    1: (3,), 2: (1, 4), 3: (0, 3, 5), 4: (0, 2, 4, 5), 5: (0, 1, 3, 4, 5), 6: (0, 1, 2, 3, 4, 5),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkerStyle:
    """How one kind of shape is drawn; the names are those of `maps.spec.ShapeLayer`."""

    colour: str
    fill: str = ""
    fill_opacity: float = 0.2
    marker: Marker = "circle"
    radius_px: float = 6.0
    weight_px: float = 2.0
    dashed: bool = False
    dash_px: tuple[float, ...] = ()
    offset_px: tuple[float, float] = (0.0, 0.0)


PRESENT_BASE = MarkerStyle("#ffffff", "#1b2a3a", 1.0, "square", 6.5, 1.5)
NEW_BASE = MarkerStyle("#ffffff", "#0b6fd6", 1.0, "diamond", 9.0, 1.5)
CLOSED_BASE = MarkerStyle("#1b2a3a", "#ffffff", 1.0, "square", 6.5, 1.5)
PRESENT_TOB = MarkerStyle("#ffffff", "#1b2a3a", 1.0, "triangle", 6.5, 1.5)
NEW_TOB = MarkerStyle("#ffffff", "#0b6fd6", 1.0, "triangle", 8.5, 1.5)
"""A temporary base is a triangle; colours tell what stands from what is proposed, as for company bases."""

JPT = MarkerStyle("#0a5c48", "#5fe0bb", 1.0, "circle", 4.0, 1.2)
"""Small and light: a team stands inside the marker of the base that hosts it."""

ADVISER = MarkerStyle("#2f1c6b", "#b79cff", 1.0, "circle", 3.6, 1.2, offset_px=(9.0, -7.0))
LIAISON = MarkerStyle("#3d3200", "#ffd60a", 1.0, "circle", 3.6, 1.2, offset_px=(-9.0, -7.0))
ALERT_NETWORK = MarkerStyle("#3d3200", "#ffd60a", 1.0, "diamond", 5.0, 1.2, offset_px=(-9.0, 8.0))
"""Yellow: who can call a response. What may share a place with a base stands beside its marker."""

QUICK_REACTION = MarkerStyle("#5c1a00", "#ff9f5a", 1.0, "triangle", 4.6, 1.2, offset_px=(0.0, -12.0))
POLICE = MarkerStyle("#0b2f66", "#8fc3ff", 1.0, "square", 4.4, 1.2, offset_px=(11.0, 7.0))
HUMAN_RIGHTS = MarkerStyle("#0a5c48", "#ffffff", 1.0, "circle", 3.8, 1.4, offset_px=(0.0, 11.0))
FIELD_OFFICE = MarkerStyle("#0a5c48", "#ffffff", 1.0, "square", 4.6, 1.4)
COMMUNITY = MarkerStyle("#0a5c48", "#5fe0bb", 1.0, "diamond", 4.6, 1.2, offset_px=(-11.0, 0.0))
"""Orange: a reserve; blue: police; green: civilians, as the teams. Each on its own side of a base."""

OTHER_ASSET = MarkerStyle("#ffffff", "#5a5a5a", 1.0, "circle", 4.5, 1.2)
CLEARED_FORCE = MarkerStyle("#1b2a3a", "#b8c2cc", 1.0, "hexagon", 6.0, 1.2, offset_px=(13.0, 10.0))
OTHER_FORCE = MarkerStyle("#ffffff", "#5a5a5a", 1.0, "hexagon", 6.0, 1.2, offset_px=(13.0, 10.0))
NEVER_TASKED = MarkerStyle("#1b2a3a", "#ffffff", 1.0, "hexagon", 6.0, 1.4, offset_px=(13.0, 10.0))

FORBIDDEN = MarkerStyle("#5a5a5a", "#d0d0d0", 1.0, "diamond", 5.0, 1.5)
REACH = MarkerStyle("#0b4fa0", "", 0.0, weight_px=1.6)
"""Outline of what lies within a time band: of the one that is drawn when a map opens."""


def reach_of_band(order: int) -> MarkerStyle:
    """Return the outline of another time band: the shorter the band, the shorter its strokes.

    Parameters
    ----------
    order : int
        Of the band among those that are not drawn when a map opens, the shortest 0.
    """
    return replace(REACH, dashed=True, dash_px=(2.0 + 4.0 * order, 4.0))


REACH_NIGHT = MarkerStyle("#00a6d6", "", 0.0, weight_px=2.0, dashed=True)
"""Light dashes on the line of the day, where both are the same; alone where night reaches less."""

PATROL = MarkerStyle("#7a3cff", "", 0.0, weight_px=1.3)
NIGHT_PATROL = MarkerStyle("#7a3cff", "", 0.0, weight_px=1.3, dashed=True)
MUST_MISSED = MarkerStyle("#e8590c", "#e8590c", 0.07, weight_px=3.0)
OTHER_MISSED = MarkerStyle("#e8590c", "", 0.0, weight_px=1.6)
MUST_MET = MarkerStyle("#7a4a00", "", 0.0, weight_px=2.2)
OTHER_MET = MarkerStyle("#7a4a00", "", 0.0, weight_px=1.2)
ENGAGED = MarkerStyle("#7a4a00", "", 0.0, weight_px=2.0, dashed=True)
UNCOVERED_OUTLINE = MarkerStyle("#000000", "", 0.0, weight_px=2.2)
CONDITION = MarkerStyle("#a3185a", "", 0.0, weight_px=1.0)
"""Outline of an area where access has conditions but is not denied."""

RESTRICTION = MarkerStyle("#a3185a", "#a3185a", 0.08, weight_px=2.0, dashed=True)
RESTRICTION_OTHERS = MarkerStyle("#c04f95", "#c04f95", 0.05, weight_px=1.6, dashed=True)
"""Where troops may not go, and where only others may not: dark and light."""

UNCOVERED = MarkerStyle("#8f0e1f", "#ffffff", 1.0, "number", 10.0, 2.0)
AREA = MarkerStyle("#3a3f45", "", 0.0, weight_px=1.8)
DISTRICT = MarkerStyle("#8a9098", "", 0.0, weight_px=0.8)
ROAD = MarkerStyle("#8b7d6b", "", 0.0, weight_px=0.9)
RIVER = MarkerStyle("#6fa3c7", "", 0.0, weight_px=0.9)
LAKE = MarkerStyle("#6fa3c7", "#cfe2ee", 1.0, weight_px=0.8)
PLACE = MarkerStyle("#4a4a4a", "#ffffff", 1.0, "circle", 2.5, 1.0)
DISPLACED = MarkerStyle("#5b3a00", "#ffffff", 1.0, "square", 4.0, 1.5)
CANDIDATE = MarkerStyle("#6b7480", "", 0.0, "circle", 2.5, 1.0)


def risk_colours(classes: int) -> tuple[str, ...]:
    """Return that many risk colours, light to dark.

    Raises
    ------
    SpecError
        When fewer than 1 or more than 6 are asked for: more cannot be told apart.
    """
    if classes not in _SUBSETS:
        raise SpecError(f"a risk legend has 1 to {len(RISK)} classes, not {classes}")
    return tuple(RISK[position] for position in _SUBSETS[classes])


def number_text(value: float) -> str:
    """Return a number for reading: three significant digits, thousands separated."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    rounded = round(value, 2 - math.floor(math.log10(abs(value))))
    text = f"{rounded:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def class_labels(breaks: Sequence[float], unit: str = "") -> tuple[str, ...]:
    """Return the words of the classes between rising breaks, one more than there are breaks.

    Parameters
    ----------
    breaks : sequence of float
        Upper edges of all classes but the last, strictly rising; a class excludes its upper edge.
    unit : str
        Follows the first label only, the rest share it; "" where the legend's title says it.

    Raises
    ------
    SpecError
        When the breaks do not rise strictly or are not finite.
    """
    edges = [float(edge) for edge in breaks]
    if not all(map(math.isfinite, edges)) or any(b <= a for a, b in pairwise(edges)):
        raise SpecError(f"class breaks have to rise: {', '.join(map(str, edges))}")
    if not edges:
        return (f"all {unit}".strip(),)
    tail = f" {unit}" if unit else ""
    between = (f"{number_text(a)} to {number_text(b)}" for a, b in pairwise(edges))
    return (f"under {number_text(edges[0])}{tail}", *between, f"{number_text(edges[-1])} or more")


def band_labels(bands_min: Sequence[float]) -> tuple[str, ...]:
    """Return the words of rising time bands, which include their edge.

    Raises
    ------
    SpecError
        When the bands do not rise strictly from above 0.
    """
    edges = [0.0, *map(float, bands_min)]
    if any(b <= a for a, b in pairwise(edges)):
        raise SpecError(f"time bands have to rise: {', '.join(map(str, bands_min))}")
    return tuple(f"within reach in {number_text(edge)} minutes" for edge in edges[1:])


def class_legend(
    colours: Sequence[str], labels: Sequence[str], *, unknown: str = ""
) -> tuple[LegendEntry, ...]:
    """Return one filled entry per class and, where `unknown` has words, one hatched.

    Raises
    ------
    SpecError
        When there are not as many labels as colours.
    """
    if len(colours) != len(labels):
        raise SpecError(f"{len(colours)} colours need as many labels, not {len(labels)}")
    entries = tuple(LegendEntry(label, colour) for colour, label in zip(colours, labels, strict=True))
    return (*entries, LegendEntry(unknown, HATCH[1], "hatch")) if unknown else entries


def class_number(layer: RasterLayer, entry: LegendEntry) -> int | None:
    """Return the class that a legend entry stands for, counted from 1, or None where it stands for none."""
    if entry.shape != "fill" or entry.colour not in layer.colours:
        return None
    return layer.colours.index(entry.colour) + 1


def classification_colour(classification: str) -> str:
    """Return the ground of the banner: grey-blue, amber-brown or dark red, rising."""
    word = classification.strip().lower()
    if word.startswith("strictly"):
        return "#7d1128"
    return "#33475b" if word.startswith("unclassified") else "#8a4a00"
