"""Rolling origins: a test grid, point events on it, and the windows that follow each origin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import Finding, error, raise_errors
from layers.grid import Grid, block_mean
from layers.landscape import Landscape
from layers.risk.canvas import Canvas, canvas_around

COARSEST_PRECISION = 2
"""Events placed worse (a district, a country) are left out: where they happened cannot be scored."""

REACH_M = 120_000.0
"""Events farther from the area than this are not read."""

MOST_CELLS = 150_000
DAYS_PER_MONTH = 365.25 / 12
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True, eq=False)
class TestGround:
    """Cells of a forecast's test. Arrays are flat over the canvas.

    Parameters
    ----------
    grid : Grid
    canvas : Canvas
        The area's rectangle with a margin as wide as kernels reach.
    share : ndarray of float64, shape (cells,)
        Share of each cell in the area.
    box : ndarray of float64, shape (cells,)
        1 in the rectangle around the area, else 0.
    """

    __test__ = False  # no test of pytest's

    grid: Grid
    canvas: Canvas
    share: NDArray[np.float64]
    box: NDArray[np.float64]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the canvas."""
        ny, nx = self.canvas.shape
        return int(ny), int(nx)


@dataclass(frozen=True, slots=True, eq=False)
class PlacedEvents:
    """Events on the canvas, one row each, in the order of the incidents.

    Parameters
    ----------
    cell : ndarray of int64, shape (n,)
        Flat canvas cell.
    first, last : ndarray of int64, shape (n,)
        First and last day, days since 1970-01-01.
    in_area, in_box : ndarray of bool, shape (n,)
    left_out : int
        Incidents placed worse than precision 2, without a position, after as_of or beyond the canvas.
    imprecise : int
        Those of them that were placed worse than precision 2.
    precision_filled : bool
        Whether any incident is placed worse than to the point; readers fill an empty column with 1.
    """

    cell: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    in_area: NDArray[np.bool_]
    in_box: NDArray[np.bool_]
    left_out: int
    imprecise: int
    precision_filled: bool

    def before(self, origin: int) -> NDArray[np.bool_]:
        """Return which events were over before a day: what could be known on it."""
        return self.last < origin

    def within(self, fold: Fold) -> NDArray[np.bool_]:
        """Return which events began in a fold's window."""
        return (self.first >= fold.origin) & (self.first < fold.end)


@dataclass(frozen=True, slots=True)
class Fold:
    """A window that begins at its origin: days since 1970-01-01, the end excluded."""

    origin: int
    end: int


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return int((np.datetime64(day, "D") - _EPOCH).astype(int))


def day_of(number: int) -> date:
    """Return the day of a number of :func:`day_number`."""
    found: date = (_EPOCH + np.timedelta64(number, "D")).astype(object)
    return found


def rolling_folds(end: int, *, horizon_months: float, count: int) -> list[Fold]:
    """Return windows that follow each other without overlap, the last of them up to `end`, oldest first.

    Parameters
    ----------
    end : int
        Day after the last one that is tested.
    horizon_months : float
        Length of a window, > 0.
    count : int
    """
    days = horizon_months * DAYS_PER_MONTH
    edges = [end - round(days * number) for number in range(count, -1, -1)]
    return [Fold(low, high) for low, high in pairwise(edges)]


def lay_ground(landscape: Landscape, *, cell_m: float) -> TestGround:
    """Return the test's cells: blocks of travel cells of about `cell_m`.

    Parameters
    ----------
    landscape : Landscape
    cell_m : float
        A whole multiple of the travel cell.

    Raises
    ------
    InputError
        When the cells do not fit the mission's or are too many.
    """
    travel = landscape.travel
    raise_errors(cell_faults(travel.cell_m, cell_m))
    block = round(cell_m / travel.cell_m)
    share = block_mean(padded(np.asarray(travel.share, dtype=np.float64), block), block)
    grid = Grid(travel.crs, travel.x0, travel.y0, cell_m, share.astype(np.float32))
    canvas = canvas_around(grid, REACH_M)
    cells = math.prod(canvas.shape)
    if cells > MOST_CELLS:
        raise error(
            f"the test would have {cells:,} cells, more than {MOST_CELLS:,}",
            f"give at least {math.ceil(cell_m / 1000 * math.sqrt(cells / MOST_CELLS))}",
            column="--cell-km",
            value=f"{cell_m / 1000:g}",
        )
    box = canvas.pad(np.ones(grid.shape))
    return TestGround(grid, canvas, canvas.pad(grid.share).ravel(), box.ravel())


