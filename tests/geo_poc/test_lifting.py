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
from geo_poc.lifting import Liftings, Work
from geo_poc.mission import Mission
from geo_poc.posed import Posed, floored, pose, posed_case
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.who_could_act import who_could_act
from optimisation.scoring import breaches, score
from optimisation.watch import Watch
from tests.geo_poc.told_mission import CONTINGENTS, FILES, TOLD
from tests.geo_poc.weighed_missions import published
from tests.tiny_mission import Tiny, write_tiny

SMALL = replace(TOLD, budget={"cob": 0, "jpt": 1, "patrol": 0, "night_patrol": 0, "engagements": 0})
"""One team at one of four sites; civilians are denied passage around East."""


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
    assert ask_all(in_turn((found.denials(), found.caveats())), watch) == ()
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
    assert night["gain"] > 0
    assert denial["gain"] > 0


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
