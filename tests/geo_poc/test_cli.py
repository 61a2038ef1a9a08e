"""The command line as its users meet it: exit codes, what is printed where, what is on disk after."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from geo_poc import cli_begin, inspection, planning
from geo_poc.cli import run_command
from geo_poc.inspection import Inspection
from geo_poc.mission import Mission
from geo_poc.planning import Planned
from layers.errors import Finding, InputError
from tests.geo_poc.test_planning import plain_pages
from tests.geo_poc.test_run import FILES
from tests.tiny_mission import Tiny, write_tiny

SCENARIOS = """\
[[scenario]]
name = "fine"
intent = "One team."
[[scenario]]
name = "hopeless"
intent = "A corner that must be reached."
[[scenario.overrides.threat]]
id = "T1"
name = "Far corner"
source = "state"
priority = "must"
hard = true
time_limit_min = 20
tools = ["cob"]
centre = [0.55, 0.57]
radius_km = 3
"""
Captured = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("own_cache")


def _tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_plan_writes_a_run_and_says_where(tiny: Path, tmp_path: Path, capsys: Captured) -> None:
    """A plan ends with 0, a whole run below parents that were missing, its summary and its map's path.

    Where standard error is no terminal it has no progress, and warnings are one line each and name a file.
    """
    out = tmp_path / "runs" / "first"
    assert run_command(["plan", str(tiny), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert {path.name for path in out.iterdir()} == FILES
    assert [path.name for path in out.parent.iterdir()] == ["first"]
    assert said.out.splitlines()[0] == "Tiny:"
    assert said.out.splitlines()[-1] == f"map: {out / 'map.html'}"
    assert "out of reach" in said.out
    for word in ("protected", "safe"):
        assert word not in said.out + said.err
    lines = said.err.splitlines()
    assert len(lines) >= 2
    names = {path.name for path in tiny.parent.iterdir()}
    assert all(any(line.startswith(f"warning: {name}") for name in names) for line in lines)
    assert max(map(len, lines)) > 100


def test_json_is_all_that_is_printed(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """`plan --json` prints one document that agrees with plan.json; with --quiet nothing else at all."""
    plain_pages(monkeypatch)
    out = tmp_path / "run"
    assert run_command(["plan", str(tiny), "--out", str(out), "--json", "--quiet"]) == 0
    said = capsys.readouterr()
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    expected = {name: plan[name] for name in ("status", "objective", "gap_of_gain")}
    assert json.loads(said.out)["runs"] == [{"scenario": "", "path": str(out), **expected}]
    assert said.err == ""


def test_two_runs_with_one_seed_are_equal(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same mission and seed give the same bytes, and the settings reach the run's mission file."""
    plain_pages(monkeypatch)
    for name in ("one", "other"):
        arguments = ["--out", str(tmp_path / name), "--seed", "5", "--set", "budget.jpt=2", "--quiet"]
        assert run_command(["plan", str(tiny), *arguments]) == 0
    one, other = _tree(tmp_path / "one"), _tree(tmp_path / "other")
    for name in ("plan.json", "evaluation.json", "risk.tif", "reach.tif", "mission.toml"):
        assert one[name] == other[name], name
    assert json.loads((tmp_path / "one" / "plan.json").read_text(encoding="utf-8"))["seed"] == 5
    assert "jpt = 2" in (tmp_path / "one" / "mission.toml").read_text(encoding="utf-8")


def test_infeasible_is_a_run_with_reasons_and_exit_3(tmp_path: Path, capsys: Captured) -> None:
    """A scenario that cannot be met ends with 3 and still writes every run, and their comparison."""
    tiny = write_tiny(tmp_path / "mission", Tiny(extra=SCENARIOS))
    out = tmp_path / "out"
    assert run_command(["plan", str(tiny), "--out", str(out), "--scenario", "all"]) == 3
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == f"comparison: {out / 'compare.html'}"
    assert "Far corner" in said.split("hopeless:\n")[1]
    assert "Far corner" not in said.split("hopeless:\n")[0]
    assert {path.name for path in out.iterdir()} == {"fine", "hopeless", "compare.html"}
    assert {path.name for path in (out / "hopeless").iterdir()} == FILES
    plan = json.loads((out / "hopeless" / "plan.json").read_text(encoding="utf-8"))
    assert (plan["status"], plan["placements"]) == ("infeasible", [])
    assert any("Far corner" in reason for reason in plan["reasons"])
    assert json.loads((out / "hopeless" / "evaluation.json").read_text(encoding="utf-8"))["plan"] is None


def _kinds(said: str) -> list[str]:
    """Return the first word of each line."""
    return [line.split(":")[0] for line in said.splitlines()]


