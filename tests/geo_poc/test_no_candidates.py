"""New bases without any site that they could stand at are told by check and by plan, with key and remedy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from geo_poc.inspection import inspect
from geo_poc.mission import Mission
from geo_poc.planning import plan_to
from geo_poc.spare_words import spare_lines
from layers.errors import Finding
from tests.tiny_mission import Tiny, write_tiny

BUDGET = {"cob": 3, "tob": 2}
NONE = "[candidates]\nmax = 0\n"
NORTH = '[[site]]\nname = "North"\nstatus = "forbidden"\nreason = "a school"\n'
SOUTH = NORTH.replace("North", "South")
DENIED = [("everything", [(-0.1, -0.1), (0.7, -0.1), (0.7, 0.25), (-0.1, 0.25)], "military")]


def _told(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if "no candidate site" in finding.message]


@pytest.mark.parametrize(
    ("tiny", "column", "value", "remedy"),
    [
        (Tiny(budget=BUDGET, extra=NONE), "candidates.max", "0", "above 0"),
        (Tiny(budget=BUDGET, extra=NONE + NORTH), "candidates.max", "0", "above 0"),
        (Tiny(budget=BUDGET, extra=NONE, places=()), "candidates.max", "0", "layers.places"),
        (Tiny(budget=BUDGET, places=()), "layers.places", "", "layers.places"),
        (Tiny(budget=BUDGET, extra=NORTH + SOUTH), "candidates", "0", "remove a lock"),
        (
            Tiny(budget=BUDGET, places=(("South", 0.30, 0.10),), restrictions=DENIED),
            "candidates",
            "0",
            "troops can reach",
        ),
    ],
)
def test_check_names_the_key_the_bases_and_the_remedy(
    tmp_path: Path, tiny: Tiny, column: str, value: str, remedy: str
) -> None:
    """None wanted, none found, or all of them forbidden: one warning says which bases that leaves."""
    found = inspect(Mission.load(write_tiny(tmp_path / "m", tiny)))
    (told,) = _told(found.findings)
    assert (told.severity, told.column, told.value) == ("warning", column, value)
    assert "3 company operating bases, 2 temporary operating bases" in told.message
    assert "none of them can be placed" in told.message
    assert remedy in told.remedy
    assert not found.failed


@pytest.mark.parametrize(
    "tiny",
    [
        Tiny(budget={"cob": 0, "jpt": 1}, extra=NONE),
        Tiny(budget=BUDGET, extra=NORTH),
        Tiny(budget=BUDGET, extra=NONE + NORTH.replace("forbidden", "locked")),
    ],
)
def test_nothing_is_told_where_a_site_is_left_or_no_base_is_asked_for(tmp_path: Path, tiny: Tiny) -> None:
    """Without bases in the budget, and with one site that they may stand at, there is nothing to tell."""
    assert not _told(inspect(Mission.load(write_tiny(tmp_path / "m", tiny))).findings)


def test_a_plan_says_the_same_and_that_there_is_no_site(tmp_path: Path) -> None:
    """The plan has the warning too, and what is left unspent of either class is for want of a site."""
    made = plan_to(
        Mission.load(write_tiny(tmp_path / "m", Tiny(budget=BUDGET, extra=NONE))), tmp_path / "run"
    )
    assert len(_told(made.outcome.findings)) == 1
    plan = json.loads((made.run.path / "plan.json").read_text(encoding="utf-8"))
    lines = spare_lines(plan["spare"])
    for words in ("3 of 3 company operating bases", "2 of 2 temporary operating bases"):
        assert f"Left unspent: {words}: there is no site to open one at." in lines


def test_a_base_that_may_close_leaves_a_site(tmp_path: Path) -> None:
    """The warning does not claim that nothing can be placed where a base in place may make room."""
    release = '[[constraints.release]]\nsite = "West"\nreason = "r"\nclose_cost = 1.0\n'
    mission = Mission.load(write_tiny(tmp_path / "m", Tiny(budget=BUDGET, extra=NONE + release)))
    (told,) = _told(inspect(mission).findings)
    assert told.message.endswith("save where a base closes")
