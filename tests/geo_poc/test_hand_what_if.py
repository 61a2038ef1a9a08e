"""Changes by hand: equal to the whole evaluation, with who loses reach and who takes over."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from geo_poc.assembling import scales_of
from geo_poc.cli import run_command
from geo_poc.evaluating import evaluate
from geo_poc.evaluator import evaluator
from geo_poc.hand_session import HandSession, prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.hand_words import what_if_lines
from geo_poc.mission import Mission
from geo_poc.planning import plan_to
from geo_poc.record import as_text
from layers.errors import InputError
from tests.geo_poc.told_mission import TOLD
from tests.geo_poc.weighed_missions import TWO, mission_of
from tests.tiny_mission import write_tiny


def _published(document: dict[str, Any]) -> dict[str, Any]:
    schema = Path(__file__).parents[2] / "docs" / "schemas" / "what-if.schema.json"
    printed: dict[str, Any] = json.loads(as_text(document))
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(printed)
    assert what_if_lines(printed)
    return printed


def _session(folder: Path, **keys: Any) -> HandSession:
    return prepare_what_if(mission_of(folder, replace(TWO, **keys)))


@pytest.mark.parametrize(
    "changes",
    [
        {"add": [("cob", "North")]},
        {"add": [("cob", "North"), ("jpt", "North")]},
        {"drop": ["East"]},
        {"move": [("West", "South")]},
        {"drop": ["East"], "add": [("cob", "South")]},
    ],
)
def test_change_is_the_whole_evaluation_of_the_changed_plan(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Every figure is that of `evaluate` on the same assets under the same demand."""
    session = _session(tmp_path)
    found = what_if(session, **changes)
    opened = [one for change in found["changes"] for one in change["opens"]]
    closed = {one for change in found["changes"] for one in change["closes"]}
    assets = session.assembly.assets
    chosen = np.array(
        [(session.chosen[n] and a.id not in closed) or a.id in opened for n, a in enumerate(assets)]
    )
    gone = [n for n, site in enumerate(session.ground.sites) if f"cob:{site.id}" in closed]
    reaches = session.when_closing(gone)
    whole = evaluator(session.ground, reaches, scales_of(session.mission, session.ground))(
        session.opened(chosen)
    )
    after = found["after"]
    assert after["credit"]["total"] == whole.credit["total"]
    assert after["three_numbers"]["people_out_of_reach"] == whole.numbers.people_out_of_reach
    assert after["three_numbers"]["must_met"] == whole.numbers.must_met
    missed = [must["name"] for must in after["three_numbers"]["not_met"]]
    assert missed == after["missed_musts"] == list(whole.missed_musts)
    told = [line for line in what_if_lines(found) if line.startswith("Must threats met: ")]
    assert [" Not met: Raids in the west (" in line for line in told] == [bool(missed)]
    assert after["people_within"] == whole.people_within
    assert after["reach"]["total"] == whole.reach["total"]
    assert [area["people"] for area in after["uncovered"]] == [area.people for area in whole.uncovered][:10]


def test_closing_a_base_agrees_with_evaluating_the_plan_without_it(tmp_path: Path) -> None:
    """Dropping a base in place is what `geo-poc evaluate --only` says of the plan that leaves it out."""
    session = _session(tmp_path)
    found = _published(what_if(session, drop=["East"]))
    plan = tmp_path / "plan.csv"
    plan.write_text("tool,name,lon,lat\ncob,West,0.15,0.30\n", encoding="utf-8")
    other = evaluate(session.mission, plan, only=True, patrols=True)
    assert other.evaluation is not None
    assert found["after"]["credit"]["total"] == pytest.approx(other.evaluation.credit["total"])
    out = other.evaluation.numbers.people_out_of_reach
    assert found["after"]["three_numbers"]["people_out_of_reach"] == pytest.approx(out)


