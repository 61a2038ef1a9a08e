"""Answers about plans where no plan meets every demand: who is out of reach as things stand comes first."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from geo_poc.answer_picture import answer_picture
from geo_poc.answer_run import answer_to
from geo_poc.answer_words import answer_lines
from geo_poc.control import NO_CONTROL
from geo_poc.explaining import explain
from geo_poc.planning import plan_to
from geo_poc.siting import prepare_ground
from maps.wording import people_words
from tests.geo_poc.test_answer_run import QUESTIONS, SCHEMAS
from tests.geo_poc.weighed_missions import TWO_VIEWS, mission_of

NONE = replace(
    TWO_VIEWS,
    budget={"cob": 0, "jpt": 0},
    extra=TWO_VIEWS.extra.replace(
        'id = "T1"\n', 'id = "T1"\nhard = true\nshare = 1.0\ntime_limit_min = 1\n'
    ).replace('"should"', '"must"', 1),
)
"""No base may be opened, and a must that none in place reaches is hard."""


@pytest.mark.parametrize("kind", [kind for kind in QUESTIONS if kind != "what_if"])
def test_who_is_out_of_reach_today_comes_first(tmp_path: Path, kind: str) -> None:
    """In words, on the page and in the workbook, with the numbers that `plan` has for the present."""
    mission = mission_of(tmp_path / "mission", NONE)
    ground = prepare_ground(mission, NO_CONTROL)
    document = QUESTIONS[kind](mission, ground)
    run = plan_to(mission, tmp_path / "run").run
    present = json.loads((run.path / "evaluation.json").read_text(encoding="utf-8"))["present"]
    today = document["today"]
    out = present["three_numbers"]["people_out_of_reach"]["value"]
    assert out > 0
    assert today["three_numbers"]["people_out_of_reach"] == pytest.approx(out, abs=1.0)
    lines = answer_lines(document)
    assert lines[0].startswith(f"As things stand, {people_words(out)} people at risk out of reach, 0 of 1 ")
    picture = answer_picture(document, mission, ground)
    assert picture.headlines[0] == lines[0]
    ((words, areas),) = picture.uncovered
    assert words == "Uncovered areas as things stand"
    assert len(areas) == len(today["uncovered"]) > 0
    assert len(picture.table) == 1 + len(areas)
    folder = answer_to(document, mission, ground, tmp_path / "out")
    name = "robust" if kind == "robust" else "trade-offs"
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads((folder / f"{kind}.json").read_text(encoding="utf-8")))
    sheet = pd.read_excel(folder / f"{kind}.xlsx", sheet_name="uncovered", engine="calamine")
    assert list(sheet["name"]) == [area["name"] for area in today["uncovered"]]


def test_explanation_without_a_plan_is_headed_and_tabled_as_one(tmp_path: Path) -> None:
    """The page is not about what sites are worth; the table has the conflict and the least change."""
    mission = mission_of(tmp_path / "mission", NONE)
    ground = prepare_ground(mission, NO_CONTROL)
    document = explain(mission, ground=ground)
    assert answer_picture(document, mission, ground).title.endswith("why no plan meets every demand")
    folder = answer_to(document, mission, ground, tmp_path / "out")
    with (folder / "explain.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["words"] for row in rows if row["kind"] == "conflict"] == [
        one["words"] for one in document["conflict"]
    ]
    changes = [row for row in rows if row["kind"] == "change that allows a plan"]
    assert [float(row["by"]) for row in changes] == pytest.approx(
        [one["by"] for one in document["relaxation"]]
    )
    sheet = pd.read_excel(folder / "explain.xlsx", sheet_name="why no plan", engine="calamine")
    assert list(sheet["words"]) == [row["words"] for row in rows]
