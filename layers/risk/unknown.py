"""Where nobody observes, and what stands there instead of a false zero.

A demand cell is unknown where its centre is far from every base, road and place and no event lies near.
Its risk is a prior: the mean risk per person over the known cells of its district times its own people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from layers.errors import error
from layers.grid import Grid
from layers.landscape import Landscape

WINDOW_M = 100_000.0
_STEP_M = 1000.0  # roads become points this far apart: the distance errs by 4 m at 30 km


@dataclass(frozen=True, slots=True)
class UnknownRule:
    """When a cell counts as unknown, and where its prior comes from where there are no districts.

    Parameters
    ----------
    far_m : float
        Farther than this from every base, road and place, metres.
    event_m : float
        No exactly located event within this, metres.
    window_m : float
        Side of the square window of the prior, metres.

    Raises
    ------
    InputError
        When a distance is not a number above 0.
    """

    far_m: float = 30_000.0
    event_m: float = 10_000.0
    window_m: float = WINDOW_M

    def __post_init__(self) -> None:
        for name in ("far_m", "event_m", "window_m"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0):
                raise error(
                    "a distance of the unknown rule is not above 0",
                    "give metres",
                    column=name,
                    value=str(value),
                )


@dataclass(frozen=True, slots=True)
class PriorCells:
    """How many unknown cells took their prior from where."""

    district: int
    window: int
    area: int


def unknown_cells(
    landscape: Landscape,
    rule: UnknownRule,
    *,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    least: int = 1,
) -> NDArray[np.bool_]:
    """Return the demand cells of the area that nobody observes, demand shape.

    Parameters
    ----------
    landscape : Landscape
        Its bases, roads and places observe; a landscape without any of them is unknown but near events.
    rule : UnknownRule
    x, y : ndarray of float64, shape (n,)
        Exactly located events in the grid's system, metres.
    least : int
        So many of them, at least, make ground known.
    """
    grid = landscape.grid
    cell = np.flatnonzero(grid.mask)
    centre = np.column_stack(grid.centre(cell))
    seen = observers(landscape, grid)
    unknown = np.zeros(grid.shape, dtype=bool)
    unknown.ravel()[cell] = farther_than(centre, seen, rule.far_m) & farther_than(
        centre, np.column_stack([x, y]), rule.event_m, least=least
    )
    return unknown


def observers(landscape: Landscape, grid: Grid) -> NDArray[np.float64]:
    """Return points of bases, roads and places, from where incidents are reported; metres, shape (n, 2)."""
    return np.vstack([_points(table, grid) for table in (landscape.bases, landscape.roads, landscape.places)])


def fill_prior(
    risk: NDArray[np.float64],
    people: NDArray[np.float64],
    unknown: NDArray[np.bool_],
    *,
    known: NDArray[np.bool_],
    districts: NDArray[np.int32],
    window_cells: float,
) -> tuple[NDArray[np.float64], PriorCells]:
    """Replace the risk of unknown cells by the mean risk per person of known ones times their people.

    Parameters
    ----------
    risk, people : ndarray of float64, demand shape
    unknown, known : ndarray of bool, demand shape
        Known cells lie in the area, are observed, and their people are known.
    districts : ndarray of int32, demand shape
        Label of each cell, -1 in none. A district without known people takes the window, a window without
        any the whole area.
    window_cells : float
        Side of the window, cells; rounded to an odd number.

    Returns
    -------
    risk : ndarray of float64, demand shape
    taken : PriorCells
    """
    risk_known, people_known = np.where(known, risk, 0.0), np.where(known, people, 0.0)
    total = float(people_known.sum())
    rate = np.full(risk.shape, float(risk_known.sum()) / total if total > 0 else 0.0)
    label = districts + 1
    size = int(label.max(initial=0)) + 1
    of_risk = np.bincount(label.ravel(), risk_known.ravel(), size)
    of_people = np.bincount(label.ravel(), people_known.ravel(), size)
    by_district = (label > 0) & (of_people[label] > 0)
    by_window = np.zeros(risk.shape, dtype=bool)
    box, near = _window_sums(unknown & ~by_district, (risk_known, people_known), int(window_cells // 2))
    by_window[box] = near[1] > 0
    rate[by_window] = near[0][near[1] > 0] / near[1][near[1] > 0]
    rate[by_district] = of_risk[label[by_district]] / of_people[label[by_district]]
    district, window = int((unknown & by_district).sum()), int((unknown & by_window & ~by_district).sum())
    taken = PriorCells(district, window, int(unknown.sum()) - district - window)
    return np.where(unknown, rate * people, risk), taken


def _window_sums(
    wanted: NDArray[np.bool_], parts: Sequence[NDArray[np.float64]], reach: int
) -> tuple[tuple[slice, slice], list[NDArray[np.float64]]]:
    """Return the box that holds the wanted cells, and there the sums of parts over windows of 2 reach + 1."""
    rows, columns = np.flatnonzero(wanted.any(axis=1)), np.flatnonzero(wanted.any(axis=0))
    if not rows.size:
        return (slice(0, 0), slice(0, 0)), [np.zeros((0, 0)) for _ in parts]
    box = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    read = tuple(slice(max(0, side.start - reach), side.stop + reach) for side in box)
    kept = tuple(
        slice(side.start - wide.start, side.stop - wide.start) for side, wide in zip(box, read, strict=True)
    )
    ones = np.ones(2 * reach + 1)
    found = []
    for part in parts:
        # sums of non-negative numbers, not running sums, which leave residues where there is nobody
        down = ndimage.correlate1d(part[read], ones, axis=0, mode="constant")
        found.append(ndimage.correlate1d(down[kept[0]], ones, axis=1, mode="constant")[:, kept[1]])
    return box, found


def _points(table: gpd.GeoDataFrame, grid: Grid) -> NDArray[np.float64]:
    if len(table) == 0:
        return np.empty((0, 2))
    shapes = np.asarray(table.geometry.to_crs(grid.crs).to_numpy(), dtype=object)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    lines = shapely.get_dimensions(shapes) > 0
    shapes[lines] = shapely.segmentize(shapes[lines], _STEP_M)
    points = shapely.get_coordinates(shapes)
    return np.asarray(points[np.isfinite(points).all(axis=1)], dtype=np.float64)


def farther_than(
    centre: NDArray[np.float64], points: NDArray[np.float64], limit_m: float, *, least: int = 1
) -> NDArray[np.bool_]:
    """Return which centres have fewer than `least` points within a distance.

    Parameters
    ----------
    centre : ndarray of float64, shape (n, 2)
    points : ndarray of float64, shape (m, 2)
    limit_m : float
        Metres, edge included.
    least : int
        >= 1.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    if len(points) < least:
        return np.ones(len(centre), dtype=bool)
    distance, _ = cKDTree(points).query(centre, k=[least], distance_upper_bound=limit_m * (1 + 1e-12))
    return np.asarray(np.asarray(distance)[:, 0] > limit_m, dtype=bool)
