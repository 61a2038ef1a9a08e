"""Folders of answers: whole, chained by hashes, drawn without a network."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from geo_poc import uncovered_record
from geo_poc.answer_picture import answer_picture
from geo_poc.answer_run import answer_to
from geo_poc.answer_table import answer_table
from geo_poc.compromising import compromise
from geo_poc.control import NO_CONTROL
from geo_poc.explaining import explain
from geo_poc.ground import Ground
from geo_poc.hand_session import prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.mission import Mission
from geo_poc.robustness import robust
from geo_poc.siting import prepare_ground
from geo_poc.tradeoffs import frontier, portfolio
from layers.errors import InputError
from maps.answers import compose_answer_map
from maps.wording import left_out_words
from tests.geo_poc.weighed_missions import TWO_VIEWS, mission_of

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
Asked = Callable[[Mission, Ground], dict[str, Any]]

QUESTIONS: dict[str, Asked] = {
    "frontier": lambda mission, ground: frontier(
        mission, first="western", second="eastern", points=3, ground=ground
    ),
    "compromise": lambda mission, ground: compromise(mission, ground=ground),
    "portfolio": lambda mission, ground: portfolio(mission, plans=2, within=1.0, ground=ground),
    "explain": lambda mission, ground: explain(mission, solve=1, ground=ground),
    "robust": lambda mission, ground: robust(mission, lose=0, ground=ground),
    "what_if": lambda mission, ground: what_if(
        prepare_what_if(mission, ground=ground), add=[("cob", "West")]
    ),
}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_answer_is_a_whole_folder_chained_by_hashes(tmp_path: Path, kind: str) -> None:
    """JSON, table, map and mission, each with its hash beside those of the inputs; written once."""
    mission = mission_of(tmp_path / "mission", TWO_VIEWS)
    ground = prepare_ground(mission, NO_CONTROL)
    document = QUESTIONS[kind](mission, ground)
    folder = answer_to(document, mission, ground, tmp_path / "out")
    assert {file.name for file in folder.iterdir()} == {
        f"{kind}.json", f"{kind}.csv", f"{kind}.xlsx", "map.html", "mission.toml", "made.json",
    }  # fmt: skip
    made = json.loads((folder / "made.json").read_text(encoding="utf-8"))
    schema = json.loads((SCHEMAS / "made.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(made)] == []
    for name, held in made["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == held["sha256"]
    assert made["mission_file"]["sha256"] == hashlib.sha256(mission.path.read_bytes()).hexdigest()
    assert any(item["key"] == "layers.bases.path" for item in made["inputs"])
    rows = list(csv.DictReader((folder / f"{kind}.csv").read_text("utf-8-sig").splitlines()))
    assert rows
    with pytest.raises(InputError):
        answer_to(document, mission, ground, tmp_path / "out")


def test_map_has_a_switch_for_each_plan_and_bases_in_place(tmp_path: Path) -> None:
    """The first plan is shown, the others can be switched on; the list beside has a row for each."""
    mission = mission_of(tmp_path, TWO_VIEWS)
    ground = prepare_ground(mission, NO_CONTROL)
    picture = answer_picture(compromise(mission, ground=ground), mission, ground)
    spec = compose_answer_map(picture)
    plans = [layer for layer in spec.layers if layer.section.startswith("Plans")]
    assert [layer.name[0] for layer in plans] == ["C", "B", "A"]
    assert len({layer.colour for layer in plans}) == 3
    assert spec.layers[-1].name == "Uncovered areas of plan A"  # on top of all
    assert [layer.shown for layer in plans] == [False, False, True]
    assert "Bases in place" in {layer.name for layer in spec.layers}
    assert [row[0] for row in spec.lists[0][1][1:]] == ["A", "B", "C"]
    assert spec.headlines[0].startswith("Plan A (between the views): ")
    assert len(spec.table) == 1 + min(10, len(picture.uncovered[0][1]))
    assert spec.watermark == "EXERCISE"
    assert spec.lists[0][1][0][-2:] == ("western", "eastern")
    assert [row[-2:].count("100 %") for row in spec.lists[0][1][2:]] == [1, 1]  # the best of its own view
    assert all(any(row[n] for row in spec.lists[0][1][1:]) for n in range(len(spec.lists[0][1][0])))


@pytest.mark.parametrize("kind", ["portfolio", "frontier"])
def test_plans_in_words_have_the_letters_of_the_map(tmp_path: Path, kind: str) -> None:
    """Each plan's line begins with its letter, in the order of the list; a portfolio's shares have tenths."""
    mission = mission_of(tmp_path, TWO_VIEWS)
    ground = prepare_ground(mission, NO_CONTROL)
    document = QUESTIONS[kind](mission, ground)
    picture = answer_picture(document, mission, ground)
    begun = [line[0] for line in picture.details if line[1:3] == ": "]
    assert begun == [words[0] for words, _ in picture.plans]
    assert len(begun) > 1
    cut = "Cut short by the time limit: what is shown holds, more may be missing."
    stopped = {"stopped_by": "time", "ended_by": "time", "reproducible": False}
    asked = {key: stopped[key] for key in stopped if key in document}
    assert answer_picture({**document, **asked}, mission, ground).headlines[-1] == cut  # never folded away
    if kind == "frontier":
        assert picture.title.endswith(": what more for eastern costs western")
        assert picture.lists[0][1][0][1:3] == ("western, of the most found", "eastern, of the most found")
        assert picture.chart is not None
        assert [point.name for point in picture.chart.points] == begun
        colours = [layer.colour for layer in compose_answer_map(picture).layers if layer.name[1:3] == ": "]
        assert [point.colour for point in picture.chart.points] == colours[::-1]
    if kind == "portfolio":
        assert picture.chart is None
        assert picture.headlines[1].startswith("Each plan leaves at least 1 base site")
        assert re.search(r" \d+\.\d % (less|more) weighted reach|as much weighted reach", picture.plans[1][0])


def test_musts_that_plans_do_not_meet_are_listed_by_plan(tmp_path: Path) -> None:
    """With one base for two musts each plan misses one: the page says which, and the table names it."""
    extra = TWO_VIEWS.extra.replace('"should"', '"must"\ntime_limit_min = 20')
    musts = replace(TWO_VIEWS, extra=extra)
    mission = mission_of(tmp_path, musts)
    ground = prepare_ground(mission, NO_CONTROL)
    document = portfolio(mission, plans=2, within=1.0, ground=ground)
    spec = compose_answer_map(answer_picture(document, mission, ground))
    (rows,) = (rows for title, rows in spec.lists if title == "Must threats not met")
    assert rows[0] == ("Must threat", "Not met by", "How far off")
    assert {row[0]: row[1] for row in rows[1:]} == dict(
        zip(("Raids in the east", "Raids in the west"), _missing(document), strict=True)
    )
    assert "1 of 2 musts met; not met: Raids in the " in spec.headlines[0]
    missed = [row["missed_musts"] for row in csv.DictReader(answer_table(document).splitlines())]
    assert sorted(missed) == ["Raids in the east", "Raids in the west"]


def _missing(document: dict[str, Any]) -> tuple[str, str]:
    """Return the letters of the plans that have no base in the east, and none in the west."""
    east, west = (
        next(
            "AB"[number]
            for number, plan in enumerate(document["plans"])
            if all(option["name"] != f"cob at {place}" for option in plan["placed"])
        )
        for place in ("East", "West")
    )
    return east, west


def test_sites_of_robust_plans_and_explanations_are_graded(tmp_path: Path) -> None:
    """A site chosen in every plan, or worth most, is in the first grade, each site in one grade only."""
    mission = mission_of(tmp_path, TWO_VIEWS)
    ground = prepare_ground(mission, NO_CONTROL)
    found = robust(mission, lose=0, ground=ground)
    always = {one["name"] for one in found["chosen"] if one["runs"] == one["of"]}
    picture = answer_picture(found, mission, ground)
    assert {f"cob at {name}" for name in picture.grades[0][1]["name"]} == always
    (_, ranged), (_, matrix) = picture.lists
    assert [row[0] for row in ranged[1:]] == [words[0] for words, _ in picture.plans]
    assert not any("it loses" in line for line in (*picture.headlines, *picture.details))  # the matrix has it
    assert [row[0] for row in matrix[1 : 1 + len(found["futures"])]] == [
        future["words"] for future in found["futures"]
    ]
    assert {len(row) for row in matrix} == {1 + len(picture.plans)}
    assert matrix[1][1] == "0"
    assert all(cell == "<0.1" or float(cell) >= 0 for row in matrix[1:] for cell in row[1:])
    told = explain(mission, solve=0, ground=ground)
    graded = answer_picture(told, mission, ground).grades
    names = [name for _, table in graded for name in table["name"]]
    assert len(names) == len(set(names))
    assert told["sites"][0]["name"] in set(graded[0][1]["name"])
    # What a base supports elsewhere closes with it, and is drawn by what it is worth itself.
    first, *others = told["sites"]
    also = {**first, "closes": [*first["closes"], *others[-1]["closes"]]}
    again = answer_picture({**told, "sites": [also, *others]}, mission, ground).grades
    assert [table["name"].tolist() for _, table in again] == [table["name"].tolist() for _, table in graded]


@pytest.mark.parametrize("kind", ["portfolio", "explain", "robust", "what_if"])
def test_uncovered_areas_beyond_those_listed_are_counted(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of those with most risk does not read as if it were all: document and page tell the rest."""
    monkeypatch.setattr(uncovered_record, "MOST_AREAS", 0)
    mission = mission_of(tmp_path / "mission", TWO_VIEWS)
    ground = prepare_ground(mission, NO_CONTROL)
    document = QUESTIONS[kind](mission, ground)
    told = {
        "portfolio": lambda: document["plans"][0],
        "explain": lambda: document,
        "robust": lambda: document["plans"][0],
        "what_if": lambda: document["after"],
    }[kind]()
    rest = told["uncovered_rest"]
    assert told["uncovered"] == []
    assert rest["areas"] > 0
    assert rest["people"] > 0
    note = answer_picture(document, mission, ground).table_note
    assert f"{left_out_words(rest['areas'], rest['people'])}" in note
    assert note.startswith("After the change. Neither listed" if kind == "what_if" else "Neither listed")
