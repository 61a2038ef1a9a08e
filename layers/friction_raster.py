"""A ready friction raster (Malaria Atlas Project and its like) on the travel cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding, error
from layers.grid import Grid
from layers.rasters import RasterWindow, read_window
from layers.sampling import pixels_under, points_per_side, travel_box
from layers.whereabouts import describe_cells

FASTEST, SLOWEST = 0.06 / 150.0, 0.06 / 0.05
"""Minutes per metre at 150 km/h and at 50 m an hour: almost all friction lies between."""

LEAST = 0.06 / 1000.0
"""Minutes per metre at 1,000 km/h: what is less is no time of travel."""

ORDINARY = 0.06 / 120.0, 0.06 / 0.8
"""The middle of a friction raster lies between 120 km/h and 0.8 km/h."""

BLOCKED_FROM = 0.4
"""A cell is impassable from this share of impassable ground on: below a half, for a barrier one pixel wide
may lie astride two rows of cells of about its width and must still close one of them."""

_DIAGONAL = 2**0.5

_UNITS = (
    (
        "km/h",
        0.8,
        130.0,
        "divide 0.06 by it: minutes per metre = 0.06 / (km/h), for example with gdal_calc.py",
    ),
    ("minutes per km", 1.0, 75.0, "divide it by 1000"),
    ("seconds per metre", 0.06, 4.5, "divide it by 60"),
    ("metres per minute", 13.0, 1000.0, "take 1 / value"),
)


def read_friction(
    path: str | Path, travel: Grid, *, role: str = "layers.friction"
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Read friction onto the travel cells.

    A cell takes the mean minutes per metre along the cheapest way across it, from west to east or from
    north to south. Plain averages over the cell would hide every road that is narrower than a cell or lies
    astride two; averages of speed would hide what is slow. Cells in uniform ground keep its value.

    Parameters
    ----------
    path : path
        Minutes per metre.
    travel : Grid
    role : str
        Key of the mission file.

    Returns
    -------
    minutes_per_metre : ndarray of float64, travel shape
        inf where the raster has a hole (sea and large lakes are holes of published friction), NaN beyond
        its frame, where nothing is known.
    findings : tuple of Finding

    Raises
    ------
    InputError
        When the raster cannot be read, or its values are not minutes per metre: with the likely unit.
    """
    window = read_window(path, bbox=travel_box(travel), role="friction")
    _check_unit(window, role)
    flat = np.asarray(window.values, dtype=float).ravel()
    flat[~(flat >= LEAST)] = np.inf  # a hole, or no time at all: nobody passes
    friction = np.full(travel.shape, np.nan)
    side = points_per_side(window, travel)
    for rows, pixel in pixels_under(window, travel, side=side):
        cost = np.where(pixel >= 0, flat[pixel], np.nan)
        inside = ~np.isnan(cost)
        found = inside.mean(axis=(2, 3)) >= 0.5
        shut = (np.isinf(cost).sum(axis=(2, 3)) / np.maximum(1, inside.sum(axis=(2, 3)))) >= BLOCKED_FROM
        passed = np.minimum(_across(cost), _across(cost.swapaxes(2, 3)))
        open_ = found & ~shut & np.isfinite(passed)
        friction[rows] = np.where(open_, passed, np.where(found, np.inf, np.nan))
    return friction, (*window.findings, *_told(friction, travel, window.file, role))


def _across(cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean cost along the cheapest way across each cell, first column of points to last.

    Each step goes one column on, straight or to a neighbouring row, and costs the mean of its two ends.
    Points beyond the raster's frame are no way.
    """
    points = np.where(np.isnan(cost), np.inf, cost)
    side = points.shape[-1]
    # Both end points reach half a step beyond their place, to the cell's edges.
    total, length = points[..., 0] / 2, np.full(points.shape[:-1], 0.5)
    for column in range(1, side):
        here, before = points[..., column], points[..., column - 1]
        best, run = total + (before + here) / 2, length + 1.0
        for shift in (1, -1):
            there = _shifted(total + before / 2 * _DIAGONAL, shift) + here / 2 * _DIAGONAL
            better = there < best
            best = np.where(better, there, best)
            run = np.where(better, _shifted(length, shift) + _DIAGONAL, run)
        total, length = best, run
    total, length = total + points[..., -1] / 2, length + 0.5
    cheapest = np.argmin(total, axis=-1)[..., None]
    mean: NDArray[np.float64] = (
        np.take_along_axis(total, cheapest, -1) / np.take_along_axis(length, cheapest, -1)
    )[..., 0]
    return mean


def _shifted(values: NDArray[np.float64], shift: int) -> NDArray[np.float64]:
    """Return values moved by one along the last axis, inf where nothing comes from."""
    moved = np.full(values.shape, np.inf)
    if shift > 0:
        moved[..., 1:] = values[..., :-1]
    else:
        moved[..., :-1] = values[..., 1:]
    return moved


def _check_unit(window: RasterWindow, role: str) -> None:
    known = window.values[np.isfinite(window.values) & (window.values > 0)]
    if not known.size:
        message = "the friction raster has no value above 0 in the area"
        raise error(message, "give minutes per metre", file=window.file, column=role)
    low, middle, high = (float(value) for value in np.percentile(known, [1, 50, 99]))
    if ORDINARY[0] <= middle <= ORDINARY[1] and low >= FASTEST and high <= SLOWEST:
        return
    shown = f"1 % lie below {low:.4g}, half below {middle:.4g}, 99 % below {high:.4g}"
    likely = [(name, remedy) for name, first, last, remedy in _UNITS if first <= middle <= last]
    guess = " or ".join(name for name, _ in likely)
    message = "the values are not minutes per metre (0.0012 is 50 km/h, 0.012 is 5 km/h)"
    message += f"; they look like {guess}" if guess else ""
    remedy = "; ".join(f"if {name}: {how}" for name, how in likely)
    raise error(
        message, remedy or "give friction in minutes per metre", file=window.file, column=role, value=shown
    )


def _told(friction: NDArray[np.float64], travel: Grid, file: str, role: str) -> list[Finding]:
    findings: list[Finding] = []
    whole = travel.share.sum(dtype=float)
    holes, beyond = travel.mask & np.isinf(friction), travel.mask & np.isnan(friction)
    if holes.any():
        share = float(travel.share[holes].sum(dtype=float) / whole)
        message = (
            f"the friction raster has holes over {share:.1%} of the area, {describe_cells(holes, travel)}: "
            "nobody passes there (published friction leaves out sea and large lakes)"
        )
        remedy = "give a raster that is not cut to a country where these are land"
        findings.append(Finding("warning" if share > 0.02 else "info", message, remedy, file, None, role))
    if beyond.any():
        share = float(travel.share[beyond].sum(dtype=float) / whole)
        message = f"the friction raster leaves out {share:.1%} of the area, {describe_cells(beyond, travel)}"
        remedy = "travel there is by roads and travel.off_road_kmh; give a raster of the whole area"
        findings.append(Finding("warning", message, remedy, file, None, role))
    return findings
