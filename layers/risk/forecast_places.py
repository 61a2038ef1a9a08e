"""How often what happened in a place lay in the range that was forecast for it, and what ranges still lack.

A place is more than a cell and less than the whole: a threat area or a district. Its blocks scatter together
more than blocks apart, and less than the whole does. Past windows tell how much: each place of each window is
given a range from the windows before, and what happened is held against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Landscape
from layers.risk.districts import district_labels, projected_polygons
from layers.risk.folds import TestGround
from layers.risk.forecast_interval import HIGH, LOW, filled, interval
from layers.risk.forecast_level import (
    FEWEST_BEFORE,
    SCATTER_WINDOWS,
    cell_scatter,
    rolling_levels,
    total_scatter,
)
from layers.risk.hotspots_cells import area_cells

AREAS = "areas"
"""Touching cells that hold half of what a window was expected to hold, as threat areas are found."""

SCATTERS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Excess variance of places compared, in squares of what is expected; the least that suffices is taken."""

FEWEST_PLACES = 20
"""Places of past windows below which nothing is added."""

WINDOWS = 24
"""Last windows whose places are given a range."""

_HELD_SHARE, _MOST = 0.5, 10
_Places = Mapping[str, list[NDArray[np.int64]]]


@dataclass(frozen=True, slots=True)
class PlaceRange:
    """How ranges of one kind of place did in past windows.

    Parameters
    ----------
    scatter : float
        Excess variance that places have beyond their blocks and the whole, in squares of what is expected.
    tried : int
        Places of past windows that were given a range above 0 to 0.
    held : int
        Those in which what happened lay in the range that the windows before gave.
    above : int
        Those in which more happened.
    filled : float
        Share of the ranges that was filled, 0.8 where they are right; NaN where none was tried.
    """

    scatter: float = 0.0
    tried: int = 0
    held: int = 0
    above: int = 0
    filled: float = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class _Tried:
    """Places of past windows, one row each, the oldest first."""

    window: list[int] = field(default_factory=list)
    expected: list[float] = field(default_factory=list)
    known: list[float] = field(default_factory=list)
    room: list[float] = field(default_factory=list)
    count: list[float] = field(default_factory=list)


def place_kinds(landscape: Landscape, ground: TestGround) -> dict[str, NDArray[np.int32]]:
    """Return which district each cell of the test lies in by its centre, for every level; -1 in none.

    Keys are "level_1" and so on, "districts" where the mission tells no levels apart.
    """
    table = landscape.levels if len(landscape.levels) else landscape.districts
    levels = table["level"] if "level" in table.columns else None
    found = {}
    for level in [None] if levels is None else sorted(set(levels)):
        part = table if level is None else table[levels == level]
        if len(part):
            polygons = projected_polygons(part, ground.canvas.grid.crs)
            labels = district_labels(polygons, ground.shape, ground.canvas.transform)
            found[district_kind(None if level is None else int(level))] = labels.ravel()
    return found


def district_kind(level: int | None) -> str:
    """Return the key of a level of districts; one below 0 is not known."""
    return "districts" if level is None or level < 0 else f"level_{level}"


