"""A look at rasters: what their numbers can be."""

from __future__ import annotations

import math
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning
from rasterio.warp import transform_bounds

from layers.found.sight import Sight, unclear
from layers.friction_raster import FASTEST, ORDINARY, SLOWEST
from layers.landcover import IGBP, WORLDCOVER
from layers.positions import BBox
from layers.rasters import RasterWindow, read_window
from layers.recognise_raster import densities, plausible
from layers.terrain import HIGHEST_M

MAX_PIXELS = 4_000_000
"""Of a larger raster the part around the middle of the area is looked at."""

_METRES = 111_320.0
_FILLS = {254, 255}
_STEP = 0.2
"""Middle step from one pixel to the next, in quartile distances: ground is smooth."""


def see_raster(path: Path, *, near: BBox | None = None) -> Sight:
    """Look at a raster of one band: its values where it meets a box.

    Parameters
    ----------
    path : Path
    near : tuple of float or None
        West, south, east, north of what the mission is about, degrees; None looks at its middle.

    Raises
    ------
    InputError
        As :func:`layers.rasters.read_window`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path) as raster:
            if raster.count > 1:
                return unclear(path, f"a raster of {raster.count} bands: give one band")
            if raster.crs is None:
                return unclear(path, "a raster without a coordinate system")
            bounds = transform_bounds(raster.crs, "EPSG:4326", *raster.bounds)
            shape, dtype = raster.shape, str(raster.dtypes[0])
    box: BBox = (bounds[0], bounds[1], bounds[2], bounds[3])
    met = box if near is None else _common(box, near)
    if met is None:
        return unclear(path, "a raster of another part of the world")
    window = read_window(path, bbox=_shrunk(met, box, shape), role="given")
    pixel_m = _METRES * math.sqrt(
        max(0.0, (box[2] - box[0]) * (box[3] - box[1]) * math.cos(math.radians((box[1] + box[3]) / 2)))
        / (shape[0] * shape[1])
    )
    return _named(path, window, dtype, box, pixel_m, shape[0] * shape[1])


def _common(one: BBox, other: BBox) -> BBox | None:
    west, south = max(one[0], other[0]), max(one[1], other[1])
    east, north = min(one[2], other[2]), min(one[3], other[3])
    return (west, south, east, north) if west < east and south < north else None


def _shrunk(part: BBox, whole: BBox, shape: tuple[int, int]) -> BBox:
    """Return the middle of a box, so small that few enough pixels lie in it."""
    density = shape[0] * shape[1] / ((whole[2] - whole[0]) * (whole[3] - whole[1]))
    pixels = (part[2] - part[0]) * (part[3] - part[1]) * density
    side = min(1.0, math.sqrt(MAX_PIXELS / max(1.0, pixels))) / 2
    x, y = (part[0] + part[2]) / 2, (part[1] + part[3]) / 2
    across, up = (part[2] - part[0]) * side, (part[3] - part[1]) * side
    return x - across, y - up, x + across, y + up


def _named(path: Path, window: RasterWindow, dtype: str, box: BBox, pixel_m: float, pixels: int) -> Sight:
    known = np.asarray(window.values[~np.isnan(window.values)], dtype=float)
    seen = partial(Sight, path, rows=pixels, box=box, fineness=pixel_m)
    size = f"pixels of {pixel_m:,.0f} m"
    scheme = _cover(known)
    if scheme:
        return seen(kind="landcover", recognised=f"land cover ({scheme}), {size}", scheme=scheme)
    low, middle, high = (float(value) for value in np.percentile(known, (1, 50, 99)))
    if ORDINARY[0] <= middle <= ORDINARY[1] and low >= FASTEST and high <= SLOWEST:
        return seen(kind="friction", recognised=f"friction (minutes per metre), {size}")
    if _ground(window.values, known, dtype):
        return seen(kind="elevation", recognised=f"elevation (metres), {size}")
    means = densities(window)
    if means is None:
        return unclear(path, "a raster of zeros alone in the area")
    count = plausible(means.as_count, means.peak_as_count)
    density = plausible(means.as_density, means.peak_as_density)
    if dtype in ("uint8", "int8") or not (count or density):
        return unclear(path, "a raster whose numbers are no people, cover, friction or elevation")
    unit = "people_per_cell" if count else "people_per_km2"
    people = means.as_count if count else means.as_density
    told = f"{unit.replace('_', ' ')}, {size}"
    return seen(kind="population", recognised=told, unit=unit, density=people)


def _cover(known: NDArray[np.float64]) -> str:
    """Return the scheme whose classes all values are, "" where they are of none."""
    values = np.unique(known)
    if not 3 <= values.size <= 20 or (values != np.round(values)).any():
        return ""
    classes = {int(value) for value in values}
    if classes <= set(IGBP) | _FILLS and float((known == 0).mean()) < 0.9:
        return "igbp"
    return "worldcover" if classes <= set(WORLDCOVER) | {0, 255} else ""


def _ground(values: NDArray[np.floating[Any]], known: NDArray[np.float64], dtype: str) -> bool:
    """Return whether values look like ground: smooth, seldom zero, and about as high as low of their middle.

    People are scattered and skewed: their mean is far above their middle.
    """
    quarter, middle, upper, high = (float(value) for value in np.percentile(known, (25, 50, 75, 99)))
    if dtype == "uint8" or not 50 <= middle <= high <= HIGHEST_M or high > 8 * middle or upper <= quarter:
        return False
    steps = np.abs(np.diff(np.asarray(values, dtype=float), axis=1))
    steps = steps[~np.isnan(steps)]
    smooth = steps.size > 0 and float(np.median(steps)) / (upper - quarter) < _STEP
    return smooth and 0.5 <= float(known.mean()) / middle <= 1.6 and float((known == 0).mean()) < 0.1
