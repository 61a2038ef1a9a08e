"""Outlines as text (WKT, EPSG:4326), for tables and the mission file: what QGIS and spreadsheets hand on."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

MOST_LETTERS = 30_000
"""A cell of a spreadsheet holds 32,767."""
_PLACES = 5
"""Of a degree: about a metre."""


def outline_text(outline: BaseGeometry, *, step_degrees: float) -> str:
    """Return an outline as WKT; one too long for a spreadsheet's cell is simplified until it fits.

    Parameters
    ----------
    outline : shapely geometry
        Polygon or multipolygon, EPSG:4326.
    step_degrees : float
        > 0. How far the first simplification may move it, twice as far the next one, and so on.
    """
    text, moved = _text(outline), step_degrees
    while len(text) > MOST_LETTERS:
        text, moved = _text(shapely.simplify(outline, moved)), 2.0 * moved
    return text


def _text(outline: BaseGeometry) -> str:
    return str(shapely.to_wkt(outline, rounding_precision=_PLACES))


def read_outline(text: str) -> BaseGeometry:
    """Return the polygon or multipolygon that a text is, EPSG:4326; corners that touch are set right.

    Raises
    ------
    ValueError
        When it is no such text, is empty, crosses itself, or lies beyond longitude and latitude.
    """
    try:
        shape = shapely.force_2d(shapely.from_wkt(text))
    except shapely.errors.ShapelyError:
        shape = None
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError("the outline is no polygon: write POLYGON ((lon lat, lon lat, ...)) in degrees")
    west, south, east, north = (float(value) for value in shape.bounds)
    if not np.isfinite([west, south, east, north]).all():
        raise ValueError("the outline is empty")
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise ValueError("the outline is not in degrees of longitude and latitude (EPSG:4326)")
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        if not reason.startswith("Ring Self-intersection"):
            raise ValueError(f"the outline is not sound: {reason}")
        shape = shapely.make_valid(shape)
    return shape
