"""Rules of the domain on missions small enough to know the answer."""

from __future__ import annotations

import numpy as np
import pytest

from geo_poc.outcome import Outcome
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import REBELS, STATE, Event, Tiny, box


def _new(outcome: Outcome, tool: str) -> set[str]:
    return {p.site for p in outcome.plan.placements if p.tool == tool and not p.in_place}


def _standing(outcome: Outcome) -> set[str]:
    return {p.site for p in outcome.plan.placements if p.tool == "cob" and p.in_place}


@pytest.mark.parametrize(("state_side", "expected"), [("west", {"west"}), ("east", {"east"})])
def test_team_goes_to_the_state_hotspot(plan_tiny: Planner, state_side: str, expected: set[str]) -> None:
    """Of two equal hotspots, both hosting a base, the state one gets the team and no base leaves."""
    west, east = (STATE, REBELS) if state_side == "west" else (REBELS, STATE)
    outcome = plan_tiny(Tiny(events=(Event(0.15, 0.30, west), Event(0.45, 0.30, east))))
    assert _new(outcome, "jpt") == expected
    assert _standing(outcome) == {"west", "east"}


def test_civilian_denial_stops_teams_and_not_troops(plan_tiny: Planner) -> None:
    """A hotspot denied to civilians but open to troops gets no team and is within military reach."""
    denied = ("Denied", box(0.08, 0.22, 0.22, 0.38), "civilian")
    events = (Event(0.15, 0.30, STATE, 24), Event(0.45, 0.30, STATE, 6))
    free = plan_tiny(Tiny(events=events))
    closed = plan_tiny(Tiny(events=events, restrictions=(denied,)))
    assert _new(free, "jpt") == {"west"}
    assert _new(closed, "jpt") == {"east"}
    assert closed.evaluation is not None
    x, y = closed.landscape.grid.project(0.15, 0.30)
    cell = closed.demand.position[closed.landscape.grid.cell_of(x, y)]
    assert closed.evaluation.minutes[cell] <= 15
    assert not closed.evaluation.engaged[cell]
    assert any("joint protection team at West" in line for line in closed.rejected)


def test_forbidding_a_host_removes_its_team(plan_tiny: Planner) -> None:
    """A team has no site where the base that would host it is closed."""
    lock = '[[site]]\nname = "West"\nstatus = "forbidden"\nreason = "ceasefire line"\n'
    events = (Event(0.15, 0.30, STATE, 24), Event(0.45, 0.30, STATE, 6))
    outcome = plan_tiny(Tiny(events=events, extra=lock))
    assert _new(outcome, "jpt") == {"east"}
    assert _standing(outcome) == {"east"}
    assert any("higher of recent and earlier" in finding.message for finding in outcome.findings)


def test_new_base_hosts_a_team(plan_tiny: Planner) -> None:
    """One new base and one team go to the hotspot that nobody reaches, the team hosted by the base."""
    events = (Event(0.30, 0.50, STATE, 40), Event(0.15, 0.30, REBELS, 2))
    people = ((0.30, 0.50, 40_000.0), (0.15, 0.30, 5_000.0))
    outcome = plan_tiny(Tiny(events=events, people=people, budget={"cob": 1, "jpt": 1}))
    assert _new(outcome, "cob") == {"c-north"}
    assert _new(outcome, "jpt") == {"c-north"}


def test_team_alone_cannot_stand_without_a_base(plan_tiny: Planner) -> None:
    """Without a base in the budget no team stands at a candidate site."""
    events = (Event(0.30, 0.50, STATE, 40), Event(0.15, 0.30, REBELS, 2))
    outcome = plan_tiny(Tiny(events=events, budget={"cob": 0, "jpt": 5}))
    assert _new(outcome, "jpt") <= {"west", "east"}


def test_unobserved_people_stand_among_the_uncovered(plan_tiny: Planner) -> None:
    """People where nobody reports are listed as uncovered without information, with a prior and not zero."""
    people = ((0.15, 0.30, 20_000.0), (0.45, 0.30, 20_000.0), (0.55, 0.55, 30_000.0))
    rule = "[risk]\nunknown_beyond_m = 12000\nunknown_event_m = 5000\n"
    outcome = plan_tiny(Tiny(people=people, places=(("South", 0.30, 0.10),), extra=rule))
    assert outcome.evaluation is not None
    silent = [area for area in outcome.evaluation.uncovered if area.why == "no_information"]
    assert max(area.people for area in silent) >= 30_000
    assert max(area.risk for area in silent) > 0


