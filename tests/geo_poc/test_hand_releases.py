"""Changes by hand of bases that the mission lets close or move."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo_poc.hand_session import HandSession, prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.mission import Mission
from geo_poc.planning import plan_to
from optimisation.scoring import breaches
from tests.geo_poc.weighed_missions import TWO, mission_of
from tests.tiny_mission import write_tiny

OVER = "uses more company operating bases than there are (2 used, 1 available)"


def _rule(site: str, **costs: int) -> str:
    told = "".join(f"{way}_cost = {cost}\n" for way, cost in costs.items())
    return f'[[constraints.release]]\nsite = "{site}"\nreason = "quiet"\n{told}'


def _session(folder: Path, *rules: str, moves: int | None = None, cob: int = 0) -> HandSession:
    """Return two bases in place and a budget for some others, with some rules."""
    head = "" if moves is None else f"[constraints]\nmoves = {moves}\n"
    tiny = replace(TWO, budget={"cob": cob, "jpt": 1}, extra=TWO.extra + head + "".join(rules))
    return prepare_what_if(mission_of(folder, tiny))


BOTH: dict[str, int] = {"close": 0, "move": 1}


@pytest.mark.parametrize(
    ("costs", "changes", "broken"),
    [
        (BOTH, {"drop": ["East"]}, []),
        (BOTH, {"move": [("East", "South")]}, []),
        (BOTH, {"drop": ["East"], "add": [("cob", "South")]}, []),
        (BOTH, {"drop": ["East"], "add": [("cob", "South"), ("cob", "North")]}, [OVER]),
        ({"move": 1}, {"drop": ["East"]}, []),
        ({"move": 1}, {"move": [("East", "South")]}, []),
        ({"close": 0}, {"drop": ["East"]}, []),
    ],
)
def test_base_that_may_go_is_closed_or_moved_as_the_rule_allows(
    tmp_path: Path, costs: dict[str, int], changes: dict[str, Any], broken: list[str]
) -> None:
    """A move frees one base of its class, closing does not; what may go breaks no rule by going."""
    session = _session(tmp_path, _rule("East", **costs))
    found = what_if(session, **changes)
    assert found["breaks"] == broken
    (closed,) = (change["closes"] for change in found["changes"] if change["closes"])
    assert closed == ["cob:east"]  # decisions are no assets
    assert [base["name"] for base in found["closes"]] == ["East"]


@pytest.mark.parametrize(("costs", "free"), [({"close": 0}, 1), (BOTH, 2)])
def test_base_that_may_only_close_frees_none(tmp_path: Path, costs: dict[str, int], free: int) -> None:
    """Beside a budget of one, closing a base leaves that one, and moving it makes them two."""
    session = _session(tmp_path, _rule("East", **costs), cob=1)
    found = what_if(session, move=[("East", "South")], add=[("cob", "North")])
    assert found["breaks"] == ([OVER] if free < 2 else [])


def test_the_other_base_still_may_not(tmp_path: Path) -> None:
    """A rule for one base lets no other go."""
    (told,) = what_if(_session(tmp_path, _rule("East", **BOTH)), drop=["West"])["breaks"]
    assert told.startswith("company operating base at West closes, and the mission says of no such base")


def test_more_bases_than_may_go_break_the_limit_of_moves(tmp_path: Path) -> None:
    """With one move allowed the second base that goes is told."""
    session = _session(tmp_path, _rule("East", close=0), _rule("West", move=1), moves=1)
    assert what_if(session, drop=["West"])["breaks"] == []
    (told,) = what_if(session, drop=["West", "East"])["breaks"]
    assert told == "uses more moves than there are (2 used, 1 available)"


def test_what_stands_at_a_base_that_may_go_does_not_go_alone(tmp_path: Path) -> None:
    """Liaison assistants go with their base; without it going the mission keeps them."""
    tiny = replace(TWO, budget={"cob": 0, "jpt": 0}, extra=TWO.extra + _rule("West", **BOTH))
    path = write_tiny(tmp_path, tiny)
    bases = "name,latitude,longitude,personnel,tool,cla\nWest,0.30,0.15,120,cob,2\nEast,0.30,0.45,140,cob,0\n"
    (tmp_path / "bases.csv").write_text(bases, encoding="utf-8")
    session = prepare_what_if(Mission.load(path))
    assert what_if(session, drop=["West"])["breaks"] == []
    (told,) = what_if(session, drop=[("cla", "West")])["breaks"]
    assert told.startswith("community liaison assistants at West closes, and the mission keeps it")


def test_plan_of_a_run_that_moved_a_base_begins_with_the_move(tmp_path: Path) -> None:
    """The base that it moved is free to stand elsewhere: nothing is broken before the first change."""
    far = replace(
        TWO, bases=(("West", 0.15, 0.30), ("Idle", 0.05, 0.05)), places=(("East", 0.45, 0.30),),
        budget={"cob": 0, "jpt": 0}, extra=_rule("Idle", move=0),
    )  # fmt: skip
    mission = mission_of(tmp_path / "m", far)
    planned = plan_to(mission, tmp_path / "run")
    assert {one.id for one in planned.outcome.plan.placements} == {"cob:west", "cob:c-east"}
    session = prepare_what_if(mission, run=tmp_path / "run")
    tools = {session.assembly.assets[n].tool for n in np.flatnonzero(session.chosen)}
    assert tools == {"cob", "decided", "move"}
    assert breaches(session.assembly.problem, session.chosen) == ()
    (told,) = what_if(session, add=[("cob", "Idle")])["breaks"]
    assert told == "uses more company operating bases than there are (1 used, 0 available)"
