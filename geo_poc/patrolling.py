"""The patrols that bases could keep going: routes of every site, under the caveats of its troops."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_poc import translate, troops
from geo_poc.host_support import COORDINATED, may_coordinate, without_host_against_itself
from geo_poc.mission import Mission
from layers.errors import Finding
from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.assets import Asset, Unit
from optimisation.demand import Demand, ThreatArea
from optimisation.patrols.pool import route_pool
from optimisation.patrols.route import Ground as PatrolGround
from optimisation.patrols.route import PatrolRules, Route
from optimisation.patrols.waypoints import choose_waypoints
from optimisation.plan import Site
from optimisation.prepare import build_demand


def wanted_patrols(mission: Mission) -> tuple[str, ...]:
    """Return the patrol tools that a plan may use: some base keeps them going, and the budget is not 0."""
    keys = mission.keys
    return tuple(
        name
        for name, asset in keys.assets.items()
        if asset.stands == "route"
        and getattr(keys.budget, name) != 0
        and any(host.routes.get(name, 0) > 0 for host in keys.assets.values())  # type: ignore[call-overload]
    )


def patrol_assets(
    mission: Mission,
    landscape: Landscape,
    risk: Risk,
    sites: Sequence[Site],
    site_cells: NDArray[np.int64],
    *,
    patrolled: Collection[int] | None = None,
    executor: Executor | None,
    cancel: Callable[[], bool] | None,
) -> tuple[tuple[Asset, ...], tuple[Finding, ...]]:
    """Return the routes of bases and candidates as assets, day patrols first; of `patrolled` alone if given.

    The prize of a cell is its weight against each source times the effect of a patrol. Troops with a caveat
    on distance have routes within it, out of the sectors that they do not enter; troops with a caveat on
    nights have none by night, with one on joint operations none with others.
    """
    tools = wanted_patrols(mission)
    if not may_coordinate(mission, landscape.other_actors):
        tools = tuple(tool for tool in tools if tool != COORDINATED)
    if not tools or (patrolled is not None and not patrolled):
        return (), ()
    demand = build_demand(
        landscape, risk, register=translate.register(mission), weighting=translate.weighting(mission)
    )
    units = troops.units(mission, landscape, sites)
    assets: list[Asset] = []
    notes: list[Finding] = []
    for tool in tools:
        pools = _Pools(mission, landscape, demand, tool, executor, cancel, notes)
        night, joint = by_night(mission, tool), mission.keys.assets[tool].joint
        able = [
            number
            for number, site in enumerate(sites)
            if site.kind != "partner"
            and not (night and not units[number].night)
            and not (joint and not units[number].joint)
            and pools.passable(site_cells[number])
        ]
        # Of all sites whoever wants to know: a base drives in an evaluation what it drives in a plan.
        centres = landscape.travel.centre(site_cells)
        asked = {} if night else asked_visits(demand, sites, centres, able, _forbidden(mission, sites))
        going = [number for number in able if patrolled is None or number in patrolled]
        alone = {n for n in going if n in asked or units[n].no_go or not math.isinf(units[n].max_distance_m)}
        routes = pools.of([number for number in going if number not in alone], sites, site_cells)
        for number in sorted(alone):
            routes += pools.within(number, units[number], sites, site_cells, asked.get(number, {}))
        assets += [
            Asset(f"{tool}:{route.id}", tool, route.site, cells=route.cells, route=route)
            for route in sorted(routes, key=lambda route: (route.site, route.number))
        ]
    return tuple(assets), tuple(dict.fromkeys(notes))


def by_night(mission: Mission, tool: str) -> bool:
    """Return whether a patrol goes by night alone."""
    return "day" not in mission.keys.assets[tool].hours


def patrol_ground(
    mission: Mission, landscape: Landscape, position: NDArray[np.int64], tool: str
) -> PatrolGround:
    """Return what a patrol drives on; `position` is the demand position of each flat demand cell."""
    keys = mission.keys
    friction = landscape.friction[(keys.assets[tool].persona, keys.travel.season)]
    if by_night(mission, tool):
        friction = friction * keys.hours.night_factor
    pace_kmh = keys.assets[tool].pace_kmh
    if pace_kmh is not None:
        friction = np.where(np.isfinite(friction), 0.06 / pace_kmh, np.inf)
    return PatrolGround(friction, landscape.travel.cell_m, landscape.factor, position)


def patrol_rules(mission: Mission, tool: str) -> PatrolRules:
    """Return what a patrol may take."""
    keys = mission.keys.patrols
    usual = keys.night_duration_min if by_night(mission, tool) else keys.duration_min
    return PatrolRules(
        duration_min=mission.keys.assets[tool].duration_min or usual,
        stop_min=keys.stop_min,
        visit_m=keys.visit_m,
        routes_per_site=max(host.routes.get(tool, 0) for host in mission.keys.assets.values()),  # type: ignore[call-overload]
        repeat_values=tuple(keys.repeat_values),
    )


def ground_within(ground: PatrolGround, landscape: Landscape, cell: int, unit: Unit) -> PatrolGround:
    """Return the ground near enough to a base's travel cell for its unit, out of its no-go sectors."""
    if math.isinf(unit.max_distance_m) and not unit.no_go:
        return ground
    travel = landscape.travel
    x, y = travel.centre(np.arange(ground.friction.size))
    at_x, at_y = travel.centre(cell)
    near = np.hypot(x - at_x, y - at_y) <= unit.max_distance_m
    shapes = [shape for name in unit.no_go if (shape := troops.sector_shape(landscape, name)) is not None]
    if shapes:
        lon, lat = travel.unproject(x, y)
        for shape in shapes:
            shapely.prepare(shape)
            near &= ~shapely.contains_xy(shape, lon, lat)
    friction = np.where(near.reshape(ground.friction.shape), ground.friction, np.inf)
    return PatrolGround(friction, ground.cell_m, ground.factor, ground.position)


