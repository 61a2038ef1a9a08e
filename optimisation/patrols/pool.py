"""The pool of patrol routes of many sites, from which a plan chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding, raise_errors
from optimisation.patrols.faults import (
    ground_findings,
    prize_findings,
    rule_findings,
    site_id_findings,
    stop_findings,
)
from optimisation.patrols.legs import Choice, Legs, joined, leg_grid, legs_of
from optimisation.patrols.route import Ground, PatrolRules, Route
from optimisation.patrols.site_network import Surroundings
from optimisation.patrols.site_routes import Plan, lay_down, named, routes_of
from optimisation.patrols.visits import stop_cells
from optimisation.patrols.work import Work
from optimisation.travel_cache import WORK
from optimisation.travel_checks import site_findings
from optimisation.travel_reach import ReachGrid, SharedGrid, shared

MOST_STOPS = 100
"""Waypoints that a site weighs; of more it keeps those with most prize for the time there and back."""

Grids = tuple[ReachGrid, SharedGrid | None]


def route_pool(
    ground: Ground,
    *,
    rules: PatrolRules,
    site_ids: Sequence[str],
    site_cells: NDArray[np.int64],
    waypoints: NDArray[np.int64],
    prize: NDArray[np.float64],
    must_revisit: Mapping[int, int] | None = None,
    label: str = "",
    iterations: int = 100,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    note: Callable[[Finding], None] | None = None,
) -> tuple[Route, ...]:
    """Return up to `rules.routes_per_site` routes of each site, each the best use of what is left.

    The routes of a site complement each other: a cell's k-th visit earns its prize times the k-th repeat
    value, so that a later route goes elsewhere unless a repeat pays. Sites are independent of each other.

    Parameters
    ----------
    ground : Ground
        Friction of the persona and season that patrols, and the demand cells above it.
    rules : PatrolRules
    site_ids : sequence of str
        Unique.
    site_cells : ndarray of int64, shape (sites,)
        Flat travel cell of each site; several sites may share one.
    waypoints : ndarray of int64
        Flat travel cells where a patrol may halt, rising, each once.
    prize : ndarray of float64, shape (demand cells,)
        Worth of a first visit at full value, >= 0, by demand position.
    must_revisit : mapping of int to int, optional
        Visits per period wanted for demand positions (from must threats): they come before all others, as
        often as wanted, wherever they are within reach.
    label : str
        Put before the number in ids ("n" gives "goma/n1"), so that pools of several rules can be joined.
    iterations : int
        Rounds of ruin and recreate for each route.
    seed : int
        Of the search.
    executor : Executor or None
        Where to compute; None = in this process.
    progress : callable or None
        Called with the number of sites done and of all sites.
    cancel : callable or None
        Asked between pieces of work; True stops.
    note : callable or None
        Told what did not go as asked, although the routes are right.

    Returns
    -------
    tuple of Route
        Ordered by site, then number (value falling); the same bytes with any executor. A site with nothing
        in reach has none.

    Raises
    ------
    InputError
        With all findings: rules, shapes, sites or waypoints outside the grid or in blocked cells.
    PatrolCancelledError
        When `cancel` said so.
    """
    site_cells = np.asarray(site_cells, dtype=np.int64)
    waypoints = np.asarray(waypoints, dtype=np.int64)
    wanted = dict(must_revisit or {})
    _validate(ground, rules, site_ids, site_cells, waypoints, prize, wanted)
    unique, position = np.unique(site_cells, return_inverse=True)
    if rules.duration_min <= rules.stop_min or waypoints.size == 0 or unique.size == 0:
        return ()
    work = Work(executor, cancel, note)
    plan = _plan(ground, rules, waypoints, prize, wanted, iterations, seed)
    shares = np.bincount(position, minlength=unique.size)
    made: list[list[Route]] = []
    for routes in _generate(work, plan, unique.tolist()):
        made.append(routes)
        if progress is not None:
            progress(int(shares[: len(made)].sum()), len(site_ids))
    return tuple(
        named(route, name, site, label)
        for site, name in enumerate(site_ids)
        for route in made[position[site]]
    )


def _validate(
    ground: Ground,
    rules: PatrolRules,
    site_ids: Sequence[str],
    site_cells: NDArray[np.int64],
    waypoints: NDArray[np.int64],
    prize: NDArray[np.float64],
    wanted: Mapping[int, int],
) -> None:
    raise_errors([*rule_findings(rules), *ground_findings(ground), *site_id_findings(site_ids, site_cells)])
    raise_errors(
        [
            *site_findings(ground.friction, site_ids, site_cells),
            *stop_findings(ground, waypoints),
            *prize_findings(ground, waypoints, prize, wanted),
        ]
    )


def _plan(
    ground: Ground,
    rules: PatrolRules,
    waypoints: NDArray[np.int64],
    prize: NDArray[np.float64],
    wanted: Mapping[int, int],
    iterations: int,
    seed: int,
) -> Plan:
    """Return the plan of all routes, with no legs between waypoints yet."""
    visits = np.zeros(prize.size, dtype=np.int64)
    visits[list(wanted)] = list(wanted.values())
    counts = (prize > 0) & (rules.repeat_values[0] > 0) | (visits > 0)
    stops = stop_cells(ground, waypoints, rules.visit_m)
    around = Surroundings(ground, waypoints, joined([]), *stops, counts)
    return Plan(around, rules, np.asarray(prize, dtype=np.float64), visits, iterations, seed)


def _generate(work: Work, plan: Plan, cells: Sequence[int]) -> Iterator[list[Route]]:
    """Yield the routes of each site cell: legs of sites, then legs between their stops, then routes."""
    rules, around = plan.rules, plan.around
    grid = leg_grid(around.ground, (rules.duration_min - rules.stop_min) / 2)
    # Two stops of one route lie no farther apart than half of what two halts leave of its duration.
    near = replace(grid, limit_min=max((rules.duration_min - 2 * rules.stop_min) / 2, 0.0))
    with ExitStack() as stack:
        grid_there = work.share(lambda: stack.enter_context(shared(grid, prefix=WORK)))
        near_there = None if grid_there is None else replace(grid_there, limit_min=near.limit_min)
        site_legs = _site_legs(work, plan, (grid, grid_there), cells)
        between = _between(work, around.waypoints, (near, near_there), site_legs)
        plan = replace(plan, around=replace(around, between=between))
        there = None
        if grid_there is not None:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix=WORK, ignore_cleanup_errors=True)))
            there = work.share(lambda: lay_down(plan, folder, grid_there))
        yield from work.run(routes_of, plan, there, list(zip(cells, site_legs, strict=True)))


def _site_legs(work: Work, plan: Plan, grids: Grids, cells: Sequence[int]) -> list[Legs]:
    """Return for each site the legs to the waypoints that it keeps."""
    around = plan.around
    bonus = np.where(plan.wanted > 0, float(plan.prize.sum()) + 1.0, 0.0)
    sums = np.concatenate([[0.0], np.cumsum((plan.prize + bonus)[around.stop_cells])])
    worth = sums[around.stop_ptr[1:]] - sums[around.stop_ptr[:-1]]
    choice = Choice(worth, plan.rules.stop_min, MOST_STOPS)
    task = partial(legs_of, waypoints=around.waypoints, choice=choice)
    return list(work.run(task, *grids, [(cell, None) for cell in cells]))


def _between(work: Work, waypoints: NDArray[np.int64], grids: Grids, site_legs: Sequence[Legs]) -> Legs:
    """Return the legs between waypoints that some site keeps together, from the lower to the higher."""
    size = waypoints.size
    together = np.zeros((size, size), dtype=np.bool_)
    for legs in site_legs:
        together[legs.targets[:, None], legs.targets] = True
    together = np.triu(together, 1)
    asked = [k for k in range(size) if together[k].any()]
    task = partial(legs_of, waypoints=waypoints)
    found = work.run(task, *grids, [(int(waypoints[k]), np.flatnonzero(together[k])) for k in asked])
    parts = dict(zip(asked, found, strict=True))
    nothing = replace(joined([]), ptr=np.zeros(2, dtype=np.int64))
    return joined([parts.get(k, nothing) for k in range(size)])
