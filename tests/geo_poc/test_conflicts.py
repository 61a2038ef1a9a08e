"""What is said where there is no plan: that none can be, or only that none was found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from geo_poc import pipeline, solving
from geo_poc.cli import run_command
from geo_poc.conflicts import conflict_document, resource_words, told_conflict, with_whys
from geo_poc.explaining import explain
from geo_poc.mission import Mission
from geo_poc.planning import Planned
from optimisation.conflict import Conflict, Eased
from optimisation.demands import Demand
from optimisation.problem import Solution
from tests.tiny_mission import Event, Tiny, box, write_tiny

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "plan.schema.json"
NOTHING = np.zeros(0, dtype=np.bool_)


def _none_found(found: Solution, why: str) -> Solution:
    """Return a placement as one that found no plan, and no proof that there is none."""
    status = "cancelled" if why == "user" else "not_found"
    return replace(
        found,
        status=status,
        status_text="No plan was found that meets all hard limits; whether there is one is not known.",
        stopped_by=why,
        chosen=np.zeros_like(found.chosen),
        objective=None,
        bound=None,
        credit=0.0,
        shortfalls=(),
        reasons=("none of the plans tried meets all hard limits",),
        notes=(),
    )


@pytest.mark.parametrize("why", ["effort", "time", "user"])
def test_no_plan_found_is_not_told_as_proof(
    why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status and first line say that none was found; the exit code is that of a run without a plan."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = solving.place
    monkeypatch.setattr(solving, "place", lambda *a, **k: _none_found(place(*a, **k), why))
    monkeypatch.setattr(pipeline, "conflict_of", lambda *_, **__: None)
    tiny, out = write_tiny(tmp_path / "mission"), tmp_path / "run"
    assert run_command(["plan", str(tiny), "--out", str(out), "--json", "--quiet"]) == 3
    status = json.loads(capsys.readouterr().out)["runs"][0]["status"]
    plan: dict[str, Any] = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert status == plan["status"] == ("cancelled" if why == "user" else "not_found")
    assert plan["status_text"].startswith("No plan was found")
    assert plan["stopped_by"] == why
    assert plan["reasons"]
    check = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    check.validate(plan)
    assert not check.is_valid(plan | {"status": "infeasible"})
    assert not check.is_valid(plan | {"bound": 1.0})
    assert not check.is_valid(plan | {"reasons": []})


def test_a_conflict_that_is_named_proves_that_no_plan_can_be(impossible_run: Planned) -> None:
    """Where the search only found none, demands that cannot all hold settle it; without any it stays open."""
    plan = replace(
        impossible_run.outcome.plan, status="not_found", status_text="None found.", stopped_by="effort"
    )
    demand = Demand("stock", 0, "cob", "at most 1 cob")
    named = Conflict((demand,), False, (), False, NOTHING, "effort")
    told = told_conflict(plan, named)
    assert told.status == "infeasible"
    assert told.status_text == "No plan can meet all hard limits."
    for open_ in (None, replace(named, demands=())):
        told = told_conflict(plan, open_)
        assert (told.status, told.status_text) == ("not_found", "None found.")


def test_a_change_is_told_where_no_conflict_is_proven(impossible_run: Planned) -> None:
    """The status stays open, the reasons begin with what is not known, and the document is valid."""
    plan = replace(impossible_run.outcome.plan, status="not_found", status_text="None found.", conflict=None)
    floor = Demand("floor", 0, "everything", "everything: at least 84.0 % of it within reach")
    change = Eased(floor, 0.004, "everything: 83.6 % instead of 84.0 %")
    found = Conflict((), False, (change,), False, NOTHING, "time", floors_at_least=0.002)
    told = told_conflict(plan, found)
    assert (told.status, told.conflict) == ("not_found", found)
    assert told.reasons[:2] == (
        "Whether any plan meets all demands is not known: the search was cut short.",
        "A change that allows a plan: everything: 83.6 % instead of 84.0 %.",
    )
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]["conflict"]
    Draft202012Validator(schema).validate(conflict_document(found))
    assert conflict_document(found)["floors_at_least"] == 0.002


HARD = """
[[threat]]
id = "T1"
name = "Raids in the north"
source = "armed_group"
priority = "must"
hard = true
centre = [0.30, 0.50]
radius_km = 3
"""
FORBIDDEN = '[[site]]\nname = "North"\nstatus = "forbidden"\nreason = "a school"\n'
NO_HUB = """
[[constraints.hub]]
name = "evacuation"
sites = ["West"]
within_min = 10
"""


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize(
    ("shut", "why"),
    [(FORBIDDEN, "a school"), (NO_HUB, "evacuation: over 10 minutes by road from every hub, and")],
    ids=["forbidden", "hub"],
)
def test_what_is_ruled_out_is_told_with_the_reason(shut: str, why: str, tmp_path: Path) -> None:
    """A conflict that names what is ruled out says why, and so does the change that would allow a plan."""
    north = Tiny(
        events=(Event(0.30, 0.50),),
        people=((0.30, 0.50, 20_000),),
        roads=(),
        budget={"cob": 1, "jpt": 0},
        extra=HARD + shut,
    )
    found = explain(Mission.load(write_tiny(tmp_path, north)))
    first, change, *_ = found["reasons"]
    assert f"company operating base at North is ruled out ({why}" in first
    assert f"allow company operating base at North ({why}" in change


def test_what_is_locked_open_is_told_with_the_reason() -> None:
    """A lock in a conflict has its reason; a demand without one, and of another kind, stays as it is."""
    lock, need = Demand("open", 0, "it", "it is open"), Demand("stock", 0, "teams", "teams: no more than 1")
    found = Conflict((need, lock), True, (Eased(lock, 1.0, "close it"),), True, NOTHING)
    told = with_whys(found, {0: "locked open: promised"})
    assert [one.words for one in told.demands] == [need.words, "it is open (locked open: promised)"]
    assert told.relaxation[0].words == "close it (locked open: promised)"


def test_hubs_that_an_option_needs_are_named_by_it() -> None:
    """A hub and its option are told in words, without the key that a problem has them by."""
    names = {"jpt:north": "joint protection team at North"}
    told = resource_words("need: air and road of jpt:north", names)
    assert told == "hubs of air and road for joint protection team at North"
    assert resource_words("cob", names) == "company operating bases"


@pytest.mark.usefixtures("own_cache")
def test_base_that_may_go_is_told_as_such(tmp_path: Path) -> None:
    """A company base where a temporary one stands needs it gone: words name bases and moves, never ids."""
    threat = HARD.replace("0.30, 0.50", "0.15, 0.30")
    rent = '[[constraints.release]]\nsite = "West"\nreason = "rent"\nclose_cost = 1\nmove_cost = 1\n'
    tiny = Tiny(
        bases=(),
        events=(Event(0.15, 0.30),),
        people=((0.15, 0.30, 20_000),),
        places=(),
        roads=(),
        budget={"cob": 1, "jpt": 0},
        extra=f"[constraints]\nmoves = 0\n{rent}{threat}",
        files={"bases.csv": "name,latitude,longitude,personnel,tool\nWest,0.30,0.15,35,tob\n"},
    )
    told = explain(Mission.load(write_tiny(tmp_path, tiny)))
    conflict = [one["words"] for one in told["conflict"]]
    assert "temporary operating base at West stays, closes or moves" in conflict
    assert not any("decided:" in words or "decision" in words for words in conflict)
    assert [one["words"] for one in told["relaxation"]] == ["moves: 1 instead of 0"]


AID = """
[[site]]
name = "North"
status = "locked"
reason = "promised"
tool = "tob"
[[site]]
name = "South"
status = "locked"
reason = "promised"
[[constraints.hub]]
name = "aid"
tools = ["cob"]
serves = ["jpt"]
within_min = 10
[[constraints.tier]]
name = "talks"
tier = 1
district = "Northland"
hard = true
"""


@pytest.mark.usefixtures("own_cache")
def test_need_of_a_hub_is_told_as_a_need(tmp_path: Path) -> None:
    """A team beside its temporary base needs a hub too: that is told as a rule, not as a stock of hubs."""
    tiny = Tiny(
        places=(("North", 0.30, 0.42), ("Near", 0.30, 0.37), ("South", 0.30, 0.10)),
        roads=(((0.0, 0.3), (0.6, 0.3)), ((0.3, 0.3), (0.3, 0.6))),
        districts=(("Northland", box(0.2, 0.4, 0.4, 0.6)), ("Rest", box(0.0, 0.0, 0.6, 0.4))),
        budget={"cob": 1, "tob": 1, "jpt": 2},
        extra=AID,
    )
    found = explain(Mission.load(write_tiny(tmp_path, tiny)))
    assert "tier I: talks: at least 1 must act, yet all sites and assets together reach 0" in found["reasons"]
    told = [one["words"] for one in found["conflict"]]
    need = "joint protection team at North needs a hub of aid, or a base that passes it on"
    assert told[:3] == ["tier I: talks: at least 1", "company operating bases: no more than 1", need]