def test_closing_base_says_who_loses_reach_and_who_takes_over(tmp_path: Path) -> None:
    """With two bases an hour apart nobody loses reach; without the other everybody does."""
    session = _session(tmp_path)
    base = _published(what_if(session, drop=["East"]))["closes"][0]
    assert base["name"] == "East"
    assert [one["name"] for one in base["taken_over_by"]] == ["West"]
    assert base["lose_reach"] + base["taken_over_by"][0]["people"] == pytest.approx(base["people"])
    both = _published(what_if(session, drop=["East", "West"]))
    assert [one["taken_over_by"] for one in both["closes"]] == [[], []]
    near = sum(one["people"] for one in both["closes"][0]["near"])
    assert near <= both["closes"][0]["lose_reach"] * (1 + 1e-6)
    assert both["lose_reach"] > 0


def test_closing_what_is_to_stay_and_opening_what_is_ruled_out_is_told_in_words(tmp_path: Path) -> None:
    """The base in place that no rule lets go, the lock with its reason, the site that a lock forbids."""
    lock = '[[site]]\nname = "{}"\nstatus = "{}"\nreason = "agreed"\n'
    extra = TWO.extra + lock.format("West", "locked") + lock.format("North", "forbidden")
    session = _session(tmp_path, extra=extra.replace('"locked"', '"locked"\ntool = "cob"'))
    found = _published(what_if(session, drop=["East", "West"], add=[("cob", "North")]))
    told = " ".join(found["breaks"])
    assert "company operating base at East closes, and the mission says of no such base that it may" in told
    assert "company operating base at West closes, and a lock keeps it open (agreed)" in told
    assert "company operating base at North opens, and the mission rules it out" in told
    assert "decided beforehand" not in told


def test_what_goes_with_its_base_is_not_told_apart_and_what_has_none_by_its_own_words(tmp_path: Path) -> None:
    """Liaison assistants go with their base, which says why it is to stay; a police unit is no base."""
    bases = "name,latitude,longitude,personnel,tool,cla\nWest,0.30,0.15,120,cob,2\nEast,0.30,0.45,140,fpu,0\n"
    folder = tmp_path / "mission"
    path = write_tiny(folder, TWO)
    (folder / "bases.csv").write_text(bases, encoding="utf-8")
    session = prepare_what_if(Mission.load(path))
    stands = {
        asset.tool for asset, there in zip(session.assembly.assets, session.chosen, strict=True) if there
    }
    assert stands >= {"cob", "cla", "fpu"}
    told = _published(what_if(session, drop=["West", "East"]))["breaks"]
    base, unit = told
    assert base.startswith("company operating base at West closes, and the mission says of no such base")
    assert unit.startswith("formed police unit at East closes, and the mission keeps it: only a base in")


