"""Who stands where under which conditions, and what that does to a plan."""

from __future__ import annotations

import numpy as np
import pytest

from geo_poc.outcome import Outcome
from geo_poc.troops import standing, units
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import REBELS, Event, Tiny, box

BASES = """\
name,latitude,longitude,personnel,contingent,cla
West,0.30,0.15,120,Contingent A,3
East,0.30,0.45,120,Contingent B,0
"""
HEAD = "contingent,caveat,value,declared,preparation_min,reliability_low,reliability_mid,reliability_high\n"
LAYER = '[layers.contingents]\npath = "contingents.csv"\n'


def _planned(plan_tiny: Planner, caveats: str, extra: str = "", bases: str = BASES) -> Outcome:
    return plan_tiny(
        Tiny(
            events=(Event(0.15, 0.30, REBELS, 20), Event(0.45, 0.30, REBELS, 20)),
            budget={"cob": 0, "jpt": 0, "patrol": 0, "night_patrol": 0},
            extra=LAYER + extra,
            files={"contingents.csv": HEAD + caveats, "bases.csv": bases},
        )
    )


def _share(outcome: Outcome, by_night: bool = False) -> float:
    assert outcome.evaluation is not None
    reach = outcome.evaluation.reach_night if by_night else outcome.evaluation.reach
    return reach["total"]["60"]


def test_units_carry_what_the_table_says(plan_tiny: Planner) -> None:
    """Preparation, caveats and reliability are those of the contingent; others have the record of all."""
    outcome = _planned(
        plan_tiny, "Contingent A,maximum_distance,40,declared,20,0.5,0.6,0.7\nContingent B,none,,,,,,\n"
    )
    west, east = (units(outcome.mission, outcome.landscape, outcome.sites)[n] for n in (0, 1))
    assert (west.name, west.preparation_min, west.max_distance_m) == ("Contingent A", 20.0, 40_000.0)
    assert west.reliability == (0.5, 0.6, 0.7)
    assert (east.preparation_min, east.night, east.reliability) == (0.0, True, (0.2, 0.2, 0.4))
    new = units(outcome.mission, outcome.landscape, outcome.sites)[2]
    assert (new.name, new.reliability) == ("", (0.2, 0.2, 0.4))


def test_a_declared_night_caveat_takes_the_night_only(plan_tiny: Planner) -> None:
    """Reach by night is lost at that base, reach by day stays."""
    free = _planned(plan_tiny, "Contingent A,none,,,,,,\nContingent B,none,,,,,,\n")
    bound = _planned(plan_tiny, "Contingent A,no_night,,declared,,,,\nContingent B,none,,,,,,\n")
    assert _share(bound) == _share(free) == _share(free, by_night=True)
    assert 0 < _share(bound, by_night=True) < _share(bound)


def test_a_suspected_caveat_binds_only_when_asked(plan_tiny: Planner) -> None:
    """What is only suspected is told and does not bind, until readiness.suspected_bite says so."""
    caveats = "Contingent A,no_night,,suspected,,,,\nContingent B,none,,,,,,\n"
    free = _planned(plan_tiny, caveats)
    assert _share(free, by_night=True) == _share(free)
    assert any("only suspected and do not bind" in finding.message for finding in free.findings)
    bound = _planned(plan_tiny, caveats, "[readiness]\nsuspected_bite = true\n")
    assert _share(bound, by_night=True) < _share(bound)


def test_preparation_and_distance_cut_reach(plan_tiny: Planner) -> None:
    """An hour to get ready leaves nothing within an hour; a short leash leaves what is near."""
    free = _planned(plan_tiny, "Contingent A,none,,,,,,\nContingent B,none,,,,,,\n")
    slow = _planned(plan_tiny, "Contingent A,none,,,60.1,,,\nContingent B,none,,,60.1,,,\n")
    short = _planned(
        plan_tiny,
        "Contingent A,maximum_distance,1,declared,,,,\nContingent B,maximum_distance,1,declared,,,,\n",
    )
    assert _share(slow) == 0.0
    assert 0 < _share(short) < _share(free)


def test_liaison_assistants_of_a_base_are_told_apart(plan_tiny: Planner) -> None:
    """A base with assistants has them as a tool; one known to have none is heard by half."""
    outcome = _planned(plan_tiny, "Contingent A,none,,,,,,\nContingent B,none,,,,,,\n")
    assert standing(outcome.landscape) == ((0, "cob"), (1, "cob"), (0, "cla"))
    assert outcome.evaluation is not None
    assert 0 < outcome.evaluation.parts.alert < 1
    west = outcome.demand.position[
        outcome.landscape.grid.cell_of(*outcome.landscape.grid.project(0.15, 0.30))
    ]
    assert bool(outcome.evaluation.alerted[west])


