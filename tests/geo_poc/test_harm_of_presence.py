"""Harm to who gives the alert and who acts locally."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_poc.harm_of_presence import informants, substitution
from geo_poc.planning import Planned
from tests.geo_poc.told_mission import now, then, with_assets


def _at(case: object, lon: float, lat: float) -> int:
    demand = case.demand  # type: ignore[attr-defined]
    return int(np.argmin(np.hypot(demand.lon - lon, demand.lat - lat)))


def test_who_gives_the_alert_where_a_group_rules(told_run: Planned) -> None:
    """Assistants at West stand where the armed group dominates; the figure is its share of that risk."""
    case = now(told_run.outcome)
    (flag,) = informants(case)
    where = _at(case, 0.15, 0.30)
    share = case.demand.weights["armed_group"][where] / case.demand.total()[where]
    assert flag.id == "informants:west:cla"
    assert flag.figure == pytest.approx(float(share))
    assert flag.unit == "share of risk from armed_group"
    strict = case.mission.with_settings(harm__dominates=float(share) + 0.001)
    assert list(informants(replace(case, mission=strict))) == []


def test_networks_are_flagged_as_assistants_are(told_run: Planned) -> None:
    """An alert network at East, where the state dominates, is flagged against the state."""
    found = list(informants(with_assets(now(told_run.outcome), "can:east")))
    assert [flag.id for flag in found] == ["informants:west:cla", "informants:east:can"]
    assert "state violence" in found[1].reason


def test_other_sources_are_not_flagged(told_run: Planned) -> None:
    """Where communal violence dominates nobody is exposed to the state or an armed group by it."""
    case = now(told_run.outcome)
    weights = {
        "communal": case.demand.weights["armed_group"] * 100,
        "armed_group": case.demand.weights["armed_group"],
    }
    assert list(informants(replace(case, demand=replace(case.demand, weights=weights)))) == []


def test_a_new_team_beside_a_community_actor(told_run: Planned) -> None:
    """The new team at West reaches the elders; today there is no team, and one at North is too far."""
    case = then(told_run.outcome)
    (flag,) = substitution(case)
    assert flag.id == "substitution:west:jpt"
    where = _at(case, 0.16, 0.30)
    table = case.reaches.tables["jpt"]
    west = slice(table.indptr[0], table.indptr[1])
    cells = table.cells[west].tolist()
    assert flag.figure == table.tenths[west][cells.index(int(case.demand.cells[where]))] / 10
    assert list(substitution(now(told_run.outcome))) == []
    north = with_assets(case, "jpt:c-north", dropped=("jpt:west",))
    assert list(substitution(north)) == []


def test_without_community_actors_nothing_is_replaced(told_run: Planned) -> None:
    """Other kinds of actors are not local capacity, and no layer is no actor."""
    case = then(told_run.outcome)
    table = case.landscape.other_actors
    for left in (table[table["kind"] != "community"], table.iloc[:0]):
        assert list(substitution(replace(case, landscape=replace(case.landscape, other_actors=left)))) == []
