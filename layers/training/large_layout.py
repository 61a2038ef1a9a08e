"""The fixed plan of the large training country: its valleys, rivers, sides and scale, in kilometres.

All of it is invented, and its coordinates lie in the open ocean at the equator, where nobody lives. Most
people live in a few high valleys, close together; between them the plains are wide and nearly empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from layers.training.frame import Frame
from layers.training.layout import Point

COUNTRY = "Ondravia"
GOVERNMENT = f"Government of {COUNTRY}"
SIDE_KM = 1000.0
FRAME = Frame(-27.0, -4.6, 111.23, 110.57, 1092, 1092)
"""Kilometres are good to 0.4 % over the country."""

PEOPLE = 16_000_000
VALLEY_SHARE = 0.75
"""Of the people who live in no named place, those in the valleys."""

Variant = Literal["dense", "sparse"]
VARIANTS: tuple[Variant, ...] = ("dense", "sparse")


@dataclass(frozen=True, slots=True)
class Valley:
    """A settled valley: name, centre, radius, and who is the main threat there."""

    name: str
    at: Point
    radius_km: float
    threat: Literal["state", "front", "column", "feud"]


VALLEYS: tuple[Valley, ...] = (
    Valley("Ostren", (470, 540), 38.0, "state"),
    Valley("Dravel", (730, 760), 35.0, "state"),
    Valley("Corlen", (250, 730), 35.0, "front"),
    Valley("Graude", (210, 260), 35.0, "column"),
    Valley("Tolmar", (640, 250), 34.0, "feud"),
)
"""The first holds the capital."""

FRONT, COLUMN = "Northern Dawn Front", "Column of the Plains"
WATCH, GUARD = "Sedge Watch", "Terrace League"

ACTORS: tuple[tuple[str, str], ...] = (
    (GOVERNMENT, "state"),
    (FRONT, "armed_group"),
    (COLUMN, "armed_group"),
    (WATCH, "communal"),
    (GUARD, "communal"),
)
"""Name and source of threat."""

RIVERS: tuple[tuple[str, tuple[Point, ...]], ...] = (
    (
        "Vosker",
        ((1010, 880), (860, 800), (690, 690), (560, 610), (430, 480), (300, 400), (150, 210), (-20, 120)),
    ),
    ("Elmar", ((330, 1020), (300, 850), (310, 680), (380, 560), (430, 480))),
    ("Sarren", ((1010, 420), (850, 360), (700, 290), (590, 160), (560, -20))),
)
LAKE_NAME = "Lake Teverin"
LAKE_CENTRE, LAKE_RADII_KM = (345.0, 430.0), (42.0, 20.0)

CORRIDOR: tuple[Point, ...] = ((640, 420), (648, 350), (640, 285))
"""Where herds come down into the valley of Tolmar in the dry months."""

DISTRICT_STEP_KM = 140.0
VILLAGE_STEP_KM, PLAIN_STEP_KM = 3.1, 36.0
"""How far apart villages lie in the valleys, and on the plains."""
