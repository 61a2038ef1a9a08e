"""What a few sites reach on one pair of grids, in this process or in a worker that maps them from files."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optimisation.leftovers import temporary_folder

TICKS = 10_000
"""Ticks in a minute: minutes are compared after rounding to 1e-4."""

Pairs = tuple[NDArray[np.int32], NDArray[np.uint16]]


@dataclass(frozen=True, slots=True, eq=False)
class ReachGrid:
    """The grids and settings of one persona's travel.

    Parameters
    ----------
    friction : ndarray of float64, travel shape
        Minutes per metre, > 0; inf = impassable. C order.
    people : ndarray of float64, travel shape
        >= 0, no NaN. C order.
    demand_mask : ndarray of bool, demand shape
        Demand cells that are wanted.
    factor : int
        Travel cells along the side of a demand cell.
    cell_m : float
        Side of a travel cell, metres.
    limit_min : float
        Minutes beyond which nothing is reached.
    lowest : float
        The smallest friction of the grid, which bounds how far a site can reach.
    """

    friction: NDArray[np.float64]
    people: NDArray[np.float64]
    demand_mask: NDArray[np.bool_]
    factor: int
    cell_m: float
    limit_min: float
    lowest: float

    @property
    def limit_ticks(self) -> int:
        """The limit in ten-thousandths of a minute."""
        return round(self.limit_min * TICKS)

    @property
    def half_width(self) -> int:
        """Travel cells that a site can reach in any direction, one more for rounding."""
        steps = (self.limit_ticks + 1) / TICKS / (self.lowest * self.cell_m)
        return math.floor(min(steps, float(max(self.friction.shape)))) + 1

    def window(self, site_cell: int) -> tuple[int, int, int, int]:
        """Return north, west, rows, columns (travel cells, whole demand cells) of what a site can reach."""
        row, column = divmod(site_cell, self.friction.shape[1])
        north, rows = self._span(row, self.friction.shape[0])
        west, columns = self._span(column, self.friction.shape[1])
        return north, west, rows, columns

    def _span(self, middle: int, size: int) -> tuple[int, int]:
        first = max(0, middle - self.half_width) // self.factor * self.factor
        beyond = min(size, -(-(middle + self.half_width + 1) // self.factor) * self.factor)
        return first, beyond - first


def reach(grid: ReachGrid, site_cells: Sequence[int]) -> list[Pairs]:
    """Return for each site the demand cells within the limit, ascending, and tenths of minutes to each."""
    from optimisation.travel_kernel import compiled, scratch_arrays  # noqa: PLC0415

    search = compiled()  # numba is imported only where something is left to compute
    windows = [grid.window(cell) for cell in site_cells]
    scratch = scratch_arrays(max((w[2] * w[3] for w in windows), default=0), grid.factor)
    layers = (grid.friction, grid.people)
    found = []
    for cell, window in zip(site_cells, windows, strict=True):
        count = search(
            cell,
            layers,
            grid.demand_mask,
            window,
            grid.factor,
            grid.cell_m,
            grid.limit_ticks,
            grid.lowest,
            scratch,
        )
        found.append((scratch[8][:count].copy(), scratch[9][:count].copy()))
    return found


@dataclass(frozen=True, slots=True)
class SharedGrid:
    """A grid laid down in files, small enough to be sent with every task."""

    folder: str
    factor: int
    cell_m: float
    limit_min: float
    lowest: float

    def load(self) -> ReachGrid:
        """Map the files: all processes of a machine share one copy in memory.

        Raises
        ------
        OSError
            When the folder is gone, or lies on another machine.
        """
        friction, people, mask = (
            np.asarray(np.load(Path(self.folder) / f"{name}.npy", mmap_mode="r"))
            for name in ("friction", "people", "demand_mask")
        )
        return ReachGrid(friction, people, mask, self.factor, self.cell_m, self.limit_min, self.lowest)


@contextmanager
def shared(grid: ReachGrid, folder: Path | None = None, *, prefix: str) -> Iterator[SharedGrid]:
    """Lay a grid down in a temporary folder (inside `folder` where given) for as long as the block lasts.

    Its name begins with `prefix`, by which leftovers of killed commands are known.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    with temporary_folder(prefix, folder) as place:
        np.save(place / "friction.npy", grid.friction)
        np.save(place / "people.npy", grid.people)
        np.save(place / "demand_mask.npy", grid.demand_mask)
        yield SharedGrid(str(place), grid.factor, grid.cell_m, grid.limit_min, grid.lowest)


def reach_shared(grid: SharedGrid, site_cells: Sequence[int]) -> list[Pairs]:
    """Do the same as :func:`reach` in a worker."""
    return reach(grid.load(), site_cells)
