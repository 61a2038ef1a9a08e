"""A made-up map with every kind of layer, for the tests of drawing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps import style
from maps.spec import ComparisonColumn, ComparisonSpec, LegendEntry, MapSpec, RasterLayer, ShapeLayer
from maps.style import MarkerStyle

BOUNDS = (-5.0, 27.0, 3.8, 31.4)
SOURCES = ("Armed groups", "Communal", "State", "Criminal", "Unattributed")
WATERMARK = "ILLUSTRATION FROM PUBLIC DATA, NOT A DEPLOYMENT PROPOSAL"
WHY = (
    "more than 60 minutes from every candidate site",
    "access denied to civilian staff",
    "budget spent elsewhere: less risk",
)
NOTES = (
    "Within reach means travel time under the assumptions stated, nothing more.",
    "The boundaries shown do not imply official endorsement or acceptance.",
    "Risk is not known where nobody observes: hatched cells are unknown, not low.",
)


def collection(features: list[tuple[str, Any, dict[str, object]]]) -> dict[str, object]:
    """Return a FeatureCollection of (type, coordinates, properties)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": {"type": kind, "coordinates": at}, "properties": words}
            for kind, at, words in features
        ],
    }


def layer(name: str, look: MarkerStyle, shapes: dict[str, object], shape: str, **more: Any) -> ShapeLayer:
    """Return a shape layer in one of the ready styles."""
    swatch = look.fill if look.fill and look.fill_opacity > 0.5 and look.marker != "number" else look.colour
    return ShapeLayer(
        name, shapes, look.colour, (LegendEntry(name, swatch, shape),), look.fill, look.fill_opacity,  # type: ignore[arg-type]
        marker=look.marker, radius_px=look.radius_px, weight_px=look.weight_px, dashed=look.dashed, **more,
    )  # fmt: skip


def surface(rng: np.random.Generator, size: int = 200) -> NDArray[np.uint8]:
    """Return a smooth classed surface with a transparent rim and unknown cells."""
    row, column = np.indices((size, size)) / size
    value = np.zeros((size, size))
    for _ in range(14):
        y, x, wide = rng.uniform(0.1, 0.9), rng.uniform(0.15, 0.85), rng.uniform(0.02, 0.09)
        value += rng.uniform(0.3, 1) * np.exp(-((row - y) ** 2 + (column - x) ** 2) / (2 * wide**2))
    classes = 1 + np.digitize(value, [0.03, 0.1, 0.25, 0.5, 0.8]).astype(np.uint8)
    classes[(row > 0.7) & (column < 0.35) & (row + column < 1.0)] = 255
    classes[(column - 0.5) ** 2 / 0.2 + (row - 0.5) ** 2 / 0.25 > 1] = 0
    return classes


def risk(name: str, rng: np.random.Generator, *, shown: bool = False, size: int = 200) -> RasterLayer:
    """Return a risk layer of the exclusive group."""
    labels = style.class_labels([10, 50, 200, 1000, 5000])
    legend = style.class_legend(style.risk_colours(6), labels, unknown="unknown: nobody observes")
    return RasterLayer(
        name, surface(rng, size), BOUNDS, style.risk_colours(6), legend,
        "People x events per 100 km² and year", "Risk by source", shown, 1.0,
    )  # fmt: skip


def blob(x: float, y: float, size: float) -> list[list[list[float]]]:
    """Return the rings of a polygon around a place."""
    turns = [2 * math.pi * k / 24 for k in range(25)]
    return [[[x + size * math.cos(t) * (1 + 0.2 * math.sin(3 * t)), y + size * math.sin(t)] for t in turns]]


