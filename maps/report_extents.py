"""Extents of layers in the report of a check: which share a letter, and how each is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maps.report_spec import Box, LayerLine
from maps.spec import LegendEntry, ShapeLayer

COLOURS = ("#0b6fd6", "#a3185a", "#0a6b4f", "#a34b00", "#5e2d91", "#2f3a45")


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class ExtentGroup:
    """Layers of one extent, under one letter and colour."""

    letter: str
    colour: str
    names: tuple[str, ...]
    box: Box


def extent_groups(layers: Iterable[LayerLine], area: Box | None) -> tuple[ExtentGroup, ...]:
    """Return the extents to draw: layers whose edges differ by less than 1 % of the area share one.

    Parameters
    ----------
    layers : iterable of LayerLine
    area : tuple of float or None
        West, south, east, north. Extents are cut there, for what lies beyond says nothing of the area; one
        that does not meet it is drawn beside it, at most half its size away.
    """
    boxes = [(layer.name, layer.bounds) for layer in layers if layer.bounds is not None]
    if not boxes:
        return ()
    limits = area or around(box for _, box in boxes)
    near = max(limits[2] - limits[0], limits[3] - limits[1], 1e-6) / 100
    found: list[tuple[Box, list[str]]] = []
    for name, box in boxes:
        shown = _inside(box, limits)
        same = next((names for other, names in found if _alike(shown, other, near)), None)
        if same is None:
            found.append((shown, [name]))
        else:
            same.append(name)
    return tuple(
        ExtentGroup(LETTERS[i % len(LETTERS)], COLOURS[i % len(COLOURS)], tuple(names), box)
        for i, (box, names) in enumerate(found)
    )


def _inside(box: Box, area: Box) -> Box:
    """Return the part of a box in the area's; one that lies beyond becomes a short line beside it."""
    west, south, east, north = area
    if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
        wide, tall = (east - west) / 2, (north - south) / 2
        west, south, east, north = west - wide, south - tall, east + wide, north + tall
    across = [min(max(box[i], west), east) for i in (0, 2)]
    up = [min(max(box[i], south), north) for i in (1, 3)]
    return across[0], up[0], across[1], up[1]


def _alike(one: Box, other: Box, near: float) -> bool:
    return all(abs(a - b) <= near for a, b in zip(one, other, strict=True))


def around(boxes: Iterable[Box]) -> Box:
    """Return the box that holds all of some."""
    edges = list(boxes)
    return (
        min(b[0] for b in edges),
        min(b[1] for b in edges),
        max(b[2] for b in edges),
        max(b[3] for b in edges),
    )


def rectangle(group: ExtentGroup) -> ShapeLayer:
    """Return an extent as a layer of the map."""
    west, south, east, north = group.box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "properties": {"layers": ", ".join(group.names)},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return ShapeLayer(
        f"Extent {group.letter}",
        {"type": "FeatureCollection", "features": [feature]},
        group.colour,
        (extent_entry(group),),
        tooltip=(("layers", group.letter),),
        weight_px=1.6,
        dashed=True,
    )


def extent_entry(group: ExtentGroup) -> LegendEntry:
    """Return an extent's entry in the legend."""
    return LegendEntry(f"{group.letter}: {', '.join(group.names)}", group.colour, "dashed")


def letter_place(group: ExtentGroup, number: int, of: int) -> dict[str, object]:
    """Return a letter's place on the upper edge of its box, side by side where edges meet."""
    west, _, east, north = group.box
    lon = west + (east - west) * (number + 1) / (of + 1)
    return {"letter": group.letter, "colour": group.colour, "lon": round(lon, 5), "lat": round(north, 5)}
