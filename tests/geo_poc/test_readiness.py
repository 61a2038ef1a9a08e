"""Readiness of troops, and what caveats cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_poc.planning import Planned
from geo_poc.readiness import JOINT_NOTE, ROUTES_NOTE, readiness_part
from optimisation.assets import Asset
from optimisation.patrols.route import Route
from tests.geo_poc.told_mission import evaluated, now


def test_each_base_has_its_unit(told_run: Planned) -> None:
    """Preparation, night, caveats and reliability of each base; gaps are the mission's default."""
    west, east = readiness_part(now(told_run.outcome))["units"]
    assert (west["site"], west["contingent"], west["on_record"]) == ("west", "Alpha", True)
    assert (west["preparation_min"], west["night"], west["max_distance_km"]) == (10.0, False, None)
    assert west["caveats"] == [{"caveat": "no_night", "declared": True, "planned_with": True, "sectors": []}]
    assert (west["reliability"], west["reliability_on_record"]) == (
        {"low": 0.1, "mid": 0.2, "high": 0.3},
        True,
    )
    assert [(c["caveat"], c["declared"], c["planned_with"]) for c in east["caveats"]] == [
        ("maximum_distance", False, False),
        ("no_joint", True, True),
    ]
    assert (east["reliability"]["high"], east["reliability_on_record"]) == (0.4, False)


def test_lifting_a_caveat_is_evaluating_without_it(told_run: Planned) -> None:
    """The gain is the difference of two evaluations; nobody by day, West's people by night."""
    case = now(told_run.outcome)
    night, joint = readiness_part(case)["lifting"]
    units = {site: replace(unit, night=True) for site, unit in case.reaches.units.items()}
    freed = evaluated(case, reaches=replace(case.reaches, units=units))
    assert (night["contingent"], night["caveat"], night["note"]) == ("Alpha", "no_night", ROUTES_NOTE)
    gain = freed.evaluation.credit["total"] - case.evaluation.credit["total"]
    assert night["credit"] == pytest.approx(gain)
    assert gain > 0
    more = freed.evaluation.minutes_night <= 60
    before = case.evaluation.minutes_night <= 60
    assert night["people_night"] == pytest.approx(float(case.demand.people[more & ~before].sum()))
    assert night["people"] == 0.0
    assert (joint["caveat"], joint["credit"], joint["note"]) == ("no_joint", 0.0, JOINT_NOTE)


def test_a_suspected_no_joint_takes_the_escorts_with_it(told_run: Planned) -> None:
    """Where it bites, teams that go with those troops are lost; what else stands is kept."""
    case = now(told_run.outcome)
    table = case.landscape.contingents.copy()
    bravo = table.index[table["name"] == "Bravo"][0]
    table.at[bravo, "suspected"] = ("no_joint",)
    free = {site: replace(unit, joint=True) for site, unit in case.reaches.units.items()}
    reaches = replace(case.reaches, units=free)
    suspecting = replace(case, landscape=replace(case.landscape, contingents=table), reaches=reaches)
    team = Asset("jpt:east+east", "jpt", 1, escort=1)
    with_team = evaluated(suspecting, assets=(*case.assets, team))
    (row,) = readiness_part(with_team)["if_suspected_bite"]
    gain = with_team.evaluation.credit["total"] - case.evaluation.credit["total"]
    assert gain > 0
    assert (row["caveat"], row["credit"]) == ("no_joint", pytest.approx(gain))


def test_no_go_sectors_cost_what_lies_in_them(told_run: Planned) -> None:
    """Lifting a sector gains the reach inside it; a suspected one takes as much away when it bites."""
    case = now(told_run.outcome)
    table = case.landscape.contingents.copy()
    bravo = table.index[table["name"] == "Bravo"][0]
    table.at[bravo, "no_go"] = ("Hills",)
    east = case.demand.x > case.reaches.site_xy[1, 0]
    units = {
        s: replace(u, no_go=("Hills",)) if u.name == "Bravo" else u for s, u in case.reaches.units.items()
    }
    landscape = replace(case.landscape, contingents=table)
    free = replace(case, landscape=landscape, reaches=replace(case.reaches, sectors={"Hills": east}))
    bound = evaluated(free, reaches=replace(free.reaches, units=units))
    lifted = next(r for r in readiness_part(bound)["lifting"] if r["caveat"] == "no_go")
    loss = case.evaluation.credit["total"] - bound.evaluation.credit["total"]
    assert loss > 0
    assert (lifted["credit"], lifted["people"] > 0) == (pytest.approx(loss), True)
    table = table.copy()
    table.at[bravo, "no_go_suspected"] = ("Hills",)
    suspected = replace(free, landscape=replace(landscape, contingents=table))
    bites = next(r for r in readiness_part(suspected)["if_suspected_bite"] if r["caveat"] == "no_go")
    assert bites["credit"] == pytest.approx(loss)


def test_what_a_suspected_caveat_takes_away(told_run: Planned) -> None:
    """The loss is the difference of two evaluations, whether the caveat is planned with or not."""
    case = now(told_run.outcome)
    (row,) = readiness_part(case)["if_suspected_bite"]
    bound = {
        site: replace(unit, max_distance_m=5000.0) if unit.name == "Bravo" else unit
        for site, unit in case.reaches.units.items()
    }
    bitten = evaluated(case, reaches=replace(case.reaches, units=bound))
    loss = case.evaluation.credit["total"] - bitten.evaluation.credit["total"]
    assert (row["contingent"], row["caveat"], row["declared"]) == ("Bravo", "maximum_distance", False)
    assert row["credit"] == pytest.approx(loss)
    assert row["people"] > 0
    part = readiness_part(bitten)
    assert part["if_suspected_bite"][0]["credit"] == pytest.approx(loss)
    lifted = next(r for r in part["lifting"] if r["caveat"] == "maximum_distance")
    assert lifted["credit"] == pytest.approx(loss)


def test_patrols_beyond_a_suspected_distance_are_lost_with_it(told_run: Planned) -> None:
    """A patrol that goes 10 km from East counts until the caveat bites; one that stays near is kept."""
    case = now(told_run.outcome)

    def patrol(number: int, km: float) -> Asset:
        x, y = case.reaches.site_xy[1]
        travel = case.landscape.travel
        path = travel.cell_of([x, x + km * 1000], [y, y])
        cells = np.unique(case.demand.position[case.landscape.grid.cell_of([x, x + km * 1000], [y, y])])
        route = Route(f"east/{number}", 1, number, 60.0, path[1:], path, cells)
        return Asset(f"patrol:east/{number}", "patrol", 1, cells=cells, route=route)

    def loss(*patrols: Asset) -> float:
        with_patrols = evaluated(case, assets=(*case.assets, *patrols))
        return float(readiness_part(with_patrols)["if_suspected_bite"][0]["credit"])

    assert loss(patrol(1, 2.0)) == pytest.approx(loss())
    far = patrol(2, 10.0)
    earned = evaluated(case, assets=(*case.assets, far)).evaluation.credit["total"]
    assert loss(far) == pytest.approx(loss() + earned - case.evaluation.credit["total"])


def test_without_contingents_nothing_is_on_record(told_run: Planned) -> None:
    """No table of contingents leaves units without caveats and nothing to lift."""
    case = now(told_run.outcome)
    none = replace(case, landscape=replace(case.landscape, contingents=case.landscape.contingents.iloc[:0]))
    part = readiness_part(none)
    assert [unit["on_record"] for unit in part["units"]] == [False, False]
    assert (part["lifting"], part["if_suspected_bite"]) == ([], [])