def cell_faults(travel_cell_m: float, cell_m: float) -> list[Finding]:
    """Return an error where the test's cells are no whole multiple of the travel cells."""
    block = round(cell_m / travel_cell_m) if math.isfinite(cell_m) else 0
    if block >= 1 and math.isclose(block * travel_cell_m, cell_m):
        return []
    text = "the cell of the test is not a whole multiple of the travel cell"
    remedy = f"give a multiple of {travel_cell_m / 1000:g}"
    return [Finding("error", text, remedy, column="--cell-km", value=f"{cell_m / 1000:g}")]


def padded(values: NDArray[np.float64], block: int) -> NDArray[np.float64]:
    """Return an array with rows and columns of zeros added until it falls into blocks."""
    ny, nx = values.shape
    return np.pad(values, ((0, -ny % block), (0, -nx % block)))


def place_events(
    landscape: Landscape, attributed: pd.DataFrame, ground: TestGround, *, as_of: date
) -> PlacedEvents:
    """Lay the incidents that are a threat on the test's cells, each as one event.

    All sources and kinds together and unweighted. Where some incident says how well it is placed, those
    worse than UCDP's precision 2 are left out; else all are taken at their point.

    Parameters
    ----------
    landscape : Landscape
    attributed : DataFrame
        Column event (row position in `landscape.incidents`).
    ground : TestGround
    as_of : date
        An event that begins or ends later is not read.
    """
    rows = np.unique(attributed["event"].to_numpy(dtype=np.int64))
    table = landscape.incidents.iloc[rows]
    first = _days(table["date"])
    last = np.maximum(np.where(pd.isna(table["date_end"]), first, _days(table["date_end"])), first)
    precision = pd.to_numeric(table["precision"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    imprecise = precision > COARSEST_PRECISION
    empty = (table.geometry.isna() | table.geometry.is_empty).to_numpy()
    x, y = np.full(rows.size, np.nan), np.full(rows.size, np.nan)
    x[~empty], y[~empty] = landscape.travel.project(
        table.geometry[~empty].x.to_numpy(), table.geometry[~empty].y.to_numpy()
    )
    cell = ground.canvas.cell_of(x, y)
    travel_cell = landscape.travel.cell_of(x, y)
    in_area = (travel_cell >= 0) & landscape.travel.mask.ravel()[np.maximum(travel_cell, 0)]
    use = ~imprecise & (cell >= 0) & (last <= day_number(as_of))
    return PlacedEvents(
        cell=cell[use],
        first=first[use],
        last=last[use],
        in_area=in_area[use],
        in_box=ground.box[cell[use]] > 0,
        left_out=int((~use).sum()),
        imprecise=int(imprecise.sum()),
        precision_filled=bool((precision > 1).any()),
    )


def last_day(landscape: Landscape, attributed: pd.DataFrame, as_of: date) -> int:
    """Return the earlier of as_of and the last incident up to it; as_of where there is none."""
    rows = np.unique(attributed["event"].to_numpy(dtype=np.int64))
    days = _days(landscape.incidents.iloc[rows]["date"])
    limit = day_number(as_of)
    return int(days[days <= limit].max(initial=-(2**31))) if (days <= limit).any() else limit


def window_counts(
    events: PlacedEvents, folds: Sequence[Fold], use: NDArray[np.bool_], cells: int, *, over: bool = False
) -> NDArray[np.float64]:
    """Return events that begin in each cell and window, shape (folds, cells).

    With `over`, those alone that are over by the window's end: what a later origin may learn from.
    """
    found = np.zeros((len(folds), cells))
    for number, fold in enumerate(folds):
        counted = use & events.within(fold)
        if over:
            counted &= events.before(fold.end)
        found[number] = np.bincount(events.cell[counted], minlength=cells)
    return found


def _days(column: pd.Series) -> NDArray[np.int64]:
    return pd.to_datetime(column).to_numpy().astype("datetime64[D]").astype(np.int64)