def test_what_breaks_a_rule_is_said_and_the_session_stays(tmp_path: Path) -> None:
    """Two bases beyond the budget of one are told as a rule broken; the next question starts afresh."""
    session = _session(tmp_path)
    assert what_if(session, add=[("cob", "North")])["breaks"] == []
    (broken,) = what_if(session, add=[("cob", "North"), ("cob", "South")])["breaks"]
    assert broken == "uses more company operating bases than there are (2 used, 1 available)"
    assert what_if(session, add=[("cob", "North")])["breaks"] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"drop": ["Nowhere"]}, "no site has this name"),
        ({"drop": ["North"]}, "nothing of the plan stands here"),
        ({"add": [("patrol", "North")]}, "bases keep these patrols going unasked.*--set budget.patrol=N"),
        ({"add": [("mediation", "T1")]}, "budget has no engagements.*--set budget.engagements=1"),
        ({"add": [("tank", "North")]}, "knows no such tool.*value: tank=North.*use one of: cob"),
        ({"add": [("qrf", "East")]}, "budget has no quick reaction forces by road.*--set budget.qrf=1"),
        ({"add": [("cob", "East")]}, "stands there already"),
        ({"move": [("North", "South")]}, "nothing of the plan stands here"),
        ({"move": [("East", "East")]}, "nothing would move: both are one site"),
    ],
)
def test_change_that_cannot_be_made_is_a_finding(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    """Names, tools and places are checked before anything is counted."""
    with pytest.raises(InputError, match=message):
        what_if(_session(tmp_path), **changes)


def test_findings_of_a_change_name_their_option(tmp_path: Path) -> None:
    """Each fault of a question stands with the option that it was written in."""
    with pytest.raises(InputError) as caught:
        what_if(_session(tmp_path), drop=["North"], move=[("East", "East")], add=[("cob", "East")])
    told = [(one.column, one.value) for one in caught.value.findings]
    assert told == [("--drop", "North"), ("--move", "East=East"), ("--add", "cob=East")]


def test_move_onto_a_base_of_the_same_class_says_what_does_not_move(tmp_path: Path) -> None:
    """A team moves to the other base; its base finds one there, and closes without moving."""
    planned = replace(TWO, budget={"cob": 0, "jpt": 1})
    mission = mission_of(tmp_path / "m", planned)
    plan_to(mission, tmp_path / "run")
    session = prepare_what_if(mission, run=tmp_path / "run")
    (team,) = [
        session.assembly.assets[n].id
        for n in np.flatnonzero(session.chosen)
        if session.assembly.assets[n].tool == "jpt"
    ]
    start, end = ("East", "West") if team == "jpt:east" else ("West", "East")
    found = _published(what_if(session, move=[(start, end)]))
    (change,) = found["changes"]
    assert change["opens"] == [f"jpt:{end.lower()}"]
    assert change["already"] == [{"id": f"cob:{end.lower()}", "name": f"cob at {end}"}]
    assert f"Company operating base at {end} stood there already: nothing moves to it" in " ".join(
        what_if_lines(found)
    )


def test_a_base_that_moves_away_from_its_caveats_says_so(tmp_path: Path) -> None:
    """Alpha prepares for ten minutes and stays in by night: a new base has nobody's conditions."""
    told = prepare_what_if(Mission.load(write_tiny(tmp_path / "told", TOLD)))
    found = _published(what_if(told, move=[("cob", "West", "South")]))
    assert [one["id"] for one in found["changes"][0]["uncounted"]] == ["cob:c-south"]
    line = "Company operating base at South is counted without the caveats and preparation of the troops"
    assert any(one.startswith(line) for one in what_if_lines(found))
    free = prepare_what_if(mission_of(tmp_path / "free"))
    found = _published(what_if(free, move=[("West", "South")]))
    assert found["changes"][0]["uncounted"] == []
    assert not any("is counted without" in one for one in what_if_lines(found))


def test_tool_is_laid_out_with_the_budget_that_the_remedy_names(tmp_path: Path) -> None:
    """A quick reaction force is added at a base once the question gives it a budget."""
    mission = mission_of(tmp_path, TWO).with_settings(budget__qrf=1)
    found = what_if(prepare_what_if(mission), add=[("qrf", "East")])
    assert found["changes"][0]["opens"] == ["qrf:east"]
    assert found["breaks"] == []


def test_plan_of_a_run_is_changed(tmp_path: Path) -> None:
    """A session from a run folder starts with what its plan comes to; another folder is refused."""
    mission = Mission.load(write_tiny(tmp_path / "m", TWO))
    planned = plan_to(mission, tmp_path / "run")
    session = prepare_what_if(mission, run=tmp_path / "run")
    assert planned.outcome.evaluation is not None
    assert session.as_is.credit["total"] == pytest.approx(planned.outcome.evaluation.credit["total"])
    assert what_if(session, drop=["East"])["plan"] == "run"
    with pytest.raises(InputError, match="not a run folder"):
        prepare_what_if(mission, run=tmp_path / "m")


def test_command_says_who_is_out_of_reach_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first line is who stays out of reach; --json prints the document; a wrong form is bad input."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    mission = str(write_tiny(tmp_path / "m", TWO))
    assert run_command(["what-if", mission, "--move", "East=North", "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("People at risk out of reach: ")
    assert run_command(["what-if", mission, "--add", "cob=North", "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "what_if"
    assert run_command(["what-if", mission, "--add", "North", "--quiet"]) == 2
