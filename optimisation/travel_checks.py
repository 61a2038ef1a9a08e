"""What must hold before travel times are computed: every finding, so that a person mends all in one pass."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding

LONGEST_MIN = 6500.0
"""Minutes are stored as tenths in 16 bits."""


def shape_findings(
    friction: NDArray[np.float64],
    people: NDArray[np.float64],
    factor: int,
    demand_mask: NDArray[np.bool_],
    site_ids: Sequence[str],
    site_cells: NDArray[np.int64],
) -> Iterator[Finding]:
    """Yield what is wrong with shapes and ids; the arguments are those of the travel table."""
    if people.shape != friction.shape:
        yield _finding("people and friction differ in shape", "lay both on the travel grid", people.shape)
    if factor < 1 or friction.shape != (demand_mask.shape[0] * factor, demand_mask.shape[1] * factor):
        yield _finding(
            f"travel cells do not fill {demand_mask.shape} demand cells of {factor} x {factor}",
            "make the travel grid a whole multiple of the demand grid",
            friction.shape,
        )
    if site_cells.shape != (len(site_ids),):
        yield _finding(f"there are {len(site_ids)} site ids", "give one travel cell a site", site_cells.shape)
    if len(set(site_ids)) < len(site_ids):
        twice = sorted(name for name, count in Counter(site_ids).items() if count > 1)
        yield _finding("site ids occur more than once", "give each site an id of its own", ", ".join(twice))


def value_findings(
    friction: NDArray[np.float64], people: NDArray[np.float64], cell_m: float, limit_min: float
) -> Iterator[Finding]:
    """Yield what is wrong with the values of grids and settings, once the shapes fit."""
    bad = np.isnan(friction) | (friction <= 0)
    if bad.any():
        yield _cells_finding(
            "friction is not above 0", "use minutes per metre, inf where impassable", bad, friction
        )
    bad = (people < 0) | np.isinf(people)
    if bad.any():
        yield _cells_finding("people are negative or infinite", "use counts, NaN where unknown", bad, people)
    if not (0 < cell_m < math.inf):
        yield _finding("the travel cell has no size", "give its side in metres", cell_m)
    if not (0 < limit_min <= LONGEST_MIN):
        yield _finding(
            "the limit of travel is out of range",
            f"use more than 0, at most {LONGEST_MIN:g} minutes",
            limit_min,
        )


def site_findings(
    friction: NDArray[np.float64], site_ids: Sequence[str], site_cells: NDArray[np.int64]
) -> Iterator[Finding]:
    """Yield the sites that lie outside the grid or where this persona cannot pass."""
    for name, cell in zip(site_ids, site_cells.tolist(), strict=True):
        if not 0 <= cell < friction.size:
            yield _finding(
                f"site {name} lies outside the travel grid", "check its position or widen the area", cell
            )
        elif friction.flat[cell] == np.inf:
            yield _finding(
                f"site {name} lies where this persona cannot pass",
                "move it to a passable cell, or lift what blocks it",
                "row {}, column {}".format(*divmod(cell, friction.shape[1])),
            )


def _cells_finding(message: str, remedy: str, bad: NDArray[np.bool_], values: NDArray[np.float64]) -> Finding:
    row, column = (int(k) for k in np.argwhere(bad)[0])
    return _finding(
        f"{message} in {np.count_nonzero(bad)} travel cells, first in row {row}, column {column}",
        remedy,
        values[row, column],
    )


def _finding(message: str, remedy: str, value: object) -> Finding:
    return Finding("error", message, remedy, value=str(value))
