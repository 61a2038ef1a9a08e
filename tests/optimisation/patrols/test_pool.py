"""The pool of routes: every route right, later ones elsewhere, wanted visits first."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest

from layers.errors import Finding, InputError
from optimisation.patrols.check import route_faults
from optimisation.patrols.pool import route_pool
from optimisation.patrols.route import Ground, PatrolRules, Route
from optimisation.patrols.trace import trace_route
from optimisation.patrols.waypoints import choose_waypoints
from optimisation.patrols.work import PatrolCancelledError
from optimisation.pool import process_pool
from tests.optimisation.patrols.grounds import flat, ground, open_cells, prizes, rules

WORLD = ground(3, (60, 80))
PRIZE = prizes(WORLD, 3)
SITES = open_cells(WORLD, 20, 9)
IDS = tuple(f"s{k}" for k in range(20))
RULES = rules(duration_min=150.0, visit_m=3000.0)


def pool(**changes: Any) -> tuple[Route, ...]:
    """Return the pool of the random world."""
    way = choose_waypoints(WORLD, prize=PRIZE, visit_m=3000.0, at_most=80)
    given: dict[str, Any] = {
        "rules": RULES,
        "site_ids": IDS,
        "site_cells": SITES,
        "waypoints": way,
        "prize": PRIZE,
        "iterations": 40,
    }
    return route_pool(WORLD, **(given | changes))


def line(place: Ground, used: PatrolRules, prize: dict[int, float], **changes: Any) -> tuple[Route, ...]:
    """Return the pool of one site at cell 0, with a waypoint at each cell that has a prize or is wanted."""
    values = np.zeros(place.friction.size)
    values[list(prize)] = list(prize.values())
    cells = np.array(sorted({*prize, *changes.get("must_revisit", {})}))
    return route_pool(
        place, rules=used, site_ids=["a"], site_cells=np.array([0]), waypoints=cells, prize=values, **changes
    )


def bytes_of(routes: tuple[Route, ...]) -> list[tuple[Any, ...]]:
    """Return all that routes hold, comparable."""
    return [
        (r.id, r.site, r.number, r.minutes, r.stops.tobytes(), r.path.tobytes(), r.cells.tobytes())
        for r in routes
    ]


def test_every_route_is_right() -> None:
    """The checker, which shares no code with the generator, finds no fault in any route."""
    routes = pool()
    assert len(routes) > 30
    for route in routes:
        assert route_faults(WORLD, RULES, int(SITES[route.site]), route) == (), route.id
        assert route.id == f"{IDS[route.site]}/{route.number}"


def test_a_person_who_names_the_stops_gets_the_same_route() -> None:
    """Traced from its stops alone, each route has the same minutes, path and cells."""
    for route in pool()[:12]:
        site = route.site
        traced = trace_route(
            WORLD,
            RULES,
            site_cell=int(SITES[site]),
            stops=route.stops.tolist(),
            site_id=IDS[site],
            site=site,
            number=route.number,
        )
        assert bytes_of((traced,)) == bytes_of((route,))


def test_values_fall_within_a_site() -> None:
    """Each route earns, after those before it, no more than they earned."""
    values = np.array([*RULES.repeat_values, 0.0])
    by_site: dict[int, list[Route]] = {}
    for route in pool():
        by_site.setdefault(route.site, []).append(route)
    for routes in by_site.values():
        counts, earned = np.zeros(PRIZE.size, dtype=int), []
        for route in routes:
            earned.append(float((PRIZE * values[np.minimum(counts, 3)])[route.cells].sum()))
            counts[route.cells] += 1
        assert all(a >= b - 1e-9 for a, b in pairwise(earned))
        assert earned[-1] > 0


def test_bytes_do_not_depend_on_where_it_is_computed() -> None:
    """Again, and in two worker processes, the pool is byte-equal."""
    alone = bytes_of(pool())
    assert bytes_of(pool()) == alone
    with process_pool(2) as executor:
        assert bytes_of(pool(executor=executor)) == alone


def test_a_site_alone_has_the_routes_it_has_among_others() -> None:
    """Sites are independent: others, or another order of them, change no path."""
    among = {r.id: r.path.tobytes() for r in pool()}
    for route in pool(site_ids=IDS[4:6], site_cells=SITES[4:6]):
        assert among[route.id] == route.path.tobytes()


def test_sites_on_one_cell_have_equal_routes() -> None:
    """Two sites that share a cell have the same routes under their own ids."""
    routes = pool(site_ids=["x", "y"], site_cells=SITES[[2, 2]])
    half = len(routes) // 2
    assert [r.id for r in routes[:half]] == [f"x/{k + 1}" for k in range(half)]
    assert [r.path.tobytes() for r in routes[:half]] == [r.path.tobytes() for r in routes[half:]]


@pytest.mark.parametrize("seed", range(4))
def test_the_first_route_is_the_best_of_all_orders(seed: int) -> None:
    """With five waypoints no order of any of them visits more prize in the duration."""
    place = ground(seed + 20, (24, 24), blocked=0.05)
    way, prize = open_cells(place, 5, seed), prizes(place, seed)
    site = int(open_cells(place, 1, seed + 7)[0])
    found = route_pool(
        place,
        rules=RULES,
        site_ids=["a"],
        site_cells=np.array([site]),
        waypoints=way,
        prize=prize,
        iterations=300,
    )
    best = 0.0
    for count in range(1, 6):
        for order in permutations(way.tolist(), count):
            made = trace_route(place, RULES, site_cell=site, stops=order, site_id="a")
            if made.minutes <= RULES.duration_min:
                best = max(best, float(prize[made.cells].sum()))
    assert float(prize[found[0].cells].sum()) == pytest.approx(best)


def test_a_second_route_goes_elsewhere_unless_a_repeat_pays() -> None:
    """Of two ends of a road the second route takes the other one, or the first again where that pays."""
    place = flat((1, 61), 0.001)
    used = rules(duration_min=70.0, stop_min=0.0, visit_m=0.0, routes_per_site=2, repeat_values=(1.0, 0.2))
    prize = {10: 5.0, 50: 3.0}
    ends = {"site_ids": ["a"], "site_cells": np.array([30]), "waypoints": np.array([10, 50])}
    values = np.zeros(61)
    values[list(prize)] = list(prize.values())
    first, second = route_pool(place, rules=used, prize=values, **ends)  # type: ignore[arg-type]
    assert (first.stops.tolist(), second.stops.tolist()) == ([10], [50])
    often = rules(duration_min=70.0, stop_min=0.0, visit_m=0.0, routes_per_site=2, repeat_values=(1.0, 1.0))
    first, second = route_pool(place, rules=often, prize=values, **ends)  # type: ignore[arg-type]
    assert first.stops.tolist() == second.stops.tolist() == [10]


def test_routes_end_when_nothing_is_left_to_earn() -> None:
    """With one place and two repeat values there are two routes, not six."""
    used = rules(routes_per_site=6, repeat_values=(0.6, 0.3), visit_m=0.0)
    assert len(line(flat((1, 20)), used, {10: 1.0})) == 2


def test_wanted_visits_come_before_more_prize() -> None:
    """A wanted cell without prize is visited twice before a rich one that does not fit beside it."""
    used = rules(duration_min=70.0, visit_m=0.0, routes_per_site=4)
    place = flat((30, 30))
    routes = line(place, used, {25: 100.0}, must_revisit={25 * 30: 2})
    assert [r.stops.tolist() for r in routes] == [[750], [750], [25], [25]]


def test_wanted_visits_out_of_reach_do_no_harm() -> None:
    """A wanted cell that no route can reach changes nothing."""
    used = rules(duration_min=70.0, visit_m=0.0)
    place = flat((1, 90))
    assert bytes_of(line(place, used, {20: 1.0}, must_revisit={80: 2})) == bytes_of(
        line(place, used, {20: 1.0})
    )


def test_a_cell_under_a_leg_needs_no_stop() -> None:
    """A cell that is driven through anyway is visited without a halt."""
    (route,) = line(flat((1, 40)), rules(visit_m=0.0, repeat_values=(1.0,)), {10: 5.0, 20: 1.0})
    assert route.stops.tolist() == [20]
    assert route.minutes == 50.0


def test_the_duration_includes_its_edge() -> None:
    """A route of exactly the duration is in the pool and one of a ten-thousandth more is not."""
    place = flat((1, 60), 0.0012)
    assert len(line(place, rules(duration_min=130.0, visit_m=0.0, repeat_values=(1.0,)), {50: 1.0})) == 1
    assert line(place, rules(duration_min=129.9999, visit_m=0.0), {50: 1.0}) == ()


def test_nothing_in_reach_gives_no_route() -> None:
    """A site behind blocked cells, without waypoints, or with halts as long as the duration has none."""
    place = flat((1, 20))
    place.friction[0, 5] = np.inf
    assert line(place, rules(), {10: 1.0}) == ()
    assert line(place, rules(), {}) == ()
    assert line(flat((1, 20)), rules(duration_min=10.0), {10: 1.0}) == ()


def test_progress_counts_sites() -> None:
    """Progress rises to the number of sites, shared cells counted."""
    told: list[tuple[int, int]] = []
    pool(site_ids=IDS[:3], site_cells=SITES[[0, 1, 1]], progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (3, 3)]


def test_it_stops_when_asked() -> None:
    """A cancel that says yes ends the work."""
    with pytest.raises(PatrolCancelledError):
        pool(cancel=lambda: True)


class Broken(Executor):
    """An executor whose workers have died."""

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ARG002
        """Fail as a pool with a dead worker does."""
        raise BrokenProcessPool("a worker died")


def test_broken_workers_are_told_and_replaced() -> None:
    """When workers die the rest is computed here, byte-equal, with one warning."""
    notes: list[Finding] = []
    assert bytes_of(pool(executor=Broken(), note=notes.append)) == bytes_of(pool())
    assert [note.severity for note in notes] == ["warning"]


def test_all_faults_are_told_at_once() -> None:
    """Rules, ids and sites that do not fit are refused together."""
    with pytest.raises(InputError) as caught:
        pool(rules=rules(duration_min=0.0, routes_per_site=0, repeat_values=(0.1, 0.5)), site_ids=["a"] * 20)
    assert len(caught.value.findings) == 4
    with pytest.raises(InputError, match="cannot pass"):
        pool(site_ids=["a"], site_cells=np.flatnonzero(np.isinf(WORLD.friction.ravel()))[:1])
    with pytest.raises(InputError, match="visits are wanted"):
        pool(must_revisit={100_000: 1})
