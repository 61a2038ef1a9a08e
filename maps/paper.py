"""Sheets of paper: their size, how they lie, and at which scale an area fits a frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from maps.errors import SpecError

Size = Literal["a3", "a4"]
Lie = Literal["landscape", "portrait"]

MM_PER_INCH = 25.4
LONG_SIDE_MM: dict[Size, tuple[float, float]] = {"a3": (420.0, 297.0), "a4": (297.0, 210.0)}
_ROUND = (1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9, 10)
_BARS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on paper, millimetres from the lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.y + self.height

    def inset(self, by: float) -> Rect:
        """Return the rectangle that much smaller on every side."""
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper.

    Parameters
    ----------
    size : str
        "a3" or "a4".
    lie : str
        "landscape" or "portrait".
    """

    size: Size
    lie: Lie

    @property
    def rect(self) -> Rect:
        """The whole sheet."""
        long, short = LONG_SIDE_MM[self.size]
        return Rect(0, 0, long, short) if self.lie == "landscape" else Rect(0, 0, short, long)

    @property
    def points(self) -> float:
        """Size of running text, points."""
        return 7.6 if self.size == "a3" else 5.8

    @property
    def unit(self) -> float:
        """What lengths of an A3 sheet are multiplied by."""
        return 1.0 if self.size == "a3" else 0.74


def papers(size: str, lie: Lie | None = None) -> tuple[Paper, ...]:
    """Return the ways a sheet may lie.

    Raises
    ------
    SpecError
        For a size that is not known.
    """
    if size not in LONG_SIDE_MM:
        raise SpecError(f"a sheet is {' or '.join(LONG_SIDE_MM)}, not {size!r}")
    chosen: Size = "a3" if size == "a3" else "a4"
    ways: tuple[Lie, ...] = ("landscape", "portrait") if lie is None else (lie,)
    return tuple(Paper(chosen, way) for way in ways)


@dataclass(frozen=True, slots=True)
class Fit:
    """Where metres of a local system lie on paper.

    Parameters
    ----------
    frame : Rect
    west, south : float
        Metres at the frame's lower left corner.
    denominator : float
        1 : denominator is the scale.
    """

    frame: Rect
    west: float
    south: float
    denominator: float

    @property
    def mm_per_m(self) -> float:
        """Millimetres of paper for a metre of ground."""
        return 1000.0 / self.denominator

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the frame, metres."""
        east = self.west + self.frame.width / self.mm_per_m
        return self.west, self.south, east, self.south + self.frame.height / self.mm_per_m


def fit(box: tuple[float, float, float, float], frame: Rect, *, margin: float = 0.03) -> Fit:
    """Return the largest round scale at which a box lies in a frame, in its middle.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north, metres.
    frame : Rect
    margin : float
        Share of the frame left free on every side.

    Raises
    ------
    SpecError
        When the box or the frame has no extent.
    """
    west, south, east, north = box
    if not (east > west and north > south and frame.width > 0 and frame.height > 0):
        raise SpecError(f"a map needs an extent: {box} in {frame}")
    free = 1.0 - 2.0 * margin
    needed = max((east - west) / frame.width, (north - south) / frame.height) * 1000.0 / free
    power = 10.0 ** math.floor(math.log10(needed))
    denominator = next(step * power for step in _ROUND if step * power >= needed * (1 - 1e-9))
    made = Fit(frame, 0.0, 0.0, denominator)
    half_x, half_y = frame.width / made.mm_per_m / 2, frame.height / made.mm_per_m / 2
    return Fit(frame, (west + east) / 2 - half_x, (south + north) / 2 - half_y, denominator)


def bar_length_m(made: Fit, most_mm: float) -> float:
    """Return the round length of a scale bar that is at most so long on paper, metres."""
    most = most_mm / made.mm_per_m
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in _BARS if step * power <= most * (1 + 1e-9))
