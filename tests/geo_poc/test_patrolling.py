"""The patrols that bases keep going: whose they are, what is asked of them, which caveats bind them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo_poc import patrolling
from geo_poc.evaluating import evaluate
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from geo_poc.patrolling import (
    asked_visits,
    heaviest_cells,
    patrol_assets,
    patrol_ground,
    patrol_rules,
    wanted_patrols,
)
from geo_poc.pipeline import make_plan
from optimisation.patrols.check import route_faults
from optimisation.plan import Site
from tests.geo_poc.conftest import Planner
from tests.optimisation.small_worlds import demand, threat
from tests.tiny_mission import REBELS, STATE, Event, Tiny, box, write_tiny

BASES = """\
name,latitude,longitude,personnel,contingent
West,0.30,0.15,120,Contingent A
East,0.30,0.45,120,Contingent B
"""
HEAD = "contingent,caveat,value,declared\n"
THREAT = """
[[threat]]
id = "T1"
name = "Ford"
source = "armed_group"
priority = "should"
centre = [0.45, 0.30]
radius_km = 4
revisits = 2
"""


SECTOR = (("Sector", box(0.05, 0.2, 0.35, 0.4)),)


def _planned(plan_tiny: Planner, caveats: str = "", extra: str = "") -> Outcome:
    return plan_tiny(
        Tiny(
            districts=SECTOR if "no_go" in caveats else (),
            events=(Event(0.15, 0.30, REBELS, 20), Event(0.45, 0.30, REBELS, 20)),
            budget={"cob": 0, "jpt": 0},
            extra='[layers.contingents]\npath = "contingents.csv"\n' + extra,
            files={
                "contingents.csv": HEAD + (caveats or "Contingent A,none,,\n") + "Contingent B,none,,\n",
                "bases.csv": BASES,
            },
        )
    )


def _routes(outcome: Outcome, tool: str, site: str) -> list[object]:
    return [route for route in outcome.plan.routes if (route.tool, route.site) == (tool, site)]


def test_every_base_keeps_its_patrols_going_and_they_keep_the_rules(plan_tiny: Planner) -> None:
    """Routes are of bases alone, day and night, and a checker of its own finds nothing wrong with them."""
    outcome = _planned(plan_tiny)
    assert wanted_patrols(outcome.mission) == ("patrol", "night_patrol")
    assert {route.site for route in outcome.plan.routes} == {"west", "east"}
    for tool in ("patrol", "night_patrol"):
        ground = patrol_ground(outcome.mission, outcome.landscape, outcome.demand.position, tool)
        rules = patrol_rules(outcome.mission, tool)
        for asset in outcome.assets:
            if asset.route is not None and asset.tool == tool:
                cell = int(outcome.landscape.bases["travel_cell"].iloc[asset.site])
                assert route_faults(ground, rules, cell, asset.route) == ()


@pytest.mark.parametrize("tool", ["patrol", "night_patrol"])
def test_what_names_a_patrol_is_met_whenever_it_drives(plan_tiny: Planner, tool: str) -> None:
    """A hard must and a strategic floor count a patrol by night as the evaluation of the plan does."""
    asked = f'tools = ["{tool}"]\nshare = 0.005\nhard = true\nstrategic = true'
    threat = THREAT.replace('"should"', '"must"').replace("revisits = 2", asked)
    floor = '[[constraints.floor]]\nname = "masses"\nof = "strategic"\nshare = 0.005\n'
    outcome = _planned(plan_tiny, extra=floor + threat)
    assert outcome.plan.status == "optimal"
    assert outcome.plan.shortfalls == ()
    assert outcome.evaluation is not None
    assert [status.met for status in outcome.evaluation.threats] == [True]
    given = evaluate(outcome.mission, pd.DataFrame({"site": ["West"], "tool": ["cob"]}), patrols=True)
    assert not [finding for finding in given.findings if "masses" in finding.message]


def test_a_night_caveat_takes_night_patrols_and_leaves_the_day(plan_tiny: Planner) -> None:
    """The base under the caveat has its patrols by day, and none by night."""
    outcome = _planned(plan_tiny, "Contingent A,no_night,,declared\n")
    assert _routes(outcome, "patrol", "west")
    assert not _routes(outcome, "night_patrol", "west")
    assert _routes(outcome, "night_patrol", "east")


def test_a_caveat_on_distance_keeps_patrols_near(plan_tiny: Planner) -> None:
    """No cell on the way of a patrol is further from its base than the caveat allows."""
    outcome = _planned(plan_tiny, "Contingent A,maximum_distance,6,declared\n")
    travel = outcome.landscape.travel
    cell = int(outcome.landscape.bases["travel_cell"].iloc[0])
    x, y = travel.centre(cell)
    own = [asset.route for asset in outcome.assets if asset.route is not None and asset.site == 0]
    assert own
    for route in own:
        px, py = travel.centre(route.path)
        assert (np.hypot(px - x, py - y) <= 6000.0).all()


def test_troops_that_do_not_enter_the_sector_of_their_base_keep_no_patrols_going(plan_tiny: Planner) -> None:
    """Their base reaches and patrols nothing there: a warning names it, and the plan is made all the same."""
    outcome = _planned(plan_tiny, "Contingent A,no_go,Sector,declared\n")
    assert not _routes(outcome, "patrol", "west")
    assert _routes(outcome, "patrol", "east")
    (told,) = [f for f in outcome.findings if "keeps no patrols going" in f.message]
    assert told.message.startswith("West lies in a sector that its troops do not enter")
    assert (told.severity, told.column) == ("warning", "no_go")


def test_an_evaluation_asks_visits_of_the_site_that_the_plan_asked(tmp_path: Path) -> None:
    """The nearest candidate is not opened: the one that is drives there as often as in the plan."""
    lock = '[[site]]\nname = "Other"\ntool = "cob"\nstatus = "locked"\nreason = "decided"\n'
    tiny = Tiny(
        events=(Event(0.15, 0.30, REBELS, 20), Event(0.45, 0.30, REBELS, 20), Event(0.47, 0.42, REBELS, 20)),
        bases=(("West", 0.15, 0.30),),
        places=(("Near", 0.45, 0.33), ("Other", 0.47, 0.40)),
        budget={"cob": 1, "jpt": 0},
        extra=lock + THREAT.replace("revisits = 2", "revisits = 4"),
    )
    mission = Mission.load(write_tiny(tmp_path, tiny))
    made = make_plan(mission)
    assert made.evaluation is not None
    told = evaluate(mission, pd.DataFrame({"site": ["c-other"], "tool": ["cob"]}), patrols=True)
    assert told.evaluation is not None
    assert told.evaluation.threats == made.evaluation.threats
    assert told.plan.credit == pytest.approx(made.plan.credit, rel=1e-9)


def test_visits_asked_for_are_driven_by_the_nearest_base(plan_tiny: Planner) -> None:
    """A threat beside one base is visited as often as asked, which its floor holds."""
    outcome = _planned(plan_tiny, extra=THREAT)
    assert outcome.evaluation is not None
    (status,) = outcome.evaluation.threats
    assert status.visits_wanted == 2
    assert status.met
    assert outcome.plan.shortfalls == ()


def test_visits_are_asked_of_one_base_and_one_candidate() -> None:
    """Of the sites around only the nearest of each kind is asked, and only for the heaviest cells."""
    area = threat([0, 1, 2], [1.0, 6.0, 3.0], share=0.6, revisits=2)
    world = demand({"state": [1.0] * 6}, threats=[area])
    sites = [
        Site(name, name, 0.0, 0.0, kind)
        for name, kind in zip("abcd", ("base", "base", "candidate", "candidate"), strict=True)
    ]
    x = np.array([5500.0, 2500.0, 1500.0, 4500.0])
    found = asked_visits(world, sites, (x, np.full(4, -500.0)), [0, 1, 2, 3])
    assert heaviest_cells(area) == [1]
    assert found == {1: {1: 2}, 2: {1: 2}}
    # A base that closes drives until then; a candidate where nothing may stand never does.
    found = asked_visits(world, sites, (x, np.full(4, -500.0)), [0, 1, 2, 3], forbidden={1, 2})
    assert found == {1: {1: 2}, 0: {1: 2}, 3: {1: 2}}


def test_visits_are_driven_from_the_nearest_place_where_a_base_may_stand(plan_tiny: Planner) -> None:
    """A lock that forbids the nearest candidate leaves the visits to the next one, which its threat needs."""
    lock = '[[site]]\nname = "Near"\nstatus = "forbidden"\nreason = "flooded"\n'
    outcome = plan_tiny(
        Tiny(
            events=(
                Event(0.15, 0.30, REBELS, 20),
                Event(0.45, 0.30, REBELS, 20),
                Event(0.47, 0.42, REBELS, 20),
            ),
            bases=(("West", 0.15, 0.30),),
            places=(("Near", 0.45, 0.33), ("Other", 0.47, 0.40)),
            budget={"cob": 1, "jpt": 0},
            extra=lock + THREAT.replace("revisits = 2", "revisits = 10"),
        )
    )
    assert outcome.evaluation is not None
    (status,) = outcome.evaluation.threats
    assert status.visits_wanted == 10
    assert status.visits is not None
    assert status.visits > 9.9


def test_patrols_on_foot_and_long_ones_keep_their_own_rules(plan_tiny: Planner) -> None:
    """A foot patrol walks for half a day, a long-range one drives for two working days."""
    outcome = _planned(
        plan_tiny, extra="[assets.cob]\nroutes = { patrol = 1, long_patrol = 1, foot_patrol = 1 }\n"
    )
    minutes = {route.tool: route.minutes for route in outcome.plan.routes if route.site == "west"}
    assert set(minutes) >= {"patrol", "long_patrol", "foot_patrol"}
    assert minutes["foot_patrol"] <= 240
    assert minutes["patrol"] <= 480 < 960
    assert minutes["long_patrol"] <= 960
    assert minutes["long_patrol"] > minutes["patrol"]
    assert patrol_rules(outcome.mission, "foot_patrol").duration_min == 240
    foot = patrol_ground(outcome.mission, outcome.landscape, outcome.demand.position, "foot_patrol")
    free = np.isfinite(foot.friction)
    assert np.allclose(foot.friction[free], 0.06 / 4)
    assert free.any()


CLOSED = ("Closed", box(0.38, 0.38, 0.60, 0.60), "civilian")


def _escorting(
    plan_tiny: Planner, escorts: int, closed: bool = True, patrols: dict[str, int] | None = None
) -> Outcome:
    return plan_tiny(
        Tiny(
            events=(Event(0.50, 0.50, STATE, 40), Event(0.15, 0.30, REBELS, 2)),
            people=((0.50, 0.50, 40_000.0), (0.15, 0.30, 2_000.0)),
            places=(("Ford", 0.50, 0.50),),
            roads=(((0.0, 0.30), (0.6, 0.30)), ((0.45, 0.30), (0.50, 0.50))),
            restrictions=(CLOSED,) if closed else (),
            budget={"cob": 0, "jpt": 1, "night_patrol": 0, "escorts": escorts} | (patrols or {}),
            extra="[patrols]\nwaypoints = 60\n",
        )
    )


def test_an_escort_opens_a_town_and_takes_patrols_of_its_base(plan_tiny: Planner) -> None:
    """Civilians are turned back at Ford: with troops of East the team goes, and East drives two fewer."""
    alone, lent = _escorting(plan_tiny, 0), _escorting(plan_tiny, 1)
    assert not [p for p in alone.plan.placements if p.name == "Ford"]
    (team,) = (p for p in lent.plan.placements if p.tool == "jpt")
    assert (team.name, team.escort_from) == ("Ford", "east")
    assert lent.evaluation is not None
    assert alone.evaluation is not None
    assert lent.evaluation.credit["state"] > alone.evaluation.credit["state"]
    assert np.isclose(lent.plan.credit, lent.evaluation.credit["total"])
    count = {
        name: len(_routes(outcome, "patrol", "east")) for name, outcome in (("no", alone), ("yes", lent))
    }
    assert count["yes"] <= min(4, count["no"])
    assert len(_routes(lent, "patrol", "west")) == len(_routes(alone, "patrol", "west"))
    assert lent.present.credit["total"] == alone.present.credit["total"]


def test_escorts_take_no_more_of_patrols_with_a_budget(plan_tiny: Planner) -> None:
    """A base drives all its routes but those whose days an escort takes, as where they have no budget."""
    alone, lent, free = (
        _escorting(plan_tiny, escorts, patrols=patrols)
        for escorts, patrols in ((0, {"patrol": 12}), (1, {"patrol": 12}), (1, None))
    )
    for site in ("west", "east"):
        assert len(_routes(lent, "patrol", site)) == len(_routes(free, "patrol", site))
    assert len(_routes(alone, "patrol", "west")) == len(_routes(lent, "patrol", "west")) > 2
    assert len(_routes(lent, "patrol", "east")) == 4
    assert lent.plan.credit >= free.plan.credit  # with a budget any routes may be the ones that give way
    open_town = _escorting(plan_tiny, 1, closed=False, patrols={"patrol": 12})
    assert open_town.plan.credit >= _escorting(plan_tiny, 0, False, {"patrol": 12}).plan.credit - 1e-6


def test_nothing_is_laid_out_where_no_site_is_patrolled(
    plan_tiny: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What keeps its routes asks for none, and no way-points are chosen for it."""
    outcome = _planned(plan_tiny)
    asked: list[str] = []
    monkeypatch.setattr(patrolling, "choose_waypoints", lambda *_, **__: asked.append("way-points"))
    where = np.zeros(len(outcome.sites), dtype=np.int64)
    given = (outcome.mission, outcome.landscape, outcome.risk, outcome.sites, where)
    assert patrol_assets(*given, patrolled=(), executor=None, cancel=None) == ((), ())
    assert asked == []
