"""Events in threat areas by member, without their surfaces: each area's kernel, read where events fell.

The events of an area are the sum over its cells of the smoothed mass. A Gaussian is the same seen from the
event or from the cell, so they are also the sum over events of their mass times the smoothed area at the cell
where they fell: one small raster for each area and bandwidth instead of one surface for each member.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.grid import Grid
from layers.landscape import Landscape, Source
from layers.risk.canvas import Canvas
from layers.risk.kernel import TRUNCATE, smooth


@dataclass(frozen=True, slots=True, eq=False)
class AreaKernel:
    """How much of an event's mass falls into an area, by the cell that it fell on.

    Parameters
    ----------
    name : str
    source : Source
        Whose events count.
    top, left : int
        Of the patch on the canvas.
    patches : mapping of float to ndarray of float64, patch shape
        By bandwidth, metres: share of the mass of an event on a cell that lies in the area.
    """

    name: str
    source: Source
    top: int
    left: int
    patches: Mapping[float, NDArray[np.float64]]

    def events(
        self, bandwidth_m: float, cell: NDArray[np.int64], mass: NDArray[np.float64], canvas: Canvas
    ) -> float:
        """Return the mass of events in the area; `cell` is each one's canvas cell, -1 beyond it."""
        patch = self.patches[bandwidth_m]
        row, column = np.divmod(cell, canvas.shape[1])
        row, column = row - self.top, column - self.left
        height, width = patch.shape
        on = (cell >= 0) & (row >= 0) & (row < height) & (column >= 0) & (column < width)
        return float(patch[row[on], column[on]] @ mass[on])


def area_kernels(
    landscape: Landscape,
    canvas: Canvas,
    areas: Mapping[str, tuple[Source, NDArray[np.int64]]],
    bandwidths_m: Sequence[float],
    observed: NDArray[np.float64] | None = None,
) -> tuple[AreaKernel, ...]:
    """Return the kernels of some areas.

    Parameters
    ----------
    landscape : Landscape
    canvas : Canvas
        Of the travel grid.
    areas : mapping of name to (Source, ndarray of int64)
        Flat demand cells of each.
    bandwidths_m : sequence of float
    observed : ndarray of float64, window shape, optional
        Share of events that somebody would report; the mass is divided by it.
    """
    share = landscape.travel.share[canvas.rows, canvas.columns].astype(np.float64)
    field = share if observed is None else share / observed
    return tuple(
        _kernel(name, source, _patch_of(cells, landscape, canvas), field, canvas, bandwidths_m)
        for name, (source, cells) in areas.items()
    )


def _patch_of(cells: NDArray[np.int64], landscape: Landscape, canvas: Canvas) -> NDArray[np.bool_]:
    """Return an area's demand cells as travel cells of the canvas's window."""
    chosen = np.zeros(landscape.grid.shape, dtype=np.bool_)
    chosen.ravel()[cells] = True
    factor = landscape.factor
    return chosen.repeat(factor, axis=0).repeat(factor, axis=1)[canvas.rows, canvas.columns]


def _kernel(
    name: str,
    source: Source,
    inside: NDArray[np.bool_],
    field: NDArray[np.float64],
    canvas: Canvas,
    bandwidths_m: Sequence[float],
) -> AreaKernel:
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    reach = _reach(max(bandwidths_m), canvas.grid)
    core = np.pad(np.where(inside[window], field[window], 0.0), reach)
    return AreaKernel(
        name=name,
        source=source,
        top=int(rows[0]) + canvas.margin - reach,
        left=int(columns[0]) + canvas.margin - reach,
        patches={width: smooth(core, width / canvas.grid.cell_m) for width in bandwidths_m},
    )


def _reach(bandwidth_m: float, grid: Grid) -> int:
    return max(1, math.ceil(TRUNCATE * bandwidth_m / grid.cell_m))
