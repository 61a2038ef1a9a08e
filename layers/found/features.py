"""A look at vector files."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from layers.archives import gdal_path
from layers.fields import words
from layers.found.columns import kind_of, marks, settlements
from layers.found.sight import Sight, unclear
from layers.found.tables import box_of, newest_day, newest_year
from layers.geoparquet import count_rows, read_geoparquet
from layers.parquet_bounds import is_parquet
from layers.road_speed import ROAD_KMH
from layers.sources.district_columns import UNKNOWN_LEVEL, layout, stated_level
from layers.vectors import MAX_ROWS

SAMPLE = 5_000
MAX_BYTES = 500_000_000
SKELETON_M = 10_000.0
"""Where half of the lines are longer than this they are links between towns, not mapped roads."""

_METRES = 111_320.0
_ROADS = {"class": ("highway", "fclass", "class", "h", "road_class")}
_TIMES = {"duration_min": ("duration_min", "duration"), "distance_m": ("distance_m", "distance")}
_RIVER = r"\b(?:river|stream|canal|wadi|waterway|drain|ditch|tributary)\b"
_LAKE = r"\b(?:lake|lac|lago|lagoon|reservoir|water|riverbank|pond)\b"
_CLOSED = {"applies_to": ("applies_to", "persona", "personas"), "state": ("state",)}
_NAMES = {"name": ("name", "name_en", "river", "lake")}
_FEW = 4


def see_features(path: Path, *, today: date) -> Sight:
    """Look at a vector file: its layer, its system, and up to 5,000 features.

    Parameters
    ----------
    path : Path
    today : date
        Later days are not taken for the newest.
    """
    if path.stat().st_size > MAX_BYTES:
        return unclear(path, "the file is larger than 500 MB: cut it to the area")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if is_parquet(path):
            count = count_rows(path)
            frame = read_geoparquet(path, max_rows=MAX_ROWS)[0].head(SAMPLE)
        else:
            place = gdal_path(path, role="file")
            layers = [str(name) for name, shape in pyogrio.list_layers(place) if shape is not None]
            if len(layers) != 1:
                several = f"several layers ({', '.join(layers[:5])}): save one to a file of its own"
                return unclear(path, several if layers else "no layer with geometry")
            count = int(pyogrio.read_info(place, layer=layers[0])["features"])
            frame = pyogrio.read_dataframe(place, layer=layers[0], max_features=SAMPLE)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        return unclear(path, "it does not say its coordinate reference system")
    frame = frame.loc[~(frame.geometry.isna() | frame.geometry.is_empty)].to_crs(4326)
    if frame.empty:
        return unclear(path, "no feature has a geometry")
    dimension = np.bincount(np.maximum(0, shapely.get_dimensions(frame.geometry.to_numpy())), minlength=3)
    rows = max(count, len(frame))
    see = (_points, _lines, _polygons)[int(dimension.argmax())]
    return see(path, frame, rows, today)


def _attributes(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name != "geometry"]


def _box(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = (float(edge) for edge in frame.total_bounds)
    return west, south, east, north


def _points(path: Path, frame: gpd.GeoDataFrame, rows: int, today: date) -> Sight:
    kind, told, found = kind_of(_attributes(frame), frame, placed=True)
    if not kind:
        return unclear(path, told)
    spots = shapely.centroid(frame.geometry.to_numpy())
    points = np.column_stack([shapely.get_x(spots), shapely.get_y(spots)])
    dated = [found[name] for name in ("date_end", "date", "year") if name in found]
    by_year = bool(dated) and dated[0] == found.get("year")
    newest = None
    if dated:
        newest = (newest_year if by_year else newest_day)(_column(path, dated[0], rows, frame), today)
    share = settlements(frame, found) if kind == "places" else 0.0
    return Sight(
        path,
        kind,
        f"{told} (points)",
        rows=rows,
        newest=newest,
        by_year=by_year,
        box=box_of(points),
        points=points,
        share=share,
    )


def _column(path: Path, column: str, rows: int, frame: gpd.GeoDataFrame) -> pd.Series:
    """Return a column of all features, not of the sample alone."""
    values: pd.Series = frame[column]
    if rows > len(frame) and is_parquet(path):
        values = read_geoparquet(path, columns=[column], max_rows=MAX_ROWS)[0][column]
    elif rows > len(frame):
        place = gdal_path(path, role="file")
        values = pyogrio.read_dataframe(place, columns=[column], read_geometry=False)[column]
    return values


def _lines(path: Path, frame: gpd.GeoDataFrame, rows: int, _today: date) -> Sight:
    names = _attributes(frame)
    road, name = marks(names, _ROADS), marks(names, _NAMES)
    classes = words(frame[road["class"]]).str.lower() if "class" in road else pd.Series([], dtype=object)
    known = classes.isin(set(ROAD_KMH) - {""})
    middle = float(np.median(_length_m(frame)))
    box = _box(frame)
    if "class" in road and (road["class"].lower() == "highway" or known.mean() >= 0.3):
        seen = tuple(sorted(set(classes) - {""}))
        return Sight(path, "roads", "roads with a class", rows=rows, box=box, fineness=middle, classes=seen)
    times = _times(frame, names)
    if times:
        told = "roads with duration (minutes) and length (metres)"
        return Sight(path, "roads", told, rows=rows, box=box, fineness=middle, columns=times)
    if _says(frame, names, _RIVER) or (name and len(names) <= _FEW):
        told = "rivers" if _says(frame, names, _RIVER) else "lines with a name alone, taken for rivers"
        return Sight(path, "rivers", told, rows=rows, box=box, fineness=middle, named=bool(name))
    return unclear(path, "lines with neither a known class of road, nor a speed, nor a river's name")


def _times(frame: gpd.GeoDataFrame, names: Sequence[str]) -> dict[str, str]:
    """Return the columns of minutes and metres where together they give speeds of roads."""
    found = marks(names, _TIMES)
    if len(found) < len(_TIMES):
        return {}
    minutes, metres = (pd.to_numeric(frame[found[name]], errors="coerce") for name in _TIMES)
    speed = (metres / 1000 / (minutes.where(minutes > 0) / 60)).dropna()
    return found if len(speed) and 3.0 <= float(speed.median()) <= 150.0 else {}


def _length_m(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return lengths near enough to tell a street from a link between towns."""
    _, south, _, north = frame.total_bounds
    across = _METRES * np.cos(np.radians((south + north) / 2))
    flat = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy * (across, _METRES))
    lengths: NDArray[np.float64] = shapely.length(flat)
    return lengths


