"""Slope of the travel cells from an elevation raster, and what slope does to speed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding, error
from layers.grid import Grid, transformer
from layers.rasters import RasterWindow, place, read_window
from layers.sampling import pixels_under, points_per_side, travel_box
from layers.whereabouts import describe_cells

LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""Ground lies between the shore of the Dead Sea and the top of Everest; lower values are nodata."""

COARSE_M = 150.0
"""Pixels longer than this smooth slopes away."""

GRADEABILITY = 0.6
"""Steepest gradient, as rise over run, that a tactical vehicle climbs (the usual specification)."""

ROAD_GRADIENT = 0.12
"""Roads wind: they are taken to be no steeper than this, whatever the ground does."""

_STRIP = 4_000_000


def read_slope(
    path: Path, travel: Grid, *, role: str = "layers.elevation"
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Read elevation and return the mean slope of each travel cell.

    Slopes are taken between the neighbours of each pixel of the raster (central differences on the ground,
    whatever the raster's system and rotation), then averaged over each cell.

    Parameters
    ----------
    path : path
        Elevation in metres.
    travel : Grid
    role : str
        Key of the mission file.

    Returns
    -------
    slope : ndarray of float64, travel shape
        Degrees, NaN where unknown.
    findings : tuple of Finding

    Raises
    ------
    InputError
        When the raster cannot be read or its values are no elevations in metres.
    """
    window = read_window(path, bbox=travel_box(travel), role="elevation", lowest=LOWEST_M)
    highest = float(np.nanmax(window.values))
    if highest > HIGHEST_M:
        message = f"the elevation raster reaches {highest:,.0f} m, higher than any ground"
        raise error(
            message, "give elevation in metres (not feet or decimetres)", file=window.file, column=role
        )
    gradient, pixel_m = _gradient(window, travel)
    slope = np.full(travel.shape, np.nan)
    flat = np.degrees(np.arctan(gradient)).ravel()
    for rows, pixel in pixels_under(window, travel, side=points_per_side(window, travel)):
        here = np.where(pixel >= 0, flat[pixel], np.nan)
        known = ~np.isnan(here)
        number = known.sum(axis=(2, 3))
        total = np.where(known, here, 0.0).sum(axis=(2, 3))
        slope[rows] = np.divide(total, number, out=np.full(number.shape, np.nan), where=number > 0)
    return slope, (*window.findings, *_told(slope, travel, pixel_m, window.file, role))


def walking_factor(slope_degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of level walking speed that is left on a slope, there and back.

    Tobler's hiking function (Tobler 1993, Three presentations on geographical analysis and modeling; there
    6 exp(-3.5 |s + 0.05|) km/h at gradient s), taken relative to level ground. Which way a traveller
    goes is not known, so the mean time of going up and down counts.

    Parameters
    ----------
    slope_degrees : ndarray of float64
        NaN counts as level.
    """
    rise = np.tan(np.radians(np.nan_to_num(slope_degrees)))
    level = np.exp(-3.5 * 0.05)
    up, down = np.exp(-3.5 * np.abs(rise + 0.05)), np.exp(-3.5 * np.abs(rise - 0.05))
    factor: NDArray[np.float64] = np.minimum(1.0, 2 / (1 / up + 1 / down) / level)
    return factor


def vehicle_factor(slope_degrees: NDArray[np.float64], *, road: bool) -> NDArray[np.float64]:
    """Return the share of level speed that a vehicle keeps on a slope.

    It falls evenly from 1 on level ground to 0 at the steepest gradient that tactical vehicles climb, 60 %
    (a planning assumption); on roads the gradient is at most 12 %.

    Parameters
    ----------
    slope_degrees : ndarray of float64
        NaN counts as level.
    road : bool
    """
    rise = np.tan(np.radians(np.nan_to_num(slope_degrees)))
    if road:
        rise = np.minimum(rise, ROAD_GRADIENT)
    factor: NDArray[np.float64] = np.maximum(0.0, 1 - rise / GRADEABILITY)
    return factor


def _gradient(window: RasterWindow, travel: Grid) -> tuple[NDArray[np.float32], float]:
    """Return rise over run at each pixel, and the longest side of a pixel in metres."""
    ny, nx = window.values.shape
    gradient = np.full((ny, nx), np.nan, dtype=np.float32)
    step = max(1, _STRIP // nx)
    longest = 0.0
    for top in range(0, ny, step):
        bottom = min(ny, top + step)
        above, below = max(0, top - 1), min(ny, bottom + 1)
        height = np.asarray(window.values[above:below], dtype=float)
        kept = slice(top - above, bottom - above)
        down, across = _difference(height, 0)[kept], _difference(height, 1)[kept]
        x_across, y_across, x_down, y_down = _ground(window, travel, top, bottom)
        longest = max(
            longest, float(np.max(np.hypot(x_across, y_across))), float(np.max(np.hypot(x_down, y_down)))
        )
        area = x_across * y_down - x_down * y_across
        east = (across * y_down - down * y_across) / area
        north = (down * x_across - across * x_down) / area
        gradient[top:bottom] = np.hypot(east, north)
    return gradient, longest


def _difference(height: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Return the rise per pixel: over both neighbours where known, over one where not, NaN without any."""
    h = np.moveaxis(height, axis, 0)
    nothing = np.full((1, *h.shape[1:]), np.nan)
    ahead = np.concatenate([h[1:] - h[:-1], nothing])
    behind = np.concatenate([nothing, h[1:] - h[:-1]])
    both = np.where(np.isnan(ahead), behind, np.where(np.isnan(behind), ahead, (ahead + behind) / 2))
    return np.moveaxis(both, 0, axis)


def _ground(window: RasterWindow, travel: Grid, top: int, bottom: int) -> tuple[NDArray[np.float64], ...]:
    """Return the metres east and north of one pixel across and one down, bilinear over a strip of rows."""
    nx = window.values.shape[1]
    rows: NDArray[np.float64] = np.linspace(top, bottom, 5)
    columns: NDArray[np.float64] = np.linspace(0, nx, 9)
    column, row = np.meshgrid(columns, rows)
    to_grid = transformer(window.crs, travel.crs)
    x, y = to_grid.transform(*place(window.transform, column, row))
    ends = [to_grid.transform(*place(window.transform, column + i, row + j)) for i, j in ((1, 0), (0, 1))]
    steps = [ends[0][0] - x, ends[0][1] - y, ends[1][0] - x, ends[1][1] - y]
    down: NDArray[np.float64] = np.arange(top, bottom).astype(np.float64) + 0.5
    across: NDArray[np.float64] = np.arange(nx).astype(np.float64) + 0.5
    return tuple(_between(np.asarray(values), rows, columns, down, across) for values in steps)


def _between(
    values: NDArray[np.float64],
    rows: NDArray[np.float64],
    columns: NDArray[np.float64],
    down: NDArray[np.float64],
    across: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Interpolate a small lattice at every pixel, first down, then across."""
    tall = np.column_stack([np.interp(down, rows, column) for column in values.T])
    at = np.interp(across, columns, np.arange(len(columns)))
    left = np.minimum(at.astype(np.int64), len(columns) - 2)
    part = at - left
    mixed: NDArray[np.float64] = tall[:, left] * (1 - part) + tall[:, left + 1] * part
    return mixed


def _told(slope: NDArray[np.float64], travel: Grid, pixel_m: float, file: str, role: str) -> list[Finding]:
    findings = []
    if pixel_m > COARSE_M:
        message = (
            f"the elevation raster has pixels of {pixel_m:,.0f} m: slopes shorter than that are smoothed away"
        )
        remedy = "give elevation at 30 to 90 m, e.g. SRTM or Copernicus DEM"
        findings.append(Finding("warning", message, remedy, file, None, role))
    unknown = travel.mask & np.isnan(slope)
    share = float(travel.share[unknown].sum(dtype=float) / travel.share.sum(dtype=float))
    if share >= 0.001:
        message = f"slope is unknown in {share:.1%} of the area, {describe_cells(unknown, travel)}"
        findings.append(Finding("warning", message, "it counts as level there", file, None, role))
    return findings
