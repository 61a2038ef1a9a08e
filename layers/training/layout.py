"""The fixed plan of the training country: its towns, road links and dilemmas, in kilometres.

Everything here is invented. Positions are kilometres east and north of the south-west corner of a square in
the open ocean, where nobody lives; the seed moves towns by a little and fills in the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.training.frame import CELLS_PER_DEGREE, Frame

COUNTRY = "Halvena"
GOVERNMENT = f"Government of {COUNTRY}"

LON_WEST, LAT_SOUTH = -25.9, 1.1
KM_PER_LON, KM_PER_LAT = 111.25, 110.58
"""Kilometres in a degree at 2 degrees north (WGS84), good to 0.1 % over the country."""

SIDE_KM = 200.0
ROWS, COLUMNS = 218, 216
"""Cells of the population raster; two by two they make a node of the road lattice."""

FRAME = Frame(LON_WEST, LAT_SOUTH, KM_PER_LON, KM_PER_LAT, ROWS, COLUMNS)
CELL_KM = (KM_PER_LON / CELLS_PER_DEGREE, KM_PER_LAT / CELLS_PER_DEGREE)

SILENT_CENTRE = (170.0, 30.0)
SILENT_RADIUS_KM = 13.0
SILENT_CLEAR_KM = 46.0
"""Roads, places and bases keep this far from the silent centre: more than 30 km from its people."""

TWIN_BOX_NODES = 8
"""Half side of the box, in lattice nodes, inside which the twin hotspots are copies of each other."""

RoadClass = Literal["trunk", "primary", "secondary", "tertiary", "track"]
ROAD_CLASSES: tuple[RoadClass, ...] = ("trunk", "primary", "secondary", "tertiary", "track")

Point: TypeAlias = tuple[float, float]
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the plan: key, name, kilometres east and north, class and people."""

    key: str
    name: str
    at: Point
    kind: Literal["city", "town"]
    people: int


@dataclass(frozen=True, slots=True)
class District:
    """A district of the plan: name, P-code, region and the point it grows around."""

    name: str
    code: str
    region: str
    seed: Point


TOWNS: tuple[Town, ...] = (
    Town("capital", "Ostvarel", (101, 117), "city", 260_000),
    Town("quay", "Ostvarel Quay", (112, 107), "town", 24_000),
    Town("mills", "Ostvarel Mills", (89, 123), "town", 17_000),
    Town("twin_state", "Ambreth", (38, 150), "town", 24_000),
    Town("twin_group", "Corlund", (152, 114), "town", 24_000),
    Town("upland_gate", "Drave", (146, 153), "town", 18_000),
    Town("upland", "Upper Drave", (162, 172), "town", 12_000),
    Town("pasture_head", "Venshold", (104, 182), "town", 14_000),
    Town("pasture", "Ilmarrow", (110, 152), "town", 9_000),
    Town("frontier", "Quorrel", (187, 134), "town", 10_000),
    Town("lake_north", "Selvane", (58, 101), "town", 27_000),
    Town("lake_south", "Pellmere", (72, 59), "town", 16_000),
    Town("west", "Wexholt", (17, 104), "town", 12_000),
    Town("lowland", "Grauden", (33, 31), "town", 20_000),
    Town("lowland_gate", "Morvick", (47, 45), "town", 8_000),
    Town("south", "Tolbrane", (101, 40), "town", 22_000),
    Town("south_edge", "Fennoll", (106, 12), "town", 9_000),
    Town("orchards", "Kestrow", (150, 90), "town", 11_000),
    Town("east_south", "Yarvell", (184, 90), "town", 6_000),
    Town("north_west", "Tessgate", (66, 178), "town", 8_000),
)

