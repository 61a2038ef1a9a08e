"""What a printed sheet shows, as values: a surface, its parts, shapes, names, and the words around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from maps.risk_scale import RiskScale
from maps.spec import LegendEntry
from maps.style import MarkerStyle

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class SheetSurface:
    """A classed surface in the sheet's own system.

    Parameters
    ----------
    name : str
        In words, such as "armed groups".
    classes : ndarray of uint8, shape (ny, nx)
        Classes of the scale; 0 is blank, 255 unknown. Row 0 in the north.
    """

    name: str
    classes: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class SheetShapes:
    """Shapes of one style.

    Parameters
    ----------
    geometry : ndarray of shapely geometries
        In the sheet's system, metres.
    look : MarkerStyle
        Its pixels are drawn as quarters of a millimetre.
    legend : LegendEntry or None
    texts : tuple of str
        Written beside each point, or in it where the marker is "number"; () = none.
    rank : int
        Labels of lower rank are placed first.
    """

    geometry: NDArray[np.object_]
    look: MarkerStyle
    legend: LegendEntry | None = None
    texts: tuple[str, ...] = ()
    rank: int = 5


@dataclass(frozen=True, slots=True, eq=False)
class SheetSpec:
    """One printed sheet of risk.

    Parameters
    ----------
    title, subtitle : str
    classification, watermark, as_of : str
    dated : date
        Written into the files instead of the time of writing, so that equal sheets are equal bytes.
    clearance : str
        Reference of the clearance; "" prints "not cleared".
    disclaimer : str
        On boundaries and clearance, first of the lines at the foot.
    audience : str
        Whom the sheet is for, in words.
    crs : pyproj.CRS
        The sheet's own system: projected, metres.
    box : tuple of float
        West, south, east, north of the area, metres.
    area : ndarray of shapely geometries
        The area's outline, metres.
    corner : tuple of float
        West and north edge of the surfaces, metres.
    cell_m : float
    scale : RiskScale
    surface : SheetSurface
        Drawn large.
    parts : tuple of SheetSurface
        Drawn small beside it: a total stands only beside its parts.
    shapes : tuple of SheetShapes
        Drawn over the surface in order, first at the bottom.
    must_read : tuple of str
        What a reader has to see: banners, unknown, not observed.
    table : tuple of tuple of str
        Its first row is the heading.
    table_title : str
    sources, notes : tuple of str
    made_by : str
        Software and hash of the mission file.
    """

    title: str
    subtitle: str
    classification: str
    watermark: str
    as_of: str
    dated: date
    clearance: str
    disclaimer: str
    audience: str
    crs: CRS
    box: Box
    area: NDArray[np.object_]
    corner: tuple[float, float]
    cell_m: float
    scale: RiskScale
    surface: SheetSurface
    parts: tuple[SheetSurface, ...]
    shapes: tuple[SheetShapes, ...]
    must_read: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    table_title: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    made_by: str