@pytest.mark.parametrize(
    ("extra", "counted"),
    [("", False), ('[alert]\nmodelled = "yes"\n', True), ('[alert]\nmodelled = "no"\n', False)],
)
def test_alert_counts_where_something_is_known_of_it(plan_tiny: Planner, extra: str, counted: bool) -> None:
    """Without a word about assistants response counts in full, unless the mission says otherwise."""
    bases = "\n".join(line.rsplit(",", 1)[0] for line in BASES.splitlines()) + "\n"
    full = _planned(plan_tiny, "Contingent A,none,,,,,,\n", bases=bases)
    asked = _planned(plan_tiny, "Contingent A,none,,,,,,\n", extra, bases=bases)
    assert full.evaluation is not None
    assert asked.evaluation is not None
    ratio = asked.evaluation.credit["total"] / full.evaluation.credit["total"]
    assert ratio == pytest.approx(0.5 if counted else 1.0)
    assert any("nothing is said of liaison" in f.message for f in asked.findings) == (not extra)


def test_as_recorded_is_a_fifth_without_a_record(plan_tiny: Planner) -> None:
    """Units without a record respond to a fifth of calls, so that a plan of bases alone keeps a fifth."""
    outcome = _planned(plan_tiny, "Contingent A,none,,,,,,\n")
    assert outcome.evaluation is not None
    low, middle, high = outcome.evaluation.credit_recorded
    assert np.allclose([low, middle, high], outcome.evaluation.credit["total"] * np.array([0.2, 0.2, 0.4]))


NORTH = (("Hills", box(0.0, 0.33, 0.6, 0.6)), ("Plains", box(0.0, 0.0, 0.6, 0.33)))


def _sectors(plan_tiny: Planner, caveats: str, extra: str = "", patrol: int | None = 0) -> Outcome:
    budget = {"cob": 0, "jpt": 0, "night_patrol": 0} | ({} if patrol is None else {"patrol": patrol})
    return plan_tiny(
        Tiny(
            events=(Event(0.15, 0.36, REBELS, 20), Event(0.45, 0.30, REBELS, 20)),
            budget=budget,
            districts=NORTH,
            restrictions=(("Old mine", box(0.43, 0.28, 0.47, 0.32), "police"),),
            extra=LAYER + extra,
            files={"contingents.csv": HEAD + caveats, "bases.csv": BASES},
        )
    )


def test_a_no_go_sector_takes_the_reach_inside_it(plan_tiny: Planner) -> None:
    """Troops reach nothing in a district that they do not enter, nor in a named area; others do."""
    free = _sectors(plan_tiny, "Contingent A,none,,,,,,\nContingent B,none,,,,,,\n")
    bound = _sectors(plan_tiny, "Contingent A,no_go,hills,declared,,,,\nContingent B,none,,,,,,\n")
    area = _sectors(plan_tiny, "Contingent A,none,,,,,,\nContingent B,no_go,Old mine,declared,,,,\n")
    hills = bound.reaches.sectors["Hills"]
    west = next(asset for asset in bound.assets if asset.id == "cob:west")
    assert not hills[bound.reaches.pairs(west)[0]].any()
    assert hills[free.reaches.pairs(west)[0]].any()
    east = next(asset for asset in area.assets if asset.id == "cob:east")
    assert not area.reaches.sectors["Old mine"][area.reaches.pairs(east)[0]].any()
    assert _share(bound) < _share(free)
    assert not any("binds nowhere" in finding.message for finding in (*bound.findings, *area.findings))


def test_a_suspected_sector_binds_only_when_asked(plan_tiny: Planner) -> None:
    """A declared sector binds beside a suspected one that does not."""
    caveats = (
        "Contingent A,no_go,Hills,suspected,,,,\nContingent A,no_go,Old mine,declared,,,,\n"
        "Contingent B,none,,,,,,\n"
    )
    free = _sectors(plan_tiny, caveats)
    assert free.reaches.units[0].no_go == ("Old mine",)
    bound = _sectors(plan_tiny, caveats, "[readiness]\nsuspected_bite = true\n")
    assert set(bound.reaches.units[0].no_go) == {"Hills", "Old mine"}
    assert _share(bound) < _share(free)


def test_patrols_stay_out_of_no_go_sectors(plan_tiny: Planner) -> None:
    """No stop and no leg of a patrol lies where its troops do not go."""
    caveats = "Contingent A,no_go,Hills,declared,,,,\nContingent B,none,,,,,,\n"
    outcome = _sectors(plan_tiny, caveats, patrol=None)
    travel = outcome.landscape.travel
    for asset in outcome.assets:
        if asset.route is not None and asset.site == 0:
            _, lat = travel.unproject(*travel.centre(asset.route.path))
            assert (lat < 0.33).all()
    assert any(asset.route is not None and asset.site == 0 for asset in outcome.assets)


def test_no_joint_operations_leave_no_joint_patrol(plan_tiny: Planner) -> None:
    """A base under the caveat has its own patrols and none with others."""
    caveats = "Contingent A,no_joint,,declared,,,,\nContingent B,none,,,,,,\n"
    routes = "[assets.cob]\nroutes = { patrol = 1, joint_patrol = 1 }\n"
    outcome = _sectors(plan_tiny, caveats, routes, patrol=None)
    assert {(r.tool, r.site) for r in outcome.plan.routes} == {
        ("patrol", "west"),
        ("patrol", "east"),
        ("joint_patrol", "east"),
    }
    assert not outcome.reaches.units[0].joint