def test_check_prints_findings_on_standard_output(tiny: Path, capsys: Captured) -> None:
    """A mission that can be planned ends with 0; findings come worst first, one line each, errors nowhere."""
    assert run_command(["check", str(tiny)]) == 0
    said = capsys.readouterr()
    severities = [kind for kind in _kinds(said.out) if kind not in ("layer", "coverage")]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert {"warning", "info"} == set(severities)
    assert said.err == ""
    assert run_command(["check", str(tiny), "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert len(findings) == len(severities)
    assert findings[0].keys() == {"severity", "file", "row", "column", "value", "message", "remedy"}
    assert all(finding["file"] for finding in findings)


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_check_with_errors_ends_with_2(tiny: Path, capsys: Captured, option: list[str]) -> None:
    """Errors are among the findings on standard output and alone on standard error, all of them at once."""
    bases = tiny.parent / "bases.csv"
    bases.write_text(bases.read_text(encoding="utf-8").replace("0.15", "north"), encoding="utf-8")
    (tiny.parent / "roads.geojson").unlink()
    assert run_command(["check", str(tiny), *option]) == 2
    said = capsys.readouterr()
    errors = said.err.splitlines()
    assert len(errors) == 2
    assert any(line.startswith("error: bases.csv:2 [longitude]") and "north" in line for line in errors)
    assert any(line.startswith("error: roads.geojson [layers.roads[1]]") for line in errors)
    if option:
        findings = json.loads(said.out)["findings"]
        assert [f["severity"] for f in findings].count("error") == 2
    else:
        assert [line for line in said.out.splitlines() if line.startswith("error")] == errors


def test_findings_come_worst_first(capsys: Captured, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever order findings are made in, errors are printed first, then warnings, then what was assumed."""
    found = (
        Finding("info", "assumed", file="a.csv"),
        Finding("warning", "doubtful", file="b.csv"),
        Finding("error", "wrong", file="c.csv"),
    )

    def survey(_mission: Mission) -> NoReturn:
        raise InputError(found)

    monkeypatch.setattr(inspection, "survey", survey)
    assert run_command(["check", str(tiny)]) == 2
    said = capsys.readouterr().out
    assert said.startswith("error: c.csv: wrong\nwarning: b.csv: doubtful\ninfo: a.csv: assumed\n")
    kinds = _kinds(said)
    assert kinds == sorted(kinds, key=["error", "warning", "info", "layer", "coverage"].index)
    monkeypatch.setattr(
        cli_begin, "inspect_file", lambda path, **_: Inspection(path, None, (), (), None, None)
    )
    assert run_command(["check", str(tiny)]) == 0
    assert capsys.readouterr().out.startswith("no findings\n")


def test_check_takes_what_plan_lays_over_the_mission(tmp_path: Path, capsys: Captured) -> None:
    """A scenario and settings are checked before they are planned with, with the same findings."""
    more = '[[scenario]]\nname = "more"\nintent = "i"\n[scenario.overrides]\nbudget = { cob = 2 }\n'
    path = str(write_tiny(tmp_path / "m", Tiny(places=(), extra=more)))
    warning = "the budget allows 2 company operating bases, and there is no candidate site"
    for laid, told in (((), False), (("--scenario", "more"), True), (("--set", "budget.cob=2"), True)):
        assert run_command(["check", path, *laid]) == 0
        assert (warning in capsys.readouterr().out) == told
    for wrong in (("--set", "budget.cob=-3"), ("--scenario", "none")):
        assert run_command(["check", path, *wrong]) == 2
        assert "Remedy: " in capsys.readouterr().err


def test_without_a_mission_commands_take_the_training_mission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """It is written once and then kept as it is; nothing is written where another argument is missing."""
    monkeypatch.chdir(tmp_path)
    assert run_command(["plan"]) == 2
    assert "Missing option '--out'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    seen: list[str] = []

    def look(path: Path, **_: object) -> Inspection:
        seen.append(Mission.load(path).keys.name)
        return Inspection(path, None, (), (), None, None)

    monkeypatch.setattr(cli_begin, "inspect_file", look)
    assert run_command(["check"]) == 0
    assert "no mission named: the training mission" in capsys.readouterr().err
    file = tmp_path / "runs" / "training" / "mission.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(seen[0], "Changed"), encoding="utf-8")
    assert run_command(["check"]) == 0
    assert seen[1] == "Changed"


def test_map_leaves_the_run_as_it_was(
    tiny_run: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A map drawn anew goes to the current folder or to --out, and no byte of the run changes."""
    before = _tree(tiny_run.run.path)
    monkeypatch.chdir(tmp_path)
    assert run_command(["map", str(tiny_run.run.path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'run-map.html'}\n"
    assert run_command(["map", str(tiny_run.run.path) + "/", "--out", "other.html"]) == 0
    assert _tree(tiny_run.run.path) == before
    drawn = (tmp_path / "run-map.html").read_bytes()
    assert drawn == (tmp_path / "other.html").read_bytes()
    assert drawn == tiny_run.run.file("map.html").read_bytes()


def test_map_is_refused_where_it_would_overwrite(
    tiny_run: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A file that is there, the run folder itself and folders that are not runs are refused with 2."""
    before = _tree(tiny_run.run.path)
    run = str(tiny_run.run.path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.html").write_text("mine", encoding="utf-8")
    (tmp_path / "mission").mkdir()
    for arguments, said in (
        ([run, "--out", "there.html"], "error: there.html [--out]: the file is there already"),
        ([run, "--out", f"{run}/new.html"], "error: new.html [--out]: the file lies in the run folder"),
        (
            [run, "--out", "no/such/folder.html"],
            "error: folder.html [--out]: the folder of the file is not there",
        ),
        ([str(tmp_path / "mission")], "error: run.json [RUN]: this is not a whole run folder"),
        ([str(tmp_path / "none")], "error: run.json [RUN]: this is not a whole run folder"),
    ):
        assert run_command(["map", *arguments]) == 2
        told = capsys.readouterr()
        assert told.err.startswith(said)
        assert told.out == ""
    monkeypatch.chdir(tiny_run.run.path)
    assert run_command(["map", "."]) == 2
    assert "name a file elsewhere with --out" in capsys.readouterr().err
    assert _tree(tiny_run.run.path) == before
    assert {path.name for path in tmp_path.iterdir()} == {"there.html", "mission"}


def test_demo_prints_where_each_page_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """The demo plans the training mission and ends with the absolute path of every page."""
    plain_pages(monkeypatch)
    out = tmp_path / "demo"
    assert run_command(["demo", "--out", str(out)]) == 0
    said = capsys.readouterr()
    pages = [line.split(maxsplit=1)[1] for line in said.out.splitlines() if line.endswith(".html")]
    names = [path.name for path in out.iterdir() if (path / "run.json").is_file()]
    assert set(pages) == {str(out / "compare.html"), *(str(out / name / "map.html") for name in names)}
    assert len(names) == 3
    assert all(Path(page).is_file() for page in pages)
    assert said.err == ""


def test_demo_replaces_only_an_earlier_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """By default the demo goes to runs/demo and replaces itself there; nothing else is ever replaced."""
    scenario = '[[scenario]]\nname = "one"\nintent = "One team."\n'
    monkeypatch.setattr(planning, "write_training_mission", lambda f: write_tiny(f, Tiny(extra=scenario)))
    plain_pages(monkeypatch)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "runs" / "demo"
    assert run_command(["demo"]) == 0
    first = capsys.readouterr().out
    assert f"comparison: {folder / 'compare.html'}" in first
    (folder / "stale").write_text("stale", encoding="utf-8")
    assert run_command(["demo"]) == 0
    assert capsys.readouterr().out == first
    assert {path.name for path in folder.iterdir()} == {"mission", "one", "compare.html"}
    assert [path.name for path in folder.parent.iterdir()] == ["demo"]
    assert run_command(["demo", "--out", "runs/demo"]) == 2
    (folder / "compare.html").unlink()
    assert run_command(["demo"]) == 2
    assert "not empty" in capsys.readouterr().err
    assert {path.name for path in folder.iterdir()} == {"mission", "one"}


class _Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


def test_table_cuts_no_word(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal findings are a table; keys and file names are folded, never cut."""
    remedy = "set travel.bridges_assumed = false to block them"
    found = (Finding("error", "doubtful [sic]", remedy, "b.csv", 3, "layers.population[1].path", "x"),)
    monkeypatch.setattr(
        cli_begin, "inspect_file", lambda path, **_: Inspection(path, None, found, (), None, None)
    )
    monkeypatch.setenv("COLUMNS", "80")
    screen = _Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert run_command(["check", str(tiny)]) == 2
    lines = _plain(screen.getvalue()).partition("coverage: ")[0].splitlines()
    assert max(map(len, lines)) <= 80
    assert "severity" in lines[1]
    cells = [[cell.strip() for cell in line.split("\N{BOX DRAWINGS LIGHT VERTICAL}")] for line in lines[3:]]
    columns = ["".join(part) for part in zip(*(row for row in cells if len(row) > 2), strict=True)]
    assert "travel.bridges_assumed" in columns[7]
    assert columns[4] == "layers.population[1].path"
    assert "doubtful" in columns[6]
    assert "[sic]" in columns[6]


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
