"""The prior of unknown cells, prepared once for many surfaces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Landscape
from layers.risk.districts import district_labels, projected_polygons
from layers.risk.unknown import WINDOW_M, PriorCells, fill_prior


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What fills the unknown cells of a surface.

    Parameters
    ----------
    people : ndarray of float64, demand shape
    unknown, known : ndarray of bool, demand shape
    districts : ndarray of int32, demand shape
        Label of each cell, -1 in none.
    window_cells : float
    """

    people: NDArray[np.float64]
    unknown: NDArray[np.bool_]
    known: NDArray[np.bool_]
    districts: NDArray[np.int32]
    window_cells: float

    def fill(self, surface: NDArray[np.float64]) -> tuple[NDArray[np.float64], PriorCells]:
        """Return the surface with the prior in unknown cells, and where the prior came from."""
        return fill_prior(
            surface,
            self.people,
            self.unknown,
            known=self.known,
            districts=self.districts,
            window_cells=self.window_cells,
        )


def prior_of(
    landscape: Landscape,
    people: NDArray[np.float64],
    people_known: NDArray[np.bool_],
    unknown: NDArray[np.bool_],
    *,
    window_m: float = WINDOW_M,
) -> Prior:
    """Lay the districts on the cells once.

    Parameters
    ----------
    landscape : Landscape
    people : ndarray of float64, demand shape
    people_known, unknown : ndarray of bool, demand shape
    window_m : float
        Side of the window where no district with known people holds a cell, metres.
    """
    grid = landscape.grid
    polygons = projected_polygons(landscape.districts, grid.crs)
    return Prior(
        people=people,
        unknown=unknown,
        known=grid.mask & ~unknown & people_known,
        districts=district_labels(polygons, grid.shape, grid.transform),
        window_cells=window_m / grid.cell_m,
    )