class _Pools:
    """Pools of routes of one patrol tool."""

    def __init__(
        self,
        mission: Mission,
        landscape: Landscape,
        demand: Demand,
        tool: str,
        executor: Executor | None,
        cancel: Callable[[], bool] | None,
        notes: list[Finding],
    ) -> None:
        keys = mission.keys
        self._ground = patrol_ground(mission, landscape, demand.position, tool)
        self._rules = patrol_rules(mission, tool)
        scale = without_host_against_itself(translate.scale(mission), mission, landscape)
        effects = scale.effectiveness[tool]
        self._prize = np.sum([effects[source] * w for source, w in demand.weights.items()], axis=0)
        revisited = [] if by_night(mission, tool) else [t for t in demand.threats if t.revisits]
        self._waypoints = choose_waypoints(
            self._ground,
            prize=self._prize,
            visit_m=keys.patrols.visit_m,
            at_most=keys.patrols.waypoints,
            people=landscape.travel_people,
            must=tuple(sorted({cell for threat in revisited for cell in heaviest_cells(threat)})),
        )
        self._landscape, self._executor, self._cancel, self._notes = landscape, executor, cancel, notes

    def passable(self, cell: int) -> bool:
        """Return whether troops can stand in a travel cell."""
        return bool(np.isfinite(self._ground.friction.ravel()[cell]))

    def of(self, numbers: Sequence[int], sites: Sequence[Site], cells: NDArray[np.int64]) -> list[Route]:
        """Return the routes of some sites."""
        return self._routes(self._ground, numbers, sites, cells, {})

    def within(
        self,
        number: int,
        unit: Unit,
        sites: Sequence[Site],
        cells: NDArray[np.int64],
        asked: Mapping[int, int],
    ) -> list[Route]:
        """Return the routes of one site, within its unit's greatest distance, with the visits asked of it."""
        cell = int(cells[number])
        ground = ground_within(self._ground, self._landscape, cell, unit)
        if np.isinf(ground.friction.ravel()[cell]):
            self._notes.append(_shut_in(sites[number], self._landscape))
            return []
        return self._routes(ground, [number], sites, cells, asked)

    def _routes(
        self,
        ground: PatrolGround,
        numbers: Sequence[int],
        sites: Sequence[Site],
        cells: NDArray[np.int64],
        asked: Mapping[int, int],
    ) -> list[Route]:
        if not numbers:
            return []
        open_to = np.isfinite(ground.friction.ravel()[self._waypoints])
        routes = route_pool(
            ground,
            rules=self._rules,
            site_ids=[sites[number].id for number in numbers],
            site_cells=cells[list(numbers)],
            waypoints=self._waypoints[open_to],
            prize=self._prize,
            must_revisit=asked,
            executor=self._executor,
            cancel=self._cancel,
            note=self._notes.append,
        )
        return [_moved(route, numbers[route.site]) for route in routes]


def _shut_in(site: Site, landscape: Landscape) -> Finding:
    """Return that the troops of a base do not enter the sector that it stands in."""
    return Finding(
        "warning",
        f"{site.name} lies in a sector that its troops do not enter: it keeps no patrols going, and reaches "
        "nothing there",
        "correct the sector, have the caveat lifted, or give the base to others",
        next((report.file for report in landscape.reports if report.key == "layers.contingents"), ""),
        None,
        "no_go",
        site.id,
    )


def _moved(route: Route, site: int) -> Route:
    return Route(route.id, site, route.number, route.minutes, route.stops, route.path, route.cells)


def asked_visits(
    demand: Demand,
    sites: Sequence[Site],
    site_xy: tuple[NDArray[np.float64], NDArray[np.float64]],
    going: Sequence[int],
    forbidden: Collection[int] = (),
) -> dict[int, dict[int, int]]:
    """Return the visits that are asked of single sites: {site: {demand position: visits}}.

    A threat that wants visits asks them of the nearest base in place and of the nearest candidate, straight
    line from its middle; asked of every site around they would be driven many times over. Where a lock
    closes that base, the nearest that stays is asked too; a candidate that locks forbid is asked for none.
    """
    staying = [number for number in going if number not in forbidden]
    found: dict[int, dict[int, int]] = {}
    for threat in demand.threats:
        if not threat.revisits:
            continue
        cells = heaviest_cells(threat)
        middle_x, middle_y = float(demand.x[cells].mean()), float(demand.y[cells].mean())
        away = np.hypot(site_xy[0] - middle_x, site_xy[1] - middle_y)
        for kind, some in (("base", going), ("base", staying), ("candidate", staying)):
            near = [number for number in some if sites[number].kind == kind]
            if near:
                asked = found.setdefault(min(near, key=lambda number: (away[number], number)), {})
                for cell in cells:
                    asked[cell] = max(asked.get(cell, 0), threat.revisits)
    return found


def _forbidden(mission: Mission, sites: Sequence[Site]) -> set[int]:
    """Return the sites that locks close or forbid, by id or name."""
    names = {lock.name.casefold() for lock in mission.keys.site if lock.status == "forbidden"}
    return {n for n, site in enumerate(sites) if names & {site.id.casefold(), site.name.casefold()}}


def heaviest_cells(threat: ThreatArea) -> list[int]:
    """Return the cells of a threat that hold the share of its weight that is wanted, heaviest first."""
    order = np.argsort(-threat.weights, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(threat.weights[order])[:-1]])
    return [int(cell) for cell in threat.cells[order[before < threat.share * threat.weights.sum()]]]
