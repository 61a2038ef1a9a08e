"""Changes by hand of every kind that a plan may hold: named, counted as in an evaluation, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely

from geo_poc.evaluating import evaluate
from geo_poc.hand_session import HandSession, prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.mission import Mission
from geo_poc.planning import plan_to
from layers.errors import InputError
from tests.geo_poc.given_plans import Row, world
from tests.layers.sources.plans import write_plan
from tests.tiny_mission import REBELS, Event, Tiny, box, write_tiny

BUDGET = {
    "cob": 2, "tob": 1, "jpt": 3, "cvr": 3, "qrf": 1, "escorts": 2, "engagements": 1, "patrol": 6,
    "night_patrol": 0,
}  # fmt: skip
EXTRA = """\
[assets.jpt]
escort_min = 600
[assets.cvr]
escort_min = 600

[[threat]]
id = "T3"
name = "Raids in the east"
source = "armed_group"
priority = "could"
centre = [0.45, 0.30]
radius_km = 8
interlocutors = { mediation = "chiefs" }
"""


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    """Return the tiny world where civilians may not enter the surroundings of South."""
    closed = shapely.box(0.20, 0.05, 0.40, 0.20)
    folder = tmp_path_factory.mktemp("places") / "m"
    return world(folder, budget=BUDGET, closed=closed, closed_to="civilian", extra=EXTRA)


@pytest.fixture(scope="module")
def session(mission: Mission) -> HandSession:
    """Return it made ready for changes; a session stays as it is."""
    return prepare_what_if(mission)


def _only(found: dict[str, Any]) -> dict[str, Any]:
    (change,) = found["changes"]
    return dict(change)


@pytest.mark.parametrize(
    ("add", "row", "opens", "words"),
    [
        (("mediation", "T1"), {"tool": "mediation", "threat": "T1"}, "mediation:T1", "Raids in the north"),
        (
            ("good offices", "raids in the EAST"),
            {"tool": "mediation", "threat": "T3"},
            "mediation:T3",
            "east",
        ),
        (("qrf", "East"), {"tool": "qrf", "site": "east"}, "qrf:east", "reaction force by road at East"),
        (
            ("jpt", "South+East"),
            {"tool": "jpt", "site": "south", "escort_from": "east"},
            "jpt:c-south+east",
            "team at South with an escort from East",
        ),
    ],
)
def test_added_asset_earns_what_an_evaluation_of_it_says(
    session: HandSession, tmp_path: Path, add: tuple[str, str], row: Row, opens: str, words: str
) -> None:
    """An engagement, a quick reaction force, a team with an escort: the credit is that of a plan with it."""
    found = what_if(session, add=[add])
    assert _only(found)["opens"] == [opens]
    assert words in _only(found)["words"]
    assert found["breaks"] == []
    whole = evaluate(session.mission, write_plan(tmp_path / "plan.csv", [row]))
    assert whole.evaluation is not None
    assert found["after"]["credit"]["total"] == pytest.approx(whole.evaluation.credit["total"])
    assert found["after"]["credit"]["total"] > found["before"]["credit"]["total"]


def test_engagement_moves_from_threat_to_threat_and_goes(mission: Mission) -> None:
    """Moving it alone opens the other; with two beside a capacity of one the rule is told in words."""
    session = prepare_what_if(mission)
    both = what_if(session, add=[("mediation", "T1"), ("mediation", "T3")])
    assert both["breaks"] == ["uses more engagements than there are (2 used, 1 available)"]
    with pytest.raises(InputError, match="the plan has no mediation and good offices here"):
        what_if(session, drop=[("mediation", "T1")])


def test_patrols_are_added_and_dropped_one_by_one(session: HandSession) -> None:
    """The next of a base opens; the last, or the one with a number, closes; they follow a base that moves."""
    first = what_if(session, add=[("patrol", "East")])
    assert _only(first)["opens"] == ["patrol:east/1"]
    assert _only(first)["words"] == "opens patrol 1 from East"
    two = what_if(session, add=[("patrol", "East"), ("patrol", "East")])
    assert [one["opens"] for one in two["changes"]] == [["patrol:east/1"], ["patrol:east/2"]]
    assert two["after"]["credit"]["total"] >= first["after"]["credit"]["total"]
    with pytest.raises(InputError, match=r"no such patrol is laid out from here.*numbers 1 to"):
        what_if(session, add=[("patrol", "East/99")])


def test_what_a_run_holds_is_dropped_and_moved_by_kind(mission: Mission, tmp_path: Path) -> None:
    """One tool of a site alone, one engagement, one patrol: all else stays."""
    plan_to(mission, tmp_path / "run")
    session = prepare_what_if(mission, run=tmp_path / "run")
    ids = [a.id for a, there in zip(session.assembly.assets, session.chosen, strict=True) if there]
    patrols = [one for one in ids if one.startswith("patrol:")]
    engaged = [one.removeprefix("mediation:") for one in ids if one.startswith("mediation:")]
    assert patrols
    assert engaged
    base, number = patrols[0].removeprefix("patrol:").split("/")
    dropped = what_if(session, drop=[("patrol", f"{base}/{number}"), ("mediation", engaged[0])])
    assert [one["closes"] for one in dropped["changes"]] == [[patrols[0]], [f"mediation:{engaged[0]}"]]
    assert dropped["after"]["credit"]["total"] < dropped["before"]["credit"]["total"]
    other = "T3" if engaged[0] == "T1" else "T1"
    moved = _only(what_if(session, move=[("mediation", engaged[0], other)]))
    assert (moved["closes"], moved["opens"]) == ([f"mediation:{engaged[0]}"], [f"mediation:{other}"])


def test_support_to_the_host_state_follows_the_due_diligence_policy(tmp_path: Path) -> None:
    """Cleared support earns credit; barred support is refused, and would earn nothing."""
    actors = (
        "name,kind,component,hrddp,hrddp_reference,hrddp_expiry,latitude,longitude\n"
        "Barred police,host_state,police,barred,HRDDP 1,2026-01-01,0.50,0.30\n"
        "Cleared police,host_state,police,cleared,HRDDP 2,2026-01-01,0.50,0.30\n"
    )
    entry = '[[host_support]]\nactor = "{}"\ndistrict = "{}"\nreason = "tested"\n'
    tiny = Tiny(
        events=(Event(0.30, 0.50, REBELS, 40),),
        budget={"cob": 0, "jpt": 0, "host_support": 1},
        districts=(("Northland", box(0.0, 0.40, 0.6, 0.6)), ("Southland", box(0.0, 0.0, 0.6, 0.40))),
        extra='[layers.other_actors]\npath = "other_actors.csv"\n'
        + entry.format("Cleared police", "Northland")
        + entry.format("Barred police", "Southland"),
        files={"other_actors.csv": actors},
    )
    session = prepare_what_if(Mission.load(write_tiny(tmp_path, tiny)))
    found = what_if(session, add=[("host_support", "Cleared police/Northland")])
    assert _only(found)["opens"] == ["host_support:cleared-police/Northland"]
    assert found["after"]["credit"]["total"] > found["before"]["credit"]["total"]
    with pytest.raises(InputError, match="due diligence policy does not allow this support"):
        what_if(session, add=[("host_support", "Southland")])
    with pytest.raises(InputError, match=r"no one entry.*cleared-police/Northland"):
        what_if(session, add=[("host_support", "Eastland")])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"add": [("pressure", "T1")]}, "nobody is named to talk to about Raids in the north"),
        ({"add": [("mediation", "Thefts")]}, "nobody observes violence of the source criminal"),
        ({"add": [("mediation", "Theft")]}, r"no threat of the register.*did you mean T2"),
        ({"add": [("partner", "East")]}, "others in place are no means of the mission"),
        ({"add": [("night_patrol", "East")]}, r"budget has no night patrols.*--set budget.night_patrol=1"),
        (
            {"add": [("long_patrol", "East")]},
            r"no base keeps a long-range patrol going.*routes.long_patrol=1",
        ),
        ({"add": [("qrf", "South+East")]}, "never goes with an escort"),
        ({"add": [("jpt", "South+North")]}, r"no escort from North is laid out.*who can: "),
        ({"add": [("fpu", "East")]}, r"no formed police units.*--set budget.fpu=1"),
        ({"move": [("cob", "West", "West")]}, "nothing would move: both are one place"),
        ({"drop": [("jpt", "West")]}, "the plan has no joint protection team here"),
    ],
)
def test_change_of_a_kind_that_cannot_be_made_is_a_finding(
    session: HandSession, changes: dict[str, Any], message: str
) -> None:
    """Each says what is wrong in words, and what to do."""
    with pytest.raises(InputError, match=message):
        what_if(session, **changes)
