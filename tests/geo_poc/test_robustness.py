"""Plans for several futures of a tiny mission, each under every future."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from geo_poc import robustness
from geo_poc.assembling import assembled
from geo_poc.control import NO_CONTROL
from geo_poc.futures import Future, futures_of
from geo_poc.locks import resolve_locks
from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from geo_poc.planning import Planned
from geo_poc.record import as_text
from geo_poc.robust_laid import lay_out
from geo_poc.robustness import check_asked, robust
from geo_poc.siting import prepare_ground
from layers.errors import InputError
from optimisation.robust import left_standing
from optimisation.scoring import breaches, score
from tests.geo_poc.told_mission import TOLD
from tests.geo_poc.weighed_missions import TWO_VIEWS
from tests.tiny_mission import Tiny, box, write_tiny


def published(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document as it is printed, after holding it against the published schema."""
    schema = Path(__file__).parents[2] / "docs" / "schemas" / "robust.schema.json"
    printed: dict[str, Any] = json.loads(as_text(document))
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(printed)
    return printed


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what is said of the mission with contingents, caveats and a must."""
    return published(robust(Mission.load(write_tiny(tmp_path_factory.mktemp("told"), TOLD)), lose=1))


def test_every_plan_is_held_against_every_future(told: dict[str, Any]) -> None:
    """The best of each future is the most of any plan; a plan's own regrets make its summaries."""
    names = [future["name"] for future in told["futures"]]
    assert names == [
        "as_planned",
        "effectiveness_low",
        "effectiveness_high",
        "suspected_caveats",
        "lost:west",
        "wet_season",
        "risk_member:1",
        "risk_member:2",
        "as_recorded",
    ]
    assert [future["own_plan"] for future in told["futures"]] == [True] * 8 + [False]
    for future in told["futures"]:
        assert future["best"] == max(plan["credit"][future["name"]] for plan in told["plans"])
    for plan in told["plans"]:
        regrets = list(plan["regret"].values())
        assert all(0 <= regret <= 1 for regret in regrets)
        assert plan["worst"] == max(regrets)
        assert plan["expected"] == pytest.approx(sum(regrets) / len(regrets), abs=1e-9)
        assert plan["expected"] - 1e-9 <= plan["tail"] <= plan["worst"] + 1e-9
    least = min(plan["worst"] for plan in told["plans"])
    assert next(p for p in told["plans"] if p["name"] == told["least_regret"])["worst"] == least


def test_the_plan_as_planned_earns_there_what_it_is_said_to_earn(
    told: dict[str, Any], told_run: Planned
) -> None:
    """Credit of the plan in its own future is that of its evaluation, and so is its count of musts."""
    outcome = told_run.outcome
    assert outcome.evaluation is not None
    planned = told["plans"][0]
    assert planned["credit"]["as_planned"] == pytest.approx(outcome.evaluation.credit["total"])
    assert planned["credit"]["effectiveness_low"] == pytest.approx(outcome.evaluation.credit_low["total"])
    assert planned["credit"]["as_recorded"] == pytest.approx(outcome.evaluation.credit_recorded[1])
    assert planned["three_numbers"]["must_met"]["met"] == outcome.evaluation.numbers.must_met


def test_each_of_the_three_numbers_lies_in_its_range(told: dict[str, Any]) -> None:
    """A lost base leaves more people out of reach than are so as planned."""
    for plan in told["plans"]:
        for number in plan["three_numbers"].values():
            value = number.get("value", number.get("met"))
            assert value is None or number["low"] <= value <= number["high"]
    people = told["plans"][0]["three_numbers"]["people_out_of_reach"]
    assert people["high"] > people["value"]


def test_what_is_placed_is_counted_over_the_runs(told: dict[str, Any]) -> None:
    """Nothing is in more runs than there are, and each count is that of the plans listed."""
    for item in told["chosen"]:
        runs = sum(item["id"] in {p["id"] for p in plan["placed"]} for plan in told["plans"])
        assert (item["runs"], item["of"]) == (runs, len(told["plans"]))


