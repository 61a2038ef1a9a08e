"""Locks and budget that no plan holds together: told by check, and in words by every command that plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.cli import run_command
from geo_poc.compromising import compromise
from geo_poc.mission import Mission
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.tradeoffs import frontier, portfolio
from tests.geo_poc.weighed_missions import published
from tests.tiny_mission import Tiny, write_tiny

LOCKS = "".join(
    f'[[site]]\nname = "{name}"\nstatus = "locked"\nreason = "agreed"\n' for name in ("North", "South")
)
MOVES = '[[constraints.release]]\nsite = "West"\nreason = "thin"\nmove_cost = 1\n'
TOLD = "locks open 2 new company operating bases, and the budget has 1: no plan holds them"


@pytest.mark.parametrize(
    ("cob", "extra", "told"), [(1, LOCKS, True), (2, LOCKS, False), (1, LOCKS + MOVES, False)]
)
def test_locks_beyond_the_budget_are_told_before_solving(
    cob: int, extra: str, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More sites locked open than the budget has are a warning, unless a base may move to one of them."""
    path = write_tiny(tmp_path / "m", Tiny(budget={"cob": cob, "jpt": 0}, extra=extra))
    assert run_command(["check", str(path)]) == 0
    assert (f"[budget.cob]: {TOLD}" in capsys.readouterr().out) == told


def test_every_answer_names_what_conflicts_in_words(tmp_path: Path) -> None:
    """Frontier, portfolio and compromise name the demands and the least change as explain does; no keys."""
    views = "".join(
        f'[[view]]\nname = "{name}"\nlevel = "local"\npriority_weights = {{ should = {n} }}\n'
        'consulted = [{ who = "women", date = 2025-05-01, people = 40, how = "poll" }]\n'
        for n, name in enumerate(("one", "two"), start=2)
    )
    path = write_tiny(tmp_path / "m", Tiny(budget={"cob": 1, "jpt": 0}, extra=LOCKS + views))
    mission = Mission.load(path)
    for ask in (frontier, portfolio, compromise):
        lines = tradeoff_lines(published(ask(mission)))
        assert lines[0].startswith("These cannot all hold: company operating bases: no more than 1;")
        assert lines[1].startswith("The least change that allows a plan: ")
        assert (
            lines[2]
            == "the fixed options use more company operating bases than there are (2 used, 1 available)"
        )


@pytest.mark.parametrize(("command", "code"), [("frontier", 3), ("robust", 3), ("explain", 0)])
def test_a_command_that_shows_no_plan_ends_as_one(
    command: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its exit code is that of `plan` without a plan; `explain` has answered why there is none."""
    path = write_tiny(tmp_path / "m", Tiny(budget={"cob": 1, "jpt": 0}, extra=LOCKS))
    assert run_command([command, str(path), "--quiet"]) == code
    assert capsys.readouterr().out
