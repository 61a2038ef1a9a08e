"""What lifting caveats and denials gains, against enumeration."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo_poc.asking import ask_all, in_turn
from geo_poc.control import NO_CONTROL
from geo_poc.explaining import explain
from geo_poc.harm import harm_flags
from geo_poc.lifting import Liftings
from geo_poc.lifting_again import Work
from geo_poc.mission import Mission
from geo_poc.posed import Posed, floored, pose, posed_case
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.who_could_act import who_could_act
from optimisation.scoring import breaches, score
from optimisation.watch import Watch
from tests.geo_poc.told_mission import CONTINGENTS, FILES, TOLD
from tests.geo_poc.weighed_missions import published
from tests.tiny_mission import Tiny, box, write_tiny

SMALL = replace(TOLD, budget={"cob": 0, "jpt": 1, "patrol": 0, "night_patrol": 0, "engagements": 0})
"""One team at one of four sites; civilians are denied passage around East."""


WEST = ("Shut", box(0.06, 0.21, 0.24, 0.39), "civilian")
BOTH = replace(SMALL, restrictions=(*SMALL.restrictions, WEST))
"""Civilians are denied passage around West too, by the same authority."""

SECTORS = CONTINGENTS.replace("Alpha,no_night,,declared", "Alpha,no_go,Left;Middle,declared")
HALVES = (("Left", box(0.0, 0.0, 0.16, 0.6)), ("Middle", box(0.16, 0.0, 0.3, 0.6)))
BARRED = replace(SMALL, districts=HALVES, files={**FILES, "contingents.csv": SECTORS})
"""The troops at West enter neither of two sectors."""


def _posed(folder: Path, tiny: Tiny) -> Posed:
    return pose(Mission.load(write_tiny(folder, tiny)))


def _best(posed: Posed) -> float:
    """Return the objective of the best plan with the share of the floors as given, by trying them all."""
    problem, found = posed.problem, -np.inf
    free = np.flatnonzero(~problem.fixed_open & ~problem.forbidden)
    assert free.size <= 12
    for some in itertools.product((False, True), repeat=int(free.size)):
        chosen = problem.fixed_open.copy()
        chosen[free] = some
        if not breaches(problem, chosen):
            found = max(found, score(problem, chosen).objective)
    return found


def _lifted(posed: Posed, solve: int = 9) -> dict[str, Any]:
    work = Work(solve=solve, effort=1, gap=0.0, seed=0)
    watch = Watch(None, None)
    found = Liftings(posed, posed_case(posed), work=work, watch=watch, control=NO_CONTROL)
    assert ask_all(in_turn(found.questions()), watch) == ()
    assert found.stopped_by == ""
    return found.document()


def test_lifting_is_the_best_plan_of_the_mission_without_it(tmp_path: Path) -> None:
    """Each gain is the best of all plans of the same mission written without the caveat or the denial."""
    posed = _posed(tmp_path / "m", SMALL)
    found = _lifted(posed)
    night, joint = found["caveats"]
    (denial,) = found["restrictions"]
    assert (night["contingent"], night["caveat"], joint["caveat"]) == ("Alpha", "no_night", "no_joint")
    assert (denial["authority"], denial["restrictions"], denial["applies_to"]) == (
        "state", ["Closed"], ["civilian"]
    )  # fmt: skip
    firm = CONTINGENTS.replace("Alpha,no_night,,declared", "Alpha,,,")
    loose = CONTINGENTS.replace("Bravo,no_joint,,declared,,,,\n", "")
    without = (
        (night, replace(SMALL, files={**FILES, "contingents.csv": firm})),
        (joint, replace(SMALL, files={**FILES, "contingents.csv": loose})),
        (denial, replace(SMALL, restrictions=())),
    )
    for number, (row, tiny) in enumerate(without):
        other = _posed(tmp_path / f"without-{number}", tiny)
        other = replace(other, problem=floored(other.assembly, posed.floor_share))
        assert row["status"] == "placed again"
        assert row["gain"] == pytest.approx(_best(other) - (posed.plan.objective or 0.0), abs=1e-6)
        assert row["at_most"] >= row["gain"]
        assert row["most"]["credit"] <= row["at_most"] * (1 + 1e-9)
    assert night["gain"] > 0
    assert denial["gain"] > 0


def _worth_of(posed: Posed, folder: Path, tiny: Tiny) -> float:
    """Return what the best plan of a mission written otherwise is worth over a plan, all plans tried."""
    other = _posed(folder, tiny)
    return _best(replace(other, problem=floored(other.assembly, posed.floor_share))) - (
        posed.plan.objective or 0.0
    )


def test_each_restriction_alone_is_the_best_plan_of_the_mission_without_it(tmp_path: Path) -> None:
    """Of two that one authority denies each is worth its own, beside what both are worth together."""
    posed = _posed(tmp_path / "m", BOTH)
    (row,) = _lifted(posed)["restrictions"]
    assert row["restrictions"] == ["Closed", "Shut"]
    assert {one["name"] for one in row["singly"]} == {"Closed", "Shut"}
    for one in row["singly"]:
        (left,) = (other for other in BOTH.restrictions if other[0] != one["name"])
        gain = _worth_of(posed, tmp_path / one["name"], replace(BOTH, restrictions=(left,)))
        assert (one["status"], one["applies_to"]) == ("placed again", ["civilian"])
        assert one["gain"] == pytest.approx(gain, abs=1e-6)
        assert 0 < one["gain"] <= one["at_most"] * (1 + 1e-9)
        assert one["gain"] <= row["gain"] * (1 + 1e-9)


def test_restrictions_over_one_another_gain_together_alone(tmp_path: Path) -> None:
    """Where one lies within the other lifting either opens nothing, and lifting both does."""
    over = ("Wider", box(0.33, 0.18, 0.57, 0.42), "civilian")
    posed = _posed(tmp_path / "m", replace(SMALL, restrictions=(*SMALL.restrictions, over)))
    (row,) = _lifted(posed)["restrictions"]
    gains = {one["name"]: one["gain"] for one in row["singly"]}
    assert gains["Closed"] == pytest.approx(0.0, abs=1e-6)
    assert row["gain"] > gains["Wider"] + 1e-6


def test_each_sector_alone_is_the_best_plan_of_the_mission_without_it(tmp_path: Path) -> None:
    """Of two sectors that a contingent does not enter each is worth its own."""
    posed = _posed(tmp_path / "m", BARRED)
    found = {row["caveat"]: row for row in _lifted(posed)["caveats"]}
    assert found["no_joint"]["singly"] == []
    singly = found["no_go"]["singly"]
    assert {one["name"] for one in singly} == {"Left", "Middle"}
    assert [one["credit"] for one in singly] == sorted((one["credit"] for one in singly), reverse=True)
    for one in singly:
        (left,) = {"Left", "Middle"} - {one["name"]}
        files = {**FILES, "contingents.csv": SECTORS.replace("Left;Middle", left)}
        gain = _worth_of(posed, tmp_path / one["name"], replace(BARRED, files=files))
        assert (one["status"], one["declared"]) == ("placed again", True)
        assert one["gain"] == pytest.approx(gain, abs=1e-6)
        assert 0 < one["gain"] <= one["at_most"] * (1 + 1e-9)


def test_unit_value_is_the_best_plan_of_the_mission_with_one_more(tmp_path: Path) -> None:
    """One more team is worth what the best plan with two is over that with one."""
    tiny = replace(SMALL, restrictions=())
    mission = Mission.load(write_tiny(tmp_path / "m", tiny))
    found = explain(mission, solve=9)
    (team,) = (one for one in found["reliefs"] if (one["kind"], one["name"]) == ("stock", "jpt"))
    more = replace(tiny, budget={**tiny.budget, "jpt": 2})
    gain = _worth_of(pose(mission), tmp_path / "more", more)
    assert gain > 0
    assert team["gain"] == pytest.approx(gain, abs=1e-6)
    assert team["at_least"] - 1e-6 <= team["gain"] <= team["at_most"] + 1e-6


def test_one_of_what_the_budget_has_none_of_is_valued_too(tmp_path: Path) -> None:
    """One base or engagement is worth what the best plan with it is over the plan without."""
    tiny = replace(SMALL, restrictions=())
    mission = Mission.load(write_tiny(tmp_path / "m", tiny))
    found = published(explain(mission, solve=9))
    reliefs = {one["name"]: one for one in found["reliefs"] if one["kind"] == "stock"}
    posed = pose(mission)
    for name in ("cob", "engagements"):
        more = replace(tiny, budget={**tiny.budget, name: 1})
        gain = _worth_of(posed, tmp_path / name, more)
        assert reliefs[name]["gain"] == pytest.approx(gain, rel=1e-8), name
        assert reliefs[name]["at_least"] * (1 - 1e-8) <= gain <= reliefs[name]["at_most"] * (1 + 1e-8)
    base = reliefs["cob"]
    assert base["gain"] > 0
    assert base["parts"]["credit"] > 0
    assert any(one["tool"] == "cob" for one in base["opens"])
    text = "\n".join(tradeoff_lines(found))
    assert "One more company operating base, placed again: " in text
    assert "One more company operating base: nothing to gain" not in text


def test_one_more_leaves_floors_on_what_is_reachable_as_the_plan_has_them(tmp_path: Path) -> None:
    """What only the base that the budget lacks would reach is not asked for: the gain has no penalty."""
    floor = '[[constraints.floor]]\nname = "all"\nof = "people"\nbase = "reachable"\nshare = 1.0\n'
    mission = Mission.load(write_tiny(tmp_path / "m", Tiny(budget={"cob": 0}, extra=floor)))
    found = explain(mission, solve=0)
    (base,) = (one for one in found["reliefs"] if (one["kind"], one["name"]) == ("stock", "cob"))
    assert base["parts"]["credit"] > 0
    assert (base["parts"]["penalties"], base["parts"]["floors"]) == (0.0, [])
    assert base["at_least"] == pytest.approx(base["parts"]["credit"])


def test_one_more_of_alert_that_is_not_counted_meets_a_rule_on_its_tier(tmp_path: Path) -> None:
    """Liaison assistants earn nothing there, and are an activity of tier I all the same."""
    extra = '[alert]\nmodelled = "no"\n[[constraints.tier]]\nname = "talks"\ntier = 1\n'
    mission = Mission.load(write_tiny(tmp_path / "m", Tiny(budget={"cob": 0}, extra=extra)))
    reliefs = {one["name"]: one for one in explain(mission, solve=0)["reliefs"] if one["kind"] == "stock"}
    for tool in ("cla", "can"):
        assert reliefs[tool]["at_least"] > 0
        assert [one["after"] for one in reliefs[tool]["parts"]["floors"]] == [0.0]


def test_singly_lifted_is_told_in_lines_and_by_its_schema(tmp_path: Path) -> None:
    """Each restriction and each sector has a line below what is lifted together."""
    tiny = replace(BARRED, restrictions=BOTH.restrictions)
    found = published(explain(Mission.load(write_tiny(tmp_path / "m", tiny)), solve=0))
    lines = tradeoff_lines(found)
    for start in ("  without Closed (civilian) alone: the plan as it stands gains", "  without Left alone: "):
        assert any(line.startswith(start) for line in lines)


def test_without_placing_again_the_plan_as_it_stands_is_counted(tmp_path: Path) -> None:
    """With nothing placed again, what the plan gains as it stands is told, and no more."""
    found = _lifted(_posed(tmp_path / "m", SMALL), solve=0)
    for row in (*found["caveats"], *found["restrictions"]):
        assert (row["status"], row["gain"], row["opens"]) == ("as it stands", None, [])
        assert row["credit"] >= 0
    assert found["caveats"][0]["credit"] > 0
    (bites,) = found["if_suspected_bite"]
    assert (bites["contingent"], bites["declared"], bites["credit"] > 0) == ("Bravo", False, True)


def test_explanation_has_liftings_and_who_could_act(tmp_path: Path) -> None:
    """Both are in the published document and in the lines; it names troops, so it is Confidential."""
    mission = Mission.load(write_tiny(tmp_path / "m", SMALL))
    found = published(explain(mission, solve=1))
    assert found["classification"] == "Confidential"
    assert [row["status"] for row in found["lifting"]["caveats"]] == ["placed again", "as it stands"]
    posed = pose(mission)
    case = posed_case(posed)
    wanted = json.loads(json.dumps(who_could_act(case, harm_flags(case))))
    assert [t["threat"] for t in found["who_could_act"]] == ["T1", "T2"]
    assert [[r["able"] for r in t["rows"]] for t in found["who_could_act"]] == [
        [r["able"] for r in t["rows"]] for t in wanted
    ]
    text = "\n".join(tradeoff_lines(found))
    assert "Without the declared caveat of Alpha (no movement by night): the plan as it stands gains" in text
    assert "If the suspected caveat of Bravo (a maximum distance) binds, the plan loses" in text
    assert "Without what state denies (Closed; civilian): the plan as it stands gains" in text
    assert "host state (a source of threat is never its own protector)" in text


def test_table_of_actors_has_one_schema() -> None:
    """An explanation's table of who could act is that of an evaluation."""
    folder = Path(__file__).parents[2] / "docs" / "schemas"
    trade = json.loads((folder / "trade-offs.schema.json").read_text(encoding="utf-8"))
    whole = json.loads((folder / "evaluation.schema.json").read_text(encoding="utf-8"))
    assert trade["$defs"]["who_could_act"] == whole["$defs"]["evaluation"]["properties"]["who_could_act"]