STRIP = Tiny(
    people=((0.15, 0.30, 20_000), (0.45, 0.30, 60_000)),
    restrictions=(("Strip", box(0.36, 0.21, 0.54, 0.39), "civilian"),),
    files={
        "restrictions.geojson": json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "geometry": {
                            "type": "Polygon",
                            "coordinates": [
                                [[0.36, 0.21], [0.54, 0.21], [0.54, 0.39], [0.36, 0.39], [0.36, 0.21]]
                            ],
                        },
                        "properties": {
                            "name": "Strip",
                            "applies_to": "civilian",
                            "state": "authorise",
                            "probability": 0.5,
                            "authority": "Council",
                            "reason": "test",
                        },
                    }
                ],
            }
        )
    },
)
"""Around East, where most people are, civilians need a permission."""


def test_withdrawn_consent_is_a_future_that_moves_the_team(tmp_path: Path) -> None:
    """A team that needs a district's permission stands elsewhere once all its permissions are denied."""
    document = published(robust(Mission.load(write_tiny(tmp_path, STRIP)), lose=0))
    teams = {plan["name"]: [item["id"] for item in plan["placed"]] for plan in document["plans"]}
    assert teams["as_planned"] == ["jpt:east"]
    assert teams["consent:Council"] == ["jpt:west"]
    assert document["plans"][0]["regret"]["consent:Council"] > 0


def test_weights_move_the_expected_regret(tmp_path: Path) -> None:
    """Futures without weight are in the matrix alone; without any weight there is nothing to decide by."""
    mission = Mission.load(write_tiny(tmp_path))
    names = ("as_planned", "effectiveness_low", "effectiveness_high", "wet_season", "as_recorded")
    document = robust(
        mission, lose=0, members=0, weights={name: float(name == "wet_season") for name in names}
    )
    for plan in document["plans"]:
        assert plan["expected"] == plan["worst"] == plan["tail"] == plan["regret"]["wet_season"]
    with pytest.raises(InputError, match="no future has any weight"):
        robust(mission, lose=0, members=0, weights=dict.fromkeys(names, 0.0))


def test_what_is_no_weight_or_share_is_refused_with_its_place(tmp_path: Path) -> None:
    """Every fault at once; a name that is no future is told with those that are."""
    mission = Mission.load(write_tiny(tmp_path))
    with pytest.raises(InputError) as refused:
        robust(mission, lose=-1, tail=1.5, members=-1, weights={"wet_season": -1.0})
    columns = [one.column for one in refused.value.findings]
    assert columns == ["lose", "members", "tail", "weights.wet_season"]
    with pytest.raises(InputError, match="no such future"):
        robust(mission, lose=0, weights={"lost:nowhere": 1})


