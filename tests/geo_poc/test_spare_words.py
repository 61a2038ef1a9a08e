"""What is left unspent, from a tiny plan to its words, its page, its explanation and its evaluation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from geo_poc.answer_sheets import answer_sheets
from geo_poc.answer_table import answer_rows
from geo_poc.evaluating import evaluate_to
from geo_poc.explaining import explain
from geo_poc.mission import Mission
from geo_poc.planning import Planned, plan_to
from geo_poc.spare_words import spare_lines
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.words import evaluation_headlines
from tests.geo_poc.weighed_missions import THREAT, TWO, mission_of, published
from tests.tiny_mission import Event

SURPLUS = replace(TWO, budget={"cob": 3, "jpt": 1})
"""Two candidate sites and three more bases."""
SOUTH = THREAT.replace("T1", "T2").replace("west", "south").replace("[0.15, 0.30]", "[0.30, 0.10]")
FAR = replace(
    TWO,
    events=(*TWO.events, Event(0.30, 0.50), Event(0.30, 0.10)),
    people=(*TWO.people, (0.30, 0.50, 30_000), (0.30, 0.10, 10_000)),
    budget={"cob": 1, "jpt": 0},
    extra=(THREAT.replace("west", "north").replace("[0.15, 0.30]", "[0.30, 0.50]") + SOUTH).replace("8", "3"),
)
"""Two must threats beyond reach of the bases, and one base more."""


@pytest.fixture(scope="module")
def surplus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mission, Planned]:
    """Return a mission with more bases than it can use, and its run."""
    folder = tmp_path_factory.mktemp("surplus")
    mission = mission_of(folder / "mission", SURPLUS)
    return mission, plan_to(mission, folder / "run")


def _documents(made: Planned) -> tuple[dict, dict]:
    plan, evaluation = (
        json.loads((made.run.path / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("plan", "evaluation")
    )
    schema = Path(__file__).parents[2] / "docs" / "schemas" / "plan.schema.json"
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(plan)
    return plan, evaluation


def _left(rows: list[dict], name: str) -> dict:
    return next(row for row in rows if row["name"] == name)


def test_a_surplus_is_said_in_the_plan_its_words_and_its_page(surplus: tuple[Mission, Planned]) -> None:
    """One base more than there are sites is left: plan.json, headlines and map say so with the reason."""
    plan, evaluation = _documents(surplus[1])
    row = _left(plan["spare"], "cob")
    assert (row["left"], row["used"], row["why"], row["parts"]) == (1, 2, "no use", None)
    (line,) = (one for one in spare_lines(plan["spare"]) if " company operating bases: " in one)
    assert line == "Left unspent: 1 of 3 company operating bases: there is no further site to open one at."
    assert line in evaluation_headlines(plan, evaluation)
    assert line in (surplus[1].run.path / "map.html").read_text(encoding="utf-8")


def test_why_nothing_more_is_used_is_said_in_words() -> None:
    """Places that add nothing, and what keeps others out, are counted in the line of the resource."""
    row = {"name": "cob", "supplied": 3.0, "left": 2.0, "fits": 4, "where": None, "kept_out": {}}
    (line,) = spare_lines([{**row, "why": "adds nothing"}])
    assert line.startswith(
        "Left unspent: 2 of 3 company operating bases: at none of the 4 places where another fits does it add"
    )
    (line,) = spare_lines([{**row, "why": "no place", "kept_out": {"taken": 2, "jpt": 1}}])
    assert line.endswith(": 2 where something excludes it, 1 for want of joint protection teams.")
    assert spare_lines([{**row, "why": "used", "left": 0.0}]) == []
    (line,) = spare_lines([{**row, "name": "moves", "why": "no place", "kept_out": {"taken": 2}}])
    assert line.startswith("Left unspent: 2 of 3 moves: as far as was looked, no plan that closes or moves")


def test_explain_says_the_same_of_a_surplus(surplus: tuple[Mission, Planned]) -> None:
    """The explanation's rows and lines on what is left are those of the run, and a sheet has them."""
    found = published(explain(surplus[0], solve=0))
    assert found["spare"] == _documents(surplus[1])[0]["spare"]
    assert set(spare_lines(found["spare"])) <= set(tradeoff_lines(found))
    sheet = answer_sheets(found)["left"]
    assert sheet.set_index("name").loc["cob", ["supplied", "used", "left"]].tolist() == [3, 2, 1]


def test_the_next_unit_is_told_part_by_part(tmp_path: Path) -> None:
    """One more base meets the must and brings its people within reach: told apart from weighted reach."""
    mission = mission_of(tmp_path / "mission", FAR)
    found = published(explain(mission, solve=0))
    one = _left(found["spare"], "cob")
    assert one["parts"]["musts"] == ["Raids in the south"]
    assert one["parts"]["people_out_of_reach"] == pytest.approx(10_000, rel=0.05)
    assert 0 < one["parts"]["credit"] < one["one_more"]
    assert one["parts"]["credit"] + one["parts"]["penalties"] == pytest.approx(one["one_more"])
    relief = next(relief for relief in found["reliefs"] if relief["name"] == "cob")
    assert relief["most"]["musts"] == ["Raids in the south"]
    assert relief["most"]["credit"] >= one["parts"]["credit"] * (1 - 1e-9)
    assert relief["most"]["credit"] < relief["at_most"]
    row = next(row for row in answer_rows(found) if (row["kind"], row["name"]) == ("one more", "cob"))
    assert row["musts_gained"] == "Raids in the south"
    plan, evaluation = _documents(plan_to(mission, tmp_path / "run"))
    (line,) = (
        one
        for one in evaluation_headlines(plan, evaluation)
        if one.startswith("One more company operating base")
    )
    assert " people at risk come within reach; Raids in the south met; " in line


def test_a_given_plan_says_what_of_the_budget_is_left(
    surplus: tuple[Mission, Planned], tmp_path: Path
) -> None:
    """One of three bases given leaves two; whether another would add is said not to be looked for."""
    given = tmp_path / "plan.csv"
    given.write_text("tool,name,lon,lat\ncob,Here,0.30,0.10\n", encoding="utf-8")
    plan, evaluation = _documents(evaluate_to(surplus[0], given, tmp_path / "run"))
    row = _left(plan["spare"], "cob")
    assert (row["left"], row["used"], row["why"], row["one_more"]) == (2, 1, "not looked for", None)
    why = "the plan was given; whether another would add was not looked for"
    wanted = f"Left unspent: 2 of 3 company operating bases: {why}."
    assert wanted in evaluation_headlines(plan, evaluation)
