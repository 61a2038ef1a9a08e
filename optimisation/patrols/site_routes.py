"""The routes of one site, one after another, each the best use of the prize that earlier ones left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimisation.patrols.legs import Legs
from optimisation.patrols.orienteering import collect
from optimisation.patrols.route import Ground, PatrolRules, Route
from optimisation.patrols.site_network import SiteNetwork, Surroundings, site_network
from optimisation.patrols.trace import Leg, route_from_legs
from optimisation.travel_reach import SharedGrid

_ARRAYS = ("waypoints", "stop_ptr", "stop_cells", "counts", "position", "prize", "wanted")
_LEGS = ("ptr", "targets", "minutes", "begin", "moves")


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What the routes of all sites are made from.

    Parameters
    ----------
    around : Surroundings
    rules : PatrolRules
    prize : ndarray of float64, shape (demand cells,)
    wanted : ndarray of int64, shape (demand cells,)
        Visits wanted before all others.
    iterations, seed : int
    """

    around: Surroundings
    rules: PatrolRules
    prize: NDArray[np.float64]
    wanted: NDArray[np.int64]
    iterations: int
    seed: int


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """A plan laid down in files, small enough to be sent with every task."""

    folder: str
    grid: SharedGrid
    factor: int
    rules: PatrolRules
    iterations: int
    seed: int

    def load(self) -> Plan:
        """Map the files: all processes of a machine share one copy in memory.

        Raises
        ------
        OSError
            When the folder is gone, or lies on another machine.
        """
        got = {name: _mapped(self.folder, name) for name in (*_ARRAYS, *_LEGS)}
        friction = _mapped(self.grid.folder, "friction")
        ground = Ground(friction, self.grid.cell_m, self.factor, got["position"])
        between = Legs(*(got[name] for name in _LEGS))
        stops = (got["stop_ptr"], got["stop_cells"], got["counts"])
        around = Surroundings(ground, got["waypoints"], between, *stops)
        return Plan(around, self.rules, got["prize"], got["wanted"], self.iterations, self.seed)


def lay_down(plan: Plan, folder: Path, grid: SharedGrid) -> SharedPlan:
    """Write a plan's arrays into a folder that workers can see.

    Raises
    ------
    OSError
        When they cannot be written.
    """
    around = plan.around
    values = (around.waypoints, around.stop_ptr, around.stop_cells, around.counts, around.ground.position)
    for name, array in zip(_ARRAYS, (*values, plan.prize, plan.wanted), strict=True):
        np.save(folder / f"{name}.npy", array)
    for name in _LEGS:
        np.save(folder / f"{name}.npy", getattr(around.between, name))
    factor = around.ground.factor
    return SharedPlan(str(folder), grid, factor, plan.rules, plan.iterations, plan.seed)


def routes_of(plan: Plan | SharedPlan, sites: Sequence[tuple[int, Legs]]) -> list[list[Route]]:
    """Return the routes of each site, given its cell and its legs; ids and site positions are left open."""
    from optimisation.patrols.legs_kernel import compiled_cells_under  # noqa: PLC0415
    from optimisation.patrols.orienteering_kernel import compiled  # noqa: PLC0415

    compiled(), compiled_cells_under()  # also for no sites: forked workers inherit what is compiled by then
    made = plan.load() if isinstance(plan, SharedPlan) else plan
    return [_routes(made, cell, legs) for cell, legs in sites]


def _routes(plan: Plan, site_cell: int, legs: Legs) -> list[Route]:
    if legs.targets.size == 0:
        return []
    site = site_network(plan.around, site_cell, legs, plan.rules.stop_min)
    tours = _tours(plan, site, site_cell)
    legs_of_tours = [_tour_legs(plan, site_cell, legs, site, tour) for tour in tours]
    return [
        route_from_legs(plan.around.ground, plan.rules, found, site_id="", site=0, number=k)
        for k, found in enumerate(legs_of_tours, start=1)
    ]


def _tours(plan: Plan, site: SiteNetwork, site_cell: int) -> list[tuple[int, ...]]:
    """Return the tours of a site by value falling."""
    rules, counts = plan.rules, np.zeros(site.cells.size, dtype=np.int64)
    tours: list[tuple[int, ...]] = []
    for number in range(rules.routes_per_site):
        (tour,) = collect(
            site.network,
            _left(plan, site, counts),
            duration_min=rules.duration_min,
            iterations=plan.iterations,
            seed=(plan.seed * 1_000_003 + site_cell) * 101 + number,
        )
        if not tour:
            break
        counts[site.network.visited(tour)] += 1
        tours.append(tour)
    return _by_value(plan, site, tours)


def _left(plan: Plan, site: SiteNetwork, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what one more visit of each cell earns after so many.

    A wanted visit earns more than all that the site could visit otherwise.
    """
    values = np.array([*plan.rules.repeat_values, 0.0])
    prize, wanted = plan.prize[site.cells], plan.wanted[site.cells]
    total = float(prize.sum())
    bonus = 1.01 * total if total > 0 else 1.0
    left: NDArray[np.float64] = prize * values[np.minimum(counts, values.size - 1)]
    return left + np.where(counts < wanted, bonus, 0.0)


def _by_value(plan: Plan, site: SiteNetwork, tours: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return tours in the order in which each earns most after those before; values then fall."""
    counts = np.zeros(site.cells.size, dtype=np.int64)
    rest = [(tour, site.network.visited(tour)) for tour in tours]
    ordered = []
    while rest:
        left = _left(plan, site, counts)
        best = int(np.argmax([left[cells].sum() for _, cells in rest]))
        tour, cells = rest.pop(best)
        counts[cells] += 1
        ordered.append(tour)
    return ordered


def _tour_legs(plan: Plan, site_cell: int, legs: Legs, site: SiteNetwork, tour: tuple[int, ...]) -> list[Leg]:
    """Return minutes and path of each leg of a tour, in the direction of travel."""
    around, columns = plan.around, plan.around.ground.friction.shape[1]
    nodes = [0, *tour, 0]
    found: list[Leg] = []
    for one, other in pairwise(nodes):
        low, high = min(one, other), max(one, other)
        table, start = legs, site_cell
        if low > 0:
            table, start = around.between, int(around.waypoints[legs.targets[low - 1]])
        number = int(site.rows[low, high])
        path = table.path(number, start, columns)
        found.append((float(table.minutes[number]), path if one == low else path[::-1]))
    return found


def named(route: Route, site_id: str, site: int, label: str) -> Route:
    """Return a route under the id of its site."""
    return replace(route, id=f"{site_id}/{label}{route.number}", site=site)


def _mapped(folder: str, name: str) -> Any:
    return np.asarray(np.load(Path(folder) / f"{name}.npy", mmap_mode="r"))
