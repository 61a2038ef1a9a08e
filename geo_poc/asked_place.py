"""A place that somebody asks about: longitude and latitude, a grid reference, or a name."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_poc.references import mgrs_of
from layers.errors import PocError, error
from layers.landscape import Landscape
from layers.mgrs_positions import read_mgrs

WHERE = "WHERE"
REMEDY = "give LON,LAT in degrees (29.35,-1.62), an MGRS reference, or the name of a place of the mission"
_PAIR = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?)\s*[,;\s]\s*([-+]?\d+(?:\.\d+)?)\s*$")
_MGRS = re.compile(r"^\d{1,2}[C-X][A-Z]{2}\d*$")
_MOST = 6


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A place in the area.

    Parameters
    ----------
    asked : str
        As it was written.
    lon, lat : float
        Degrees, WGS84.
    cell : int
        Flat demand cell that it lies in.
    """

    asked: str
    lon: float
    lat: float
    cell: int


def find_place(asked: str, landscape: Landscape) -> AskedPlace:
    """Return the place that is asked about.

    Parameters
    ----------
    asked : str
        "LON,LAT" in degrees, an MGRS reference, or a name of the layer of places, case aside.
    landscape : Landscape

    Raises
    ------
    InputError
        When it is none of the three, the name is not known or several places bear it, or it lies outside.
    """
    lon, lat = _position(asked, landscape)
    cell = _cell(lon, lat, landscape)
    if cell is None:
        raise _outside(asked, lon, lat, landscape)
    return AskedPlace(asked, lon, lat, cell)


def _position(asked: str, landscape: Landscape) -> tuple[float, float]:
    if pair := _PAIR.match(asked):
        lon, lat = float(pair[1]), float(pair[2])
        if abs(lon) > 180 or abs(lat) > 90:
            raise error("these are no degrees of longitude and latitude", REMEDY, column=WHERE, value=asked)
        return lon, lat
    if _MGRS.match(re.sub(r"[\s-]+", "", asked).upper()):
        points, _, faults = read_mgrs(pd.Series([asked]), file="", column=WHERE)
        if faults:
            raise error(faults[0].message, faults[0].remedy, column=WHERE, value=asked)
        return float(points.iloc[0].x), float(points.iloc[0].y)
    return _named(asked, landscape)


def _named(asked: str, landscape: Landscape) -> tuple[float, float]:
    places = landscape.places
    names = places["name"].astype(str) if "name" in places else pd.Series("", index=places.index)
    same = places[((names != "") & (names.str.casefold() == asked.strip().casefold())).to_numpy()]
    if len(same) == 1:
        point = same.geometry.iloc[0]
        return float(point.x), float(point.y)
    if len(same) > 1:
        found = [mgrs_of(point.x, point.y) for point in same.geometry[:_MOST]]
        message = f"{len(same)} places have this name"
        raise error(message, f"ask for one of {', '.join(found)}", column=WHERE, value=asked)
    close = difflib.get_close_matches(asked, sorted({name for name in names if name}), n=3, cutoff=0.6)
    hint = f"; alike: {', '.join(close)}" if close else ""
    raise error("no place of the mission has this name", f"{REMEDY}{hint}", column=WHERE, value=asked)


def _cell(lon: float, lat: float, landscape: Landscape) -> int | None:
    grid = landscape.grid
    x, y = grid.project(np.array([lon]), np.array([lat]))
    cell = int(grid.cell_of(x, y)[0])
    return cell if cell >= 0 and bool(grid.mask.ravel()[cell]) else None


def _outside(asked: str, lon: float, lat: float, landscape: Landscape) -> PocError:
    remedy = "ask for a place in it"
    if abs(lon) <= 90 and _cell(lat, lon, landscape) is not None:
        remedy = f"longitude comes first: {lat:g},{lon:g} lies in it"
    return error("the place lies outside the mission's area", remedy, column=WHERE, value=asked)