def test_a_name_that_no_future_can_have_ends_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them at once, and none that a future of the mission has."""
    mission = Mission.load(write_tiny(tmp_path))
    names = [future["name"] for future in robust(mission, lose=1, members=1)["futures"]]
    check_asked(1, 0.2, 1, dict.fromkeys(names, 1.0))
    monkeypatch.setattr(robustness, "prepare_ground", lambda *_: pytest.fail("read"))
    with pytest.raises(InputError) as refused:
        robust(mission, weights={"flood": 1, "wet_season": 1, "drought": 2})
    assert [(one.column, one.value) for one in refused.value.findings] == [
        ("weights", "flood"),
        ("weights", "drought"),
    ]


def test_a_mission_without_a_plan_says_so_for_every_future(tmp_path: Path) -> None:
    """Where a hard must cannot be met no matrix is made up."""
    threat = (
        '[[threat]]\nid = "T1"\nname = "Far corner"\nsource = "state"\npriority = "must"\nhard = true\n'
        'time_limit_min = 20\ntools = ["cob"]\ncentre = [0.55, 0.57]\nradius_km = 3\n'
    )
    document = published(robust(Mission.load(write_tiny(tmp_path, Tiny(extra=threat)))))
    assert (document["plans"], document["least_regret"]) == ([], None)
    assert {one["name"] for one in document["no_plan"]} >= {"as_planned", "wet_season"}


def test_no_plan_could_have_earned_more_in_the_future_it_was_made_for(tmp_path: Path) -> None:
    """In each future the plan made for it earns the most of all sets of bases and teams (by enumeration)."""
    mission = Mission.load(write_tiny(tmp_path))
    document = published(robust(mission, lose=1))
    ground = prepare_ground(mission, NO_CONTROL)
    lost = tuple(
        n
        for n, site in enumerate(ground.sites)
        if f"lost:{site.id}" in [f["name"] for f in document["futures"]]
    )
    for future in futures_of(mission, ground, NO_CONTROL, lost, members=2):
        if not future.planned:
            continue
        laid, there = lay_out(future), future.ground()
        locks = resolve_locks(future.mission, there.sites)
        problem = assembled(future.mission, there, locks).assembly.problem
        ids = problem.option_ids
        every = (np.array(bits) for bits in product((False, True), repeat=len(ids)))
        able = [plan for plan in every if not breaches(problem, plan)]
        most = max(laid.score(frozenset(np.array(ids)[plan]))[0] for plan in able)
        plan = next(one for one in document["plans"] if one["name"] == future.name)
        assert plan["credit"][future.name] == pytest.approx(most, rel=1e-6)
        assert plan["regret"][future.name] == pytest.approx(0.0, abs=1e-6)


def test_matrix_and_summaries_are_those_of_the_rows(tmp_path: Path) -> None:
    """Credit counted over the rows of each future, and every summary from it by plain sums over futures."""
    mission = Mission.load(write_tiny(tmp_path, TOLD))
    weights = {"wet_season": 3.0, "effectiveness_low": 0.5}
    document = published(robust(mission, lose=1, tail=0.3, weights=weights))
    ground = prepare_ground(mission, NO_CONTROL)
    lost = [n for n, site in enumerate(ground.sites) if site.id == "west"]
    credit: dict[str, list[float]] = {}
    for future in futures_of(mission, ground, NO_CONTROL, tuple(lost), members=2):
        if future.planned:
            credit[future.name] = [_by_rows(future, plan) for plan in document["plans"]]
    assert len(credit) == len(document["futures"]) - 1
    credit["as_recorded"] = [plan["credit"]["as_recorded"] for plan in document["plans"]]
    shares = {name: weights.get(name, 1.0) for name in credit}
    for number, plan in enumerate(document["plans"]):
        regret = {name: 1 - row[number] / max(row) for name, row in credit.items()}
        assert plan["regret"] == pytest.approx(regret, abs=1e-6)
        assert plan["worst"] == pytest.approx(max(regret.values()), abs=1e-6)
        mean = sum(shares[name] * lost for name, lost in regret.items()) / sum(shares.values())
        assert plan["expected"] == pytest.approx(mean, abs=1e-6)
        assert plan["tail"] == pytest.approx(_tail(regret, shares, 0.3), abs=1e-6)
    for name, row in credit.items():
        future = next(one for one in document["futures"] if one["name"] == name)
        people = [plan["by_future"][name]["people_out_of_reach"] for plan in document["plans"]]
        assert future["best"] == pytest.approx(max(row))
        assert future["ranges"]["people_out_of_reach"] == {"low": min(people), "high": max(people)}
    assert all(plan["distance"] == pytest.approx(0.0, abs=1e-6) for plan in document["plans"])


def _by_rows(future: Future, plan: dict[str, Any]) -> float:
    """Return what a plan covers of the weights of a future's rows, what stands today with it."""
    ground = future.ground()
    made = assembled(future.mission, ground, resolve_locks(future.mission, ground.sites)).assembly
    placed = {item["id"] for item in plan["placed"]}
    open_ = np.array([name in placed for name in made.problem.option_ids]) | made.today | made.in_place
    standing = left_standing(open_ & ~made.problem.forbidden, made.problem.requires, made.problem.fixed_open)
    return score(made.problem, standing).credit


def _tail(regret: dict[str, float], weights: dict[str, float], share: float) -> float:
    """Return the least over thresholds of t + E[max(regret - t, 0)] / share: Rockafellar and Uryasev."""
    whole = sum(weights.values())
    return min(
        t + sum(weights[name] * max(lost - t, 0.0) for name, lost in regret.items()) / (whole * share)
        for t in regret.values()
    )


def test_plans_for_views_are_held_against_futures_in_their_weights(tmp_path: Path) -> None:
    """Where one view alone decides, its plan loses nothing as planned; by the other view it would."""
    mission = Mission.load(write_tiny(tmp_path, TWO_VIEWS))
    found = {}
    for name in ("western", "eastern"):
        viewed = mission.with_settings(objective__views={name: 1.0})
        document = published(robust(viewed, lose=0, members=0))
        assert document["views"] == {name: 1.0}
        planned = document["plans"][0]
        assert planned["regret"]["as_planned"] == pytest.approx(0.0, abs=1e-6)
        assert planned["credit"]["as_planned"] == pytest.approx(make_plan(viewed).plan.credit)
        found[name] = {item["id"] for item in planned["placed"]}
    assert found["western"] != found["eastern"]
