"""Where labels stand beside their points: none over another, none over a marker, none beyond the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maps.paper import Rect

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Right, left, above, below, then the corners."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text to be placed, most important first.

    Parameters
    ----------
    x, y : float
        Its point, millimetres.
    width, height : float
        Of the text, millimetres.
    gap : float
        Between the point and the text: the marker's radius and a little.
    """

    x: float
    y: float
    width: float
    height: float
    gap: float


def place_labels(
    labels: Sequence[Label], *, frame: Rect, taken: Sequence[Rect] = ()
) -> tuple[Rect | None, ...]:
    """Return where each label stands, or None where it has no room.

    Labels are placed in order, so that the first keep their place; each takes the first free one of eight
    around its point (Imhof's order: right, left, above, below, corners).

    Parameters
    ----------
    labels : sequence of Label
    frame : Rect
        Nothing stands beyond it.
    taken : sequence of Rect
        Where markers stand.
    """
    used = list(taken)
    placed: list[Rect | None] = []
    for label in labels:
        spot = next((box for box in _around(label) if _inside(box, frame) and not _hits(box, used)), None)
        placed.append(spot)
        if spot is not None:
            used.append(spot)
    return tuple(placed)


def _around(label: Label) -> list[Rect]:
    boxes = []
    for right, up in _SIDES:
        reach = label.gap if 0 in (right, up) else label.gap * 0.72
        x = label.x - label.width / 2 + right * (label.width / 2 + reach)
        y = label.y - label.height / 2 + up * (label.height / 2 + reach)
        boxes.append(Rect(x, y, label.width, label.height))
    return boxes


def _inside(box: Rect, frame: Rect) -> bool:
    return box.x >= frame.x and box.y >= frame.y and box.right <= frame.right and box.top <= frame.top


def _hits(box: Rect, others: Sequence[Rect]) -> bool:
    return any(
        box.x < other.right and other.x < box.right and box.y < other.top and other.y < box.top
        for other in others
    )