def place_ranges(
    surfaces: NDArray[np.float64],
    counts: NDArray[np.float64],
    ground: TestGround,
    districts: Mapping[str, NDArray[np.int32]],
) -> dict[str, PlaceRange]:
    """Return how ranges of threat areas and of districts did in past windows.

    Nothing of a window is read for its ranges: its level, its scatter and what places add are those of the
    windows before. All sources together, each event once.

    Parameters
    ----------
    surfaces : ndarray of float64, shape (windows, cells)
        Forecast of each window, events per cell area in any unit; oldest first.
    counts : ndarray of float64, shape (windows, cells)
        Events in the area.
    ground : TestGround
    districts : mapping of kind to ndarray of int32, shape (cells,)
        Of :func:`place_kinds`.
    """
    weight = surfaces * ground.share
    sums = weight.sum(axis=1, keepdims=True)
    shares = np.divide(weight, sums, out=np.zeros_like(weight), where=sums > 0)
    totals = counts.sum(axis=1)
    if totals.size < 2:
        return {}
    levels = rolling_levels(totals[1:], float(totals[0]))
    tried: dict[str, _Tried] = {}
    for window in range(max(FEWEST_BEFORE + 1, totals.size - WINDOWS), totals.size):
        expected = shares[window] * levels[window - 1]
        if not expected.sum() > 0:
            continue
        past = slice(max(0, window - SCATTER_WINDOWS), window)
        inside = ground.share > 0
        scatter = cell_scatter((shares[past] * totals[past, None])[:, inside], counts[past][:, inside])
        together = total_scatter(levels[: window - 1], totals[1:window]) - scatter * _evenness(expected)
        for kind, places in _places(expected, ground, districts).items():
            rows = tried.setdefault(kind, _Tried())
            for cells in places:
                _add(rows, window, expected, cells, scatter, max(0.0, together), counts[window])
    return {kind: _measured(rows) for kind, rows in tried.items()}


def place_room(place: float, evenness: float, whole: float) -> float:
    """Return the part of a place's own scatter that it has: none for one block, and none for the whole.

    Parameters
    ----------
    place, whole : float
        Events expected in the place and in all.
    evenness : float
        Sum of squares of what its blocks expect, over the square of its own: 1 for a single block.
    """
    return max(0.0, 1.0 - evenness) * max(0.0, 1.0 - place / whole)


def _places(
    expected: NDArray[np.float64], ground: TestGround, districts: Mapping[str, NDArray[np.int32]]
) -> _Places:
    laid = expected.reshape(ground.shape)
    none = np.zeros(laid.shape, dtype=np.bool_)
    found = {AREAS: [cells for cells, _ in area_cells(laid, none, held=_HELD_SHARE, most=_MOST)]}
    for kind, labels in districts.items():
        own = np.where(ground.share > 0, labels, -1)
        found[kind] = [np.flatnonzero(own == number) for number in np.unique(own[own >= 0])]
    return found


def _add(
    rows: _Tried,
    window: int,
    expected: NDArray[np.float64],
    cells: NDArray[np.int64],
    scatter: float,
    together: float,
    counts: NDArray[np.float64],
) -> None:
    """Add a place of a window where anything but nothing is in its range without a scatter of places."""
    whole = float(expected[cells].sum())
    if not whole > 0:
        return
    evenness = _evenness(expected[cells])
    known = scatter * evenness + together
    if interval(whole, known)[1] > 0:
        rows.window.append(window)
        rows.expected.append(whole)
        rows.known.append(known)
        rows.room.append(place_room(whole, evenness, float(expected.sum())))
        rows.count.append(float(counts[cells].sum()))


def _evenness(expected: NDArray[np.float64]) -> float:
    return float(expected @ expected) / float(expected.sum()) ** 2


def _measured(rows: _Tried) -> PlaceRange:
    if not rows.window:
        return PlaceRange()
    window, expected = np.array(rows.window), np.array(rows.expected)
    known, room, count = np.array(rows.known), np.array(rows.room), np.array(rows.count)
    shares = np.array([filled(expected, count, known + scatter * room) for scatter in SCATTERS])
    before = np.array([_least(shares[:, window < number]) for number in window])
    low, high = interval(expected, known + np.array(SCATTERS)[before] * room)
    return PlaceRange(
        scatter=SCATTERS[_least(shares)],
        tried=window.size,
        held=int(((low <= count) & (count <= high)).sum()),
        above=int((count > high).sum()),
        filled=float(shares[before, np.arange(window.size)].mean()),
    )


def _least(shares: NDArray[np.float64]) -> int:
    """Return the position of the least scatter whose ranges are filled as they should, else of the best."""
    if shares.shape[1] < FEWEST_PLACES:
        return 0
    mean = shares.mean(axis=1)
    enough = np.flatnonzero(mean >= HIGH - LOW)
    return int(enough[0]) if enough.size else int(mean.argmax())
