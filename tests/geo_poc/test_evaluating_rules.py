"""Rules of the mission that a given plan breaks: told with their row, and the plan evaluated all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.evaluating import evaluate
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from tests.geo_poc.given_plans import Row, at, warned, world
from tests.layers.sources.plans import write_plan

LOCKS = """\
[[site]]
name = "South"
status = "forbidden"
reason = "Flooded."
[[site]]
name = "North"
status = "locked"
tool = "cob"
reason = "Promised."
"""


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    """Return the tiny world with a site that is forbidden and one that is locked open."""
    return world(
        tmp_path_factory.mktemp("rules") / "m",
        extra=LOCKS + "[alert]\nmodelled = 'no'\n",
        budget={"cob": 1, "jpt": 1, "engagements": 1, "patrol": 0, "night_patrol": 0},
    )


def _outcome(mission: Mission, folder: Path, *rows: Row) -> Outcome:
    return evaluate(mission, write_plan(folder / "plan.csv", rows))


def test_every_breach_is_told_at_once(mission: Mission, tmp_path: Path) -> None:
    """A plan with every breach has a warning for each, with its row, and is evaluated."""
    outcome = _outcome(
        mission,
        tmp_path,
        {"tool": "cob", "site": "south", "count": 2},
        {"tool": "tob", "site": "west", "contingent": "Zulu"},
        {"tool": "cob", "name": "New", "contingent": "Alpha", **at(0.30, 0.34)},
        {"tool": "jpt", "site": "west", "escorted": "yes"},
        {"tool": "jpt", "site": "east", "in_place": "yes"},
        {"tool": "cla", "site": "west", "escorted": "yes"},
        {"tool": "cob", "site": "east", "contingent": "Bravo"},
        {"tool": "mediation", "threat": "T2"},
        {"tool": "pressure", "threat": "raids in the north"},
        {"tool": "night_patrol", "route": "N", "site": "west", **at(0.20, 0.305)},
        *(
            {"tool": "night_patrol", "route": f"E{number}", "site": "east", **at(0.40, 0.305)}
            for number in range(3)
        ),
    )
    findings = outcome.findings
    rows = {
        "2 of one tool in one place": 2,
        "in no table of contingents": 3,
        "two classes of base stand at West: company operating base and temporary operating base": 3,
        "the plan has 1 new escorts, and the budget allows 0": 5,
        "the community liaison assistants never goes with an escort": 7,
        "the row says in place": 6,
        "they earn nothing": 7,
        "the conditions of no contingent in particular hold here": 8,
        "nobody observes violence of the source criminal": 9,
        "nobody is named to talk to about Raids": 10,
        "do not go out by night": 11,
        "East keeps 2 such routes going, and the plan has 3": 14,
        "the plan has 3 new company operating bases, and the budget allows 1": 2,
        "the plan has 2 new joint protection teams, and the budget allows 1": 6,
        "the plan has 1 new temporary operating bases, and the budget allows 0": 3,
        "the plan has 4 new night patrols, and the budget allows 0": 11,
        "the plan has 2 new engagements, and the budget allows 1": 10,
        "the mission forbids South (Flooded.)": 2,
        "the mission wants North open as company operating base (Promised.)": None,
    }
    for words, row in rows.items():
        found = warned(findings, words)
        assert (words, found.row, found.file) == (words, row, "plan.csv")
        assert found.remedy
    assert outcome.evaluation is not None
    assert outcome.plan.credit == outcome.evaluation.credit["total"] > outcome.present.credit["total"]


def test_a_plan_that_keeps_the_rules_is_not_blamed(mission: Mission, tmp_path: Path) -> None:
    """What stands today may be named, and nothing is told of the plan's own rows."""
    outcome = _outcome(
        mission,
        tmp_path,
        {"tool": "cob", "site": "west", "in_place": "yes"},
        {"tool": "cob", "site": "north", "contingent": "Bravo"},
        {"tool": "jpt", "site": "north"},
        {"tool": "mediation", "threat": "T1"},
    )
    assert [f.text() for f in outcome.findings if f.file == "plan.csv" and f.severity != "info"] == [
        f.text() for f in outcome.findings if "they earn nothing" in f.message
    ]
    number = next(n for n, site in enumerate(outcome.sites) if site.id == "c-north")
    assert outcome.reaches.units[number].max_distance_m == 12_000.0
    assert outcome.evaluation is not None
    assert outcome.evaluation.threats[0].engaged_by == ("mediation",)
