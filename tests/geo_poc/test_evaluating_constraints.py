"""A plan that somebody made is held against the constraints of its mission."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo_poc import evaluating
from geo_poc.evaluating import evaluate
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from layers.errors import InputError
from tests.tiny_mission import REBELS, Event, Tiny, write_tiny

RULES = """
[[constraints.spacing]]
metres = 40000
reason = "one road"
[[constraints.veto]]
flag = "exploitation"
reason = "no capacity to train"
[[constraints.floor]]
name = "everybody"
of = "people"
share = 1.0
[[constraints.tier]]
name = "dialogue"
"""


def _told(folder: Path, extra: str) -> list[str]:
    plan = pd.DataFrame({"site": ["c-north"], "tool": ["cob"]})
    outcome = evaluate(Mission.load(write_tiny(folder, Tiny(budget={"cob": 1}, extra=extra))), plan)
    return [finding.message for finding in outcome.findings if finding.column == "constraints"]


def test_a_plan_is_told_what_it_breaks(tmp_path: Path) -> None:
    """Distances, vetoes, floors and tiers are warnings, with what the plan has of them."""
    told = _told(tmp_path / "a", RULES)
    assert any(words.startswith("company operating base at North: exploitation") for words in told)
    assert any(
        "West" in words and "North" in words and "less than 40 km apart (one road)" in words for words in told
    )
    assert not any("West and East" in words for words in told)
    assert any(words.startswith("floor: everybody: the plan has") for words in told)
    assert any(words.startswith("tier I: dialogue: the plan has 0.0%") for words in told)


def test_without_constraints_nothing_is_told(tmp_path: Path) -> None:
    """A mission without constraints holds no plan against any."""
    assert _told(tmp_path / "b", "") == []


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ('[[constraints.hub]]\nname = "hospital"\nsites = ["Nowhere"]\nwithin_min = 60\n', "hub[1].sites"),
        ('[[constraints.floor]]\nname = "all"\nshare = 0.5\ndistrict = "Nowhere"\n', "floor[1].district"),
        ('[[constraints.release]]\nsite = "Nowhere"\nreason = "why"\nclose_cost = 1\n', "release[1].site"),
    ],
)
def test_a_rule_that_names_what_is_not_there_ends_before_travel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, key: str
) -> None:
    """The key and the name are told, and no minute of travel is computed for it."""

    def never(*_: object, **__: object) -> Ground:
        raise AssertionError("travelled")

    monkeypatch.setattr(evaluating, "travelled", never)
    with pytest.raises(InputError) as raised:
        _told(tmp_path, rule)
    assert [(f.column, f.value) for f in raised.value.findings] == [(f"constraints.{key}", "Nowhere")]


def _outcome(
    tiny: Tiny, folder: Path, *rows: tuple[str, str], only: bool = False, patrols: bool = False
) -> list[str]:
    """Return what is told of a plan's constraints and budget."""
    plan = pd.DataFrame(rows, columns=["site", "tool"])
    outcome = evaluate(Mission.load(write_tiny(folder, tiny)), plan, only=only, patrols=patrols)
    return [f.message for f in outcome.findings if f.column in ("constraints", "tool")]


def test_the_optimisers_plan_keeps_a_floor_on_what_is_reachable(tmp_path: Path) -> None:
    """Its share is of what options reach, a forbidden one not among them: no plan is blamed for the rest."""
    rule = '[[constraints.floor]]\nname = "all"\nbase = "reachable"\nshare = 1.0\n'
    lock = '[[site]]\nname = "South"\nstatus = "forbidden"\nreason = "no"\n'
    tiny = Tiny(budget={"cob": 1, "patrol": 0, "night_patrol": 0}, extra=lock + rule)
    assert make_plan(Mission.load(write_tiny(tmp_path / "p", tiny))).plan.shortfalls == ()
    assert _outcome(tiny, tmp_path / "a", ("c-north", "cob")) == []
    (told,) = _outcome(tiny, tmp_path / "b", ("west", "cob"))
    assert told.startswith("floor: all: the plan has ")


def test_what_no_hub_supports_is_told(tmp_path: Path) -> None:
    """A base beyond the hub, unless another of the plan passes support on; and what a closed hub leaves."""
    rule = '[[constraints.hub]]\nname = "medevac"\nsites = ["West"]\nwithin_min = 60\nrelay = {}\n'
    spots = (("Mid", 0.30, 0.30), ("Far", 0.50, 0.30))
    tiny = Tiny(
        bases=(("West", 0.05, 0.30),),
        places=spots,
        budget={"cob": 2, "patrol": 0, "night_patrol": 0},
        extra=rule.format("true"),
    )
    beyond = "company operating base at Far: medevac: over 60 minutes by road from every hub"
    tail = ", and no other base of the plan passes support on"
    assert _outcome(tiny, tmp_path / "a", ("c-far", "cob")) == [beyond + tail]
    assert _outcome(tiny, tmp_path / "b", ("c-far", "cob"), ("c-mid", "cob")) == []
    closes = "company operating base at West closes, and the mission says of no such base that it may"
    both = [words + tail for words in (beyond.replace("Far", "Mid"), beyond)]
    closed = (("c-mid", "cob"), ("c-far", "cob"))
    told = _outcome(tiny, tmp_path / "c", *closed, only=True)
    assert told[0] == f"{closes} (constraints.release)"
    assert sorted(told[1:]) == sorted(both)
    alone = replace(tiny, extra=rule.format("false"))
    assert _outcome(alone, tmp_path / "d", ("c-far", "cob"), ("c-mid", "cob")) == [beyond]


