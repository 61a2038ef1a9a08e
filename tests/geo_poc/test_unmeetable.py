"""Threats whose time no tool can keep, or that ask for longer than their tools are looked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo_poc.cli import run_command
from geo_poc.mission import Mission
from geo_poc.unmeetable import limits_told
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import Tiny, write_tiny

THREAT = """\
[[threat]]
id = "T1"
name = "Raids"
source = "armed_group"
priority = "must"
centre = [0.30, 0.50]
radius_km = 3
time_limit_min = {limit}
tools = [{tools}]
"""
AIR = Tiny(budget={"cob": 1, "jpt": 0, "qrf_air": 1})


def _threat(tiny: Tiny, limit: float, *tools: str) -> Tiny:
    named = ", ".join(f'"{tool}"' for tool in tools)
    return replace(tiny, extra=THREAT.format(limit=limit, tools=named))


@pytest.mark.parametrize(
    ("limit", "tools", "told"),
    [
        (30, ("qrf_air",), [("warning", "less time than it takes to prepare, in minutes: quick reaction")]),
        (30, ("qrf_air", "cob"), [("info", "it never counts for this threat")]),
        (45, ("qrf_air",), []),
        (165, ("qrf_air",), []),
        (166, ("qrf_air",), [("warning", "more time than what flies is looked for")]),
        (6000, ("qrf_air", "cob"), []),
    ],
)
def test_limits_that_no_tool_keeps_are_told(
    limit: float, tools: tuple[str, ...], told: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Too little time to prepare, or more than what flies goes; the edges and what drives are no fault."""
    found = limits_told(Mission.load(write_tiny(tmp_path, _threat(AIR, limit, *tools))))
    assert [(one.severity, one.column) for one in found] == [
        (severity, "threat[1].time_limit_min") for severity, _ in told
    ]
    for one, (_, words) in zip(found, told, strict=True):
        assert words in one.message
        assert one.value == f"{limit:g} minutes"
        assert one.remedy


@pytest.mark.usefixtures("own_cache")
def test_check_tells_it_before_anything_is_planned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The keys alone show it: a warning of `check`, which the plan repeats once."""
    path = write_tiny(tmp_path / "m", _threat(AIR, 30, "qrf_air"))
    assert run_command(["check", str(path)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "threat[1]" in line]
    assert line.startswith(
        "warning: mission.toml [threat[1].time_limit_min]: threat T1 (Raids) asks for less"
    )
    assert run_command(["plan", str(path), "--out", str(tmp_path / "run")]) == 0
    assert [one for one in capsys.readouterr().err.splitlines() if "threat[1]" in one] == [line]


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize(
    ("limit", "tools", "budget", "told"),
    [(0.01, ("cob",), 1, True), (60, ("qrf",), 1, True), (60, ("cob",), 1, False), (60, ("cob",), 0, False)],
    ids=["no time", "no budget", "met", "not placed"],
)
def test_must_that_nothing_can_meet_is_told(
    limit: float, tools: tuple[str, ...], budget: int, *, told: bool, plan_tiny: Planner
) -> None:
    """A must that stays unmet with everything open is a warning of the plan; one that can be met is none."""
    tiny = _threat(Tiny(budget={"cob": budget, "jpt": 0}), limit, *tools)
    found = [one for one in plan_tiny(tiny).findings if one.column == "threat[1].time_limit_min"]
    assert len(found) == told
    for one in found:
        assert "0 % of it is within reach" in one.message
        assert "no plan meets it" in one.message
        assert one.severity == "warning"


@pytest.mark.usefixtures("own_cache")
def test_musts_of_one_name_are_told_apart(plan_tiny: Planner) -> None:
    """One that is hard and met, one of its name that is elastic and missed: each is named by its id."""
    hard = THREAT.format(limit=60, tools='"cob"').replace("time_limit_min", "hard = true\ntime_limit_min")
    missed = THREAT.format(limit=0.01, tools='"cob"').replace('"T1"', '"T2"')
    outcome = plan_tiny(Tiny(budget={"cob": 1, "jpt": 0}, extra=f"{hard}\n{missed}"))
    assert outcome.plan.status == "optimal"
    assert [short.name for short in outcome.plan.shortfalls] == ["must: Raids (T2)"]
    assert [one.column for one in outcome.findings if "no plan meets it" in one.message] == [
        "threat[2].time_limit_min"
    ]
