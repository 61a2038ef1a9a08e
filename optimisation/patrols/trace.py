"""Routes put together from legs: the same for the generator's routes and for a person's list of stops."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.errors import error, raise_errors
from optimisation.patrols.faults import ground_findings, rule_findings, stop_findings
from optimisation.patrols.legs import leg_grid, legs_of
from optimisation.patrols.route import Ground, PatrolRules, Route
from optimisation.patrols.visits import stop_cells

TICKS = 10_000
"""Minutes of a route are rounded to 1e-4."""

Leg = tuple[float, NDArray[np.int64]]
"""Minutes and flat travel cells from one end to the other."""


def route_from_legs(
    ground: Ground,
    rules: PatrolRules,
    legs: Sequence[Leg],
    *,
    site_id: str,
    site: int,
    number: int,
    label: str = "",
) -> Route:
    """Return the route that drives legs one after another and halts where each but the last ends."""
    stops = np.array([path[-1] for _, path in legs[:-1]], dtype=np.int64)
    path = np.concatenate([legs[0][1][:1], *(cells[1:] for _, cells in legs)])
    minutes = sum(spent for spent, _ in legs) + rules.stop_min * stops.size
    _, near = stop_cells(ground, stops, rules.visit_m)
    cells = np.unique(np.concatenate([near, ground.positions(path)]))
    arrays = stops, path, cells[cells >= 0]
    for array in arrays:
        array.flags.writeable = False
    rounded = int(minutes * TICKS + 0.5) / TICKS
    return Route(f"{site_id}/{label}{number}", site, number, rounded, *arrays)


def trace_route(
    ground: Ground,
    rules: PatrolRules,
    *,
    site_cell: int,
    stops: Sequence[int],
    site_id: str,
    site: int = 0,
    number: int = 1,
    label: str = "",
) -> Route:
    """Return the patrol from a site along given stops in their order, each leg in least time.

    For the stops of a generated route it gives that route. The duration is not enforced: a person's patrol
    may be too long, and :func:`optimisation.patrols.check.route_faults` says so.

    Parameters
    ----------
    ground : Ground
    rules : PatrolRules
    site_cell : int
        Flat travel cell of the base.
    stops : sequence of int
        Flat travel cells, at least one.
    site_id, site, number, label : str, int, int, str
        For the route's id.

    Raises
    ------
    InputError
        No stop, stops outside the grid or blocked, or not reached from each other over any way.
    """
    cells = np.array([site_cell, *stops, site_cell], dtype=np.int64)
    raise_errors([*rule_findings(rules), *ground_findings(ground)])
    raise_errors(stop_findings(ground, cells))
    if not stops:
        raise error("a patrol has no stop", "name at least one", value=site_id)
    last = cells.size - 2
    legs = []
    for k in range(last + 1):
        a, b = int(cells[k]), int(cells[k + 1])
        backward = k == last or (k > 0 and b < a)
        legs.append(_leg(ground, b, a, backward=True) if backward else _leg(ground, a, b, backward=False))
    return route_from_legs(ground, rules, legs, site_id=site_id, site=site, number=number, label=label)


def _leg(ground: Ground, source: int, target: int, *, backward: bool) -> Leg:
    """Return the leg searched from its source over ever longer limits, turned round if asked."""
    limit, ends = 60.0, np.array([target])
    while True:
        limit *= 4.0
        grid = leg_grid(ground, limit)
        found = legs_of(grid, [(source, None)], waypoints=ends)[0]
        if found.targets.size:
            break
        if limit > _LONGEST_MIN:
            raise error(
                "a stop of a patrol cannot be reached from the one before",
                "move it, or lift what blocks the way",
                value=str(target),
            )
    path = found.path(0, source, ground.friction.shape[1])
    return float(found.minutes[0]), path[::-1] if backward else path


_LONGEST_MIN = 50_000.0
