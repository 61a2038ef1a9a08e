"""What the mission's own components have in reach of a threat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_poc.own_means import kind_of, means_for, reached
from geo_poc.planning import Planned
from optimisation.assets import Asset
from optimisation.patrols.route import Route
from tests.geo_poc.told_mission import now, then


def test_kinds_of_tools(told_run: Planned) -> None:
    """Who travels decides, engagements are their own, partners are nobody's of the mission."""
    tools = now(told_run.outcome).reaches.tools
    kinds = {name: kind_of(tools[name]) for name in ("cob", "patrol", "jpt", "can", "mediation")}
    assert list(kinds.values()) == ["un_military", "un_military", "un_civilian", "un_civilian", "mediation"]
    assert kind_of(replace(tools["cob"], persona="police")) == "un_police"
    assert kind_of(replace(tools["cob"], stands="partner")) == ""


def test_troops_count_in_the_time_limit_of_the_threat(told_run: Planned) -> None:
    """Within 5 minutes West's troops, who need 10 to leave, are nowhere; East's are in their own cells."""
    case = then(told_run.outcome)
    east, west = (replace(threat, limit_min=5.0) for threat in case.demand.threats)
    assert means_for(case, west, "un_military").assets == ()
    assert [asset.id for asset in means_for(case, east, "un_military").assets] == ["cob:east"]
    # A team is not held to the limit: it engages within its own reach.
    assert [asset.id for asset in means_for(case, west, "un_civilian").assets] == ["cla:west", "jpt:west"]


def test_patrols_count_where_they_visit(told_run: Planned) -> None:
    """A patrol visits its cells and no others, under a night caveat none; it is never there in time."""
    case = then(told_run.outcome)
    threat = case.demand.threats[1]
    cells, none = threat.cells[:2], np.empty(0, dtype=np.int64)
    route = Route("west/1", 0, 1, 60.0, none, none, cells)
    day, night = (Asset(f"{t}:west/1", t, 0, cells=cells, route=route) for t in ("patrol", "night_patrol"))
    assert np.array_equal(reached(case, threat, day), cells)
    assert reached(case, threat, night).size == 0
    found = means_for(replace(case, assets=(day,)), threat, "un_military")
    assert (found.assets, found.patrols) == ((), (day,))
    assert found.visited.sum() == 2
    assert not found.within.any()
    assert not found.in_time.any()


@pytest.mark.parametrize(("number", "engaged"), [(0, True), (1, False)])
def test_an_engagement_is_on_its_own_threat(told_run: Planned, number: int, engaged: bool) -> None:
    """Pressure about one threat is none about another."""
    case = then(told_run.outcome)
    threat = case.demand.threats[number]
    assert means_for(case, threat, "mediation").within.all() == engaged


def test_what_reaches_no_risk_of_an_area_does_not_act_on_it(told_run: Planned) -> None:
    """An asset that comes to cells of the area without any of its risk is not counted."""
    case = then(told_run.outcome)
    west = case.demand.threats[1]
    near = means_for(case, west, "un_civilian")
    assert near.assets
    elsewhere = replace(west, weights=np.where(near.within, 0.0, 1.0))
    assert means_for(case, elsewhere, "un_civilian").assets == ()
