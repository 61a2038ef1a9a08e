"""The ways of a given plan's patrols over the ground, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from geo_poc.evaluating_patrols import Patrol
from geo_poc.evaluating_plan import PlanRow, Told
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.patrolling import ground_within, patrol_ground, patrol_rules
from layers.errors import InputError
from optimisation.assets import Asset
from optimisation.patrols.check import route_faults
from optimisation.patrols.route import Ground as PatrolGround
from optimisation.patrols.route import Route
from optimisation.patrols.trace import trace_route
from optimisation.reaches import Reaches


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """A patrol on the ground; `allowed` is False where its troops' caveats forbid it."""

    asset: Asset
    row: PlanRow
    allowed: bool


def trace_patrols(
    mission: Mission,
    ground: Ground,
    reaches: Reaches,
    patrols: Sequence[Patrol],
    bases: Sequence[Asset],
    told: Told,
) -> tuple[Traced, ...]:
    """Return patrols as assets, each as often as it is kept going; what is wrong with them goes to `told`.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    reaches : Reaches
    patrols : sequence of Patrol
    bases : sequence of Asset
        Those of the plan, for patrols that name none.
    told : Told
    """
    tracer = _Tracer(mission, ground, reaches, bases, told)
    based = [(patrol, tracer.base_of(patrol)) for patrol in patrols]
    numbers = _Numbers(
        (patrol.row.tool, ground.sites[base].id, patrol.row.route) for patrol, base in based if base >= 0
    )
    found: list[Traced] = []
    for patrol, base in based:
        if base < 0:
            continue
        number = numbers.of(patrol.row.tool, ground.sites[base].id, patrol.row.route)
        traced = tracer.traced(patrol, base, number)
        if traced is None:
            continue
        found.append(traced)
        for _ in range(patrol.row.count - 1):
            again = numbers.of(patrol.row.tool, ground.sites[base].id, "")
            found.append(
                Traced(_renumbered(traced.asset, ground.sites[base].id, again), patrol.row, traced.allowed)
            )
    return tuple(found)


def _renumbered(asset: Asset, site_id: str, number: int) -> Asset:
    id_ = f"{site_id}/{number}"
    route = None if asset.route is None else replace(asset.route, id=id_, number=number)
    return replace(asset, id=f"{asset.tool}:{id_}", route=route)


class _Numbers:
    """Numbers of routes within their base: those that their names say, else the first that are free."""

    def __init__(self, named: Iterable[tuple[str, str, str]]) -> None:
        self._wanted: dict[tuple[str, str], set[int]] = {}
        self._taken: dict[tuple[str, str], set[int]] = {}
        for tool, site_id, route in named:
            number = _said(tool, site_id, route)
            if number:
                self._wanted.setdefault((tool, site_id), set()).add(number)

    def of(self, tool: str, site_id: str, route: str) -> int:
        taken = self._taken.setdefault((tool, site_id), set())
        number = _said(tool, site_id, route)
        if not number or number in taken:
            reserved = self._wanted.get((tool, site_id), set())
            number = next(n for n in range(1, 1_000_000) if n not in taken and n not in reserved)
        taken.add(number)
        return number


def _said(tool: str, site_id: str, route: str) -> int:
    """Return the number in a route's name as plans write it ("patrol:west/3"), 0 in any other."""
    match = re.fullmatch(rf"(?:{re.escape(tool)}:)?{re.escape(site_id)}/(\d{{1,4}})", route)
    return int(match.group(1)) if match else 0


class _Tracer:
    """Traces patrols over the ground of their tool and season, under the caveats of their base's troops."""

    def __init__(
        self, mission: Mission, ground: Ground, reaches: Reaches, bases: Sequence[Asset], told: Told
    ) -> None:
        self._mission, self._ground, self._reaches, self._told = mission, ground, reaches, told
        self._bases = bases

    def base_of(self, patrol: Patrol) -> int:
        """Return the site a patrol starts at: the one it names, else the nearest base of the plan."""
        if patrol.base >= 0:
            return patrol.base
        keeping = [b for b in self._bases if self._reaches.tools[b.tool].routes.get(patrol.row.tool, 0) > 0]
        sites = sorted({base.site for base in keeping or self._bases})
        if not sites:
            self._told.add(
                "warning",
                "the patrol names no base and the plan has none: it is left out",
                "add a base, or name one in the column site",
                row=patrol.row.row,
                column="site",
                value=patrol.row.label,
            )
            return -1
        x, y = self._ground.landscape.travel.centre(patrol.stops[0])
        cells = self._ground.site_cells[sites]
        far = np.hypot(self._reaches.site_xy[sites, 0] - x, self._reaches.site_xy[sites, 1] - y)
        nearest = sites[int(np.argmin(np.where(cells == patrol.stops[0], -1.0, far)))]
        if not (patrol.drawn and self._ground.site_cells[nearest] == patrol.stops[0]):
            self._told.add(
                "warning",
                f"the patrol names no base: it is taken to start at {self._ground.sites[nearest].name}, the "
                "nearest of the plan",
                "name its base in the column site",
                row=patrol.row.row,
                column="site",
                value=patrol.row.label,
            )
        return nearest

    def traced(self, patrol: Patrol, base: int, number: int) -> Traced | None:
        """Return a patrol on the ground, None where it cannot be driven at all."""
        row, cell = patrol.row, int(self._ground.site_cells[base])
        landscape = self._ground.landscape
        free = patrol_ground(self._mission, landscape, self._reaches.demand.position, row.tool)
        held = ground_within(free, landscape, cell, self._reaches.units[base])
        route = self._route(patrol, base, number, held)
        within = isinstance(route, Route)
        if not within and held is not free:
            route = self._route(patrol, base, number, free)
        if isinstance(route, str):
            self._fault(
                row, f"the patrol cannot be driven and is left out: {route}", "move its stops or its base"
            )
            return None
        for fault in route_faults(free, patrol_rules(self._mission, row.tool), cell, route):
            self._fault(row, f"the patrol breaks a rule: {fault}", "shorten it, or change [patrols]")
        if not within:
            self._fault(
                row,
                "the patrol goes further than the caveat of its troops allows: it earns nothing",
                "keep it nearer to its base, or give it to others",
            )
        asset = Asset(f"{row.tool}:{route.id}", row.tool, base, cells=route.cells, route=route)
        return Traced(asset, row, within)

    def _route(self, patrol: Patrol, base: int, number: int, ground: PatrolGround) -> Route | str:
        """Return the route over a ground, or why there is none."""
        cell = int(self._ground.site_cells[base])
        try:
            return trace_route(
                ground,
                patrol_rules(self._mission, patrol.row.tool),
                site_cell=cell,
                stops=_halts(patrol, cell),
                site_id=self._ground.sites[base].id,
                site=base,
                number=number,
            )
        except InputError as fault:
            return fault.findings[0].message

    def _fault(self, row: PlanRow, message: str, remedy: str) -> None:
        self._told.add("warning", message, remedy, row=row.row, column="route", value=row.label)


def _halts(patrol: Patrol, base: int) -> list[int]:
    """Return where a patrol halts: of a drawn line each cell once in a row, without its ends at the base."""
    if not patrol.drawn:
        return list(patrol.stops)
    cells = [cell for cell, _ in groupby(patrol.stops)]
    inner = cells[1:] if cells[0] == base else cells
    inner = inner[:-1] if inner and inner[-1] == base else inner
    return inner or [base]