DISTRICTS: tuple[District, ...] = (
    District("Ambrethal", "XX01", "Northern Region", (38, 152)),
    District("Venstrel", "XX02", "Northern Region", (104, 165)),
    District("Dravemark", "XX03", "Northern Region", (164, 172)),
    District("Ostvarel", "XX04", "Central Region", (98, 115)),
    District("Corlunde", "XX05", "Central Region", (158, 112)),
    District("Sorrimar", "XX06", "Central Region", (45, 90)),
    District("Graudel", "XX07", "Southern Region", (35, 30)),
    District("Tolbrane", "XX08", "Southern Region", (98, 45)),
    District("Quellond", "XX09", "Southern Region", (172, 35)),
)
DENIED_DISTRICT = "Dravemark"
SILENT_DISTRICT = "Quellond"

RIVERS: tuple[tuple[str, tuple[Point, ...]], ...] = (
    (
        "Ombrel",
        (
            (176, 176),
            (160, 158),
            (140, 142),
            (118, 128),
            (96, 106),
            (80, 92),
            (46, 68),
            (30, 48),
            (12, 34),
            (-12, 22),
        ),
    ),
    ("Tessil", ((66, 214), (72, 184), (80, 160), (86, 132), (96, 106))),
    ("Mavroll", ((176, 98), (150, 80), (128, 54), (118, 26), (120, -12))),
)
LAKE_NAME = "Lake Sorrim"
LAKE_CENTRE = (62.0, 80.0)

TWIN_GATES: dict[str, tuple[int, int]] = {"north": (8, 0), "east": (0, 8), "south": (-8, 0), "west": (0, -8)}
"""Where the roads of a twin leave its box: rows north and columns east of the town, in nodes."""

LINKS: tuple[tuple[str, str, RoadClass], ...] = (
    ("capital", "mills", "trunk"),
    ("mills", "lake_north", "trunk"),
    ("capital", "quay", "trunk"),
    ("quay", "south", "trunk"),
    ("quay", "twin_group.west", "primary"),
    ("mills", "twin_state.east", "primary"),
    ("south", "south_edge", "primary"),
    ("capital", "pasture", "secondary"),
    ("pasture", "pasture_head", "secondary"),
    ("twin_group.north", "upland_gate", "secondary"),
    ("twin_group.east", "frontier", "secondary"),
    ("twin_group.south", "orchards", "secondary"),
    ("twin_state.south", "lake_north", "secondary"),
    ("lake_north", "west", "secondary"),
    ("south", "lake_south", "secondary"),
    ("orchards", "south", "secondary"),
    ("twin_state.west", "west", "tertiary"),
    ("twin_state.north", "north_west", "tertiary"),
    ("pasture", "upland_gate", "tertiary"),
    ("upland_gate", "upland", "tertiary"),
    ("lake_south", "lowland_gate", "tertiary"),
    ("lowland_gate", "lowland", "tertiary"),
    ("orchards", "east_south", "tertiary"),
    ("north_west", "pasture_head", "tertiary"),
    ("west", "lowland", "track"),
    ("east_south", "frontier", "track"),
)

BASES: tuple[tuple[str, int, str], ...] = (
    ("capital", 480, "Contingent A"),
    ("quay", 130, "Contingent A"),
    ("mills", 120, "Contingent B"),
    ("twin_state", 120, "Contingent C"),
    ("twin_group", 120, "Contingent C"),
    ("lake_north", 240, "Contingent B"),
    ("upland_gate", 140, "Contingent D"),
    ("south", 160, "Contingent D"),
)
"""Town, personnel and contingent of the bases in place."""

LIAISON: Mapping[str, int] = {"capital": 4, "quay": 3, "lake_north": 3}
"""Community liaison assistants of some bases; the others have none (about 3 a base, DRC 2014)."""


def to_lonlat(x_km: ArrayLike, y_km: ArrayLike) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes (WGS84, degrees) of kilometres east and north."""
    return FRAME.to_lonlat(x_km, y_km)


def town(key: str) -> Town:
    """Return the town of the plan with this key."""
    return next(entry for entry in TOWNS if entry.key == key)
