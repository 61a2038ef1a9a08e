"""What one look at a file tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from layers.positions import BBox

Kind = Literal[
    "",
    "area",
    "districts",
    "polygons",
    "incidents",
    "bases",
    "population",
    "groups",
    "roads",
    "rivers",
    "lakes",
    "places",
    "displaced",
    "restrictions",
    "other_actors",
    "actors",
    "contingents",
    "friction",
    "landcover",
    "elevation",
]
"""What a file can serve as; "" is not understood, "polygons" are told apart by what lies in them."""


def _no_points() -> NDArray[np.float64]:
    return np.empty((0, 2))


def _no_shapes() -> NDArray[np.object_]:
    return np.empty(0, dtype=object)


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A file at a glance; only headers, samples and single columns were read.

    Parameters
    ----------
    file : Path
    kind : str
        See :data:`Kind`.
    recognised : str
        What it is, in words.
    why : str
        Why it is not understood, where it is not.
    rows : int
        Rows, features or pixels.
    newest : date or None
        Latest day in it that is not after today; 31 December where it gives years only.
    by_year : bool
        Whether it gives years only.
    box : tuple of float or None
        West, south, east, north in degrees.
    points : ndarray of float64, shape (n, 2)
        Longitude and latitude of the rows that have them.
    shapes : ndarray of object, shape (n,)
        Polygons, EPSG:4326, of a layer of polygons.
    fineness : float
        Metres: length of a pixel, or the middle length of a line.
    level : int
        Of districts; -1 where nothing says it.
    unit, scheme : str
        Of people in a raster; of land cover.
    share : float
        Part of named points that are settlements.
    density : float
        People per km2 in the part of a raster that was looked at.
    columns : mapping of str to str
        What the mission file must say of columns.
    classes : tuple of str
        Classes of roads in it.
    named : bool
        Whether features have names.
    """

    file: Path
    kind: Kind
    recognised: str = ""
    why: str = ""
    rows: int = 0
    newest: date | None = None
    by_year: bool = False
    box: BBox | None = None
    points: NDArray[np.float64] = field(default_factory=_no_points)
    shapes: NDArray[np.object_] = field(default_factory=_no_shapes)
    fineness: float = 0.0
    level: int = -1
    unit: str = ""
    scheme: str = ""
    share: float = 0.0
    density: float = 0.0
    columns: Mapping[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    named: bool = False


def unclear(file: Path, why: Any) -> Sight:
    """Return that a file is not understood, and why, on one short line."""
    text = " ".join(str(why).split())
    return Sight(file, "", why=text if len(text) <= 160 else text[:157] + "...")
