"""Scenarios side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from geo_poc.compare import NO_PLAN, comparison_page, figures, map_link, means
from geo_poc.picture import RunFiles, open_run
from geo_poc.planning import Planned


@pytest.fixture(scope="module")
def runs(tiny_run: Planned, impossible_run: Planned) -> tuple[RunFiles, RunFiles]:
    """Return a run with a plan and one without."""
    return open_run(tiny_run.run.path), open_run(impossible_run.run.path)


def test_rows_start_with_what_stays_uncovered(runs: tuple[RunFiles, RunFiles]) -> None:
    """The first row counts people out of reach; every figure of reach stands beside today's."""
    rows = dict(figures(runs[0]))
    assert next(iter(rows)) == "People at risk out of reach"
    names = list(rows)
    assert names.index("Must threats missed") < names.index("Weighted risk within reach in 15 min of a base")
    for name, value in rows.items():
        if name.startswith(("Weighted", "People")):
            assert re.fullmatch(r"(over |under )?[\d,]+( %)? \(today (over |under )?[\d,]+( %)?\)", value)
    assert rows["Of violence by state actors, in 60 min"] == "no risk"
    assert rows["Of communal violence, in 60 min"] == "not observed"
    assert rows["Joint protection teams"] == "1: West"
    assert rows["New company operating bases"] == rows["New temporary operating bases"] == "0"
    assert names.index("Joint protection teams") > names.index(
        "Of risk within reach, where somebody can call"
    )
    assert rows["Engaged on (never in place of reach)"] == "none"
    assert rows["Distance from the best possible plan"] == "none, proven"


def test_musts_that_are_missed_are_named_with_what_they_lack(runs: tuple[RunFiles, RunFiles]) -> None:
    """A run written before the times were told has the names alone."""
    run = runs[0]
    missed = {"name": "Far corner", "priority": "must", "met": False, "share": 0.0, "wanted": 0.5}
    times = {"limit_min": 60.0, "within_min": None, "reached": 0.0}
    plan = {**run.evaluation["plan"], "missed_musts": ["Far corner"]}
    for threats, words in (
        ([missed | times], "Far corner (nobody who may answer reaches it, 60 minutes asked for)"),
        ([missed], "Far corner"),
    ):
        told = replace(run, evaluation={**run.evaluation, "plan": {**plan, "threats": threats}})
        assert dict(figures(told))["Must threats missed"] == words
    assert dict(figures(run))["Must threats missed"] == "none"


def test_run_without_a_plan_is_not_shown_as_one(runs: tuple[RunFiles, RunFiles]) -> None:
    """Today's figures never stand in the place of a plan's."""
    rows = dict(figures(runs[1]))
    assert rows["People at risk out of reach"].startswith(f"{NO_PLAN} (today ")
    assert rows["Must threats met"] == f"{NO_PLAN} (today 0 of 1)"
    assert "Far corner" in rows["Floors not met"]
    assert rows["Distance from the best possible plan"] == NO_PLAN
    assert list(rows) == list(dict(figures(runs[0])))


def test_means_are_counted_and_named() -> None:
    """Every tool has a row; patrols are counted by hours, and long lists end in a number."""
    new = [{"tool": "cob", "name": f"B{n}", "in_place": False} for n in range(40)]
    rows = means(
        {
            "placements": [*new, {"tool": "cla", "name": "Old", "in_place": True}],
            "routes": [{"tool": "patrol"}] * 80 + [{"tool": "night_patrol"}] * 20,
            "engagements": [{"tool": "pressure", "name": "Sweeps", "delay_weeks": 2}],
        }
    )
    assert rows["New company operating bases"].startswith("40: B0, B1, ")
    assert rows["New company operating bases"].endswith("B11 and 28 more")
    assert rows["Posts of community liaison assistants"] == "0"
    assert rows["Patrols a period"] == "100 (80 by day, 20 by night)"
    assert rows["Engaged on (never in place of reach)"] == "pressure by leadership: Sweeps (takes 2 weeks)"


def test_rows_that_one_run_lacks_keep_their_place(runs: tuple[RunFiles, RunFiles]) -> None:
    """A time band that only one run has is a row in its place, and the other says that it has none."""
    evaluation = dict(runs[0].evaluation)
    evaluation["bands_min"] = [15, 30, 60]
    html = comparison_page([replace(runs[0], evaluation=evaluation), runs[0]])
    names = re.findall(r'<th scope="row">([^<]*)</th>', html)
    bands = [name for name in names if name.startswith("Weighted risk within reach in")]
    assert [re.findall(r"\d+", name)[0] for name in bands] == ["15", "30", "60", "120"]
    assert html.count("<td>not in this run</td>") == 1


def test_page_has_the_highest_marking(runs: tuple[RunFiles, RunFiles]) -> None:
    """One Confidential run makes the page Confidential, with every watermark."""
    marked = replace(runs[1], run={**runs[1].run, "classification": "Confidential", "watermark": "DRAFT"})
    html = comparison_page([runs[0], marked])
    assert "Confidential" in html
    assert "Unclassified" not in html
    assert "EXERCISE / DRAFT" in html


def test_page_is_the_same_for_the_same_runs(runs: tuple[RunFiles, RunFiles]) -> None:
    """Equal runs give equal bytes, the notes end with the disclaimer, once, and each map is linked."""
    html = comparison_page(runs[:1])
    assert html == comparison_page(runs[:1])
    assert html.count("do not imply official endorsement") == 1
    assert "figure stands in brackets" in html
    assert 'href="run/map.html"' in html


def test_note_that_holds_for_one_scenario_says_for_which(runs: tuple[RunFiles, RunFiles]) -> None:
    """A warning about one plan is not read as one about all; what holds for all stands once, bare."""
    first, second = (
        replace(
            run,
            run={**run.run, "scenario": name, "findings": [_warning("of both"), _warning(f"only {name}")]},
        )
        for run, name in zip(runs, ("lean", "full"), strict=True)
    )
    html = comparison_page([first, second])
    assert re.findall(r"<li>([^<]*(?:of both|only)[^<]*)</li>", html) == [
        "of both",
        "lean: only lean",
        "full: only full",
    ]


def _warning(message: str) -> dict[str, str]:
    return {"severity": "warning", "message": message, "file": "", "remedy": ""}


def test_only_maps_beside_the_page_are_linked(runs: tuple[RunFiles, RunFiles], tmp_path: Path) -> None:
    """A link that would lead nowhere, or whose name no plain address can hold, is left out."""
    run = runs[0]
    assert map_link(run, None) == map_link(run, run.path.parent) == "run/map.html"
    assert map_link(run, tmp_path) == ""
    assert map_link(replace(run, path=tmp_path / "my run"), None) == ""
    assert map_link(replace(run, path=tmp_path / "other" / ".." / "b"), tmp_path) == "b/map.html"
