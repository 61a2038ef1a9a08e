"""Escorts that a given plan asks for: who lends them, and the patrol-days that they take."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from geo_poc.evaluating import evaluate
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from geo_poc.pipeline import make_plan
from geo_poc.plan_table import plan_text
from tests.geo_poc.given_plans import Row, at, warned, world
from tests.layers.sources.plans import write_plan
from tests.tiny_mission import Event, Tiny, box, write_tiny

BUDGET = {"cob": 2, "jpt": 3, "cvr": 3, "escorts": 3, "patrol": 6, "night_patrol": 0}


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    """Return the tiny world where civilians may not enter the surroundings of South."""
    closed = shapely.box(0.20, 0.05, 0.40, 0.20)
    folder = tmp_path_factory.mktemp("escorts") / "m"
    return world(
        folder,
        budget=BUDGET,
        closed=closed,
        closed_to="civilian",
        extra="[assets.jpt]\nescort_min = 600\n[assets.cvr]\nescort_min = 600\n",
    )


def _outcome(mission: Mission, folder: Path, *rows: Row, patrols: bool = False) -> Outcome:
    return evaluate(mission, write_plan(folder / "plan.csv", rows), patrols=patrols)


def _acting(outcome: Outcome) -> list[str]:
    return [asset.id for asset in outcome.assets]


def test_a_team_goes_with_the_base_that_it_names_or_the_nearest(mission: Mission, tmp_path: Path) -> None:
    """It opens a place that is closed to civilians, and is told with the base that lends the escort."""
    alone = _outcome(mission, tmp_path, {"tool": "jpt", "site": "south"})
    assert "jpt:c-south" not in _acting(alone)
    assert warned(alone.findings, "have no access to South").row == 2
    named = _outcome(mission, tmp_path, {"tool": "jpt", "site": "south", "escort_from": "East"})
    assert "jpt:c-south+east" in _acting(named)
    (placement,) = (p for p in named.plan.placements if p.tool == "jpt")
    assert (placement.site, placement.escort_from) == ("c-south", "east")
    assert named.evaluation is not None
    assert named.evaluation.credit["total"] > named.present.credit["total"]
    nearest = _outcome(mission, tmp_path, {"tool": "jpt", "site": "south", "escorted": "yes"})
    assert {"jpt:c-south+west", "jpt:c-south+east"} & set(_acting(nearest))


def test_without_patrol_days_left_there_is_no_escort(mission: Mission, tmp_path: Path) -> None:
    """East drives five of its six routes and has days for one more: too few for an escort of two."""
    routes = [
        {"tool": "patrol", "route": f"R{number}", "site": "east", **at(0.40 + number / 100, 0.305)}
        for number in range(5)
    ]
    asked = {"tool": "jpt", "site": "south", "escort_from": "east"}
    outcome = _outcome(mission, tmp_path, *routes, asked)
    assert not any("+" in name for name in _acting(outcome))
    assert warned(outcome.findings, "no base east of the plan can escort").row == 7
    fewer = _outcome(mission, tmp_path, *routes[:4], asked)
    assert "jpt:c-south+east" in _acting(fewer)


def test_routes_that_nobody_named_give_way(mission: Mission, tmp_path: Path) -> None:
    """With the patrols that bases keep going, an escort takes the last two day routes of its base."""
    kept = _outcome(mission, tmp_path, {"tool": "cob", "site": "east", "in_place": "yes"}, patrols=True)
    lent = _outcome(mission, tmp_path, {"tool": "jpt", "site": "south", "escort_from": "east"}, patrols=True)
    before = {name for name in _acting(kept) if name.startswith("patrol:east")}
    after = {name for name in _acting(lent) if name.startswith("patrol:east")}
    assert after <= before
    assert len(after) <= 4
    assert "jpt:c-south+east" in _acting(lent)


def test_a_plan_of_a_run_is_read_back_with_its_escorts(mission: Mission, tmp_path: Path) -> None:
    """Who lends an escort is in plan.csv, and evaluating that gives the same credit."""
    first = _outcome(mission, tmp_path, {"tool": "cvr", "site": "south", "escort_from": "west"})
    again = tmp_path / "again.csv"
    again.write_text(plan_text(first.plan), encoding="utf-8")
    second = evaluate(mission, again)
    assert _acting(second) == _acting(first)
    assert second.plan.credit == first.plan.credit


@pytest.mark.parametrize("patrols", [None, 0, 6])
def test_patrol_days_that_are_left_are_told_as_plans_tell_them(tmp_path: Path, patrols: int | None) -> None:
    """Each base that may lend an escort has the days of its routes, less those driven and those lent."""
    budget = {"cob": 1, "jpt": 2, "escorts": 1, "night_patrol": 0}
    budget |= {} if patrols is None else {"patrol": patrols}
    closed = (("Closed", box(0.20, 0.40, 0.40, 0.60), "civilian"),)
    roads = (((0.0, 0.30), (0.6, 0.30)), ((0.3, 0.30), (0.3, 0.55)))
    tiny = Tiny(
        budget=budget, restrictions=closed, roads=roads, events=(Event(0.30, 0.50), Event(0.45, 0.30))
    )
    mission = Mission.load(write_tiny(tmp_path, tiny))
    made = make_plan(mission)
    table = tmp_path / "plan.csv"
    table.write_text(plan_text(made.plan), encoding="utf-8")
    again = evaluate(mission, table)
    days = [
        {one.name: (one.supplied, one.used) for one, _ in plan.spare if "patrol-days" in one.name}
        for plan in (made.plan, again.plan)
    ]
    assert any(used > 0 for _, used in days[0].values())
    assert {name: pair for name, pair in days[0].items() if any(pair)} == days[1]
