"""Who could act on each threat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pyproj import Geod

from geo_poc import who_could_act as words
from geo_poc.case import Case
from geo_poc.explain_words import acting_lines
from geo_poc.harm import harm_flags
from geo_poc.planning import Planned
from geo_poc.who_could_act import who_could_act
from optimisation.assets import Asset
from optimisation.patrols.route import Route
from tests.geo_poc.conftest import Planner
from tests.geo_poc.told_mission import EXTRA, TOLD, now, then, with_assets

ORDER = [
    "un_military",
    "un_police",
    "un_civilian",
    "mediation",
    "host_state",
    "regional",
    "community",
    "humanitarian",
    "parallel_force",
    "no_one",
]


def _tables(case: Case) -> list[dict[str, Any]]:
    return who_could_act(case, harm_flags(case))


def _rows(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["kind"]: row for row in table["rows"]}


def test_every_threat_has_every_kind(told_run: Planned) -> None:
    """A row for each kind, always in one order, with the same keys."""
    tables = _tables(then(told_run.outcome))
    assert [table["threat"] for table in tables] == ["T1", "T2"]
    for table in tables:
        assert [row["kind"] for row in table["rows"]] == ORDER
        assert len({tuple(row) for row in table["rows"]}) == 1


def test_a_threat_source_is_never_its_own_protector(told_run: Planned) -> None:
    """The host state is not able against state violence though it is cleared and there; allies: find out."""
    state = _rows(_tables(then(told_run.outcome))[0])
    assert state["host_state"]["able"] is False
    assert state["host_state"]["why"] == words.OWN_PROTECTOR
    assert [actor["name"] for actor in state["host_state"]["actors"]] == ["Home Guard"]
    assert state["regional"]["able"] is None
    assert state["regional"]["why"] == words.MAY_BE_SOURCE


def test_humanitarians_are_shown_and_never_tasked(told_run: Planned) -> None:
    """They are listed where they are, and not able to be tasked."""
    row = _rows(_tables(then(told_run.outcome))[1])["humanitarian"]
    assert [actor["name"] for actor in row["actors"]] == ["Relief"]
    assert (row["able"], row["why"], row["harm"]) == (False, words.NEVER_TASKED, [])
    assert row["actors"][0]["hrddp"] is None
    assert row["actors"][0]["support_possible"] is None


def test_assessments_are_told_with_their_expiry(told_run: Planned) -> None:
    """Who is governed by the policy has a state, an expiry and whether support is possible."""
    state, armed = _tables(then(told_run.outcome))
    (guard,) = _rows(state)["host_state"]["actors"]
    assert (guard["hrddp"], guard["hrddp_expiry"], guard["support_possible"]) == (
        "cleared",
        "2026-01-01",
        True,
    )
    (force,) = _rows(state)["regional"]["actors"]
    assert (force["hrddp"], force["support_possible"]) == ("barred", False)
    assert _rows(armed)["parallel_force"]["why"] == words.UNSUPPORTED


def test_capacity_in_time_and_what_depends_on_it(told_run: Planned) -> None:
    """Troops reach a share of the weight in 60 minutes; the people of these cells have nobody else."""
    case = then(told_run.outcome)
    threat, table = case.demand.threats[1], _tables(case)[1]
    within = np.zeros(case.demand.cells.size, dtype=bool)
    travel, hosts = case.reaches.tables["cob"], {0: 10.0, 1: 0.0, 2: 0.0}
    for site, wait in hosts.items():
        row = slice(travel.indptr[site], travel.indptr[site + 1])
        near = travel.tenths[row] / 10 + wait <= 60
        within[case.demand.position[travel.cells[row]][near]] = True
    inside = within[threat.cells]
    troops = _rows(table)["un_military"]
    assert troops["share_in_time"] == pytest.approx(threat.weights[inside].sum() / threat.weights.sum())
    people = case.demand.people[threat.cells]
    assert troops["inaction_people"] == pytest.approx(people[inside].sum())
    assert table["people_out_of_reach"] == pytest.approx(people[~inside].sum())
    assert _rows(table)["no_one"]["inaction_people"] == table["people_out_of_reach"]
    assert troops["advantage"] == 0.8
    assert _rows(_tables(case)[0])["un_military"]["advantage"] == 0.2
    assert _rows(table)["un_police"]["why"] == words.NO_TOOL


def _only_a_patrol(case: Case, *tools: str) -> dict[str, Any]:
    """Return the table of West where two of its cells are visited and no base stands."""
    threat = replace(case.demand.threats[1], tools=tools)
    cells = threat.cells[np.argsort(-threat.weights)[:2]]
    none = np.empty(0, dtype=np.int64)
    route = Route("west/1", 0, 1, 60.0, none, none, cells)
    patrol = Asset("patrol:west/1", "patrol", 0, cells=cells, route=route)
    demand = replace(case.demand, threats=(threat,))
    (table,) = _tables(replace(case, demand=demand, assets=(patrol,)))
    return table


def test_a_patrol_visits_and_is_not_there_in_time(told_run: Planned) -> None:
    """Who is only visited stays out of reach; the visits are told apart, whom they accept by the patrol."""
    case = then(told_run.outcome)
    threat, table = case.demand.threats[1], _only_a_patrol(case, "cob")
    assert table["people_out_of_reach"] == table["people"] > 0
    troops = _rows(table)["un_military"]
    assert (troops["able"], troops["why"]) == (True, words.NOT_IN_TIME)
    assert (troops["assets"], troops["tools"], troops["acceptable"]) == (0, [], False)
    assert (troops["share_in_time"], troops["share_accepted"], troops["inaction_people"]) == (0, 0, 0)
    seen = np.argsort(-threat.weights)[:2]
    visits = troops["visits"]
    assert (visits["patrols"], visits["tools"]) == (1, ["patrol"])
    assert visits["share"] == pytest.approx(threat.weights[seen].sum() / threat.weights.sum())
    assert visits["people"] == pytest.approx(case.demand.people[threat.cells[seen]].sum())
    assert _rows(_only_a_patrol(case, "patrol"))["un_military"]["acceptable"] is True
    (_, could, *_) = acting_lines([table])
    assert "1 patrol visits " in could
    assert "in time" in could.split("; ")[0]
    assert "of its risk in time" not in could


def test_only_what_is_there_is_accepted(told_run: Planned) -> None:
    """A tool that the register accepts and the plan has nowhere near makes no row acceptable."""
    case = then(told_run.outcome)
    east, west = case.demand.threats
    wanted = replace(west, tools=("cob", "tob"))
    demand = replace(case.demand, threats=(east, wanted))
    bare = replace(case, demand=demand, assets=())
    assert _rows(_tables(bare)[1])["un_military"]["acceptable"] is False
    troops = _rows(_tables(replace(case, demand=demand))[1])["un_military"]
    assert troops["acceptable"] is True
    assert troops["share_accepted"] == troops["share_in_time"] > 0
    barred = replace(case, demand=replace(demand, threats=(east, replace(west, tools=("tob",)))))
    troops = _rows(_tables(barred)[1])["un_military"]
    assert (troops["acceptable"], troops["share_accepted"]) == (False, 0)
    assert troops["share_in_time"] > 0


def test_teams_engage_and_do_not_reach(told_run: Planned) -> None:
    """A team counts within its own reach; who it alone comes to still is out of reach."""
    table = _tables(then(told_run.outcome))[1]
    team = _rows(table)["un_civilian"]
    assert (team["able"], team["tools"], team["assets"]) == (True, ["cla", "jpt"], 2)
    assert 0 < team["inaction_people"] <= table["people_out_of_reach"]
    assert team["acceptable"] is False
    denied = _rows(_tables(then(told_run.outcome))[0])["un_civilian"]
    assert (denied["able"], denied["why"]) == (False, words.CLOSED)
    assert denied["access"]["by_its_source"]


def test_engagements_need_somebody_to_talk_to(told_run: Planned) -> None:
    """Pressure on the governor is in the plan with its delay; at West the register names nobody."""
    state, armed = (_rows(table)["mediation"] for table in _tables(then(told_run.outcome)))
    assert (state["able"], state["tools"], state["delay_weeks"], state["advantage"]) == (
        True,
        ["pressure"],
        2,
        0.5,
    )
    assert (armed["able"], armed["why"]) == (False, words.NO_INTERLOCUTOR)
    today = _rows(_tables(now(told_run.outcome))[0])["mediation"]
    assert (today["able"], today["why"]) == (False, words.NOT_ENGAGED)


def test_consequences_of_acting_are_the_flags_near(told_run: Planned) -> None:
    """Each kind names the flags that it may bring; far flags and those of others are not among them."""
    case = then(told_run.outcome)
    rows = _rows(_tables(case)[1])
    assert rows["un_civilian"]["harm"] == ["informants:west:cla", "substitution:west:jpt"]
    assert rows["parallel_force"]["harm"] == ["attacks_drawn:west:parallel-force"]
    assert "keep_away:west:humanitarian" in rows["un_military"]["harm"]
    assert not any(name.startswith("keep_away:east") for name in rows["un_military"]["harm"])
    near = replace(case, mission=case.mission.with_settings(evaluation__actors_near_m=1000))
    assert "displacement:c-north" not in _rows(_tables(near)[1])["un_military"]["harm"]


def test_actors_near_and_far(told_run: Planned) -> None:
    """An actor outside the area is near with its distance, and beyond the limit not listed."""
    case = then(told_run.outcome)
    wide = replace(case, mission=case.mission.with_settings(evaluation__actors_near_m=30_000))
    (elders,) = _rows(_tables(wide)[0])["community"]["actors"]
    assert elders["where"] == "near"
    threat = case.demand.threats[0]
    cells = zip(case.demand.lon[threat.cells], case.demand.lat[threat.cells], strict=True)
    least = min(Geod(ellps="WGS84").inv(0.16, 0.30, lon, lat)[2] for lon, lat in cells)
    assert elders["distance_km"] == pytest.approx(least / 1000, rel=1e-3)
    assert _rows(_tables(case)[0])["community"]["why"] == words.NOT_THERE


def test_partners_have_their_own_effect(plan_tiny: Planner) -> None:
    """A host unit has a part of a base's effect against an armed group and none against the state."""
    credit = '[[partner]]\nactor = "Home Guard"\ncredit = 0.5\nreason = "agreed"\n'
    home = '[[threat]]\nid = "T3"\nname = "East, others"\nsource = "armed_group"\npriority = "could"\n'
    extra = f"{EXTRA}{home}centre = [0.45, 0.30]\nradius_km = 8\n{credit}"
    case = then(plan_tiny(replace(TOLD, extra=extra)))
    tables = {table["threat"]: _rows(table)["host_state"] for table in _tables(case)}
    assert tables["T3"]["advantage"] == pytest.approx(0.5 * 0.8)
    assert (tables["T3"]["able"], tables["T3"]["actors"][0]["credited"]) == (True, True)
    assert (tables["T1"]["able"], tables["T1"]["advantage"]) == (False, 0.0)


def test_no_one_left(told_run: Planned) -> None:
    """Without any base everybody of the area is out of reach, and no component is able."""
    empty = with_assets(now(told_run.outcome), dropped=("cob:west", "cob:east", "cla:west"))
    table = _tables(empty)[1]
    assert table["people_out_of_reach"] == table["people"]
    assert _rows(table)["un_military"]["why"] == words.NOT_IN_TIME