def test_evaluation_agrees_with_the_solver(plan_tiny: Planner) -> None:
    """The credit counted from minutes equals the credit counted from rows, and importance sums to no more."""
    outcome = plan_tiny(Tiny(budget={"cob": 1, "jpt": 2}))
    assert outcome.evaluation is not None
    assert outcome.plan.objective is not None
    assert outcome.plan.bound is not None
    assert outcome.evaluation.credit["total"] == pytest.approx(outcome.plan.credit, rel=1e-9)
    assert outcome.plan.bound >= outcome.plan.objective
    low, high = outcome.evaluation.credit_low["total"], outcome.evaluation.credit_high["total"]
    assert low < outcome.evaluation.credit["total"] < high
    assert all(loss >= 0 for _, loss in outcome.evaluation.importance)


def test_surplus_stays_unspent(plan_tiny: Planner) -> None:
    """More teams than hosts that add credit are not placed."""
    outcome = plan_tiny(Tiny(budget={"cob": 0, "jpt": 9}))
    assert len(_new(outcome, "jpt")) <= 2


def test_source_floor_is_told_when_it_falls_short(plan_tiny: Planner) -> None:
    """Where one source lies out of reach of every site its floor is a shortfall, not a silence."""
    events = (Event(0.15, 0.30, REBELS, 60), Event(0.55, 0.55, STATE, 3))
    people = ((0.15, 0.30, 50_000.0), (0.55, 0.55, 5_000.0))
    outcome = plan_tiny(Tiny(events=events, people=people, places=(("South", 0.30, 0.10),)))
    assert any("state" in shortfall.name for shortfall in outcome.plan.shortfalls)
    assert outcome.plan.floor_share is not None
    assert outcome.plan.objective is not None
    assert outcome.plan.objective < outcome.plan.credit


def test_must_threat_missed_is_the_first_shortfall(plan_tiny: Planner) -> None:
    """A must threat nobody can reach in time is the plan's first line."""
    threat = (
        '[[threat]]\nid = "T1"\nname = "Far corner"\nsource = "state"\npriority = "must"\n'
        'time_limit_min = 20\ntools = ["cob"]\ncentre = [0.55, 0.57]\nradius_km = 3\n'
    )
    outcome = plan_tiny(Tiny(extra=threat))
    assert outcome.plan.shortfalls[0].name == "must: Far corner"
    assert outcome.evaluation is not None
    assert outcome.evaluation.numbers.must_met == 0
    assert outcome.evaluation.missed_musts == ("Far corner",)


def test_hard_must_out_of_reach_is_infeasible_with_reasons(plan_tiny: Planner) -> None:
    """A hard must that no site reaches gives a plan with status infeasible, reasons and no placements."""
    threat = (
        '[[threat]]\nid = "T1"\nname = "Far corner"\nsource = "state"\npriority = "must"\nhard = true\n'
        'time_limit_min = 20\ntools = ["cob"]\ncentre = [0.55, 0.57]\nradius_km = 3\n'
    )
    outcome = plan_tiny(Tiny(extra=threat))
    assert outcome.plan.status == "infeasible"
    assert outcome.plan.placements == ()
    assert any("Far corner" in reason for reason in outcome.plan.reasons)
    assert outcome.plan.objective is None
    assert outcome.evaluation is None


def test_locked_candidate_is_opened_and_spends_the_budget(plan_tiny: Planner) -> None:
    """A locked site opens with its reason and counts as one of the new bases."""
    lock = '[[site]]\nname = "South"\nstatus = "locked"\nreason = "agreed with the host"\n'
    outcome = plan_tiny(Tiny(budget={"cob": 1, "jpt": 0}, extra=lock))
    assert _new(outcome, "cob") == {"c-south"}


def test_risk_is_conserved_from_travel_to_demand_cells(plan_tiny: Planner) -> None:
    """The weights of all cells sum to the same whatever the size of the demand cell."""
    fine = plan_tiny(Tiny(extra="[risk]\nbandwidths_m = [5000]\n"))
    total = sum(float(surface.sum()) for surface in fine.risk.risk.values())
    assert sum(float(w.sum()) for w in fine.demand.weights.values()) == pytest.approx(total, rel=1e-9)
    people = float(np.nansum(fine.landscape.travel_people))
    assert float(fine.demand.people.sum()) == pytest.approx(people, rel=1e-9)