def test_a_base_that_moves_is_no_breach_and_more_than_may_go_are(tmp_path: Path) -> None:
    """What a move frees may stand elsewhere without a budget; the limit of moves holds."""
    rule = '[[constraints.release]]\nsite = "{}"\nreason = "quiet"\n{}_cost = 0\n'
    head = "[constraints]\nmoves = 1\n"
    budget = {"cob": 0, "patrol": 0, "night_patrol": 0}
    tiny = Tiny(budget=budget, extra=head + rule.format("West", "move") + rule.format("East", "close"))
    assert _outcome(tiny, tmp_path / "a", ("c-north", "cob"), ("east", "cob"), only=True) == []
    (over,) = _outcome(tiny, tmp_path / "b", ("c-north", "cob"), ("west", "cob"), only=True)
    assert over == "the plan has 1 new company operating bases, and the budget allows 0"
    (moves,) = _outcome(tiny, tmp_path / "c", ("c-north", "cob"), only=True)
    assert moves == "2 bases close or move (West, East), and constraints.moves allows 1"


def test_what_earns_nothing_holds_no_constraint(tmp_path: Path) -> None:
    """A team without a host is no activity of tier I, and a tool without a budget is barred all the same."""
    rule = '[[constraints.tier]]\nname = "dialogue"\n'
    tiny = Tiny(budget={"jpt": 1, "patrol": 0, "night_patrol": 0}, extra=rule)
    told = _outcome(tiny, tmp_path / "a", ("c-north", "jpt"))
    assert any(words.startswith("tier I: dialogue: the plan has 0.0%") for words in told)
    veto = '[[constraints.veto]]\nflag = "exploitation"\nreason = "no"\n'
    told = _outcome(replace(tiny, extra=veto), tmp_path / "b", ("c-north", "cob"))
    assert any(words.startswith("company operating base at North: exploitation") for words in told)


def test_hours_and_escorts_that_nothing_uses_are_told_alike_by_plan_and_evaluation(tmp_path: Path) -> None:
    """Both call the hours the same, and what is too many is told in words."""
    budget = {"cob": 0, "jpt": 0, "helicopter_hours": 45, "escorts": 2, "patrol": 0, "night_patrol": 0}
    mission = Mission.load(write_tiny(tmp_path / "a", Tiny(budget=budget)))
    plan = pd.DataFrame({"site": ["west", "east"], "tool": ["qrf_air", "qrf_air"]})
    nothing = evaluate(mission, pd.DataFrame({"site": ["west"], "tool": ["cob"]}))
    for told in (make_plan(mission).plan, nothing.plan):
        left = {one.name: one.left for one, _ in told.spare if one.left > 0}
        assert left == {"helicopter hours": 45.0, "escorts": 2.0}
    over = evaluate(mission, plan)
    assert any(
        finding.message == "the plan uses 60 helicopter hours, and the budget allows 45"
        for finding in over.findings
    )


def test_patrols_that_bases_keep_going_are_among_what_is_reachable(tmp_path: Path) -> None:
    """A plan that has but what patrols reach is short of what a base beside them would reach."""
    head = '[[threat]]\nsource = "armed_group"\npriority = "should"\nstrategic = true\nradius_km = 4\n'
    threat = head + 'id = "{0}"\nname = "{0}"\ntime_limit_min = 15\n'
    tiny = Tiny(
        events=(Event(0.15, 0.30, REBELS, 5), Event(0.30, 0.30, REBELS, 40), Event(0.55, 0.50, REBELS, 20)),
        bases=(("West", 0.15, 0.30),),
        places=(("North", 0.55, 0.50),),
        budget={"cob": 1, "jpt": 0, "night_patrol": 0},
        extra=threat.format("Ford")
        + 'tools = ["patrol"]\ncentre = [0.30, 0.30]\n'
        + threat.format("Camp")
        + 'tools = ["cob"]\ncentre = [0.55, 0.50]\n'
        + '[[constraints.floor]]\nname = "named"\nof = "strategic"\nbase = "reachable"\nshare = 1.0\n',
    )
    assert _outcome(tiny, tmp_path / "a", ("c-north", "cob"), patrols=True) == []
    (told,) = _outcome(tiny, tmp_path / "b", ("west", "cob"), patrols=True)
    assert told.startswith("floor: named: the plan has ")
    locked = '[[site]]\nname = "North"\nstatus = "forbidden"\nreason = "no"\n'
    closed = replace(tiny, extra=tiny.extra + locked)
    assert _outcome(closed, tmp_path / "c", ("west", "cob"), patrols=True) == []
    (told,) = _outcome(closed, tmp_path / "d", ("west", "cob"))
    assert told.startswith("floor: named: the plan has 0.0%")