def map_layers(*, new_bases: int = 4, seed: int = 3) -> tuple[RasterLayer | ShapeLayer, ...]:
    """Return layers as a plan's map has them, bottom first."""
    rng = np.random.default_rng(seed)
    roads = [
        ("LineString", np.cumsum(rng.normal(0, 0.03, (60, 2)), axis=0) + rng.uniform((28, -4), (30.5, 3)), {})
        for _ in range(60)
    ]
    roads = [(kind, line.tolist(), words) for kind, line, words in roads]
    uncovered = [
        (float(x), float(y), i + 1)
        for i, (x, y) in enumerate(zip(rng.uniform(27.8, 30.4, 12), rng.uniform(-3.8, 2.8, 12), strict=True))
    ]
    bases = [
        (
            "Point",
            [float(rng.uniform(28, 30.6)), float(rng.uniform(-4, 3))],
            {"name": f"Base {i}", "people": 120 + i},
        )
        for i in range(30)
    ]
    teams = [("Point", b[1], {"name": f"Team at {b[2]['name']}"}) for b in bases[:10]]
    added = [("Point", [28.4 + 0.4 * i, -2.5 + 1.3 * i], {"name": f"New base {i}"}) for i in range(new_bases)]
    zones = [
        ("Polygon", blob(28.6 + 0.2 * i, -3.5 + 0.3 * i, 0.14), {"name": f"Zone {i}"}) for i in range(20)
    ]
    band = np.zeros((200, 200), np.uint8)
    row, column = np.indices((200, 200))
    for x, y in [(b[1][0], b[1][1]) for b in bases]:
        away = np.hypot((column + 0.5) / 200 * 4.4 + 27 - x, 3.8 - (row + 0.5) / 200 * 8.8 - y)
        near = np.select([away < 0.08, away < 0.16, away < 0.3, away < 0.5], [1, 2, 3, 4], 9)
        band = np.where(near < np.where(band == 0, 9, band), near, band).astype(np.uint8)
    cover = RasterLayer(
        "Response time of all bases", band, BOUNDS, style.BANDS,
        style.class_legend(style.BANDS, style.band_labels([15, 30, 60, 120])), "Road time, vehicle",
        opacity=0.6,
    )  # fmt: skip
    lake = collection([("Polygon", blob(29.2, -2.0, 0.3), {"name": "Lake"})])
    area = [("Polygon", [[[27.2, -4.9], [31, -4.6], [31.2, 3.4], [27.4, 3.6], [27.2, -4.9]]], {})]
    numbers = [("Point", [x, y], {"rank": r, "name": f"Area {r}"}) for x, y, r in uncovered]
    return (
        *(risk(name, rng, shown=name == "Armed groups") for name in SOURCES),
        cover,
        layer("Lakes", style.LAKE, lake, "fill"),
        layer("Roads", style.ROAD, collection(roads), "line"),
        layer("Area of operations", style.AREA, collection(area), "line"),
        layer("Restrictions", style.RESTRICTION, collection(zones), "dashed", tooltip=(("name", "Zone"),)),
        layer("Bases in place", style.PRESENT_BASE, collection(bases), "square",
              tooltip=(("name", "Base"), ("people", "Personnel"))),
        layer("New bases", style.NEW_BASE, collection(added), "diamond", tooltip=(("name", "Site"),)),
        layer("Joint protection teams", style.JPT, collection(teams), "circle", tooltip=(("name", ""),)),
        layer("Uncovered areas", style.UNCOVERED, collection(numbers), "number",
              tooltip=(("rank", "Rank"), ("name", "Name"))),
    )  # fmt: skip


def map_spec(**changes: Any) -> MapSpec:
    """Return a whole map, with parts replaced."""
    parts: dict[str, Any] = {
        "title": "Proposal: bases and joint protection teams",
        "subtitle": "Ituri, North Kivu and South Kivu, dry season, road travel by military vehicle",
        "bounds": BOUNDS,
        "layers": map_layers(),
        "classification": "Unclassified",
        "watermark": WATERMARK,
        "as_of": "31 December 2024",
        "headlines": (
            "2.1 million people at risk stay out of reach within 60 minutes.",
            "The budget of four bases binds: a fifth would bring 140,000 people within reach.",
            "310,000 people live where nobody observes: assess.",
        ),
        "table": (
            ("No.", "Area", "People", "Why uncovered"),
            *((str(i), f"District town {i}", f"{410_000 // i:,}", WHY[i % 3]) for i in range(1, 13)),
        ),
        "sources": ("UCDP GED (CC BY 4.0), derived extract", "Natural Earth, https://www.naturalearthdata.com"),
        "notes": NOTES,
    }  # fmt: skip
    return MapSpec(**{**parts, **changes})


def comparison_spec(**changes: Any) -> ComparisonSpec:
    """Return three scenarios side by side, with parts replaced."""
    names = (
        "People at risk out of reach within 60 minutes",
        "Must threats met",
        "Strategic risk in its time limit",
        "Risk within reach, armed groups",
        "Risk within reach, state",
        "Bases in place kept",
        "New bases",
        "Joint protection teams",
        "Distance from the best possible plan",
    )
    columns = tuple(
        ComparisonColumn(name, intent, figures, map_layers(new_bases=new), href)
        for name, intent, figures, new, href in (
            ("As is", "The bases of 2024, nothing added.",
             ("2,640,000", "5 of 9", "41 %", "38 %", "22 %", "30", "0", "0", "-"), 0, ""),
            ("Proposal", "Four bases and ten teams where most prioritised risk comes within reach.",
             ("2,100,000", "7 of 9", "58 %", "51 %", "36 %", "30", "4", "10", "0.4 %"), 4, "proposal.html"),
            ("Teams only", "The bases of 2024 and ten joint protection teams.",
             ("2,640,000", "6 of 9", "44 %", "40 %", "33 %", "30", "0", "10", "0 %"), 0, "teams-only.html"),
        )
    )  # fmt: skip
    parts: dict[str, Any] = {
        "title": "Three ways to place presence", "subtitle": "Same data, same season, same breaks",
        "bounds": BOUNDS, "figure_names": names, "columns": columns, "classification": "Unclassified",
        "watermark": WATERMARK, "as_of": "31 December 2024",
        "sources": ("UCDP GED (CC BY 4.0), derived extract", "Natural Earth (public domain)"), "notes": NOTES,
    }  # fmt: skip
    return ComparisonSpec(**{**parts, **changes})