def _polygons(path: Path, frame: gpd.GeoDataFrame, rows: int, today: date) -> Sight:
    names = _attributes(frame)
    kind, told, found = kind_of(names, frame, placed=True)
    if len(marks(names, _CLOSED)) == len(_CLOSED):
        return Sight(path, "restrictions", "access restrictions", rows=rows, box=_box(frame))
    if kind in ("other_actors", "displaced"):
        newest = newest_day(frame[found["date"]], today) if "date" in found else None
        return Sight(path, kind, f"{told} (polygons)", rows=rows, newest=newest, box=_box(frame))
    present = [name for name in names if (words(frame[name]) != "").any()]
    level = _level(frame, present)
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    named = (
        bool(marks(present, _NAMES)) or level != UNKNOWN_LEVEL or bool(marks(present, {"n": ("shapeName",)}))
    )
    if level == 0:
        return Sight(path, "area", "outline of a country", "", rows, box=_box(frame), shapes=shapes, level=0)
    if level > 0 or "shapeName" in present:
        words_ = f"districts of level {level}" if level > 0 else "districts"
        return Sight(
            path, "districts", words_, "", rows, box=_box(frame), shapes=shapes, level=level, named=True
        )
    if _says(frame, names, _LAKE):
        return Sight(path, "lakes", "lakes", rows=rows, box=_box(frame))
    return Sight(path, "polygons", "polygons", "", rows, box=_box(frame), shapes=shapes, named=named)


def _level(frame: gpd.GeoDataFrame, present: Sequence[str]) -> int:
    known = layout(present)
    if known.level != UNKNOWN_LEVEL:
        return known.level
    said = marks(present, {"type": ("shapeType",)})
    return stated_level(words(frame[said["type"]])) if said else UNKNOWN_LEVEL


def _says(frame: gpd.GeoDataFrame, names: Sequence[str], pattern: str) -> bool:
    """Return whether most features have a word of a pattern in one column."""
    for name in names:
        text = words(frame[name])
        filled = text != ""
        if filled.any() and float(text[filled].str.contains(pattern, case=False, regex=True).mean()) >= 0.5:
            return True
    return False
