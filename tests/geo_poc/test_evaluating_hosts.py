"""What of a given plan can act: hosts, support, access."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from geo_poc.evaluating import evaluate
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from tests.geo_poc.given_plans import Row, at, warned, world
from tests.layers.sources.plans import write_plan

BUDGET = {"cob": 2, "tob": 2, "jpt": 3, "cla": 2, "adviser": 2, "can": 2, "patrol": 0, "night_patrol": 0}


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    """Return the tiny world with a part that civilians may not enter."""
    closed = shapely.box(0.46, 0.05, 0.58, 0.20)
    folder = tmp_path_factory.mktemp("hosts") / "m"
    return world(folder, budget=BUDGET, closed=closed, closed_to="civilian")


def _outcome(mission: Mission, folder: Path, *rows: Row, only: bool = False) -> Outcome:
    return evaluate(mission, write_plan(folder / "plan.csv", rows), only=only)


def _acting(outcome: Outcome) -> list[str]:
    return [asset.id for asset in outcome.assets]


def test_what_has_no_host_earns_nothing(mission: Mission, tmp_path: Path) -> None:
    """Teams, advisers and assistants without a base, and a patrol without one, are told and not counted."""
    outcome = _outcome(
        mission,
        tmp_path,
        {"tool": "jpt", "site": "north"},
        {"tool": "adviser", "name": "Alone", **at(0.50, 0.50)},
        {"tool": "cla", "site": "south"},
        {"tool": "jpt", "site": "east"},
        {"tool": "patrol", "route": "R", "site": "south", **at(0.30, 0.12)},
    )
    assert _acting(outcome) == ["cob:west", "cob:east", "cla:west", "jpt:east"]
    for words, row in (
        (
            "team at North earns nothing: no company operating base or temporary operating base that could",
            2,
        ),
        ("adviser at Alone earns nothing", 3),
        ("assistants at South earns nothing", 4),
        ("the patrol at South earns nothing: no base that keeps such patrols going stands there", 6),
    ):
        assert warned(outcome.findings, words).row == row
    assert len(outcome.plan.placements) == 7
    (note,) = outcome.plan.notes
    assert note.startswith("In the plan and counted for nothing")
    assert "joint protection team at North" in note
    assert "patrol 1 from South" in note


def test_support_is_asked_for_in_a_chain(mission: Mission, tmp_path: Path) -> None:
    """A temporary base beyond support earns nothing, nor what it would host; one near a base does."""
    outcome = _outcome(
        mission,
        tmp_path,
        {"tool": "tob", "name": "Near", **at(0.25, 0.301)},
        {"tool": "jpt", "site": "Near"},
        {"tool": "tob", "name": "Far", **at(0.55, 0.55)},
        {"tool": "jpt", "site": "Far"},
    )
    assert _acting(outcome) == ["cob:west", "cob:east", "tob:p-near", "cla:west", "jpt:p-near"]
    alone = "at Far earns nothing: no company operating base supports it within 60 minutes"
    assert warned(outcome.findings, alone).row == 4
    assert warned(outcome.findings, "team at Far earns nothing").row == 5


def test_closing_a_host_takes_what_it_hosts(mission: Mission, tmp_path: Path) -> None:
    """As the whole plan, liaison assistants whose base is left out earn nothing, though they stand today."""
    outcome = _outcome(
        mission, tmp_path, {"tool": "cla", "site": "west"}, {"tool": "cob", "site": "east"}, only=True
    )
    assert _acting(outcome) == ["cob:east"]
    assert warned(outcome.findings, "assistants at West earns nothing").row == 2
    closes = warned(outcome.findings, "this plan closes West: within their reach the higher of recent")
    assert (closes.file, closes.column) == ("plan.csv", "--only")


def test_teams_without_access_earn_nothing(mission: Mission, tmp_path: Path) -> None:
    """Where civilians may not go troops can be placed, and a team with them counts for nothing."""
    base = {"tool": "cob", "name": "Denied", **at(0.52, 0.12)}
    outcome = _outcome(mission, tmp_path, base, {"tool": "jpt", "site": "Denied"})
    assert _acting(outcome) == ["cob:west", "cob:east", "cob:p-denied", "cla:west"]
    assert warned(outcome.findings, "no access to Denied: it earns nothing").row == 3
