"""A second look at a patrol route, from friction alone: it shares no code with what makes routes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from optimisation.patrols.route import Ground, PatrolRules, Route

TOLERANCE_MIN = 1e-6
"""Minutes told are rounded to 1e-4; beyond that rounding they must agree with the path to this."""


def route_faults(ground: Ground, rules: PatrolRules, site_cell: int, route: Route) -> tuple[str, ...]:
    """Return what is wrong with a route, in words; nothing for a route that keeps the rules.

    Checked: the path lies in the grid, moves to one of eight neighbours, enters no blocked cell and squeezes
    between no two; it begins and ends at the base and passes the stops in order; minutes are those of the
    path and the halts and lie within the duration; cells visited are those passed and those near a stop.
    That each leg takes the fastest way is not asked for.

    Parameters
    ----------
    ground : Ground
    rules : PatrolRules
    site_cell : int
        Flat travel cell of the base.
    route : Route
    """
    path = [int(cell) for cell in route.path]
    columns = ground.friction.shape[1]
    outside = [cell for cell in (*path, *route.stops.tolist()) if not 0 <= cell < ground.friction.size]
    if not path or outside:
        return (f"the path leaves the grid (travel cells {outside[:3]})" if path else "there is no path",)
    faults = _ends(site_cell, path) + _blocked(ground, path)
    spent = 0.0
    for here, there in pairwise(path):
        step = _move(ground, divmod(here, columns), divmod(there, columns))
        if isinstance(step, str):
            faults.append(step)
        else:
            spent += step
    faults += _order(path, route.stops.tolist())
    spent += len(route.stops) * rules.stop_min
    if not any("move" in fault or "blocked" in fault for fault in faults):
        faults += _time(spent, route.minutes)
    if round(route.minutes, 4) > round(rules.duration_min, 4):
        faults.append(f"it takes {route.minutes:g} minutes, more than {rules.duration_min:g}")
    return (*faults, *_visits(ground, rules, path, route))


def _ends(site_cell: int, path: list[int]) -> list[str]:
    faults = []
    if path[0] != site_cell:
        faults.append(f"it begins at travel cell {path[0]}, not at its base {site_cell}")
    if path[-1] != site_cell:
        faults.append(f"it ends at travel cell {path[-1]}, not at its base {site_cell}")
    return faults


def _blocked(ground: Ground, path: list[int]) -> list[str]:
    blocked = sorted({cell for cell in path if math.isinf(ground.friction.flat[cell])})
    return [f"it enters the blocked travel cell {cell}" for cell in blocked]


def _move(ground: Ground, here: tuple[int, int], there: tuple[int, int]) -> float | str:
    """Return the minutes of one move, or what is wrong with it."""
    down, right = there[0] - here[0], there[1] - here[1]
    if max(abs(down), abs(right)) != 1:
        return f"the move from {here} to {there} is not to a neighbour"
    friction = ground.friction
    if down and right and math.isinf(friction[here[0], there[1]]) and math.isinf(friction[there[0], here[1]]):
        return f"the move from {here} to {there} squeezes between two blocked cells"
    metres = ground.cell_m * math.hypot(down, right)
    return float((friction[here] + friction[there]) / 2 * metres)


def _order(path: list[int], stops: list[int]) -> list[str]:
    if not stops:
        return ["it has no stop"]
    at = 0
    for stop in stops:
        try:
            at = path.index(stop, at)
        except ValueError:
            return [f"it does not pass its stop {stop} in order"]
    return []


def _time(spent: float, told: float) -> list[str]:
    if abs(spent - told) <= 0.5e-4 + TOLERANCE_MIN:
        return []
    return [f"it takes {spent:.6f} minutes by its path and halts, not {told:.6f}"]


def _visits(ground: Ground, rules: PatrolRules, path: list[int], route: Route) -> list[str]:
    """Return whether the cells told are those passed and those with a centre near a stop."""
    columns, factor = ground.friction.shape[1], ground.factor
    across = columns // factor
    grid = ground.position.reshape(-1, across)
    visited = {int(grid[cell // columns // factor, cell % columns // factor]) for cell in path}
    south, east = np.indices(grid.shape) + 0.5
    for stop in route.stops.tolist():
        y, x = (value + 0.5 for value in divmod(stop, columns))
        metres = np.hypot(south * factor - y, east * factor - x) * ground.cell_m
        visited |= set(grid[metres <= rules.visit_m + 1e-6].tolist())
    expected = sorted(visited - {-1})
    told = route.cells.tolist()
    if told == expected:
        return []
    missing, extra = sorted(set(expected) - set(told)), sorted(set(told) - set(expected))
    if not missing and not extra:
        return ["the cells visited are not told in rising order, each once"]
    return [
        f"{len(missing)} visited cells are not told {missing[:3]}, {len(extra)} are told in vain {extra[:3]}"
    ]
