"""What must hold before patrols are planned: every finding, so that a person mends all in one pass."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding
from optimisation.patrols.route import Ground, PatrolRules
from optimisation.travel_checks import LONGEST_MIN


def rule_findings(rules: PatrolRules) -> Iterator[Finding]:
    """Yield what is wrong with the rules of patrols."""
    if not 0 < rules.duration_min <= LONGEST_MIN:
        yield _finding(
            "a patrol's duration is out of range",
            f"use more than 0, at most {LONGEST_MIN:g} minutes",
            rules.duration_min,
        )
    for name, value in (("the halt at a stop", rules.stop_min), ("the distance of a visit", rules.visit_m)):
        if not 0 <= value < math.inf:
            yield _finding(f"{name} is out of range", "use 0 or more", value)
    if rules.routes_per_site < 1:
        yield _finding("a site has no routes", "ask for at least 1", rules.routes_per_site)
    values = rules.repeat_values
    falling = all(first >= second for first, second in pairwise(values))
    if not values or not falling or not all(0 <= value <= 1 for value in values):
        yield _finding("values of repeated visits do not fall", "use numbers from 1 down to 0", values)


def ground_findings(ground: Ground) -> Iterator[Finding]:
    """Yield what is wrong with grids that should lie on each other."""
    rows, columns = ground.friction.shape
    fits = ground.factor >= 1 and rows % ground.factor == 0 and columns % ground.factor == 0
    if not fits or ground.position.shape != (ground.friction.size // ground.factor**2,):
        yield _finding(
            f"travel cells do not fill {ground.position.size} demand cells",
            f"make the travel grid {ground.factor} times as fine as the demand grid",
            ground.friction.shape,
        )
    bad = np.isnan(ground.friction) | (ground.friction <= 0)
    if bad.any():
        yield _finding(
            f"friction is not above 0 in {np.count_nonzero(bad)} travel cells",
            "use minutes per metre, inf where impassable",
            ground.friction[bad][0],
        )
    if not 0 < ground.cell_m < math.inf:
        yield _finding("the travel cell has no size", "give its side in metres", ground.cell_m)


def site_id_findings(site_ids: Sequence[str], site_cells: NDArray[np.int64]) -> Iterator[Finding]:
    """Yield what is wrong with the ids of sites."""
    if site_cells.shape != (len(site_ids),):
        yield _finding(f"there are {len(site_ids)} site ids", "give one travel cell a site", site_cells.shape)
    if len(set(site_ids)) < len(site_ids):
        yield _finding("site ids occur more than once", "give each site an id of its own", len(site_ids))


def stop_findings(ground: Ground, cells: NDArray[np.int64]) -> Iterator[Finding]:
    """Yield the bases, stops and waypoints that lie outside the grid or in a blocked cell."""
    inside = (cells >= 0) & (cells < ground.friction.size)
    for cell in cells[~inside].tolist():
        yield _finding("a stop lies outside the travel grid", "check its position", cell)
    for cell in cells[inside][np.isinf(ground.friction.flat[cells[inside]])].tolist():
        yield _finding(
            "a stop lies where this persona cannot pass",
            "move it to a passable cell, or lift what blocks it",
            "row {}, column {}".format(*divmod(cell, ground.friction.shape[1])),
        )


def prize_findings(
    ground: Ground, waypoints: NDArray[np.int64], prize: NDArray[np.float64], wanted: Mapping[int, int]
) -> Iterator[Finding]:
    """Yield what is wrong with prizes, wanted visits and the order of waypoints."""
    cells = int(ground.position.max(initial=-1)) + 1
    if prize.shape != (cells,):
        yield _finding(f"there are {cells} demand cells", "give each one prize", prize.shape)
    elif not (np.isfinite(prize) & (prize >= 0)).all():
        yield _finding(
            "a prize is negative or not a number",
            "use 0 or more",
            prize[~(np.isfinite(prize) & (prize >= 0))][0],
        )
    if (np.diff(waypoints) <= 0).any():
        yield _finding("waypoints do not rise", "sort them and name each once", waypoints.size)
    for cell, visits in wanted.items():
        if not 0 <= cell < cells or visits < 0:
            yield _finding(
                "visits are wanted where no demand cell is", "use demand positions", f"{cell}: {visits}"
            )


def _finding(message: str, remedy: str, value: object) -> Finding:
    return Finding("error", message, remedy, value=str(value))
