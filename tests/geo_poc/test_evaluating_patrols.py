"""Patrols of a given plan: stops, bases, ways, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import shapely

from geo_poc.assembling import demand_of, reaches_of
from geo_poc.control import Clock, Control
from geo_poc.evaluating_patrols import plan_patrols
from geo_poc.evaluating_plan import PlanRow, Told, read_plan
from geo_poc.evaluating_sites import place_rows
from geo_poc.evaluating_traces import Traced, trace_patrols
from geo_poc.ground import Ground, Sited, travelled
from geo_poc.mission import Mission
from optimisation.assets import Asset, Unit
from optimisation.patrols.route import Route
from optimisation.reaches import Reaches
from tests.geo_poc.given_plans import Row, at, rows_of, sited_of, warned, world
from tests.layers.sources.written import geojson

Trace = Callable[..., tuple[Sequence[Traced], Told]]
MOAT = shapely.box(0.44, 0.44, 0.58, 0.58) - shapely.box(0.49, 0.49, 0.53, 0.53)
BASES = (Asset("cob:west", "cob", 0), Asset("cob:east", "cob", 1))


class Land(NamedTuple):
    """The tiny world, with a piece of land that nobody can drive to."""

    mission: Mission
    sited: Sited
    ground: Ground
    reaches: Reaches

    def trace(
        self, rows: Sequence[PlanRow], told: Told, bases: Sequence[Asset], unit: Unit | None
    ) -> Sequence[Traced]:
        """Return the patrols of rows; `unit` is whose troops stand in the east."""
        placed = place_rows(self.mission, self.sited, rows, told)
        patrols = plan_patrols(self.mission, rows, placed, told)
        if any(finding.severity == "error" for finding in told.findings):
            return ()
        units = self.reaches.units if unit is None else {**self.reaches.units, 1: unit}
        reaches = replace(self.reaches, units=units)
        return trace_patrols(self.mission, self.ground, reaches, patrols, bases, told)


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Land:
    """Return the world with the patrols of its bases laid out, computed once."""
    mission = world(tmp_path_factory.mktemp("land") / "m", closed=MOAT)
    sited = sited_of(mission)
    ground = travelled(mission, sited, Control(), Clock(None), patrolled={0, 1})
    return Land(mission, sited, ground, reaches_of(mission, ground, demand_of(mission, ground, ())))


@pytest.fixture
def trace(land: Land, tmp_path: Path) -> Trace:
    """Return a function that traces the patrols of rows."""

    def traced(
        *rows: Row, bases: Sequence[Asset] = BASES, unit: Unit | None = None
    ) -> tuple[Sequence[Traced], Told]:
        read, told = rows_of(tmp_path, land.mission, *rows)
        return land.trace(read, told, bases, unit), told

    return traced


def _stops(land: Land, route: Route) -> list[dict[str, str]]:
    travel = land.ground.landscape.travel
    lon, lat = travel.unproject(*travel.centre(route.stops))
    return [at(x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def _route(traced: Traced) -> Route:
    assert traced.asset.route is not None
    return traced.asset.route


def test_stops_typed_again_give_the_planners_routes(land: Land, trace: Trace) -> None:
    """Every route of every base comes back from its stops in MGRS: id, way, minutes and cells visited."""
    routes = [asset.route for asset in land.ground.routes if asset.route is not None]
    assert len(routes) >= 10
    tools = [asset.tool for asset in land.ground.routes]
    rows = [
        {"tool": tool, "site": route.id.split("/")[0], "route": f"{tool}:{route.id}", "order": order, **stop}
        for tool, route in zip(tools, routes, strict=True)
        for order, stop in enumerate(_stops(land, route), start=1)
    ]
    traced, told = trace(*rows)
    assert [f.text() for f in told.findings] == []
    assert [t.asset.id for t in traced] == [asset.id for asset in land.ground.routes]
    for mine, theirs in zip(traced, routes, strict=True):
        route = _route(mine)
        assert (route.site, route.number, route.minutes) == (theirs.site, theirs.number, theirs.minutes)
        for name in ("stops", "path", "cells"):
            assert np.array_equal(getattr(route, name), getattr(theirs, name)), name


def test_a_patrol_without_a_base_starts_at_the_nearest(trace: Trace) -> None:
    """It is told; without any base in the plan the patrol is left out."""
    row = {"tool": "patrol", "route": "R", **at(0.40, 0.305)}
    traced, told = trace(row)
    assert [t.asset.id for t in traced] == ["patrol:east/1"]
    assert warned(told.findings, "taken to start at East").row == 2
    traced, told = trace(row, bases=())
    assert traced == ()
    warned(told.findings, "the plan has none: it is left out")


def test_first_and_last_rows_at_the_base_are_no_halts(land: Land, trace: Trace) -> None:
    """Rows that name a site halt there, but where a patrol starts and ends."""
    base, stop = {"site": "west"}, at(0.20, 0.305)
    rows = [{"tool": "patrol", "route": "R", **place} for place in (base, stop, {"site": "c-north"}, base)]
    (traced,), _ = trace(*rows)
    assert len(_route(traced).stops) == 2
    assert _route(traced).stops.tolist()[1:] == [land.sited.cells[2]]
    assert traced.asset.site == 0


def test_a_drawn_line_halts_at_its_vertices(land: Land, trace: Trace, tmp_path: Path) -> None:
    """From the base and back, it is the patrol with its inner vertices as stops."""
    travel = land.ground.landscape.travel
    start = tuple(float(v) for v in travel.unproject(*travel.centre(land.sited.cells[0])))
    line = shapely.LineString([start, (0.20, 0.305), (0.2005, 0.3051), (0.22, 0.335), start])
    drawn = geojson(tmp_path / "drawn.geojson", [(line, {"name": "round"})])
    told = Told("drawn.geojson")
    (found,) = land.trace(read_plan(land.mission, drawn)[0], told, BASES, None)
    assert told.findings == ()
    (listed,), _ = trace(
        *({"tool": "patrol", "route": "R", "site": "west", **at(*p)} for p in ((0.20, 0.305), (0.22, 0.335)))
    )
    assert np.array_equal(_route(found).path, _route(listed).path)
    assert _route(found).minutes == _route(listed).minutes


def test_a_patrol_driven_twice_is_two(trace: Trace) -> None:
    """Each drive has its number; numbers in names are kept."""
    traced, told = trace(
        {"tool": "patrol", "route": "A", "site": "west", "count": 2, **at(0.20, 0.305)},
        {"tool": "patrol", "route": "patrol:west/2", "site": "west", **at(0.10, 0.305)},
        {"tool": "night_patrol", "route": "B", "site": "east", **at(0.40, 0.305)},
    )
    assert told.findings == ()
    assert [t.asset.id for t in traced] == [
        "patrol:west/1", "patrol:west/3", "patrol:west/2", "night_patrol:east/1",
    ]  # fmt: skip
    assert [_route(t).number for t in traced] == [1, 3, 2, 1]


def test_contradictions_are_errors(trace: Trace) -> None:
    """Two bases for one route, and a route that halts nowhere."""
    _, told = trace(
        {"tool": "patrol", "route": "A", "site": "west", **at(0.20, 0.305)},
        {"tool": "patrol", "route": "A", "site": "east", **at(0.25, 0.305)},
        {"tool": "patrol", "route": "B", "site": "east"},
    )
    assert warned(told.findings, "more than one base", "error").row == 2
    assert warned(told.findings, "no stop beside its base", "error").row == 4


def test_patrols_that_break_rules_are_told(trace: Trace) -> None:
    """One that takes too long still counts, one that cannot be driven is left out."""
    far = [
        {"tool": "patrol", "route": "Long", "site": "west", **at(x, y)}
        for x, y in ((0.05, 0.55), (0.55, 0.05))
    ]
    traced, told = trace(*far, {"tool": "patrol", "route": "Moat", "site": "west", **at(0.51, 0.51)})
    assert [(t.asset.id, t.allowed) for t in traced] == [("patrol:west/1", True)]
    assert "minutes, more than 480" in warned(told.findings, "breaks a rule: it takes").message
    left = warned(told.findings, "cannot be driven and is left out")
    assert (left.row, left.column, left.value) == (4, "route", "Moat")


def test_caveats_on_distance_hold(trace: Trace) -> None:
    """Beyond what its troops may go a patrol earns nothing; within it goes another way at most."""
    rows = [
        {"tool": "patrol", "route": name, "site": "east", **at(x, 0.305)}
        for name, x in (("Near", 0.40), ("Far", 0.20))
    ]
    traced, told = trace(*rows, unit=Unit(max_distance_m=12_000.0))
    assert [t.allowed for t in traced] == [True, False]
    assert warned(told.findings, "further than the caveat").value == "Far"
